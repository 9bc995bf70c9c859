"""What a goal is: a pure check of a project that says in one sentence how far one has come."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite, log10
from typing import Annotated

import msgspec
import numpy as np

from reluviz.core.layer import LARGEST_VALUE
from reluviz.core.words import MINUS, number
from reluviz.files.project import Project

Word = Annotated[str, msgspec.Meta(max_length=60)]
Index = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
"""People count from one."""

Point = tuple[float, ...]

_MOST_DECIMALS = 12


@dataclass(frozen=True)
class Verdict:
    """What a goal says about a project.

    Parameters
    ----------
    is_reached : bool
        Whether the project is as it should be.
    text : str
        One sentence, such as ``not yet: at x = 0 the output is −0.60, the point is at −1.00``.
    """

    is_reached: bool
    text: str


class Goal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What a step of a lesson asks for. Its fields are those of a lesson file."""

    def check(self, project: Project) -> Verdict:
        """Return whether `project` is as the goal wants it, and a sentence that says so.

        Never raises: in a lesson people may do what they like.
        """
        with np.errstate(all="ignore"):  # parameters may be as large as they like
            found = self.look(project)
        head = "reached" if found.is_reached else "not yet"
        return Verdict(found.is_reached, f"{head}: {found.text}")

    def look(self, project: Project) -> Verdict:
        """Return the verdict without the word that it begins with."""
        raise NotImplementedError

    def bind(self, start: Project) -> Goal:
        """Return the goal for a step that begins with `start`."""
        return self


class NumberGoal(Goal, frozen=True, kw_only=True):
    """A goal about one number. At least one of the wishes is given, and all of them must hold.

    Parameters
    ----------
    value : float or None
        What the number should be.
    tolerance : float
        How far from `value` it may be, or must be from `away_from`.
    above, below : float or None
        Bounds that it should be between.
    away_from : float or None
        What the number should not be.
    """

    value: float | None = None
    tolerance: float = 0.05
    above: float | None = None
    below: float | None = None
    away_from: float | None = None

    def __post_init__(self) -> None:
        wishes = [self.value, self.above, self.below, self.away_from]
        given = [wish for wish in wishes if wish is not None]
        if not given:
            raise ValueError("the goal lacks a wish; add value, above, below or away_from")
        if not all(abs(wish) <= LARGEST_VALUE for wish in given):
            raise ValueError("the numbers of a goal must be finite")
        if not 0 <= self.tolerance <= LARGEST_VALUE:
            raise ValueError("the tolerance must be a finite number, zero or more")
        if self.above is not None and self.below is not None and not self.above < self.below:
            raise ValueError("no number is above the one and below the other; exchange them")

    def judge(self, found: float, subject: str, wanted: str = "it should be") -> Verdict:
        """Return the verdict on a number.

        Parameters
        ----------
        found : float
            The number.
        subject : str
            What it is, such as ``at x = 0 the output``.
        wanted : str
            How `value` is asked for, such as ``the point is at``.
        """
        ok = [
            self.value is None or abs(found - self.value) <= self.tolerance,
            self.above is None or found > self.above,
            self.below is None or found < self.below,
            self.away_from is None or abs(found - self.away_from) > self.tolerance,
        ]
        wishes = [] if all(ok) else [self.value, self.above, self.below]
        decimals = _decimals(self.tolerance, found, [wish for wish in wishes if wish is not None])
        fact = f"{subject} is {fixed(found, decimals)}"
        if all(ok):
            return Verdict(True, fact)
        return Verdict(False, f"{fact}, {self._wish(wanted, decimals)}")

    def _wish(self, wanted: str, decimals: int) -> str:
        if self.value is not None:
            return f"{wanted} {fixed(self.value, decimals)}"
        parts = []
        if self.above is not None:
            parts.append(f"above {fixed(self.above, decimals)}")
        if self.below is not None:
            parts.append(f"below {fixed(self.below, decimals)}")
        if self.away_from is not None:
            far = f"more than {fixed(self.tolerance, decimals)} away from "
            parts.append(far + fixed(self.away_from, decimals))
        return f"it should be {' and '.join(parts)}"


class CountGoal(Goal, frozen=True, kw_only=True):
    """A goal about how many there are of something.

    Parameters
    ----------
    exactly, at_least, at_most : int or None
        How many there should be; at least one is given.
    """

    exactly: int | None = None
    at_least: int | None = None
    at_most: int | None = None

    def __post_init__(self) -> None:
        given = [n for n in (self.exactly, self.at_least, self.at_most) if n is not None]
        if not given:
            raise ValueError("the goal lacks a number; add exactly, at_least or at_most")
        if not all(0 <= n <= 1_000_000 for n in given):
            raise ValueError("a number of things is from 0 to 1,000,000")

    def judge(self, found: int, subject: str) -> Verdict:
        """Return the verdict on a number of things; `subject` such as ``ReLUs in the network``."""
        fact = f"{subject}: {found:,}"
        if self.exactly is not None and found != self.exactly:
            return Verdict(False, f"{fact}, it should be {self.exactly:,}")
        if self.at_least is not None and found < self.at_least:
            return Verdict(False, f"{fact}, it should be {self.at_least:,} or more")
        if self.at_most is not None and found > self.at_most:
            return Verdict(False, f"{fact}, it should be {self.at_most:,} or fewer")
        return Verdict(True, fact)


# Words


def fixed(value: float, decimals: int) -> str:
    """Return a number with so many decimals and a real minus sign."""
    if not isfinite(value) or abs(value) >= 1e6:
        return number(value, 6)
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def place(point: Point) -> str:
    """Return where something is, such as ``x = 0`` or ``(0, 1)``."""
    if len(point) == 1:
        return f"x = {number(point[0], 12)}"
    return f"({', '.join(number(value, 12) for value in point)})"


def _decimals(tolerance: float, found: float, wishes: list[float]) -> int:
    """So many that the tolerance shows, and that what differs looks different."""
    least = 2 if tolerance <= 0 else min(max(ceil(-log10(tolerance)), 2), _MOST_DECIMALS)
    for decimals in range(least, _MOST_DECIMALS):
        text = fixed(found, decimals)
        if all(wish == found or fixed(wish, decimals) != text for wish in wishes):
            return decimals
    return _MOST_DECIMALS


# Places


def probe_of(project: Project) -> Point:
    """Where the live values are: the probe, or the middle where none is set."""
    view, box = project.view, project.box
    if project.network.n_inputs == 1 and view.probe is not None:
        return (view.probe,)
    if view.point is not None and len(view.point) == project.network.n_inputs:
        return view.point
    return tuple((low + high) / 2 for low, high in box)


def input_problem(project: Project, point: Point, output: int = 1) -> Verdict | None:
    """Return what is said if a network has not the inputs or outputs that a goal is about."""
    network = project.network
    if len(point) != network.n_inputs:
        has, needs = counted(network.n_inputs, "input"), counted(len(point), "input")
        return Verdict(False, f"the network has {has}, this step is about one with {needs}")
    if output > network.n_outputs:
        return Verdict(False, f"the network has no output {output}")
    return None


def counted(n: int, noun: str) -> str:
    """Return a number of things, such as ``2 inputs``."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
