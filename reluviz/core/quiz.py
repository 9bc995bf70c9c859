"""Predict, then perturb: questions on what a change moves, and how good an answer is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reluviz.core.influence import Influence, Intervals, compare, reach, union
from reluviz.core.network import LARGEST_VALUE, Network, ParameterId
from reluviz.core.piecewise import Domain, check_domain, exact_curve

PASSED = 0.95
"""An answer that overlaps with the true one so far is right."""

TOLERANCE = 0.01
"""So far off the true end, as a share of the domain, an end may be painted."""

_SMALLEST_SHARE = 0.03  # of the domain: less than that is hard to paint
_CANDIDATES = 200  # units that questions are about, if there are more
_TRIES = 6
_SHARES = (0.2, 0.3, 0.4, 0.5)  # of the height of the curve: how far a change moves it, roughly


@dataclass(frozen=True)
class Question:
    """What will move if `delta` is added to a parameter?

    Parameters
    ----------
    parameter : ParameterId
        The parameter.
    delta : float
        How much will be added to it.
    """

    parameter: ParameterId
    delta: float

    def changed(self, network: Network) -> Network:
        """Return the network after the change.

        Raises
        ------
        ValueError
            If the value would be too large.
        """
        return network.with_value(self.parameter, network.value(self.parameter) + self.delta)

    def answer(self, network: Network, domain: Domain = (-1.0, 1.0)) -> Influence:
        """Return what moves, exactly."""
        return compare(network, self.changed(network), domain)


def questions(network: Network, domain: Domain = (-1.0, 1.0), seed: int = 0) -> Iterator[Question]:
    """Ask without end, in rounds: no parameter twice in a round, and never twice in a row.

    In each round are parameters that move nothing, where there are any, but not too many.

    Parameters
    ----------
    network : Network
        A shallow network.
    domain : (float, float)
        The interval of x.
    seed : int
        The same seed gives the same questions.
    """
    asker = _Asker(network, check_domain(domain), seed)
    last: ParameterId | None = None
    while True:
        for parameter in asker.round(last):
            question = asker.question(parameter)
            if question is not None:
                last = parameter
                yield question


def paint(painted: Intervals, interval: Domain) -> Intervals:
    """Return `painted` and `interval` together, as closed intervals from left to right."""
    return union(painted, (interval,)) if interval[0] < interval[1] else painted


def erase(painted: Intervals, interval: Domain) -> Intervals:
    """Return `painted` without `interval`, as closed intervals from left to right."""
    if not interval[0] < interval[1]:
        return painted
    parts = []
    for low, high in painted:
        parts += [(low, min(high, interval[0])), (max(low, interval[1]), high)]
    return tuple((low, high) for low, high in parts if low < high)


def score(painted: Intervals, truth: Intervals, domain: Domain) -> float:
    """Return how well `painted` is the same as `truth`: intersection over union, 0 to 1.

    Ends that are painted within `TOLERANCE` of a true one count as true. If nothing moves only
    nothing is right.
    """
    near = TOLERANCE * (domain[1] - domain[0])
    lows, highs = [low for low, _ in truth], [high for _, high in truth]
    moved = [(_snapped(low, lows, near), _snapped(high, highs, near)) for low, high in painted]
    painted = union(tuple((low, high) for low, high in moved if low < high), ())
    common = sum(
        max(0.0, min(a[1], b[1]) - max(a[0], b[0])) / (domain[1] - domain[0])
        for a in painted
        for b in truth
    )
    both = _share(painted, domain) + _share(truth, domain) - common
    if both <= 0:
        return 1.0
    return 1.0 if painted == truth else min(1.0, common / both)


def is_right(overlap: float) -> bool:
    """Whether a `score` is good enough."""
    return overlap >= PASSED


# Which parameters, and by how much


class _Asker:
    """Chooses parameters of one network, and changes that can be seen."""

    def __init__(self, network: Network, domain: Domain, seed: int) -> None:
        self._network = network
        self._domain = domain
        self._width = domain[1] - domain[0]
        self._height = _height(network, domain)
        self._random = np.random.default_rng(seed)
        self._moving, self._still = self._candidates()

    def round(self, last: ParameterId | None) -> list[ParameterId]:
        """Every parameter that moves something, and some that do not; `last` is not the first."""
        some = self._random.permutation(len(self._still))[: max(3, len(self._moving) // 3)]
        asked = self._moving + [self._still[k] for k in some]
        order = [asked[k] for k in self._random.permutation(len(asked))]
        if order[0] == last:
            order.append(order.pop(0))
        return order

    def question(self, parameter: ParameterId) -> Question | None:
        """A change of one parameter; None if what it moves is too short to paint."""
        for _ in range(_TRIES):
            question = Question(parameter, self._delta(parameter))
            changed = question.changed(self._network)
            moved = union(
                reach(self._network, parameter, self._domain),
                reach(changed, parameter, self._domain),
            )
            if all(high - low >= _SMALLEST_SHARE * self._width for low, high in moved):
                return question
        return None

    def _candidates(self) -> tuple[list[ParameterId], list[ParameterId]]:
        """Parameters whose smallest change moves something, b0 among them, and the others."""
        units = np.arange(self._network.n_units)
        if len(units) > _CANDIDATES:
            units = np.sort(self._random.choice(units, _CANDIDATES, replace=False))
        moving: list[ParameterId] = [ParameterId(1, 0)]
        still: list[ParameterId] = []
        for unit in units.tolist():
            for parameter in (
                ParameterId(0, unit, 0),
                ParameterId(0, unit),
                ParameterId(1, 0, unit),
            ):
                is_moving = reach(self._network, parameter, self._domain) != ()
                (moving if is_moving else still).append(parameter)
        return moving, still

    def _delta(self, parameter: ParameterId) -> float:
        """A round number by which the parameter can change."""
        value = self._network.value(parameter)
        size = float(self._random.choice(_SHARES)) * self._reference(parameter)
        size = float(f"{min(max(size, 1e-3 * abs(value), 1e-90), LARGEST_VALUE / 4):.1g}")
        delta = size if self._random.random() < 0.5 else -size
        return delta if abs(value + delta) <= LARGEST_VALUE else -delta

    def _reference(self, parameter: ParameterId) -> float:
        """The change that moves the curve by about its own height, or a kink half across."""
        unit = parameter.unit if parameter.layer == 0 else parameter.source
        if unit is None:
            return self._height
        v, b, w = (float(a[unit]) for a in (self._network.v, self._network.b, self._network.w))
        low, high = self._domain
        if parameter.layer == 1:
            largest = max(0.0, b + v * low, b + v * high)
            return self._height / largest if largest > 0 else abs(w) or 1.0
        longest = 1.0 if parameter.is_bias else max(abs(low), abs(high))
        seen = self._height / abs(w) / longest if w != 0 else 1.0
        return min(seen, abs(v) * self._width / 2 / longest) if v != 0 else seen


def _height(network: Network, domain: Domain) -> float:
    """How high the curve is from its lowest to its highest point; not zero."""
    return float(np.ptp(exact_curve(network, domain).y)) or abs(network.b0) or 1.0


# Their parts


def _snapped(x: float, places: list[float], near: float) -> float:
    best = min(places, key=lambda place: abs(place - x), default=x)
    return best if abs(best - x) <= near else x


def _share(intervals: Intervals, domain: Domain) -> float:
    return sum(high - low for low, high in intervals) / (domain[1] - domain[0])
