"""Goals about what a network computes."""

from __future__ import annotations

from typing import Literal

import numpy as np

from reluviz.core.layer import LARGEST_VALUE, Array
from reluviz.core.network import Network
from reluviz.core.piecewise import exact_curve
from reluviz.core.signals import signals
from reluviz.core.slices import slope_along
from reluviz.core.targets import Misfit, misfit
from reluviz.core.truth_table import MOST_ROWS, TruthTable
from reluviz.core.words import number
from reluviz.files.project import Project
from reluviz.lessons.goal import (
    Goal,
    Index,
    NumberGoal,
    Point,
    Verdict,
    input_problem,
    place,
    probe_of,
)

_GRID = {1: 401, 2: 41, 3: 15}  # points along each input where two functions are compared


class _At(NumberGoal, frozen=True, kw_only=True):
    """A goal about a number at one place: `at`, or the probe if that is left out."""

    at: float | Point | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        at = self.at
        values = at if isinstance(at, tuple) else () if at is None else (at,)
        if isinstance(at, tuple) and not at:
            raise ValueError("a place needs a number for each input")
        if not all(abs(value) <= LARGEST_VALUE for value in values):
            raise ValueError("a place must be finite numbers")

    def point(self, project: Project) -> Point:
        if self.at is None:
            return probe_of(project)
        return self.at if isinstance(self.at, tuple) else (self.at,)


class Output(_At, frozen=True, kw_only=True, tag="output"):
    """An output has a value, at a place or at the probe."""

    output: Index = 1

    def look(self, project: Project) -> Verdict:
        point = self.point(project)
        problem = input_problem(project, point, self.output)
        if problem is not None:
            return problem
        found = outputs_at(project.network, np.array([point]))[0, self.output - 1]
        name = "the output" if project.network.n_outputs == 1 else f"output {self.output}"
        is_point = self.value is not None and self._is_wanted(project, point)
        wanted = "the point is at" if is_point else "it should be"
        return self.judge(float(found), f"at {place(point)} {name}", wanted)

    def _is_wanted(self, project: Project, point: Point) -> bool:
        """Whether there is a point of the target, or a row, with the value that is asked for."""
        rows = wanted_rows(project)
        if rows is None or self.output > rows.outputs.shape[1]:
            return False
        near = np.all(np.abs(rows.inputs - point) <= 1e-9, axis=1)
        return bool(np.any(np.abs(rows.outputs[near, self.output - 1] - self.value) <= 1e-9))


class Slope(_At, frozen=True, kw_only=True, tag="slope"):
    """The derivative of an output by an input has a value, at a place or at the probe."""

    input: Index = 1
    output: Index = 1

    def look(self, project: Project) -> Verdict:
        point = self.point(project)
        problem = input_problem(project, point, self.output)
        if problem is not None:
            return problem
        if self.input > len(point):
            return Verdict(False, f"the network has no input {self.input}")
        found = slope_along(project.network, self.input - 1, point, self.output - 1)
        return self.judge(found, f"at {place(point)} the slope")


class Signal(_At, frozen=True, kw_only=True, tag="signal"):
    """The weighted sum of a unit, or what its activation makes of it, has a value."""

    layer: Index = 1
    unit: Index = 1
    of: Literal["sum", "value"] = "value"

    def look(self, project: Project) -> Verdict:
        point, network = self.point(project), project.network
        problem = input_problem(project, point)
        if problem is not None:
            return problem
        if self.layer > len(network.layers) or self.unit > network.layers[self.layer - 1].n_units:
            return Verdict(False, f"there is no unit {self.unit} in layer {self.layer}")
        flows = signals(network, point)
        found = (flows.sums if self.of == "sum" else flows.values)[self.layer - 1][self.unit - 1]
        where = f"unit {self.unit}" + (
            "" if len(network.layers) == 1 else f" of layer {self.layer}"
        )
        return self.judge(float(found), f"at {place(point)} the {self.of} of {where}")


class Match(Goal, frozen=True, kw_only=True, tag="match"):
    """The network matches the target, or the truth table.

    Parameters
    ----------
    largest_below, mean_square_below : float or None
        What the largest error, or the mean of the squared errors, should be under.
    """

    largest_below: float | None = None
    mean_square_below: float | None = None

    def __post_init__(self) -> None:
        check_bounds(self.largest_below, self.mean_square_below)

    def look(self, project: Project) -> Verdict:
        found = misfit_of(project.network, project)
        if found is None:
            return Verdict(False, "there is nothing here that the network should match")
        return judge_misfit(found, self.largest_below, self.mean_square_below)


