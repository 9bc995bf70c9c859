"""Everything the panels need to draw, frozen, with a revision number. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from reluviz.core import words
from reluviz.core.cloud import Cloud
from reluviz.core.influence import Influence, Intervals, changed_parameters, compare, share_of
from reluviz.core.network import Network, ParameterId
from reluviz.core.perturb import Perturbation
from reluviz.core.piecewise import Domain, PiecewiseLinear
from reluviz.core.targets import Target
from reluviz.core.words import number
from reluviz.document.comparison import Comparison
from reluviz.document.items import Item
from reluviz.document.links import UNBROKEN, Broken
from reluviz.document.meaning import MOST_LIT, Meaning, meaning, meaning_of_change
from reluviz.document.reports import BestFit, LessonState, SweepState, TrainingState
from reluviz.document.state import State
from reluviz.files.project import View

SHALLOW, LAYERED = "shallow", "layered"
"""Kinds of networks: one hidden layer of ReLUs between one input and one output, and others."""

SHALLOW_LAYERS = ("rays", "scaled", "sums", "pattern", "cloud", "envelope")
"""Layers of the plot that only one hidden layer of ReLUs has."""

MOVING_JOINTS, RESTING_JOINTS = 4_000, 400_000
"""So many joints of draws are computed while a gesture runs, and when the hand rests."""

MOVING_DRAWS = 250
"""So many draws are shown at most while a gesture runs: each is painted anew in every frame."""


@dataclass(frozen=True)
class Notice:
    """A sentence for the user, with an action that would help.

    Parameters
    ----------
    text : str
        What to say.
    action : str or None
        objectName of the window's action that is offered as a button.
    """

    text: str
    action: str | None = None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The document at one moment.

    Parameters
    ----------
    revision : int
        Counts up with every change of network, target or domain. Panels that show the same
        revision show the same numbers.
    state : State
        The network, of any kind, and all that follows from it. The same object as in the snapshot
        before exactly when nothing of it changed.
    before : State or None
        The network as it was before the last edit; drawn as the ghost.
    gesture : str or None
        Name of the gesture under way.
    selection, hovered : Item or None
        What is selected, and what the mouse is over, in any panel.
    view : View
        Drag mode, probe, hidden layers.
    notice : Notice or None
        Something to tell the user.
    name : str
        Name of the document, for titles.
    is_modified : bool
        Whether there are changes that are not saved.
    load_number : int
        Counts up when another project is loaded.
    broken : mapping of ParameterId to float
        The links that were cut to zero, with the weights they had.
    comparison : Comparison
        The networks that are kept, held against the same target.
    best : BestFit or None
        The best fit, if it is shown and there is a target.
    training : TrainingState
        How the training goes.
    sweep : SweepState
        How the training of many networks goes.
    lesson : LessonState or None
        How far one is in the lesson that is open.
    in_run : bool
        Whether the gesture is a training: no hand makes it.
    is_hover_new : bool
        Whether the mouse came to what is hovered after the last edit.
    """

    revision: int
    state: State
    before: State | None
    gesture: str | None
    selection: Item | None
    hovered: Item | None
    view: View
    notice: Notice | None
    name: str
    is_modified: bool
    load_number: int = 0
    broken: Broken = field(default_factory=lambda: UNBROKEN)
    comparison: Comparison = field(default_factory=Comparison)
    best: BestFit | None = None
    training: TrainingState = field(default_factory=TrainingState)
    sweep: SweepState = field(default_factory=SweepState)
    lesson: LessonState | None = None
    in_run: bool = False
    is_hover_new: bool = True

    @property
    def kind(self) -> str:
        """Which panels can show it: `SHALLOW` or `LAYERED`."""
        return SHALLOW if self.state.is_shallow else LAYERED

    @property
    def network(self) -> Network:
        """The network."""
        return self.state.network

    @property
    def domain(self) -> Domain:
        """The interval of x."""
        return self.state.domain

    @property
    def target(self) -> Target | None:
        """What a network of one input and one output is held against."""
        return self.state.target

    @property
    def probe(self) -> float:
        """The x at which live values are shown: the middle of the domain to begin with."""
        if self.view.probe is not None:
            return self.view.probe
        if self.view.point is not None and len(self.view.point) == 1:
            return self.view.point[0]
        return (self.domain[0] + self.domain[1]) / 2

    @cached_property
    def point(self) -> tuple[float, ...]:
        """The place at which live values are shown, a number for each input."""
        if self.network.n_inputs == 1:
            return (self.probe,)
        middle = tuple((low + high) / 2 for low, high in self.state.box)
        given = self.view.point or ()
        return (*given[: len(middle)], *middle[len(given) :])

    @property
    def plane_axes(self) -> tuple[int, int] | None:
        """The inputs across and up, if two inputs are drawn as a plane; None if an output is up."""
        if self.network.n_inputs == 2:
            return (0, 1)
        across, up, count = self.view.axis, self.view.up, self.network.n_inputs
        return None if up is None or across == up or max(across, up) >= count else (across, up)

    @cached_property
    def parameter(self) -> ParameterId | None:
        """The parameter in the editor: the selected one, or the one the selection stands for."""
        return self.state.parameter_of(self.selection, self.view.drag_mode)

    @cached_property
    def unit(self) -> int | None:
        """The selected hidden unit."""
        return self.state.unit_of(self.selection)

    @cached_property
    def hovered_unit(self) -> int | None:
        """The hidden unit under the mouse."""
        return self.state.unit_of(self.hovered)

    @property
    def is_edited(self) -> bool:
        """Whether the last edit was one of the network; selecting another thing ends that."""
        return self.before is not None and self.before.network is not self.network

    @cached_property
    def meaning(self) -> Meaning:
        """The parameters that all panels speak of, and where they move the curve.

        Those of the thing that the mouse came to, of the last edit, or else of the selection.
        """
        if self.speaks_of_hovered:
            return self._hovered_meaning
        selected = meaning(self.state, self.selection, self.view.drag_mode)
        if not self.is_edited:
            return selected
        intervals = self.change.intervals if self.change is not None else ()
        return meaning_of_change(self.state, self.changed, intervals, selected)

    @property
    def speaks_of_hovered(self) -> bool:
        """Whether it is the thing under the mouse: a hand must be able to change something there.

        After an edit the mouse has to come to another thing first; a training waits for none.
        """
        is_newest = self.is_hover_new or self.in_run or not self.is_edited
        return is_newest and bool(self._hovered_meaning.parameters)

    @cached_property
    def _hovered_meaning(self) -> Meaning:
        return meaning(self.state, self.hovered, self.view.drag_mode)

    @cached_property
    def lit(self) -> tuple[ParameterId, ...]:
        """The parameters that are marked in the diagram and the table; none where all would be."""
        found = self.meaning.parameters
        return found if len(found) <= MOST_LIT else ()

    @property
    def reach(self) -> Intervals:
        """Where the curve is marked: where it moves with `lit`."""
        return self.meaning.intervals if self.lit else ()

    @cached_property
    def changed(self) -> list[ParameterId]:
        """The parameters that the last edit changed; empty if the layers changed."""
        if self.before is None:
            return []
        return changed_parameters(self.before.network, self.network) or []

    @cached_property
    def change(self) -> Influence | None:
        """What the last edit moved; None if it changed the domain, or not the network."""
        before = self.before
        if before is None or not (before.has_curve and self.state.has_curve):
            return None
        if before.network is self.network or before.domain != self.domain:
            return None
        curves = (before.curve, self.state.curve)
        return compare(before.network, self.network, self.domain, curves)

    @cached_property
    def effect(self) -> str:
        """The last edit's effect in one sentence; empty if there was none."""
        if not self.state.has_joints:
            parts = self.effect_parts
            return layered_effect(self.network, self.changed, parts) if parts else ""
        if self.change is None or self.before is None:
            return ""
        return words.effect(
            self.network, self.changed, self.change, self.domain, self.state.calendar
        )

    @cached_property
    def sentence(self) -> str:
        """What the parameters move that all panels speak of; empty without."""
        found = self.meaning
        if found.is_change or not (found.parameters and self.state.has_joints):
            return self.effect
        subject = words.names(self.network, list(found.parameters))
        place = words.where(found.intervals, self.domain, self.state.calendar)
        verb = "move" if len(found.parameters) > 1 else "moves"
        if not found.intervals:
            return f"{subject} {verb} nothing"
        share = words.percent(share_of(found.intervals, self.domain))
        return f"{subject} {verb} {place}: {share} of the domain"

    @cached_property
    def effect_parts(self) -> Parts:
        """What the last edit did at the probe and on the rows, in words."""
        before = self.before
        if before is None or before.network is self.network:
            return []
        parts = effect_parts(before, self.state, self.point, self.view.output)
        if self.gesture is None and self.state.has_regions and before.has_regions:
            output = min(self.view.output, self.network.n_outputs - 1)
            change, place, is_exact = self.state.largest_change(before, output)
            where = ", ".join(self.state.digits.x(x, k) for k, x in enumerate(place))
            word = "" if is_exact else "about "
            parts.append(("largest change", f"{word}{number(change, signed=True)} at ({where})"))
        return parts

    # Anatomy and perturbation

    def shows(self, layer: str) -> bool:
        """Whether a layer of the plot is switched on, and the network has such a thing."""
        if layer in SHALLOW_LAYERS and not self.state.is_shallow:
            return False
        return layer not in self.view.hidden

    @property
    def build(self) -> int | None:
        """How many units the step-by-step construction shows; None for the whole network."""
        if self.view.build is None or not self.state.is_shallow:
            return None
        return min(self.view.build, self.network.n_units)

    @cached_property
    def perturbation(self) -> Perturbation | None:
        """The settings of the cloud and the envelope; None without, or if nothing fits them."""
        settings = self.view.perturbation
        return settings if settings is not None and settings.fits(self.network) else None

    @cached_property
    def cloud(self) -> Cloud | None:
        """The random draws, if they are shown; fewer while the hand moves or units are many."""
        if self.perturbation is None or not self.shows("cloud"):
            return None
        most = most_draws(self.network, is_moving=self.gesture is not None)
        return self.state.cloud(self.perturbation, min(most, self.perturbation.draws))

    @cached_property
    def envelope(self) -> tuple[PiecewiseLinear, PiecewiseLinear] | None:
        """The lowest and highest curve of the box, if it is shown."""
        if self.perturbation is None or not self.shows("envelope"):
            return None
        return self.state.envelope(self.perturbation)


