"""What all panels have in common: which snapshots they render."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from reluviz.document.document import Document
from reluviz.document.snapshot import Snapshot
from reluviz.views.panel import Panel
from reluviz.views.theme import load_theme


class Listener(Panel):
    """A panel that remembers what it rendered."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, load_theme("light"), "listener", "Listener")
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.rendered: list[tuple[Snapshot | None, Snapshot]] = []
        self.start()

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        self.rendered.append((old, new))


class LazyListener(Listener):
    is_secondary = True


@pytest.fixture
def document(qtbot) -> Document:
    return Document()


def change(document: Document, value: float) -> Snapshot:
    document.set_parameter(document.network.parameter("w2"), value)
    document.publish()
    return document.snapshot


def test_a_hidden_panel_renders_by_default(document, qtbot):
    panel = Listener(document)
    qtbot.addWidget(panel)
    first = document.snapshot
    second = change(document, -7.0)
    assert panel.rendered == [(None, first), (first, second)]
    assert panel.revision == second.revision


def test_a_lazy_panel_costs_nothing_while_hidden_and_catches_up_when_shown(document, qtbot):
    panel = LazyListener(document)
    qtbot.addWidget(panel)
    change(document, -7.0)
    assert panel.rendered == []
    assert panel.revision == -1
    panel.show()
    second = document.snapshot
    assert panel.rendered == [(None, second)]
    third = change(document, -6.0)
    assert panel.rendered[-1] == (second, third)
    panel.hide()
    change(document, -5.0)
    fifth = change(document, -4.0)
    assert len(panel.rendered) == 2
    panel.show()
    assert panel.rendered[2:] == [(third, fifth)]
    assert panel.revision == fifth.revision
    panel.hide()
    panel.show()
    assert len(panel.rendered) == 3


def test_a_theme_changed_behind_the_scenes_is_rendered_in_full(document, qtbot):
    panel = LazyListener(document)
    qtbot.addWidget(panel)
    panel.show()
    panel.hide()
    panel.apply_theme(load_theme("dark"))
    assert len(panel.rendered) == 1
    panel.show()
    assert panel.rendered[1:] == [(None, document.snapshot)]
    panel.apply_theme(load_theme("light"))
    assert panel.rendered[2:] == [(None, document.snapshot)]


def test_while_a_hand_moves_a_lazy_panel_skips_frames_and_then_catches_up(
    document, qtbot, monkeypatch
):
    monkeypatch.setattr("reluviz.views.panel.SECONDARY_PAUSE", 30)
    panel, eager = LazyListener(document), Listener(document)
    for one in (panel, eager):
        qtbot.addWidget(one)
        one.show()
        one.rendered.clear()
    document.begin("drag")
    for value in range(-7, 3):
        change(document, float(value))
    assert len(eager.rendered) == 10
    assert len(panel.rendered) == 1
    qtbot.waitUntil(lambda: panel.revision == document.snapshot.revision)
    assert len(panel.rendered) == 2
    change(document, 5.0)
    document.commit()
    document.publish()
    assert panel.rendered[-1][1] is document.snapshot  # at rest it does not wait
