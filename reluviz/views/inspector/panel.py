"""The inspector panel: wires table, editor and effect to the document."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.document.items import Unit
from reluviz.document.snapshot import Snapshot
from reluviz.files.typed_number import typed_number
from reluviz.views.gestures import Burst
from reluviz.views.inspector.effect import EffectView
from reluviz.views.inspector.model import Column, WeightModel, cell_of, item_at, kind_of
from reluviz.views.inspector.table import WeightTable
from reluviz.views.number_cells import Marks
from reluviz.views.palettes import colour_divider, divider, panel_palette
from reluviz.views.panel import Panel
from reluviz.views.parameter_editor import ParameterEditor, value_before
from reluviz.views.theme import Theme


class InspectorPanel(Panel):
    """The numbers of the network: a table, an editor for one, and what a change of it does.

    Parameters
    ----------
    document : Document
        What is shown and changed.
    theme : Theme
        The colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    run_pause = 100

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    copy_requested = Signal()
    """Ctrl+C in the table, unless an action of the window took it."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "inspector", "Parameters", parent)
        self.model = WeightModel(self)
        self.table = WeightTable(self.model, theme)
        self.editor = ParameterEditor(theme)
        self.effect = EffectView(theme)
        self._burst = Burst(document, self)
        self._slider_gesture: Gesture | None = None
        self._kind = "w"
        self._lines = (divider(), divider())
        self._lay_out()
        self._connect()
        self._apply_colours()
        self.start()

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        is_reset = old is None or old.network.n_units != new.network.n_units
        self._show_influence(new)
        if old is None or old.state is not new.state:
            self.model.show_state(new.state)
        if is_reset:
            self.table.fit()
        self._render_marks(old, new, is_reset)
        self.editor.render_snapshot(old, new)
        self.effect.render_snapshot(old, new)

    def switch_columns(self) -> None:
        """Show the influence of the parameters in the table, or kinks and slopes again."""
        self.table.switch_columns()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        self._apply_colours()  # Qt drops palettes when a window with a style sheet takes it over
        super().showEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(self.document.snapshot.selection, event.globalPos())

    # Private: rendering

    def _show_influence(self, new: Snapshot) -> None:
        """Fill the columns of the influence, if they are in sight, for the selected kind."""
        self._kind = kind_of(new.selection) or self._kind
        self.model.show_influence(self._kind if self.table.shows_influence else None)

    def _on_columns_changed(self) -> None:
        if self._shown is not None:
            self._show_influence(self._shown)
            self._render_marks(None, self._shown, is_reset=False)

    def _render_marks(self, old: Snapshot | None, new: Snapshot, is_reset: bool) -> None:
        item = _item_in_table(new)
        hovered = new.hovered_unit
        if hovered is None and new.hovered == ParameterId(1, 0):
            hovered = new.network.n_units
        row, column = (-1, -1) if item is None else cell_of(new.network.n_units, item)
        current = self.table.currentIndex()
        if (
            item is not None
            and current.isValid()
            and not self.table.isColumnHidden(current.column())
            and current.row() <= new.network.n_units
            and item_at(new.network.n_units, current.row(), current.column()) == item
        ):
            row, column = current.row(), current.column()  # the kink stands for b as well
        marks = Marks(row, column, -1 if hovered is None else hovered)
        old_item = None if old is None else _item_in_table(old)
        if is_reset or item != old_item or marks != self.table.marks:
            self.table.show_marks(marks, follow=is_reset or item != old_item)

    def _apply_colours(self) -> None:
        theme = self.theme
        self.setPalette(panel_palette(self.palette(), theme))
        for line in self._lines:
            colour_divider(line, theme)
        self.table.apply_theme(theme)
        self.editor.apply_theme(theme)
        self.effect.apply_theme(theme)

    def _lay_out(self) -> None:
        self.setAutoFillBackground(True)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1000)
        for line, part in zip(self._lines, (self.editor, self.effect), strict=True):
            column.addWidget(line)
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        for ground in (self, content, scroll.viewport()):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _connect(self) -> None:
        table, editor = self.table, self.editor
        table.cell_chosen.connect(self._on_cell_chosen)
        table.cell_hovered.connect(self._on_cell_hovered)
        table.cell_typed.connect(self._on_cell_typed)
        table.cell_stepped.connect(self._on_cell_stepped)
        table.menu_requested.connect(self._on_menu_requested)
        table.columns_changed.connect(self._on_columns_changed)
        table.copy_requested.connect(self.copy_requested)
        editor.slider.sliderPressed.connect(self._on_slider_pressed)
        editor.slider.sliderMoved.connect(self._on_slider_moved)
        editor.slider.sliderReleased.connect(self._on_slider_released)
        editor.field.typed.connect(self._on_field_typed)
        editor.reset_requested.connect(self._on_reset_requested)
        editor.link_requested.connect(self._on_link_requested)
        for part in (editor.slider, editor.field):
            part.stepped.connect(self._on_stepped)
            part.stepping_ended.connect(self._burst.end)
        table.stepping_ended.connect(self._burst.end)

    # Private: what the user does in the table

    def _item(self, row: int, column: int) -> ParameterId | Unit | None:
        n_units = self.model.n_units
        return item_at(n_units, row, column) if 0 <= row <= n_units else None

    def _on_cell_chosen(self, row: int, column: int) -> None:
        item = self._item(row, column)
        if item != self.document.snapshot.selection:
            self._burst.end()
        self.document.select(item)

    def _on_cell_hovered(self, row: int, column: int) -> None:
        if not self.document.in_gesture or row < 0:
            self.document.hover(self._item(row, column))

    def _on_cell_typed(self, row: int, column: int, text: str) -> None:
        item = self._item(row, column)
        if isinstance(item, ParameterId):
            self._set_typed(item, text, as_kink=column == Column.KINK)

    def _on_cell_stepped(self, row: int, column: int, steps: float) -> None:
        item = self._item(row, column)
        if not isinstance(item, ParameterId):
            return
        if column == Column.KINK and self.document.network.v[row] > 0:
            steps = -steps  # up moves the kink to the right: b = -v kink
        self._step(item, steps)

    def _on_menu_requested(self, row: int, column: int, place: QPoint) -> None:
        self.context_menu_requested.emit(self._item(row, column), place)

    # Private: what the user does in the editor

    def _on_slider_pressed(self) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None:
            name = self.document.network.name(parameter)
            self._slider_gesture = self.document.begin(f"change {name}")

    def _on_slider_moved(self, place: int) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None and self._slider_gesture is not None:
            with self.document.trying():
                self._slider_gesture.set(parameter, self.editor.slider.number_at(place))

    def _on_slider_released(self) -> None:
        if self._slider_gesture is not None:
            self._slider_gesture.commit()

    def _on_stepped(self, steps: float) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None:
            self._step(parameter, steps)

    def _on_field_typed(self, text: str) -> None:
        parameter = self.document.snapshot.parameter
        if parameter is not None:
            self._set_typed(parameter, text)

    def _on_reset_requested(self) -> None:
        parameter, value = self.document.snapshot.parameter, value_before(self.document.snapshot)
        if parameter is not None and value is not None:
            gesture = self.document.begin(f"reset {self.document.network.name(parameter)}")
            gesture.set(parameter, value)
            gesture.commit()

    def _on_link_requested(self) -> None:
        snapshot = self.document.snapshot
        if snapshot.parameter is None:
            return
        self._burst.end()
        if snapshot.parameter in snapshot.broken:
            self.document.mend_link(snapshot.parameter)
        else:
            self.document.break_link(snapshot.parameter)

    # Private: edits

    def _set_typed(self, parameter: ParameterId, text: str, as_kink: bool = False) -> None:
        self._burst.end()
        network = self.document.network
        with self.document.trying(about=network.name(parameter)):
            value = typed_number(text)
            if as_kink:
                value = -float(network.v[parameter.unit]) * value + 0.0  # no negative zero
            if value != network.value(parameter):
                with self.document.trying():
                    self.document.set_parameter(parameter, value)

    def _step(self, parameter: ParameterId, steps: float) -> None:
        with self.document.trying():
            self._burst.step(parameter, steps)


def _item_in_table(snapshot: Snapshot) -> ParameterId | Unit | None:
    """What the table marks: the selection, or the parameter or unit that stands for it."""
    if isinstance(snapshot.selection, (ParameterId, Unit)):
        return snapshot.selection
    if snapshot.parameter is not None:
        return snapshot.parameter
    return None if snapshot.unit is None else Unit(snapshot.unit)
