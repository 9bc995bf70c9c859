"""The panel that builds the network step by step, in words; the plot above draws the steps."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from reluviz.core.steps import step, step_title
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.build.key import Key, key_of
from reluviz.views.icons import icon
from reluviz.views.painting import scaled_font
from reluviz.views.shell import IconButton, ToolPanel, icon_button, icon_sheet
from reluviz.views.theme import Theme

STEP_MS = 1200
"""How long each step is shown."""

MOST_STEPS = 25
"""A run shows at most so many steps, so that it takes 30 seconds."""
INVITATION = (
    "See how the curve is put together: first the output's bias alone, then one ReLU after the "
    "other, each with its numbers."
)

_BUTTONS = (
    ("first", "step_first", "Bias only", "Back to the output's bias alone"),
    ("back", "step_back", "Step back", "Take the last ReLU away"),
    ("play", "step_play", "Play", "Play the steps from here"),
    ("forward", "step_forward", "Step forward", "Add the next ReLU"),
    ("last", "step_last", "All steps", "Go to the last step"),
)
_EQUALS = "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
_LARGE = 1.12
_TERMS = 6  # of the formula, the newest ones
_SIDE_BY_SIDE, _LINES_WITH_KEY = 480, 14  # least width, in logical pixels, and lines of text


class Player(QObject):
    """A clock that asks for steps, with strides that grow with their number."""

    step_requested = Signal(int)
    """The step to go to."""

    playing_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._step = self._last = 0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def is_playing(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def play(self, step: int | None, last: int) -> None:
        """Play from `step` to `last`; from the beginning if it is None or the last."""
        is_new = step is None or step >= last
        self._step, self._last = 0 if step is None or is_new else step, last
        self._timer.start()
        self.playing_changed.emit(True)
        if is_new:
            self.step_requested.emit(0)

    def stop(self) -> None:
        """Stop where it is. Without a run: nothing."""
        if self.is_playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _on_timeout(self) -> None:
        stride = math.ceil(self._last / MOST_STEPS)
        self._step = min(self._last, self._step + stride)
        if self._step == self._last:
            self.stop()
        self.step_requested.emit(self._step)


class BuildPanel(ToolPanel):
    """Says what a step of the construction does; the plot draws it."""

    needs = (
        "A network is built ray by ray where one hidden layer of ReLUs makes a curve; "
        "Train shows how this one comes about, step by step."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "build", "Build step by step", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.player = Player(self)
        self.buttons = {
            name: icon_button(f"build_{name}", title, tip) for name, _, title, tip in _BUTTONS
        }
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.label = QLabel()
        self.all_button = IconButton()
        self.text = QLabel()
        self.formula = QLabel()
        self.key = Key()
        self._set_up()
        self._lay_out()
        self._apply_colours()
        self._connect()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if old is not None and old.load_number != new.load_number:
            self.player.stop()
        if old is not None and old.state is new.state and old.build == new.build:
            return
        if old is None or old.network.n_units != new.network.n_units:
            self._render_range(new.network.n_units)
        self._render_step(new)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(660, 170)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 110)

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Slots

    def _on_step_chosen(self, count: int) -> None:
        """A hand has chosen: whatever plays gives way."""
        self.player.stop()
        self.document.set_view(build=count)

    def _on_step_requested(self, count: int) -> None:
        self.document.set_view(build=count)

    def _on_first(self) -> None:
        self._on_step_chosen(0)

    def _on_back(self) -> None:
        self._on_step_chosen(max(0, self._count() - 1))

    def _on_forward(self) -> None:
        self._on_step_chosen(min(self._n_units(), self._count() + 1))

    def _on_last(self) -> None:
        self._on_step_chosen(self._n_units())

    def _on_play(self) -> None:
        if self.player.is_playing:
            self.player.stop()
        else:
            self.player.play(self.document.project.view.build, self._n_units())

    def _on_show_all(self) -> None:
        self.player.stop()
        self.document.set_view(build=None)

    def _on_playing_changed(self, is_playing: bool) -> None:
        self._show_play_button(is_playing)

    # Private: the document

    def _count(self) -> int:
        """The step to be shown, published or not; all units without one."""
        view, n_units = self.document.project.view, self._n_units()
        return n_units if view.build is None else min(view.build, n_units)

    def _n_units(self) -> int:
        return self.document.network.n_units

    # Private: rendering

    def _render_range(self, n_units: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, n_units)
            self.slider.setPageStep(max(1, n_units // 10))
        metrics = self.label.fontMetrics()
        titles = (step_title(n_units, n_units), step_title(0, n_units))
        self.label.setMinimumWidth(max(metrics.horizontalAdvance(title) for title in titles) + 4)

    def _render_step(self, new: Snapshot) -> None:
        n_units = new.network.n_units
        count = n_units if new.build is None else new.build
        with QSignalBlocker(self.slider):
            self.slider.setValue(count)
        self.label.setText("all" if new.build is None else step_title(count, n_units))
        self._enable(count, new.build is not None, n_units)
        found = step(new.network, count, new.domain, digits=new.state.digits)
        self._say(INVITATION if new.build is None else found.text)
        so_far = "" if new.build is None else new.state.digits.formula_so_far(count, _TERMS)
        self.formula.setText(so_far and f"Sum so far: {so_far}")
        self.formula.setVisible(bool(so_far))
        entries = key_of(count, self.theme, found.active is not None)
        self.key.show_entries(entries if new.build is not None else [], self.theme.muted)

    def _say(self, text: str) -> None:
        if text != self.slider.accessibleDescription():
            self.text.setText(text.replace(" = ", _EQUALS))
            self.slider.setAccessibleDescription(text)

    def _enable(self, count: int, is_building: bool, n_units: int) -> None:
        states = {
            "first": count > 0,
            "back": count > 0,
            "forward": count < n_units,
            "last": not is_building or count < n_units,
        }
        for name, is_enabled in states.items():
            if not is_enabled and self.buttons[name].hasFocus():
                self.slider.setFocus()  # else the keyboard would press the next button
            self.buttons[name].setEnabled(is_enabled)
        if not is_building and self.all_button.hasFocus():
            self.slider.setFocus()
        self.all_button.setEnabled(is_building)

    def _show_play_button(self, is_playing: bool) -> None:
        name, text = ("step_pause", "Pause") if is_playing else ("step_play", "Play")
        self.buttons["play"].setIcon(icon(name, self.theme))
        self.buttons["play"].setAccessibleName(text)

    def _apply_colours(self) -> None:
        for name, file, _, _ in _BUTTONS:
            self.buttons[name].setIcon(icon(file, self.theme))
        self._show_play_button(self.player.is_playing)
        self.setStyleSheet(_style_sheet(self.theme))

    # Private: building

    def _set_up(self) -> None:
        self.slider.setObjectName("build_slider")
        self.slider.setAccessibleName("Step")
        self.slider.setSingleStep(1)
        self.label.setObjectName("build_label")
        self.all_button.setObjectName("build_show_all")
        self.all_button.setText("Show all")
        self.all_button.setToolTip("Show the whole network again")
        self.all_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for name in ("back", "forward"):
            self.buttons[name].setAutoRepeat(True)
        self.text.setFont(scaled_font(self.font(), _LARGE))
        for name, words in (("build_text", self.text), ("build_formula", self.formula)):
            words.setObjectName(name)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _lay_out(self) -> None:
        buttons, scrubber = QHBoxLayout(), QHBoxLayout()
        for button in self.buttons.values():
            buttons.addWidget(button)
        buttons.addStretch(1)
        for widget, stretch in ((self.slider, 1), (self.label, 0), (self.all_button, 0)):
            scrubber.addWidget(widget, stretch)
        buttons.setSpacing(4)
        scrubber.setSpacing(8)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(6)
        self._row.addLayout(buttons)
        self._row.addLayout(scrubber, 1)
        scroll = QScrollArea()
        scroll.setObjectName("build_scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        words = QWidget()
        words.setObjectName("build_words")
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)
        column.addWidget(self.formula, 1)
        scroll.setWidget(words)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(16)
        self._body.addWidget(scroll, 5)
        self._body.addWidget(self.key, 2, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 6)
        layout.setSpacing(6)
        layout.addLayout(self._row)
        layout.addLayout(self._body, 1)

    def _arrange(self) -> None:
        """Words beside the key of the lines, or above it, by the room there is."""
        is_wide = self.width() >= _SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        for layout in (self._row, self._body):
            layout.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        lines = self.height() / self.fontMetrics().lineSpacing()
        self.key.setVisible(is_wide or lines >= _LINES_WITH_KEY)

    def _connect(self) -> None:
        self.buttons["first"].clicked.connect(self._on_first)
        self.buttons["back"].clicked.connect(self._on_back)
        self.buttons["play"].clicked.connect(self._on_play)
        self.buttons["forward"].clicked.connect(self._on_forward)
        self.buttons["last"].clicked.connect(self._on_last)
        self.all_button.clicked.connect(self._on_show_all)
        self.slider.valueChanged.connect(self._on_step_chosen)  # blocked while rendering
        self.player.step_requested.connect(self._on_step_requested)
        self.player.playing_changed.connect(self._on_playing_changed)


def _style_sheet(theme: Theme) -> str:
    return f"""
QWidget#build {{ background: {theme.ground}; }}
QScrollArea#build_scroll, QWidget#build_words {{ background: {theme.ground}; }}
QLabel {{ color: {theme.text}; }}
{icon_sheet(theme, "3px 5px")}"""
