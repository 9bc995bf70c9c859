"""What is to be painted in the chart: one value with all that the painting needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from reluviz.core.network import Array
from reluviz.views.contributions.content import Content
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme

_SHIFTS = (0.0, -0.5, 0.5, -1.0, 1.0)  # lines of text up and down
_REACH = 7.0  # pixels from a line that count as on it
_MOST_WISHES = 24
_LABEL_GAP = 5.0


@dataclass(frozen=True)
class Wish:
    """A label that somebody wants.

    Parameters
    ----------
    number : int
        Unit or running sum it belongs to.
    text : str
        What it says.
    x, y : float
        Left edge and middle, in pixels.
    width : float
        How wide it is, in pixels.
    """

    number: int
    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Label:
    """A label with its place.

    Parameters
    ----------
    number : int
        Unit or running sum it belongs to.
    text : str
        What it says.
    left, top, right, bottom : float
        The room it takes, in pixels.
    """

    number: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is on it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def place(wishes: Iterable[Wish], line: float, top: float, bottom: float) -> list[Label]:
    """Return labels that do not overlap; those that find no room near their line are left out.

    Parameters
    ----------
    wishes : iterable of Wish
        The most important first.
    line : float
        Height of a label, in pixels.
    top, bottom : float
        Where there is room for labels, in pixels.
    """
    placed: list[Label] = []
    if bottom - top < line:
        return placed
    for wish in wishes:
        for shift in _SHIFTS:
            y = min(max(wish.y - line / 2 + shift * line, top), bottom - line)
            label = Label(wish.number, wish.text, wish.x, y, wish.x + wish.width, y + line)
            if not any(_overlap(label, other) for other in placed):
                placed.append(label)
                break
    return placed


def _overlap(a: Label, b: Label) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


@dataclass(frozen=True)
class Marks:
    """What stands out.

    Parameters
    ----------
    selected, hovered : int or None
        Units.
    build : int or None
        So many units are there in the step-by-step construction; None for all.
    probe : float
        The x of live values.
    """

    selected: int | None = None
    hovered: int | None = None
    build: int | None = None
    probe: float = 0.0

    @property
    def units(self) -> tuple[int, ...]:
        """Units that stand out, the most important last.

        Without a selection that is the unit added last by the construction.
        """
        found = [self.selected, self.hovered]
        if found == [None, None] and self.build:
            found = [self.build - 1]
        return tuple(dict.fromkeys(unit for unit in found if unit is not None))

    def is_missing(self, unit: int) -> bool:
        """Whether the construction has not come to a unit."""
        return self.build is not None and unit >= self.build


@dataclass(frozen=True, eq=False)
class Scene:
    """The chart at one moment.

    Parameters
    ----------
    content : Content
        The lines.
    marks : Marks
        What stands out.
    fonts : Fonts
        Fonts.
    rect : QRectF
        Where the lines are, in pixels of the widget.
    x_range, y_range : (float, float)
        What is in view there.
    right : float
        The right edge of the widget, for labels, in pixels.
    """

    content: Content
    marks: Marks
    theme: Theme
    fonts: Fonts
    rect: QRectF
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    right: float

    @cached_property
    def visible(self) -> tuple[float, float] | None:
        """The part of the domain that is in view; None if nothing is."""
        low = max(self.x_range[0], self.content.domain[0])
        high = min(self.x_range[1], self.content.domain[1])
        return (low, high) if low < high else None

    def columns(self, x: Array) -> Array:
        """Horizontal places, in pixels."""
        low, high = self.x_range
        return self.rect.left() + (x - low) * (self.rect.width() / (high - low))

    def rows(self, y: Array) -> Array:
        """Vertical places, in pixels."""
        low, high = self.y_range
        return self.rect.bottom() - (y - low) * (self.rect.height() / (high - low))

    @cached_property
    def lines(self) -> tuple[Array, Array]:
        """Vertices in view, in pixels, of shapes (k or 1, m) and (k, m)."""
        if self.visible is None:
            return np.zeros((1, 0)), np.zeros((len(self.content.y), 0))
        x, y = self.content.cut(*self.visible)
        return thinned(self.columns(x), self.rows(y), self.rect.width())

    def line_at(self, column: float, row: float) -> int | None:
        """Return the number of the line at a place; None if none is near."""
        for label in self.labels:
            if label.holds(column, row):
                return label.number
        if self.visible is None or not self.rect.contains(column, row):
            return None
        x = self.x_range[0] + (column - self.rect.left()) * self._x_pixel
        x = min(max(x, self.visible[0]), self.visible[1])
        values, slopes = self.content.at(x)
        steepness = slopes * (self._x_pixel / self._y_pixel)
        distances = np.abs(self.rows(values) - row) / np.hypot(1.0, steepness)
        if self.content.mode != "sums":  # where they are off, all rays lie on one another
            distances = np.where((values == 0) & (slopes == 0), np.inf, distances)
        k = int(np.argmin(distances))
        return int(self.content.numbers[k]) if distances[k] <= _REACH else None

    def unit_of(self, number: int | None) -> int | None:
        """Return the unit that a line belongs to: a running sum to the unit added last."""
        if self.content.mode != "sums" or number is None:
            return number
        return number - 1 if number else None

    @cached_property
    def labels(self) -> list[Label]:
        """The names at the ends of the lines, as many as there is room for."""
        line = self.fonts.small_line
        return place(self._wishes(), line, self.rect.top(), self.rect.bottom())

    @property
    def _x_pixel(self) -> float:
        return (self.x_range[1] - self.x_range[0]) / max(1.0, self.rect.width())

    @property
    def _y_pixel(self) -> float:
        return (self.y_range[1] - self.y_range[0]) / max(1.0, self.rect.height())

    def _wishes(self) -> Iterator[Wish]:
        """Names that should stand somewhere, the most important first."""
        if self.visible is None:
            return
        low, high = self.visible
        (left, left_slopes), (right, slopes) = self.content.at(low), self.content.at(high)
        right_on = (right != 0) | (slopes != 0)
        left_on = (left != 0) | (left_slopes != 0)
        # What stands out is named even if it is zero everywhere.
        right_on |= ~left_on & np.isin(self.content.numbers, self.marks.units)
        is_sum = self.content.mode == "sums"
        sizes = np.maximum(np.abs(left), np.abs(right))
        ends = self.rows(np.where(right_on | is_sum, right, left))
        at_left = ~right_on & (not is_sum)
        for k in self._by_importance(sizes, ends, at_left):
            number = int(self.content.numbers[k])
            text = self.content.name(number)
            width = self.fonts.label_width(text)
            if is_sum or right_on[k]:
                x = float(self.columns(np.array(high))) + _LABEL_GAP
                yield Wish(number, text, min(x, self.right - width - 2), float(ends[k]), width)
            elif left_on[k]:
                x = float(self.columns(np.array(low))) - _LABEL_GAP - width
                yield Wish(number, text, max(x, self.rect.left() + 2), float(ends[k]), width)

    def _by_importance(self, sizes: Array, ends: Array, at_left: NDArray[np.bool_]) -> list[int]:
        """Rows of the lines that may get a label: what stands out, then the largest.

        Of those that end at about the same height on the same side one is enough.
        """
        content, marks = self.content, self.marks
        is_sum = content.mode == "sums"
        found = [content.row(unit + 1 if is_sum else unit) for unit in reversed(marks.units)]
        if is_sum:
            built = [] if marks.build is None else [content.row(marks.build)]
            found += [*built, content.row(content.n_units), 0]
        order = np.argsort(-sizes, kind="stable")
        heights = np.floor(ends[order] / self.fonts.small_line)
        _, firsts = np.unique(heights + np.where(at_left[order], 0.5, 0.0), return_index=True)
        others = order[np.sort(firsts)[:_MOST_WISHES]].tolist()
        return list(dict.fromkeys([row for row in found if row is not None] + others))


def thinned(x: Array, y: Array, width: float) -> tuple[Array, Array]:
    """Return polylines with the smallest and the largest value of every column of pixels.

    Lines that share their x and have less than three vertices a column stay as they are.

    Parameters
    ----------
    x : ndarray, shape (k or 1, m)
        In pixels, never decreasing.
    y : ndarray, shape (k, m)
        In pixels.
    width : float
        Columns that are seen.
    """
    if len(x) != 1 or x.shape[1] <= 3 * width:
        return x, y
    columns = np.floor(x[0]).astype(np.intp)
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    low = np.minimum.reduceat(y, starts, axis=1)
    high = np.maximum.reduceat(y, starts, axis=1)
    both = np.stack([low, high], axis=2).reshape(len(y), -1)
    # The ends stay exactly where they are.
    both = np.column_stack([y[:, 0], both, y[:, -1]])
    middles = np.repeat(columns[starts] + 0.5, 2)
    return np.concatenate([x[0, :1], middles, x[0, -1:]])[np.newaxis], both
