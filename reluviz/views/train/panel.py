"""The panel that trains the network."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reluviz.core.error_correction import corrects_bias
from reluviz.core.history import unit_fates
from reluviz.core.network import Network
from reluviz.core.train_settings import TrainSettings, methods_for
from reluviz.core.words import sentence
from reluviz.document.document import Document
from reluviz.document.reports import TrainingState
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.views.fields import TextBlock
from reluviz.views.shell import Columns, ErrorLine, ToolPanel, column, ground
from reluviz.views.theme import Theme
from reluviz.views.train import wording
from reluviz.views.train.chart import EMPTY, EMPTY_LAYERED, CourseChart
from reluviz.views.train.form import TrainForm
from reluviz.views.train.scene import KinkWay, Run, Way, WeightWay
from reluviz.views.train.transport import StepLog, Transport

_FORM_WIDTH = 300
"""Pixels that the form gets beside the chart, if it does not need more for a large font."""

_WIDE = 1.75
"""The chart is beside the form when there is so many times its width, else above it."""

_LOWEST, _CHART_HEIGHT = 100, 150
"""Least height of the charts beside the form, and above it, where one can scroll; in pixels."""

_EARLIER = 5
"""So many steps of the error-correction rule before the shown one are written out too."""


class TrainPanel(ToolPanel):
    """Trains the network, and shows how it goes.

    What is typed into the form counts from the next run on.
    """

    kinds = (SHALLOW, LAYERED)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "train", "Train", parent)
        self.transport = Transport(theme)
        self.form = TrainForm(theme)
        self.chart = CourseChart(theme)
        self.status, self.notes = TextBlock("train_status"), TextBlock("train_notes")
        self.correction = TextBlock("train_correction")
        self.correction.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.earlier = StepLog()
        self.error = ErrorLine("train_error", 5)
        self._form_error = self._note = ""
        self._settings: TrainSettings | None = None
        self._way: Way | None = None
        self._is_wide = False
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        for part in (self.transport, self.form, self.chart):
            part.apply_theme(theme)
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if (
            old is not None
            and old.training is new.training
            and old.state is new.state
            and old.best is new.best
            and old.gesture == new.gesture
        ):
            return
        state = new.training
        if state.is_begun and state.settings is not self._settings:
            self._settings = state.settings
            self._form_error = ""
        network = new.network
        is_other = old is None or old.state is not new.state or old.gesture is not None
        if new.state.is_shallow and new.gesture is None and is_other:
            self._note = self._fates_of(new)
        elif new.in_run:
            self._note = ""
        units = network.n_units if new.state.is_shallow else None
        self.form.show_network(methods_for(network), units)
        self.transport.show_state(state, wording.can_train(new))
        if (
            old is None
            or old.training is not state
            or old.best is not new.best
            or old.kind != new.kind
        ):
            empty = EMPTY if new.state.is_shallow else EMPTY_LAYERED
            self.chart.show_run(self._run_of(new, state), empty)
        self._render_words(new)
        self._render_corrections(new, state)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.correction.setMinimumHeight(0)
        self.transport.set_room(self.width())

    # Private: rendering

    def _render_words(self, new: Snapshot) -> None:
        state = new.training
        note = self._note
        if new.kind == LAYERED:
            note = wording.slope_note(new.network, self.form.shown_method)
        is_own = state.is_begun and wording.can_train(new)
        self.status.show_text(wording.status(new, self._goes_on(state)))
        self.notes.show_text(". ".join(part for part in (note, is_own and state.note) if part))
        self.error.show_text(self._form_error or (state.message if wording.can_train(new) else ""))

    def _render_corrections(self, new: Snapshot, state: TrainingState) -> None:
        """Write out the shown step of the error-correction rule, and some before it."""
        shown, earlier = state.correction, list[str]()
        if shown is not None and state.history is not None and not state.is_running:
            states = [one for k, one in state.history.keyframes.items() if k < state.shown]
            done = [one.correction for one in states[-_EARLIER:] if one.correction is not None]
            earlier = [wording.correction_line(new, one) for one in reversed(done)]
        text = "" if shown is None else wording.correction_line(new, shown)
        if not text:
            self.correction.setMinimumHeight(0)
        self.correction.show_text(text)
        if text:  # it never gets less high: what is under it must not jump at every step
            height = self.correction.heightForWidth(self.correction.width())
            if height > self.correction.minimumHeight():
                self.correction.setMinimumHeight(height)
        self.earlier.show_lines(earlier)
        self._show_left()

    def _goes_on(self, state: TrainingState) -> bool:
        """Whether Play would go on with the run."""
        try:
            return state.can_go_on and self.form.read() == state.settings
        except ValueError:
            return False

    def _fates_of(self, new: Snapshot) -> str:
        if not new.training.is_begun or new.target is None:
            return ""
        span = _span(new)
        return (
            ""
            if span is None
            else wording.fates_text(unit_fates(new.network, span), new.training.note)
        )

    def _run_of(self, new: Snapshot, state: TrainingState) -> Run | None:
        history, start = state.history, state.start
        if history is None or start is None:
            self._way = None
            return None
        if self._way is None or self._way.start is not start:
            self._way = self._new_way(new, start)
        self._way.follow(history)
        return Run(
            history.indices,
            history.losses,
            self._way,
            new.domain,
            state.settings.steps,
            state.shown,
            _possible(new, start),
        )

    def _new_way(self, new: Snapshot, start: Network) -> Way:
        if start.is_shallow:
            return KinkWay(start, *(_span(new) or new.domain))
        settings = new.training.settings
        return WeightWay(start, not settings.is_correction or corrects_bias(start))

    def _apply_colours(self) -> None:
        self.error.apply_theme(self.theme)
        self.earlier.show_colour(self.theme.muted)

    def _lay_out(self) -> None:
        left = self._left = QWidget()
        below = column(left, (self.form, self.earlier), 7)
        below.setStretch(1, 1)
        below.addStretch(0)  # has the room while no steps are written out
        self.chart.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        columns = Columns(
            *(left, self.chart),
            least=_FORM_WIDTH,
            wide=_WIDE,
            form_first=False,
            margins=(10, 0, 8, 4),
            spacing=14,
        )
        self._columns = columns
        columns.arranged.connect(self._on_arranged)
        self.transport.setContentsMargins(10, 8, 10, 0)
        for part in (self.status, self.correction, self.error):
            self.transport.beside.addWidget(part)
        self.transport.beside.addStretch(1)
        notes = column(None, (self.notes,), 0, (10, 0, 10, 6))
        column(self, (self.transport, columns, notes), 5).setStretch(1, 1)
        self._on_settings_toggled(False)
        ground(self)

    def _on_arranged(self, is_wide: bool) -> None:
        self._is_wide = is_wide
        self._show_left()

    def _show_left(self) -> None:
        """Leave the chart the room of what is folded away."""
        is_folded = self.form.isHidden() and self.earlier.isHidden()
        self._left.setVisible(not is_folded)
        self.chart.setMinimumHeight(_LOWEST if self._is_wide or is_folded else _CHART_HEIGHT)
        self._columns.setMinimumHeight(_LOWEST + 4 if is_folded else 0)

    # Private: what the user does

    def _on_settings_toggled(self, is_open: bool) -> None:
        self.form.setVisible(is_open)
        self._show_left()

    def _connect(self) -> None:
        transport, chart = self.transport, self.chart
        transport.play.clicked.connect(self._on_play_clicked)
        transport.step.clicked.connect(self._on_step_clicked)
        transport.rewind.clicked.connect(self._on_rewind_clicked)
        transport.scrubbed.connect(self._on_scrubbed)
        transport.speed_chosen.connect(self._on_speed_chosen)
        transport.settings.toggled.connect(self._on_settings_toggled)
        self.form.edited.connect(self._on_form_edited)
        self.form.entered.connect(self._on_entered)
        chart.scrubbed.connect(self._on_scrubbed)
        chart.stepped.connect(self._on_stepped)
        chart.play_requested.connect(self._on_play_clicked)

    def _on_play_clicked(self) -> None:
        trainer = self.document.trainer
        if trainer.state.is_running:
            trainer.pause()
            return
        settings = self._read()
        if settings is not None:
            trainer.play(settings)

    def _on_entered(self) -> None:
        if not self.document.trainer.state.is_running:
            self._on_play_clicked()

    def _on_step_clicked(self) -> None:
        settings = self._read()
        if settings is not None:
            self.document.trainer.step(settings)

    def _on_rewind_clicked(self) -> None:
        self.document.trainer.rewind()

    def _on_scrubbed(self, index: int) -> None:
        self.document.trainer.scrub(index)

    def _on_stepped(self, step: int) -> None:
        state = self.document.trainer.state
        if state.history is None:
            return
        kept = list(state.history.keyframes)
        place = min(range(len(kept)), key=lambda k: abs(kept[k] - state.shown))
        self.document.trainer.scrub(kept[min(max(0, place + step), len(kept) - 1)])

    def _on_speed_chosen(self, speed: int | None) -> None:
        self.document.trainer.set_speed(speed)

    def _on_form_edited(self) -> None:
        """What Play would do may have changed."""
        self._form_error = ""
        if self._shown is not None:
            self._render_words(self._shown)

    def _read(self) -> TrainSettings | None:
        """What the form says; if that makes no sense, say why."""
        try:
            settings = self.form.read()
        except ValueError as error:
            self._form_error = sentence(error)
        else:
            self._form_error = ""
        if self._shown is not None:
            self._render_words(self._shown)
        return None if self._form_error else settings


def _span(new: Snapshot) -> tuple[float, float] | None:
    """Where the data are on the domain; None if they are not there."""
    if new.target is None:
        return None
    low = max(new.domain[0], float(new.target.x[0]))
    high = min(new.domain[1], float(new.target.x[-1]))
    return (low, high) if low < high else None


def _possible(new: Snapshot, start: Network) -> float | None:
    """The mean squared error of the best fit with as many units, if it is known."""
    best = new.best
    if best is None or not best.points or not start.is_shallow:
        return None
    units = start.n_units
    found = best.fit if best.settings.norm == "l2" and best.settings.units == units else None
    if found is None and best.errors is not None and best.settings.norm == "l2":
        found = best.errors[units] if units <= len(best.errors) else None
    if found is None or not math.isfinite(found.squared_error):
        return None
    return found.squared_error / best.points
