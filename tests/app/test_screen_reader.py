"""The window as a screen reader has it: Qt's accessibility tree, and what is said of edits."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from scenes import PANELS, PLACES

from reluviz.app import announcer
from reluviz.app.main_window import MainWindow
from reluviz.core.network import Network, ParameterId
from reluviz.document.items import Joint, Segment
from reluviz.files.project import Project

NAME, VALUE = QAccessible.Text.Name, QAccessible.Text.Value
ROOMS = {
    *(
        "Client",
        "LayeredPane",
        "Pane",
        "Separator",
        "ScrollBar",
        "Splitter",
        "Border",
        "Whitespace",
    ),
    *("Grouping", "StaticText", "Cell", "TableCell", "Grip", "Indicator", "Window"),
}
"""What only holds others; a label without text says nothing, a cell is what is written in it."""

MOST = 60  # cells of a table


def tree(of: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    """All that is seen."""
    if of is None or not of.isValid() or of.state().invisible:
        return
    yield of
    for k in range(min(of.childCount(), MOST)):
        yield from tree(of.child(k))


def nameless(widget: QWidget) -> list[str]:
    found = []
    for one in tree(QAccessible.queryAccessibleInterface(widget)):
        thing, state = one.object(), one.state()
        takes_keys = bool(state.focusable) and one.role().name != "Pane"
        if (one.role().name not in ROOMS or takes_keys) and not one.text(NAME):
            name = "" if thing is None else thing.objectName()
            found.append(f"{one.role().name} {type(thing).__name__} {name}")
    return found


@pytest.mark.parametrize("group", [PLACES, PANELS], ids=["places", "panels"])
def test_nothing_is_without_a_name(window: MainWindow, qtbot: QtBot, group: dict) -> None:
    window.show()
    found = set[str]()
    for scene in group.values():
        scene(window)
        window.document.publish()
        qtbot.wait(10)
        found |= set(nameless(window))
    assert found == set()


def read(widget: QWidget) -> list[tuple[str, str]]:
    whole = QAccessible.queryAccessibleInterface(widget)
    parts = [whole.child(k) for k in range(whole.childCount())]
    assert all(part.role() == QAccessible.Role.Slider for part in parts)
    assert [whole.indexOfChild(part) for part in parts] == list(range(len(parts)))
    return [(part.text(NAME), part.text(VALUE)) for part in parts]


def test_joints_and_segments_are_children_of_the_plot(window: MainWindow) -> None:
    window.show()
    assert read(window.plot.plot_widget) == [
        ("Joint 1 of 4, ReLU 1", "x = −1, z = −1"),
        ("Joint 2 of 4, ReLU 2", "x = −0.5, z = 1"),
        ("Joint 3 of 4, ReLU 3", "x = 0, z = −1"),
        ("Joint 4 of 4", "x = 1, z = 0"),
        ("Segment 1 of 3, ReLU 1", "slope 4"),
        ("Segment 2 of 3, ReLU 2", "slope −4"),
        ("Segment 3 of 3, ReLU 3", "slope 1"),
    ]
    window.document.set_parameter(window.document.network.parameter("w3"), 2.0)
    window.document.publish()
    assert read(window.plot.plot_widget)[-1] == ("Segment 3 of 3, ReLU 3", "slope −2")


def test_links_and_biases_are_children_of_the_diagram(window: MainWindow) -> None:
    window.show()
    found = dict(read(window.main_panels.diagram))
    assert len(found) == window.document.network.n_parameters
    assert found["w2 output weight of ReLU 2"] == "−8"
    assert found["b0 bias of the output"] == "−1"
    window.document.break_link(window.document.network.parameter("w2"))
    window.document.publish()
    broken = dict(read(window.main_panels.diagram))["w2 output weight of ReLU 2"]
    assert broken == "0, a broken link: it was −8"


def test_a_part_is_where_it_is_painted_and_knows_the_whole(window: MainWindow) -> None:
    window.show()
    plot = window.plot.plot_widget
    whole = QAccessible.queryAccessibleInterface(plot)
    column, row = plot.scene_now().place(1)
    at = plot.mapToGlobal(QPoint(round(column), round(row)))
    joint = whole.childAt(at.x(), at.y())
    assert joint.text(NAME).startswith("Joint 2")
    assert joint.rect().contains(at)
    assert joint.parent().object() is plot
    assert whole.childAt(at.x() + 40, 1) is None
    assert (joint.childCount(), joint.child(0), whole.child(99)) == (0, None, None)


@pytest.mark.parametrize("item", [Joint(2), Segment(1)])
def test_what_keys_move_has_the_focus(window: MainWindow, item: Joint | Segment) -> None:
    window.show()
    plot = window.plot.plot_widget
    plot.setFocus()
    window.document.select(item)
    window.document.publish()
    whole = QAccessible.queryAccessibleInterface(plot)
    chosen = whole.focusChild()
    kind = "Joint" if isinstance(item, Joint) else "Segment"
    assert chosen.text(NAME).startswith(f"{kind} {item.index + 1} ")
    assert chosen.state().selected
    others = [whole.child(k) for k in range(whole.childCount())]
    assert sum(bool(one.state().selected) for one in others) == 1


def test_keys_alone_go_from_joint_to_joint_and_move_them(window: MainWindow) -> None:
    window.show()
    plot = window.plot.plot_widget
    plot.setFocus()
    whole, heard = QAccessible.queryAccessibleInterface(plot), []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_Up):
        QTest.keyClick(plot, key)
        window.document.publish()
        heard.append((whole.focusChild().text(NAME)[:7], whole.focusChild().text(VALUE)))
    assert heard[:2] == [("Joint 1", "x = −1, z = −1"), ("Joint 2", "x = −0.5, z = 1")]
    assert heard[2] != heard[1]


def test_parts_come_and_go_with_the_network(window: MainWindow) -> None:
    window.show()
    plot = window.plot.plot_widget
    whole = QAccessible.queryAccessibleInterface(plot)
    last = whole.child(whole.childCount() - 1)
    window.document.load(Project(Network.from_rays([1], [0.5], [2], 0)), None, "one")
    window.document.publish()
    assert not last.isValid()
    assert (last.text(NAME), last.rect().isEmpty()) == ("", True)
    assert len(read(plot)) == 5
    units = 1_000
    rays = Network.from_rays(
        [1.0] * units, [1 - 1.99 * k / units for k in range(units)], [1.0] * units, 0
    )
    window.document.load(Project(rays), None, "many")
    window.document.select(Joint(700))
    window.document.publish()
    names = [name for name, _ in read(plot)]
    assert len(names) == 400
    assert any(name.startswith("Joint 701 ") for name in names)
    gc.collect()
    assert QAccessible.queryAccessibleInterface(plot).childCount() == 400


def test_an_edit_and_a_refusal_are_said_once(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, read_aloud, document = list[str](), list[str](), window.document

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        else:
            read_aloud.append(event.accessibleInterface().text(NAME))

    window.show()
    window.plot.plot_widget.setFocus()
    monkeypatch.setattr(announcer.QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(announcer.QAccessible, "updateAccessibility", hear)
    document.select(Joint(1))
    document.publish()
    assert read_aloud == ["Joint 2 of 4, ReLU 2"]
    gesture = document.grab(Joint(1), -0.5, 1.0)
    for height in (0.8, 0.6):
        document.move_to(-0.5, height)
        document.publish()
    assert said == []
    gesture.commit()
    document.publish()
    assert said == [document.snapshot.effect]
    assert said[0].startswith("w1, w2 and w3 move x ≤ 0")
    document.hover(ParameterId(1, 0))
    document.publish()
    assert len(said) == 1
    document.break_link(ParameterId(1, 0))
    document.publish()
    assert "is a bias and no link" in said[-1]


def test_without_a_screen_reader_nothing_is_said(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer.QAccessible, "updateAccessibility", lambda _event: 1 / 0)
    window.document.set_parameter(window.document.network.parameter("w3"), 2.0)
    window.document.publish()
