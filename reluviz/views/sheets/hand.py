"""Mouse and keys on a sheet, turned into calls of the document."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from reluviz.core.network import Network
from reluviz.core.truth_table import TruthTable
from reluviz.document.document import Document
from reluviz.document.editing import Gesture
from reluviz.document.items import Item, Row
from reluviz.document.state import State
from reluviz.views.sheets.sheet import Sheet

Point = tuple[float, float]

S = TypeVar("S", bound=Sheet)

_CLICK = 3.0  # a press that moves less, in pixels, is a click
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0),
    Qt.Key.Key_Up: (0.0, 1.0),
}
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_JUMPS = (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Grip(Protocol):
    """Something that a hand has taken: what its drag changes."""

    @property
    def item(self) -> Item | None:
        """What is selected with it."""

    @property
    def text(self) -> str:
        """Name of the gesture."""

    @property
    def cursor(self) -> Qt.CursorShape:
        """Shown over it."""

    def moved(self, at: Point, keys: Qt.KeyboardModifier) -> Network | TruthTable:
        """Return what the network or the table becomes when the hand is at `at`."""


@dataclass
class _Press:
    """The left button is down."""

    grip: Grip | None
    item: Item | None
    place: QPointF
    state: str = "still"  # "held", "panning", or "over": nothing happens until the release
    gesture: Gesture | None = None


class SheetHand(QObject, Generic[S]):
    """The user's hand on a sheet.

    A subclass says what is where (`item_at`, `grip_at`) and what a double-click, an entry of the
    legend and an arrow key do.

    Parameters
    ----------
    document : Document
        What it changes.
    sheet : Sheet
        What it touches.
    parent : QObject
        Qt parent.
    """

    context_menu_requested = Signal(object, QPoint)

    def __init__(self, document: Document, sheet: S, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self.sheet = sheet
        self._press: _Press | None = None
        self._newest: tuple[QPointF, Qt.KeyboardModifier] | None = None
        # Of many mouse positions that wait, only the newest counts.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.catch_up)

    # For subclasses

    def item_at(self, place: QPointF) -> Item | None:
        """Return what is at a place, in pixels."""
        raise NotImplementedError

    def grip_at(self, place: QPointF) -> Grip | None:
        """Return what a drag that begins at a place takes hold of."""
        raise NotImplementedError

    def press_entry(self, place: QPointF) -> bool:
        """Press what is in the legend at a place; whether there is anything."""
        return False

    def click(self, item: Item | None, _place: QPointF) -> None:
        """Select what was pressed and released."""
        self.document.select(item)

    def point_at(self, place: QPointF) -> None:
        """The mouse is over a place of the frame: move the probe."""

    def add_at(self, at: Point) -> None:
        """Add what a double-click adds, at (x, y)."""

    def whole(self, changed: Network) -> Network:
        """Return the network that a grip has changed, if what is drawn is but a part of it."""
        return changed

    def nudge(self, item: Item | None, right: float, up: float) -> None:
        """Move an item by so many steps."""

    def items(self) -> list[Item]:
        """Return what keys go through."""
        return []

    def place_of(self, item: Item | None) -> QPointF | None:
        """Return where an item is, in pixels; None if it is not on the sheet."""
        return None

    # What there is

    @property
    def state(self) -> State | None:
        """The network with what follows from it, published or not; None if others show it."""
        current = self.document.state
        return None if current.has_joints else current

    # Mouse

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        self.catch_up()
        if event.button() != Qt.MouseButton.LeftButton or self.state is None:
            return
        place = event.position()
        if self.press_entry(place):
            self._press = _Press(None, None, place, "over")
        else:
            self._press = _Press(self.grip_at(place), self.item_at(place), place)

    def move(self, event: QMouseEvent) -> None:
        """The mouse is somewhere else."""
        self._newest = event.position(), event.modifiers()
        if not self._timer.isActive():
            self._timer.start()

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: the gesture is over."""
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self.catch_up()
        press, self._press = self._press, None
        if press.state == "still":
            self.click(press.item, press.place)
        elif press.gesture is not None:
            press.gesture.commit()
        elif press.state == "panning":
            self.sheet.is_panning = False
            self.sheet.update()
        self._set_cursor(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """On empty ground: add what a double-click adds."""
        place, frame = event.position(), self.sheet.frame
        if event.button() != Qt.MouseButton.LeftButton or self.state is None:
            return
        if self.press_entry(place):
            return
        if frame.holds(place.x(), place.y()) and self.item_at(place) is None:
            with self.document.trying():
                self.add_at(frame.place(place.x(), place.y()))

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom, unless something is held."""
        event.accept()
        if self._press is None:
            self.sheet.zoom_by(event)

    def leave(self) -> None:
        """The mouse has left the sheet."""
        if self._press is None:
            self._newest = None
            self.document.hover(None)

    def let_go(self) -> None:
        """Forget what has been pressed: the network is gone."""
        self._press = self._newest = None
        self.sheet.is_panning = False

    def context_menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is there; by key, of what is selected."""
        event.accept()
        if self._press is not None or self.state is None:
            return
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            item = self.document.snapshot.selection
            place = self.place_of(item)
            where = QPoint(self.sheet.width() // 2, self.sheet.height() // 2)
            where = where if place is None else place.toPoint()
            self.context_menu_requested.emit(item, self.sheet.mapToGlobal(where))
        else:
            self.context_menu_requested.emit(self.item_at(QPointF(event.pos())), event.globalPos())

    @Slot()
    def catch_up(self) -> None:
        """Do what the newest position of the mouse asks for."""
        self._timer.stop()
        if self._newest is None or self.state is None:
            return
        (place, keys), self._newest = self._newest, None
        if self._press is None:
            self._hover(place)
        else:
            self._drag(self._press, place, keys)

    # Keys

    def key(self, event: QKeyEvent) -> None:
        """Arrows move what is selected, Delete removes a row, Page Up and Down go through all."""
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if self._press is not None or self.state is None:
            return
        selection = self.document.snapshot.selection
        if key in _ARROWS and selection is not None:
            event.accept()
            factor = {
                Qt.KeyboardModifier.ShiftModifier: 0.1,
                Qt.KeyboardModifier.ControlModifier: 10.0,
            }
            right, up = (step * factor.get(keys, 1.0) for step in _ARROWS[key])
            with self.document.trying():
                self.nudge(selection, right, up)
        elif key in _REMOVE and isinstance(selection, Row):
            event.accept()
            with self.document.trying():
                self.document.remove_selected()
        elif key in _JUMPS and keys == Qt.KeyboardModifier.NoModifier:
            event.accept()
            self._go(key, selection)

    # Private

    def _go(self, key: Qt.Key, selection: Item | None) -> None:
        """Select the first, last, next or previous item."""
        items = self.items()
        if not items:
            return
        here = items.index(selection) if selection in items else None
        places = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(items) - 1,
            Qt.Key.Key_PageUp: len(items) - 1 if here is None else here - 1,
            Qt.Key.Key_PageDown: 0 if here is None else here + 1,
        }
        self.document.select(items[min(max(places[key], 0), len(items) - 1)])

    def _hover(self, place: QPointF) -> None:
        if self.document.in_gesture:
            return
        self._set_cursor(place)
        self.document.hover(self.item_at(place))
        if self.sheet.frame.holds(place.x(), place.y()):
            self.point_at(place)

    def _drag(self, press: _Press, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        if press.state == "still":
            moved = place - press.place
            if math.hypot(moved.x(), moved.y()) < _CLICK:
                return
            self._take_hold(press)
        if press.state == "panning":
            moved, press.place = place - press.place, place
            self.sheet.pan(moved.x(), moved.y())
        elif press.gesture is not None and press.gesture.is_open and press.grip is not None:
            grip, at = press.grip, self.sheet.frame.place(place.x(), place.y())
            with self.document.trying():
                self._change(grip, at, keys)

    def _take_hold(self, press: _Press) -> None:
        if press.grip is not None:
            self.document.select(press.grip.item)
            press.state, press.gesture = "held", self.document.begin(press.grip.text)
            return
        press.state, self.sheet.is_panning = "panning", True
        self.sheet.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _change(self, grip: Grip, at: Point, keys: Qt.KeyboardModifier) -> None:
        changed = grip.moved(at, keys)
        if isinstance(changed, Network):
            self.document.set_network(self.whole(changed))
        else:
            self.document.set_table(changed)

    def _set_cursor(self, place: QPointF) -> None:
        """Show by the cursor what a press here would move."""
        grip = self.grip_at(place)
        if grip is not None:
            shape = grip.cursor
        elif self.item_at(place) is not None or self.is_entry(place):
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.OpenHandCursor
        if self.sheet.cursor().shape() != shape:
            self.sheet.setCursor(shape)

    def is_entry(self, place: QPointF) -> bool:
        """Return whether there is an entry of the legend at a place."""
        return False
