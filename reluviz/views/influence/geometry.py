"""Where things are in the chart of influence, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from reluviz.views.painting import Fonts

GAP = 10.0
"""Between columns, and at the edges."""

_NARROW, _VERY_NARROW = 300, 220


@dataclass(frozen=True)
class Geometry:
    """Columns from left to right: names, totals, shares, shades; rows below one another.

    Parameters
    ----------
    name, total, share : float
        Right edges of the columns; `total` and `share` are where they are left out the same as
        the edge before.
    left, right : float
        Edges of the shades.
    top, bottom : float
        Edges of the rows, below the header and above the axis.
    row : int
        Height of a row.
    """

    name: float
    total: float
    share: float
    left: float
    right: float
    top: float
    bottom: float
    row: int

    @classmethod
    def of(cls, fonts: Fonts, width: float, height: float, n_units: int) -> Geometry:
        """Return where things are in a widget of some size."""
        name = GAP + max(fonts.label_width(f"{letter}{n_units}") for letter in "vbw")
        total = name if width < _VERY_NARROW else name + GAP + fonts.label_width("0.00000") + 4
        share = total if width < _NARROW else total + GAP + fonts.label_width("under 1 %")
        left = share + GAP
        line = fonts.small_line
        top, bottom = line + 9, height - line - 8
        right = max(left + 20, width - 2 * GAP)
        return cls(name, total, share, left, right, top, bottom, round(line + 5))

    @property
    def room(self) -> int:
        """Height of the part where the rows are."""
        return max(0, int(self.bottom - self.top))

    def column(self, x: float, domain: tuple[float, float]) -> float:
        """Return the horizontal place of an x of the domain."""
        low, high = domain
        return self.left + (x - low) / (high - low) * (self.right - self.left)

    def visible(self, scroll: int, n_rows: int) -> range:
        """Return the places of the rows that are seen, some of them in part."""
        first = scroll // self.row
        last = -(-(scroll + self.room) // self.row)
        return range(min(first, n_rows), min(last, n_rows))

    def row_top(self, place: int, scroll: int) -> float:
        """Return the upper edge of a row."""
        return self.top + place * self.row - scroll

    def place_at(self, y: float, scroll: int, n_rows: int) -> int | None:
        """Return the place of the row at a height; None if there is none."""
        if not self.top <= y < self.bottom:
            return None
        place = int((y - self.top + scroll) // self.row)
        return place if place < n_rows else None
