"""The operations of ONNX that are affine maps, activations, or nothing, as steps of a chain."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from reluviz.files.chain import NotHeldError, refuse
from reluviz.files.onnx_node import (
    Node,
    activation_of,
    axes_of,
    batch_scale,
    bounds,
    einsum_labels,
    linear_model,
    optional,
    scaler,
    slope_of,
)
from reluviz.files.onnx_ops import rounded
from reluviz.files.onnx_units import Follower, Unit, Work, is_one, refuse_unknown, shape_of
from reluviz.files.pieces import IDENTITY, RULES


def gemm(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A general product: factors, turned matrices, a third input of any shape that fits."""
    a, b = (
        _transposed(follower, node, arg, name)
        for arg, name in zip(args, ("transA", "transB"), strict=False)
    )
    if len(shape_of(a)) != 2 or len(shape_of(b)) != 2:
        raise NotHeldError("both of its matrices need two dimensions")
    unit = follower.product(node, a, b, node.get("alpha", 1.0))
    beta = node.get("beta", 1.0)
    if len(args) > 2 and args[2] is not None and beta:
        if isinstance(args[2], Unit):
            refuse(node.name, "it joins two branches; only one row of layers can be held")
        unit = follower.scaled(node, unit, 1.0, beta * args[2])
    activation = activation_of(node)
    if activation is None:
        return unit
    if activation.op not in WORK:
        refuse_unknown(activation)
    return WORK[activation.op](follower, activation, [unit])


def _transposed(follower: Follower, node: Node, value: Any, name: str) -> Any:
    if not node.get(name, 0):
        return value
    if not isinstance(value, Unit):
        return value.T
    return follower.moved(node, value, value.layout.places.T)


