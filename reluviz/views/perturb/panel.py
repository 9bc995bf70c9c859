"""The panel that draws parameters at random around the network."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from reluviz.core.perturb import Perturbation
from reluviz.core.words import sentence
from reluviz.document.document import Document
from reluviz.document.items import Draw
from reluviz.document.snapshot import Snapshot
from reluviz.views.fields import LARGEST_SEED, CountBox, TextBlock
from reluviz.views.perturb import wording
from reluviz.views.perturb.form import SettingsForm
from reluviz.views.perturb.wording import choices, title_of
from reluviz.views.shell import (
    Button,
    Columns,
    ErrorLine,
    ToolPanel,
    accent_sheet,
    button,
    column,
    ground,
    row,
)
from reluviz.views.theme import Theme

_SHOWN_VALUES, _TIP_VALUES = 6, 60
_FORM_WIDTH = 360
"""Pixels that the form gets beside the results, if it does not need more for a large font."""

_WIDE = 1.5
"""The results are beside the form when there is so many times its width, else below it."""


def keep_draw(document: Document) -> None:
    """Make the selected draw the network; the same draws go on around the new one.

    One undo step. Without a selected draw: nothing.
    """
    cloud, draw = document.snapshot.cloud, document.snapshot.selection
    if cloud is None or not isinstance(draw, Draw) or draw.index >= len(cloud):
        return
    settings = cloud.settings
    moved = settings.parameters(cloud.network)
    document.commit()
    document.select(moved[0] if len(moved) == 1 else None)
    text = f"keep draw {draw.index + 1} of {title_of(settings.which)}"
    document.set_network(cloud.draw(draw.index), text)


class Results(QWidget):
    """Texts about the draws, and a field to go through them one by one."""

    draw_chosen = Signal(int)
    """The user asks for a draw by its number from 1; 0 for none."""

    keep_requested = Signal()
    """The user wants the selected draw to be the network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = TextBlock("summary")
        self.at_probe = TextBlock("at_probe")
        self.envelope = TextBlock("envelope_at_probe")
        self.stillness = TextBlock("stillness")
        self.values = TextBlock("draw_values")
        self.number = CountBox("draw_number", 0, 1)
        self.number.setAccessibleName("Draw")
        self.number.setSpecialValueText("none")
        self.number.setToolTip("Go through the draws one by one, or click one in the plot")
        self.keep = Button("Keep this draw")
        self.keep.setObjectName("keep_draw")
        self.keep.setToolTip("Make this draw the network: one step that can be undone")
        self._chooser = QWidget()
        self._chooser.hide()
        self._lay_out()
        self.number.valueChanged.connect(self.draw_chosen)
        self.keep.clicked.connect(self.keep_requested)

    def render_snapshot(self, new: Snapshot) -> None:
        """Write what is to be said about `new`."""
        settings, cloud = new.perturbation, new.cloud
        shown = None if cloud is None else len(cloud)
        if settings is None:
            self.summary.show_text(_without_draws(new))
            self.stillness.show_text("")
        else:
            self.summary.show_text(wording.summary(settings, shown))
            self.stillness.show_text(wording.stillness(new.network, settings))
        self._render_at_probe(new)
        self._render_draw(new)

    def _render_at_probe(self, new: Snapshot) -> None:
        settings, cloud, envelope = new.perturbation, new.cloud, new.envelope
        is_inside = new.domain[0] <= new.probe <= new.domain[1]
        text = bounds = ""
        if is_inside and cloud is not None:
            text = wording.at_probe(cloud, new.probe, new.state.digits)
        if is_inside and settings is not None and envelope is not None:
            bounds = wording.envelope_at(settings, envelope, new.probe, new.state.digits)
        self.at_probe.show_text(text)
        self.envelope.show_text(bounds)

    def _render_draw(self, new: Snapshot) -> None:
        cloud = new.cloud
        self._chooser.setVisible(cloud is not None)
        if cloud is None:
            self.values.show_text("")
            return
        selected = new.selection.index if isinstance(new.selection, Draw) else -1
        hovered = new.hovered.index if isinstance(new.hovered, Draw) else -1
        selected = selected if selected < len(cloud) else -1
        index = hovered if 0 <= hovered < len(cloud) else selected
        with QSignalBlocker(self.number):
            self.number.setMaximum(len(cloud))
            self.number.setValue(selected + 1)
        self.keep.setEnabled(selected >= 0)
        if index < 0:
            self.values.show_text("")
            return
        self.values.show_text(
            f"Draw {index + 1}: {wording.draw_values(cloud, index, _SHOWN_VALUES)}"
        )
        self.values.setToolTip(wording.draw_values(cloud, index, _TIP_VALUES))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._chooser)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        caption = QLabel("draw")
        caption.setForegroundRole(caption.palette().ColorRole.PlaceholderText)
        caption.setBuddy(self.number)
        row.addWidget(caption)
        row.addWidget(self.number)
        row.addWidget(self.keep)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (
            self.summary,
            self.stillness,
            self.at_probe,
            self.envelope,
            self._chooser,
            self.values,
        ):
            column.addWidget(part)
        column.addStretch(1)


def _without_draws(new: Snapshot) -> str:
    settings = new.view.perturbation
    if settings is None:
        return wording.HINT
    return wording.misfit(new.network, settings)


