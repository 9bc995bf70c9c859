"""The plot in words, for people who do not see it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from reluviz.document.items import Draw, Item, Joint, Segment, TargetPoint
from reluviz.document.snapshot import Snapshot
from reluviz.views.plot.scene import Scene, joint_of
from reluviz.views.spoken_parts import Spoken, near

_SIZE = 12.0  # of a joint, in pixels

KEYS = (
    "Page Up, Page Down, Home and End go from joint to joint, with Shift from segment to segment, "
    "or from point to point of the target while those are dragged; "
    "arrow keys move what is selected, with Shift finely, with Ctrl coarsely"
)


def describe(snapshot: Snapshot) -> str:
    """Return the curve, what is selected, the probe and the last effect as sentences."""
    curve, (low, high) = snapshot.state.curve, snapshot.domain
    digits = snapshot.state.digits
    parts = [
        f"The output z for x from {digits.x(low)} to {digits.x(high)}: {len(curve) - 1:,} "
        f"segments, z from {digits.y(float(curve.y.min()))} to {digits.y(float(curve.y.max()))}",
        _step(snapshot),
        _selected(snapshot, snapshot.selection),
        f"At the probe x = {digits.x(snapshot.probe)}, "
        f"z = {digits.y(snapshot.state.output_at(snapshot.probe))}",
        snapshot.effect,
        KEYS,
    ]
    return ". ".join(part for part in parts if part) + "."


def _step(snapshot: Snapshot) -> str:
    """How far the construction has come."""
    if snapshot.build is None:
        return ""
    return f"Built so far: {snapshot.build:,} of {snapshot.network.n_units:,} ReLUs"


def _owner(snapshot: Snapshot, item: Item) -> str:
    """Which unit an item belongs to."""
    state = snapshot.state
    if state.is_shallow:
        unit = state.unit_of(item)
        return "" if unit is None else f", ReLU {unit + 1}"
    if isinstance(item, Joint):
        return "".join(f", unit {k + 1} of layer {n + 1}" for n, k in state.makers.of(item.index))
    return ""


def _selected(snapshot: Snapshot, item: Item | None) -> str:
    if item is None:
        return "Nothing is selected"
    if isinstance(item, Draw):
        return f"Draw {item.index + 1} of the cloud is selected"
    digits = snapshot.state.digits
    if isinstance(item, TargetPoint):
        assert snapshot.target is not None
        at, height = snapshot.state.place_of(item)
        place = f"Point {item.index + 1:,} of {len(snapshot.target.x):,} of the target"
        return f"{place} is selected: x = {digits.x(at)}, y = {digits.y(height)}"
    owner = _owner(snapshot, item)
    if not isinstance(item, Segment):
        joint = joint_of(snapshot, item)
        if joint is None:
            return f"The selection has no joint in the domain{owner}"
        item = Joint(joint)
    return f"{_place(snapshot, item)} is selected: {_value(snapshot, item)}{owner}"


def _place(snapshot: Snapshot, item: Joint | Segment) -> str:
    count, kind = len(snapshot.state.curve), "Joint"
    if isinstance(item, Segment):
        count, kind = count - 1, "Segment"
    return f"{kind} {item.index + 1:,} of {count:,}"


def _value(snapshot: Snapshot, item: Joint | Segment) -> str:
    state = snapshot.state
    if isinstance(item, Segment):
        return f"slope {state.digits.slope(float(state.curve.slopes[item.index]))}"
    x, z = state.place_of(item)
    return f"x = {state.digits.x(x)}, z = {state.digits.y(z)}"


def spoken_parts(scene: Scene) -> list[Spoken]:
    """Return the joints of the curve and its segments, as a screen reader finds them."""
    snapshot, count = scene.snapshot, len(scene.snapshot.state.curve)
    chosen = scene.selected_joint
    if isinstance(snapshot.selection, Segment):
        chosen = snapshot.selection.index
    joints: list[Joint | Segment] = [Joint(k) for k in near(count, chosen)]
    return [_part(scene, item) for item in joints] + [
        _part(scene, Segment(k)) for k in near(count - 1, chosen)
    ]


def _part(scene: Scene, item: Joint | Segment) -> Spoken:
    snapshot, (column, row) = scene.snapshot, scene.place(item.index)
    place = QRectF(column - _SIZE / 2, row - _SIZE / 2, _SIZE, _SIZE)
    is_selected = item == snapshot.selection
    if isinstance(item, Segment):
        end, foot = scene.place(item.index + 1)
        place = QRectF(column, min(row, foot), end - column, abs(foot - row) + 1)
    elif not isinstance(snapshot.selection, Segment):
        is_selected = item.index == scene.selected_joint
    name = _place(snapshot, item) + _owner(snapshot, item)
    return Spoken(item, name, _value(snapshot, item), place, is_selected)
