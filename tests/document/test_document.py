"""Gestures, undo and the one signal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from reluviz.core.construct import rewrite_right, through_points
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.structure import with_layer
from reluviz.core.targets import Target
from reluviz.document.document import Document
from reluviz.document.items import Joint, Segment, TargetPoint, Unit
from reluviz.document.snapshot import Notice, Snapshot
from reluviz.files.project import Project

W2, B2, V2, B0 = ParameterId(1, 0, 1), ParameterId(0, 1), ParameterId(0, 1, 0), ParameterId(1, 0)


@pytest.fixture
def document(qapp: object) -> Document:
    """The article's example."""
    return Document()


@pytest.fixture
def published(document: Document) -> list[Snapshot]:
    """All snapshots of `document` so far."""
    snapshots: list[Snapshot] = []
    document.snapshot_changed.connect(snapshots.append)
    return snapshots


def bits(network: Network) -> bytes:
    return b"".join(layer.weights.tobytes() + layer.bias.tobytes() for layer in network.layers)


# The start


def test_it_begins_with_the_example_of_the_article(document: Document) -> None:
    network = document.network
    assert network.v.tolist() == [1, 1, 1]
    assert network.b.tolist() == [1, 0.5, 0]
    assert network.w.tolist() == [4, -8, 5]
    assert network.b0 == -1
    assert document.snapshot.name == "The article's example"
    assert not document.is_modified
    assert document.snapshot.effect == ""


def test_a_network_the_window_cannot_show_is_refused_and_nothing_changes(
    document: Document,
) -> None:
    wide = Network([Layer([[1, 1, 1, 1]], [0], "identity")])
    with pytest.raises(ValueError, match="the window shows networks of up to 3 inputs"):
        Document(Project(wide))
    document.set_parameter(W2, -7.0)
    with pytest.raises(ValueError, match="the window shows"):
        document.load(Project(wide), None)
    assert document.network.w[1] == -7
    assert document.undo_stack.count == 1


# Edits, gestures, undo


def test_an_edit_is_one_step_with_a_name_and_undo_restores_the_very_numbers(
    document: Document,
) -> None:
    before = bits(document.network)
    document.set_parameter(W2, -7.2)
    after = bits(document.network)
    assert document.undo_stack.undo_text == "change w2"
    assert document.is_modified
    document.undo_stack.undo()
    assert bits(document.network) == before
    assert not document.is_modified
    document.undo_stack.redo()
    assert bits(document.network) == after


def test_a_gesture_is_one_step_however_many_moves(document: Document) -> None:
    document.begin("turn")
    for value in (-7.0, -6.0, -5.5):
        document.set_parameter(W2, value)
    assert document.undo_stack.count == 0
    assert document.in_gesture
    document.commit()
    assert document.undo_stack.count == 1
    assert document.undo_stack.undo_text == "turn"
    document.undo_stack.undo()
    assert document.network.w[1] == -8


def test_a_gesture_back_to_where_it_began_leaves_no_step(document: Document) -> None:
    document.begin("turn")
    document.set_parameter(W2, -7.0)
    document.set_parameter(W2, -8.0)
    document.commit()
    assert document.undo_stack.count == 0
    assert not document.is_modified
    document.publish()
    assert document.snapshot.before is None


def test_cancel_goes_back_and_leaves_no_step_and_no_ghost(document: Document) -> None:
    before = bits(document.network)
    document.begin("turn")
    document.set_parameter(W2, -7.0)
    document.cancel()
    document.publish()
    assert bits(document.network) == before
    assert document.undo_stack.count == 0
    assert not document.in_gesture
    assert document.snapshot.before is None
    document.cancel()
    document.commit()
    assert document.undo_stack.count == 0


def test_undo_and_redo_leave_no_ghost(document: Document) -> None:
    document.set_parameter(W2, -7.0)
    document.publish()
    assert document.snapshot.before is not None
    assert document.snapshot.before.network.w[1] == -8
    document.undo_stack.undo()
    document.publish()
    assert document.snapshot.before is None
    document.undo_stack.redo()
    document.publish()
    assert document.snapshot.before is None


def test_a_new_gesture_commits_the_one_under_way(document: Document) -> None:
    first = document.begin("one")
    first.set(W2, -7.0)
    second = document.begin("two")
    assert second.is_open
    assert not first.is_open
    second.set(W2, -6.0)
    first.set(W2, -5.0)  # over: it neither changes nor ends anything
    first.cancel()
    first.commit()
    assert second.is_open
    assert document.network.value(W2) == -6.0
    second.commit()
    assert not second.is_open
    texts = document.undo_stack.texts
    assert texts == ["one", "two"]


