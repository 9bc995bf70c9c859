"""The first minute, played with the mouse."""

from __future__ import annotations

from hands import Hands, mouse_to
from PySide6.QtWidgets import QLabel

from reluviz.app.invitations import AFTERWARDS
from reluviz.app.main_window import MainWindow
from reluviz.core.network import ParameterId
from reluviz.views.diagram.hits import room_of


def point_at(window: MainWindow, source: int) -> None:
    diagram = window.main_panels.diagram
    room = room_of(diagram.diagram_layout, diagram.scene.edges, ParameterId(1, 0, source))
    assert room is not None
    mouse_to(diagram, room.center().toPoint())
    window.document.publish()


def test_three_things_are_ticked_and_never_asked_for_again(window: MainWindow, store) -> None:
    hands = Hands(window)
    banner = window.messages.first_steps
    assert banner.isVisible()
    assert banner.text.count("☐") == 3
    point_at(window, 2)
    assert (banner.text.count("☐"), banner.text.count("☑")) == (2, 1)
    assert "☑ point at w3" in banner.text.replace("\N{NO-BREAK SPACE}", " ")
    point_at(window, 0)
    assert not store.settings.first_steps_dismissed
    hands.pull((-0.5, 1.0), (-0.4, 0.8))
    assert banner.text == AFTERWARDS
    assert store.settings.first_steps_dismissed
    window.actions_by_id["first_steps"].trigger()
    assert banner.text.count("☐") == 3
    assert banner.findChild(QLabel).isVisible()
