"""What screen readers find inside of a widget that paints itself: each part with name and value.

Qt asks for it only while a screen reader listens. A part is a QObject without any content, so that
Qt knows when it is gone; what it says is asked for when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QAccessibleObject
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from reluviz.document.items import Item

MOST_PARTS = 200
"""So many parts of a kind are found at most, near what is selected."""


@dataclass(frozen=True)
class Spoken:
    """One part.

    Parameters
    ----------
    item : Item
        What it is.
    name, value : str
        What is said of it.
    place : QRectF
        Where it is in the widget.
    is_selected : bool
        Whether keys move it.
    """

    item: Item
    name: str
    value: str
    place: QRectF
    is_selected: bool = False


class HasParts(Protocol):
    """A widget with parts."""

    def spoken_parts(self) -> list[Spoken]:
        """Return its parts, in the order in which keys go through them."""


class _Part(QObject):
    """The place of a part among those of a widget."""

    def __init__(self, parent: QWidget, index: int) -> None:
        super().__init__(parent)
        self.index = index

    def widget(self) -> QWidget:
        return cast(QWidget, self.parent())

    def spoken(self) -> Spoken | None:
        """What is there now; None if there is no such part any more."""
        parts = _parts_of(self.widget())
        return parts[self.index] if self.index < len(parts) else None


class _PartInterface(QAccessibleObject):
    """A part as Qt's accessibility tree has it."""

    def _part(self) -> _Part:
        return cast(_Part, self.object())

    def isValid(self) -> bool:
        return self.object() is not None and self._part().spoken() is not None

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._part().widget())

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Slider

    def state(self) -> QAccessible.State:
        state, spoken = QAccessible.State(), self._part().spoken()
        state.focusable = state.selectable = 1
        if spoken is not None and spoken.is_selected:
            state.selected = 1
            state.focused = int(self._part().widget().hasFocus())
        return state

    def rect(self) -> QRect:
        spoken, widget = self._part().spoken(), self._part().widget()
        if spoken is None:
            return QRect()
        place = spoken.place.toAlignedRect()
        return QRect(widget.mapToGlobal(place.topLeft()), place.size())

    def text(self, which: QAccessible.Text) -> str:
        spoken = self._part().spoken()
        if spoken is None:
            return ""
        return {QAccessible.Text.Name: spoken.name, QAccessible.Text.Value: spoken.value}.get(
            which, ""
        )


class _WholeInterface(QAccessibleWidget):
    """A widget with its parts as children."""

    def _widget(self) -> QWidget:
        return cast(QWidget, self.object())

    def childCount(self) -> int:
        return len(_parts_of(self._widget()))

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if not 0 <= index < self.childCount():
            return None
        return QAccessible.queryAccessibleInterface(_part_at(self._widget(), index))

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        at = self._widget().mapFromGlobal(QPoint(x, y)).toPointF()
        places = [spoken.place for spoken in _parts_of(self._widget())]
        found = [index for index, place in enumerate(places) if place.contains(at)]
        return self.child(found[0]) if found else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        part = child.object()
        return part.index if isinstance(part, _Part) else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        chosen = _selected_part(self._widget())
        return None if chosen is None else QAccessible.queryAccessibleInterface(chosen)


def _parts_of(widget: QWidget) -> list[Spoken]:
    return cast(HasParts, widget).spoken_parts()


def _part_at(widget: QWidget, index: int) -> _Part:
    known = [child for child in widget.children() if isinstance(child, _Part)]
    known += [_Part(widget, place) for place in range(len(known), index + 1)]
    return known[index]


def _selected_part(widget: QWidget) -> _Part | None:
    for index, spoken in enumerate(_parts_of(widget)):
        if spoken.is_selected:
            return _part_at(widget, index)
    return None


def _interface_of(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    if isinstance(thing, _Part):
        return _PartInterface(thing)
    if isinstance(thing, QWidget) and hasattr(thing, "spoken_parts"):
        return _WholeInterface(thing, QAccessible.Role.Chart, thing.accessibleName())
    return None


_is_installed = False


def install() -> None:
    """Let Qt find the parts of widgets; once for the whole program."""
    global _is_installed
    if not _is_installed:
        QAccessible.installFactory(_interface_of)
        _is_installed = True


def tell_selected(widget: QWidget) -> None:
    """Have a screen reader, if one listens, read the selected part of the widget with the focus."""
    if QAccessible.isActive() and widget.hasFocus():
        chosen = _selected_part(widget)
        if chosen is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(chosen, QAccessible.Event.Focus))


def near(count: int, chosen: int | None) -> range:
    """Return which of many parts of a kind are found: those about the chosen one."""
    first = 0 if chosen is None else max(0, min(chosen - MOST_PARTS // 2, count - MOST_PARTS))
    return range(first, min(count, first + MOST_PARTS))
