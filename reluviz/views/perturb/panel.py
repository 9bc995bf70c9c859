"""The panel that draws parameters at random around the network."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reluviz.core.perturb import Perturbation
from reluviz.core.words import sentence
from reluviz.document.document import Document
from reluviz.document.items import Draw
from reluviz.document.snapshot import Snapshot
from reluviz.views.fields import LARGEST_SEED, TextBlock
from reluviz.views.panel import Panel
from reluviz.views.perturb.form import SettingsForm
from reluviz.views.perturb.keeping import keep_draw
from reluviz.views.perturb.results import Results
from reluviz.views.perturb.wording import choices
from reluviz.views.theme import Theme

_FORM_WIDTH = 360
"""Pixels that the form gets beside the results, if it does not need more for a large font."""

_WIDE = 1.5
"""The results are beside the form when there is so many times its width, else below it."""


class PerturbPanel(Panel):
    """Draws parameters at random and says what comes of it.

    While draws are shown, every change in the form changes them at once.

    Parameters
    ----------
    document : Document
        What is shown and changed.
    theme : Theme
        Its colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    is_secondary = True
    needs = (
        "Random draws are shown around the curve of one hidden layer of ReLUs; "
        "the loss slice shows what a change of one parameter does here."
    )

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "perturb", "Perturb", parent)
        self.form = SettingsForm(theme)
        self.error = TextBlock("perturb_error")
        self.error.setAutoFillBackground(True)
        self.error.setMargin(6)
        self.draw = _button("draw", "Draw", "Draw curves with these settings")
        self.another = _button("another", "Another", "The same with the next seed")
        self.clear = _button("clear", "Clear", "Take the draws away")
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

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        form_width = max(_FORM_WIDTH, self._left.minimumSizeHint().width())
        is_wide = self.width() >= _WIDE * form_width
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._left.setMaximumWidth(form_width if is_wide else 16_777_215)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(None, event.globalPos())

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
        theme = self.theme
        self.draw.setStyleSheet(
            f"QPushButton {{ background: {theme.accent}; color: {theme.ground};"
            f" border: 1px solid {theme.accent}; border-radius: 5px; padding: 5px 18px; }}"
            f"QPushButton:hover, QPushButton:focus {{ border-color: {theme.text}; }}"
        )
        self.error.setStyleSheet(
            f"background: {theme.warning_ground}; color: {theme.warning_text}; border-radius: 4px;"
        )

    def _lay_out(self) -> None:
        buttons, boxes = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (buttons, (self.draw, self.another, self.clear)),
            (boxes, (self.cloud, self.envelope)),
        ):
            row.setSpacing(6 if row is buttons else 16)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.form)
        left.addWidget(self.error)
        left.addLayout(buttons)
        left.addLayout(boxes)
        left.addStretch(1)
        content = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._columns.setContentsMargins(12, 10, 12, 10)
        self._columns.setSpacing(20)
        self._columns.addWidget(self._left)
        self._columns.addWidget(self.results, 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        for ground in (self, content, scroll.viewport()):
            ground.setAutoFillBackground(True)
            ground.setBackgroundRole(QPalette.ColorRole.Base)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

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


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