def reduced(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A sum, or a mean, of all units."""
    unit = follower.settled(node, args[0])
    axes, width = axes_of(node, args), unit.chain.width
    if axes is None:
        raise NotHeldError("it sums over the rows of its input as well")
    layout = unit.layout.after_sum(axes, bool(node.get("keepdims", 1)))
    weights = np.full((1, width), 1.0 if node.op == "ReduceSum" else 1 / width)
    return Unit(unit.chain.affine(weights, 0.0, node.name), IDENTITY, layout)


def norm(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A batch norm that does not learn any more."""
    if node.get("training_mode", 0):
        refuse(node.name, "it is still learning; export the model in its evaluation mode")
    factor, shift = batch_scale(node, args, len(args[0].layout.shape))
    return follower.scaled(node, args[0], factor, shift)


def linear(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A linear model."""
    weights, bias = linear_model(node)
    return follower.scaled(node, follower.product(node, args[0], weights.T), 1.0, bias)


def einsum(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A product with a matrix whose axes have letters."""
    labels, result = einsum_labels(node)
    if len(labels) != 2 or all(isinstance(arg, Unit) for arg in args):
        raise NotHeldError("it multiplies other than one value with one matrix")
    place = 0 if isinstance(args[0], Unit) else 1
    unit, matrix = follower.settled(node, args[place]), np.asarray(args[1 - place])
    own, other = labels[place], labels[1 - place]
    summed, new = {*own} & {*other} - {*result}, {*other} - {*own}
    if len(summed) != 1 or len(new) > 1 or len(other) != 1 + len(new) or len({*own}) < len(own):
        raise NotHeldError("its matrix does not make new units of all units")
    [over], to = summed, "".join(new)
    rows = np.atleast_2d(matrix.T if new and other[0] == over else matrix)
    layout = unit.layout.after_product(own.index(over) - len(own), len(rows) if new else None)
    axes = [own.replace(over, to).index(letter) for letter in result]
    made = Unit(unit.chain.affine(rows, 0.0, node.name), IDENTITY, layout)
    return follower.moved(node, made, layout.places.transpose(axes))


def scaled_inputs(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """Offset and factor of each input."""
    offset, factor = scaler(node)
    return follower.scaled(node, args[0], factor, -offset * factor)


def curved(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A sigmoid or a tanh."""
    unit = follower.settled(node, args[0])
    return replace(unit, chain=unit.chain.activate(node.op.lower(), node.name))


def softmax(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """Of two classes it is a sigmoid of the difference."""
    unit = follower.settled(node, args[0])
    width = unit.chain.width
    if width != 2 or unit.layout.shape[node.get("axis", -1)] != 2:
        refuse(
            node.name,
            f"a softmax over {width} values is no activation of single units; leave it off "
            "when you export, and the sums before it (the logits) can be opened",
        )
    chain = unit.chain.affine(np.array([[1.0, -1.0], [-1.0, 1.0]]), 0.0, node.name)
    return replace(unit, chain=chain.activate("sigmoid", node.name))


def simple(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """What is a few of the others put together."""
    unit, op = args[0], node.op
    zero, one, minus = np.zeros(()), np.ones(()), -np.ones(())
    if op in ("Relu", "Abs", "Sign", "LeakyRelu", "PRelu", "Clip"):
        unit = follower.settled(node, unit) if unit.function.is_scaled else unit
    both = partial(follower.pieces, node)
    if op == "Neg":
        return follower.scaled(node, unit, -1.0, 0.0)
    if op == "Relu":
        return both([unit, zero], "Max")
    if op == "Abs":
        return both([unit, follower.scaled(node, unit, -1.0, 0.0)], "Max")
    if op == "Not":
        return both([unit, zero], "Equal")
    if op == "Reciprocal":
        return both([one, unit], "Div")
    if op == "Sign":
        above, below = both([unit, zero], "Greater"), both([unit, zero], "Less")
        return both([below, minus, above], "Where")
    if op == "Clip":
        low, high = bounds(node, args)
        return both([both([unit, np.array(low)], "Max"), np.array(high)], "Min")
    if op == "HardSigmoid":
        inner = follower.scaled(node, unit, node.get("alpha", 0.2), node.get("beta", 0.5))
        return both([both([inner, zero], "Max"), one], "Min")
    return _leaky(follower, node, unit, np.asarray(node.get("alpha", 0.01)))


def prelu(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """A leak that was learnt: one for all units, or one for each."""
    unit = follower.settled(node, args[0])
    slope = slope_of(args[1], len(unit.layout.shape))
    slopes = follower.fitted(node, unit, slope).layout.per_unit(slope)
    return _leaky(follower, node, unit, slopes)


def _leaky(follower: Follower, node: Node, unit: Unit, slopes: Any) -> Unit:
    if is_one(np.atleast_1d(slopes)):
        leaking = follower.scaled(node, unit, float(np.atleast_1d(slopes)[0]), 0.0)
        above = follower.pieces(node, [unit, np.zeros(())], "Greater")
        return follower.pieces(node, [above, unit, leaking], "Where")
    twice = np.tile(np.arange(unit.chain.width), 2)
    signs = np.repeat([1.0, -1.0], unit.chain.width)
    chain = unit.chain.chosen(twice, node.name).scale(signs, 0.0, node.name)
    chain = chain.activate("relu", node.name)
    sums = np.hstack([np.eye(unit.chain.width), -np.diag(slopes)])
    follower.notes.append(f"N{node.name[1:]} has a leak for each unit: each became two ReLUs")
    return replace(unit, chain=chain.affine(sums, 0.0, node.name))


def handed_on(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """Identity, and a Dropout that drops nothing."""
    if node.op == "Dropout":
        ratio = float(np.asarray(optional(node, args, 1, "ratio", 0.5)).reshape(-1)[0])
        training = args[2] if len(args) > 2 and args[2] is not None else None
        is_on = not node.get("is_test", 0) if node.version < 7 else bool(np.any(training))
        if is_on and ratio:
            refuse(
                node.name,
                "it drops values at random, as in training; export the model in its "
                "evaluation mode: model.eval()",
            )
    unit: Unit = args[0]
    return unit


def cast(follower: Follower, node: Node, args: list[Any]) -> Unit:
    """Another type: fractions stay what they are, steps become numbers."""
    unit: Unit = args[0]
    to = node.get("to", 1)
    to = {"FLOAT": 1, "DOUBLE": 11, "FLOAT16": 10}.get(to, to)
    if to == 9:
        equal = follower.pieces(node, [unit, np.zeros(())], "Equal")
        return follower.pieces(node, [equal, np.zeros(())], "Equal")
    if to not in (1, 10, 11, 16):
        heights = [height for _, height in unit.function.pieces] + list(unit.function.values)
        if not unit.function.is_stair or np.any(rounded(np.array(heights), to) != heights):
            raise NotHeldError("it rounds values to whole numbers")
    return unit


WORK: dict[str, Work] = {
    **dict.fromkeys(RULES, Follower.pieces),
    **dict.fromkeys(
        ("Relu", "Abs", "Sign", "Neg", "Not", "Reciprocal", "Clip", "HardSigmoid", "LeakyRelu"),
        simple,
    ),
    **dict.fromkeys(
        (
            *("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose"),
            *("Slice", "SplitPart", "Expand", "Gather"),
        ),
        Follower.turned,
    ),
    **dict.fromkeys(("Identity", "Dropout"), handed_on),
    **dict.fromkeys(("Sigmoid", "Tanh"), curved),
    **dict.fromkeys(("Gemm", "FusedGemm", "FusedMatMul"), gemm),
    **dict.fromkeys(("ReduceSum", "ReduceMean"), reduced),
    "BatchNormalization": norm,
    "Cast": cast,
    "Concat": Follower.joined,
    "CastLike": lambda follower, node, args: args[0],
    "Einsum": einsum,
    "LinearRegressor": linear,
    "MatMul": lambda follower, node, args: follower.product(node, *args),
    "PRelu": prelu,
    "Scaler": scaled_inputs,
    "Softmax": softmax,
    "Sum": lambda follower, node, args: follower.pieces(node, args, "Add"),
}
"""What is done with a value that follows the input."""
