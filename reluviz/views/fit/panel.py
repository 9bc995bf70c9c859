"""The panel with the best fit, and the error for every number of units."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QSlider, QWidget

from reluviz.core.fitting import Fit
from reluviz.core.runs import Run
from reluviz.core.words import relus
from reluviz.document.comparison import new_name
from reluviz.document.document import Document
from reluviz.document.fit_follower import UP_TO
from reluviz.document.reports import BestFit
from reluviz.document.snapshot import Snapshot
from reluviz.files.project import MOST_FIT_UNITS, FitSettings
from reluviz.views.fields import ChoiceBox, CountBox, TextBlock
from reluviz.views.fit import wording
from reluviz.views.fit.chart import ErrorChart, Errors
from reluviz.views.fit.wording import NORM_WORDS
from reluviz.views.form import Form
from reluviz.views.numbers import NumberEdit
from reluviz.views.shell import (
    Columns,
    Pages,
    ToolPanel,
    accent_sheet,
    button,
    column,
    ground,
    label,
    row,
)
from reluviz.views.theme import Theme

_NORMS = tuple(NORM_WORDS)
_FIRST_TOLERANCE = 0.01
_FORM_WIDTH = 290
"""Pixels that the form gets beside the chart, if it does not need more for a large font."""

_WIDE = 1.7
"""The chart is beside the form when there is so many times its width, else above it."""

_CHART_HEIGHT = 130
"""Least height of the chart, in pixels."""


class FitForm(Form):
    """Fields and buttons. It tells what the user does and changes nothing."""

    chosen = Signal(object)
    """The user asks for these `FitSettings`."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = QCheckBox("Show the best fit")
        self.shown.setObjectName("show_fit")
        self.units = CountBox("fit_units", 1, MOST_FIT_UNITS)
        self.units.setAccessibleName("ReLUs")
        self.units.setKeyboardTracking(True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("fit_units_slider")
        self.slider.setAccessibleName("ReLUs")
        self.slider.setRange(1, UP_TO)
        self.slider.setPageStep(5)
        self.norm = ChoiceBox("fit_norm", tuple(NORM_WORDS.values()))
        self.norm.setAccessibleName("What is made small")
        self.norm.setToolTip(
            "Make the sum of the squared errors small, or the largest of all errors"
        )
        self.tolerance = NumberEdit(_FIRST_TOLERANCE, "Largest error that is allowed")
        self.tolerance.setObjectName("fit_tolerance")
        self.fewest = button(
            "find_fewest", "Fewest", "Find the fewest ReLUs that come so near to every point"
        )
        self.use = button(
            "use_fit", "Use this network", "Make the best fit the network; it can be undone"
        )
        self.keep = button(
            "keep_fit", "Keep", "Put the best fit into the list of networks to compare"
        )
        self.weights = button(
            "fit_output_weights",
            "Fit the output weights",
            "Give your own network the w and b0 of least squares; its kinks stay where they are",
        )
        self._lay_out()
        self._connect()

    def show_settings(self, settings: FitSettings | None) -> None:
        """Fill the fields; None if no fit is shown."""
        is_shown = settings is not None
        widgets = (self.shown, self.units, self.slider, self.norm)
        blockers = [QSignalBlocker(widget) for widget in widgets]
        self.shown.setChecked(is_shown)
        if settings is not None:
            self.slider.setMaximum(max(UP_TO, settings.units))
            self.slider.setValue(settings.units)
            if self.units.value() != settings.units:
                self.units.setValue(settings.units)
            self.norm.setCurrentIndex(_NORMS.index(settings.norm))
        for blocker in blockers:
            blocker.unblock()
        fields = (self.units, self.slider, self.norm, self.tolerance, self.fewest)
        for field in fields:
            field.setEnabled(is_shown)

    def read(self) -> FitSettings:
        """Return what the fields say."""
        return FitSettings(self.units.value(), _NORMS[self.norm.currentIndex()])

    # Private

    def _lay_out(self) -> None:
        self.lay_out(
            [
                [("ReLUs", (self.units, self.slider))],
                [("fit by", self.norm)],
                [("error at most", (self.tolerance, self.fewest))],
            ],
            first=self.shown,
            last=[row((self.use, self.keep)), row((self.weights,))],
        )
        self.tolerance.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.0000000"))

    def _connect(self) -> None:
        self.units.valueChanged.connect(self._on_edited)
        self.slider.valueChanged.connect(self._on_slid)
        self.norm.activated.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.chosen.emit(self.read())

    def _on_slid(self, units: int) -> None:
        self.chosen.emit(FitSettings(units, self.read().norm))


class FitPanel(ToolPanel):
    """The best that so many ReLUs can do, and how much each one more helps."""

    needs = (
        "The best fit is known for one input and one output; this network has more: "
        "Train comes near to what is wanted of it."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "fit", "Best fit", parent)
        self.form = FitForm()
        self.chart = ErrorChart(theme)
        self.heading = TextBlock("fit_heading")
        self.remark = TextBlock("fit_remark", muted=True)
        self.invitation = label("fit_invitation")
        self.begin = button("begin_fit", "Show the best fit")
        self._errors: tuple[BestFit | None, Errors | None] = (None, None)
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
        if (
            old is not None
            and old.best is new.best
            and old.state is new.state
            and old.view.fit == new.view.fit
            and old.gesture == new.gesture
            and old.comparison is new.comparison
        ):
            return
        if new.target is None or new.view.fit is None:
            self.invitation.setText(wording.NO_TARGET if new.target is None else wording.INVITATION)
            self.begin.setVisible(new.target is not None)
            self._pages.show_page(False)
            self.form.show_settings(None)
            return
        self._pages.show_page(True)
        if old is None or old.view.fit != new.view.fit:
            self.form.show_settings(new.view.fit)
        self.form.weights.setEnabled(new.state.misfit is not None and new.network.is_shallow)
        if new.best is not None:
            self._render_best(new, new.best)

    # Private: rendering

    def _render_best(self, new: Snapshot, best: BestFit) -> None:
        self.heading.show_text(wording.heading(best))
        self.remark.show_text(wording.remark(best, new))
        fit = best.fit
        self.form.use.setEnabled(fit is not None)
        self.form.keep.setEnabled(
            fit is not None and new.gesture is None and not _is_kept(fit, new.comparison.runs)
        )
        self.form.fewest.setEnabled(best.allowed is None and not best.problem)
        self.chart.setVisible(fit is not None)
        if fit is None:
            return
        errors = self._errors_of(new, best, fit)
        self.chart.show_errors(errors, wording.ERROR_WORDS[best.settings.norm])
        if new.gesture is None:
            self.chart.setAccessibleDescription(self.heading.text())

    def _errors_of(self, new: Snapshot, best: BestFit, fit: Fit) -> Errors:
        norm, count = best.settings.norm, max(1, best.points)
        misfit = new.state.misfit
        own = None
        if misfit is not None and 1 <= new.network.n_hidden <= MOST_FIT_UNITS:
            error = misfit.largest if norm == "max" else math.sqrt(misfit.mean_square)
            if math.isfinite(error):
                own = new.network.n_hidden, error
        chosen_error = fit.max_error if norm == "max" else math.sqrt(fit.squared_error / count)
        known, shown = self._errors
        if shown is not None and known is not None and known.errors is best.errors:
            errors, texts = shown.errors, shown.texts
        elif best.errors is None:
            errors, texts = np.empty(0), ()
        else:
            curve = best.errors
            errors = curve.max_errors if norm == "max" else np.sqrt(curve.squared_errors / count)
            texts = tuple(
                wording.point_text(units, found, norm, count)
                for units, found in enumerate(curve.fits, 1)
            )
        result = Errors(errors, best.settings.units, chosen_error, own, texts)
        self._errors = best, result
        return result

    def _apply_colours(self) -> None:
        for accent in (self.begin, self.form.use):
            accent.setStyleSheet(accent_sheet(self.theme))

    def _lay_out(self) -> None:
        results = QWidget()
        below = column(results, (self.heading, self.remark, self.chart), 3)
        below.setStretch(2, 1)
        below.addStretch(0)  # has the room while there is no chart
        self.chart.setMinimumHeight(_CHART_HEIGHT)
        self.chart.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        form = QWidget()
        column(form, (self.form,)).addStretch(1)
        columns = Columns(form, results, least=_FORM_WIDTH, wide=_WIDE, form_first=False)
        columns.arranged.connect(self._on_arranged)
        self._pages = Pages(columns, self.invitation, self.begin)
        column(self, (self._pages,))
        ground(self)

    def _on_arranged(self, is_wide: bool) -> None:
        # A scroll area does not ask how many lines a text takes.
        self.heading.setMinimumHeight(0 if is_wide else 2 * self.fontMetrics().lineSpacing())

    # Private: what the user does

    def _connect(self) -> None:
        form, chart = self.form, self.chart
        self.begin.clicked.connect(self._on_begin_clicked)
        form.shown.clicked.connect(self._on_shown_clicked)
        form.chosen.connect(self._on_edited)
        form.fewest.clicked.connect(self._on_fewest_clicked)
        form.tolerance.returnPressed.connect(self._on_fewest_clicked)
        form.use.clicked.connect(self._on_use_clicked)
        form.keep.clicked.connect(self._on_keep_clicked)
        form.weights.clicked.connect(self._on_weights_clicked)
        chart.chosen.connect(self._on_point_chosen)
        chart.stepped.connect(self._on_stepped)
        chart.accepted.connect(self._on_use_clicked)

    def _on_begin_clicked(self) -> None:
        view = self.document.project.view
        units = min(max(1, self.document.network.n_hidden), MOST_FIT_UNITS)
        hidden = tuple(name for name in view.hidden if name != "best")
        self.document.set_view(fit=FitSettings(units), hidden=hidden)

    def _on_shown_clicked(self, on: bool) -> None:
        if on:
            self._on_begin_clicked()
        else:
            self.document.set_view(fit=None)

    def _on_edited(self, settings: FitSettings) -> None:
        self.document.set_view(fit=settings)

    def _on_stepped(self, step: int) -> None:
        settings = self.document.project.view.fit
        if settings is not None:
            units = min(max(1, settings.units + step), MOST_FIT_UNITS)
            self.document.set_view(fit=FitSettings(units, settings.norm))

    def _on_fewest_clicked(self) -> None:
        with self.document.trying():
            self.document.fits.find_fewest(self.form.tolerance.value())

    def _on_point_chosen(self, units: int) -> None:
        best = self.document.snapshot.best
        if best is None or best.errors is None or units > len(best.errors):
            return
        self.document.set_view(fit=FitSettings(min(units, MOST_FIT_UNITS), best.settings.norm))
        self._use(best.errors[units])

    def _on_use_clicked(self) -> None:
        best = self.document.snapshot.best
        if best is not None and best.fit is not None:
            self._use(best.fit)

    def _use(self, fit: Fit) -> None:
        self.document.commit()
        with self.document.trying():
            self.document.set_network(fit.network, wording.step_name(fit))

    def _on_keep_clicked(self) -> None:
        best = self.document.snapshot.best
        if best is None or best.fit is None:
            return
        fit, runs = best.fit, self.document.project.runs
        name = new_name(runs, f"Best with {relus(fit.units)}".replace(wording.GLUE, " "))
        if not _is_kept(fit, runs):
            run = Run(name, "best", fit.network, wording.run_settings(fit))
            self.document.set_runs((*runs, run))

    def _on_weights_clicked(self) -> None:
        self.document.weights.fit()


def _is_kept(fit: Fit, runs: tuple[Run, ...]) -> bool:
    """Whether a fit is in the list of networks to compare, or cannot be."""
    try:
        return any(run.network is fit.network for run in runs)
    except ValueError:  # a slope is too large for a network
        return True
