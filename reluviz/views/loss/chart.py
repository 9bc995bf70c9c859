"""The slice of the loss, and its chart with a dot that can be taken sideways."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from reluviz.core.influence import changed_parameters
from reluviz.core.network import LARGEST_VALUE, ParameterId
from reluviz.core.sensitivity import LossSlice
from reluviz.document.arrow_steps import step_of
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State
from reluviz.views.chart import Chart
from reluviz.views.theme import Theme

Span = tuple[float, float]

ROUNDING = 1e-14
"""Losses below this share of the largest one on the slice are rounding."""

_MARGIN = 0.04
_WIDENINGS = 12
_NEAR = 16.0  # pixels from the dot that still take hold of it
_DOT, _RING = 13, 11
_LABELLED = 130  # pixels of height from which the axis says what it is
_ARROWS = {
    Qt.Key.Key_Left: -1.0,
    Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_Right: 1.0,
    Qt.Key.Key_Up: 1.0,
}


@dataclass(frozen=True, eq=False)
class Figure:
    """The slice of one parameter, and where on it the network is.

    Parameters
    ----------
    state : State
        The network it belongs to.
    parameter : ParameterId
        The one that moves.
    curve : LossSlice
        Mean squared error over `span`.
    span : (float, float)
        The values of the parameter that are shown.
    """

    state: State
    parameter: ParameterId
    curve: LossSlice
    span: Span

    @property
    def now(self) -> float:
        """The present value of the parameter."""
        return self.state.network.value(self.parameter)

    @property
    def loss(self) -> float:
        """The present mean squared error."""
        return 0.0 if self.state.misfit is None else self.cleaned(self.state.misfit.mean_square)

    @property
    def best(self) -> tuple[float, float]:
        """The best value that is known, and its mean squared error."""
        value, loss = self.curve.best_value, self.cleaned(self.curve.best_loss)
        return (value, loss) if loss < self.loss else (self.now, self.loss)

    @property
    def without_link(self) -> float | None:
        """Mean squared error with the parameter at zero; None unless it is an output weight.

        The slice is the parabola ``best_loss + bend (value - best_value)^2``, also where it is
        not shown.
        """
        if not self.curve.is_parabola or self.parameter.is_bias:
            return None
        if self.is_flat:
            return self.loss
        curve = self.curve
        away = curve.values[[0, -1]] - curve.best_value
        far = int(np.argmax(np.abs(away)))
        bend = (curve.losses[[0, -1]][far] - curve.best_loss) / away[far] ** 2
        return self.cleaned(float(curve.best_loss + bend * curve.best_value**2))

    @property
    def is_flat(self) -> bool:
        """Whether the parameter makes no difference on the domain."""
        return float(np.ptp(self.curve.losses)) <= ROUNDING * float(np.max(self.curve.losses))

    @property
    def is_finite(self) -> bool:
        """Whether the slice can be drawn."""
        return bool(np.all(np.isfinite(self.curve.losses)))

    def cleaned(self, loss: float) -> float:
        """Return `loss`, or 0 where it is no more than rounding."""
        return loss if loss > ROUNDING * float(np.max(self.curve.losses)) else 0.0


def next_figure(shown: Figure | None, new: Snapshot) -> Figure | None:
    """Return what to show after `shown`; None without a parameter or a target on the domain.

    While a gesture runs the range stays, unless the value leaves it. The slice does not depend on
    its own parameter, so that a drag of it computes nothing.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # see `Figure.is_finite`
        return _next_figure(shown, new)


def _next_figure(shown: Figure | None, new: Snapshot) -> Figure | None:
    parameter, state = new.parameter, new.state
    if parameter is None or state.misfit is None or not state.is_quick:
        return None
    span = None
    if shown is not None and shown.parameter == parameter and _are_alike(shown.state, state):
        now = state.network.value(parameter)
        if new.gesture is not None:
            span = _widened(shown.span, now)
        elif _suits(shown.span, now, shown.curve.best_value):
            span = shown.span
        if span == shown.span and _has_same_slice(shown, state):
            return replace(shown, state=state)
    span = span or _choose_span(state, parameter)
    return Figure(state, parameter, _slice(state, parameter, span), span)


