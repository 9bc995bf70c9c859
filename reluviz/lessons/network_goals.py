"""Goals about the parameters and the structure of a network."""

from __future__ import annotations

import numpy as np

from reluviz.core.activations import find_activation
from reluviz.core.decision_lines import decision_lines
from reluviz.core.layer import Array
from reluviz.core.piecewise import exact_curve
from reluviz.core.regions import regions
from reluviz.core.words import number
from reluviz.files.project import Project
from reluviz.lessons.goal import CountGoal, Goal, Index, NumberGoal, Verdict, Word, counted
from reluviz.lessons.output_goals import wanted_rows

_HALF = 0.5  # an output is wanted on above this
_LEAST_TURN = 1e-9  # of the largest slope: less is rounding


class Parameter(NumberGoal, frozen=True, kw_only=True, tag="parameter"):
    """A parameter has a value, such as ``w2`` or ``w1.2.3``."""

    name: Word

    def look(self, project: Project) -> Verdict:
        network = project.network
        try:
            parameter = network.parameter(self.name)
        except ValueError:
            return Verdict(False, f"this network has no parameter {self.name}")
        found = network.value(parameter)
        verdict = self.judge(found, self.name)
        if self.value == 0 == self.tolerance and not parameter.is_bias:
            fact = f"{self.name} is {number(found)}"
            is_broken = ": the link is broken" if verdict.is_reached else ", a broken link has 0"
            return Verdict(verdict.is_reached, fact + is_broken)
        return verdict


class RegionsOf(CountGoal, frozen=True, kw_only=True, tag="regions"):
    """The plane of two inputs is cut into so many linear regions."""

    def look(self, project: Project) -> Verdict:
        network, box = project.network, project.box
        if network.n_inputs != 2:
            return Verdict(False, f"the network has {counted(network.n_inputs, 'input')}, not 2")
        try:
            found = len(regions(network, (box[0], box[1])))
        except ValueError as error:
            return Verdict(False, f"there are no regions to count: {error}")
        return self.judge(found, "regions of the plane")


class BrokenLinks(CountGoal, frozen=True, kw_only=True, tag="broken_links"):
    """So many weights are exactly zero, in all of the network or in one layer."""

    layer: Index | None = None

    def look(self, project: Project) -> Verdict:
        layers = project.network.layers
        if self.layer is not None:
            if self.layer > len(layers):
                return Verdict(False, f"the network has no layer {self.layer}")
            layers = (layers[self.layer - 1],)
        broken = sum(int(np.sum(layer.weights == 0)) for layer in layers)
        return self.judge(broken, "broken links")


class Kink(NumberGoal, frozen=True, kw_only=True, tag="kink"):
    """The ray of a ReLU starts at a place."""

    unit: Index

    def look(self, project: Project) -> Verdict:
        network = project.network
        if network.n_inputs != 1 or self.unit > network.layers[0].n_units:
            return Verdict(False, f"this network has no kink {self.unit}")
        kink = float(network.layers[0].kinks[self.unit - 1])
        if not np.isfinite(kink):
            return Verdict(False, f"ReLU {self.unit} has no kink while its weight is 0")
        return self.judge(kink, f"x at the kink of ReLU {self.unit}")


class Units(CountGoal, frozen=True, kw_only=True, tag="units"):
    """A layer has so many units."""

    layer: Index = 1

    def look(self, project: Project) -> Verdict:
        layers = project.network.layers
        if self.layer > len(layers):
            return Verdict(False, f"the network has no layer {self.layer}")
        where = "ReLUs" if project.network.is_shallow else f"units in layer {self.layer}"
        return self.judge(layers[self.layer - 1].n_units, where)


class Layers(CountGoal, frozen=True, kw_only=True, tag="layers"):
    """The network has so many hidden layers."""

    def look(self, project: Project) -> Verdict:
        return self.judge(len(project.network.layers) - 1, "hidden layers")


class Segments(CountGoal, frozen=True, kw_only=True, tag="segments"):
    """The curve has so many straight pieces on the domain: joints where it does not bend are none.

    For networks of one input and one output that are piecewise linear.
    """

    def look(self, project: Project) -> Verdict:
        network = project.network
        if (network.n_inputs, network.n_outputs) != (1, 1) or not network.is_piecewise_linear:
            return Verdict(False, "the output of this network is no curve of straight pieces")
        slopes = exact_curve(network, project.domain).slopes
        scale = float(np.max(np.abs(slopes)))
        bends = int(np.sum(np.abs(np.diff(slopes)) > _LEAST_TURN * scale))
        return self.judge(bends + 1, "segments of the curve")


class ActivationIs(Goal, frozen=True, kw_only=True, tag="activation"):
    """A layer has an activation."""

    name: Word
    layer: Index = 1

    def __post_init__(self) -> None:
        find_activation(self.name)

    def look(self, project: Project) -> Verdict:
        layers = project.network.layers
        if self.layer > len(layers):
            return Verdict(False, f"the network has no layer {self.layer}")
        found, wanted = layers[self.layer - 1].kind, find_activation(self.name)
        fact = f"the activation of layer {self.layer} is {found.title}"
        if wanted.name in (found.name, found.kind):  # without a number any will do
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, it should be {wanted.title}")


class Line(Goal, frozen=True, kw_only=True, tag="line"):
    """The line of a unit of the first layer has some rows on one side, others on the other.

    Parameters
    ----------
    unit : int
        Which line.
    on, off : tuple of int
        Numbers of the rows on the two sides, it does not matter which side; if left out, those
        that are wanted on and off.
    """

    unit: Index = 1
    on: tuple[Index, ...] = ()
    off: tuple[Index, ...] = ()

    def look(self, project: Project) -> Verdict:
        network, rows = project.network, wanted_rows(project)
        if network.n_inputs != 2 or self.unit > network.layers[0].n_units or rows is None:
            return Verdict(False, f"there is no line {self.unit} between rows here")
        if max((*self.on, *self.off), default=1) > len(rows):
            return Verdict(False, f"the truth table has only {counted(len(rows), 'row')}")
        lines = decision_lines(network, self.unit - 1)
        if not lines[0].is_line:
            return Verdict(False, f"line {self.unit} is nowhere: both its weights are 0")
        is_on = rows.outputs[:, 0] > _HALF
        on = [row - 1 for row in self.on] if self.on else np.flatnonzero(is_on)
        off = [row - 1 for row in self.off] if self.off else np.flatnonzero(~is_on)
        sides = [np.sign(rows.inputs @ line.weights + line.bias - line.level) for line in lines]
        wrong = min(_astray(side[on], side[off], sign) for side in sides for sign in (1.0, -1.0))
        if wrong:
            return Verdict(False, f"line {self.unit} has {counted(wrong, 'row')} on the wrong side")
        return Verdict(True, f"line {self.unit} has every row on its side")


def _astray(on: Array, off: Array, side: float) -> int:
    """How many rows are not where they should be if `on` are on `side`."""
    return int(np.sum(on != side) + np.sum(off != -side))