def test_undo_takes_an_open_gesture_as_a_step(document: Document) -> None:
    document.set_parameter(B0, 3.0)
    document.begin("turn")
    document.set_parameter(W2, -7.0)
    document.undo()
    assert (document.network.w[1], document.network.b0) == (-8, 3)
    document.redo()
    assert document.network.w[1] == -7


def test_values_that_are_not_finite_are_refused(document: Document) -> None:
    for value in (float("nan"), float("inf"), 1e101):
        with pytest.raises(ValueError, match="finite"):
            document.set_parameter(W2, value)
    assert document.undo_stack.count == 0


def test_an_edit_to_the_same_value_is_no_step(document: Document) -> None:
    document.set_parameter(W2, -8.0)
    document.set_domain((-1.0, 1.0))
    assert document.undo_stack.count == 0


def test_domain_and_target_are_steps_and_the_view_is_not(document: Document) -> None:
    document.set_domain((-2, 2))
    document.set_target(None)
    document.set_view(drag_mode="relu")
    document.set_probe(0.5)
    assert document.undo_stack.count == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project.domain == (-1, 1)
    assert document.project.target is not None
    assert document.project.view.drag_mode == "relu"
    assert document.project.view.probe == 0.5
    with pytest.raises(ValueError, match="drag_mode"):
        document.set_view(drag_mode="other")
    with pytest.raises(ValueError, match="domain"):
        document.set_domain((1, 1))


def test_two_thousand_random_steps_of_editing_undo_and_redo(document: Document) -> None:
    rng = np.random.default_rng(7)
    history, place = [bits(document.network)], 0
    for _ in range(2000):
        kind = rng.integers(6)
        if kind == 0 and place > 0:
            document.undo()
            place -= 1
        elif kind == 1 and place < len(history) - 1:
            document.redo()
            place += 1
        elif kind == 2:
            document.begin("dropped")
            document.set_parameter(_any_parameter(rng, document.network), float(rng.normal()))
            document.cancel()
        elif kind == 3:
            joint = int(rng.integers(4))
            document.set_view(drag_mode=("point", "relu")[rng.integers(2)])
            if document.grab(Joint(min(joint, len(document.state.curve) - 1)), 0.0, 0.0):
                for _ in range(3):
                    document.move_to(*(0.1 * rng.normal(size=2)))
                document.commit()
            place = _note(document, history, place)
        else:
            document.set_parameter(_any_parameter(rng, document.network), float(rng.normal()))
            place = _note(document, history, place)
        assert bits(document.network) == history[place]
        assert document.undo_stack.index == place
    while place:
        document.undo_stack.undo()
        place -= 1
        assert bits(document.network) == history[place]


def _any_parameter(rng: np.random.Generator, network: Network) -> ParameterId:
    found = list(network.parameters())
    return found[rng.integers(len(found))]


def _note(document: Document, history: list[bytes], place: int) -> int:
    """Add the state to the history, where the edit made a step."""
    if document.undo_stack.index == place:
        return place
    del history[place + 1 :]
    history.append(bits(document.network))
    return place + 1


# The signal


def test_a_burst_of_edits_is_published_once(
    document: Document, published: list[Snapshot], qtbot: QtBot
) -> None:
    document.begin("turn")
    for k in range(100):
        document.set_parameter(W2, -8 + k / 100)
    assert published == []
    qtbot.waitUntil(lambda: len(published) > 0, timeout=1000)
    assert len(published) == 1
    assert published[0].network.w[1] == -8 + 99 / 100
    assert published[0].gesture == "turn"
    assert published[0] is document.snapshot
    document.cancel()


def test_publish_is_silent_when_nothing_changed(
    document: Document, published: list[Snapshot]
) -> None:
    document.publish()
    document.select(None)
    document.hover(None)
    document.notify(None)
    document.set_view(drag_mode="handle")
    document.publish()
    assert published == []
    document.select(W2)
    document.publish()
    document.publish()
    assert len(published) == 1


def test_the_revision_counts_changes_of_the_network_and_nothing_else(
    document: Document, published: list[Snapshot]
) -> None:
    document.select(W2)
    document.set_probe(0.3)
    document.publish()
    assert published[-1].revision == 0
    state = published[-1].state
    document.hover(B0)
    document.publish()
    assert published[-1].state is state
    document.set_parameter(W2, -7.0)
    document.publish()
    assert published[-1].revision == 1
    assert published[-1].state is not state