class SameFunction(Goal, frozen=True, kw_only=True, tag="same_function"):
    """The network computes what it did at the start of the step, with other parameters.

    Parameters
    ----------
    within : float
        How far the outputs may differ, as a share of their range.
    """

    within: float = 1e-6

    def __post_init__(self) -> None:
        check_bounds(self.within, None)

    def bind(self, start: Project) -> Goal:
        return _SameAs(within=self.within, start=start)

    def look(self, project: Project) -> Verdict:
        return Verdict(False, "there is no start to compare with")


class _SameAs(SameFunction, frozen=True, kw_only=True, tag="same_as"):
    """`SameFunction` with the project that it is compared with. Never read from a file."""

    start: Project

    def look(self, project: Project) -> Verdict:
        old, new = self.start.network, project.network
        if (old.n_inputs, old.n_outputs) != (new.n_inputs, new.n_outputs):
            return Verdict(False, "the network has not the inputs and outputs it had at the start")
        moved, height = _moved(self.start, new)
        if not moved <= self.within * max(height, 1e-100):
            return Verdict(False, f"the output differs from the start by up to {number(moved, 3)}")
        if new == old:
            return Verdict(False, "all parameters are as they were at the start")
        return Verdict(True, "the output is as it was at the start, with other parameters")


# Shared with other goals


def check_bounds(*bounds: float | None) -> None:
    """Raise ValueError if no bound is given, or one is not a finite number above zero."""
    given = [bound for bound in bounds if bound is not None]
    if not given:
        raise ValueError("the goal lacks a bound; add largest_below or mean_square_below")
    if not all(0 < bound <= LARGEST_VALUE for bound in given):
        raise ValueError("a bound of an error must be a finite number above zero")


def judge_misfit(
    found: Misfit, largest: float | None, mean_square: float | None, of: str = ""
) -> Verdict:
    """Return whether an error is under its bounds; `of` says whose it is."""
    facts = []
    for name, value, bound in (
        (f"the largest error{of}", found.largest, largest),
        (f"the mean squared error{of}", found.mean_square, mean_square),
    ):
        if bound is not None:
            fact = f"{name} is {number(value, 3)}"
            if not value < bound:
                close = value < bound * 1.01  # else three digits tell them apart
                fact = f"{name} is {number(value, 12)}" if close else fact
                return Verdict(False, f"{fact}, it should be under {number(bound)}")
            facts.append(fact)
    return Verdict(True, " and ".join(facts))


def misfit_of(network: Network, project: Project) -> Misfit | None:
    """Return how far a network is from what a project wants; None if that does not fit it."""
    if network.is_shallow and project.target is not None:
        return misfit(exact_curve(network, project.domain), project.target)
    rows = wanted_rows(project)
    if rows is None or not rows.fits(network):
        return None
    errors = outputs_at(network, rows.inputs) - rows.outputs
    farthest = int(np.argmax(np.abs(errors).max(axis=1)))
    largest = float(np.abs(errors[farthest]).max())
    return Misfit(largest, float(rows.inputs[farthest, 0]), float(np.mean(errors**2)))


def wanted_rows(project: Project) -> TruthTable | None:
    """Return what is wanted as rows: the truth table, or the points of the target as one."""
    network, target = project.network, project.target
    if project.table is not None and not (network.is_shallow and target is not None):
        return project.table if project.table.fits(network) else None
    if target is None or (network.n_inputs, network.n_outputs) != (1, 1):
        return None
    if network.is_shallow:
        points = target.x[:MOST_ROWS, np.newaxis], target.y[:MOST_ROWS, np.newaxis]
        return TruthTable(*points)
    x, y = (values[:MOST_ROWS, np.newaxis] for values in target.samples(project.domain))
    return TruthTable(x, y) if len(x) else None


def outputs_at(network: Network, points: Array) -> Array:
    """Return what a network gives, shape (n, n_outputs), for points of shape (n, n_inputs)."""
    return network(points).reshape(len(points), -1)


def _moved(start: Project, new: Network) -> tuple[float, float]:
    """By how much a network differs at most from that of `start`, and the height of the latter."""
    if start.network.is_shallow and new.is_shallow:  # exact, and quick for many units
        before = exact_curve(start.network, start.domain)
        _, difference = (exact_curve(new, start.domain) - before).largest()
        return abs(difference), float(np.ptp(before.y))
    points = _grid(start)
    old = outputs_at(start.network, points)
    return float(np.max(np.abs(outputs_at(new, points) - old))), float(np.ptp(old))


def _grid(project: Project) -> Array:
    """Points all over the box of a project, shape (n, n_inputs)."""
    box = np.array(project.box)
    if len(box) in _GRID:
        axes = [np.linspace(low, high, _GRID[len(box)]) for low, high in project.box]
        return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(box))
    return np.random.default_rng(0).uniform(box[:, 0], box[:, 1], (1_000, len(box)))
