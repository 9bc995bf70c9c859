"""Everything the window can be asked to do, in one table."""

from __future__ import annotations

from reluviz.app.action_spec import ActionSpec, Key, Role
from reluviz.app.network_actions import (
    FIT_ACTIONS,
    LAYER_ACTIONS,
    LESSON_ACTIONS,
    NETWORK_ACTIONS,
    TARGET_ACTIONS,
)
from reluviz.app.view_actions import VIEW_ACTIONS

FILE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "&New", "Begin with one straight line", "files.new", Key.New, "new"),
    ActionSpec(
        "new_network",
        "New networ&k…",
        "Choose inputs, layers, units, activations and a start",
        "files.new_network",
        "Ctrl+Alt+N",
    ),
    ActionSpec(
        "new_from_points",
        "New from &points…",
        "Click, type, paste or read points; a network goes through them",
        "files.new_from_points",
        "Ctrl+Shift+N",
        "new_from_points",
    ),
    ActionSpec(
        "gallery",
        "&Gallery",
        "Begin with an example or a lesson, by its picture",
        "window.show_gallery",
        "Ctrl+G",
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
    ActionSpec(
        "reload",
        "Reloa&d",
        "Read the network's file again, as another program has written it meanwhile",
        "files.reload",
        "Ctrl+Alt+R",
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
)

EDIT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "undo", "&Undo", "Take back the last step", "document.undo", Key.Undo, "undo", "Undo"
    ),
    ActionSpec(
        "redo", "&Redo", "Do again what was taken back", "document.redo", Key.Redo, "redo", "Redo"
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
)

HELP_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "first_steps",
        "&First steps",
        "Say in the window what can be grabbed",
        "messages.show_first_steps",
    ),
    ActionSpec(
        "help",
        "&Help",
        "What the panels are for, all gestures and keys; opens at the panel that has the keys",
        "window.show_help",
        Key.HelpContents,
        "help",
    ),
    ActionSpec(
        "whats_this",
        "&What's this?",
        "Then click a thing to read what it is for",
        "window.explain",
        Key.WhatsThis,
    ),
    ActionSpec(
        "about",
        "&About ReluViz",
        "Versions and licences",
        "window.show_about",
        role=Role.AboutRole,
    ),
)

ACTIONS: tuple[ActionSpec, ...] = (
    *FILE_ACTIONS,
    *EDIT_ACTIONS,
    *VIEW_ACTIONS,
    *NETWORK_ACTIONS,
    *LAYER_ACTIONS,
    *TARGET_ACTIONS,
    *FIT_ACTIONS,
    *LESSON_ACTIONS,
    *HELP_ACTIONS,
)