@pytest.mark.parametrize(
    "attempt",
    [
        lambda document: document.set_parameter(W2, 1.0),
        lambda document: document.begin("x"),
        lambda document: document.load(Project(document.network), None),
    ],
)
def test_a_slot_that_edits_is_stopped_and_leaves_no_trace(
    document: Document, attempt: Callable[[Document], object]
) -> None:
    raised: list[str] = []

    def slot(_snapshot: Snapshot) -> None:
        try:
            attempt(document)
        except RuntimeError as error:
            raised.append(str(error))

    document.set_probe(0.1)
    before = document.project, document.state, document.undo_stack.count
    document.snapshot_changed.connect(slot)
    document.publish()
    document.snapshot_changed.disconnect(slot)
    assert raised == ["a panel changed the document while it was rendering"]
    now = document.project, document.state, document.undo_stack.count
    assert all(a is b for a, b in zip(now, before, strict=True))
    document.set_probe(0.2)
    document.publish()
    snapshot = document.snapshot
    assert (snapshot.selection, snapshot.hovered, snapshot.notice) == (None, None, None)
    assert not document.in_gesture


def test_a_mouse_that_moves_while_panels_render_is_heard_when_all_have(document: Document) -> None:
    seen: list[tuple[object, ...]] = []

    def slot(new: Snapshot) -> None:
        seen.append((new.selection, new.hovered, new.probe, new.notice))
        document.select(B0)
        document.hover(Unit(1))
        document.set_probe(0.7)
        document.notify("hello")
        document.publish()  # not inside of itself
        now = document.project.view.probe, document.snapshot is new
        assert now == (0.1 if len(seen) == 1 else 0.7, True)

    document.set_probe(0.1)
    document.publish()
    document.snapshot_changed.connect(slot)
    document.set_parameter(B0, -0.5)
    document.publish()
    assert len(seen) == 1
    document.publish()
    document.snapshot_changed.disconnect(slot)
    assert seen == [(None, None, 0.1, None), (B0, Unit(1), 0.7, Notice("hello"))]
    document.publish()
    assert document.snapshot.hovered == Unit(1)


def test_what_waits_for_panels_is_done_though_something_before_it_fails(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[str] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: reported.append(str(error)))

    def slot(_new: Snapshot) -> None:
        document.when_rendered(lambda: document.network.value(ParameterId(7, 0)))
        document.hover(B0)

    document.snapshot_changed.connect(slot)
    document.set_probe(0.1)
    document.publish()
    document.snapshot_changed.disconnect(slot)
    document.publish()
    assert len(reported) == 1
    assert document.snapshot.hovered == B0


def test_a_hand_on_what_is_gone_holds_nothing(document: Document) -> None:
    document.set_network(Network([Layer([[1.0, 1.0]], [0.0], "identity")]), "another")
    for item in (TargetPoint(0), Joint(1), Segment(0)):
        document.hover(item)
        assert not document.grab(item, 0.0, 0.0)
        document.move_to(0.5, 0.5)
    document.publish()
    snapshot = document.snapshot
    assert (snapshot.hovered, snapshot.selection, snapshot.notice) == (None, None, None)
    assert document.undo_stack.count == 1


def test_a_network_that_another_panel_draws_is_no_ghost(document: Document) -> None:
    shallow = document.network
    deep, wide = with_layer(shallow, 1), Network([Layer([[1.0, 1.0]], [0.0], "identity")])
    for network, has_ghost in ((deep, True), (with_layer(deep, 1), True), (wide, False)):
        document.set_network(network)
        document.publish()
        assert (document.snapshot.before is not None) == has_ghost
    document.set_network(shallow)
    document.publish()
    assert (document.snapshot.before, document.snapshot.effect) == (None, "")


# Selection


def test_what_does_not_exist_cannot_be_selected(document: Document) -> None:
    for item in (Unit(3), Joint(4), Segment(3), ParameterId(0, 3), ParameterId(1, 0, 3)):
        document.select(item)
        document.hover(item)
        document.publish()
        assert document.snapshot.selection is None
        assert document.snapshot.hovered is None


def test_another_selection_clears_the_ghost(document: Document) -> None:
    document.select(W2)
    document.set_parameter(W2, -7.0)
    document.select(W2)
    document.publish()
    assert document.snapshot.change is not None
    document.select(B2)
    document.publish()
    assert document.snapshot.change is None


def test_items_that_are_gone_are_let_go_one_by_one(document: Document) -> None:
    document.select(W2)
    document.hover(Unit(2))
    document.set_network(Network.from_rays([1, 1], [1, 0], [1, 1], 0))
    document.publish()
    assert document.snapshot.selection == W2
    assert document.snapshot.hovered is None


def test_a_selected_joint_stays_with_its_unit_when_kinks_pass(document: Document) -> None:
    document.set_view(drag_mode="relu")
    assert document.grab(Joint(1), -0.5, 1.0)
    document.move_to(0.5, 1.0)
    document.publish()
    assert document.snapshot.selection == Joint(2)
    assert document.snapshot.unit == 1
    document.move_to(-0.25, 1.0)
    document.publish()
    assert document.snapshot.selection == Joint(1)
    document.move_to(0.5, 1.0)
    document.commit()
    document.undo_stack.undo()
    document.publish()
    assert document.snapshot.selection == Joint(1)


