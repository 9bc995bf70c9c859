"""What is to be painted of the way of x through the plane or the space of some units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reluviz.core.layer import Array
from reluviz.core.piecewise import Domain
from reluviz.core.unit_path import UnitPath
from reluviz.views import axes
from reluviz.views.frame import Frame, Range
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme
from reluviz.views.unit_plane.lanes import lanes_of, side_by_side

STRIP = 30.0
"""Height of the strip with x below the picture, in pixels."""

_ROOM = 0.56  # of the smaller side that a turned cube takes
_MARGIN = 18.0


@dataclass(frozen=True, eq=False)
class Content:
    """What there is to see, whatever the size.

    Parameters
    ----------
    paths : tuple of UnitPath
        One with its pieces numbered, or the lines of a grid.
    sums : UnitPath or None
        The way before the activation.
    names, colours : tuple of str
        Of the two or three units.
    domain : tuple of float
        The interval of x.
    n_first : int
        So many of the paths are along the first input.
    note : str
        What is said above.
    """

    paths: tuple[UnitPath, ...]
    sums: UnitPath | None
    names: tuple[str, ...]
    colours: tuple[str, ...]
    domain: Domain
    n_first: int = 1
    note: str = ""

    @property
    def is_numbered(self) -> bool:
        """Whether it is one path, and no grid."""
        return len(self.paths) == 1

    @cached_property
    def bounds(self) -> tuple[Range, ...]:
        """The range of each unit; never empty."""
        every = [path.places for path in self.paths]
        every += [self.sums.places] if self.sums is not None else []
        places = np.concatenate(every)
        low, high = np.minimum(places.min(axis=0), 0.0), places.max(axis=0)
        flat = high - low <= 1e-12 * np.maximum(np.abs(low), np.abs(high))
        high = np.where(flat, low + np.maximum(np.abs(low), 1.0), high)
        return tuple(zip(low.tolist(), high.tolist(), strict=True))


@dataclass(frozen=True, eq=False)
class PathScene:
    """The picture at one moment.

    Parameters
    ----------
    content : Content
        What there is to see.
    marks : tuple of float
        What each unit gives at the probe.
    probe : float or None
        The x where that is; None for a grid, whose mark is a point.
    lit : str
        Name of the unit that is pointed at.
    theme, fonts : Theme, Fonts
        Looks.
    size : tuple of float
        Width and height, in pixels.
    turn : tuple of float
        By how much a space is turned, to the side and up, in radians.
    """

    content: Content
    marks: tuple[float, ...]
    probe: float | None
    lit: str
    theme: Theme
    fonts: Fonts
    size: tuple[float, float]
    turn: tuple[float, float]

    @property
    def is_space(self) -> bool:
        """Whether there are three units."""
        return len(self.content.names) == 3

    @cached_property
    def frame(self) -> Frame:
        """Where the plane is; of a space only its rectangle counts."""
        width, height = self.size
        height -= STRIP if self.content.is_numbered else 0
        view: tuple[Range, Range] = (self.content.bounds[0], self.content.bounds[1])
        for _ in range(2):  # the numbers at its side need room, and have it from the second on
            frame = axes.make_frame(self.fonts, (width, height), view, self._above)
            view = axes.with_margins((self.content.bounds[0], self.content.bounds[1]), frame)
        return axes.make_frame(self.fonts, (width, height), view, self._above)

    @property
    def _above(self) -> float:
        return self.fonts.small_line + 6

    @property
    def strip(self) -> Frame:
        """Where x is below it."""
        frame = self.frame
        top = self.size[1] - STRIP + 4
        return Frame(frame.left, top, frame.width, 7.0, self.content.domain, (0.0, 1.0))

    def placed(self, places: Array) -> Array:
        """Return places of units, shape (n, units), in pixels, shape (n, 2)."""
        if not self.is_space:
            x, y = places.T
            return np.column_stack([self.frame.columns(x), self.frame.rows(y)])
        low, high = np.array(self.content.bounds).T
        cube = (places - low) / (high - low) - 0.5
        right, up = self._directions
        frame = self.frame
        scale = _ROOM * min(frame.width, frame.height + frame.left)
        middle = np.array([frame.left + frame.width / 2, frame.top + frame.height / 2 + 8])
        placed: Array = middle + scale * np.column_stack([cube @ right, -cube @ up])
        return placed

    @property
    def _directions(self) -> tuple[Array, Array]:
        """What is to the right and what is up on the screen, by the three units.

        The third unit is up; the first two are turned about it.
        """
        side, tilt = self.turn
        right = np.array([np.cos(side), np.sin(side), 0.0])
        deep = np.array([-np.sin(side), np.cos(side), 0.0])
        up = np.sin(tilt) * deep + np.cos(tilt) * np.array([0.0, 0.0, 1.0])
        return right, up

    @cached_property
    def corners(self) -> Array:
        """The corners of the numbered path, in pixels."""
        return self.placed(self.content.paths[0].places)

    @cached_property
    def lanes(self) -> Array:
        """The place of each piece among those that it lies on."""
        return lanes_of(self.corners)

    @cached_property
    def pieces(self) -> Array:
        """The ends of the pieces as they are painted, shape (n, 4)."""
        return side_by_side(self.corners, self.lanes)

    def mark(self) -> tuple[float, float]:
        """Where the probe is, in pixels; on its piece of the path."""
        if self.probe is None:
            x, y = self.placed(np.array([self.marks]))[0].tolist()
            return x, y
        path, low, high = self.content.paths[0], *self.content.domain
        x = min(max(self.probe, low), high)
        k = path.segment_at(x)
        share = (x - path.x[k]) / (path.x[k + 1] - path.x[k])
        start, end = self.pieces[k, :2], self.pieces[k, 2:]
        column, row = (start + share * (end - start)).tolist()
        return column, row

    def x_at(self, column: float, row: float, reach: float) -> float | None:
        """Return the x of the nearest place of the path within `reach` pixels; None without."""
        starts, ways = self.pieces[:, :2], self.pieces[:, 2:] - self.pieces[:, :2]
        apart = np.array([column, row]) - starts
        square = np.maximum((ways**2).sum(axis=1), 1e-12)
        shares = np.clip((apart * ways).sum(axis=1) / square, 0, 1)
        away = np.hypot(*(apart - shares[:, np.newaxis] * ways).T)
        k = int(np.argmin(away))
        if away[k] > reach:
            return None
        x = self.content.paths[0].x
        return float(x[k] + shares[k] * (x[k + 1] - x[k]))
