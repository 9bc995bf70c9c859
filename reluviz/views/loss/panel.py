"""The panel with the loss as a function of the selected parameter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from reluviz.document.arrow_steps import step_of
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.views.loss import wording
from reluviz.views.loss.chart import Figure, SliceChart, next_figure
from reluviz.views.shell import Pages, ToolPanel, button, column, ground, label
from reluviz.views.theme import Theme

_WIDE = 480
"""From so many pixels on the button is beside the text, else below it."""

_HIGH = 260
"""Below so many pixels a narrow panel keeps its room for the chart."""


class LossPanel(ToolPanel):
    """Mean squared error against the target, for every value of the selected parameter."""

    kinds = (SHALLOW, LAYERED)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "loss", "Loss slice", parent)
        self.chart = SliceChart(theme)
        self.heading = label("loss_heading")
        self.remark = label("loss_remark", muted=True)
        self.empty = label("loss_empty")
        self.best = button("go_to_best", "Go to the best value")
        self._figure: Figure | None = None
        self._gesture: Gesture | None = None
        self._lay_out()
        self._connect()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.chart.apply_theme(theme)
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if (
            old is not None
            and old.state is new.state
            and old.parameter == new.parameter
            and old.gesture == new.gesture
        ):
            return
        figure = self._figure = next_figure(self._figure, new)
        if figure is None or not figure.is_finite:
            text = wording.why_empty(new) if figure is None else wording.TOO_LARGE
            self.empty.setText(text)
            self._pages.show_page(False)
            return
        unit = new.state.unit_of(figure.parameter)
        colour = self.theme.accent if unit is None else self.theme.unit(unit)
        self.chart.show_figure(figure, new.network.name(figure.parameter), colour)
        heading, remark = wording.heading(figure), wording.remark(figure)
        self.heading.setText(heading)
        if remark != self.remark.text():
            self.remark.setText(remark)
        if new.gesture is None:
            self.chart.setAccessibleDescription(f"{heading}. {remark}")
        self.best.setEnabled(figure.best[0] != figure.now)
        self._pages.show_page(True)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_wide = self.width() >= _WIDE
        self._top.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self.remark.setVisible(is_wide or self.height() >= _HIGH)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(self.document.snapshot.parameter, event.globalPos())

    # Private

    def _lay_out(self) -> None:
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setContentsMargins(6, 8, 2, 2)
        self._top.setSpacing(6)
        self._top.addLayout(column(None, (self.heading, self.remark), 2), 1)
        side = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        self._top.addWidget(self.best, 0, side)
        page = QWidget()
        column(page, (self._top, self.chart), 2, (6, 0, 10, 4)).setStretch(1, 1)
        self._pages = Pages(page, self.empty)
        column(self, (self._pages,))
        ground(self)

    def _connect(self) -> None:
        self.chart.grabbed.connect(self._on_grabbed)
        self.chart.moved.connect(self._on_moved)
        self.chart.released.connect(self._on_released)
        self.chart.stepped.connect(self._on_stepped)
        self.best.clicked.connect(self._on_best_clicked)

    def _on_grabbed(self) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None:
            self._gesture = self.document.begin(f"change {self.document.network.name(parameter)}")

    def _on_moved(self, value: float) -> None:
        if self._gesture is not None and self._gesture.is_open:
            self._set(value)

    def _on_released(self) -> None:
        if self._gesture is not None:
            self._gesture.commit()

    def _on_stepped(self, steps: float) -> None:
        document = self.document
        parameter = document.snapshot.parameter
        if parameter is not None:
            document.commit()
            value = document.network.value(parameter) + step_of(document.state, parameter) * steps
            # Steps of a nice size should give nice numbers: 0.3, not 0.30000000000000004.
            self._set(float(f"{value:.12g}"))

    def _on_best_clicked(self) -> None:
        figure, document = self._figure, self.document
        if figure is None:
            return
        document.begin(f"best value of {document.network.name(figure.parameter)}")
        # Rounding makes −8.000000000000002 of −8; twelve digits are as good as all of them.
        self._set(float(f"{figure.best[0]:.12g}"))
        document.commit()

    def _set(self, value: float) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None:
            with self.document.trying():
                self.document.set_parameter(parameter, value)
