"""Play, step, rewind, a slider over the steps, the speed; and the steps that are written out."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QWidget,
)

from reluviz.document.reports import SPEEDS, TrainingState
from reluviz.views.fields import ChoiceBox
from reluviz.views.guard import Guarded
from reluviz.views.icons import icon
from reluviz.views.shell import column, icon_button, icon_sheet, row
from reluviz.views.theme import Theme
from reluviz.views.train.wording import SPEED_WORDS, steps_text

_LINES = 3

_NAMED, _LABELLED = 24, 34
"""From so many lines' heights of width on Play says so; settings and the step do, too."""


class Transport(QWidget):
    """The buttons. It tells what the user does and changes nothing.

    Attributes
    ----------
    beside : QVBoxLayout
        Beside Play, under the others: room for what is said about the run.
    """

    scrubbed = Signal(int)
    """The user asks for this step."""

    speed_chosen = Signal(object)
    """The user asks for so many steps a second, see `SPEEDS`; None for as many as possible."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = icon_button("train_play_button", "Play", "Train step after step")
        self.play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.play.setIconSize(QSize(22, 22))
        self.play.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.play.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.settings = icon_button("train_settings_button", "Settings", "Method, rate, steps, …")
        self.settings.setText("Settings")
        self.settings.setCheckable(True)
        self.step = icon_button("train_step_button", "One step", "Take one step")
        self.rewind = icon_button("train_rewind_button", "Rewind", "Back to the start of the run")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("train_slider")
        self.slider.setAccessibleName("Step")
        self.slider.setToolTip("Go back through the steps of the run")
        self.label = QLabel()
        self.label.setObjectName("train_steps_label")
        self.speed = ChoiceBox("speed", tuple(SPEED_WORDS[speed] for speed in SPEEDS))
        self.speed.setToolTip("Steps a second, the whole run in 8 s to be watched, or at once")
        self._kept: NDArray[np.intp] = np.zeros(1, dtype=np.intp)
        self._theme = theme
        self._is_running: bool | None = None
        steps = row((self.rewind, self.step), stretch=0)
        steps.addWidget(self.slider, 1)
        for widget in (self.label, self.speed, self.settings):
            steps.addWidget(widget)
        self.beside = column(None, (steps,), 5)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.play, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(self.beside, 1)
        self.slider.setMinimumWidth(30)
        self.slider.valueChanged.connect(self._on_slid)
        self.speed.activated.connect(self._on_speed_activated)
        self.apply_theme(theme)

    # Written by the panel

    def set_room(self, width: int) -> None:
        """Leave out texts where a panel is narrow."""
        style = Qt.ToolButtonStyle
        lines = width / self.fontMetrics().height()
        self.label.setVisible(lines >= _LABELLED)
        for button, least in ((self.play, _NAMED), (self.settings, _LABELLED)):
            has_text = lines >= least
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if has_text else style.ToolButtonIconOnly
            )

    def show_state(self, state: TrainingState, has_target: bool) -> None:
        """Show where a run stands."""
        self._show_running(state.is_running)
        self.play.setEnabled(has_target)
        self.step.setEnabled(has_target and not state.is_running)
        self.rewind.setEnabled(state.is_begun and (state.shown > 0 or state.is_running))
        self.slider.setEnabled(state.is_begun)
        if state.history is not None:
            self._kept = np.fromiter(state.history.keyframes, dtype=np.intp)
        with QSignalBlocker(self.slider):
            if self.slider.maximum() != len(self._kept) - 1:
                self.slider.setRange(0, len(self._kept) - 1)
                self.slider.setPageStep(max(1, len(self._kept) // 10))
            if not self.slider.isSliderDown():
                self.slider.setValue(int(self._kept.searchsorted(state.shown)))
        text = steps_text(state)
        if text != self.label.text():
            self.label.setText(text)
            width = self.label.fontMetrics().horizontalAdvance(
                f"{state.settings.steps:,} of {state.settings.steps:,}"
            )
            self.label.setMinimumWidth(width if text else 0)
        index = SPEEDS.index(state.speed) if state.speed in SPEEDS else len(SPEEDS) - 1
        if index != self.speed.currentIndex():
            with QSignalBlocker(self.speed):
                self.speed.setCurrentIndex(index)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self.step.setIcon(icon("train_step", theme))
        self.settings.setIcon(icon("preferences", theme))
        self.rewind.setIcon(icon("train_rewind", theme))
        is_running, self._is_running = self._is_running, None
        self._show_running(bool(is_running))
        self.setStyleSheet(_style_sheet(theme))

    # Private

    def _show_running(self, is_running: bool) -> None:
        if is_running != self._is_running:
            self._is_running = is_running
            self.play.setText("Pause" if is_running else "Play")
            self.play.setAccessibleName(self.play.text())
            self.play.setToolTip("Stop here" if is_running else "Train step after step")
            name = "train_pause" if is_running else "train_play"
            # The button is filled with the accent, so its icon has the colour of the ground.
            self.play.setIcon(icon(name, _on_accent(self._theme)))

    def _on_slid(self, place: int) -> None:
        self.scrubbed.emit(int(self._kept[min(place, len(self._kept) - 1)]))

    def _on_speed_activated(self, index: int) -> None:
        self.speed_chosen.emit(SPEEDS[index])


def _on_accent(theme: Theme) -> Theme:
    """The theme with icons in the colour of the ground."""
    return msgspec.structs.replace(theme, text=theme.ground)


def _style_sheet(theme: Theme) -> str:
    play = "QToolButton#train_play_button"
    return f"""{icon_sheet(theme, "4px 5px")}
{play} {{ background: {theme.accent}; color: {theme.ground}; font-weight: bold;
    border-color: {theme.accent}; padding: 4px 14px 4px 10px; }}
{play}:hover, {play}:focus {{ border-color: {theme.text}; }}
{play}:disabled {{ color: {theme.muted}; background: {theme.surface};
    border-color: {theme.border}; }}
"""


class StepLog(Guarded, QPlainTextEdit):
    """Takes the room that is left over, and scrolls; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train_earlier_corrections")
        self.setAccessibleName("Steps before")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.hide()

    def show_lines(self, lines: list[str]) -> None:
        """Change the text, if it differs."""
        text = "\n".join(lines)
        if text != self.toPlainText():
            self.setPlainText(text)
            self.setVisible(bool(text))

    def show_colour(self, colour: str) -> None:
        """Change the colour of the text."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, colour)
        self.setPalette(palette)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, _LINES * self.fontMetrics().lineSpacing())
