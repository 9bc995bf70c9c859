"""Where the actions are found: menus, the tool bar, context menus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from reluviz.app.context import Context, Controller
from reluviz.app.lower_panels import GROUPS, LOWER_PANELS, TRAIN
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.network import ParameterId
from reluviz.document.items import Draw, Item, Joint, Region, Row, Segment, TargetPoint, Unit
from reluviz.files.project import FILLS, LAYERS


@dataclass(frozen=True)
class MenuSpec:
    """One menu: ids of actions, menus in it, and None for a line between.

    An empty one is filled by its controller when it is about to show.
    """

    id: str
    title: str
    items: MenuItems = ()


MenuItems = tuple[str | MenuSpec | None, ...]

_LAYERS = MenuSpec("layers_menu", "&Layers", tuple(f"layer_{name}" for name in LAYERS))
_FILL = MenuSpec("fill_plane_menu", "Colours of the pla&ne", tuple(f"fill_{n}" for n in FILLS))
_PANELS = MenuSpec(
    "panels_menu",
    "P&anels",
    (
        *("show_diagram", "show_inspector", "show_toolbar", None),
        *(
            name
            for group in GROUPS
            for name in (
                f"group_{group}",
                *(f"show_{panel.name}" for panel in LOWER_PANELS if panel.group == group),
                None,
            )
        ),
        "take_out",
    ),
)
_ACTIVATION = MenuSpec(
    "activation_menu", "A&ctivation", tuple(f"activation_{name}" for name in ACTIVATIONS)
)
_LAYER_ITEMS: MenuItems = (
    *("add_unit", "remove_unit", None, "add_layer", "remove_layer", None),
    *("add_input", "remove_input", None),
    _ACTIVATION,
)
_LAYER = MenuSpec("layer_menu", "&Layer", _LAYER_ITEMS)
_THEME = MenuSpec("theme_menu", "T&heme", ("theme_system", "theme_light", "theme_dark"))

MENUS: tuple[MenuSpec, ...] = (
    MenuSpec(
        "file_menu",
        "&File",
        (
            *("new", "new_network", "new_from_points", "gallery", "open"),
            MenuSpec("recent_menu", "Open &recent"),
            MenuSpec("closed_menu", "Recently &closed"),
            MenuSpec("examples_menu", "&Examples"),
            *(None, "save", "save_as", "reload", None),
            *("export_plot", "export_weights", "export_steps"),
            MenuSpec("export_as_menu", "Export to another &form"),
            *("print", None, "quit"),
        ),
    ),
    MenuSpec(
        "edit_menu",
        "&Edit",
        (
            *("undo", "redo", "cancel", None, "add_joint", "remove", None),
            *("copy_plot", "copy_table", "copy_formula"),
            MenuSpec("copy_as_menu", "Copy a&s"),
            *(None, "preferences"),
        ),
    ),
    MenuSpec(
        "view_menu",
        "&View",
        (
            *("drag_handle", "drag_point", "drag_relu", "drag_target", "drag_draw"),
            *("switch_drag", None),
            *("fit_all", "zoom_in", "zoom_out", None),
            *(_LAYERS, _FILL, _PANELS, _THEME, "general_names", None),
            *("reset_layout", "present", "full_screen"),
        ),
    ),
    MenuSpec(
        "network_menu",
        "&Network",
        (
            *("domain", "edit_points", None),
            *("break_link", "mend_link", None),
            *("scale_unit", "mirror_ray", "rewrite_right", "simplify", "flatten", None),
            *("open_build", "open_perturb", "keep_draw", "open_quiz", None),
            _LAYER,
        ),
    ),
    MenuSpec(
        "target_menu",
        "&Target",
        (
            *("target_formula", "target_data", "paste_data"),
            MenuSpec("data_sets_menu", "Data &sets"),
            *(None, "target_from_curve", None, "join_points", "split_points", None),
            "clear_target",
        ),
    ),
    MenuSpec(
        "fit_menu",
        "F&it",
        tuple(f"open_{panel.name}" for panel in LOWER_PANELS if panel.group == TRAIN),
    ),
    MenuSpec(
        "lesson_menu",
        "&Lessons",
        (
            MenuSpec("all_lessons_menu", "&Lessons"),
            "lesson_file",
            None,
            *("lesson_next", "lesson_back", "lesson_hint", "lesson_over", None, "lesson_leave"),
        ),
    ),
    MenuSpec("help_menu", "&Help", ("first_steps", "help", "whats_this", None, "about")),
)

TOOLBAR: tuple[str | None, ...] = (
    *("new", "open", "save", None, "undo", "redo", None),
    *("group_explore", "group_build", "group_train", None),
    *("drag_handle", "drag_target", "drag_draw", None),
    *("fit_all", None, "export_plot", "export_weights"),
)
ICON_ALONE = (
    *("new", "open", "save", "undo", "redo"),
    *("fit_all", "export_plot", "export_weights"),
)
"""Buttons of the tool bar without a text: everybody knows these."""

ICON_IF_NARROW = ("drag_handle", "drag_target", "drag_draw")
"""Buttons that keep their text where there is room."""

KEEPS_ITS_ROOM = frozenset({"undo", "redo"})
"""Buttons that come and go with every step; the others must not jump aside for them."""

LABELS = {"drag_handle": "Drag:"}
"""Words before some of the groups of buttons."""

_ABOUT_A_PARAMETER: MenuItems = ("show_influence", "open_perturb", "show_loss", "open_quiz")
"""Panels that answer a question about the one parameter that is selected."""

ITEM_MENUS: dict[str, MenuItems] = {
    "unit": ("scale_unit", "mirror_ray", None, *_LAYER_ITEMS),
    "joint": ("scale_unit", "mirror_ray", "remove"),
    "segment": ("scale_unit", "mirror_ray"),
    "weight": (
        *("break_link", "mend_link", None, *_ABOUT_A_PARAMETER, None),
        *("scale_unit", "mirror_ray", "remove"),
    ),
    "bias": (*_ABOUT_A_PARAMETER, None, "scale_unit", "mirror_ray", "remove"),
    "draw": ("keep_draw",),
    "target": ("remove",),
    "row": ("remove",),
}
"""What can be done with a thing that is clicked with the right mouse button."""

CONTEXT_MENUS: dict[str, MenuItems] = {
    "plot": ("add_joint", "remove", None, "fit_all", None, "copy_plot", "export_plot"),
    "diagram": (
        *("remove", None, _LAYER, None, "rewrite_right", "simplify", None),
        *("copy_table", "copy_formula", "export_weights"),
    ),
    "inspector": ("remove", None, _LAYER, None, "copy_table", "export_weights"),
    "formula": ("copy_formula",),
    "contributions": ("fit_all", None, "layer_rays", "layer_scaled", "layer_sums"),
    "build": ("export_steps",),
    "perturb": ("keep_draw", None, "layer_cloud", "layer_envelope"),
    "influence": ("copy_table", "export_weights"),
    "loss": ("target_from_curve", "clear_target"),
    "unit_plane": ("add_layer", "remove_layer"),
    "quiz": ("fit_all",),
    "plane": ("fit_all", None, _FILL, None, "copy_plot", "export_plot"),
    "slice": ("fit_all", None, "copy_plot", "export_plot"),
    "truth_table": ("open_train",),
    "activations": ("open_train",),
    "fit": ("layer_best", "open_compare"),
    "train": ("open_compare", "layer_best", "layer_runs"),
    "compare": ("layer_runs", "layer_best"),
    "sweep": ("layer_sweep", "layer_best"),
}
"""What is offered anywhere in a panel, by its objectName."""


def make_menu(
    parent: QMenuBar | QMenu, spec: MenuSpec, actions: Mapping[str, QAction]
) -> dict[str, QMenu]:
    """Add a menu with the menus in it to a menu bar or another menu; return them by id."""
    menu = parent.addMenu(spec.title)
    menu.setObjectName(spec.id)
    menu.menuAction().setObjectName(f"{spec.id}_action")
    return {spec.id: menu} | fill(menu, spec.items, actions)


def fill(menu: QMenu, items: MenuItems, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Put actions, lines and menus into a menu; return those menus by id."""
    menus: dict[str, QMenu] = {}
    for item in items:
        if item is None:
            menu.addSeparator()
        elif isinstance(item, MenuSpec):
            menus |= make_menu(menu, item, actions)
        else:
            menu.addAction(actions[item])
    return menus


class ContextMenus(Controller):
    """Makes menus of the window's actions, for panels that ask for them."""

    def __init__(self, context: Context, actions: Mapping[str, QAction]) -> None:
        super().__init__(context)
        self._actions = actions

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
        Region: "region",
    }
    return "" if item is None else kinds[type(item)]
