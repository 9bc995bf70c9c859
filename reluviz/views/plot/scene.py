"""What is to be painted: one value with all that the painting functions need."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.calendar import Calendar
from reluviz.core.cloud import Cloud
from reluviz.core.network import ParameterId
from reluviz.core.piecewise import PiecewiseLinear
from reluviz.core.sweeps import SweepResult
from reluviz.document.items import Item, Joint, Segment, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views import axes
from reluviz.views.frame import Array, Frame, Range
from reluviz.views.memory import Memory
from reluviz.views.painting import Fonts
from reluviz.views.plot.lines import LineCache
from reluviz.views.sprites import Sprites
from reluviz.views.theme import Theme

MOST_HANDLES = 60
"""With more joints in view only those that are pointed at show a handle."""

SLOPE = "slope"
"""The layer of the derivative: a switch of the plot, and nothing that is saved."""

_STEEPEST = 1.5  # slopes count for what is in view if they are at most so many times as high
_SMALLEST_SPAN = 1e-200
"""Values that differ by less are shown as one: a pixel of it could not be told from zero."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A plot at one moment, on a sheet of one size.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown.
    theme : Theme
        Colours.
    fonts : Fonts
        Fonts, made from the widget's.
    frame : Frame
        Where the curve is, and which part of it.
    size : tuple of float
        Width and height of the sheet, in logical pixels.
    ratio : float
        Pixels of the device for each logical pixel.
    lines : LineCache
        Lines painted before.
    memory : Memory
        Other things made before.
    sprites : Sprites, optional
        Small pictures painted before; without them all is painted anew, as for a file.
    is_picture : bool
        Whether this is for a file: switches for the hand are left out.
    with_probe : bool
        Whether the probe is painted.
    has_focus : bool
        Whether the focus is to be seen.
    fine_grid : bool
        Whether the grid that things snap to is painted.
    offered : frozenset of str
        Layers that are in the legend also while they are switched off.
    with_slope : bool
        Whether the derivative is shown, where it is offered.
    """

    snapshot: Snapshot
    theme: Theme
    fonts: Fonts
    frame: Frame
    size: tuple[float, float]
    ratio: float = 1.0
    lines: LineCache = field(default_factory=LineCache)
    memory: Memory = field(default_factory=Memory)
    sprites: Sprites | None = None
    is_picture: bool = False
    with_probe: bool = True
    has_focus: bool = False
    fine_grid: bool = False
    offered: frozenset[str] = frozenset()
    with_slope: bool = False

    def shows(self, layer: str) -> bool:
        """Whether a layer of the plot is switched on."""
        if layer == SLOPE:
            return self.with_slope and has_slope(self.snapshot)
        return self.snapshot.shows(layer)

    @cached_property
    def cloud(self) -> Cloud | None:
        """The random draws that are shown."""
        return self.snapshot.cloud

    @cached_property
    def envelope(self) -> tuple[PiecewiseLinear, PiecewiseLinear] | None:
        """The envelope of the box of ± spread, if it is shown."""
        return self.snapshot.envelope

    @cached_property
    def best(self) -> PiecewiseLinear | None:
        """The best fit that is known, if it is shown."""
        return best_curve(self.snapshot)

    @cached_property
    def run_curves(self) -> list[tuple[int, PiecewiseLinear]]:
        """The kept networks that are shown: their places in the list, and their curves."""
        return run_curves(self.snapshot)

    @cached_property
    def sweep(self) -> SweepResult | None:
        """The many trained networks, if they are shown."""
        result = self.snapshot.sweep.result
        return result if result is not None and len(result) and self.shows("sweep") else None

    @cached_property
    def is_target_held(self) -> bool:
        """Whether a hand takes points of the target, and not the curve."""
        return self.snapshot.view.drag_mode == "target"

    @cached_property
    def probe_place(self) -> tuple[float, float, float] | None:
        """Column, row and z of the curve at the probe; None if out of view or not wanted."""
        frame, x = self.frame, self.snapshot.probe
        column, z = frame.column(x), float(self.snapshot.state.curve(x))
        if not self.with_probe or not frame.left <= column <= frame.right or math.isnan(z):
            return None
        return column, frame.row(z), z

    @cached_property
    def handles(self) -> NDArray[np.intp]:
        """Indices of the joints that show a handle whether pointed at or not."""
        low, high = self.frame.x_range
        x = self.snapshot.state.curve.x
        first, last = x.searchsorted(low), x.searchsorted(high, "right")
        if last - first > MOST_HANDLES or not self.shows("joints"):
            return np.arange(0)
        joints = np.arange(first, last)
        if self.snapshot.build is None:
            return joints
        built: NDArray[np.intp] = joints[
            self.snapshot.state.joint_units[joints] < self.snapshot.build
        ]
        return built

    @cached_property
    def hovered_joint(self) -> int | None:
        """Index of the joint that the mouse is over, in any panel."""
        return joint_of(self.snapshot, self.snapshot.hovered)

    @cached_property
    def selected_joint(self) -> int | None:
        """Index of the joint that is selected, or that the selection starts at."""
        return joint_of(self.snapshot, self.snapshot.selection)

    def unit_colour(self, unit: int | None, other: str) -> str:
        """Colour of a unit; `other` if there is none."""
        return other if unit is None or unit < 0 else self.theme.unit(unit)

    def joint_colour(self, joint: int) -> str:
        """Colour of the unit whose kink is at a joint; the curve's where there is none."""
        return self.unit_colour(int(self.snapshot.state.joint_numbers[joint]), self.theme.curve)

    @cached_property
    def lit_joints(self) -> NDArray[np.intp]:
        """The joints made by the unit that is pointed at, in a network of several hidden layers."""
        item, state = self.snapshot.hovered, self.snapshot.state
        if state.is_shallow or not isinstance(item, Unit) or item.layer < 0:
            return np.arange(0)
        return state.makers.joints_of(item.layer, item.index)[:MOST_HANDLES]

    @cached_property
    def handle_places(self) -> list[tuple[float, float]]:
        """Column and row of each of `handles`."""
        return self.places(self.handles)

    def places(self, joints: NDArray[np.intp]) -> list[tuple[float, float]]:
        """Column and row of several joints."""
        curve = self.snapshot.state.curve
        columns = self.frame.columns(curve.x[joints]).tolist()
        return list(zip(columns, self.frame.rows(curve.y[joints]).tolist(), strict=True))

    def place(self, joint: int) -> tuple[float, float]:
        """Column and row of a joint."""
        curve = self.snapshot.state.curve
        return self.frame.column(float(curve.x[joint])), self.frame.row(float(curve.y[joint]))


