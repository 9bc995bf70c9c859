"""The plot in words, for people who do not see it."""

from __future__ import annotations

from reluviz.document.items import Draw, Item, Joint, Segment, TargetPoint
from reluviz.document.snapshot import Snapshot
from reluviz.views.plot.scene import joint_of

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
    curve = snapshot.state.curve
    owner = _owner(snapshot, item)
    if isinstance(item, Segment):
        slope = digits.slope(float(curve.slopes[item.index]))
        return f"Segment {item.index + 1} of {len(curve) - 1:,} is selected: slope {slope}{owner}"
    joint = joint_of(snapshot, item)
    if joint is None:
        return f"The selection has no joint in the domain{owner}"
    x, z = float(curve.x[joint]), float(curve.y[joint])
    place = f"x = {digits.x(x)}, z = {digits.y(z)}{owner}"
    return f"Joint {joint + 1} of {len(curve):,} is selected: {place}"
