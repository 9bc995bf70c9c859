"""Colours, light and dark. Colour means something or is not used."""

from __future__ import annotations

from functools import cache

import msgspec
from PySide6.QtGui import QColor

from reluviz.paths import resource

_DASHES: tuple[tuple[float, ...], ...] = ((), (5.0, 2.0), (8.0, 2.0, 2.0, 2.0))


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The colours of one look, as ``#rrggbb``; loaded from ``resources/themes/``.

    What is written with reaches a contrast of 4.5 on `ground` and `surface`, and that is all but
    `ghost`, `grid`, `border` and `runs`; lines reach 3.
    """

    name: str
    is_dark: bool
    ground: str
    surface: str
    border: str
    text: str
    muted: str
    grid: str
    accent: str
    accent_ground: str
    curve: str
    ghost: str
    target: str
    positive: str
    negative: str
    residual: str
    draw: str
    best: str
    runs: tuple[str, ...]
    warning_ground: str
    warning_text: str
    units: tuple[str, ...]

    def unit(self, index: int) -> str:
        """Colour of a hidden unit, the same in all panels; they repeat."""
        return self.units[index % len(self.units)]

    def dashes(self, index: int) -> tuple[float, ...]:
        """Dashes of the line of a hidden unit: units of one colour differ by them."""
        return _DASHES[index // len(self.units) % len(_DASHES)]

    @property
    def tints(self) -> tuple[float, float]:
        """How much of the colour of a unit is behind its name, if it is selected or hovered."""
        return (0.26, 0.13) if self.is_dark else (0.1, 0.06)

    def run(self, index: int) -> str:
        """Colour of a network that is kept to compare with; they repeat."""
        return self.runs[index % len(self.runs)]

    def sign(self, value: float) -> str:
        """Colour of a weight by its sign; muted for zero."""
        if value == 0:
            return self.muted
        return self.positive if value > 0 else self.negative


@cache
def load_theme(name: str) -> Theme:
    """Return the theme called ``light`` or ``dark``."""
    return msgspec.json.decode(resource("themes", f"{name}.json").read_bytes(), type=Theme)


def translucent(colour: str, alpha: float) -> QColor:
    """Return a colour with an opacity of 0 to 1."""
    result = QColor(colour)
    result.setAlphaF(alpha)
    return result


def mixed(colour: str, ground: str, share: float) -> QColor:
    """Return a share of a colour on a ground, opaque: lines that overlap do not show where."""
    over, under = QColor(colour), QColor(ground)
    return QColor(
        round(share * over.red() + (1 - share) * under.red()),
        round(share * over.green() + (1 - share) * under.green()),
        round(share * over.blue() + (1 - share) * under.blue()),
    )
