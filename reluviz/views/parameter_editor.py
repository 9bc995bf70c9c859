"""The editor of the selected parameter: slider, number, the value before, and a way back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.arrow_steps import step_of
from reluviz.document.snapshot import Snapshot
from reluviz.views.guard import Guarded
from reluviz.views.text_labels import PlainLabel, WrappedLabel
from reluviz.views.theme import Theme
from reluviz.views.value_fields import NumberField, ValueSlider

HINT = (
    "Click a number above, an edge of the diagram, or a joint or segment of a curve: "
    "its slider appears here."
)
_STEPS = "Arrow keys step it: with Shift fine, with Ctrl coarse"
_LINK_TIPS = {
    "break link": "Set the weight to 0 and see the curve without it; it can be mended",
    "mend link": "Give the link the weight back that it had",
}


class LinkButton(Guarded, QPushButton):
    """A button that looks like a link, with a frame while it has the focus."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """As high as a line of text, so that it can come and go beside one."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 10, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().buttonText().color(), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)


class ParameterEditor(QWidget):
    """Shows one parameter. It tells what the user does and changes nothing itself.

    Parameters
    ----------
    hint : str
        What is said while nothing is selected.
    """

    reset_requested = Signal()
    """The value from before is wanted again."""

    link_requested = Signal()
    """The link of the parameter is to be cut or, if it is, mended."""

    def __init__(self, theme: Theme, hint: str = HINT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Selected parameter")
        self._theme = theme
        self._parameter: ParameterId | None = None
        self.title = WrappedLabel(bold=True)
        self.hint = WrappedLabel(hint, muted=True)
        self.slider = ValueSlider(theme)
        self.slider.setToolTip(f"Drag, or scroll while it has the focus. {_STEPS}")
        self.field = NumberField(theme)
        self.field.setToolTip(f"Type a number and press Enter. {_STEPS}")
        self.was = PlainLabel(muted=True)
        self.reset = LinkButton("reset")
        self.reset.setToolTip("Set the value from before again")
        self.reset.clicked.connect(self.reset_requested)
        self.link = LinkButton("break link")
        self.link.clicked.connect(self.link_requested)
        self._lay_out()

    # Written by the panel

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours; the next rendering shows them."""
        self._theme = theme
        palette = QPalette(self.reset.palette())
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.ButtonText, QColor(theme.accent))
        for button in (self.reset, self.link):
            button.setPalette(palette)
        self.field.apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Write what differs."""
        parameter = new.parameter
        is_new = old is None or parameter != self._parameter or _has_other_names(old, new)
        self._parameter = parameter
        if is_new:
            self._show_parameter(new, parameter)
        if parameter is None:
            return
        if not is_new and old is not None and _same_value(old, new):
            return
        value, before = new.network.value(parameter), value_before(new)
        if new.gesture is None:
            self.slider.drop()
        if is_new or not (self.slider.isSliderDown() or self.slider.covers(value)):
            self.slider.centre(value, step_of(new.state, parameter))
        self.slider.show_value(value, before)
        self.field.show_value(value)
        self._show_before(new, parameter, before)

    # Private

    def _show_parameter(self, new: Snapshot, parameter: ParameterId | None) -> None:
        self.slider.drop()
        if parameter is None:
            self.link.hide()
            self.title.show_text("Nothing selected")
            self._pages.setCurrentIndex(1)
            return
        title = words.parameter_title(new.network, parameter)
        unit = new.state.unit_of(parameter)
        colour = self._theme.accent if unit is None else self._theme.unit(unit)
        self.slider.apply_theme(self._theme, colour)
        self.title.show_text(title)
        self.slider.setAccessibleName(f"Slider for {title}")
        self.field.setAccessibleName(title)
        self.reset.setAccessibleName(f"Reset {title}")
        self._pages.setCurrentIndex(0)

    def _show_before(self, new: Snapshot, parameter: ParameterId, before: float | None) -> None:
        """Write what the value was, and offer the way back: to mend a cut link, or to reset."""
        value, cut = new.network.value(parameter), new.broken.get(parameter)
        text, has_before = "", before is not None and before != value and cut is None
        if cut is not None:
            text = f"broken link, was {words.number(cut, 6)}"
        elif has_before:
            text = f"was {words.number(before or 0.0, 6)}"
        self.was.show_text(text)
        is_link = not parameter.is_bias and (cut is not None or value != 0)
        for button, is_shown in ((self.reset, has_before), (self.link, is_link)):
            if button.isHidden() == is_shown:
                button.setVisible(is_shown)
        text = "break link" if cut is None else "mend link"
        if is_link and text != self.link.text():
            self.link.setText(text)
            self.link.setToolTip(_LINK_TIPS[text])

    def _lay_out(self) -> None:
        controls = QWidget()
        grid = QGridLayout(controls)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(2, 1)
        grid.addWidget(self.slider, 0, 0)
        grid.addWidget(self.field, 0, 1)
        grid.addWidget(self.was, 1, 0)
        grid.addWidget(self.reset, 1, 1, Qt.AlignmentFlag.AlignRight)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.reset.hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(controls)
        self._pages.addWidget(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(self._pages)


def _has_other_names(old: Snapshot, new: Snapshot) -> bool:
    return old.network.has_ray_names != new.network.has_ray_names


def _same_value(old: Snapshot, new: Snapshot) -> bool:
    return (old.state, old.before, old.gesture) == (new.state, new.before, new.gesture)


def value_before(new: Snapshot) -> float | None:
    """Return the value of the parameter in the editor before the last edit, if there was one."""
    parameter, before = new.parameter, new.before
    if parameter is None or before is None:
        return None
    shapes = [[layer.weights.shape for layer in n.layers] for n in (before.network, new.network)]
    if shapes[0] != shapes[1]:
        return None
    return before.network.value(parameter)