def joint_of(snapshot: Snapshot, item: Item | None) -> int | None:
    """Return the joint that an item stands for in the plot, or None."""
    if isinstance(item, Joint):
        return item.index
    if isinstance(item, (Unit, ParameterId)):
        unit = snapshot.state.unit_of(item)
        if unit is not None:
            found = np.flatnonzero(snapshot.state.joint_units == unit)
            return int(found[0]) if len(found) else None
    return None


def best_curve(snapshot: Snapshot) -> PiecewiseLinear | None:
    """Return the best fit that is known, if it is shown."""
    best = snapshot.best
    if best is None or best.fit is None or not snapshot.shows("best"):
        return None
    return best.fit.curve


def run_curves(snapshot: Snapshot) -> list[tuple[int, PiecewiseLinear]]:
    """Return the curves of the kept networks that are shown, with their places in the list."""
    comparison = snapshot.comparison
    if not comparison.runs or not snapshot.shows("runs"):
        return []
    pairs = enumerate(zip(comparison.runs, comparison.states, strict=True))
    return [
        (index, state.curve) for index, (run, state) in pairs if run.is_shown and state.has_joints
    ]


def has_slope(snapshot: Snapshot) -> bool:
    """Return whether the derivative is offered: rays say it of a shallow network."""
    return not snapshot.state.is_shallow


def segment_of(item: Item | None) -> int | None:
    """Return the index of a segment if the item is one."""
    return item.index if isinstance(item, Segment) else None


@dataclass(frozen=True)
class Room:
    """What is above and below the frame of a plot besides the numbers.

    Parameters
    ----------
    above : float
        Height of the legend, in pixels.
    strip : float
        Height of the strip of patterns; 0 without one.
    calendar : Calendar or None
        What dates the x count.
    """

    above: float
    strip: float = 0.0
    calendar: Calendar | None = None


def make_frame(
    fonts: Fonts, width: float, height: float, x_range: Range, y_range: Range, room: Room
) -> Frame:
    """Return where the curve is on a sheet: below the legend, beside and above the numbers."""
    view = (x_range, y_range)
    frame = axes.make_frame(fonts, (width, height), view, room.above, strip=room.strip)
    return replace(frame, calendar=room.calendar)


def fitted(
    bounds: tuple[Range, Range], fonts: Fonts, width: float, height: float, room: Room
) -> tuple[Range, Range]:
    """Return the intervals that show `bounds` with room for writing and for a hand."""
    frame = make_frame(fonts, width, height, (0.0, 1.0), (0.0, 1.0), room)
    # The numbers at the axis need room, and how much depends on what is in view.
    frame = make_frame(fonts, width, height, *axes.with_margins(bounds, frame), room)
    return axes.with_margins(bounds, frame)


def bounds_of(snapshot: Snapshot, with_slope: bool = False) -> tuple[Range, Range]:
    """Return the domain, and the lowest and highest value of what is to be seen on it.

    That is the curve and the target, and as far as they are shown the residual, the cloud and its
    bound, the best fit and the kept networks, and slopes that are not much steeper than that is
    high; where all values are the same, an interval around
    them.
    """
    values: list[Array] = [snapshot.state.curve.y]
    target, best = snapshot.target, best_curve(snapshot)
    if target is not None:
        low, high = snapshot.domain
        first, last = target.x.searchsorted(low), target.x.searchsorted(high, "right")
        values.append(target.y[first:last])
    if best is not None:
        values.append(best.y)
    if snapshot.shows("residual"):
        values += _residuals(snapshot.state)
    values += [curve.y for _, curve in run_curves(snapshot)]
    if snapshot.cloud is not None:
        values.append(snapshot.cloud.y)
    if snapshot.envelope is not None:
        values += [curve.y for curve in snapshot.envelope]
    values = [part for part in values if part.size]
    least = min(float(part.min()) for part in values)
    most = max(float(part.max()) for part in values)
    size = max(abs(least), abs(most))
    if with_slope and has_slope(snapshot):
        slopes = snapshot.state.curve.slopes
        if np.abs(slopes).max() <= _STEEPEST * max(most - least, size):
            least, most = min(least, float(slopes.min())), max(most, float(slopes.max()))
    if most - least <= max(1e-9 * size, _SMALLEST_SPAN):
        reach = size / 2 if size > _SMALLEST_SPAN else 1.0
        least, most = least - reach, most + reach
    return snapshot.domain, (least, most)


def _residuals(state: State) -> list[Array]:
    if state.residual is not None:
        return [state.residual.y]
    return [] if state.residual_points is None else [state.residual_points[1]]
