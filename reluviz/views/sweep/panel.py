"""Many networks trained from many starts, held against the best fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSignalBlocker, QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from reluviz.core.runs import Run
from reluviz.core.sweeps import Trained
from reluviz.core.words import sentence
from reluviz.document.comparison import new_name
from reluviz.document.document import Document
from reluviz.document.reports import SweepSettings, SweepState, settings_words
from reluviz.document.snapshot import Snapshot
from reluviz.views.fields import TextBlock
from reluviz.views.shell import (
    Columns,
    ErrorLine,
    ToolPanel,
    accent_sheet,
    button,
    column,
    ground,
    label,
    row,
)
from reluviz.views.sweep import wording
from reluviz.views.sweep.chart import SweepChart
from reluviz.views.sweep.figure import figure_of
from reluviz.views.sweep.form import SweepForm
from reluviz.views.theme import Theme

_FORM_WIDTH = 280
"""Pixels that the form gets beside the results, if it does not need more for a large font."""

_WIDE = 1.9
"""The results are beside the form when there is so many times its width, else below it."""

_CHART_HEIGHT = 96
_MOST_SENTENCES = 3
_GAP = 8


class SweepPanel(ToolPanel):
    """Trains many networks and shows how often training finds what is possible."""

    needs = (
        "Many runs are of networks with one input and one output; this network has more: "
        "Train begins it anew with every seed."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "sweep", "Many runs", parent)
        self.form = SweepForm()
        self.start_button = button("start_sweep", "Start", "Train all of these networks", 24)
        self.stop_button = button("stop_sweep", "Stop", "End the training; what is done stays", 24)
        self.bar = QProgressBar()
        self.bar.setObjectName("sweep_progress")
        self.bar.setMinimumWidth(60)
        self.bar.setAccessibleName("Runs that are done")
        self.error = ErrorLine("sweep_error")
        self.summary = TextBlock("sweep_summary")
        self.chart = SweepChart(theme)
        self.chart.setMinimumHeight(_CHART_HEIGHT)
        self.choice = label("sweep_choice")
        # Nothing may jump while the mouse goes over the dots.
        self.choice.setMinimumHeight(2 * self.choice.fontMetrics().lineSpacing())
        self.use = button(
            "use_run", "Use", "Make this network the one in hand: one step that can be undone", 24
        )
        self.keep = button("keep_run", "Keep", "Put this network into the list to compare", 24)
        self._chosen = self._hovered = -1
        self._form_error = ""
        self._load_number = -1
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.chart.apply_theme(theme)
        self._apply_colours()
        super().apply_theme(theme)

    def can_show(self, snapshot: Snapshot) -> bool:
        return snapshot.state.is_curve

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        sweep = new.sweep
        if new.load_number != self._load_number:
            self._load_number, self._chosen, self._hovered = new.load_number, -1, -1
            self.form.show_sizes((max(1, new.network.n_hidden),))
        is_other = old is None or old.sweep is not sweep
        if (
            not is_other
            and old is not None
            and old.target is new.target
            and (old.domain, old.kind) == (new.domain, new.kind)
        ):
            return
        if is_other:
            self._render_progress(sweep)
            if sweep.result is not None and (old is None or old.sweep.result is not sweep.result):
                self.chart.show_figure(figure_of(sweep))
            self._render_choice(sweep)
        self._render_words(new)
        if old is not None and sweep.is_running and not old.sweep.is_running:
            QTimer.singleShot(0, self._show_results)

    # Private: rendering

    def _render_progress(self, sweep: SweepState) -> None:
        if sweep.is_running:
            self._form_error = ""
        done = 0 if sweep.result is None else len(sweep.result)
        with QSignalBlocker(self.bar):
            self.bar.setMaximum(max(1, sweep.settings.count))
            self.bar.setValue(done if sweep.result is not None else 0)
        self.bar.setFormat(wording.progress(sweep, self._planned()))
        self.start_button.setVisible(not sweep.is_running)
        self.stop_button.setVisible(sweep.is_running)
        self.form.setEnabled(not sweep.is_running)
        self.error.show_text(self._form_error or sweep.message)

    def _render_words(self, new: Snapshot) -> None:
        sweep = new.sweep
        has_runs = sweep.result is not None and len(sweep.result) > 0
        sentences = wording.summary(sweep)
        if has_runs and not sweep.is_about(new.target, new.domain):
            sentences = (wording.OTHER_TARGET, *sentences)
        if new.target is None and not has_runs:
            sentences = (wording.NO_TARGET,)
        hint = wording.HINT if new.network.is_shallow else wording.HINT_LAYERED
        self.summary.show_text("\n".join(sentences[:_MOST_SENTENCES]) or hint)
        self.summary.setToolTip("\n".join(sentences) if len(sentences) > 1 else "")
        self.chart.setAccessibleDescription(self.summary.text())
        self.start_button.setEnabled(new.target is not None)
        self.chart.setVisible(has_runs or sweep.is_running)
        self._choosing.setVisible(has_runs)

    def _render_choice(self, sweep: SweepState) -> None:
        """Write what depends on the run that is chosen, and the one under the mouse."""
        shown = _run(sweep, self._hovered) or _run(sweep, self._chosen)
        self.chart.show_choice(self._chosen, self._hovered)
        self.choice.setText(wording.CHOOSE if shown is None else wording.run_words(shown, sweep))
        is_chosen = _run(sweep, self._chosen) is not None
        self.use.setEnabled(is_chosen)
        self.keep.setEnabled(is_chosen)

    def _show_results(self) -> None:
        """Bring what comes of it into sight, where that is below the form."""
        content = self._columns.content
        layout = content.layout()
        assert layout is not None
        layout.activate()
        bottom = self.chart.mapTo(content, self.chart.rect().bottomLeft()).y()
        top = self.bar.mapTo(content, QPoint(0, 0)).y() - _GAP
        room = self._columns.viewport().height()
        if bottom > room:
            self._columns.verticalScrollBar().setValue(min(top, bottom - room + _GAP))

    def _planned(self) -> SweepSettings | None:
        try:
            return self.form.read()
        except ValueError:
            return None  # the button says why

    def _apply_colours(self) -> None:
        self.start_button.setStyleSheet(accent_sheet(self.theme, 18))
        self.error.apply_theme(self.theme)

    def _lay_out(self) -> None:
        buttons = row((self.start_button, self.stop_button), 8, stretch=0)
        buttons.addWidget(self.bar, 1)
        choosing = row((self.choice, self.use, self.keep), stretch=0)
        choosing.setStretch(0, 1)
        for part in (self.use, self.keep):
            part.setMaximumWidth(part.minimumWidth())
        self._choosing = QWidget()
        column(self._choosing, (choosing,))
        left, right = QWidget(), QWidget()
        column(left, (self.form, self.error, buttons), 8).addStretch(1)
        results = column(right, (self.summary, self.chart, self._choosing), 4)
        results.setStretch(1, 1)
        results.addStretch(0)  # has the room while there is no chart
        self._columns = Columns(left, right, least=_FORM_WIDTH, wide=_WIDE, spacing=16)
        column(self, (self._columns,))
        ground(self)

    # Private: what the user does

    def _connect(self) -> None:
        self.form.edited.connect(self._on_form_edited)
        self.form.entered.connect(self._on_start_clicked)
        self.start_button.clicked.connect(self._on_start_clicked)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.chart.run_hovered.connect(self._on_run_hovered)
        self.chart.run_chosen.connect(self._on_run_chosen)
        self.chart.run_used.connect(self._on_run_used)
        self.use.clicked.connect(self._on_use_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)

    @property
    def _sweep(self) -> SweepState:
        return self.document.sweeper.state

    def _on_form_edited(self) -> None:
        self._form_error = ""
        self._render_progress(self._sweep)

    def _on_start_clicked(self) -> None:
        if self._sweep.is_running or self.document.project.target is None:
            return
        try:
            settings = self.form.read()
        except ValueError as error:
            self._form_error = sentence(error)
            self._render_progress(self._sweep)
            return
        self._chosen = self._hovered = -1
        self.document.sweeper.start(settings)

    def _on_stop_clicked(self) -> None:
        self.document.sweeper.stop()

    def _on_run_hovered(self, place: int) -> None:
        self._hovered = place
        self._render_choice(self._sweep)

    def _on_run_chosen(self, place: int) -> None:
        self._chosen = place
        self._render_choice(self._sweep)

    def _on_run_used(self, place: int) -> None:
        self._on_run_chosen(place)
        self._on_use_clicked()

    def _on_use_clicked(self) -> None:
        run = _run(self._sweep, self._chosen)
        if run is not None and run.network is not self.document.network:
            self.document.commit()
            self.document.set_network(run.network, f"use the run with seed {run.seed}")

    def _on_keep_clicked(self) -> None:
        run, runs = _run(self._sweep, self._chosen), self.document.project.runs
        if run is None or any(one.network is run.network for one in runs):
            return
        name = new_name(runs, f"Seed {run.seed}")
        how = settings_words(run.settings)
        new = Run(name, "trained", run.network, how, run.steps, run.seconds)
        self.document.set_runs((*runs, new))


def _run(sweep: SweepState, place: int) -> Trained | None:
    """The run at a place of the sweep, if it has ended."""
    if sweep.result is None or place < 0:
        return None
    return next((run for run in sweep.result if run.place == place), None)
