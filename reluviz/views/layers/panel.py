"""The diagram of layered networks: shows one, and hands what mouse and keys do to the document."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit
from reluviz.document.snapshot import LAYERED, Snapshot
from reluviz.views.folding_window import Window
from reluviz.views.gestures import Burst, ParameterDrag, factor_of
from reluviz.views.in_place import ValueEditor
from reluviz.views.layered_words import neuron_of
from reluviz.views.layers import hits, texts
from reluviz.views.layers.edges import EdgeFinder
from reluviz.views.layers.geometry import Layout
from reluviz.views.layers.input_drag import InputDrag
from reluviz.views.layers.layout import arrange
from reluviz.views.layers.painter import LayersPainter
from reluviz.views.layers.picture import Picture
from reluviz.views.layers.scene import Scene, compose
from reluviz.views.layers.typing_in_place import Subject, Typing
from reluviz.views.layers.walking import neighbour
from reluviz.views.painting import Fonts
from reluviz.views.panel import Panel
from reluviz.views.theme import Theme

_DESCRIBE_MS = 300
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_ARROWS = {
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
}


class LayersPanel(Panel):
    """What is connected to what in a layered network, and what flows through it at the probe.

    Drag an edge, a bias or an input up and down, or double-click it and type. A selected edge is
    also changed by the wheel; over a folded layer the wheel moves through its units.

    Parameters
    ----------
    document : Document
        What is shown.
    theme : Theme
        Its colours to begin with.
    parent : QWidget, optional
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)
    """An item or None, and a place on the screen."""

    kinds = (LAYERED,)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "layers", "Network", parent)
        self.setAccessibleName("Network diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._fonts = Fonts(self.font())
        self._layout: Layout | None = None
        self._scene: Scene | None = None
        self._windows: list[Window] = []
        self._starts: list[int | None] = []
        self._finder = EdgeFinder()
        self._picture = Picture()
        self._drag: ParameterDrag | InputDrag | None = None
        self._shows_focus = False
        self._burst = Burst(document, self)
        self._typing = Typing(document, self)
        self._describe_timer = QTimer(self)
        self._describe_timer.setSingleShot(True)
        self._describe_timer.setInterval(_DESCRIBE_MS)
        self._describe_timer.timeout.connect(self._describe)
        self.start()

    @property
    def scene(self) -> Scene | None:
        """What is painted; None before the first layered network."""
        return self._scene

    @property
    def diagram_layout(self) -> Layout | None:
        """Where everything is; None before the first layered network."""
        return self._layout

    @property
    def editor(self) -> ValueEditor | None:
        """The line in which a value is being typed, or None."""
        return self._typing.editor

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Repaint what differs."""
        if old is not None and _looks_same(old, new):
            return
        self._update_scene(old, new)
        self.update()
        layout = self._layout
        if layout is not None:
            self._typing.check(lambda subject: hits.room_of(layout, subject))
        if self.hasFocus() and not self._describe_timer.isActive():
            self._describe_timer.start()

    def let_go(self) -> None:
        super().let_go()
        self._typing.close()
        self._drag = None

    def edit(self, subject: Subject) -> None:
        """Open a line over a parameter or an input to type it; nothing if it is folded away."""
        room = None if self._layout is None else hits.room_of(self._layout, subject)
        if room is not None:
            self._typing.open(subject, room)

    # Qt: looks

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        line = self._fonts.line
        return QSize(int(22 * line), int(32 * line))

    def minimumSizeHint(self) -> QSize:
        """Below this nothing could be told apart."""
        return QSize(220, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scene."""
        painter = QPainter(self)
        ground = QColor(self.theme.ground)
        if self._scene is None or self._layout is None:
            painter.fillRect(self.rect(), ground)
            return
        parts = (self.theme, self._fonts, self._layout, self._scene)
        self._picture.paint(painter, self, ground, *parts)
        LayersPainter(painter, *parts).paint_upper()
        if self._shows_focus:
            painter.setPen(QPen(QColor(self.theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange everything anew."""
        super().resizeEvent(event)
        self._rearrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_describe_timer"):
            self._fonts = Fonts(self.font())
            self.updateGeometry()
            self._rearrange()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    # Qt: the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is under the mouse; a parameter or an input can now be dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._burst.end()
        if self.document.in_gesture:
            return
        item = self._item_at(event.position())
        self.document.select(item)
        if isinstance(item, ParameterId):
            self._drag = ParameterDrag(self.document, item, event.position())
        elif isinstance(item, Unit) and item.layer < 0:
            self._drag = InputDrag(self.document, item.index, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or say what the mouse is over."""
        if self._drag is not None:
            drag = self._drag
            with self.document.trying():
                drag.move(event.position(), event.modifiers())
            return
        item = self._item_at(event.position())
        if self._layout is not None and self._scene is not None:
            self.setCursor(hits.cursor_at(self._layout, self._scene.edges, event.position()))
        if self._burst.parameter is not None and item != self._burst.parameter:
            self._burst.end()
        if not self.document.in_gesture and not event.buttons():
            self.document.hover(item)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            if isinstance(self._drag, ParameterDrag):
                self._drag.release()
            self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a value."""
        if event.button() != Qt.MouseButton.LeftButton or self.document.in_gesture:
            return
        if self._layout is None or self._scene is None:
            return
        subject = hits.typed_at(self._layout, self._scene.edges, event.position())
        if subject is not None:
            self._drag = None
            self.document.select(subject)
            self.edit(subject)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        if not self.document.in_gesture:
            self.document.hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the selected parameter when over it; else move through a folded layer."""
        event.accept()
        angle = event.angleDelta().y() or event.angleDelta().x()
        if angle == 0 or self._drag is not None:
            return
        item = self._item_at(event.position())
        if isinstance(item, ParameterId) and item == self.document.snapshot.selection:
            with self.document.trying():
                self._burst.turn(item, angle, event.modifiers())
        elif not self.document.in_gesture:
            self._scroll(event.position().x(), angle / 120, event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for a menu, by mouse or by key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            item = self._item_at(QPointF(event.pos()))
            self.context_menu_requested.emit(item, event.globalPos())
            return
        item, layout = self.document.snapshot.selection, self._layout
        room = None if item is None or layout is None else hits.room_of(layout, item)
        centre = QRectF(self.rect()).center() if room is None else room.center()
        self.context_menu_requested.emit(item, self.mapToGlobal(centre.toPoint()))

    # Qt: the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows change the selected parameter, with Alt they walk; Return types, X the probe."""
        self._show_focus(True)
        key, snapshot = Qt.Key(event.key()), self.document.snapshot
        selected = snapshot.selection
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and selected is not None:
            is_input = isinstance(selected, Unit) and selected.layer < 0
            subject = selected if is_input else snapshot.parameter
            if isinstance(subject, (Unit, ParameterId)):
                self.edit(subject)
        elif key == Qt.Key.Key_X and not event.modifiers():
            self.edit(Unit(0, -1))
        elif key in _ARROWS and not self.document.in_gesture:
            right, up = _ARROWS[key]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.document.select(neighbour(snapshot.network, selected, right, -up))
            else:
                factor = factor_of(event.modifiers())
                with self.document.trying():
                    self.document.nudge(right * factor, up * factor)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus when it came by a key, and put the network into words."""
        super().focusInEvent(event)
        self._show_focus(event.reason() in _KEYBOARD)
        self._describe()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._show_focus(False)

    # Private: what is shown

    def _item_at(self, at: QPointF) -> Item | None:
        if self._layout is None or self._scene is None:
            return None
        return hits.item_at(self._layout, self._scene.edges, at)

    def _rearrange(self) -> None:
        """Size or font have changed: nothing of the layout holds any more."""
        self._typing.close()
        self._layout = None
        if self._shown is not None:
            self._update_scene(None, self._shown)
        self.update()

    def _update_scene(self, old: Snapshot | None, new: Snapshot) -> None:
        sizes = _sizes(new)
        if self._layout is None or len(self._windows) != len(sizes):
            self._windows = [Window() for _ in sizes]
            self._starts = [None] * len(sizes)
        if self._layout is None or old is None or _sizes(old) != sizes:
            self._arrange(sizes)
        assert self._layout is not None
        starts = self._wanted_starts(self._layout, old, new)
        if starts != self._starts:
            self._starts = starts
            self._arrange(sizes)
        self._scene = compose(new, self._layout, self._finder)

    def _arrange(self, sizes: list[int]) -> None:
        self._layout = arrange(self.width(), self.height(), sizes, self._starts, self._fonts)

    def _wanted_starts(
        self, layout: Layout, old: Snapshot | None, new: Snapshot
    ) -> list[int | None]:
        """Where the folded layers are open: at what is selected or hovered, or where scrolled."""
        selected, hovered = _shown_units(new.selection), _shown_units(new.hovered)
        is_new = old is None or old.selection != new.selection
        return [
            window.start(
                column.folding, selected.get(column.layer), hovered.get(column.layer), is_new
            )
            for window, column in zip(self._windows, layout.columns, strict=True)
        ]

    def _scroll(self, x: float, notches: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move through the units of the folded layer under the mouse."""
        column = None if self._layout is None else self._layout.column_at(x)
        if column is None or column.folding is None or self._shown is None:
            return
        if self._windows[column.layer + 1].scroll(column.folding, notches, modifiers):
            self.document.hover(None)
            self._update_scene(self._shown, self._shown)
            self.update()

    def _describe(self) -> None:
        if self._shown is not None and self._scene is not None:
            self.setAccessibleDescription(texts.describe(self._shown, self._scene.flow))

    def _show_focus(self, shows: bool) -> None:
        if shows != self._shows_focus:
            self._shows_focus = shows
            self.update()

    def _tip(self, at: QPointF) -> str:
        if self._layout is None or self._scene is None or self._shown is None:
            return ""
        flow, item = self._scene.flow, self._item_at(at)
        if item is None and self._layout.readout.contains(at):
            item = self._scene.neuron
        if isinstance(item, ParameterId):
            return texts.parameter_tip(self._shown, item, flow)
        if isinstance(item, Unit):
            return texts.node_tip(self._shown, item, flow)
        column = self._layout.column_at(at.x())
        is_folded = column is not None and column.folding is not None
        return "Scroll to move through the units of this layer" if is_folded else ""


def _sizes(snapshot: Snapshot) -> list[int]:
    network = snapshot.network
    return [network.n_inputs, *(layer.n_units for layer in network.layers)]


def _shown_units(item: Item | None) -> dict[int, int]:
    """The units that an item wants to be shown, by their layers: both ends of an edge."""
    found = {}
    neuron = neuron_of(item)
    if neuron is not None:
        found[neuron.layer] = neuron.index
    if isinstance(item, ParameterId) and item.source is not None:
        found[item.layer - 1] = item.source
    return found


def _looks_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two snapshots differ in nothing that the diagram shows."""
    return (
        old.state is new.state
        and old.selection == new.selection
        and old.hovered == new.hovered
        and old.gesture == new.gesture
        and old.view == new.view
        and old.broken == new.broken
    )
