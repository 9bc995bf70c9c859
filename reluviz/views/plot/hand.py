"""Mouse and keys on the plot, turned into calls of the document."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.document.grabs import grab
from reluviz.document.holds import CLEAN, Place, RefusedError
from reluviz.document.items import Draw, Item, Joint, Segment, TargetPoint
from reluviz.document.target_grabs import has_handles
from reluviz.files.project import LAYERS
from reluviz.views.axes import steps
from reluviz.views.plot.curve_plot import CurvePlot
from reluviz.views.plot.hits import hit, hit_target
from reluviz.views.plot.kinks import kink_at
from reluviz.views.plot.legend import MORE
from reluviz.views.plot.pen import Pen
from reluviz.views.plot.scene import SLOPE, joint_of
from reluviz.views.plot.snapping import snapped
from reluviz.views.plot.strip import segment_in_strip
from reluviz.views.ticks import rounded

_CLICK = 3.0  # a press that moves less, in pixels, is a click

_CURSORS = {
    "both": Qt.CursorShape.SizeAllCursor,
    "x": Qt.CursorShape.SizeHorCursor,
    "y": Qt.CursorShape.SizeVerCursor,
}
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0),
    Qt.Key.Key_Up: (0.0, 1.0),
}


@dataclass
class _Press:
    """The left button is down."""

    item: Item | None
    place: QPointF
    at: tuple[float, float]
    anchor: tuple[float, float]
    state: str = "still"  # "held", "panning", or "over": nothing happens until the release
    gesture: Gesture | None = None
    is_fixed: bool = False  # it can be selected, not moved
    pen: Pen | None = None  # the target is drawn


class Hand(QObject):
    """The user's hand on a plot.

    Parameters
    ----------
    document : Document
        What it changes.
    plot : CurvePlot
        What it touches.
    parent : QObject
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)

    layers_menu_requested = Signal(QPoint)
    """The menu of all layers is wanted, at a global position."""

    def __init__(self, document: Document, plot: CurvePlot, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._plot = plot
        self._press: _Press | None = None
        self._newest: tuple[QPointF, Qt.KeyboardModifier] | None = None
        self._cursor_for: tuple[object, ...] = ()
        # Of many mouse positions that wait, only the newest counts.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.catch_up)

    # Mouse

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        self.catch_up()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position()
        item = self._item_at(place)
        at = self._plot.frame.place(place.x(), place.y())
        self._press = _Press(item, place, at, self._anchor(item, at))
        entry = self._plot.legend_at(place)
        self._press.is_fixed = self._plot.is_on_strip(place)
        if entry is not None:
            self._press.state = "over"
            self._toggle(entry)
        elif self._draws_at(place):
            self._press.pen = Pen(self._document, self._plot.frame, place)

    def move(self, event: QMouseEvent) -> None:
        """The mouse is somewhere else."""
        self._newest = event.position(), event.modifiers()
        if self._press is not None and self._press.pen is not None:
            self._press.pen.go_to(event.position())  # of a stroke every position counts
        if not self._timer.isActive():
            self._timer.start()

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: the gesture is over."""
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self.catch_up()
        press, self._press = self._press, None
        self._plot.set_fine_grid(False)
        if press.state == "still":
            self._document.select(press.item)
        elif press.gesture is not None and press.gesture.is_open:
            (press.pen.end if press.pen is not None else press.gesture.commit)()
        self._set_cursor(self._item_at(event.position()), event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """On a segment: a new joint there; a new point, if points of the target are moved.

        Numbers get as many digits as the screen can show.
        """
        place, frame = event.position(), self._plot.frame
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._plot.legend_at(place) is not None or self._draws_at(place):
            self.press(event)  # two strokes, or two switches, that follow fast
            return
        if self._plot.is_on_strip(place) or not frame.holds(place.x(), place.y()):
            return
        x, y = map(rounded, frame.place(place.x(), place.y()), frame.pixel)
        item = self._item_at(place)
        if isinstance(item, Segment):
            self._document.add_joint(x)
        elif item is None and self._mode == "target":
            with self._document.trying():
                self._document.add_target_point(x, y)

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom, unless something is held."""
        event.accept()
        if self._press is None:
            self._plot.zoom_by(event)

    def leave(self) -> None:
        """The mouse has left the plot."""
        if self._press is None:
            self._newest = None
            self._plot.show_hint("", QPointF())
            self._cursor_for = ()
            self._document.hover(None)

    def let_go(self) -> None:
        """Forget what has been pressed: the network is gone."""
        self._press = self._newest = None
        self._plot.set_fine_grid(False)

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is there; by key, of what is selected."""
        event.accept()
        if self._press is not None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            item, place = self._document.snapshot.selection, self._selected_place()
            self.context_menu_requested.emit(item, self._plot.mapToGlobal(place))
        else:
            self.context_menu_requested.emit(self._item_at(QPointF(event.pos())), event.globalPos())

    @Slot()
    def catch_up(self) -> None:
        """Do what the newest position of the mouse asks for."""
        self._timer.stop()
        if self._newest is None:
            return
        (place, modifiers), self._newest = self._newest, None
        if not self._document.state.has_joints:
            return  # another panel shows that network
        if self._press is None:
            self._hover(place)
        else:
            self._drag(self._press, place, modifiers)

    # Keys

    def key(self, event: QKeyEvent) -> None:
        """Arrows move what is selected; Page Up, Page Down, Home and End go from one to another."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if self._press is not None:
            return
        if key in _ARROWS:
            event.accept()
            self._nudge(*_ARROWS[key], modifiers)
        elif modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            self._go(event, key, bool(modifiers & Qt.KeyboardModifier.ShiftModifier))

    # Private

    def _nudge(self, right: float, up: float, modifiers: Qt.KeyboardModifier) -> None:
        factor = 1.0
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            factor = 0.1
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            factor = 10.0
        with self._document.trying():
            self._document.nudge(right * factor, up * factor)

    def _go(self, event: QKeyEvent, key: Qt.Key, segments: bool) -> None:
        """Select another joint, or with Shift another segment, or another point of the target."""
        kind, count, here = self._row(segments)
        places = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
            Qt.Key.Key_PageUp: count - 1 if here is None else here - 1,
            Qt.Key.Key_PageDown: 0 if here is None else here + 1,
        }
        if key in places:
            event.accept()
            self._document.select(kind(min(max(places[key], 0), count - 1)))

    def _row(
        self, segments: bool
    ) -> tuple[type[Joint] | type[Segment] | type[TargetPoint], int, int | None]:
        """What keys go through: its kind, how many there are, and which is selected."""
        snapshot, document = self._document.snapshot, self._document
        selected, target = snapshot.selection, document.project.target
        if self._mode == "target" and target is not None and has_handles(target):
            chosen = selected.index if isinstance(selected, TargetPoint) else None
            return TargetPoint, len(target.x), chosen
        kind = Segment if segments else Joint
        here = selected.index if isinstance(selected, (Joint, Segment)) else None
        if here is None:
            here = joint_of(snapshot, selected)
        return kind, len(document.state.curve) - (1 if segments else 0), here

    def _hover(self, place: QPointF) -> None:
        document, frame = self._document, self._plot.frame
        if document.in_gesture:
            return
        item = self._item_at(place)
        self._set_cursor(item, place)
        document.hover(item)
        if frame.holds(place.x(), place.y()):
            low, high = document.state.domain
            x = rounded(frame.place(place.x(), place.y())[0], frame.pixel[0])
            document.set_probe(min(max(x, low), high))

    def _drag(self, press: _Press, place: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if press.state == "still":
            moved = place - press.place
            if math.hypot(moved.x(), moved.y()) < _CLICK:
                return
            self._take_hold(press)
        if press.state == "panning":
            moved, press.place = place - press.place, place
            self._plot.pan(moved.x(), moved.y())
        elif press.gesture is not None and not press.gesture.is_open:
            press.state = "over"  # cancelled by Escape, or undone
            self._plot.set_fine_grid(False)
        elif press.gesture is not None:
            if press.pen is not None:
                press.pen.show()
                return
            self._plot.set_fine_grid(bool(modifiers & Qt.KeyboardModifier.ControlModifier))
            self._move_to(press, self._plot.frame.place(place.x(), place.y()), modifiers)

    def _take_hold(self, press: _Press) -> None:
        if press.is_fixed:
            press.state = "over"
        elif press.pen is not None:
            press.state, press.gesture = "held", press.pen.begin()
        elif press.item is None or isinstance(press.item, Draw):
            press.state = "panning"
            self._plot.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._cursor_for = ()
        else:
            self._plot.show_hint("", press.place)
            press.gesture = self._document.grab(press.item, *press.at)
            press.state = "over" if press.gesture is None else "held"

    def _move_to(self, press: _Press, place: Place, modifiers: Qt.KeyboardModifier) -> None:
        """Move what is held: with Ctrl on the fine grid, with Alt freely, else by attraction."""
        resolution = self._plot.frame.pixel
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            grid = self._grid()
            place = self._snapped(press, place, grid)
            resolution = CLEAN * grid[0], CLEAN * grid[1]
        elif not modifiers & Qt.KeyboardModifier.AltModifier and press.gesture is not None:
            place, resolution = self._attracted(press, place)
        with self._document.trying():
            self._document.move_to(*place, resolution)

    def _grid(self) -> Place:
        """The spacing of the fine grid."""
        (_, x), (_, y) = steps(self._plot.frame)
        return x, y

    def _snapped(self, press: _Press, place: Place, grid: Place) -> Place:
        """Where the mouse would have to be for the thing itself to be on the fine grid."""
        x, y = (
            at + round((anchor + to - at) / step) * step - anchor
            for at, anchor, to, step in zip(press.at, press.anchor, place, grid, strict=True)
        )
        return x, y

    def _attracted(self, press: _Press, place: Place) -> tuple[Place, Place]:
        """Where the mouse would have to be for a joint or kink that is close to be on the spot."""
        held = self._document.held
        directions = "" if held is None or isinstance(press.item, Segment) else held.directions
        gaps = [to - at for at, to in zip(press.at, place, strict=True)]
        thing = press.anchor[0] + gaps[0], press.anchor[1] + gaps[1]
        target = self._document.state.target
        if isinstance(press.item, TargetPoint) or "target" in self._document.project.view.hidden:
            target = None
        there, resolution = snapped(self._plot.frame, target, thing, directions)
        x, y = (
            at + (to - anchor) for at, to, anchor in zip(press.at, there, press.anchor, strict=True)
        )
        return (x, y), resolution

    def _anchor(self, item: Item | None, at: tuple[float, float]) -> tuple[float, float]:
        """The point that is held: the thing itself, or where the mouse is on the segment."""
        curve = self._document.state.curve
        if isinstance(item, (Joint, TargetPoint)):
            return self._document.state.place_of(item)
        if isinstance(item, ParameterId):
            return float(self._document.network.kinks[item.unit]), at[1]
        return at[0], float(curve(at[0])) if isinstance(item, Segment) else at[1]

    def _item_at(self, place: QPointF) -> Joint | Segment | ParameterId | Draw | TargetPoint | None:
        """What a press at a place would take, by the drag mode."""
        frame, state = self._plot.frame, self._document.state
        if self._plot.legend_at(place) is not None:
            return None
        if self._plot.is_on_strip(place):
            return segment_in_strip(state.curve, frame, place.x(), place.y())
        near = frame.left - 9 <= place.x() <= frame.right + 9
        if not near or not frame.top <= place.y() <= frame.bottom or self._mode == "draw":
            return None
        if self._mode == "target":
            is_hidden = "target" in self._document.project.view.hidden
            target = None if is_hidden else state.target
            return hit_target(target, frame, place.x(), place.y())
        found = self._on_curve(place)
        if found is None and frame.holds(place.x(), place.y()):
            return self._plot.draw_at(place)
        return found

    def _on_curve(self, place: QPointF) -> Joint | Segment | ParameterId | None:
        """A joint, a kink or a segment at a place; what is smaller is on top."""
        frame, snapshot = self._plot.frame, self._document.snapshot
        found = hit(self._document.state.curve, frame, place.x(), place.y())
        kink = kink_at(snapshot, frame, place.x(), place.y())
        return kink if kink is not None and not isinstance(found, Joint) else found

    def _draws_at(self, place: QPointF) -> bool:
        """Whether a press at a place begins a stroke."""
        if self._mode != "draw" or self._plot.legend_at(place) is not None:
            return False
        return self._plot.frame.holds(place.x(), place.y())

    @property
    def _mode(self) -> str:
        return self._document.project.view.drag_mode

    def _toggle(self, entry: str) -> None:
        if entry == MORE:
            place = self._plot.legend_place(MORE)
            self.layers_menu_requested.emit(self._plot.mapToGlobal(place.bottomLeft().toPoint()))
        elif entry == SLOPE:
            self._plot.show_slope(not self._plot.with_slope)
        elif entry in LAYERS:
            hidden = self._document.project.view.hidden
            others = tuple(name for name in hidden if name != entry)
            self._document.set_view(hidden=others if entry in hidden else (*hidden, entry))

    def _set_cursor(self, item: Item | None, place: QPointF) -> None:
        """Show by the cursor what a press here would move."""
        document, mode = self._document, self._mode
        entry = self._plot.legend_at(place) if item is None else None
        is_fixed, draws = self._plot.is_on_strip(place), self._draws_at(place)
        key = (item, is_fixed, entry, mode, draws, document.state)
        if key == self._cursor_for:
            return
        self._cursor_for, says, hint = key, "", ""
        if isinstance(item, (Joint, Segment, TargetPoint, ParameterId)) and not is_fixed:
            try:
                found = grab(document.state, item, mode, (0.0, 0.0))
                shape, hint = _CURSORS[found.directions], found.text
            except RefusedError as refusal:
                says = str(refusal)
                shape = Qt.CursorShape.PointingHandCursor
        elif item is not None or entry in (*LAYERS, SLOPE, MORE):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor if draws else Qt.CursorShape.OpenHandCursor
        self._plot.viewport().setCursor(shape)
        self._plot.viewport().setToolTip(says)
        self._plot.show_hint(hint, place)

    def _selected_place(self) -> QPoint:
        """Where the selected joint or point is, or the middle of the plot."""
        frame, snapshot = self._plot.frame, self._document.snapshot
        item = snapshot.selection
        if not isinstance(item, TargetPoint):
            joint = joint_of(snapshot, item)
            if joint is None:
                return QPoint(self._plot.width() // 2, self._plot.height() // 2)
            item = Joint(joint)
        x, y = snapshot.state.place_of(item)
        column, row = frame.column(x), frame.row(y)
        column, row = min(max(column, frame.left), frame.right), min(max(row, 0), frame.bottom)
        return QPoint(round(column), round(row))
