"""The diagram panel: shows the network, and hands what the mouse and keys do to the document."""

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
    QPixmap,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram import hits, texts
from reluviz.views.diagram.editor import Typing
from reluviz.views.diagram.faces import (
    Parts,
    Scene,
    WeightSizes,
    all_parts,
    changed_parts,
    compose,
    region_of,
)
from reluviz.views.diagram.geometry import Layout
from reluviz.views.diagram.layers import Layers
from reluviz.views.diagram.layout import arrange
from reluviz.views.diagram.painter import DiagramPainter
from reluviz.views.diagram.walking import beside, neighbour
from reluviz.views.folding_window import Window
from reluviz.views.gestures import Burst, ParameterDrag, factor_of
from reluviz.views.in_place import ValueEditor
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


class DiagramPanel(Panel):
    """What is connected to what, with every number where it belongs.

    Drag an edge or a bias up and down, or double-click it and type. A selected edge is also
    changed by the wheel; anywhere else the wheel moves through the units that are folded away.

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

    context_menu_requested = Signal(object, QPoint)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, "diagram", "Network", parent)
        self.setAccessibleName("Network diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._fonts = Fonts(self.font())
        self._sizes = WeightSizes()
        self._layers = Layers()
        self._layout: Layout | None = None
        self._scene: Scene | None = None
        self._window = Window()
        self._drag: ParameterDrag | None = None
        self._shows_focus = False
        self._burst = Burst(document, self)
        self._typing = Typing(document, self)
        self._describe_timer = QTimer(self)
        self._describe_timer.setSingleShot(True)
        self._describe_timer.setInterval(_DESCRIBE_MS)

        self._describe_timer.timeout.connect(self._describe)
        self.start()

    @property
    def diagram_layout(self) -> Layout:
        """Where everything is."""
        if self._layout is None:
            self._layout = self._arranged(None)
        return self._layout

    @property
    def editor(self) -> ValueEditor | None:
        """The line in which a value is being typed, or None."""
        return self._typing.editor

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        """Repaint what differs."""
        if old is not None and _looks_same(old, new):
            return
        region = self._update_scene(old, new)
        if region is None:
            self.update()
        elif self._layers.parts is not None:
            self.update(region.boundingRect())  # a plain clip is the fastest to copy into
        elif not region.isEmpty():
            self.update(region)
        self._typing.check(lambda subject: hits.room_of(self.diagram_layout, subject))
        if self.hasFocus() and not self._describe_timer.isActive():
            self._describe_timer.start()

    def let_go(self) -> None:
        super().let_go()
        self._typing.close()
        self._drag = None

    def edit(self, subject: ParameterId | hits.Probe) -> None:
        """Open a line over a parameter or the probe to type it; nothing if it is folded away."""
        room = hits.room_of(self.diagram_layout, subject)
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
        parts = self._layers.parts
        if parts is None:
            self._artist(painter).paint(region)
        else:
            self._artist(painter).paint_with(region, parts, *self._pictures(parts))
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
        """Select what is under the mouse; a parameter can now be dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._burst.end()
        if self.document.in_gesture:
            return
        item = hits.item_at(self.diagram_layout, event.position())
        self.document.select(item)
        if isinstance(item, ParameterId):
            self._drag = ParameterDrag(self.document, item, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or say what the mouse is over."""
        if self._drag is not None:
            drag = self._drag
            with self.document.trying():
                drag.move(event.position(), event.modifiers())
            return
        item = hits.item_at(self.diagram_layout, event.position())
        self.setCursor(hits.cursor_at(self.diagram_layout, event.position()))
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
        subject = hits.typed_at(self.diagram_layout, event.position())
        if subject is not None:
            self._drag = None
            if isinstance(subject, ParameterId):
                self.document.select(subject)
            self.edit(subject)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        if not self.document.in_gesture:
            self.document.hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the selected parameter when over it; else move through folded units."""
        event.accept()
        angle = event.angleDelta().y() or event.angleDelta().x()
        if angle == 0 or self._drag is not None:
            return
        item = hits.item_at(self.diagram_layout, event.position())
        if isinstance(item, ParameterId) and item == self.document.snapshot.parameter:
            with self.document.trying():
                self._burst.turn(item, angle, event.modifiers())
        elif not self.document.in_gesture:
            self._scroll(angle / 120, event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for a menu, by mouse or by key."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            item = hits.item_at(self.diagram_layout, QPointF(event.pos()))
            self.context_menu_requested.emit(item, event.globalPos())
            return
        item = self.document.snapshot.selection
        room = None if item is None else hits.room_of(self.diagram_layout, item)
        centre = QRectF(self.rect()).center() if room is None else room.center()
        self.context_menu_requested.emit(item, self.mapToGlobal(centre.toPoint()))

    # Qt: the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows change the selected parameter, Page Up and Down select units, Return types."""
        self._show_focus(True)
        key = Qt.Key(event.key())
        snapshot = self.document.snapshot
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.document.select(neighbour(snapshot, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and snapshot.parameter:
            self.edit(snapshot.parameter)
        elif key == Qt.Key.Key_X and not event.modifiers():
            self.edit(hits.PROBE)
        elif key in _ARROWS and not self.document.in_gesture:
            right, up = _ARROWS[key]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.document.select(beside(snapshot, right) if right else neighbour(snapshot, -up))
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

    def _artist(self, painter: QPainter) -> DiagramPainter:
        layout = self.diagram_layout
        if self._scene is None:
            self._scene = compose(self.document.snapshot, layout, self._sizes)
        return DiagramPainter(painter, self.theme, self._fonts, layout, self._scene)

    def _pictures(self, parts: Parts) -> tuple[QPixmap, QPixmap]:
        """Pictures of everything but some parts, under and over their edges."""

        def paint(painter: QPainter, is_over: bool) -> None:
            artist, others = self._artist(painter), all_parts(self.diagram_layout) - parts
            paint_others = artist.paint_over if is_over else artist.paint_under
            paint_others(QRegion(self.rect()), others)

        ground = QColor(self.theme.ground)
        return self._layers.pictures(self.size(), self.devicePixelRatioF(), ground, paint)

    def _arranged(self, start: int | None) -> Layout:
        # The document may be at a network of another kind, which another panel shows.
        shown = self.document.snapshot if self._shown is None else self._shown
        return arrange(self.width(), self.height(), shown.network.n_units, self._fonts, start)

    def _rearrange(self) -> None:
        """Size or font have changed: nothing of the layout holds any more."""
        self._typing.close()
        self._layout = None
        if self._shown is not None:
            self._update_scene(None, self._shown)
        self.update()

    def _update_scene(self, old: Snapshot | None, new: Snapshot) -> QRegion | None:
        """Bring layout and scene up to date; return where they differ, None for everywhere."""
        layout = self._layout
        if old is None or layout is None or old.network.n_units != new.network.n_units:
            layout = self._arranged(None)
        layout = self._unfolded(layout, old, new)
        is_same_layout = layout is self._layout
        self._layout = layout
        before, self._scene = self._scene, compose(new, layout, self._sizes)
        if old is None or before is None or not is_same_layout:
            self._layers.note(None)
            return None
        parts = changed_parts(before, self._scene)
        is_same_hand = old.selection == new.selection and old.hovered == new.hovered
        dropped = self._layers.note(parts if is_same_hand else None)
        return None if parts is None else region_of(layout, parts | dropped)

    def _unfolded(self, layout: Layout, old: Snapshot | None, new: Snapshot) -> Layout:
        """The layout with its window where the selected and the hovered unit are shown."""
        is_new = old is None or old.unit != new.unit
        unit = new.unit
        if new.build and (old is None or old.build != new.build):
            is_new, unit = True, new.build - 1  # a step of the construction: its unit is shown
        start = self._window.start(layout.folding, unit, new.hovered_unit, is_new)
        return layout if start == layout.start else self._arranged(start)

    def _scroll(self, notches: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move through the units of a folded diagram."""
        folding = self.diagram_layout.folding
        if folding is None or self._shown is None:
            return
        if self._window.scroll(folding, notches, modifiers):
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

    def _tip(self, at: QPointF) -> str:
        subject, snapshot = hits.typed_at(self.diagram_layout, at), self.document.snapshot
        if isinstance(subject, ParameterId):
            return texts.parameter_tip(snapshot.network, subject, snapshot.broken.get(subject))
        if subject is not None:
            return texts.probe_tip(snapshot.probe)
        is_free = hits.item_at(self.diagram_layout, at) is None
        is_folded = self.diagram_layout.folding is not None
        return "Scroll to move through the units" if is_free and is_folded else ""


def _looks_same(old: Snapshot, new: Snapshot) -> bool:
    """Whether two snapshots differ in nothing that the diagram shows."""
    return (
        old.state is new.state
        and old.selection == new.selection
        and old.hovered == new.hovered
        and old.gesture == new.gesture
        and old.view == new.view
    )
