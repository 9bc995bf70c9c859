"""Short texts on the plot, with a ground of their own."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from reluviz.views import notes
from reluviz.views.plot.scene import Scene


def paint_label(painter: QPainter, scene: Scene, place: QRectF, text: str, font: QFont) -> None:
    """Paint text on a ground of its own; on the screen only once, and then as an image."""
    theme = scene.theme
    if scene.sprites is None:
        notes.paint_label(painter, theme, place, text, font)
    else:
        key = (text, font.bold(), theme.text, theme.ground)
        room = QRectF(0, 0, place.width(), place.height())
        scene.sprites.paint_in(
            painter, key, place, lambda onto: notes.paint_label(onto, theme, room, text, font)
        )