class PerturbPanel(ToolPanel):
    """Draws parameters at random and says what comes of it.

    While draws are shown, every change in the form changes them at once.
    """

    needs = (
        "Random draws are shown around the curve of one hidden layer of ReLUs; "
        "the loss slice shows what a change of one parameter does here."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "perturb", "Perturb", parent)
        self.form = SettingsForm(theme)
        self.error = ErrorLine("perturb_error")
        self.draw = button("draw", "Draw", "Draw curves with these settings")
        self.another = button("another", "Another", "The same with the next seed")
        self.clear = button("clear", "Clear", "Take the draws away")
        self.cloud = QCheckBox("Show cloud")
        self.cloud.setObjectName("show_cloud")
        self.envelope = QCheckBox("Show envelope")
        self.envelope.setObjectName("show_envelope")
        self.envelope.setToolTip(
            "The lowest and the highest curve of the box of plus or minus one spread"
        )
        self.results = Results()
        self._load_number = -1
        self._settings: Perturbation | None = None
        self._followed: str | None = None
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.form.apply_theme(theme)
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        self._render_form(old, new)
        if old is None or old.view.hidden != new.view.hidden:
            for box, layer in ((self.cloud, "cloud"), (self.envelope, "envelope")):
                with QSignalBlocker(box):
                    box.setChecked(new.shows(layer))
        if old is None or _is_other(old, new):
            has_draws = new.view.perturbation is not None
            self.another.setEnabled(has_draws)
            self.clear.setEnabled(has_draws)
            self.results.render_snapshot(new)

    # Private: rendering

    def _render_form(self, old: Snapshot | None, new: Snapshot) -> None:
        settings, form = new.view.perturbation, self.form
        is_loaded = new.load_number != self._load_number
        if is_loaded:
            self._load_number, self._settings, self._followed = new.load_number, None, None
            form.follows_selection = True
        if settings is not None and settings != self._settings:
            if is_loaded or settings.which != form.shown_which:
                form.follows_selection = False
            form.show_settings(settings)
            self.error.show_text("")
        self._settings = settings
        if (
            old is None
            or is_loaded
            or old.parameter != new.parameter
            or old.network.n_units != new.network.n_units
        ):
            self._render_choices(new)

    def _render_choices(self, new: Snapshot) -> None:
        """Offer the selected parameter, or the one selected last, and what it belongs to."""
        if new.parameter is not None:
            self._followed = new.network.name(new.parameter)
        elif self._followed is not None and not Perturbation(self._followed).fits(new.network):
            self._followed = None
        self.form.show_choices(choices(new.network, self._followed))
        if self.form.follows_selection and not self.form.is_typing():
            self.form.show_which(self._followed or "all")
            self.error.show_text("")

    def _apply_colours(self) -> None:
        self.draw.setStyleSheet(accent_sheet(self.theme, 18))
        self.error.apply_theme(self.theme)

    def _lay_out(self) -> None:
        buttons = row((self.draw, self.another, self.clear))
        boxes = row((self.cloud, self.envelope), 16)
        left = QWidget()
        column(left, (self.form, self.error, buttons, boxes), 8).addStretch(1)
        column(self, (Columns(left, self.results, least=_FORM_WIDTH, wide=_WIDE),))
        ground(self)

    # Private: what the user does

    def _connect(self) -> None:
        self.form.edited.connect(self._on_form_edited)
        self.form.entered.connect(self._on_draw_clicked)
        self.draw.clicked.connect(self._on_draw_clicked)
        self.another.clicked.connect(self._on_another_clicked)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.cloud.clicked.connect(lambda on: self._on_layer_clicked("cloud", on))
        self.envelope.clicked.connect(lambda on: self._on_layer_clicked("envelope", on))
        self.results.draw_chosen.connect(self._on_draw_chosen)
        self.results.keep_requested.connect(self._on_keep_requested)

    def _on_form_edited(self) -> None:
        if self.document.project.view.perturbation is not None:
            self._apply()
        else:
            self.error.show_text("")

    def _on_draw_clicked(self) -> None:
        if self._apply():
            self._on_layer_clicked("cloud", True)

    def _on_another_clicked(self) -> None:
        self._apply(further=1)

    def _on_clear_clicked(self) -> None:
        self.error.show_text("")
        self.document.set_view(perturbation=None)

    def _apply(self, further: int = 0) -> bool:
        """Draw what the form says; if that makes no sense, say why and change nothing."""
        try:
            settings = self.form.read()
            settings.check(self.document.network)
        except ValueError as error:
            self.error.show_text(sentence(error))
            return False
        self.error.show_text("")
        if further:
            settings = replace(settings, seed=(settings.seed + further) % (LARGEST_SEED + 1))
        # Draws are around the whole network, not around a step of its construction.
        self.document.set_view(perturbation=settings, build=None)
        return True

    def _on_layer_clicked(self, layer: str, on: bool) -> None:
        others = tuple(name for name in self.document.project.view.hidden if name != layer)
        self.document.set_view(hidden=others if on else (*others, layer))

    def _on_draw_chosen(self, number: int) -> None:
        self.document.select(Draw(number - 1) if number else None)

    def _on_keep_requested(self) -> None:
        keep_draw(self.document)


def _is_other(old: Snapshot, new: Snapshot) -> bool:
    """Whether the results differ."""
    if old.state is not new.state or old.view is not new.view or old.gesture != new.gesture:
        return True
    return _draws_of(old) != _draws_of(new)


def _draws_of(snapshot: Snapshot) -> tuple[Draw | None, ...]:
    return tuple(
        item if isinstance(item, Draw) else None for item in (snapshot.selection, snapshot.hovered)
    )
