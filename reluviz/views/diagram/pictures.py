"""Pictures of all that stays the same while a hand changes one unit.

Without them one moving edge would have every edge and label that it crosses painted again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPixmap

from reluviz.views.diagram.scene import Parts

_MOST_PARTS = 40  # as many as a moved probe changes; more are no faster than painting all


class PaintOthers(Protocol):
    """Paints what is not in hand: up to the edges, or what lies over them."""

    def __call__(self, painter: QPainter, is_over: bool) -> None:
        """Paint with `painter`."""


class Pictures:
    """What lies under and over the edges that change.

    A change of some parts makes them the ones in hand; when they change again, pictures of all
    others are worth having. They hold until more than values changes.
    """

    def __init__(self) -> None:
        self._parts: Parts | None = None
        self._is_repeated = False
        self._pictures: tuple[QPixmap, QPixmap] | None = None

    @property
    def parts(self) -> Parts | None:
        """The parts that are not in the pictures; None when painting goes without."""
        return self._parts if self._is_repeated else None

    def note(self, parts: Parts | None) -> Parts:
        """Take note that the values of these parts have changed; None for any other change.

        Returns
        -------
        frozenset
            Parts that were in hand and are no more. They lay over all others, so where they are
            is to be painted again.
        """
        known = self._parts
        if parts is None or known is None:
            return self._take(parts)
        if parts <= known:
            self._is_repeated = True
        elif len(parts | known) > _MOST_PARTS:
            return self._take(parts)
        else:
            self._parts, self._pictures = parts | known, None
        return frozenset()

    def pictures(
        self,
        size: QSize,
        ratio: float,
        ground: QColor,
        paint: PaintOthers,
    ) -> tuple[QPixmap, QPixmap]:
        """Return the pictures, painted now if there are none of this resolution.

        Parameters
        ----------
        size : QSize
            Of the panel, in logical pixels.
        ratio : float
            Device pixels in a logical one.
        ground : QColor
            The ground of the lower picture; the upper one is transparent.
        paint : callable
            Paints everything but the parts in hand: up to the edges, or what lies over them.
        """
        known = self._pictures
        if known is None or known[0].devicePixelRatio() != ratio:
            known = self._pictures = (
                _picture(size, ratio, ground, partial(paint, is_over=False)),
                _picture(size, ratio, QColor(0, 0, 0, 0), partial(paint, is_over=True)),
            )
        return known

    def _take(self, parts: Parts | None) -> Parts:
        dropped = self.parts or frozenset()
        self._parts, self._is_repeated, self._pictures = parts, False, None
        return dropped


def _picture(
    size: QSize, ratio: float, ground: QColor, paint: Callable[[QPainter], None]
) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    paint(painter)
    painter.end()
    return pixmap
