"""Cutting a link and mending it: the weight is remembered, and undo knows what was."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Joint
from reluviz.files.project import Project

W1, W2, V2, B2 = ParameterId(1, 0, 0), ParameterId(1, 0, 1), ParameterId(0, 1, 0), ParameterId(0, 1)


@pytest.fixture
def document(qapp: object) -> Document:
    """The article's example."""
    return Document()


def broken(document: Document) -> dict[ParameterId, float]:
    document.publish()
    return dict(document.snapshot.broken)


def bits(network: Network) -> bytes:
    return b"".join(layer.weights.tobytes() + layer.bias.tobytes() for layer in network.layers)


def notice(document: Document) -> str:
    document.publish()
    assert document.snapshot.notice is not None
    return document.snapshot.notice.text


def test_a_cut_link_shows_the_curve_without_it_and_the_loss_of_fit(document: Document) -> None:
    document.break_link(W2)
    assert document.network.w.tolist() == [4, 0, 5]
    assert broken(document) == {W2: -8}
    assert document.undo_stack.undo_text == "break link w2"
    # Without w2 the curve is off by 8 max(0, x + 1/2): its square has the mean 36.
    assert document.state.misfit is not None
    assert document.state.misfit.mean_square == pytest.approx(36, abs=1e-12)
    assert document.state.mean_square_with(W2, -8.0) == 0


def test_mending_gives_the_very_weight_back(document: Document) -> None:
    before = bits(document.network)
    document.break_link(W2)
    document.mend_link(W2)
    assert bits(document.network) == before
    assert broken(document) == {}
    assert document.undo_stack.undo_text == "mend link w2"
    assert document.undo_stack.count == 2


def test_every_step_of_undo_knows_the_weight_of_its_time(document: Document) -> None:
    document.break_link(W2)
    document.mend_link(W2)
    document.set_parameter(W2, -6.1)
    document.break_link(W2)
    walk = [(-8.0, {}), (0.0, {W2: -8.0}), (-8.0, {}), (-6.1, {}), (0.0, {W2: -6.1})]
    for value, memory in reversed(walk):
        assert (document.network.w[1], broken(document)) == (value, memory)
        document.undo()
    for value, memory in walk:
        assert (document.network.w[1], broken(document)) == (value, memory)
        document.redo()


def test_a_weight_set_by_hand_is_no_longer_cut(document: Document) -> None:
    document.break_link(W2)
    document.set_parameter(W2, 1.0)
    assert broken(document) == {}
    document.set_parameter(W2, 0.0)
    assert broken(document) == {}
    document.undo()
    document.undo()
    assert broken(document) == {W2: -8}


def test_a_drag_through_zero_and_a_cancelled_one_forget_nothing(document: Document) -> None:
    document.break_link(W2)
    document.begin("change w2")
    document.set_parameter(W2, 0.5)
    assert broken(document) == {}
    document.set_parameter(W2, 0.0)
    assert broken(document) == {W2: -8}
    document.set_parameter(W2, 0.7)
    document.cancel()
    assert broken(document) == {W2: -8}
    assert document.undo_stack.count == 1


def test_several_links_and_other_edits_between(document: Document) -> None:
    document.break_link(W2)
    document.break_link(V2)
    document.set_parameter(B2, 0.25)
    document.set_domain((-2, 2))
    document.set_target(None)
    assert broken(document) == {W2: -8, V2: 1}
    document.mend_link(W2)
    assert document.network.w[1] == -8
    assert broken(document) == {V2: 1}


def test_other_layers_and_another_network_have_no_memory(document: Document) -> None:
    document.break_link(W2)
    document.add_joint(0.5)
    assert broken(document) == {}
    document.undo()
    assert broken(document) == {W2: -8}
    document.set_network(Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, 0, 1], 0))
    assert broken(document) == {}
    document.undo()
    document.load(Project(document.network, document.project.target), None)
    assert broken(document) == {}


def test_a_joint_dragged_while_a_link_is_cut(document: Document) -> None:
    document.break_link(W1)
    document.set_view(drag_mode="relu")
    assert document.grab(Joint(2), 0.0, document.state.curve(0.0))
    document.move_to(0.1, 0.0)
    document.commit()
    assert broken(document) == {W1: 4}


@pytest.mark.parametrize(("parameter", "why"), [(B2, "no link"), (W2, "cut already")])
def test_what_cannot_be_cut(document: Document, parameter: ParameterId, why: str) -> None:
    document.set_parameter(W2, 0.0)
    count = document.undo_stack.count
    document.break_link(parameter)
    assert why in notice(document)
    assert document.undo_stack.count == count


@pytest.mark.parametrize("value", [0.0, -8.0])
def test_what_was_not_cut_cannot_be_mended(document: Document, value: float) -> None:
    document.set_parameter(W2, value)
    document.mend_link(W2)
    assert "w2 was not cut here" in notice(document)


def test_random_walks_of_undo_and_redo_are_equal_to_the_bit(document: Document) -> None:
    rng = np.random.default_rng(3)
    links = [W1, W2, V2]
    seen = [(bits(document.network), broken(document))]
    for _ in range(30):
        link = links[rng.integers(3)]
        if document.network.value(link):
            document.break_link(link)
        elif rng.random() < 0.7:
            document.mend_link(link)
        else:
            document.set_parameter(link, float(rng.normal()))
        seen.append((bits(document.network), broken(document)))
    steps = document.undo_stack.count
    assert steps == 30
    place = steps
    for _ in range(200):
        forward = rng.random() < 0.5
        (document.redo if forward else document.undo)()
        place = min(steps, place + 1) if forward else max(0, place - 1)
        assert (bits(document.network), broken(document)) == seen[place]
