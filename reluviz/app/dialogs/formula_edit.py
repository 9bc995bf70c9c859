"""A line for a formula, in which a mistake is underlined where it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from reluviz.app.dialogs.common import needs_focus_to_scroll
from reluviz.core.formula import LONGEST_FORMULA
from reluviz.views.guard import Guarded
from reluviz.views.theme import Theme

EXAMPLES = (
    ("sin(3*x) + x/2", "A wave on a slope"),
    ("abs(x)", "One kink: a network of two ReLUs is exact"),
    ("where(x < 0, -x, x**2)", "Two pieces: a line, and a parabola from zero on"),
    ("floor(2*x)", "Steps: it jumps, and no network of ReLUs can"),
    ("exp(-x**2)", "A bell"),
    ("max(0, x) - max(0, x - 0.5)", "Two ReLUs: a ramp that ends"),
    ("1 if 0.2 < x < 0.6 else 0", "A box"),
    ("abs(mod(4*x + 1, 2) - 1)", "Zigzag"),
    ("sqrt(x)", "Steep at zero, and not a number before it"),
    ("tanh(5*x)", "A smooth step"),
)
"""Formulas to begin with, and what is special about each."""

_WAVE = 2.0  # logical pixels from the middle of the wavy line to its crests


def fixed_font(size: QFont) -> QFont:
    """Return the system's font of fixed width in the size of another font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    if size.pointSizeF() > 0:
        font.setPointSizeF(size.pointSizeF())
    else:
        font.setPixelSize(size.pixelSize())
    return font


class FormulaEdit(Guarded, QLineEdit):
    """The line itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = QColor(theme.warning_text)
        self._mistake: tuple[int, int] | None = None
        self.setObjectName("formula_edit")
        self.setAccessibleName("Formula of x")
        self.setFont(fixed_font(self.font()))
        self.setMaxLength(2 * LONGEST_FORMULA)  # what is too long is said, not cut off unseen
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0" * 30))

    @property
    def mistake(self) -> tuple[int, int] | None:
        """Place and length of what is underlined, in characters."""
        return self._mistake

    def show_mistake(self, place: int, length: int) -> None:
        """Underline so many characters from a place on; nothing if there are none."""
        self._set_mistake((place, length) if length > 0 else None)

    def clear_mistake(self) -> None:
        """Underline nothing."""
        self._set_mistake(None)

    def underlined(self) -> QRectF | None:
        """Return where the wavy line is, in pixels; None if there is none."""
        if self._mistake is None:
            return None
        place, length = self._mistake
        text, cursor = self.text(), self.cursorRect()
        before = text.encode("utf-16-le")[: 2 * self.cursorPosition()].decode("utf-16-le", "ignore")
        widths = self.fontMetrics()
        start = cursor.center().x() - widths.horizontalAdvance(before)
        left = start + widths.horizontalAdvance(text[:place])
        right = start + widths.horizontalAdvance(text[: place + length])
        middle = cursor.center().y() + widths.height() / 2
        lowest = min(middle + 1, self.height() - _WAVE - 2)
        return QRectF(left, lowest - _WAVE, max(right - left, 4 * _WAVE), 2 * _WAVE)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        rect = self.underlined()
        if rect is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(3, 1, -3, -1))
        painter.setPen(QPen(self._colour, 1.4))
        painter.drawPolyline(_wave(rect, self.width()))
        painter.end()

    # Private

    def _set_mistake(self, mistake: tuple[int, int] | None) -> None:
        if mistake != self._mistake:
            self._mistake = mistake
            self.update()


class FormulaBox(QComboBox):
    """The line with a list of examples to choose from."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = FormulaEdit(theme)
        self.setObjectName("formula_box")
        self.setAccessibleName("Formula of x, with examples")
        self.setEditable(True)
        self.setLineEdit(self.edit)
        self.setCompleter(None)  # type: ignore[arg-type]  # a formula is not to be guessed
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        needs_focus_to_scroll(self)
        self.view().setFont(self.edit.font())
        for place, (text, what) in enumerate(EXAMPLES):
            self.addItem(text)
            self.setItemData(place, what, Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(-1)


def _wave(rect: QRectF, width: int) -> QPolygonF:
    """The points of a zigzag in `rect`, as far as it is in view."""
    points = []
    x, step, is_up = rect.left(), rect.height() / 2, False
    last = min(rect.right(), float(width))
    if x < 0:
        x += 2 * step * (-x // (2 * step))
    while x <= last:
        points.append(QPointF(x, rect.top() if is_up else rect.bottom()))
        x, is_up = x + step, not is_up
    return QPolygonF(points)
