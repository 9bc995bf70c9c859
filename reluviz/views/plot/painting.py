"""The whole plot on a painter: the window and pictures in files go through here."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from reluviz.views.plot.curves import paint_curves, paint_joints
from reluviz.views.plot.ground import paint_ground, paint_numbers
from reluviz.views.plot.notes import paint_legend, paint_notes, paint_probe_line
from reluviz.views.plot.scene import Scene, frame_rect


def paint_plot(painter: QPainter, scene: Scene) -> None:
    """Paint a scene; the ground around the frame is the caller's."""
    paint_ground(painter, scene)
    paint_numbers(painter, scene)
    paint_legend(painter, scene)
    painter.save()
    painter.setClipRect(frame_rect(scene.frame))
    paint_probe_line(painter, scene)
    paint_curves(painter, scene)
    paint_joints(painter, scene)
    paint_notes(painter, scene)
    painter.restore()


def paint_focus(painter: QPainter, scene: Scene, sheet: QRectF) -> None:
    """Paint the sign that keys go to the plot, around all of it."""
    painter.setPen(QPen(QColor(scene.theme.accent), 2))
    painter.drawRect(sheet.adjusted(1.5, 1.5, -1.5, -1.5))
