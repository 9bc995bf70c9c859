"""The inspector panel: wires layers, table, editor and effect to the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from reluviz.core.network import Network, ParameterId
from reluviz.document import layer_edits
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.document.items import Unit
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.files.typed_number import typed_number
from reluviz.views.gestures import Burst
from reluviz.views.inspector.effect import EffectView
from reluviz.views.inspector.header import LayerHeader
from reluviz.views.inspector.model import WeightModel
from reluviz.views.inspector.pages import (
    Cell,
    LayerPage,
    Page,
    RayPage,
    kind_of,
    layer_of,
    marked,
    shows_rays,
)
from reluviz.views.inspector.table import WeightTable
from reluviz.views.number_cells import Marks
from reluviz.views.palettes import colour_divider, divider, panel_palette
from reluviz.views.panel import Panel
from reluviz.views.parameter_editor import ParameterEditor, value_before
from reluviz.views.theme import Theme


class InspectorPanel(Panel):
    """The numbers of a network: a table, an editor for one, and what a change of it does.

    Where a network has rays the table shows all of it; else one layer, that of the selection.

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
    kinds = (SHALLOW, LAYERED)

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    copy_requested = Signal()
    """Ctrl+C in the table, unless an action of the window took it."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "inspector", "Parameters", parent)
        self._layer = 0
        self._followed: tuple[object, bool] = (None, False)
        self._asked: tuple[object, ...] = ()
        self._is_fitted = False
        self.model = WeightModel(self)
        self.header = LayerHeader()
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

    @property
    def layer(self) -> int:
        """Index of the layer whose activation is offered, and whose units are in the table."""
        return self._layer

    # Panel

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._apply_colours()
        super().apply_theme(theme)

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        if old is not None and old.load_number != new.load_number:
            self._layer = 0
        item = _marked(new)
        if (item, Network.general_names) != self._followed:
            self._followed = item, Network.general_names
            layer = layer_of(new.network, item)
            self._layer = self._layer if layer is None else layer
        self._layer = min(self._layer, len(new.network.layers) - 1)
        self._kind = kind_of(new.selection) or self._kind
        self.header.show_layer(new.network, self._layer)
        is_reset = self._show_page(new)
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

    def _show_page(self, new: Snapshot) -> bool:
        """Fill the table; return whether it has other rows or columns now."""
        kind, has_influence, before = self._kind, self.table.shows_influence, self.model.page
        has_rays = shows_rays(new.network)
        rest = (kind, has_influence) if has_rays else (new.point, self._layer)
        asked = (new.state, has_rays, *rest)
        if asked == self._asked:
            self._refit(new)
            return False
        self._asked = asked
        page: Page = (
            RayPage(new.state, kind, has_influence, before)
            if has_rays
            else LayerPage(new.state, new.point, self._layer, before)
        )
        is_reset = self.model.show_page(page)
        self._is_fitted = False
        if is_reset:
            if before is not None and type(page) is not type(before):
                self.let_go()  # what is being typed was meant for another network
            self.table.fit()
        self._refit(new)
        return is_reset

    def _refit(self, new: Snapshot) -> None:
        """Fit the columns once numbers rest that have become too long for them."""
        if self._is_fitted or new.gesture is not None or new.in_run:
            return
        self._is_fitted = True
        if self.table.is_cut():
            self.table.fit()

    def _on_columns_changed(self) -> None:
        if self._shown is not None:
            self._show_page(self._shown)
            self._render_marks(None, self._shown, is_reset=False)

    def _render_marks(self, old: Snapshot | None, new: Snapshot, is_reset: bool) -> None:
        item = _marked(new)
        cell, current = self.model.cell_of(item), self.table.currentIndex()
        is_seen = current.isValid() and not self.table.isColumnHidden(current.column())
        if item and is_seen and self.model.item_at(current.row(), current.column()) == item:
            cell = Cell(current.row(), current.column())  # the kink stands for b as well
        hovered = self.model.cell_of(marked(new.hovered, None, new.hovered_unit))
        lit = tuple(self.model.cell_of(parameter) for parameter in new.lit)
        marks = Marks(*cell, hovered.row, lit)
        is_new = is_reset or old is None or item != _marked(old)
        if is_new or marks != self.table.marks:
            self.table.show_marks(marks, follow=is_new)

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
        column.addWidget(self.header)
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

        self.header.layer.activated.connect(self._on_layer_chosen)
        self.header.activation.activated.connect(self._on_activation_chosen)
        self.header.number.editingFinished.connect(self._on_number_typed)
        for name, button in self.header.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self._on_button(name))

    # Private: what the user does with the layers

    def _on_layer_chosen(self, layer: int) -> None:
        self._burst.end()
        self._layer = layer
        self.document.select(None)
        self.render_anew()

    def _on_activation_chosen(self, _row: int) -> None:
        self._burst.end()
        name = self.header.activation.currentData()
        with self.document.trying():
            layer_edits.set_activation(self.document, self._layer, name)

    def _on_number_typed(self) -> None:
        self._burst.end()
        with self.document.trying():
            layer_edits.set_activation(self.document, self._layer, self.header.numbered())

    def _on_button(self, name: str) -> None:
        self._burst.end()
        with self.document.trying():
            layer_edits.EDITS[name](self.document, self._layer)

    # Private: what the user does in the table

    def _on_cell_chosen(self, row: int, column: int) -> None:
        item = self.model.item_at(row, column)
        if item != self.document.snapshot.selection:
            self._burst.end()
        self.document.select(item)

    def _on_cell_hovered(self, row: int, column: int) -> None:
        if not self.document.in_gesture or row < 0:
            self.document.hover(self.model.item_at(row, column))

    def _on_cell_typed(self, row: int, column: int, text: str) -> None:
        item, page = self.model.item_at(row, column), self.model.page
        if isinstance(item, ParameterId) and page is not None:
            self._set_typed(item, text, lambda value: page.parameter_value(row, column, value))

    def _on_cell_stepped(self, row: int, column: int, steps: float) -> None:
        item, page = self.model.item_at(row, column), self.model.page
        if isinstance(item, ParameterId) and page is not None:
            self._step(item, steps * page.upwards(row, column))

    def _on_menu_requested(self, row: int, column: int, place: QPoint) -> None:
        self.context_menu_requested.emit(self.model.item_at(row, column), place)

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

    def _set_typed(
        self, parameter: ParameterId, text: str, meant: Callable[[float], float] = float
    ) -> None:
        self._burst.end()
        network = self.document.network
        with self.document.trying(about=network.name(parameter)):
            value = meant(typed_number(text))
            if value != network.value(parameter):
                with self.document.trying():
                    self.document.set_parameter(parameter, value)

    def _step(self, parameter: ParameterId, steps: float) -> None:
        with self.document.trying():
            self._burst.step(parameter, steps)


def _marked(snapshot: Snapshot) -> ParameterId | Unit | None:
    return marked(snapshot.selection, snapshot.parameter, snapshot.unit)
