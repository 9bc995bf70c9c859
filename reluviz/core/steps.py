"""The construction step by step: what each ReLU does to the sum of those before it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain, check_domain
from reluviz.core.words import MINUS, number

BLANK = "____"
"""Stands for a number that a student is to fill in."""

_ROUNDING = 1e-12  # of the largest term: what is smaller is rounding, and written as 0


class Kind(Enum):
    """What a step does."""

    BIAS = "the output's bias alone"
    BEND = "the curve bends at the unit's kink"
    ALWAYS_ON = "the kink is outside the domain, the unit on everywhere"
    ALWAYS_OFF = "the kink is outside the domain, the unit off everywhere"
    CONSTANT = "v is 0: the unit is a constant"


@dataclass(frozen=True)
class Step:
    """One step of the construction: from the first ``count - 1`` units to the first `count`.

    Parameters
    ----------
    count : int
        Units in the sum after the step; 0 for the bias alone.
    n_units : int
        Units in all.
    unit : int or None
        Index of the unit that is added; None for the bias.
    kind : Kind
        What the step does.
    kink : float or None
        Where the unit's ray starts; None if nowhere.
    active : (float, float) or None
        The part of the domain where the unit is on; None if nowhere, and for the bias.
    slope_before, slope_after : float or None
        Slopes of the sum without and with the unit where its ray starts, on its active side; at
        the end of the domain where it enters, if the kink is outside. They differ by w v.
        None where no slope changes.
    text : str
        What it does, with the numbers put in.
    short_text : str
        The same in a few words, for small pictures.
    """

    count: int
    n_units: int
    unit: int | None
    kind: Kind
    kink: float | None
    active: Domain | None
    slope_before: float | None
    slope_after: float | None
    text: str
    short_text: str


def step(
    network: Network,
    count: int,
    domain: Domain = (-1.0, 1.0),
    blanks: bool = False,
    digits: Digits | None = None,
) -> Step:
    """Return what step `count` of the construction of a shallow network does.

    Parameters
    ----------
    network : Network
        A shallow network.
    count : int
        0 for the bias alone, up to the number of units.
    domain : (float, float)
        The interval of x.
    blanks : bool
        Whether the text has blanks instead of the numbers that are to be found.
    digits : Digits, optional
        How the numbers of the network are written, where that is known already.

    Raises
    ------
    ValueError
        If there is no such step.
    """
    if not 0 <= count <= network.n_units:
        raise ValueError(f"there are steps 0 to {network.n_units}, not {count}")
    writer = _Writer(network, count, check_domain(domain), blanks, digits)
    return writer.step() if count else writer.bias()


def step_text(
    network: Network, count: int, domain: Domain = (-1.0, 1.0), blanks: bool = False
) -> str:
    """Return what step `count` does, in words; see `step`."""
    return step(network, count, domain, blanks).text


def step_title(count: int, n_units: int) -> str:
    """Return what step `count` of a construction is called, such as ``ReLU 2 of 3``."""
    return f"ReLU {count:,} of {n_units:,}" if count else "Bias only"


def chosen_steps(n_units: int, most: int) -> list[int]:
    """Return the steps to show where there is room for `most` (2 or more), evenly spread.

    The first and the last are always among them.
    """
    if n_units + 1 <= most:
        return list(range(n_units + 1))
    return [round(k * n_units / (most - 1)) for k in range(most)]


def _active_beside(network: Network, x: float, to_the_right: bool) -> NDArray[np.bool_]:
    """Which units are active just beside `x`, shape (N,); decided by the places of the kinks."""
    v, kinks = network.v, network.kinks
    with np.errstate(invalid="ignore"):
        right, left = (kinks <= x, kinks > x) if to_the_right else (kinks < x, kinks >= x)
        return np.where(v > 0, right, np.where(v < 0, left, network.b > 0))


class _Writer:
    """Works out one step and puts it into words."""

    def __init__(
        self, network: Network, count: int, domain: Domain, blanks: bool, digits: Digits | None
    ) -> None:
        self._network, self._count, self._domain = network, count, domain
        self._blanks = blanks
        self._digits = digits or Digits(network, (domain,))
        if count:
            unit = count - 1
            self._v, self._b, self._w, self._kink = (
                float(a[unit]) for a in (network.v, network.b, network.w, network.kinks)
            )

    def bias(self) -> Step:
        """The step before all units."""
        network, b0 = self._network, self._parameter("b0")
        name = network.name(ParameterId(1, 0))
        low = self._domain[0]
        at_low = network.w * np.maximum(network.b + network.v * low, 0.0)
        if np.all(at_low == 0):
            text = f"The left end has to be at z = {b0}, so {name} = {b0}: a level line to begin "
            text += "with."
        else:
            text = f"The bias alone, {name} = {b0}, is a level line at z = {b0}."
        return self._made(Kind.BIAS, text)

    def step(self) -> Step:
        """The step that adds the last of the units."""
        if self._v == 0:
            return self._constant()
        (low, high), rises_right = self._domain, self._v > 0
        if not (self._kink < high if rises_right else self._kink > low):
            return self._made(Kind.ALWAYS_OFF, self._text_off())
        start = max(self._kink, low) if rises_right else min(self._kink, high)
        terms = (self._network.w * self._network.v)[: self._count]
        on = _active_beside(self._network, start, rises_right)
        before = float(np.sum(terms[:-1][on[: self._count - 1]]))
        slopes = (before, before + float(terms[-1]))
        active = (start, high) if rises_right else (low, start)
        if start != self._kink:
            return self._made(Kind.ALWAYS_ON, self._text_on(), active, slopes)
        return self._made(Kind.BEND, self._text_bend(start, slopes), active, slopes)

    def _made(
        self,
        kind: Kind,
        text: str,
        active: Domain | None = None,
        slopes: tuple[float, float] | None = None,
    ) -> Step:
        has_kink = kind not in (Kind.BIAS, Kind.CONSTANT)
        return Step(
            count=self._count,
            n_units=self._network.n_units,
            unit=self._count - 1 if self._count else None,
            kind=kind,
            kink=self._kink if has_kink else None,
            active=active,
            slope_before=None if slopes is None else slopes[0],
            slope_after=None if slopes is None else slopes[1],
            text=text,
            short_text=self._short(kind, slopes),
        )

    def _short(self, kind: Kind, slopes: tuple[float, float] | None) -> str:
        if kind is Kind.BIAS:
            return f"{self._network.name(ParameterId(1, 0))} = {self._parameter('b0')}"
        b, w = (f"{self._name(name)} = {self._parameter(name)}" for name in "bw")
        if kind is Kind.BEND and slopes is not None:
            before, after = self._slope_texts(slopes)
            v = f", {self._name('v')} = {self._parameter('v', is_asked=False)}"
            v = "" if self._v == 1 else v
            return f"slope {before} → {after}{v}: {w}; x = {self._x()}: {b}"
        if kind is Kind.CONSTANT:
            return f"{self._name('v')} = 0, no kink: {b}, {w}"
        is_on = "on" if kind is Kind.ALWAYS_ON else "off"
        v = f"{self._name('v')} = {self._parameter('v', is_asked=False)}"
        return f"{is_on} everywhere here, {v}: {b}, {w}"

    # The cases

    def _constant(self) -> Step:
        n, level = self._count, max(0.0, self._b)
        if level == 0:
            text = (
                f"{self._name('v')} = 0 and {self._name('b')} = {self._parameter('b')}: "
                f"ReLU {n} is {self._number(0.0)} everywhere and changes nothing."
            )
        elif self._changes_nothing:
            text = (
                f"{self._name('v')} = 0, so ReLU {n} is {self._name('b')} = "
                f"{self._parameter('b', is_asked=False)} everywhere; but {self._name('w')} = 0: "
                "it changes nothing."
            )
        else:
            text = (
                f"{self._name('v')} = 0, so ReLU {n} has no kink: it is {self._name('b')} = "
                f"{self._parameter('b')} everywhere. Times {self._name('w')} = "
                f"{self._parameter('w')}, the whole curve {self._shift(self._w * level)}."
            )
        return self._made(Kind.CONSTANT, text, self._domain if level > 0 else None)

    def _text_off(self) -> str:
        n, rises_right = self._count, self._v > 0
        end, side = (self._domain[1], "right") if rises_right else (self._domain[0], "left")
        if self._kink == end:
            place = f"The ray of ReLU {n} starts at the {side} end, x = {self._x()},"
        else:
            place = f"The ray of ReLU {n} starts {side} of the domain{self._at_kink()},"
        return f"{place} and rises to the {side}: nothing changes here."

    def _text_on(self) -> str:
        n, rises_right = self._count, self._v > 0
        side = "left" if rises_right else "right"
        place = f"The ray of ReLU {n} starts {side} of the domain{self._at_kink()}"
        if self._changes_nothing:
            return f"{place}, but {self._name('w')} = 0: it changes nothing."
        bend = self._w * self._v
        at_low = self._w * (self._b + self._v * self._domain[0])
        product = f"{self._parameter('w')} · {_in_brackets(self._parameter('v', is_asked=False))}"
        return (
            f"{place}, so it is on everywhere here: all slopes change by "
            f"{self._name('w')} · {self._name('v')} = {product} = {self._number(bend)}, "
            f"and the left end {self._shift(at_low)}."
        )

    def _text_bend(self, start: float, slopes: tuple[float, float]) -> str:
        n, x = self._count, self._x()
        before, after = self._slope_texts(slopes)
        ends = {self._domain[0]: "the left end, ", self._domain[1]: "the right end, "}
        place = f"{ends.get(start, '')}x = {x}"
        if self._changes_nothing:
            return (
                f"{self._name('w')} = 0, so ReLU {n} changes nothing: the slope stays {before}. "
                f"Its ray starts at {place}, so {self._name('b')} = {self._bias_text()}."
            )
        bends_already, is_kept = self._others_at(start)
        verb, later = ("has to go", "") if is_kept else ("goes", " for now")
        side = "The"
        if self._v < 0:
            side = f"Left of x = {x} the"
        elif bends_already:
            side = f"Right of x = {x}, where the curve bends already, the"
        return (
            f"{side} slope {verb} from {before} to {after}{later}{self._reason(before, after)}; "
            f"{'its ray' if self._v == 1 else 'it'} starts at {place}, "
            f"so {self._name('b')} = {self._bias_text()}."
        )

    # Their parts

    @property
    def _changes_nothing(self) -> bool:
        """Whether to say that w is 0; in blanks that is for the student to find."""
        return self._w == 0 and not self._blanks

    def _others_at(self, start: float) -> tuple[bool, bool]:
        """Whether an earlier unit bends the curve at `start`, and no later one changes it there."""
        right, left = (_active_beside(self._network, start, side) for side in (True, False))
        if start == self._domain[0]:
            left = right  # outside of the domain nothing is looked at
        elif start == self._domain[1]:
            right = left
        has_slope = self._network.w * self._network.v != 0
        bends = ((right != left) & has_slope)[: self._count - 1]
        later = ((right | left) & has_slope)[self._count :]
        return bool(np.any(bends)), not np.any(later)

    def _reason(self, before: str, after: str) -> str:
        w = self._parameter("w")
        if self._v == 1:
            return f", so {self._name('w')} = {w}"
        change = f"({after} {MINUS} {_in_brackets(before)})"
        to_the_left = "" if self._v > 0 else " to the left"
        v = self._parameter("v", is_asked=False)
        return (
            f". The ray rises{to_the_left} with {self._name('v')} = {v}, "
            f"so {self._name('w')} = {change} / {_in_brackets(v)} = {w}"
        )

    def _bias_text(self) -> str:
        """b from the kink: b = -v x."""
        b = self._parameter("b")
        if abs(self._v) == 1:
            return b
        return f"{self._parameter('v', -1.0, is_asked=False)} · {_in_brackets(self._x())} = {b}"

    def _slope_texts(self, slopes: tuple[float, float]) -> tuple[str, str]:
        """Both slopes, with so many digits that they differ by what the change says."""
        if self._blanks:
            return BLANK, BLANK
        terms = np.abs((self._network.w * self._network.v)[: self._count])
        least = _ROUNDING * float(np.max(terms, initial=0.0))
        clean = [0.0 if abs(slope) <= least else slope for slope in slopes]
        largest, change = max(map(abs, clean)), abs(slopes[1] - slopes[0])
        digits = 4
        if 0 < change < largest:
            digits = 4 + int(min(8.0, np.log10(largest / change)))
        return number(clean[0], digits), number(clean[1], digits)

    def _shift(self, value: float) -> str:
        """What happens to a height that changes by `value`."""
        if self._blanks:
            return f"changes by {BLANK}"
        if value == 0:
            return "stays where it is"
        return f"{'rises' if value > 0 else 'falls'} by {number(abs(value))}"

    def _at_kink(self) -> str:
        return f", at x = {self._x()}" if np.isfinite(self._kink) else ""

    def _number(self, value: float) -> str:
        return BLANK if self._blanks else number(value)

    def _x(self) -> str:
        return BLANK if self._blanks else self._digits.x(self._kink)

    def _name(self, kind: str) -> str:
        return self._network.ray_name(kind, self._count - 1)

    def _parameter(self, name: str, factor: float = 1.0, is_asked: bool = True) -> str:
        """A parameter of the unit, or b0, with the digits that the curve needs of it."""
        if is_asked and self._blanks:
            return BLANK
        found = self._network.parameter(name if name == "b0" else f"{name}{self._count}")
        return self._digits.value(found, factor * self._network.value(found))


def _in_brackets(text: str) -> str:
    """A number behind the sign of an operation: in brackets if it has a minus sign."""
    return f"({text})" if text.startswith(MINUS) else text
