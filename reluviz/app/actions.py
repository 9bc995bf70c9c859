"""Everything the window can be asked to do, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

from reluviz.app.lower_panels import LOWER_PANELS
from reluviz.files.project import LAYERS

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
        that something else drives (the visibility of the docks at the sides).
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
    argument : str
        What the method gets first, if it serves several actions.
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
    argument: str = ""


_LAYERS = {
    "before": ("Curve &before the change", "Show the curve as it was, with the differences"),
    "target": ("&Target", "Show what the network should match"),
    "joints": ("&Joints", "Show a handle at every joint"),
    "rays": ("&Rays", "Show what each ReLU computes: max(0, b + v x)"),
    "scaled": ("Rays times &weights", "Show what each ReLU adds to the output: w max(0, b + v x)"),
    "sums": ("Running &sums", "Show the output's bias and the first ReLUs, one more each time"),
    "residual": ("Resi&dual", "Show the output minus the target"),
    "cloud": ("&Cloud", "Show the random draws of the panel Perturb"),
    "pattern": ("&On and off", "Show below the plot which ReLUs are on in each segment"),
    "envelope": ("&Envelope", "Show the lowest and the highest curve of the perturbed box"),
    "best": ("Best &fit", "Show the best fit of the panel Best fit"),
    "runs": ("R&uns", "Show the networks kept in the panel Compare"),
    "sweep": ("&Many runs", "Show the networks trained in the panel Many runs"),
}
"""Text and tip for each of `LAYERS`."""


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
        "Plot…",
    ),
    ActionSpec(
        "export_weights",
        "Export &weights…",
        "Save the table of weights as CSV, Markdown, LaTeX, JSON or NPZ",
        "share.export_weights",
        "Ctrl+Shift+E",
        "export_weights",
        "Weights…",
    ),
    ActionSpec(
        "export_steps",
        "E&xport steps…",
        "Save the construction as an animation or as a sheet of small pictures",
        "share.export_steps",
    ),
    ActionSpec(
        "print", "Prin&t…", "Print the plot, with a preview", "share.print", Key.Print, "print"
    ),
    ActionSpec("quit", "&Quit", "Close the window", "window.close", "Ctrl+Q", role=Role.QuitRole),
    # Edit
    ActionSpec(
        "undo", "&Undo", "Take back the last step", "history.undo", Key.Undo, "undo", "Undo"
    ),
    ActionSpec(
        "redo", "&Redo", "Do again what was taken back", "history.redo", Key.Redo, "redo", "Redo"
    ),
    ActionSpec(
        "cancel",
        "Ca&ncel",
        "Give up the drag under way, close a message, select nothing, or end the steps",
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
    *(
        ActionSpec(
            f"layer_{layer}", *_LAYERS[layer], "edits.show_layer", group="own", argument=layer
        )
        for layer in LAYERS
    ),
    ActionSpec("show_diagram", "&Network", "Show the diagram of the network"),
    ActionSpec("show_inspector", "&Parameters", "Show the table and the editor of parameters"),
    ActionSpec("show_toolbar", "&Tool bar", "Show the tool bar"),
    ActionSpec(
        "show_lower",
        "&Lower panels",
        "Open or close the panels under the plot",
        "lower.show_all",
        "L",
        "lower_panels",
        group="own",
    ),
    *(
        ActionSpec(
            f"show_{panel.name}",
            panel.menu_text,
            panel.tip,
            "lower.show",
            group="own",
            argument=panel.name,
        )
        for panel in LOWER_PANELS
    ),
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
        "rewriting.rewrite_right",
        label="Rewrite",
    ),
    ActionSpec(
        "target_from_curve",
        "Use the curve as &target",
        "Hold the network against the curve as it is now",
        "edits.target_from_curve",
    ),
    ActionSpec("clear_target", "&Clear the target", "Show the network alone", "edits.clear_target"),
    ActionSpec(
        "break_link",
        "&Break this link",
        "Make the selected weight zero; it can be mended",
        "edits.break_link",
        "B",
    ),
    ActionSpec(
        "mend_link",
        "Me&nd this link",
        "Give a broken link the weight back that it had",
        "edits.mend_link",
        "M",
    ),
    ActionSpec(
        "scale_unit",
        "&Scale this ReLU…",
        "Multiply v and b of the selected ReLU and divide its w; the curve does not change",
        "rewriting.scale_unit",
    ),
    ActionSpec(
        "mirror_ray",
        "&Mirror this ray",
        "Turn the ray of the selected ReLU to the other side; the curve does not change",
        "rewriting.mirror_ray",
    ),
    ActionSpec(
        "simplify",
        "S&implify",
        "Merge equal kinks and drop what adds nothing; the curve does not change",
        "rewriting.simplify",
    ),
    ActionSpec(
        "open_build",
        "B&uild step by step",
        "Put the network together, one ReLU after the other",
        "lower.open",
        argument="build",
    ),
    ActionSpec(
        "open_perturb",
        "&Perturb…",
        "Change parameters at random, and see what comes of it",
        "lower.open",
        argument="perturb",
    ),
    ActionSpec(
        "keep_draw",
        "&Keep this draw",
        "Make the selected random draw the network",
        "edits.keep_draw",
    ),
    ActionSpec(
        "open_quiz",
        "Predict, t&hen perturb",
        "Say which part of the curve will move, then see it",
        "lower.open",
        argument="quiz",
    ),
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