def _slice(state: State, parameter: ParameterId, span: Span) -> LossSlice:
    found = state.loss_slice(parameter, span)
    assert found is not None  # there is a misfit
    return found


def _are_alike(first: State, second: State) -> bool:
    """Whether target and domain are the same, and the names mean the same parameters."""
    return (
        first.target is second.target
        and first.table is second.table
        and first.box == second.box
        and changed_parameters(first.network, second.network) is not None
    )


def _has_same_slice(shown: Figure, state: State) -> bool:
    if shown.state is state:
        return True
    changed = changed_parameters(shown.state.network, state.network)
    return changed is not None and set(changed) <= {shown.parameter}


def _choose_span(state: State, parameter: ParameterId) -> Span:
    """A range that shows the present value and the lowest point."""
    span = _first_span(state, parameter)
    found = _slice(state, parameter, span)
    for _ in range(_WIDENINGS):
        low, high = span
        margin = (high - low) / 100
        if found.is_parabola or low + margin < found.best_value < high - margin:
            break
        if np.ptp(found.losses) <= ROUNDING * np.max(found.losses):
            break
        if found.best_value <= low + margin:
            low = max(2 * low - high, -LARGEST_VALUE)
        else:
            high = min(2 * high - low, LARGEST_VALUE)
        span = low, high
        found = _slice(state, parameter, span)
    now = state.network.value(parameter)
    middle = (now + found.best_value) / 2
    half = max(_least_half(now, found.best_value), 0.0) or 10 * step_of(state, parameter)
    return middle - half, middle + half


def _first_span(state: State, parameter: ParameterId) -> Span:
    """Where to look for the lowest point of v and b: for b, the kink crosses the domain."""
    now, reach = state.network.value(parameter), 20 * step_of(state, parameter)
    places = [now - reach, now + reach]
    if state.is_shallow and parameter.layer == 0 and parameter.is_bias:
        v = float(state.network.v[parameter.unit])
        places += [-v * end for end in state.domain]
    return min(places), max(places)


def _least_half(now: float, best: float) -> float:
    """Half the width of a range around both values in which they are well seen."""
    return max(0.9 * abs(now - best), 0.75 * max(abs(now), abs(best)))


def _suits(span: Span, now: float, best: float) -> bool:
    """Whether a range is still good enough to be left alone."""
    low, high = span
    margin = _MARGIN * (high - low)
    if not all(low + margin <= value <= high - margin for value in (now, best)):
        return False
    least = _least_half(now, best)
    return least == 0 or (high - low) / 2 <= 4 * least


def _widened(span: Span, now: float) -> Span:
    """The range, taken further where the value has left it."""
    low, high = span
    margin = 0.25 * (high - low)
    return (min(low, now - margin) if now < low else low), (
        max(high, now + margin) if now > high else high
    )


