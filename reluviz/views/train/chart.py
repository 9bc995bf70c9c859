"""The charts of a training: the loss, and the way of kinks or weights; a click goes to a step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QToolTip, QWidget

from reluviz.core.piecewise import Array
from reluviz.core.words import number
from reluviz.views.guard import Guarded
from reluviz.views.painting import Fonts
from reluviz.views.strokes import draw_lines, to_lines
from reluviz.views.theme import Theme, translucent
from reluviz.views.train.scene import LEAST_HEIGHT, NO_UNIT, Run, Scene

_SMOOTH = 40  # kinks of so many units are drawn with smooth lines
_DOTS = 12  # so many have dots at the shown step
_COLUMN = 2.0  # pixels from one step to the next that is drawn, at least
_STABLE = 2  # the last steps are drawn anew each time, for they may yet be let go
EMPTY = "Here the loss will go down, step by step, and the kinks will find their places."
EMPTY_LAYERED = "Here the loss will go down, step by step, and the weights will find their values."


class CourseChart(Guarded, QWidget):
    """Paints a run. It tells what the user does and changes nothing.

    The ways of the kinks are kept in a picture to which only new steps are added: painting them
    all takes too long while they come sixty times a second.
    """

    scrubbed = Signal(int)
    """The user asks for this step."""

    stepped = Signal(int)
    """A key asks for so many kept steps further or, if negative, back."""

    play_requested = Signal()
    """The space bar was pressed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train_chart")
        self.setAccessibleName("Loss, and kinks or weights, by step")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._fonts = Fonts(self.font())
        self._empty = EMPTY
        self._run: Run | None = None
        self._scene: Scene | None = None
        self._ground = QPixmap()
        self._grounded: tuple[object, ...] = ()
        self._picture = QPixmap()
        self._pictured: tuple[object, ...] = ()
        self._up_to = -1  # the last step in the picture
        self._pens: dict[tuple[int, bool, bool], QPen] = {}
        self._is_pressed = False

    # Written by the panel

    def show_run(self, run: Run | None, empty: str = EMPTY) -> None:
        """Show a run; None for none, with what is said in its place."""
        self._run, self._scene, self._empty = run, None, empty
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self._pictured = self._grounded = ()
        self._pens.clear()
        self.update()

    @property
    def scene(self) -> Scene | None:
        """Where things are; None without a run."""
        if self._scene is None and self._run is not None:
            self._scene = Scene(self._run, self.width(), self.height(), self._fonts)
        return self._scene

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(340, 170)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, int(LEAST_HEIGHT + self._fonts.small_line) + 8)

    def resizeEvent(self, _event: QEvent) -> None:
        self._scene = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._fonts.small)
        scene = self.scene
        if scene is None:
            painter.fillRect(self.rect(), QColor(self._theme.ground))
            painter.setPen(QColor(self._theme.muted))
            room = QRectF(self.rect()).adjusted(16, 8, -16, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self._empty)
        else:
            self._draw_ground(scene)
            painter.drawPixmap(0, 0, self._ground)
            self._paint_way(painter, scene)
            self._paint_losses(painter, scene)
            self._paint_shown(painter, scene)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.scene is not None:
            self._is_pressed = True
            self._scrub(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_pressed:
            self._scrub(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_pressed = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self.play_requested.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key == Qt.Key.Key_Home:
            self.scrubbed.emit(0)
        elif key == Qt.Key.Key_End and self._run is not None:
            self.scrubbed.emit(int(self._run.indices[-1]))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self._fonts, self._scene = Fonts(self.font()), None
            self._grounded = ()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos().x()), self)
            return True
        return super().event(event)

    # Private: the user

    def _scrub(self, place: QPointF) -> None:
        if self.scene is not None:
            self.scrubbed.emit(self.scene.step_at(place.x()))

    def _tip(self, x: float) -> str:
        scene = self.scene
        if scene is None:
            return ""
        run, step = scene.run, scene.step_at(x)
        k = int(np.argmin(np.abs(run.indices - step)))
        return f"Step {int(run.indices[k]):,}, loss {number(float(run.losses[k]))}"

    # Private: painting

    def _draw_ground(self, scene: Scene) -> None:
        """Draw grid and numbers into a picture, if they have changed."""
        ratio = self.devicePixelRatioF()
        ticks = (*scene.loss_ticks, *scene.way_ticks, *scene.step_ticks)
        key = (self.width(), self.height(), ratio, ticks)
        if key == self._grounded:
            return
        self._grounded = key
        self._ground = self._new_picture(QRectF(self.rect()), QColor(self._theme.ground))
        painter = QPainter(self._ground)
        painter.setFont(self._fonts.small)
        self._paint_grid(painter, scene)
        painter.end()

    def _new_picture(self, rect: QRectF, colour: QColor) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(colour)
        return picture

    def _paint_grid(self, painter: QPainter, scene: Scene) -> None:
        theme, line = self._theme, self._fonts.small_line
        grid, text = QPen(QColor(theme.grid), 1), QColor(theme.muted)
        loss, kinks = scene.loss_rect, scene.way_rect
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for rect, ticks in ((loss, scene.loss_ticks), (kinks, scene.way_ticks)):
            for row, label in ticks:
                painter.setPen(grid)
                painter.drawLine(QPointF(rect.left(), row), QPointF(rect.right(), row))
                painter.setPen(text)
                room = QRectF(rect.left() - loss.left(), row - line / 2, loss.left() - 5, line)
                painter.drawText(room, right, label)
        for column, label in scene.step_ticks:
            painter.setPen(grid)
            for rect, shift in ((loss, 0.0), (kinks, scene.shift)):
                place = column + shift
                painter.drawLine(QPointF(place, rect.top()), QPointF(place, rect.bottom()))
            width = self._fonts.label_width(label)
            painter.setPen(text)
            for place in {column, column + scene.shift}:
                left = min(max(place - width / 2, 0.0), self.width() - width - 1)
                painter.drawText(QPointF(left, kinks.bottom() + line - 2), label)
        painter.setPen(QPen(QColor(theme.border), 1))
        for rect in (loss, kinks):
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_losses(self, painter: QPainter, scene: Scene) -> None:
        theme, rect, run = self._theme, scene.loss_rect, scene.run
        right = Qt.AlignmentFlag.AlignRight
        if run.possible is not None:
            row = float(scene.loss_rows(np.array([run.possible]))[0])
            painter.setPen(QPen(QColor(theme.best), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(rect.left(), row), QPointF(rect.right(), row))
            above = QRectF(rect.left(), rect.top(), rect.width(), row - rect.top() - 1)
            self._say(painter, above, "possible", right | Qt.AlignmentFlag.AlignBottom, theme.best)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.curve), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        draw_lines(painter, to_lines(*scene.loss_line, 0.75))
        self._say(painter, *self._beside_loss(scene), theme.curve)

    def _beside_loss(self, scene: Scene) -> tuple[QRectF, str, Qt.AlignmentFlag]:
        """Room for the name of the line of losses: at its end, on the side where there is more."""
        rect, (x, y) = scene.loss_rect, scene.loss_line
        end, row, gap = float(x[-1]) - 4, float(y[-1]), 7.0
        right = max(end, rect.left() + self._fonts.label_width("loss") + 12)
        if row - rect.top() >= self._fonts.small_line + gap:
            above = QRectF(rect.left(), rect.top(), right - rect.left(), row - gap - rect.top())
            return above, "loss", Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        below = QRectF(rect.left(), row + gap, right - rect.left(), rect.bottom() - row - gap)
        return below, "loss", Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop

    def _paint_way(self, painter: QPainter, scene: Scene) -> None:
        rect, way = scene.way_rect, scene.run.way
        marks = way.marks(scene.run.domain)
        ends = scene.way_rows(np.array(marks)).tolist()
        painter.setPen(QPen(QColor(self._theme.ghost), 1, Qt.PenStyle.DotLine))
        for row in ends:
            painter.drawLine(QPointF(rect.left(), row), QPointF(rect.right(), row))
        self._extend_picture(scene)
        painter.drawPixmap(rect.topLeft(), self._picture)
        painter.save()
        painter.setClipRect(rect)
        after = int(np.searchsorted(way.indices, self._up_to))
        self._draw_ways(painter, scene, np.arange(after, len(way.indices)), QPointF())
        painter.restore()
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self._say(painter, rect, way.title, flags, self._theme.muted)
        for column, place in scene.name_places:
            painter.setPen(self._colour(int(way.colours[column])))
            painter.drawText(place, way.names[column])

    def _extend_picture(self, scene: Scene) -> None:
        """Draw into the picture what has come since; all of it if the scale has changed."""
        rect, way = scene.way_rect, scene.run.way
        ratio = self.devicePixelRatioF()
        key = (rect.getRect(), scene.last_step, scene.way_range, way, ratio)
        is_new = key != self._pictured or (len(way.indices) and self._up_to > way.indices[-1])
        if is_new:
            self._pictured, self._up_to = key, -1
            self._picture = self._new_picture(rect, QColor(0, 0, 0, 0))
        first = max(0, int(np.searchsorted(way.indices, self._up_to)))
        last = len(way.indices) - _STABLE
        rows = np.arange(first, last)
        if len(rows) < 2:
            return
        columns = np.floor((scene.columns(way.indices[rows]) + scene.shift) / _COLUMN)
        keep = np.flatnonzero(np.diff(columns, prepend=-1.0))
        rows = rows[keep]
        if len(rows) < 2:
            return
        painter = QPainter(self._picture)
        self._draw_ways(painter, scene, rows, rect.topLeft())
        painter.end()
        self._up_to = int(way.indices[rows[-1]])

    def _draw_ways(
        self, painter: QPainter, scene: Scene, rows: NDArray[np.intp], origin: QPointF
    ) -> None:
        """Draw the ways of all kinks over some rows of the table."""
        way = scene.run.way
        if len(rows) < 2:
            return
        is_smooth = len(way.columns) <= _SMOOTH
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        x = scene.columns(way.indices[rows]) + scene.shift - origin.x()
        y = scene.way_rows(way.values[rows]) - origin.y()
        dead = way.faded[rows[1:]]
        lines = np.empty((*dead.shape, 4))
        lines[..., 0], lines[..., 2] = x[:-1, np.newaxis], x[1:, np.newaxis]
        lines[..., 1], lines[..., 3] = y[:-1], y[1:]
        there = np.isfinite(lines[..., 1]) & np.isfinite(lines[..., 3])
        colours = np.where(way.colours < 0, NO_UNIT, way.colours % len(self._theme.units))
        for colour in np.unique(colours).tolist():
            mine = there & (colours == colour)
            for some, is_dead in ((mine & ~dead, False), (mine & dead, True)):
                if some.any():
                    painter.setPen(self._pen(colour, is_dead, is_smooth))
                    draw_lines(painter, lines[some])

    def _pen(self, colour: int, is_dead: bool, is_smooth: bool) -> QPen:
        key = colour, is_dead, is_smooth
        if key not in self._pens:
            faded = translucent(self._colour(colour), 0.3 if is_dead else 1.0)
            pen = self._pens[key] = QPen(faded, 1.6 if is_smooth else 0)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return self._pens[key]

    def _colour(self, unit: int) -> str:
        return self._theme.muted if unit == NO_UNIT else self._theme.unit(unit)

    def _paint_shown(self, painter: QPainter, scene: Scene) -> None:
        """Mark the step whose network is in hand."""
        run, theme = scene.run, self._theme
        column = float(scene.columns(np.array([run.shown]))[0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(theme.accent), 1))
        for rect, shift in ((scene.loss_rect, 0.0), (scene.way_rect, scene.shift)):
            place = column + shift
            painter.drawLine(QPointF(place, rect.top()), QPointF(place, rect.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        k = int(np.argmin(np.abs(run.indices - run.shown)))
        row = float(scene.loss_rows(run.losses[k : k + 1])[0])
        painter.setPen(QPen(QColor(theme.ground), 1.5))
        painter.setBrush(QColor(theme.curve))
        painter.drawEllipse(QPointF(column, row), 4, 4)
        if len(run.way.columns) <= _DOTS and len(run.way.indices):
            self._paint_dots(painter, scene, column + scene.shift)

    def _paint_dots(self, painter: QPainter, scene: Scene, column: float) -> None:
        run, rect = scene.run, scene.way_rect
        k = int(np.argmin(np.abs(run.way.indices - run.shown)))
        rows: Array = scene.way_rows(run.way.values[k])
        for unit, row, dead in zip(
            run.way.colours.tolist(), rows.tolist(), run.way.faded[k].tolist(), strict=True
        ):
            if rect.top() <= row <= rect.bottom():
                colour = translucent(self._colour(unit), 0.45 if dead else 1.0)
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(column, row), 3.4, 3.4)

    def _say(
        self, painter: QPainter, rect: QRectF, text: str, flags: Qt.AlignmentFlag, colour: str
    ) -> None:
        """Write into a corner, on ground so that it can be read over lines."""
        place = painter.boundingRect(rect.adjusted(4, 1, -3, -1), int(flags), text)
        painter.fillRect(place.adjusted(-2, 0, 2, 0), translucent(self._theme.ground, 0.75))
        painter.setPen(QColor(colour))
        painter.drawText(place, int(flags), text)
