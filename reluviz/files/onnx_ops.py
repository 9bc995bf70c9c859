"""What the operations of ONNX do, plainly, in NumPy: for constants, and for comparing.

All fractions are float64 here, whatever the file's type: what then differs from the network that
was read is the reading, not the rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from reluviz.files.chain import NotHeldError
from reluviz.files.onnx_node import (
    Args,
    Node,
    Values,
    activation_of,
    axes_of,
    batch_scale,
    bounds,
    check_size,
    einsum_labels,
    linear_model,
    matrices,
    needed,
    optional,
    scaler,
    slope_of,
    target_shape,
)

_INTEGERS = {2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 12: 32, 13: 64}
"""Bits of the whole-number types, by their numbers in ONNX."""

_FRACTIONS = (1, 10, 11, 16)


Operation = Callable[[Node, Args], Values]


def run(node: Node, args: Args) -> Values:
    """Return the first output of an operation; what is not finite in it is the caller's affair.

    Raises
    ------
    KeyError
        If it is not one of `OPERATIONS`.
    NotHeldError
        If its inputs do not go together, or the result is too large.
    """
    if len(args) > 1 and node.op in _PAIRED:
        check_size(prod(np.broadcast_shapes(*(a.shape for a in args if a is not None))))
    result: Values = np.asarray(OPERATIONS[node.op](node, args))
    check_size(result.size)
    return result


def _pair(work: Callable[..., Any]) -> Operation:
    return lambda _, args: work(args[0], args[1])


def _one(work: Callable[..., Any]) -> Operation:
    return lambda _, args: work(args[0])


def _many(work: Callable[..., Any]) -> Operation:
    def over(_: Node, args: Args) -> Values:
        result = args[0]
        for other in args[1:]:
            result = work(result, other)
        return np.asarray(result)

    return over


def _gemm(node: Node, args: Args) -> Values:
    a, b = matrices(node, args)
    check_size(len(a) * b.shape[1])
    product = node.get("alpha", 1.0) * (a @ b)
    beta = node.get("beta", 1.0)
    bias = args[2] if len(args) > 2 and beta else None
    result: Values = product if bias is None else product + beta * bias
    if result.shape != product.shape:
        raise NotHeldError("its third input is larger than the product")
    if "activation" not in node.attributes:
        return result
    activation = activation_of(node)
    return result if activation is None else OPERATIONS[activation.op](activation, [result])


def _matmul(_: Node, args: Args) -> Values:
    a, b = needed(args, 0), needed(args, 1)
    rows = a.size // max(1, a.shape[-1]) if a.ndim else 1
    check_size(rows * (b.size // max(1, b.shape[-2] if b.ndim > 1 else b.size)))
    return np.asarray(a @ b)


def _reshape(node: Node, args: Args) -> Values:
    values = needed(args, 0)
    return values.reshape(target_shape(node, values.shape, optional(node, args, 1, "shape")))


def _flatten(node: Node, args: Args) -> Values:
    values, axis = needed(args, 0), node.get("axis", 1)
    axis += values.ndim if axis < 0 else 0
    return values.reshape(prod(values.shape[:axis]), -1)


def _expand(_: Node, args: Args) -> Values:
    values, wished = needed(args, 0), tuple(int(size) for size in needed(args, 1))
    shape = np.broadcast_shapes(values.shape, wished)
    check_size(prod(shape))
    return np.broadcast_to(values, shape)


def _slice(node: Node, args: Args) -> Values:
    values = needed(args, 0)
    starts, ends = optional(node, args, 1, "starts"), optional(node, args, 2, "ends")
    axes = optional(node, args, 3, "axes", range(len(starts)))
    steps = optional(node, args, 4, "steps", [1] * len(starts))
    where = [slice(None)] * values.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        size = values.shape[axis]
        last = int(end)
        where[axis] = slice(int(start), None if last < -size and step < 0 else last, int(step))
    return values[tuple(where)]


def _einsum(node: Node, args: Args) -> Values:
    labels, result = einsum_labels(node)
    values = [needed(args, k) for k in range(len(labels))]
    sizes = {
        c: n
        for names, v in zip(labels, values, strict=True)
        for c, n in zip(names, v.shape, strict=True)
    }
    check_size(prod(sizes.values()) // 64)
    return np.asarray(np.einsum(f"{','.join(labels)}->{result}", *values))


def _split_part(node: Node, args: Args) -> Values:
    values, axis = needed(args, 0), node.get("axis", 0)
    count, index, sizes = node.get("count"), node.get("index"), optional(node, args, 1, "split")
    if sizes is None:
        size = -(-values.shape[axis] // count)
        ends = [min(size * (k + 1), values.shape[axis]) for k in range(count)]
    else:
        ends = np.cumsum(sizes).tolist()
    if ends[-1] != values.shape[axis] or len(ends) != count:
        raise NotHeldError("its parts are not as large as what they are of")
    start = ends[index - 1] if index else 0
    return np.take(values, np.arange(start, ends[index]), axis=axis)


def _linear(node: Node, args: Args) -> Values:
    weights, bias = linear_model(node)
    return np.asarray(needed(args, 0) @ weights.T + bias)


def rounded(values: Values, to: int) -> Values:
    """Return values as the type of this number in ONNX."""
    if to in _FRACTIONS:
        return values.astype(np.float64)
    if to == 9:
        return np.asarray(values != 0)
    if to not in _INTEGERS:
        raise NotHeldError("it turns numbers into text or another type that is not held")
    if values.dtype.kind == "f" and not np.all(np.abs(values) < 2.0 ** (_INTEGERS[to] - 1)):
        raise NotHeldError("its whole numbers overflow")
    return np.trunc(values).astype(np.int64)


def _constant(node: Node, _: Args) -> Values:
    for name in ("value", "value_float", "value_int", "value_floats", "value_ints"):
        if name in node.attributes:
            return np.asarray(node.attributes[name])
    raise NotHeldError("its value is of a type that is not held")


def _filled(node: Node, args: Args) -> Values:
    shape = tuple(int(size) for size in needed(args, 0))
    check_size(prod(shape))
    return np.full(shape, np.asarray(node.get("value", [0.0])).reshape(-1)[0])


def _reduced(work: Callable[..., Any]) -> Operation:
    def over(node: Node, args: Args) -> Values:
        axes = axes_of(node, args)
        return np.asarray(work(needed(args, 0), axis=axes, keepdims=bool(node.get("keepdims", 1))))

    return over


def _batch_norm(node: Node, args: Args) -> Values:
    values = needed(args, 0)
    factor, shift = batch_scale(node, args, values.ndim)
    return np.asarray(values * factor + shift)


def _dequantize(node: Node, args: Args) -> Values:
    values, scale = needed(args, 0), needed(args, 1)
    zero = args[2] if len(args) > 2 and args[2] is not None else np.zeros_like(scale)
    if node.get("block_size", 0):
        raise NotHeldError("its weights are quantised in blocks")
    shape = [1] * values.ndim
    if scale.size > 1:
        shape[node.get("axis", 1)] = scale.size
    shape_ = tuple(shape) if scale.size > 1 else ()
    return np.asarray((values - zero.reshape(shape_)) * scale.reshape(shape_))


def _softmax(node: Node, args: Args) -> Values:
    values, axis = needed(args, 0), node.get("axis", -1)
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _divided(a: Values, b: Values) -> Values:
    if a.dtype.kind in "iu" and b.dtype.kind in "iu":
        return np.trunc(a / b).astype(np.int64)
    return np.asarray(a / b)


def _sigmoid(values: Values) -> Values:
    return np.asarray(0.5 + 0.5 * np.tanh(values / 2))


OPERATIONS: dict[str, Operation] = {
    "Abs": _one(np.abs),
    "Add": _pair(np.add),
    "And": _pair(np.logical_and),
    "BatchNormalization": _batch_norm,
    "Cast": lambda node, args: rounded(needed(args, 0), node.get("to")),
    "CastLike": lambda _, args: needed(args, 0).astype(needed(args, 1).dtype),
    "Clip": lambda node, args: np.clip(needed(args, 0), *bounds(node, args)),
    "Concat": lambda node, args: np.concatenate(
        [a for a in args if a is not None], axis=node.get("axis")
    ),
    "Constant": _constant,
    "ConstantOfShape": _filled,
    "DequantizeLinear": _dequantize,
    "Div": _pair(_divided),
    "Dropout": _one(np.asarray),
    "Einsum": _einsum,
    "Equal": _pair(np.equal),
    "Exp": _one(np.exp),
    "Expand": _expand,
    "Flatten": _flatten,
    "FusedGemm": _gemm,
    "FusedMatMul": _gemm,
    "Gather": lambda node, args: np.take(
        needed(args, 0), needed(args, 1).astype(np.int64), axis=node.get("axis", 0)
    ),
    "Gemm": _gemm,
    "Greater": _pair(np.greater),
    "GreaterOrEqual": _pair(np.greater_equal),
    "HardSigmoid": lambda node, args: np.clip(
        node.get("alpha", 0.2) * needed(args, 0) + node.get("beta", 0.5), 0, 1
    ),
    "Identity": _one(np.asarray),
    "LeakyRelu": lambda node, args: np.where(
        needed(args, 0) >= 0, needed(args, 0), node.get("alpha", 0.01) * needed(args, 0)
    ),
    "Less": _pair(np.less),
    "LessOrEqual": _pair(np.less_equal),
    "LinearRegressor": _linear,
    "Log": _one(np.log),
    "MatMul": _matmul,
    "Max": _many(np.maximum),
    "Min": _many(np.minimum),
    "Mul": _pair(np.multiply),
    "Neg": _one(np.negative),
    "Not": _one(np.logical_not),
    "Or": _pair(np.logical_or),
    "PRelu": lambda _, args: np.where(
        needed(args, 0) >= 0,
        needed(args, 0),
        slope_of(needed(args, 1), needed(args, 0).ndim) * needed(args, 0),
    ),
    "Pow": lambda _, args: np.power(needed(args, 0), needed(args, 1)),
    "Reciprocal": _one(lambda a: 1 / a),
    "ReduceL2": _reduced(lambda a, **how: np.sqrt(np.sum(np.square(a), **how))),
    "ReduceMean": _reduced(np.mean),
    "ReduceProd": _reduced(np.prod),
    "ReduceSum": _reduced(np.sum),
    "Relu": _one(lambda a: np.maximum(a, 0)),
    "Reshape": _reshape,
    "Scaler": lambda node, args: (needed(args, 0) - scaler(node)[0]) * scaler(node)[1],
    "Shape": lambda node, args: np.array(
        needed(args, 0).shape[node.get("start", 0) : node.get("end")], dtype=np.int64
    ),
    "Sigmoid": _one(_sigmoid),
    "Sign": _one(np.sign),
    "Slice": _slice,
    "Softmax": _softmax,
    "SplitPart": _split_part,
    "Sqrt": _one(np.sqrt),
    "Squeeze": lambda node, args: np.squeeze(needed(args, 0), axis=axes_of(node, args)),
    "Sub": _pair(np.subtract),
    "Sum": _many(np.add),
    "Tanh": _one(np.tanh),
    "Transpose": lambda node, args: np.transpose(needed(args, 0), node.get("perm")),
    "Unsqueeze": lambda node, args: np.expand_dims(needed(args, 0), axes_of(node, args) or ()),
    "Where": lambda _, args: np.where(needed(args, 0), needed(args, 1), needed(args, 2)),
    "Xor": _pair(np.logical_xor),
}
"""All that are understood, by their names."""

_PAIRED = frozenset(
    (
        *("Add", "And", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"),
        *("Max", "Min", "Mul", "Or", "PRelu", "Pow", "Sub", "Sum", "Where", "Xor"),
    )
)
