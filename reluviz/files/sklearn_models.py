"""Networks of scikit-learn, with their scalers folded in. scikit-learn is not imported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from reluviz.core.network import Network
from reluviz.files.chain import refuse
from reluviz.files.errors import UserError
from reluviz.files.steps import Array, Step, built

_ACTIVATIONS = {"identity": "", "logistic": "sigmoid", "relu": "relu", "tanh": "tanh"}


def from_sklearn(model: Any) -> Network:
    """Return a fitted model of scikit-learn as a network.

    Parameters
    ----------
    model : estimator
        ``MLPRegressor``; ``MLPClassifier`` of two classes, whose output is the probability of the
        second; a ``Pipeline`` of ``StandardScaler`` or ``MinMaxScaler`` and one of these; a
        ``TransformedTargetRegressor`` with one of these scalers.

    Raises
    ------
    UserError
        If a part cannot be held, with its name; or the model is not fitted.
    """
    steps = list(_steps(model, ""))
    n_inputs = next(step.weights.shape[-1] for step in steps if step.weights is not None)
    last = getattr(model, "steps", [("", model)])[-1][1]
    is_classifier = hasattr(last, "predict_proba")

    def plain(x: Array) -> Array:
        found = model.predict_proba(x)[:, 1:] if is_classifier else model.predict(x)
        return np.asarray(found, dtype=np.float64)

    return built(steps, n_inputs, plain, 1e-6)


def _steps(model: Any, name: str) -> Iterator[Step]:
    kind, where = type(model).__name__, f"step “{name}”" if name else type(model).__name__
    if kind == "Pipeline":
        for part, inner in model.steps:
            yield from _steps(inner, part)
    elif inner := getattr(model, "regressor_", None):
        yield from _steps(inner, name)
        if model.transformer_ is not None:
            yield _backwards(_scaler(model.transformer_, where))
    elif kind in ("StandardScaler", "MinMaxScaler"):
        yield _scaler(model, where)
    elif kind in ("MLPRegressor", "MLPClassifier"):
        yield from _network(model, where)
    elif model not in ("passthrough", None):
        refuse(where, f"{kind} is no scaler and no network of layers that can be held")


def _network(model: Any, where: str) -> Iterator[Step]:
    if not hasattr(model, "coefs_"):
        raise UserError(f"{where} is not fitted yet: call its fit first")
    output = model.out_activation_
    if output == "softmax":
        refuse(where, f"it tells {len(model.classes_)} classes apart by a softmax; two can be held")
    last = len(model.coefs_) - 1
    for k, (weights, bias) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        activation = output if k == last else model.activation
        if activation not in _ACTIVATIONS:
            refuse(f"layer {k + 1} of {where}", f"its activation {activation} is not known here")
        yield Step(
            f"layer {k + 1} of {where}",
            np.asarray(weights, float).T,
            np.asarray(bias, float),
            _ACTIVATIONS[activation],
        )


def _scaler(scaler: Any, where: str) -> Step:
    kind = type(scaler).__name__
    if kind == "MinMaxScaler":
        if scaler.clip:
            refuse(where, "it clips its values, which a network of layers does not")
        return Step(where, np.asarray(scaler.scale_, float), np.asarray(scaler.min_, float))
    if kind != "StandardScaler":
        refuse(where, f"{kind} is no scaler that can be held: StandardScaler and MinMaxScaler are")
    count = scaler.n_features_in_
    size = np.ones(count) if scaler.scale_ is None else np.asarray(scaler.scale_, float)
    mean = np.zeros(count) if scaler.mean_ is None else np.asarray(scaler.mean_, float)
    return Step(where, 1 / size, -mean / size)


def _backwards(step: Step) -> Step:
    assert step.weights is not None
    assert step.bias is not None
    return Step(step.where, 1 / step.weights, -step.bias / step.weights)