def most_draws(network: Network, is_moving: bool = False) -> int:
    """Return how many draws around `network` are shown at most: fewer while the hand moves."""
    budget = MOVING_JOINTS if is_moving else RESTING_JOINTS
    most = max(1, budget // (network.n_units + 2))
    return min(most, MOVING_DRAWS) if is_moving else most


Parts = list[tuple[str, str]]


def effect_parts(before: State, now: State, point: tuple[float, ...], output: int) -> Parts:
    """Return what an edit did: what is looked at, and what has become of it.

    For example ``output at the probe`` and ``0.62 → 0.65``.

    Parameters
    ----------
    before, now : State
        The network before the edit, and after it.
    point : tuple of float
        The probe.
    output : int
        The output that is looked at.
    """
    parts = []
    if before.network.n_inputs == now.network.n_inputs == len(point):
        parts.append(_at_probe(before, now, point, output))
    largest = _largest_change(before, now)
    if largest is not None:
        parts.append(("largest change on the rows", number(largest)))
    return parts


def layered_effect(network: Network, changed: list[ParameterId], parts: Parts) -> str:
    """Return what an edit did, in one sentence.

    For example ``w1.1.2: output at the probe 0.62 → 0.65, largest change on the rows 0.12``.

    Parameters
    ----------
    network : Network
        The network after the edit.
    changed : list of ParameterId
        The parameters that differ; empty if the layers do.
    parts : list of (str, str)
        What `effect_parts` has found.
    """
    subject, text = words.names(network, changed), ", ".join(map(" ".join, parts))
    return f"{subject}: {text}" if subject and text else words.sentence(text)


def _at_probe(before: State, now: State, point: tuple[float, ...], output: int) -> tuple[str, str]:
    count = min(before.network.n_outputs, now.network.n_outputs)
    index = min(output, count - 1)
    name = "output at the probe" if count == 1 else f"output {index + 1} at the probe"
    was, is_ = (float(e.signals(point).outputs[index]) for e in (before, now))
    return name, f"stays {number(is_)}" if was == is_ else f"{number(was)} → {number(is_)}"


def _largest_change(before: State, now: State) -> float | None:
    """How far an output of a row has moved at most; None if other rows are wanted now."""
    if before.outputs is None or now.outputs is None or before.rows != now.rows:
        return None
    return float(np.max(np.abs(now.outputs - before.outputs)))
