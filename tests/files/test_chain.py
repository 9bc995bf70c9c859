"""The chain that readers build: it folds to a network of the same function, or says why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.activations import find_activation
from reluviz.core.network import Network
from reluviz.files.chain import Chain, check_same, origin_of, probes, project_of
from reluviz.files.errors import UserError

KINDS = ("relu", "sigmoid", "tanh", "leaky_relu(0.2)", "relu6", "hard_tanh", "abs", "identity")


@st.composite
def plans(draw: st.DrawFn) -> tuple[int, list[tuple[str, object]]]:
    """A number of inputs, and steps: maps, factors, activations, in any order."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    inputs = width = draw(st.integers(1, 3))
    steps: list[tuple[str, object]] = [("affine", (np.eye(width), np.zeros(width)))]
    for step in draw(st.lists(st.sampled_from(["affine", "scale", "activate"]), max_size=7)):
        if step == "affine":
            units = draw(st.integers(1, 4))
            steps.append((step, (random.normal(size=(units, width)), random.normal(size=units))))
            width = units
        elif step == "scale":
            steps.append((step, (random.normal(size=width), random.normal(size=width))))
        else:
            steps.append((step, draw(st.sampled_from(KINDS))))
    return inputs, steps


@given(plans())
def test_any_row_of_steps_folds_to_the_same_function(
    plan: tuple[int, list[tuple[str, object]]],
) -> None:
    inputs, steps = plan
    chain = Chain.of_inputs(inputs)
    for step, what in steps:
        arguments = (what,) if step == "activate" else what
        chain = getattr(chain, step)(*arguments, "a step")  # type: ignore[misc]
    x = np.linspace(-3, 3, 7 * inputs).reshape(7, inputs)
    values = x
    for step, what in steps:
        if step == "affine":
            values = values @ what[0].T + what[1]  # type: ignore[index]
        elif step == "scale":
            values = values * what[0] + what[1]  # type: ignore[index]
        else:
            values = find_activation(str(what)).function(values)
    network = chain.network()
    np.testing.assert_allclose(network(x).reshape(values.shape), values, rtol=1e-9, atol=1e-9)
    hidden = [layer.activation for layer in network.layers[:-1]]
    assert "identity" not in hidden  # maps in a row are one


def test_what_a_file_says_is_what_there_is() -> None:
    chain = Chain.of_inputs(1).affine(np.array([[1.0], [1], [1]]), np.array([1, 0.5, 0]), "first")
    chain = chain.activate("relu", "relu").activate("relu", "again")
    network = chain.affine(np.array([[4.0, -8, 5]]), -1.0, "second").network()
    assert network == Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)


def test_a_last_activation_is_that_of_the_output() -> None:
    network = (
        Chain.of_inputs(2).affine(np.ones((1, 2)), 0.0, "w").activate("sigmoid", "s").network()
    )
    assert [layer.activation for layer in network.layers] == ["sigmoid"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda c: c.affine(np.ones((2, 3)), 0.0, "node “a”"), "node “a”: its weights are 2 by 3"),
        (lambda c: c.affine(np.ones((3, 2)), np.ones(2), "b"), "b: it has 2 numbers for 3 units"),
        (lambda c: c.scale(np.nan, 0.0, "c"), "c: its weights are not all finite"),
        (lambda c: c.activate("gelu", "d"), "d: the activation gelu is not one of step"),
        (lambda c: c.network("e"), "e: it hands its input on"),
        (lambda c: Chain.of_inputs(3000).activate("relu", "f"), "f: it comes to 9,000,000 weights"),
        (lambda c: Chain.of_inputs(0), "the input: it has no values"),
    ],
)
def test_what_cannot_be_held_is_refused_with_its_place(make: object, message: str) -> None:
    with pytest.raises(UserError) as caught:
        make(Chain.of_inputs(2))  # type: ignore[operator]
    assert str(caught.value).startswith(message)


def test_a_bottleneck_is_no_way_to_make_too_much_of_a_small_file() -> None:
    chain = Chain.of_inputs(4000).affine(np.ones((1, 4000)), 0.0, "narrow")
    with pytest.raises(UserError, match="wide: it comes to 16,000,000 weights"):
        chain.affine(np.ones((4000, 1)), 0.0, "wide")


def test_a_network_that_differs_from_its_file_is_never_shown() -> None:
    network = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
    check_same(network, lambda x: network(x))
    with pytest.raises(UserError, match=r"its own arithmetic gives .* not understood"):
        check_same(network, lambda x: np.where(x > 50, 0, network(x)))
    with pytest.raises(UserError, match="the file has 2 outputs, not 1"):
        check_same(network, lambda x: np.hstack([network(x), x]))
    with pytest.raises(UserError, match="its own arithmetic gives nan"):
        check_same(network, lambda x: network(x) * np.nan)


def test_probes_lie_near_and_far_and_about_the_kinks() -> None:
    x = probes(Network.from_rays([1.0], [-5000.0], [1.0], 0.0))
    assert np.ptp(x) > 1000
    assert np.any(x > 5000)
    assert np.any(np.abs(x) < 1)


def test_where_it_came_from_is_remembered_and_where_it_bends_is_looked_at(tmp_path: Path) -> None:
    network = Network.from_rays([1, 1], [-100, -120], [1, 1], 0)
    origin = origin_of(tmp_path / "net.onnx", b"abc", "a\nprogram 1.0")
    assert (origin.path, origin.size) == (str(tmp_path / "net.onnx"), 3)
    assert origin.sha256.startswith("ba7816bf")
    assert "\n" not in origin.exporter
    project = project_of(network, origin, ("a note",))
    assert project.domain[0] < 100 < 120 < project.domain[1]
    assert (project.origin, project.notes) == (origin, ("a note",))
    article = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
    assert project_of(article, origin).domain == (-1, 1)
