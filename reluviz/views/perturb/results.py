"""What came out of the draws: how many, how far at the probe, and one of them in numbers."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reluviz.document.items import Draw
from reluviz.document.snapshot import Snapshot
from reluviz.views.fields import CountBox, TextBlock
from reluviz.views.perturb import wording

_SHOWN_VALUES, _TIP_VALUES = 6, 60


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
        self.keep = QPushButton("Keep this draw")
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
