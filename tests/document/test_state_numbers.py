"""Units of all layers have colours of their own, and joints those of what makes them."""

from __future__ import annotations

from reluviz.document.items import Unit
from reluviz.document.state import evaluate
from reluviz.files.examples import load_example


def test_joints_go_by_their_makers() -> None:
    state = evaluate(load_example("sawtooth"))
    assert state.joint_numbers.tolist() == [-1, 5, 3, 5, 1, 5, 3, 5, -1]
    numbers = [state.unit_number(Unit(k, layer)) for layer in range(3) for k in range(2)]
    assert numbers == [0, 1, 2, 3, 4, 5]
    assert state.unit_number(Unit(0, 3)) is None
    assert state.unit_number(Unit(0, -1)) is None


def test_of_one_hidden_layer_they_are_its_units() -> None:
    state = evaluate(load_example("relu-by-hand"))
    assert state.joint_numbers.tolist() == [0, 1, 2, -1]
