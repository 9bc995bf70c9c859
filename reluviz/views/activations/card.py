"""One activation function: its chart and what there is to know, as a button."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from reluviz.core.activation_facts import flat_text, formula_text, range_text, slope_text
from reluviz.core.activations import Activation
from reluviz.core.words import number
from reluviz.document.reports import INIT_WORDS
from reluviz.views.activations.scene import Scene
from reluviz.views.guard import Guarded
from reluviz.views.painting import Fonts, first_fitting, rounded_box
from reluviz.views.theme import Theme, translucent

_PADDING = 6.0
_GAP = 10.0  # between title and formula
_DOT = 4.0
_LEAST = 44.0  # height of a chart
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Live:
    """The neuron whose sum is marked.

    Parameters
    ----------
    sum : float
        Its weighted sum at the probe.
    colour : str
        Its colour.
    is_used : bool
        Whether its layer has this function.
    layer : int
        Its layer, from 1.
    """

    sum: float
    colour: str
    is_used: bool
    layer: int


class ActivationCard(Guarded, QAbstractButton):
    """Paints one function. A click asks for it.

    Parameters
    ----------
    activation : Activation
        The function.
    """

    def __init__(self, activation: Activation, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activation = activation
        self.title = activation.title
        self.setObjectName(f"activation_{activation.name}")
        self.setAccessibleName(self.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._theme = theme
        self._fonts = Fonts(self.font())
        self._live: Live | None = None
        self._scene: Scene | None = None
        self._is_one_line = False
        self._picture = QPixmap()
        self._pictured: tuple[object, ...] = ()

    # Written by the panel

    def show_live(self, live: Live | None, activation: Activation) -> None:
        """Show where a neuron is on the curve; the function may have another number than before."""
        if activation is not self.activation:
            self.activation, self._scene, self._live, self._pictured = activation, None, None, ()
            self.title = activation.title
            self.setAccessibleName(self.title)
        if live == self._live:
            return
        old, self._live = self._live, live
        if live is not None and (old is None or replace(old, sum=live.sum) != live):
            used = f"in use in layer {live.layer}" if live.is_used else f"for layer {live.layer}"
            self.setAccessibleDescription(f"{used}: {', '.join(self.facts)}")
            verb = "In use in" if live.is_used else "Click to use it in"
            self.setToolTip(f"{self.title}: {', '.join(self.facts)}\n{verb} layer {live.layer}")
        self.update()

    def fits_one_line(self) -> bool:
        """Whether title and formula have room beside each other."""
        widths = self._fonts.name_width(self.title), self._fonts.label_width(self._formulas[1])
        return sum(widths) + _GAP <= self.width() - 2 * _PADDING

    def set_one_line(self, is_one_line: bool) -> None:
        """Write title and formula beside each other, or on two lines."""
        if is_one_line != self._is_one_line:
            self._is_one_line, self._scene = is_one_line, None
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self.update()

    @property
    def facts(self) -> tuple[str, ...]:
        """Formula, range, slope at zero, where the gradient vanishes, and how to begin."""
        one = self.activation
        return (
            formula_text(one),
            f"values {range_text(one)}",
            f"slope at 0: {slope_text(one)}",
            flat_text(one),
            f"start that suits it: {INIT_WORDS[one.start]}",
        )

    @property
    def live_text(self) -> str:
        """The sum and what the function makes of it."""
        if self._live is None:
            return ""
        value = self.scene.value(self._live.sum)
        return f"{number(self._live.sum, 3)} → {number(value, 3)}"

    @property
    def scene(self) -> Scene:
        """Where things are."""
        if self._scene is None:
            self._scene = Scene(self.activation, self._chart_rect())
        return self._scene

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(128, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scene = None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            self._fonts, self._scene = Fonts(self.font()), None
        return bool(super().event(event))

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._draw_picture()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._live is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_live(painter, self._live)
            self._paint_live_text(painter)
        painter.end()

    # Private: where things are

    @property
    def _formulas(self) -> tuple[str, str, str]:
        """The formula, and shorter ways to write it."""
        formula = formula_text(self.activation)
        short = formula.replace("exp(−2 s)", "e^−2s").replace("exp(−s)", "e^−s")
        return formula, short, re.sub(r"(?<=[^\w]) | (?=[^\w])", "", short)

    @property
    def _has_formula_line(self) -> bool:
        """Whether the formula is under the title: not in a low card."""
        lines = self._fonts.line + 2 * self._fonts.small_line + 2 * _PADDING
        return not self._is_one_line and self.height() - lines > _LEAST / 2

    @property
    def _fact_lines(self) -> int:
        """How many facts there is room for under a chart that can still be read."""
        spare = self.height() - _LEAST - 4 * self._fonts.small_line
        return min(max(int(spare // self._fonts.small_line), 0), 3)

    def _chart_rect(self) -> QRectF:
        fonts = self._fonts
        top = _PADDING + fonts.line + (fonts.small_line if self._has_formula_line else 0) + 2
        bottom = self.height() - _PADDING - (1 + self._fact_lines) * fonts.small_line - 2
        left = _PADDING + fonts.label_width("−6") + 2
        right = self.width() - _PADDING
        return QRectF(left, top, max(20.0, right - left), max(24.0, bottom - top))

    # Private: painting

    def _draw_picture(self) -> None:
        """Draw all that does not move with the neuron, if any of it has changed."""
        ratio = self.devicePixelRatioF()
        key = (
            *(self.size(), ratio, self.font(), self._theme.name, self._is_one_line),
            *(self._is_used, self.underMouse(), self.hasFocus(), self.isDown()),
        )
        if key == self._pictured:
            return
        self._pictured = key
        self._picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(QColor(self._theme.ground))
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        self._paint_head(painter)
        self._paint_chart(painter)
        self._paint_facts(painter)
        painter.end()

    @property
    def _is_used(self) -> bool:
        return self._live is not None and self._live.is_used

    def _paint_frame(self, painter: QPainter) -> None:
        theme = self._theme
        is_used = self._is_used
        border = theme.accent if is_used or self.underMouse() else theme.border
        if self.hasFocus():
            border = theme.text
        width = 2.0 if is_used else 1.0
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = theme.accent_ground if self.isDown() else theme.ground
        rounded_box(painter, rect, 6, QColor(ground), QColor(border), width)

    def _paint_head(self, painter: QPainter) -> None:
        fonts, theme, line = self._fonts, self._theme, self._fonts.line
        room = self.width() - 2 * _PADDING
        title = first_fitting(self.activation.titles, fonts.bold_widths, room)
        painter.setFont(fonts.bold)
        painter.setPen(QColor(theme.text))
        top = QRectF(_PADDING, _PADDING - 1, room, line)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top, left, title or fonts.bold_widths.elided(self.title, room))
        painter.setFont(fonts.small)
        painter.setPen(QColor(theme.muted))
        if self._is_one_line:
            place = top.adjusted(fonts.name_width(self.title) + _GAP, 0, 0, 0)
        elif self._has_formula_line:
            place = QRectF(_PADDING, top.bottom() - 1, room, fonts.small_line)
        else:
            return
        text = first_fitting(self._formulas, fonts.small_widths, place.width())
        text = text or fonts.small_widths.elided(self._formulas[2], place.width())
        painter.drawText(place, left, text)

    def _paint_chart(self, painter: QPainter) -> None:
        scene, theme, fonts = self.scene, self._theme, self._fonts
        rect = scene.rect
        for part in scene.flat:
            painter.fillRect(part, translucent(theme.muted, 0.16))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(theme.border), 1))
        middle = rect.center()
        painter.drawLine(QPointF(rect.left(), scene.row(0)), QPointF(rect.right(), scene.row(0)))
        painter.drawLine(QPointF(middle.x(), rect.top()), QPointF(middle.x(), rect.bottom()))
        painter.setPen(QPen(QColor(theme.grid), 1))
        for value in scene.ticks:
            row = scene.row(value)
            painter.drawLine(QPointF(rect.left(), row), QPointF(rect.right(), row))
        painter.setPen(QColor(theme.muted))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        height = fonts.small_line
        for value in scene.ticks:
            place = QRectF(0, scene.row(value) - height / 2, rect.left() - 3, height)
            painter.drawText(place, flags, number(value))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dashed = QPen(QColor(theme.muted), 1.1, Qt.PenStyle.DashLine)
        for pen, pieces in ((dashed, scene.slope), (QPen(QColor(theme.curve), 2), scene.curve)):
            painter.setPen(pen)
            for piece in pieces:
                painter.drawPolyline(piece)

    def _paint_live(self, painter: QPainter, live: Live) -> None:
        scene, theme = self.scene, self._theme
        place = scene.place(live.sum)
        painter.setPen(QPen(QColor(live.colour), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(place.x(), scene.row(0)), place)
        painter.setPen(QPen(QColor(theme.ground), 1.2))
        painter.setBrush(QColor(live.colour))
        if abs(live.sum) <= scene.farthest:
            painter.drawEllipse(place, _DOT, _DOT)
        else:  # out of view: an arrow at the end
            side = 1.0 if live.sum > 0 else -1.0
            tip = place + QPointF(side * 2, 0)
            back = place.x() - side * 7
            painter.drawPolygon(
                QPolygonF([tip, QPointF(back, place.y() - 5), QPointF(back, place.y() + 5)])
            )

    def _paint_live_text(self, painter: QPainter) -> None:
        fonts, room = self._fonts, self.width() - 2 * _PADDING
        used = "  used" if self._is_used else ""
        short = self.live_text.partition(" ")[2]
        text = first_fitting(
            (self.live_text + used, self.live_text, short), fonts.small_widths, room
        )
        text = text or fonts.small_widths.elided(short, room)
        place = self._line(0)
        painter.setFont(fonts.small_bold)
        if used and text.endswith(used):
            text = text.removesuffix(used)
            painter.setPen(QColor(self._theme.accent))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | _MIDDLE, used.strip())
        painter.setPen(QColor(self._theme.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | _MIDDLE, text)

    def _paint_facts(self, painter: QPainter) -> None:
        widths, room, one = self._fonts.small_widths, self.width() - 2 * _PADDING, self.activation
        span, slope, flat = range_text(one), slope_text(one), flat_text(one)
        lines: tuple[tuple[str, ...], ...] = (
            (f"values {span}", span, _short(span)),
            (f"slope at 0: {slope}", f"at 0: {slope}", f"at 0: {slope.replace(' then', '')}"),
            (flat, flat.removeprefix("flat ")),
        )
        painter.setFont(self._fonts.small)
        painter.setPen(QColor(self._theme.text))
        for k, texts in enumerate(lines[: self._fact_lines], 1):
            text = first_fitting(texts, widths, room) or widths.elided(texts[-1], room)
            painter.drawText(self._line(k), Qt.AlignmentFlag.AlignLeft | _MIDDLE, text)

    def _line(self, index: int) -> QRectF:
        """One of the four lines under the chart."""
        line = self._fonts.small_line
        top = self.height() - _PADDING - (1 + self._fact_lines - index) * line + 1
        return QRectF(_PADDING, top, self.width() - 2 * _PADDING, line)


def _short(span: str) -> str:
    """A range in fewer words, such as ``0 to 1``."""
    return span.removeprefix("between ").replace(" and ", " to ") if "between" in span else span
