"""What all panels have in common: which snapshots they render."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from reluviz.core.structure import with_layer
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


class Fragile(Listener):
    """A panel that fails at one value of b0."""

    def render_snapshot(self, old: Snapshot | None, new: Snapshot) -> None:
        super().render_snapshot(old, new)
        if new.network.b0 in (1.0, 2.0):
            raise ZeroDivisionError(f"at {new.network.b0}")

    @property
    def is_covered(self) -> bool:
        labels = self.findChildren(QLabel)
        return any(label.isVisible() and label.geometry() == self.rect() for label in labels)


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


def test_one_panel_that_fails_keeps_no_other_from_rendering_and_renders_afresh(
    document, qtbot, monkeypatch
):
    reported: list[str] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: reported.append(str(error)))
    panels = [Listener(document), Fragile(document), Listener(document)]
    for one in panels:
        qtbot.addWidget(one)
        one.resize(200, 100)
        one.show()
    fragile = panels[1]
    for b0, is_covered in ((0.5, False), (1.0, True), (1.0, True), (2.0, True), (3.0, False)):
        document.set_probe(b0 / 10 + (0.01 if len(reported) == 1 else 0))
        document.set_parameter(document.network.parameter("b0"), b0)
        document.publish()
        assert {panel.revision for panel in panels} == {document.snapshot.revision}
        assert all(panel.rendered[-1][1] is document.snapshot for panel in panels)
        assert fragile.is_covered == is_covered
        assert document.network.b0 == b0
    assert reported == ["at 1.0", "at 2.0"]  # each once
    assert fragile.rendered[-1][0] is None  # all of it
    assert panels[0].rendered[-1][0] is not None
    change(document, 9.0)
    assert fragile.rendered[-1][0] is not None


def test_a_panel_lets_go_when_the_network_is_none_of_its_kind(document, qtbot):
    panel, let_go = Listener(document), []
    panel.let_go = lambda: let_go.append(document.snapshot.kind)
    qtbot.addWidget(panel)
    shallow = document.network
    for network in (with_layer(shallow, 1), with_layer(with_layer(shallow, 1), 1), shallow):
        document.set_network(network)
        document.publish()
    assert let_go == ["layered"]
    assert panel.revision == document.snapshot.revision
    assert len(panel.rendered) == 2