def test_a_selected_joint_whose_kink_leaves_the_domain_is_let_go(document: Document) -> None:
    document.select(Joint(1))
    document.set_domain((-0.25, 1))
    document.publish()
    assert document.snapshot.selection is None


def test_the_right_end_stays_the_right_end(document: Document) -> None:
    document.select(Joint(3))
    document.set_domain((-0.25, 1))
    document.publish()
    assert document.snapshot.selection == Joint(2)


# Nudges


def test_nudging_a_parameter(document: Document) -> None:
    document.select(W2)
    document.nudge(0, 1)
    assert document.network.w[1] == -7.9
    document.nudge(0, -0.1)
    assert document.network.w[1] == -7.91
    document.nudge(10, 0)
    assert document.network.w[1] == -6.91
    assert document.undo_stack.count == 3


def test_nudges_towards_zero_arrive(document: Document) -> None:
    document.select(B0)
    for _ in range(10):
        document.nudge(0, 1)
    assert document.network.b0 == 0
    document.nudge(0, 1)
    assert document.network.b0 == 0.1


def test_nudging_a_joint_and_nothing(document: Document) -> None:
    document.nudge(1, 1)
    assert document.undo_stack.count == 0
    document.select(Joint(1))
    document.nudge(0, 1)
    assert document.state.curve.y[1] == pytest.approx(1.1)
    document.nudge(1, 0)
    assert document.state.curve.x[1] == pytest.approx(-0.4)
    assert document.undo_stack.undo_text == "move joint 2"


def test_a_nudge_ends_an_open_gesture_first(document: Document) -> None:
    document.select(W2)
    document.begin("scroll")
    document.set_parameter(W2, -7.0)
    document.nudge(0, 1)
    assert document.undo_stack.count == 2


# Grabs


def test_a_grab_that_is_refused_says_why_and_begins_nothing(document: Document) -> None:
    document.set_network(Network.from_rays([1, -1], [0.5, 0.5], [1, 1], 0))
    document.set_view(drag_mode="point")
    assert not document.grab(Joint(1), 0, 0)
    document.publish()
    notice = document.snapshot.notice
    assert notice is not None
    assert notice.action == "rewrite_right"
    assert not document.in_gesture
    document.move_to(1, 1)
    assert document.undo_stack.count == 1
    document.set_network(rewrite_right(document.network, document.project.domain))
    assert document.grab(Joint(1), -0.5, 1.0)
    document.publish()
    assert document.snapshot.notice is None
    document.cancel()


def test_pressing_and_letting_go_changes_not_one_bit(qapp: object) -> None:
    rng = np.random.default_rng(3)
    document = Document(Project(through_points(rng.uniform(-1, 1, (12, 2))), domain=(-1, 1)))
    document.set_network(rewrite_right(document.network, document.project.domain))
    document.undo_stack.clear()
    before = bits(document.network)
    for mode in ("point", "relu"):
        document.set_view(drag_mode=mode)
        for item in [Joint(k) for k in range(len(document.state.curve))] + [
            Segment(k) for k in range(len(document.state.curve) - 1)
        ]:
            if document.grab(item, 0.1, 0.2):
                document.move_to(0.15, 0.3)
                document.move_to(0.1, 0.2)
                document.commit()
            assert bits(document.network) == before
    assert document.undo_stack.count == 0


# Files


def test_loading_forgets_the_steps_and_saving_marks_the_place(
    document: Document, tmp_path: Path
) -> None:
    document.select(W2)
    document.set_parameter(W2, -7.0)
    document.mark_saved(tmp_path / "a.reluviz")
    document.publish()
    assert not document.snapshot.is_modified
    assert document.snapshot.name == "a.reluviz"
    document.undo_stack.undo()
    document.publish()
    assert document.snapshot.is_modified
    target = Target.from_points([(0, 0), (2, 1)])
    document.load(Project(through_points([(0, 0), (2, 1)]), target, (0, 2)), None, "new")
    document.publish()
    snapshot = document.snapshot
    assert (snapshot.name, snapshot.is_modified, snapshot.selection) == ("new", False, None)
    assert document.undo_stack.count == 0
    assert snapshot.domain == (0, 2)


def test_loading_in_the_middle_of_a_gesture_ends_it(document: Document) -> None:
    document.begin("drag")
    document.set_parameter(W2, 1.0)
    document.load(Project(through_points([(0, 0), (1, 1)])), None)
    assert not document.in_gesture
    assert document.undo_stack.count == 0
