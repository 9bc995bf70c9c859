"""What is to be painted of the plane: one value with all that the painting functions need."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reluviz.core.regions import Regions
from reluviz.core.truth_table import TruthTable
from reluviz.document.items import Item, Row, Unit
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.files.project import FILLS
from reluviz.views import axes
from reluviz.views.frame import Frame, Range
from reluviz.views.memory import Memory
from reluviz.views.painting import Fonts
from reluviz.views.plane.field import Field, field_of
from reluviz.views.plane.scale import Scale, change_scale, is_on_off, scale_of, size_scale
from reluviz.views.plane.traces import Trace, traces_of
from reluviz.views.sprites import Sprites
from reluviz.views.theme import Theme

View = tuple[Range, Range]

BAR, BAR_GAP = 11.0, 12.0
"""Width of the colour bar, and its distance from the frame, in pixels."""

_MOST_MOVING = 1_000

_MOST_STRETCHED = 3.0
"""Boxes whose sides differ by more than this fill the frame; others have square units."""


@dataclass(frozen=True, eq=False)
class PlaneScene:
    """The plane of a network of two inputs at one moment, on a sheet of one size.

    Parameters
    ----------
    snapshot : Snapshot
        What is shown: a layered network of two inputs.
    theme : Theme
        Colours.
    fonts : Fonts
        Fonts, made from the widget's.
    frame : Frame
        Where the plane is, and which part of it.
    size : tuple of float
        Width and height of the sheet, in logical pixels.
    ratio : float
        Pixels of the device for each logical pixel.
    memory : Memory
        Things made before.
    is_panning : bool
        Whether a hand moves what is in view.
    sprites : Sprites, optional
        Small pictures painted before; without them all is painted anew, as for a file.
    is_picture : bool
        Whether this is for a file: what is only for the hand is left out.
    with_probe : bool
        Whether the probe is painted.
    """

    snapshot: Snapshot
    theme: Theme
    fonts: Fonts
    frame: Frame
    size: tuple[float, float]
    ratio: float = 1.0
    memory: Memory = field(default_factory=Memory)
    is_panning: bool = False
    sprites: Sprites | None = None
    is_picture: bool = False
    with_probe: bool = True

    @cached_property
    def state(self) -> State:
        """The network with what follows from it."""
        return state_of(self.snapshot)

    @property
    def names(self) -> tuple[str, str]:
        """What is across and what is up."""
        across, up = self.state.axes
        return f"x{across + 1}", f"x{up + 1}"

    @cached_property
    def output(self) -> int:
        """The output that is looked at."""
        return output_of(self.snapshot)

    @cached_property
    def is_moving(self) -> bool:
        """Whether the next picture follows at once: this one may be coarse."""
        previous = self.snapshot.before
        is_changing = previous is not None and previous.network is not self.state.network
        return self.is_panning or (self.snapshot.gesture is not None and is_changing)

    @cached_property
    def is_hasty(self) -> bool:
        """Whether there are so many regions that only their edges follow a moving hand."""
        return self.is_moving and self.regions is not None and len(self.regions) > _MOST_MOVING

    @cached_property
    def scale(self) -> Scale:
        """What the colours stand for."""
        return scale_from(self.memory, self.state, self.output)

    @cached_property
    def field(self) -> Field:
        """The values in view."""
        network, output = self.state.network, self.output
        settings = (output, self.frame, self.ratio, self.is_moving)
        return self.memory.of("field", (network,), settings, lambda: field_of(network, *settings))

    @cached_property
    def before(self) -> State | None:
        """The network as it was, if another one; its lines are the ghosts."""
        return before_of(self.snapshot)

    @cached_property
    def fill(self) -> str:
        """What the colours show: one of `FILLS` that there is."""
        return fill_of(self.snapshot)

    @cached_property
    def fill_scale(self) -> Scale:
        """What the colours of the fill stand for."""
        return fill_scale(self.memory, self.snapshot)

    @cached_property
    def shown_field(self) -> Field:
        """The values that are painted: the output's, or how they have changed."""
        if self.fill != "change" or self.before is None:
            return self.field
        before, output = self.before.network, self.output
        settings = (output, self.frame, self.ratio, self.is_moving)
        was = self.memory.of("was", (before,), settings, lambda: field_of(before, *settings))
        return replace(self.field, values=self.field.values - was.values)

    @cached_property
    def regions(self) -> Regions | None:
        """The linear regions in view; None without hidden layers or straight pieces, or too many.

        Deep in a network of very many they can be seen where only some are in view.
        """
        view = (self.frame.x_range, self.frame.y_range)
        if not self.state.has_regions:
            return None
        return self.memory.of(
            "regions", (self.state.network,), view, lambda: self.state.regions_in(view)
        )

    @cached_property
    def traces(self) -> list[Trace]:
        """The lines of the first layer that are in view."""
        return traces_of(self.state.network, self.frame)

    @property
    def rows(self) -> TruthTable | None:
        """What is wanted."""
        return self.state.rows

    @cached_property
    def is_on_off(self) -> bool:
        """Whether rows are right or wrong."""
        return is_on_off(self.state)

    @cached_property
    def wrong(self) -> NDArray[np.bool_]:
        """Which rows are on the wrong side in the output that is looked at."""
        return wrong_of(self.snapshot)

    @property
    def selection(self) -> Item | None:
        """What is selected."""
        return self.snapshot.selection

    @property
    def hovered(self) -> Item | None:
        """What the mouse is over, in any panel."""
        return None if self.is_picture else self.snapshot.hovered

    @cached_property
    def pointed(self) -> frozenset[int]:
        """The units whose lines stand out."""
        units = {line_unit(self.selection), line_unit(self.hovered)}
        return frozenset(unit for unit in units if unit is not None)

    def line_colour(self, unit: int) -> str:
        """Colour of the line of a unit; that of the curve for an output."""
        return self.theme.unit(unit) if self.has_hidden else self.theme.curve

    @property
    def has_hidden(self) -> bool:
        """Whether the lines belong to hidden units."""
        return len(self.state.network.layers) > 1

    def row_places(self) -> NDArray[np.float64]:
        """Column and row of the places of the truth table's rows, shape (n, 2)."""
        if self.rows is None:
            return np.empty((0, 2))
        x, y = self.rows.inputs.T
        return np.column_stack([self.frame.columns(x), self.frame.rows(y)])


