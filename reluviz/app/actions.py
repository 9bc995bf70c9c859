"""Everything the window can be asked to do, in one table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from reluviz.views.icons import icon
from reluviz.views.theme import Theme

Key = QKeySequence.StandardKey
Role = QAction.MenuRole


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Parameters
    ----------
    id : str
        objectName.
    text : str
        Text in menus, with its mnemonic.
    tip : str
        One sentence for the status bar and the tool tip.
    handler : str
        What it calls: the name of a controller, a dot, the name of its method. Empty for an action
        that something else drives (undo, the panels' visibility).
    shortcut : StandardKey or str
        The key.
    icon : str
        Name of the icon; none if empty.
    label : str
        Text on its button, if other than `text`.
    group : str
        Checkable actions of one group exclude each other; ``own`` for one that stands alone.
    role : MenuRole
        Where macOS puts it.
    """

    id: str
    text: str
    tip: str
    handler: str = ""
    shortcut: QKeySequence.StandardKey | str = ""
    icon: str = ""
    label: str = ""
    group: str = ""
    role: QAction.MenuRole = Role.NoRole


ACTIONS: tuple[ActionSpec, ...] = (
    # File
    ActionSpec("new", "&New", "Begin with one straight line", "files.new", Key.New, "new"),
    ActionSpec(
        "new_from_points",
        "New from &points…",
        "Click, type, paste or read points; a network goes through them",
        "files.new_from_points",
        "Ctrl+Shift+N",
        "new_from_points",
    ),
    ActionSpec(
        "open",
        "&Open…",
        "Open a project or a table of points",
        "files.open",
        Key.Open,
        "open",
        "Open",
    ),
    ActionSpec("save", "&Save", "Save the project to its file", "files.save", Key.Save, "save"),
    ActionSpec(
        "save_as", "Save &as…", "Save the project to another file", "files.save_as", Key.SaveAs
    ),
    ActionSpec(
        "export_plot",
        "Export p&lot…",
        "Save the plot as PNG, SVG or PDF",
        "share.export_plot",
        "Ctrl+E",
        "export_plot",
    ),
    ActionSpec(
        "export_weights",
        "Export &weights…",
        "Save the table of weights as CSV, Markdown, LaTeX, JSON or NPZ",
        "share.export_weights",
        "Ctrl+Shift+E",
        "export_weights",
    ),
    ActionSpec(
        "print", "Prin&t…", "Print the plot, with a preview", "share.print", Key.Print, "print"
    ),
    ActionSpec("quit", "&Quit", "Close the window", "window.close", "Ctrl+Q", role=Role.QuitRole),
    # Edit
    ActionSpec("undo", "&Undo", "Take back the last step", "", Key.Undo, "undo", "Undo"),
    ActionSpec("redo", "&Redo", "Do again what was taken back", "", Key.Redo, "redo", "Redo"),
    ActionSpec(
        "cancel",
        "Ca&ncel",
        "Give up the drag under way, close a message, or select nothing",
        "window.cancel",
        "Esc",
    ),
    ActionSpec(
        "add_joint",
        "Add &joint at the probe",
        "Add a ReLU whose ray starts at the probe; the curve does not change",
        "edits.add_joint",
        "J",
        "add_joint",
    ),
    ActionSpec(
        "remove",
        "Re&move",
        "Remove the selected joint or ReLU",
        "edits.remove",
        Key.Delete,
        "remove",
    ),
    ActionSpec(
        "copy_plot",
        "&Copy plot",
        "Copy the plot to the clipboard as a picture",
        "share.copy_plot",
        "Ctrl+Shift+C",
        "copy",
    ),
    ActionSpec(
        "copy_table",
        "Copy &table",
        "Copy the table of weights to the clipboard, in full precision",
        "share.copy_table",
        "Ctrl+Shift+T",
    ),
    ActionSpec(
        "copy_formula",
        "Copy &formula",
        "Copy the formula with its numbers to the clipboard",
        "share.copy_formula",
    ),
    ActionSpec(
        "preferences",
        "&Preferences…",
        "Change how the program looks and behaves",
        "window.show_preferences",
        "Ctrl+,",
        "preferences",
        role=Role.PreferencesRole,
    ),
    # View
    ActionSpec(
        "drag_point",
        "Drag this &point",
        "A drag moves a point of the curve; its neighbours stay",
        "edits.drag_points",
        icon="drag_point",
        label="This point",
        group="drag_mode",
    ),
    ActionSpec(
        "drag_relu",
        "Drag this &ReLU",
        "A drag changes one parameter of one ReLU; everything on its active side follows",
        "edits.drag_relus",
        icon="drag_relu",
        label="This ReLU",
        group="drag_mode",
    ),
    ActionSpec(
        "switch_drag",
        "&Switch what a drag moves",
        "Switch between “this point” and “this ReLU”",
        "edits.switch_drag_mode",
        "D",
    ),
    ActionSpec(
        "fit_all", "&Fit all", "Show the whole curve", "window.fit_all", "Ctrl+0", "fit_all"
    ),
    ActionSpec("zoom_in", "Zoom &in", "Show less, larger", "window.zoom_in", Key.ZoomIn, "zoom_in"),
    ActionSpec(
        "zoom_out", "Zoom &out", "Show more, smaller", "window.zoom_out", Key.ZoomOut, "zoom_out"
    ),
    ActionSpec(
        "layer_before",
        "Curve &before the change",
        "Show the curve as it was, with the differences",
        "edits.show_before",
        group="own",
    ),
    ActionSpec(
        "layer_target",
        "&Target",
        "Show the points that the network should match",
        "edits.show_target",
        group="own",
    ),
    ActionSpec(
        "layer_joints",
        "&Joints",
        "Show a handle at every joint",
        "edits.show_joints",
        group="own",
    ),
    ActionSpec("show_diagram", "&Network", "Show the diagram of the network"),
    ActionSpec("show_inspector", "&Parameters", "Show the table and the editor of parameters"),
    ActionSpec("show_toolbar", "&Tool bar", "Show the tool bar"),
    ActionSpec(
        "theme_system",
        "Like the &system",
        "Light or dark, as the system is",
        "window.use_system_theme",
        group="theme",
    ),
    ActionSpec("theme_light", "&Light", "Dark on white", "window.use_light_theme", group="theme"),
    ActionSpec("theme_dark", "&Dark", "Light on black", "window.use_dark_theme", group="theme"),
    ActionSpec(
        "reset_layout",
        "Reset la&yout",
        "Put all panels back to where they were at first",
        "window.reset_layout",
    ),
    ActionSpec(
        "full_screen",
        "F&ull screen",
        "Use the whole screen",
        "window.show_full_screen",
        "F11",
        group="own",
    ),
    # Network
    ActionSpec("domain", "&Domain…", "Change the interval of x that is looked at", "edits.domain"),
    ActionSpec(
        "edit_points",
        "&Edit points…",
        "Change the points in a table; the network is built anew through them",
        "edits.points",
        "Ctrl+Shift+P",
    ),
    ActionSpec(
        "rewrite_right",
        "&Rewrite as rays to the right",
        "The same function on the domain, with one ReLU for each segment",
        "edits.rewrite_right",
        label="Rewrite",
    ),
    ActionSpec(
        "target_from_curve",
        "Use the curve as &target",
        "Hold the network against the curve as it is now",
        "edits.target_from_curve",
    ),
    ActionSpec("clear_target", "&Clear the target", "Show the network alone", "edits.clear_target"),
    # Help
    ActionSpec(
        "first_steps",
        "&First steps",
        "Say in the window what can be grabbed",
        "window.show_first_steps",
    ),
    ActionSpec(
        "help",
        "&Keyboard and mouse",
        "All gestures and keys",
        "window.show_help",
        Key.HelpContents,
        "help",
    ),
    ActionSpec(
        "about",
        "&About ReluViz",
        "Versions and licences",
        "window.show_about",
        role=Role.AboutRole,
    ),
)


