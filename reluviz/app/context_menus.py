"""The menu of whatever is clicked with the right mouse button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from reluviz.app.menus import CONTEXT_MENUS, ITEM_MENUS, MenuItems, fill
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Draw, Item, Joint, Row, Segment, TargetPoint, Unit


class ContextMenus(QObject):
    """Makes menus of the window's actions, for panels that ask for them.

    Parameters
    ----------
    document : Document
        Where the thing that was clicked is selected.
    actions : mapping of str to QAction
        By id.
    window : QWidget
        The owner.
    """

    def __init__(self, document: Document, actions: Mapping[str, QAction], window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._actions = actions
        self._window = window

    def serve(self, panel: QWidget) -> None:
        """Answer a panel that asks, if it does, with an item or None and a place on the screen."""
        wish: Any = getattr(panel, "context_menu_requested", None)
        if wish is not None:
            wish.connect(self._on_requested)

    @Slot(QPoint)
    def show_formula(self, place: QPoint) -> None:
        """Show the menu of the formula at a place on the screen."""
        self._pop_up(CONTEXT_MENUS["formula"], place)

    @Slot(object, QPoint)
    def _on_requested(self, item: Item | None, place: QPoint) -> None:
        kind = self.sender().objectName()
        if item is not None:
            self._document.select(item)
            self._document.publish()  # what the actions can do depends on it
        self._pop_up(items_of(kind, item), place)

    def _pop_up(self, items: MenuItems, place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setObjectName("context_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, items, self._actions)
        menu.popup(place)


def items_of(kind: str, item: Item | None) -> MenuItems:
    """Return what a menu has: what can be done with an item, then what a panel offers anywhere.

    Parameters
    ----------
    kind : str
        objectName of the panel.
    item : Item or None
        What was clicked in it.
    """
    own = ITEM_MENUS.get(_kind_of(item), ())
    others = tuple(entry for entry in CONTEXT_MENUS[kind] if entry is None or entry not in own)
    return (*own, None, *others) if own and others else own or others


def _kind_of(item: Item | None) -> str:
    if isinstance(item, ParameterId):
        return "bias" if item.is_bias else "weight"
    kinds = {
        Unit: "unit",
        Joint: "joint",
        Segment: "segment",
        Draw: "draw",
        TargetPoint: "target",
        Row: "row",
    }
    return "" if item is None else kinds[type(item)]
