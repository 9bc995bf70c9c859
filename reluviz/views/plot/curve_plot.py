"""The widget that shows the curve: what is in view, and where the mouse and the keys go."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPointF,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from reluviz.document.items import Draw
from reluviz.document.snapshot import Snapshot
from reluviz.views.canvas import Canvas, View
from reluviz.views.frame import Frame, Range
from reluviz.views.memory import Memory
from reluviz.views.painting import Fonts
from reluviz.views.plot.clouds import draw_at
from reluviz.views.plot.layout import Rooms
from reluviz.views.plot.legend import OPTIONAL, legend
from reluviz.views.plot.lines import LineCache
from reluviz.views.plot.painting import Backdrop, paint_plot
from reluviz.views.plot.picture import PlotPicture
from reluviz.views.plot.scene import Room, Scene, bounds_of, fitted, make_frame
from reluviz.views.plot.spoken import spoken_parts
from reluviz.views.plot.strip import strip_rect
from reluviz.views.spoken_parts import Spoken
from reluviz.views.sprites import Sprites
from reluviz.views.theme import Theme

EASE = 150
"""Milliseconds in which the view follows an edit; at once where the system wants no motion."""


class CurvePlot(Canvas, pg.PlotWidget):  # type: ignore[misc]
    """A plot of the network's function.

    pyqtgraph keeps what is in view and links views; its axes, menus and mouse are switched off,
    everything is painted here, and the mouse goes to `hands`.

    Parameters
    ----------
    theme : Theme
        Colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    view_changed = Signal()
    """Another part is in view."""

    _is_ready = False  # pyqtgraph resizes before it is made

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)  # type: ignore[call-arg]  # of pyqtgraph
        self.theme = theme
        self._snapshot: Snapshot | None = None
        self._fitted: tuple[Range, Range] | None = None
        self._spoken: tuple[object, list[Spoken]] = (None, [])
        self._fonts = Fonts(self.font())
        self._lines, self._memory = LineCache(), Memory()
        self._offered: frozenset[str] = frozenset()
        self._rooms = Rooms()
        self._fine_grid = False
        self.with_slope = False
        self._backdrop = Backdrop()
        self._sprites = Sprites(1.0)
        self._hint = QLabel(self)
        self._hint.setObjectName("plot_hint")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.hide()
        self._eases_from = ((0.0, 1.0), (0.0, 1.0))
        self._easing = QVariantAnimation(self)
        self._easing.setStartValue(0.0)
        self._easing.setEndValue(1.0)
        self._easing.setDuration(EASE)
        self._easing.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._easing.valueChanged.connect(self._on_eased)
        self._switch_off()
        self.setObjectName("plot_widget")
        self.setMinimumSize(220, 160)

    # What is shown

    @property
    def frame(self) -> Frame:
        """Where the curve is, in pixels of the widget, and what is in view."""
        return self._frame

    @property
    def fonts(self) -> Fonts:
        """The fonts."""
        return self._fonts

    def show_snapshot(self, snapshot: Snapshot, theme: Theme) -> None:
        """Show a snapshot; what is in view stays."""
        if self._snapshot is None or snapshot.load_number != self._snapshot.load_number:
            self._offered = frozenset()
        if theme is not self.theme or self._snapshot is None:
            self._hint.setStyleSheet(
                f"background: {theme.surface}; color: {theme.text};"
                f" border: 1px solid {theme.border}; border-radius: 4px; padding: 1px 5px;"
            )
        self.theme, self._snapshot = theme, snapshot
        self._offered |= {layer for layer in OPTIONAL if snapshot.shows(layer)}
        if self._room() != self._laid_out:
            self._lay_out()
        self.viewport().update()

    def spoken_parts(self) -> list[Spoken]:
        """Return the joints and segments, for screen readers."""
        key = (self._snapshot, self._frame)
        if key != self._spoken[0]:
            scene = self.scene_now()
            has_joints = scene is not None and scene.snapshot.state.has_joints
            self._spoken = key, spoken_parts(scene) if scene is not None and has_joints else []
        return self._spoken[1]

    def scene_now(self, ratio: float = 1.0) -> Scene | None:
        """Return what is to be painted; None before the first snapshot."""
        if self._snapshot is None:
            return None
        return Scene(
            self._snapshot,
            self.theme,
            self._fonts,
            self._frame,
            (self.width(), self.height()),
            ratio,
            self._lines,
            self._memory,
            self._sprites_for(ratio),
            has_focus=self.has_key_focus,
            fine_grid=self._fine_grid,
            offered=self._offered,
            with_slope=self.with_slope,
        )

    def show_slope(self, shown: bool) -> None:
        """Show the derivative, or not; it comes into view unless the user has chosen what is."""
        self.with_slope = shown
        self.fit_draws()
        self.viewport().update()

    def set_fine_grid(self, shown: bool) -> None:
        """Show the grid that things snap to."""
        if shown != self._fine_grid:
            self._fine_grid = shown
            self.viewport().update()

    def show_hint(self, text: str, place: QPointF) -> None:
        """Say beside the mouse what a press would move; nothing without a text."""
        self._hint.setVisible(bool(text))
        if text:
            self._hint.setText(text)
            self._hint.adjustSize()
            column = min(place.x() + 16, self.width() - self._hint.width() - 4)
            row = place.y() + 20
            if row + self._hint.height() > self.height() - 4:
                row = place.y() - 12 - self._hint.height()
            self._hint.move(round(column), round(row))

    def legend_at(self, place: QPointF) -> str | None:
        """Return the entry of the legend at a place, or None."""
        scene = self.scene_now()
        entries = {} if scene is None else legend(scene)
        return next((name for name, room in entries.items() if room.contains(place)), None)

    def legend_place(self, name: str) -> QRectF:
        """Return where an entry of the legend is; an empty rectangle without it."""
        scene = self.scene_now()
        return QRectF() if scene is None else legend(scene).get(name, QRectF())

    def is_on_strip(self, place: QPointF) -> bool:
        """Whether a place is on the strip of patterns."""
        return self._frame.strip > 0 and strip_rect(self._frame).contains(place)

    def draw_at(self, place: QPointF) -> Draw | None:
        """Return the draw of the cloud at a place, or None."""
        cloud = None if self._snapshot is None else self._snapshot.cloud
        return None if cloud is None else draw_at(cloud, self._frame, place.x(), place.y())

    # What is in view

    def fit(self) -> None:
        """Bring all of the curve and the target into view."""
        if self._snapshot is not None:
            self._fitted = bounds_of(self._snapshot, self.with_slope)
            self._fit_again()

    def fit_if_out_of_view(self) -> None:
        """Bring all into view, unless all values are."""
        if self._snapshot is not None:
            least, most = bounds_of(self._snapshot)[1]
            low, high = self._frame.y_range
            if least < low or most > high:
                self.fit()

    def follow(self) -> None:
        """Bring all into view again after an edit, unless the user has chosen what is."""
        if self._fitted is None or self._snapshot is None:
            return
        least, most = bounds_of(self._snapshot)[1]
        low, high = self._frame.y_range
        if low <= least and most <= high:
            return
        self._fitted = bounds_of(self._snapshot, self.with_slope)
        if EASE and self.isVisible() and QApplication.isEffectEnabled(Qt.UIEffect.UI_General):
            self._eases_from = self._frame.x_range, self._frame.y_range
            self._easing.start()
        else:
            self._fit_again()

    def fit_draws(self) -> None:
        """Bring other draws into view too, unless the user has chosen what is in view."""
        if self._fitted is not None:
            self.fit()

    def all_there_is(self) -> View | None:
        return None if self._snapshot is None else bounds_of(self._snapshot)

    def look_at(self, x_range: Range, y_range: Range) -> None:
        self._fitted = None
        self.set_view_range(x_range, y_range)

    def repaint_all(self) -> None:
        self.viewport().update()

    def set_view_range(self, x_range: Range, y_range: Range) -> None:
        """Show these intervals."""
        self.setRange(xRange=x_range, yRange=y_range, padding=0)

    # Pictures

    def picture(
        self, theme: Theme | None = None, with_probe: bool = True, with_emphasis: bool = True
    ) -> PlotPicture:
        """Return what is seen now, to be painted for a file or on paper.

        Parameters
        ----------
        theme : Theme, optional
            Other colours than those of the window, which keeps its own.
        with_probe : bool
            Whether the probe is in it.
        with_emphasis : bool
            Whether what is selected stands out in it.
        """
        assert self._snapshot is not None
        view = (self._frame.x_range, self._frame.y_range)
        size, font = (self.width(), self.height()), QFont(self.font())
        theme = theme or self.theme
        return PlotPicture(
            *(self._snapshot, theme, font, view, size, with_probe, with_emphasis, self.with_slope)
        )

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_ready:
            return
        self.scene().prepareForPaint()  # pyqtgraph brings linked views up to date then
        scene = self.scene_now(self.devicePixelRatioF())
        painter = QPainter(self.viewport())
        if scene is None:
            painter.fillRect(event.rect(), QColor(self.theme.ground))
        else:
            paint_plot(painter, scene, self._backdrop)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_ready:
            return
        if self._fitted is not None:
            self._fit_again()
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._is_ready and event.type() == QEvent.Type.FontChange:
            self._fonts = Fonts(self.font())
            self._sprites = Sprites(self._sprites.ratio)
            self._lay_out()

    def enterEvent(self, event: QEnterEvent) -> None:
        event.accept()

    # Private

    def _sprites_for(self, ratio: float) -> Sprites:
        if self._sprites.ratio != ratio:
            self._sprites = Sprites(ratio)
        return self._sprites

    def _switch_off(self) -> None:
        """Switch off all of pyqtgraph that is not used."""
        # What is painted covers all of the viewport: nothing behind it needs painting.
        self.setCacheMode(self.CacheModeFlag(0))
        self.setBackground(None)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        item = self.getPlotItem()
        item.hideButtons()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.layout.setSpacing(0)
        # It is never shown, but would outlive the plot.
        item.ctrlMenu.setParent(self, item.ctrlMenu.windowFlags())
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        item.getViewBox().sigRangeChanged.connect(self._on_range_changed)
        self._is_ready = True
        self._lay_out()

    def _on_range_changed(self) -> None:
        self._lay_out()
        self.view_changed.emit()

    @Slot(object)
    def _on_eased(self, share: float) -> None:
        if self._fitted is None:
            self._easing.stop()
            return
        ends = fitted(self._fitted, self._fonts, self.width(), self.height(), self._room())
        x, y = (
            (low + share * (to_low - low), high + share * (to_high - high))
            for (low, high), (to_low, to_high) in zip(self._eases_from, ends, strict=True)
        )
        self.set_view_range(x, y)

    def _fit_again(self) -> None:
        """Fit to what was fitted last: in a new size, never after an edit."""
        if self._fitted is None:
            return
        self.set_view_range(
            *fitted(self._fitted, self._fonts, self.width(), self.height(), self._room())
        )

    def _lay_out(self) -> None:
        x_range, y_range = (tuple(interval) for interval in self.viewRange())
        room = self._laid_out = self._room()
        frame = make_frame(self._fonts, self.width(), self.height(), x_range, y_range, room)
        self._frame = frame
        right, bottom = self.width() - frame.right, self.height() - frame.bottom
        layout = self.getPlotItem().layout
        layout.setContentsMargins(frame.left, frame.top, right, bottom)
        layout.activate()
        self.viewport().update()

    def _room(self) -> Room:
        return self._rooms.room(self._snapshot, self._fonts, self.width(), self._offered)
