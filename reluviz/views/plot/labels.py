"""Short texts on the plot, with a ground of their own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from reluviz.views.painting import rounded_box
from reluviz.views.plot.scene import Scene
from reluviz.views.theme import translucent


def paint_label(painter: QPainter, scene: Scene, place: QRectF, text: str, font: QFont) -> None:
    """Paint text on a ground of its own, so that lines behind it do not cross it out."""

    def paint(onto: QPainter, room: QRectF) -> None:
        rounded_box(onto, room, 3, translucent(scene.theme.ground, 0.75))
        onto.setFont(font)
        onto.setPen(QColor(scene.theme.text))
        onto.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    if scene.sprites is None:
        paint(painter, place)
    else:
        key = (text, font.bold(), scene.theme.text, scene.theme.ground)
        room = QRectF(0, 0, place.width(), place.height())
        scene.sprites.paint_in(painter, key, place, lambda onto: paint(onto, room))
