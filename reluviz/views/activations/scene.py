"""Where things are in the small chart of an activation function. No painting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from reluviz.core.activation_facts import flat_intervals
from reluviz.core.activations import Activation
from reluviz.core.layer import Array

FARTHEST = 6.0
"""Sums from minus this to this are in view, and more where the shape of a function is larger."""

_BOUNDED, _UNBOUNDED = 1.35, 1.1  # how much more than the farthest value is in view
_POINTS = 121


@dataclass(frozen=True, eq=False)
class Scene:
    """The chart of one function.

    Parameters
    ----------
    activation : Activation
        The function.
    rect : QRectF
        The chart, in pixels.
    """

    activation: Activation
    rect: QRectF

    @property
    def farthest(self) -> float:
        """The largest sum in view."""
        return max(FARTHEST, self.activation.reach or 0.0)

    @property
    def ticks(self) -> tuple[float, float]:
        """Two values that are written beside the chart."""
        one = self.activation
        farthest = max(-one.low, one.high) if one.is_bounded else self.farthest
        return -farthest, farthest

    @property
    def highest(self) -> float:
        """The largest value in view; as far down it goes too."""
        return self.ticks[1] * (_BOUNDED if self.activation.is_bounded else _UNBOUNDED)

    def column(self, s: float) -> float:
        """Horizontal place of a sum; of one that is out of view the end."""
        inside = min(max(s, -self.farthest), self.farthest)
        return self.rect.center().x() + inside / self.farthest * self.rect.width() / 2

    def row(self, value: float) -> float:
        """Vertical place of a value; of one that is out of view the end."""
        inside = min(max(value, -self.highest), self.highest)
        return self.rect.center().y() - inside / self.highest * self.rect.height() / 2

    def place(self, s: float) -> QPointF:
        """Where the point of a sum is."""
        return QPointF(self.column(s), self.row(self.value(s)))

    def value(self, s: float) -> float:
        """What the function makes of a sum."""
        return float(self.activation.function(np.array(s)))

    @cached_property
    def curve(self) -> list[QPolygonF]:
        """The function, in as many pieces as it has."""
        return self._pieces(self.activation.function)

    @cached_property
    def slope(self) -> list[QPolygonF]:
        """Its derivative."""
        return self._pieces(self.activation.derivative)

    @cached_property
    def flat(self) -> list[QRectF]:
        """Where the gradient vanishes."""
        return [
            QRectF(
                QPointF(self.column(low), self.rect.top()),
                QPointF(self.column(high), self.rect.bottom()),
            )
            for low, high in flat_intervals(self.activation)
            if low < self.farthest and high > -self.farthest
        ]

    def _pieces(self, function: Callable[[Array], Array]) -> list[QPolygonF]:
        if self.activation.is_curved:
            s = np.linspace(-self.farthest, self.farthest, _POINTS)
            return [self._polygon(s, function(s))]
        parts = self.activation.turns(self.farthest).reshape(-1, 2)
        return [self._polygon(part, function(part)) for part in parts]

    def _polygon(self, s: Array, values: Array) -> QPolygonF:
        return QPolygonF(
            [
                QPointF(self.column(x), self.row(y))
                for x, y in zip(s.tolist(), values.tolist(), strict=True)
            ]
        )
