"""What a thing means is what a hand on it does: held against the hand itself."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.influence import compare, reach, union
from reluviz.core.layer import Layer
from reluviz.core.network import Network, ParameterId
from reluviz.document.document import Document
from reluviz.document.grabs import grab
from reluviz.document.holds import RefusedError
from reluviz.document.items import Item, Joint, Row, Segment, TargetPoint, Unit
from reluviz.document.meaning import NOTHING, meaning
from reluviz.document.state import State
from reluviz.files.project import Project

DOMAIN = (-1.0, 1.0)
EARLY = Network.from_rays([1, 2, 1], [1.5, 1, -0.25], [1, -2, 3], 0.5)
"""In point form, but for a first ray that starts before the domain."""

MIXED = Network.from_rays([1, -1, 2], [0.5, 0.25, -0.5], [1, 2, -1], 0.0)
DEEP = Network(
    [
        Layer([[1.0], [-1.0]], [0.5, 0.25], "relu"),
        Layer([[1.0, -2.0], [0.5, 1.0]], [0.1, -0.4], "relu"),
        Layer([[2.0, -1.5]], [0.0], "identity"),
    ]
)


def done_by_hand(state: State, item: Item, mode: str) -> tuple[set[ParameterId], tuple]:
    """The parameters that a hand changes, moving sideways, then up, and where the curve moves."""
    parameters, intervals = set[ParameterId](), ()
    at = state.place_of(item) if isinstance(item, Joint) else middle(state, item)
    held = grab(state, item, mode, at)
    for right, up in ((0.003, 0.0), (0.0, 0.03)):
        after = held.move(at[0] + right, at[1] + up)
        assert isinstance(after, Network)
        found = compare(state.network, after, state.domain)
        before = state.network.layers
        for index, (old, new) in enumerate(zip(before, after.layers, strict=True)):
            far = np.argwhere(~np.isclose(old.weights, new.weights, rtol=0, atol=1e-9))
            parameters |= {ParameterId(index, int(unit), int(k)) for unit, k in far}
            far = np.argwhere(~np.isclose(old.bias, new.bias, rtol=0, atol=1e-9))
            parameters |= {ParameterId(index, int(unit)) for (unit,) in far}
        intervals = union(intervals, found.intervals)
    return parameters, intervals


def middle(state: State, item: Segment) -> tuple[float, float]:
    x = float(state.curve.x[item.index : item.index + 2].mean())
    return x, float(state.curve(x))


def things(state: State) -> list[Item]:
    joints = len(state.curve)
    return [Joint(k) for k in range(joints)] + [Segment(k) for k in range(joints - 1)]


@pytest.mark.parametrize("mode", ["handle", "point", "relu"])
@pytest.mark.parametrize("network", ["article", EARLY, MIXED, DEEP])
def test_a_thing_means_what_a_hand_on_it_does(
    network: Network | str, mode: str, article: Network
) -> None:
    state = State(article if isinstance(network, str) else network, (DOMAIN,))
    n_held = 0
    for item in things(state):
        found = meaning(state, item, mode)
        try:
            parameters, intervals = done_by_hand(state, item, mode)
        except RefusedError:
            continue
        n_held += 1
        if isinstance(item, Joint) and item.index == 0 and len(found.parameters) == 1:
            # The left end lifts all, and goes sideways with a kink of its own: what it says first.
            assert set(found.parameters) <= parameters
            continue
        assert set(found.parameters) == parameters, item
        np.testing.assert_allclose(found.intervals[0][0], intervals[0][0], atol=0.01)
        np.testing.assert_allclose(found.intervals[-1][1], intervals[-1][1], atol=0.01)
    is_refused = network is MIXED and mode == "point"
    assert n_held >= 3 or is_refused


def test_a_joint_among_neighbours_names_all_that_keeps_them(article: Network) -> None:
    state = State(article, (DOMAIN,))
    found = meaning(state, Joint(1), "handle")
    assert [article.name(p) for p in found.parameters] == ["b2", "w1", "w2", "w3"]
    assert found.intervals == ((-1, 0),)
    assert found.unit == 1


def test_the_last_segment_turns_by_its_own_weight(article: Network) -> None:
    state = State(article, (DOMAIN,))
    found = meaning(state, Segment(2), "handle")
    assert [article.name(p) for p in found.parameters] == ["w3"]
    assert (found.intervals, found.unit) == (((0, 1),), 2)
    lifted = meaning(state, Segment(2), "point")
    assert [article.name(p) for p in lifted.parameters] == ["w2", "w3"]
    assert lifted.intervals == ((-0.5, 1),)


def test_links_units_and_kinks(article: Network) -> None:
    state = State(article, (DOMAIN,))
    for item in (ParameterId(0, 1), ParameterId(0, 1, 0), ParameterId(1, 0, 1), Unit(1)):
        found = meaning(state, item, "handle")
        assert (found.intervals, found.unit) == (((-0.5, 1),), 1)
    output = meaning(state, ParameterId(1, 0), "handle")
    assert (output.intervals, output.unit) == ((DOMAIN,), None)
    assert meaning(state, Unit(1), "handle").parameters == (ParameterId(1, 0, 1),)


def test_in_a_deep_network_links_have_the_colour_of_the_unit_they_come_from_or_go_to() -> None:
    state = State(DEEP, (DOMAIN,))
    assert meaning(state, ParameterId(2, 0, 1), "handle").unit == 3
    assert meaning(state, ParameterId(1, 1, 0), "handle").unit == 3
    assert meaning(state, ParameterId(0, 1, 0), "handle").unit == 1
    for item in (ParameterId(1, 1, 0), ParameterId(0, 1), ParameterId(2, 0)):
        assert meaning(state, item, "handle").intervals == reach(DEEP, item, DOMAIN)


def test_what_is_no_part_of_the_network_means_nothing(article: Network) -> None:
    state = State(article, (DOMAIN,))
    for item in (None, TargetPoint(0), Row(0)):
        assert meaning(state, item, "handle") == NOTHING
    mixed = State(MIXED, (DOMAIN,))
    assert meaning(mixed, Joint(1), "point") == NOTHING  # a hand is refused there


def named(document: Document) -> list[str]:
    document.publish()
    return [document.network.name(p) for p in document.snapshot.meaning.parameters]


def test_the_mouse_the_last_edit_and_the_selection_take_turns(qtbot, article: Network) -> None:
    document = Document(Project(article))
    w1, w2, w3 = (ParameterId(1, 0, k) for k in range(3))
    assert named(document) == []
    document.select(w3)
    assert named(document) == ["w3"]
    document.hover(w1)
    assert named(document) == ["w1"]
    document.set_parameter(w2, 0.5)
    assert named(document) == ["w2"]  # it is the newest, though the mouse is over w1
    assert document.snapshot.sentence == document.snapshot.effect != ""
    document.hover(w3)
    assert named(document) == ["w3"]
    assert document.snapshot.sentence == "w3 moves x ≥ 0: 50 % of the domain"
    document.hover(None)
    assert named(document) == ["w2"]
    document.select(w1)
    assert named(document) == ["w1"]
    document.hover(TargetPoint(0))
    assert named(document) == ["w1"]


def test_what_changes_everything_lights_nothing(qtbot, article: Network) -> None:
    document = Document(Project(article))
    layers = [Layer(one.weights + 1, one.bias + 1, one.activation) for one in article.layers]
    document.set_network(Network(layers), "train")
    document.publish()
    snapshot = document.snapshot
    assert len(snapshot.meaning.parameters) == 10
    assert (snapshot.lit, snapshot.reach) == ((), ())
    assert snapshot.sentence == snapshot.effect
