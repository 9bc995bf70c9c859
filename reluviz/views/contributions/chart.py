"""The chart: a range of values that holds still under a hand, and where the mouse is."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from reluviz.core.piecewise import Domain
from reluviz.views.chart import Chart
from reluviz.views.contributions.content import Content
from reluviz.views.contributions.painting import paint
from reluviz.views.contributions.scene import Marks, Scene
from reluviz.views.guard import Guarded
from reluviz.views.painting import Fonts
from reluviz.views.theme import Theme

_HEADROOM, _TOO_MUCH_ROOM = 0.08, 2.0
_NUMBERS, _LEFT = 40, 18  # room for numbers at the left, and left of the domain, in pixels
_MOUSE_FOCUS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ContributionChart(Chart):
    """Lines of the units over the domain."""

    unit_hovered = Signal(object)
    """The mouse is over the line of a unit: its index; over none: None."""

    unit_chosen = Signal(object)
    """The line of a unit was clicked: its index; the ground: None."""

    unit_stepped = Signal(int)
    """An arrow key was pressed: so many units further."""

    menu_requested = Signal(object, QPoint)
    """The index of a unit or None, and a place on the screen."""

    _is_ready = False  # pyqtgraph resizes before it is made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "contributions_chart", parent)
        self.theme = theme
        self._content: Content | None = None
        self._marks = Marks()
        self._scene: Scene | None = None
        self._fonts = Fonts(self.font())
        self._fitted: tuple[float, float] | None = None
        self._has_key_focus = False
        self.setAccessibleName("What each ReLU adds")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.setMinimumSize(180, 90)
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        # The lines hold still while the numbers beside them come and go.
        self.getAxis("left").setStyle(tickTextWidth=_NUMBERS, autoReduceTextSpace=False)
        self._sheet = _Sheet(self)
        self.scene().addItem(self._sheet)
        box = self.getViewBox()
        box.sigRangeChanged.connect(self._forget_scene)
        box.sigResized.connect(self._forget_scene)
        self._is_ready = True

    @property
    def is_linked(self) -> bool:
        """Whether the x in view is that of another plot."""
        return self.getViewBox().linkedView(0) is not None

    def show_lines(self, content: Content, marks: Marks, is_held: bool) -> None:
        """Show lines. While `is_held` the range of values changes only if it is too small."""
        if content is not self._content:
            self._content = content
            self._fit(content, is_held)
        self._marks = marks
        self._forget_scene()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        super().apply_theme(theme)
        if self._is_ready:
            self._forget_scene()

    def scene_now(self) -> Scene | None:
        """Return what is to be painted; None before there is anything."""
        if self._scene is None and self._content is not None:
            box = self.getViewBox()
            rect = box.mapRectToScene(box.rect())
            x_range, y_range = ((low, high) for low, high in box.viewRange())
            self._scene = Scene(
                self._content,
                self._marks,
                self.theme,
                self._fonts,
                QRectF(rect),
                x_range,
                y_range,
                float(self.width()),
            )
        return self._scene

    def unit_at(self, place: QPointF) -> int | None:
        """Return the unit whose line is at a place of the widget; None if none is."""
        scene = self.scene_now()
        return None if scene is None else scene.unit_of(scene.line_at(place.x(), place.y()))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_ready:
            self._sheet.set_size(self.width(), self.height())
            self._forget_scene()
            if self._content is not None:
                self._fit_x(self._content.domain)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._is_ready and event.type() == QEvent.Type.FontChange:
            self._fonts = Fonts(self.font())
            self.apply_theme(self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.buttons() == Qt.MouseButton.NoButton:
            self.unit_hovered.emit(self.unit_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.unit_chosen.emit(self.unit_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        event.accept()
        self.unit_hovered.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        unit = self._marks.selected if is_key else self.unit_at(QPointF(event.pos()))
        self.menu_requested.emit(unit, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        event.setAccepted(step is not None)
        if step is not None:
            self.unit_stepped.emit(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._has_key_focus = event.reason() not in _MOUSE_FOCUS
        self._sheet.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._has_key_focus = False
        self._sheet.update()

    # Private

    def _forget_scene(self) -> None:
        self._scene = None
        self._sheet.update()

    def _fit(self, content: Content, is_held: bool) -> None:
        self._fit_x(content.domain)
        least, most = content.y_range
        height = most - least
        if height <= 1e-9 * max(abs(least), abs(most)):
            reach = abs(most) / 2 or 1.0
            least, most, height = least - reach, most + reach, 2 * reach
        if is_held and self._fitted is not None:
            low, high = self._fitted
            is_inside = low <= least and most <= high
            if is_inside and high - low <= _TOO_MUCH_ROOM * height:
                return
        room = _HEADROOM * height
        self._fitted = (least - room, most + room)
        self.setYRange(*self._fitted, padding=0)

    def _fit_x(self, domain: Domain) -> None:
        """Show the domain, with room for names, unless another plot says what is in view."""
        if self.is_linked:
            return
        across = max(100.0, self.getViewBox().width())
        content = self._content
        text = "" if content is None else content.name(content.n_units - 1)
        names = max(map(self._fonts.label_width, (text, "output"))) + 8
        pixel = (domain[1] - domain[0]) / max(50.0, across - names - _LEFT)
        self.setXRange(domain[0] - _LEFT * pixel, domain[1] + names * pixel, padding=0)

    def paint_sheet(self, painter: QPainter) -> None:
        """Paint everything but the axes."""
        scene = self.scene_now()
        if scene is None:
            return
        paint(painter, scene)
        if self._has_key_focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.accent), 1.5))
            painter.drawRect(scene.rect.adjusted(1, 1, -1, -1))


class _Sheet(Guarded, pg.GraphicsObject):  # type: ignore[misc]
    """The one item that paints the lines; its coordinates are the widget's pixels."""

    def __init__(self, chart: ContributionChart) -> None:
        super().__init__()
        self._chart = chart
        self._rect = QRectF(0, 0, 1, 1)

    def set_size(self, width: float, height: float) -> None:
        """Follow the widget's size."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, width, height)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        self._chart.paint_sheet(painter)
