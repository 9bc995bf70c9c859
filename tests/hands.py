"""What a person does with mouse and keys in the main window, for tests that play through it.

Nothing here calls the document, apart from reading it and having it publish what waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from reluviz.app.main_window import MainWindow
from reluviz.document.document import Document
from reluviz.document.items import Item, Unit
from reluviz.document.reports import LessonState
from reluviz.document.snapshot import Snapshot
from reluviz.lessons.goal import Verdict
from reluviz.views.diagram import DiagramPanel, hits
from reluviz.views.frame import Frame
from reluviz.views.number_table import NumberTable

LEFT = Qt.MouseButton.LeftButton
NO_KEY, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

NO_BUTTON = Qt.MouseButton.NoButton

Place = tuple[float, float]
W = TypeVar("W", bound=QWidget)


def mouse_to(widget: QWidget, at: QPoint, button: Qt.MouseButton = NO_BUTTON) -> None:
    """Move the mouse over a widget.

    Qt's own move goes to whatever window lies on top there, and a mouse that is there already
    makes none; so the widget is told a second time.

    Parameters
    ----------
    widget : QWidget
        The widget, shown.
    at : QPoint
        Where in it.
    button : Qt.MouseButton, optional
        The button that is held.
    """
    QTest.mouseMove(widget, at)
    move = QEvent.Type.MouseMove
    event = QMouseEvent(
        move, at.toPointF(), widget.mapToGlobal(at).toPointF(), NO_BUTTON, button, NO_KEY
    )
    QApplication.sendEvent(widget, event)


class Hands:
    """Hands on a window that is shown.

    Parameters
    ----------
    window : MainWindow
        The window.
    """

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.document: Document = window.document

    # What is seen

    def settle(self) -> None:
        """Have everything that waits be done and shown."""
        QApplication.processEvents()
        self.document.publish()
        QApplication.processEvents()

    def wait(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something in the background has come about."""
        for _ in range(round(100 * seconds)):
            self.settle()
            if is_so():
                return
            QTest.qWait(10)
        raise AssertionError("that never came about")

    @property
    def snapshot(self) -> Snapshot:
        self.settle()
        return self.document.snapshot

    @property
    def lesson(self) -> LessonState:
        found = self.snapshot.lesson
        assert found is not None, "no lesson is open"
        return found

    @property
    def verdict(self) -> Verdict:
        found = self.lesson.verdict
        assert found is not None, "the step has no goal"
        return found

    def find(self, kind: type[W], name: str, within: str | QWidget | None = None) -> W:
        """Return the one widget of a name that can be seen."""
        if isinstance(within, str):
            within = self.find(QWidget, within)
        found = [one for one in (within or self.window).findChildren(kind, name) if one.isVisible()]
        assert len(found) == 1, f"{len(found)} widgets {name!r} can be seen"
        return found[0]

    # Mouse and keys anywhere

    def move(self, widget: QWidget, to: QPoint, held: bool = False, keys=NO_KEY) -> None:
        """Move the mouse to a place of a widget, with the left button held or not."""
        buttons = LEFT if held else Qt.MouseButton.NoButton
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(to),
            QPointF(widget.mapToGlobal(to)),
            Qt.MouseButton.NoButton,
            buttons,
            keys,
        )
        QApplication.sendEvent(widget, event)
        self.settle()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, keys=NO_KEY) -> None:
        """Press, move in three steps, release."""
        self.move(widget, start)
        QTest.mousePress(widget, LEFT, keys, start)
        for share in (0.3, 0.7, 1.0):
            self.move(widget, start + (end - start) * share, True, keys)
        QTest.mouseRelease(widget, LEFT, keys, end)
        self.settle()

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click on a widget, in the middle or at a place."""
        place = widget.rect().center() if place is None else place
        assert widget.isEnabled(), f"{widget.objectName()!r} cannot be used now"
        assert widget.rect().contains(place), "that place is outside of the widget"
        self.move(widget, place)
        QTest.mouseClick(widget, LEFT, NO_KEY, place)
        self.settle()

    def double_click(self, widget: QWidget, place: QPoint) -> None:
        """Click twice, as Qt tells it."""
        self.click(widget, place)
        QTest.mouseDClick(widget, LEFT, NO_KEY, place)
        QTest.mouseRelease(widget, LEFT, NO_KEY, place)
        self.settle()

    def wheel(self, widget: QWidget, place: QPoint, notches: int) -> None:
        """Turn the wheel, away from oneself if `notches` is above zero."""
        event = QWheelEvent(
            QPointF(place),
            QPointF(widget.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NO_KEY,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        self.settle()

    def press(self, *keys: Qt.Key, modifiers=NO_KEY, on: QWidget | None = None) -> None:
        """Press keys in what has the focus."""
        for key in keys:
            QTest.keyClick(on or self._focus(), key, modifiers)
            self.settle()

    def type(self, text: str, on: QWidget | None = None) -> None:
        """Type a text and Enter."""
        widget = on or self._focus()
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Return)
        self.settle()

    def _focus(self) -> QWidget:
        found = self.window.focusWidget()
        assert found is not None
        return found

    # Buttons, lists, fields, menus

    def push(self, name: str, within: str | QWidget | None = None) -> None:
        """Click a button by its objectName."""
        button = self.find(QAbstractButton, name, within)
        assert button.isEnabled(), f"{name!r} cannot be pressed now"
        self.click(button)

    def act(self, action: str) -> None:
        """Press the button of an action in the tool bar, or its entry in a menu."""
        button = self.window.toolbar.buttons.get(action)
        if button is None:  # it is in the menus alone
            self.window.actions_by_id[action].trigger()
            return
        assert button.isVisible()
        self.click(button)

    def choose(self, name: str, entry: str, within: str | QWidget | None = None) -> None:
        """Open a list by key, go to an entry, and take it."""
        box = self.find(QComboBox, name, within)
        row = box.findText(entry)
        assert row >= 0, f"{entry!r} is not in the list {name!r}"
        box.setFocus(Qt.FocusReason.TabFocusReason)
        self.press(Qt.Key.Key_F4, on=box)
        view = box.view()
        assert view.isVisible()
        self.press(Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row, Qt.Key.Key_Return, on=view)
        assert box.currentIndex() == row

    def fill(self, name: str, text: str, within: str | QWidget | None = None) -> None:
        """Type over what is in a field, and leave it by Tab."""
        field = self.find(QWidget, name, within)
        assert field.isEnabled()
        has_line = isinstance(field, (QSpinBox, QComboBox))
        line = field.lineEdit() if has_line else cast(QLineEdit, field)
        field.setFocus(Qt.FocusReason.TabFocusReason)
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Tab)
        self.settle()

    def slide(self, name: str, share: float) -> None:
        """Drag the handle of a horizontal slider to a share of its length."""
        slider = self.find(QSlider, name)
        start, groove = _handle(slider), _groove(slider)
        room = groove.width() - start.width()
        to = QPoint(groove.left() + start.width() // 2 + round(share * room), start.center().y())
        self.drag(slider, start.center(), to)

    def menu(self, widget: QWidget, place: QPoint, action: str) -> None:
        """Right-click, and choose what an action of the window offers there."""
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        self.settle()
        menu = self.find(QMenu, "context_menu")
        entry = self.window.actions_by_id[action]
        for one in menu.actions():
            if one.menu() is not None and entry in one.menu().actions():
                self._go_in_menu(menu, one)
                self.press(Qt.Key.Key_Right, on=menu)
                menu = one.menu()
                break
        assert entry in menu.actions(), f"the menu does not offer {action!r}"
        assert entry.isEnabled(), f"the menu does not allow {action!r}"
        assert menu.isVisible()
        self._go_in_menu(menu, entry)
        self.press(Qt.Key.Key_Return, on=menu)

    def _go_in_menu(self, menu: QMenu, entry: QAction) -> None:
        """Go to an entry by the arrow keys."""
        for _ in menu.actions():
            if menu.activeAction() is entry:
                return
            self.press(Qt.Key.Key_Down, on=menu)
        assert menu.activeAction() is entry

    def open_lesson(self, name: str) -> None:
        """Choose a lesson in its menu."""
        menu = self.window.menus["all_lessons_menu"]
        menu.popup(self.window.mapToGlobal(QPoint(80, 40)))
        self.settle()
        found = [one for one in menu.actions() if one.objectName() == f"lesson_{name}"]
        assert len(found) == 1, f"the menu has no lesson {name!r}"
        QTest.mouseClick(menu, LEFT, NO_KEY, menu.actionGeometry(found[0]).center())
        self.settle()

    # The picture in the middle

    @property
    def picture(self) -> QWidget:
        """What the mouse touches there: the curve, the plane or the slice."""
        widget = self.window.main_panels.middle.panel.plot_widget
        return widget.viewport() if hasattr(widget, "viewport") else widget

    @property
    def frame(self) -> Frame:
        return self.window.main_panels.middle.panel.plot_widget.frame

    def at(self, x: float, y: float) -> QPoint:
        """Return where (x, y) of the picture is, in pixels."""
        return QPoint(round(self.frame.column(x)), round(self.frame.row(y)))

    def pull(self, start: Place, end: Place, keys=NO_KEY) -> None:
        """Drag in the picture, in its coordinates."""
        first = self.at(*start)
        assert self.picture.rect().contains(first), f"{start} is not in view"
        self.drag(self.picture, first, self.at(*end), keys)

    def point(self, x: float, y: float) -> None:
        """Move the mouse over the picture."""
        assert self.picture.rect().contains(self.at(x, y)), f"{(x, y)} is not in view"
        self.move(self.picture, self.at(x, y))

    # Numbers

    def enter(self, **values: float) -> None:
        """Double-click cells of the inspector and type; ``w1_2_3`` stands for w1.2.3."""
        for name, value in values.items():
            table, index = self._cell(name.replace("_", "."))
            self._type_into(table, index, repr(float(value)))

    def scroll(self, name: str, notches: int) -> None:
        """Click a number of the inspector and turn the wheel over it."""
        table, index = self._cell(name)
        place = table.visualRect(index).center()
        self.click(table.viewport(), place)
        for _ in range(abs(notches)):
            self.wheel(table.viewport(), place, 1 if notches > 0 else -1)

    def click_parameter(self, name: str) -> None:
        """Click a number of the inspector."""
        table, index = self._cell(name)
        self.click(table.viewport(), _room(table, index).center())

    def write_in_field(self, name: str, value: float) -> None:
        """Click a number of the inspector, and type into the field of its editor."""
        self.click_parameter(name)
        field = self.window.main_panels.inspector.editor.field
        self.click(field)
        field.selectAll()
        self.type(repr(float(value)), field)

    def click_cell(self, panel: str, row: int, column: int) -> None:
        """Click a cell of the table in a panel."""
        table = self.find(QWidget, panel).findChild(NumberTable)
        self.click(table.viewport(), _room(table, table.model().index(row, column)).center())

    def _cell(self, name: str) -> tuple[NumberTable, QModelIndex]:
        network = self.document.network
        parameter = network.parameter(name)
        panel = self.window.main_panels.inspector
        if not network.has_ray_names and panel.layer != parameter.layer:
            self.choose("layer", panel.header.layer.itemText(parameter.layer), panel)
        row, column = panel.model.cell_of(parameter)
        index = panel.table.model().index(row, column)
        _room(panel.table, index)
        return panel.table, index

    def _type_into(self, table: NumberTable, index: QModelIndex, text: str) -> None:
        self.double_click(table.viewport(), _room(table, index).center())
        lines = [line for line in table.viewport().findChildren(QLineEdit) if line.isVisible()]
        assert len(lines) == 1, "nothing can be typed there"
        self.type(text, lines[0])

    # The diagram

    @property
    def diagram(self) -> DiagramPanel:
        return cast(DiagramPanel, self.window.main_panels.diagram)

    def place_of(self, item: Item | str) -> QPoint:
        """Return where a node, or a parameter by its name, is in the diagram."""
        if isinstance(item, str):
            item = self.document.network.parameter(item)
        diagram = self.diagram
        room = hits.room_of(diagram.diagram_layout, diagram.scene.edges, item)
        assert room is not None, f"{item} is folded away"
        return room.center().toPoint()

    def lift(self, item: Item | str, pixels: int, keys=NO_KEY) -> None:
        """Drag a link, a bias or an input of the diagram up."""
        place = self.place_of(item)
        self.drag(self.diagram, place, place - QPoint(0, pixels), keys)

    def write(self, item: Item | str, value: float) -> None:
        """Double-click a link, a bias or an input of the diagram, and type."""
        self.double_click(self.diagram, self.place_of(item))
        editor = self.diagram.editor
        assert editor is not None, "nothing can be typed there"
        self.type(repr(float(value)), editor)

    def choose_in_menu(self, item: Item | str, action: str) -> None:
        """Right-click something in the diagram, and choose what can be done with it."""
        self.menu(self.diagram, self.place_of(item), action)

    def inputs(self, *values: float) -> None:
        """Type what goes into the inputs in the diagram."""
        for index, value in enumerate(values):
            self.write(Unit(index, -1), value)


def _room(table: NumberTable, index: QModelIndex) -> QRect:
    """Return where a cell is, scrolled into sight as the keys do it."""
    table.scrollTo(index)
    room = table.visualRect(index)
    assert room.isValid(), "the cell is hidden"
    return room


def _option(slider: QSlider) -> QStyleOptionSlider:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    return option


def _handle(slider: QSlider) -> QRect:
    return _part(slider, QStyle.SubControl.SC_SliderHandle)


def _groove(slider: QSlider) -> QRect:
    return _part(slider, QStyle.SubControl.SC_SliderGroove)


def _part(slider: QSlider, part: QStyle.SubControl) -> QRect:
    control = QStyle.ComplexControl.CC_Slider
    return slider.style().subControlRect(control, _option(slider), part, slider)
