"""What the menus Network, Target, Fit and Lessons can be asked to do."""

from __future__ import annotations

from reluviz.app.action_spec import ActionSpec, with_access_keys
from reluviz.app.lower_panels import LOWER_PANELS, TRAIN
from reluviz.core.activation_facts import formula_text
from reluviz.core.activations import ACTIVATIONS

NETWORK_ACTIONS: tuple[ActionSpec, ...] = (
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
        "edits.scale_unit",
    ),
    ActionSpec(
        "mirror_ray",
        "&Mirror this ray",
        "Turn the ray of the selected ReLU to the other side; the curve does not change",
        "edits.mirror_ray",
    ),
    ActionSpec(
        "simplify",
        "S&implify",
        "Merge equal kinks and drop what adds nothing; the curve does not change",
        "edits.simplify",
    ),
    ActionSpec(
        "flatten",
        "&Flatten",
        "Write the same function with one hidden layer: a ReLU for each segment",
        "edits.flatten",
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
)

LAYER_ACTIONS: tuple[ActionSpec, ...] = (
    *(
        ActionSpec(name, text, tip, "edits.change_layer", argument=name)
        for name, text, tip in (
            ("add_unit", "&Add unit", "One unit more in the layer; the function stays"),
            ("remove_unit", "Remo&ve unit", "Remove the selected unit of the layer, or its last"),
            ("add_layer", "Add la&yer", "One hidden layer more, which hands on what comes in"),
            ("remove_layer", "Remove &layer", "Remove the hidden layer"),
            ("add_input", "Add &input", "One input more, without weight at first"),
            ("remove_input", "Remove i&nput", "Remove the selected input, or the last one"),
        )
    ),
    *(
        ActionSpec(
            f"activation_{name}",
            text,
            f"Give the layer the activation {formula_text(activation)}",
            "edits.use_activation",
            group="activation",
            argument=name,
        )
        for (name, activation), text in zip(
            ACTIVATIONS.items(),
            with_access_keys([one.title for one in ACTIVATIONS.values()]),
            strict=True,
        )
    ),
)

TARGET_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "target_formula",
        "From a &formula…",
        "Type a function of x, and hold the network against it",
        "target.from_formula",
        "Ctrl+Shift+F",
    ),
    ActionSpec(
        "target_data",
        "From &data…",
        "Read a table, choose two of its columns, and hold the network against them",
        "target.from_data",
        "Ctrl+Shift+D",
    ),
    ActionSpec(
        "paste_data",
        "&Paste data…",
        "Hold the network against a table copied from a spreadsheet",
        "target.paste_data",
        "Ctrl+Shift+V",
    ),
    ActionSpec(
        "join_points",
        "&Join the points",
        "Have the lines between the points count too",
        "target.join_points",
    ),
    ActionSpec(
        "split_points",
        "Points &alone",
        "Have the points count alone, not the lines between them",
        "target.split_points",
    ),
    ActionSpec(
        "target_from_curve",
        "&Use the curve",
        "Hold the network against the curve as it is now",
        "edits.target_from_curve",
    ),
    ActionSpec("clear_target", "&No target", "Show the network alone", "edits.clear_target"),
)

LESSON_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "lesson_file",
        "&Open a lesson…",
        "Open a lesson that somebody has written",
        "lessons.open_file",
    ),
    ActionSpec("lesson_next", "&Next step", "Go on in the lesson", "lesson.next", "Ctrl+PgDown"),
    ActionSpec("lesson_back", "Step &back", "Go back in the lesson", "lesson.back", "Ctrl+PgUp"),
    ActionSpec("lesson_hint", "&Hint", "Show what helps with this step", "lesson.show_hint"),
    ActionSpec(
        "lesson_over",
        "&Start the step over",
        "Bring back what this step begins with",
        "lesson.start_over",
    ),
    ActionSpec(
        "lesson_leave", "L&eave the lesson", "Go on without it; the network stays", "lesson.leave"
    ),
)

FIT_ACTIONS: tuple[ActionSpec, ...] = tuple(
    ActionSpec(
        f"open_{panel.name}",
        panel.menu_text,
        panel.tip,
        "lower.open",
        argument=panel.name,
    )
    for panel in LOWER_PANELS
    if panel.group == TRAIN
)