def make_actions(
    parent: QObject, controllers: Mapping[str, object], given: Mapping[str, QAction]
) -> dict[str, QAction]:
    """Make the actions of the table.

    Parameters
    ----------
    parent : QObject
        Their owner.
    controllers : mapping
        The objects that handlers name.
    given : mapping
        Actions without a handler, by id: made elsewhere, they get their names here.

    Returns
    -------
    dict of str to QAction
        By id.
    """
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for spec in ACTIONS:
        action = QAction(parent) if spec.handler else given[spec.id]
        _describe(action, spec)
        if spec.group:
            action.setCheckable(True)
        if spec.group not in ("", "own"):
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
        if spec.handler:
            controller, _, method = spec.handler.partition(".")
            handler: Callable[..., None] = attrgetter(method)(controllers[controller])
            action.triggered.connect(handler)
        actions[spec.id] = action
    return actions


def _describe(action: QAction, spec: ActionSpec) -> None:
    action.setObjectName(spec.id)
    action.setText(spec.text)
    # The text of undo and redo follows the step; that of their button must not.
    action.setIconText(spec.label or spec.text.replace("&", ""))
    action.setMenuRole(spec.role)
    if spec.shortcut == "":
        keys = []
    elif isinstance(spec.shortcut, str):
        keys = [QKeySequence(spec.shortcut)]
    else:
        keys = QKeySequence.keyBindings(spec.shortcut)
    action.setShortcuts(keys)
    action.setStatusTip(spec.tip)
    shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
    action.setWhatsThis(spec.tip)


def draw_icons(actions: Mapping[str, QAction], theme: Theme, ids: Collection[str | None]) -> None:
    """Give some of the actions their icons in the colours of a theme."""
    for spec in ACTIONS:
        if spec.icon and spec.id in ids:
            actions[spec.id].setIcon(icon(spec.icon, theme))
