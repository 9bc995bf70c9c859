"""Modules of PyTorch as networks. PyTorch is not imported: whoever has a module has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from reluviz.core.network import Network
from reluviz.files.chain import refuse
from reluviz.files.errors import UserError
from reluviz.files.steps import Array, Step, built

_PLAIN = {"ReLU": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "ReLU6": "relu6"}
_NOTHING = ("Identity", "Flatten", "Dropout", "AlphaDropout", "Unflatten")
_GUESSES = ("relu", "tanh", "sigmoid")
_PRECISIONS = {"float64": 1e-9, "float32": 1e-5, "float16": 3e-2, "bfloat16": 2e-1}


def from_torch(module: Any) -> Network:
    """Return a module of PyTorch as a network.

    Parameters
    ----------
    module : torch.nn.Module
        ``Sequential``, or a class of one's own, of ``Linear``, ``ReLU``, ``LeakyReLU``, ``ReLU6``,
        ``Hardtanh``, ``Sigmoid``, ``Tanh``, ``Identity``, ``Flatten``, ``Dropout`` and
        ``BatchNorm1d``; on any device, of any type. Activations that a class calls as functions
        are found out by trying: what is returned computes what the module computes.

    Raises
    ------
    UserError
        If a layer cannot be held, with its name; or the module is in training mode, where it
        depends on chance or on the batch.
    """
    steps = list(_steps(module, ""))
    if not any(step.weights is not None for step in steps):
        raise UserError(f"{type(module).__name__}: there is no Linear in it, so no network")
    first = next(module.parameters())
    precision = _PRECISIONS.get(str(first.dtype).removeprefix("torch."), 1e-5)
    n_inputs = next(step.weights.shape[-1] for step in steps if step.weights is not None)

    def plain(x: Array) -> Array:
        out = module(first.detach().new_tensor(x.tolist()))
        values: Array = out.detach().cpu().double().numpy()
        return values

    problem: UserError | None = None
    for tried in (steps, *(_with_activations(steps, name) for name in _GUESSES)):
        try:
            return built(tried, n_inputs, plain, precision)
        except UserError as error:
            problem = problem or error
    raise UserError(
        f"{type(module).__name__} does something that its layers do not say ({problem}); write it "
        "as a Sequential of the layers that are meant"
    )


def _with_activations(steps: list[Step], activation: str) -> list[Step]:
    """The steps with an activation after every Linear but the last, where there is none."""
    linear = [k for k, step in enumerate(steps) if step.weights is not None]
    return [
        Step(step.where, step.weights, step.bias, activation)
        if k in linear[:-1] and not (k + 1 < len(steps) and steps[k + 1].activation)
        else step
        for k, step in enumerate(steps)
    ]


def _steps(module: Any, name: str) -> Iterator[Step]:
    kind, where = type(module).__name__, f"layer “{name}”" if name else "the module"
    children = dict(module.named_children())
    if kind == "Linear":
        yield Step(where, _numbers(module.weight), _numbers(module.bias))
    elif kind in _PLAIN:
        yield Step(where, activation=_PLAIN[kind])
    elif kind == "LeakyReLU":
        yield Step(where, activation=f"leaky_relu({float(module.negative_slope)!r})")
    elif kind == "Hardtanh":
        yield from _hardtanh(float(module.min_val), float(module.max_val), where)
    elif kind == "BatchNorm1d":
        yield _batch_norm(module, where)
    elif kind in _NOTHING:
        if "Dropout" in kind and module.training and module.p > 0:
            refuse(where, "it drops values by chance in training mode: call module.eval() first")
    elif children:
        for child, inner in children.items():
            yield from _steps(inner, f"{name}.{child}" if name else child)
    else:
        refuse(where, f"{kind} is no layer of sums and no activation that can be held")


def _hardtanh(low: float, high: float, where: str) -> Iterator[Step]:
    """A clip between two bounds, as that between -1 and 1 of a scaled sum; 0 to 6 is a ReLU6."""
    if (low, high) == (0.0, 6.0):
        yield Step(where, activation="relu6")
        return
    if not low < high:
        refuse(where, f"its bounds are {low:g} and {high:g}")
    middle, half = np.array([(low + high) / 2]), np.array([(high - low) / 2])
    yield Step(where, 1 / half, -middle / half, "hard_tanh")
    yield Step(where, half, middle)


def _batch_norm(module: Any, where: str) -> Step:
    if module.training or module.running_mean is None:
        refuse(where, "it depends on the batch in training mode: call module.eval() first")
    scale = 1 / np.sqrt(_array(module.running_var) + module.eps)
    if module.weight is not None:
        scale = scale * _array(module.weight)
    shift = 0.0 if module.bias is None else _array(module.bias)
    return Step(where, scale, shift - scale * _array(module.running_mean))


def _numbers(tensor: Any) -> Array | None:
    return None if tensor is None else _array(tensor)


def _array(tensor: Any) -> Array:
    values: Array = tensor.detach().cpu().double().numpy().copy()
    return values


def linear_layers(module: Any) -> list[tuple[Callable[[], Array], Callable[[], Array]]]:
    """Return, for each Linear in a module, what gives its weights and its bias as they are now.

    Parameters
    ----------
    module : torch.nn.Module
        Any module.
    """
    found = [one for one in module.modules() if type(one).__name__ == "Linear"]

    def bias_of(one: Any) -> Array:
        return np.zeros(one.weight.shape[0]) if one.bias is None else _array(one.bias)

    return [(partial(_array, one.weight), partial(bias_of, one)) for one in found]
