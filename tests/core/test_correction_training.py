"""Training by the error-correction rule: the second article's numbers, one example a step."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.correction_words import correction_text
from reluviz.core.error_correction import error_correction
from reluviz.core.initial import initial_network
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.train_settings import GENERAL_METHODS, TrainSettings, methods_for
from reluviz.core.training import Diverged, Training

BUGS = np.array([[3.0], [1.0]]), np.array([[1.1], [2.9]])
AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [0], [0], [1.0]])


def classifier(slope: float = 0.25) -> Network:
    return Network([Layer([[slope]], [0.0], "identity")])


def by_rule(rate: float = 1.0, steps: int = 2, init: str = "current") -> TrainSettings:
    return TrainSettings("error_correction", rate, steps=steps, init=init)


def slopes(training: Training, count: int) -> list[float]:
    found = []
    for _ in range(count):
        training.advance()
        found.append(float(training.network.layers[0].weights[0, 0]))
    return found


def test_the_classifier_from_a_quarter_the_last_example_wins() -> None:
    training = Training(classifier(), *BUGS, by_rule())
    assert slopes(training, 2) == pytest.approx([0.3667, 2.9], abs=5e-5)
    assert training.is_finished


def test_the_classifier_with_a_learning_rate_of_a_half() -> None:
    training = Training(classifier(), *BUGS, by_rule(0.5))
    assert slopes(training, 2) == pytest.approx([0.3083, 1.6042], abs=5e-5)


def test_the_steps_of_the_classifier_are_written_out() -> None:
    training = Training(classifier(), *BUGS, by_rule())
    assert training.last_correction is None
    training.advance()
    assert training.last_correction is not None
    assert correction_text(training.last_correction, "ladybird") == (
        "example 1, ladybird: E = 1.1 − 0.75 = 0.35, Δw1.1.1 = 0.35 / 3 = 0.1167, w1.1.1 = 0.3667"
    )
    training.advance()
    assert correction_text(training.last_correction) == (
        "example 2, x = 1: E = 2.9 − 0.3667 = 2.5333, Δw1.1.1 = 2.5333 / 1 = 2.5333, w1.1.1 = 2.9"
    )


def test_the_learning_rate_is_written_out() -> None:
    training = Training(classifier(), *BUGS, by_rule(0.5))
    training.advance()
    assert training.last_correction is not None
    assert correction_text(training.last_correction, "ladybird").endswith(
        "Δw1.1.1 = 0.5 · 0.35 / 3 = 0.0583, w1.1.1 = 0.3083"
    )


def test_several_inputs_and_the_bias_are_written_out() -> None:
    network = Network([Layer([[1.0, 1.0]], [-0.5], "step")])
    training = Training(network, *AND, by_rule(steps=8))
    training.advance()
    assert training.last_correction is not None
    assert correction_text(training.last_correction) == (
        "example 1, (0, 0): E = 0 − 0 = 0, nothing to correct"
    )
    training.advance()
    assert correction_text(training.last_correction) == (
        "example 2, (0, 1): E = 0 − 1 = −1, |x|² + 1 = 2, "
        "Δw1.1.1 = −1 · 0 / 2 = 0, w1.1.1 = 1, "
        "Δw1.2.1 = −1 · 1 / 2 = −0.5, w1.2.1 = 0.5, Δb1.1 = −1 / 2 = −0.5, b1.1 = −1"
    )


def test_many_parameters_are_counted_not_written() -> None:
    network = Network([Layer(np.ones((2, 3)), [0.0, 0.0], "identity")])
    step = next(error_correction(network, [[1.0, 2.0, 2.0]], [[1.0, 14.0]], rate=0.9))
    text = correction_text(step)
    assert "E1 = 1 − 5 = −4, E2 = 14 − 5 = 9, |x|² = 9" in text
    assert "Δw1.1.1 = 0.9 · (−4) · 1 / 9 = −0.4" in text
    assert text.endswith("w1.1.2 = 1.9, … 2 more")


def test_an_example_of_zeros_changes_nothing() -> None:
    training = Training(classifier(), [[0.0]], [[2.0]], by_rule())
    training.advance()
    assert training.last_correction is not None
    assert "all inputs are zero" in correction_text(training.last_correction)
    assert training.network == classifier()


def test_training_takes_the_steps_of_the_rule_in_the_order_of_the_rows() -> None:
    network = Network([Layer([[0.3, -0.2]], [0.1], "sigmoid")])
    training = Training(network, *AND, by_rule(0.7, 12))
    for step in error_correction(network, *AND, rate=0.7, rounds=3):
        training.advance()
        assert training.network == step.network
        assert training.last_correction is not None
        assert training.last_correction.row == step.row


def test_a_step_is_restored_with_what_it_did() -> None:
    training = Training(classifier(), *BUGS, by_rule(0.5, 6))
    training.advance(3)
    state, loss = training.state(), training.loss
    training.advance(2)
    after = training.network
    training.restore(state)
    assert training.last_correction is state.correction
    assert training.last_correction is not None
    assert (training.last_correction.index, training.last_correction.row) == (3, 0)
    assert training.loss == loss
    training.advance(2)
    assert training.network == after


def test_the_loss_is_over_all_examples_in_any_order() -> None:
    training = Training(classifier(), *BUGS, by_rule())
    expected = ((0.25 * 3 - 1.1) ** 2 + (0.25 - 2.9) ** 2) / 2
    assert training.loss == pytest.approx(expected)


@pytest.mark.parametrize("wanted", [[0, 0, 0, 1], [0, 1, 1, 1]], ids=["and", "or"])
def test_gates_are_reached_from_20_seeds(wanted: list[float]) -> None:
    network = Network([Layer([[0.0, 0.0]], [0.0], "step")])
    y = np.array(wanted, dtype=float)[:, np.newaxis]
    for seed in range(20):
        settings = TrainSettings("error_correction", 1.0, steps=200, seed=seed, init="he")
        training = Training(network, AND[0], y, settings)
        training.advance(200)
        assert training.loss == 0.0, seed


def test_shallow_and_deep_networks_are_refused_with_a_sentence(article: Network) -> None:
    for network in (article, initial_network(2, (-1, 1), "he", 0)):
        with pytest.raises(ValueError, match="for one layer of weights; this network has 2"):
            Training(network, [0.0, 1.0], [0.0, 1.0], by_rule())


def test_a_rate_that_is_too_large_ends_the_training() -> None:
    training = Training(classifier(), *BUGS, by_rule(1e60, 10))
    with pytest.raises(Diverged, match="too large"):
        training.advance(10)
    assert np.isfinite(training.network.layers[0].weights).all()


def test_methods_are_those_that_can_train_a_network(article: Network) -> None:
    step = Network([Layer([[1.0]], [0.0], "step"), Layer([[1.0]], [0.0], "step")])
    assert methods_for(classifier()) == ("error_correction", *GENERAL_METHODS)
    assert methods_for(article)[0] == "adam"
    assert methods_for(step)[0] == "random_search"
    assert set(methods_for(step)) == set(methods_for(article)) == set(GENERAL_METHODS)
