"""What the View menu can be asked to do."""

from __future__ import annotations

from reluviz.app.action_spec import ActionSpec, Key
from reluviz.app.lower_panels import BUILD, EXPLORE, LOWER_PANELS, TRAIN
from reluviz.files.project import FILLS, LAYERS

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

_FILLS = {
    "output": ("&Output", "Colour the plane by the output"),
    "slope": ("&Slope", "Colour each linear region of the plane by how steep it is"),
    "region": ("&Regions", "Give the linear regions of the plane colours to tell them apart"),
    "change": ("&Change", "Colour the plane by what the last edit changed, and mark where most"),
}
"""Text and tip for each of `FILLS`."""

VIEW_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "drag_handle",
        "Drag &by the handles",
        "A joint moves as a point, a segment turns, a triangle below moves its kink, the left end "
        "lifts the curve",
        "edits.drag",
        icon="drag_point",
        label="Curve",
        group="drag_mode",
        argument="handle",
    ),
    ActionSpec(
        "drag_point",
        "Drag this &point",
        "A drag moves a point of the curve; its neighbours stay",
        "edits.drag",
        icon="drag_point",
        label="This point",
        group="drag_mode",
        argument="point",
    ),
    ActionSpec(
        "drag_relu",
        "Drag this &ReLU",
        "A drag changes one parameter of one ReLU; everything on its active side follows",
        "edits.drag",
        icon="drag_relu",
        label="This ReLU",
        group="drag_mode",
        argument="relu",
    ),
    ActionSpec(
        "drag_target",
        "Drag the &target",
        "A drag moves a point of the target, a double-click adds one",
        "edits.drag",
        icon="drag_target",
        label="Target",
        group="drag_mode",
        argument="target",
    ),
    ActionSpec(
        "drag_draw",
        "Dra&w the target",
        "A drag draws the target freehand",
        "edits.drag",
        icon="drag_draw",
        label="Draw",
        group="drag_mode",
        argument="draw",
    ),
    ActionSpec(
        "switch_drag",
        "&Switch what a drag moves",
        "Go from the handles to “this point”, “this ReLU” and back",
        "edits.switch_drag_mode",
        "D",
    ),
    ActionSpec(
        "fit_all", "Show e&verything", "Show the whole curve", "window.fit_all", "Ctrl+0", "fit_all"
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
    *(
        ActionSpec(f"fill_{name}", *_FILLS[name], "edits.fill", group="fill", argument=name)
        for name in FILLS
    ),
    ActionSpec("show_diagram", "&Network", "Show the diagram of the network"),
    ActionSpec("show_inspector", "&Parameters", "Show the table and the editor of parameters"),
    ActionSpec("show_toolbar", "&Tool bar", "Show the tool bar"),
    ActionSpec(
        "group_explore",
        "&Explore",
        "Look inside the network: what each ReLU adds, what moves what, and more",
        "lower.show_group",
        "1",
        icon="lower_panels",
        label="Explore",
        group="own",
        argument=EXPLORE,
    ),
    ActionSpec(
        "group_build",
        "Bui&ld",
        "See how the network is put together, one ReLU after the other",
        "lower.show_group",
        "2",
        icon="add_joint",
        label="Build",
        group="own",
        argument=BUILD,
    ),
    ActionSpec(
        "group_train",
        "T&rain",
        "Fit and train the network, and compare what comes of it",
        "lower.show_group",
        "3",
        icon="fitting_panels",
        label="Train",
        group="own",
        argument=TRAIN,
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
        "take_out",
        "Ta&ke the panel out",
        "Take the panel below the plot out into a window; it comes back when that is closed",
        "lower.take_out",
    ),
    *(
        ActionSpec(f"theme_{name}", text, tip, "window.choose_theme", group="theme", argument=name)
        for name, text, tip in (
            ("system", "Like the &system", "Light or dark, as the system is"),
            ("light", "&Light", "Dark on white"),
            ("dark", "&Dark", "Light on black"),
        )
    ),
    ActionSpec(
        "general_names",
        "&General names",
        "Call the parameters of one hidden layer w1.2.3, too, as in deeper networks, not v, b, w",
        "window.use_general_names",
        group="own",
    ),
    ActionSpec(
        "reset_layout",
        "Reset la&yout",
        "Put all panels back to where they were at first",
        "window.reset_layout",
    ),
    ActionSpec(
        "present",
        "Present for a &class",
        "Show network, function and numbers alone, large, for a projector; Escape leaves",
        "window.present",
        "F5",
        group="own",
    ),
    ActionSpec(
        "full_screen",
        "F&ull screen",
        "Use the whole screen",
        "window.show_full_screen",
        "F11",
        group="own",
    ),
)