def scale_from(memory: Memory, state: State, output: int) -> Scale:
    """Return what the colours stand for, found once for each state of the network."""
    return memory.of("scale", (state,), output, lambda: scale_of(state, output))


def before_of(snapshot: Snapshot) -> State | None:
    """Return the network of a snapshot as it was, if the plane can show it, too."""
    previous = snapshot.before
    if previous is None or previous.network.n_inputs != 2:
        return None
    if previous.network is snapshot.network:
        return None
    return previous if previous.network.n_outputs > output_of(snapshot) else None


def fills_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return those of `FILLS` that there are now."""
    has_regions, has_change = snapshot.state.has_regions, before_of(snapshot) is not None
    there = {"output": True, "slope": has_regions, "region": has_regions, "change": has_change}
    return tuple(name for name in FILLS if there[name])


def fill_of(snapshot: Snapshot) -> str:
    """Return what the colours show: what is wished, if there is such a thing."""
    return snapshot.view.fill if snapshot.view.fill in fills_of(snapshot) else "output"


def fill_scale(memory: Memory, snapshot: Snapshot) -> Scale:
    """Return what the colours of the fill stand for."""
    state, output, fill = state_of(snapshot), output_of(snapshot), fill_of(snapshot)
    if fill == "change":
        before = before_of(snapshot)
        assert before is not None
        reach = memory.of("change", (state, before), output, lambda: _moved(before, state, output))
        return change_scale(reach)
    if fill == "slope":
        # It stays while a hand moves something: the regions of the whole box are many.
        things = (state,) if snapshot.gesture is None else ()
        settings = (output, snapshot.load_number)
        name = "steepest" if things else "steepest before"
        steepest = memory.of(name, things, settings, lambda: _steepest(state, output))
        return size_scale(steepest)
    return scale_from(memory, state, output)


def _moved(before: State, state: State, output: int) -> float:
    """How far an output has moved at most, on a coarse grid."""
    steps = 24
    was, values = (one.plane(steps, (0.0, 0.0), output)[2] for one in (before, state))
    return float(np.abs(values - was).max())


def _steepest(state: State, output: int) -> float:
    found = state.regions
    return 0.0 if found is None else float(np.hypot(*found.affine(output)[0].T).max())


def fits(snapshot: Snapshot) -> bool:
    """Return whether the plane can show a snapshot: a layered network of two inputs."""
    return snapshot.network.n_inputs == 2


def state_of(snapshot: Snapshot) -> State:
    """Return the layered network of a snapshot.

    Raises
    ------
    TypeError
        If it is not layered.
    """
    if not fits(snapshot):
        raise TypeError(f"this is for layered networks, not for {snapshot.network!r}")
    return snapshot.state


def output_of(snapshot: Snapshot) -> int:
    """Return the output that is looked at: the last one if there are not so many."""
    return min(snapshot.view.output, snapshot.network.n_outputs - 1)


def wrong_of(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Return which rows are on the wrong side of one half in the output that is looked at."""
    state, output = state_of(snapshot), output_of(snapshot)
    if state.rows is None or state.outputs is None or not is_on_off(state):
        return np.zeros(0 if state.rows is None else len(state.rows), dtype=bool)
    given, wanted = state.outputs[:, output], state.rows.outputs[:, output]
    wrong: NDArray[np.bool_] = np.sign(given - 0.5) != np.sign(wanted - 0.5)
    return wrong