class SliceChart(Chart):
    """Mean squared error over one parameter. It tells what the user does and changes nothing."""

    grabbed = Signal()
    """The user has taken hold of the dot."""

    moved = Signal(float)
    """The dot is wanted at this value of the parameter."""

    released = Signal()
    """The user has let go."""

    stepped = Signal(float)
    """A key asks for so many steps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._curve = pg.PlotCurveItem(antialias=True)
        self._line = pg.InfiniteLine(angle=90, movable=False)
        # Each is one spot at the origin of its item: moving the item costs less than new data.
        self._ring = pg.ScatterPlotItem([0.0], [0.0], size=_RING)
        self._dot = pg.ScatterPlotItem([0.0], [0.0], size=_DOT)
        self._figure: Figure | None = None
        self._heights = (0.0, 1.0)
        self._ranges: tuple[object, ...] = ()
        self._name = ""
        self._hold: float | None = None  # from the mouse to the dot, in units of the parameter
        self._colour = theme.accent
        self._theme = theme
        super().__init__(theme, "loss_chart", parent)
        for item in (self._line, self._curve, self._ring, self._dot):
            self.addItem(item, ignoreBounds=True)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)  # the numbers, not thousandths of them
        self.getViewBox().sigResized.connect(self._show_label)
        self.setMouseEnabled(False, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Loss slice")
        self.setToolTip("Drag the dot, or use the arrow keys: with Shift fine, with Ctrl coarse")

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._curve.setPen(pg.mkPen(theme.curve, width=2))
        self._line.setPen(pg.mkPen(theme.ghost, width=1, style=Qt.PenStyle.DashLine))
        self._ring.setPen(pg.mkPen(theme.ghost, width=2))
        self._ring.setBrush(pg.mkBrush(theme.ground))
        self._colour_dot()

    def show_figure(self, figure: Figure, name: str, colour: str) -> None:
        """Show a slice; the range of losses changes only when it has to."""
        shown, self._figure = self._figure, figure
        if shown is None or shown.curve is not figure.curve:
            self._curve.setData(figure.curve.values, figure.curve.losses)
            self._show_name(name)
            self._fit(figure, keep=shown is not None and shown.parameter == figure.parameter)
        if colour != self._colour:
            self._colour = colour
            self._colour_dot()
        value, loss = figure.best
        is_apart = value != figure.now and not figure.is_flat
        self._line.setVisible(is_apart)
        self._ring.setVisible(is_apart)
        if is_apart:
            self._line.setValue(value)
            self._ring.setPos(value, loss)
        self._dot.setPos(figure.now, figure.loss)

    def dot_place(self) -> QPointF:
        """Where the dot is, in pixels of the viewport."""
        figure = self._figure
        if figure is None:
            return QPointF()
        scene = self.getViewBox().mapViewToScene(QPointF(figure.now, figure.loss))
        return QPointF(self.mapFromScene(scene))

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._is_near(event.position()):
            assert self._figure is not None
            self._hold = self._figure.now - self._value_at(event.position())
            self.grabbed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._hold is None:
            self._show_cursor(self._is_near(event.position()))
        elif self._figure is not None:
            low, high = self._figure.span
            pixel = (high - low) / max(1.0, self.getViewBox().width())
            value = _rounded(self._value_at(event.position()) + self._hold, pixel)
            self.moved.emit(min(max(value, low), high))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton and self._hold is not None:
            self._hold = None
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _ARROWS.get(Qt.Key(event.key()))
        if steps is None or self._hold is not None:
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= 0.1
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps *= 10
        event.accept()
        self.stepped.emit(steps)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._colour_dot()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._colour_dot()

    # Private

    def _fit(self, figure: Figure, keep: bool) -> None:
        """Bring the slice into view; `keep` the range of losses if it is about right."""
        losses = figure.curve.losses
        low, high = float(np.min(losses)), float(np.max(losses))
        margin = 0.08 * (high - low)
        if figure.is_flat:
            margin = 0.5 * abs(high) or 0.5
        bottom, top = self._heights
        is_right = low >= bottom and high <= top and high - low >= 0.4 * (top - bottom)
        if not (keep and is_right):
            self._heights = low - margin, high + margin
        ranges = (figure.span, self._heights)
        if ranges != self._ranges:
            self._ranges = ranges
            self.getViewBox().setRange(xRange=figure.span, yRange=self._heights, padding=0)

    def _show_name(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self.getAxis("bottom").setLabel(name)
            self._show_label()

    def _show_label(self) -> None:
        self.getAxis("bottom").showLabel(self.height() >= _LABELLED)

    def _colour_dot(self) -> None:
        self._dot.setBrush(pg.mkBrush(self._colour))
        border = self._theme.accent if self.hasFocus() else self._theme.ground
        self._dot.setPen(pg.mkPen(border, width=2))
        self._dot.setSize(_DOT + 3 if self.hasFocus() else _DOT)

    def _value_at(self, place: QPointF) -> float:
        scene = self.mapToScene(place.toPoint())
        return float(self.getViewBox().mapSceneToView(scene).x())

    def _is_near(self, place: QPointF) -> bool:
        away = self.dot_place() - place
        return self._figure is not None and math.hypot(away.x(), away.y()) <= _NEAR

    def _show_cursor(self, is_near: bool) -> None:
        if is_near:
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.viewport().unsetCursor()


def _rounded(value: float, pixel: float) -> float:
    """The number with the fewest digits that is hardly a pixel away."""
    place = -math.floor(math.log10(pixel) + 1e-9)
    return round(value, place) if abs(place) < 300 else value
