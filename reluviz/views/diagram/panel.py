"""The diagram panel: shows the network, and hands what the mouse and keys do to the document."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
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
    QPixmap,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit
from reluviz.document.layer_edits import EDITS
from reluviz.document.snapshot import LAYERED, SHALLOW, Snapshot
from reluviz.views.diagram import hits, texts
from reluviz.views.diagram.edges import EdgeFinder
from reluviz.views.diagram.geometry import Layout, Shape, grown
from reluviz.views.diagram.layout import arrange
from reluviz.views.diagram.painter import DiagramPainter, whole_labels
from reluviz.views.diagram.pictures import Pictures
from reluviz.views.diagram.scene import (
    Parts,
    Scene,
    WeightSizes,
    all_parts,
    changed_parts,
    compose,
    region_of,
)
from reluviz.views.diagram.spoken import spoken_parts
from reluviz.views.diagram.typing_in_place import InputDrag, Subject, Typing
from reluviz.views.diagram.walking import inside, neighbour
from reluviz.views.folding_window import Window
from reluviz.views.gestures import Burst, ParameterDrag, factor_of
from reluviz.views.in_place import ValueEditor
from reluviz.views.painting import Fonts
from reluviz.views.panel import SECONDARY_PAUSE, Panel
from reluviz.views.spoken_parts import Spoken, tell_selected
from reluviz.views.theme import Theme
from reluviz.views.tips import show_below

_DESCRIBE_MS = 300
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ARROWS = {
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
}


class DiagramPanel(Panel):
    """What is connected to what, with every number where it belongs, and what flows at the probe.

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

    run_pause = 100
    kinds = (SHALLOW, LAYERED)

    context_menu_requested = Signal(object, QPoint)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "diagram", "Network", parent)
        self.setAccessibleName("Network diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._fonts = Fonts(self.font())
        self._sizes = WeightSizes()
        self._finder = EdgeFinder()
        self._pictures = Pictures()
        self._layout: Layout | None = None
        self._shape: Shape | None = None
        self._scene: Scene | None = None
        self._spoken: tuple[Scene | None, list[Spoken]] | None = None
        self._windows: list[Window] = []
        self._starts: list[int | None] = []
        self._fits: dict[Unit, int] = {}
        self._drag: ParameterDrag | InputDrag | None = None
        self._shows_focus = False
        self._burst = Burst(document, self)
        self._typing = Typing(document, self)
        self._describe_timer = QTimer(self)
        self._describe_timer.setSingleShot(True)
        self._describe_timer.setInterval(_DESCRIBE_MS)

        self._describe_timer.timeout.connect(self._describe)
        self._readout_pause = QTimer(self)
        self._readout_pause.setSingleShot(True)
        self._readout_pause.timeout.connect(self._show_readout)
        self.start()

    @property
    def diagram_layout(self) -> Layout:
        """Where everything is."""
        assert self._layout is not None, "the first snapshot is rendered when the panel is made"
        return self._layout

    def spoken_parts(self) -> list[Spoken]:
        """Return the links and biases that are shown, for screen readers."""
        if self._spoken is None or self._spoken[0] is not self._scene:
            self._spoken = self._scene, spoken_parts(self.scene, self.diagram_layout)
        return self._spoken[1]

    @property
    def scene(self) -> Scene:
        """What is painted."""
        assert self._scene is not None, "the first snapshot is rendered when the panel is made"
        return self._scene

    @property
    def editor(self) -> ValueEditor | None:
        """The line in which a value is being typed, or None."""
        return self._typing.editor

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Repaint what differs."""
        if old is not None and _looks_same(old, new):
            return
        if old is not None and old.load_number != new.load_number:
            self.let_go()
        region = self._update_scene(old, new)
        if region is None:
            self.update()
        elif self._pictures.parts is not None:
            self.update(region.boundingRect())  # a plain clip is the fastest to copy into
        elif not region.isEmpty():
            self.update(region)
        self._typing.check(self._room_of)
        if self.hasFocus() and not self._describe_timer.isActive():
            self._describe_timer.start()
        if old is not None and old.selection != new.selection:
            tell_selected(self)

    def let_go(self) -> None:
        super().let_go()
        self._typing.close()
        self._drag = None

    def edit(self, subject: Subject) -> None:
        """Open a line over a parameter or an input to type it; nothing if it is folded away."""
        room = self._room_of(subject)
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
        """Paint the parts that need it."""
        painter = QPainter(self)
        region = event.region()
        parts = self._pictures.parts
        if parts is None:
            self._artist(painter).paint(region)
        else:
            self._artist(painter).paint_with(region, parts, *self._painted_others(parts))
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
            at = QPointF(event.pos())
            show_below(event.globalPos(), self._tip(at), self, self._place_under(at))
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
        button = hits.button_at(self.diagram_layout, event.position())
        if button is not None:
            self._add(button)
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
        edges, at = self.scene.edges, event.position()
        self.setCursor(hits.cursor_at(self.diagram_layout, edges, at))
        if self._burst.parameter is not None and item != self._burst.parameter:
            self._burst.end()
        if not self.document.in_gesture and not event.buttons():
            self.document.hover(item)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._drag.release()
            self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a value."""
        if event.button() != Qt.MouseButton.LeftButton or self.document.in_gesture:
            return
        at = event.position()
        if hits.button_at(self.diagram_layout, at) is not None:
            self.mousePressEvent(event)
            return
        subject = hits.typed_at(self.diagram_layout, self.scene.edges, at)
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
        if isinstance(item, ParameterId) and item == self.document.snapshot.parameter:
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
        item = self.document.snapshot.selection
        room = None if item is None else self._room_of(item)
        centre = QRectF(self.rect()).center() if room is None else room.center()
        self.context_menu_requested.emit(item, self.mapToGlobal(centre.toPoint()))

    # Qt: the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows change the selected parameter, with Alt they walk, as Page Up and Down do.

        Space goes from a unit to its weight and back, Return types, X types the probe, U adds a
        unit and Shift+U a layer.
        """
        self._show_focus(True)
        key, snapshot = Qt.Key(event.key()), self.document.snapshot
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._edit_selected(snapshot)
        elif key == Qt.Key.Key_X and not event.modifiers():
            self.edit(Unit(0, -1))
        elif self.document.in_gesture:
            super().keyPressEvent(event)
        elif key in _PAGES:
            self.document.select(neighbour(snapshot, 0, _PAGES[key]))
        elif key == Qt.Key.Key_Space:
            self.document.select(inside(snapshot.selection))
        elif key == Qt.Key.Key_U:
            self._add("layer" if event.modifiers() else self._hidden_layer(snapshot))
        elif key in _ARROWS:
            right, up = _ARROWS[key]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.document.select(neighbour(snapshot, right, -up))
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
        return hits.item_at(self.diagram_layout, self.scene.edges, at)

    def _room_of(self, item: Item) -> QRectF | None:
        return hits.room_of(self.diagram_layout, self.scene.edges, item)

    def _artist(self, painter: QPainter) -> DiagramPainter:
        parts = (self.theme, self._fonts, self.diagram_layout, self.scene, self._fits)
        return DiagramPainter(painter, *parts)

    def _painted_others(self, parts: Parts) -> tuple[QPixmap, QPixmap]:
        """Pictures of everything but some parts, under and over their edges."""

        def paint(painter: QPainter, is_over: bool) -> None:
            artist = self._artist(painter)
            others = all_parts(self.diagram_layout, self.scene.edges) - parts
            paint_others = artist.paint_over if is_over else artist.paint_under
            paint_others(QRegion(self.rect()), others)

        ground = QColor(self.theme.ground)
        return self._pictures.pictures(self.size(), self.devicePixelRatioF(), ground, paint)

    def _rearrange(self) -> None:
        """Size or font have changed: nothing of the layout holds any more."""
        self._typing.close()
        if self._shown is not None:
            self._shape = None
            self._update_scene(None, self._shown)
        self.update()

    def _update_scene(self, old: Snapshot | None, new: Snapshot) -> QRegion | None:
        """Bring layout and scene up to date; return where they differ, None for everywhere."""
        known = self._layout
        layout = self._arranged(old, new)
        before, self._scene = self._scene, compose(new, layout, self._finder, self._sizes)
        parts = None
        if old is not None and before is not None and layout is known:
            parts = changed_parts(before, self._scene, layout)
        if old is None or before is None or parts is None:
            self._pictures.note(None)
            return None
        hands = [(one.selection, one.parameter, one.hovered, one.lit) for one in (old, new)]
        is_same_hand = hands[0] == hands[1]
        dropped = self._pictures.note(parts if is_same_hand else None)
        if layout.readout is not None and before.readout != self._scene.readout:
            self._show_readout(is_moving=new.gesture is not None)
        region = region_of(layout, before, self._scene, parts | dropped)
        for scene in (before, self._scene):
            for room, *_ in whole_labels(scene, layout, self._fonts):
                region += grown(room, 2)
        return region

    def _show_readout(self, is_moving: bool = False) -> None:
        """Paint the sum anew; while a hand moves, only so often that it can be read."""
        room = self.diagram_layout.readout
        if room is None or (is_moving and self._readout_pause.isActive()):
            return
        self.update(grown(room, 1))
        if is_moving:
            self._readout_pause.start(SECONDARY_PAUSE)

    def _arranged(self, old: Snapshot | None, new: Snapshot) -> Layout:
        """The layout, with its windows where what is selected or hovered is shown."""
        network, before = new.network, None if old is None else old.network
        layout = self._layout
        if layout is None or self._shape is None or before is None or not _alike(before, network):
            shape = Shape.of(network)
            if layout is None or shape != self._shape:
                if len(self._windows) != len(shape.sizes):
                    self._windows = [Window() for _ in shape.sizes]
                self._shape = shape
                layout = self._arrange([None] * len(shape.sizes))
        starts = self._wanted_starts(layout, old, new)
        if starts != self._starts:
            layout = self._arrange(starts)
        return layout

    def _arrange(self, starts: list[int | None]) -> Layout:
        assert self._shape is not None
        self._starts, self._fits = starts, {}
        self._layout = arrange(self.width(), self.height(), self._shape, self._fonts, starts)
        return self._layout

    def _wanted_starts(
        self, layout: Layout, old: Snapshot | None, new: Snapshot
    ) -> list[int | None]:
        """Where the folded layers are open: at what is selected or hovered, or where scrolled."""
        selected = _shown_units(new.selection, new.unit)
        hovered = _shown_units(new.hovered, new.hovered_unit)
        is_new = old is None or old.selection != new.selection or old.unit != new.unit
        if new.build and (old is None or old.build != new.build):
            is_new, selected = True, {0: new.build - 1}  # a step of the construction: it is shown
        return [
            window.start(
                column.folding, selected.get(column.layer), hovered.get(column.layer), is_new
            )
            for window, column in zip(self._windows, layout.columns, strict=True)
        ]

    def _scroll(self, x: float, notches: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move through the units of the folded layer under the mouse, or of the only one."""
        folded = [column for column in self.diagram_layout.columns if column.folding is not None]
        column = self.diagram_layout.column_at(x)
        if column not in folded:
            column = folded[0] if len(folded) == 1 else None
        if column is None or column.folding is None or self._shown is None:
            return
        if self._windows[column.layer + 1].scroll(column.folding, notches, modifiers):
            self.document.hover(None)
            self._update_scene(self._shown, self._shown)
            self.update()

    def _describe(self) -> None:
        if self._shown is not None:
            self.setAccessibleDescription(texts.describe(self._shown))

    def _show_focus(self, shows: bool) -> None:
        if shows != self._shows_focus:
            self._shows_focus = shows
            self.update()

    def _place_under(self, at: QPointF) -> QRect:
        """Where the thing under the mouse is, with what is written below it."""
        item, layout = self._item_at(at), self.diagram_layout
        if isinstance(item, Unit):
            place = layout.nodes[item]
            return (place.region + place.live_region).boundingRect()
        if isinstance(item, ParameterId) and item in layout.rooms:
            return layout.rooms[item].toAlignedRect()
        return QRect()

    def _tip(self, at: QPointF) -> str:
        layout, shown = self.diagram_layout, self.scene.snapshot
        button = hits.button_at(layout, at)
        if button is not None:
            return texts.BUTTON_TIPS["layer" if button == "layer" else "unit"]
        item = self._item_at(at)
        if item is None and layout.readout is not None and layout.readout.contains(at):
            item = self.scene.neuron
        if isinstance(item, ParameterId):
            return texts.parameter_tip(shown, item)
        if isinstance(item, Unit):
            return texts.node_tip(shown, item)
        column = layout.column_at(at.x())
        is_folded = column is not None and column.folding is not None
        return "Scroll to move through the units of this layer" if is_folded else ""

    # Private: what the hands do

    def _edit_selected(self, snapshot: Snapshot) -> None:
        """Type what is selected: an input, a parameter, or the one that stands for an item."""
        item = snapshot.selection
        is_input = isinstance(item, Unit) and item.layer < 0
        subject = item if is_input else snapshot.parameter
        if isinstance(subject, (Unit, ParameterId)):
            self.edit(subject)

    @staticmethod
    def _hidden_layer(snapshot: Snapshot) -> int:
        """The hidden layer of what is selected, or the nearest to it; the first one without."""
        item, last = snapshot.selection, len(snapshot.network.layers) - 2
        chosen = item.layer if isinstance(item, (Unit, ParameterId)) else 0
        return max(0, min(chosen, last))

    def _add(self, where: int | str) -> None:
        """Add a unit to a layer, or a layer after the hidden one that is selected."""
        snapshot = self.document.snapshot
        item, last = snapshot.selection, len(snapshot.network.layers) - 1
        if where == "layer":
            chosen = item.layer if isinstance(item, (Unit, ParameterId)) else last
            name, layer = "add_layer", max(0, chosen)
        else:
            name, layer = "add_unit", int(where)
        with self.document.trying():
            EDITS[name](self.document, layer)


def _alike(before: Network, network: Network) -> bool:
    """Whether two networks look alike but for their numbers."""
    pairs = zip(before.layers, network.layers, strict=False)
    return len(before.layers) == len(network.layers) and all(
        a is b or (a.weights.shape, a.activation) == (b.weights.shape, b.activation)
        for a, b in pairs
    )


def _shown_units(item: Item | None, unit: int | None) -> dict[int, int]:
    """The units that an item wants to be shown, by their layers: both ends of an edge."""
    found = {} if unit is None else {0: unit}
    if isinstance(item, Unit):
        found[item.layer] = item.index
    if isinstance(item, ParameterId):
        found[item.layer] = item.unit
        if item.source is not None:
            found[item.layer - 1] = item.source
    return found


def _looks_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two snapshots differ in nothing that the diagram shows."""
    return (
        old.state is new.state
        and old.selection == new.selection
        and old.hovered == new.hovered
        and old.lit == new.lit
        and old.gesture == new.gesture
        and old.view == new.view
        and old.broken == new.broken
    )