def line_unit(item: Item | None) -> int | None:
    """Return the unit of the first layer whose line an item stands for."""
    if isinstance(item, Unit) and item.layer == 0:
        return item.index
    return None


def row_index(item: Item | None) -> int | None:
    """Return the row of the truth table that an item is."""
    return item.index if isinstance(item, Row) else None


def above(fonts: Fonts) -> float:
    """Return the space above the frame, for what is said there."""
    return fonts.small_line + 12


def frame_for(
    fonts: Fonts, size: tuple[float, float], view: View, numbers: tuple[str, ...]
) -> Frame:
    """Return where the plane is on a sheet, beside it a colour bar with such numbers."""
    right = BAR_GAP + BAR + 16 + max(map(fonts.small_widths, numbers), default=0.0)
    return axes.make_frame(fonts, size, view, above(fonts), right)


def fitted(box: View, fonts: Fonts, size: tuple[float, float], numbers: tuple[str, ...]) -> View:
    """Return the part of the plane that shows a box, with square units where that is sensible."""
    frame = frame_for(fonts, size, ((0.0, 1.0), (0.0, 1.0)), numbers)
    frame = frame_for(fonts, size, _around(box, frame), numbers)
    return _around(box, frame)


def without_emphasis(snapshot: Snapshot, with_selection: bool) -> Snapshot:
    """Return a snapshot for a picture: what the mouse happens to be over is not meant to last."""
    selection = snapshot.selection if with_selection else None
    return replace(snapshot, hovered=None, selection=selection)


def _around(box: View, frame: Frame) -> View:
    """The box with a margin, and wider in one direction so that units are square."""
    pixels = (frame.width, frame.height)
    spans = [high - low for low, high in box]
    units = [
        span / max(1.0, size - 2 * min(34.0, 0.09 * size))
        for span, size in zip(spans, pixels, strict=True)
    ]
    if max(spans) <= _MOST_STRETCHED * min(spans):
        units = [max(units)] * 2
    across, up = (
        ((low + high - unit * size) / 2, (low + high + unit * size) / 2)
        for (low, high), unit, size in zip(box, units, pixels, strict=True)
    )
    return across, up
