"""Networks in ONNX, as eight exporters write them: read as a runtime computes them, or refused."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutants import mutant

import reluviz as rv
from reluviz.core.activations import ACTIVATIONS
from reluviz.export.onnx_file import onnx_bytes
from reluviz.files.errors import UserError

onnx = pytest.importorskip("onnx")

FOLDER = Path(__file__).parent / "networks" / "onnx"
CASES = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
MUTANTS = 2_000 if os.environ.get("RELUVIZ_LONG") else 40
FLOAT, DOUBLE = onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE
V, W = np.ones((3, 1)), np.array([[4.0, -8, 5]])
B, B0 = np.array([1, 0.5, 0]), np.array([-1.0])
X = np.array([-1, -0.5, 0, 0.3, 1, 2])
Y = np.array([-1, 1, -1, -0.7, 0, 1])


@pytest.mark.parametrize("name", CASES)
def test_every_file_is_read_as_its_runtime_computes_it_or_refused_with_the_reason(
    name: str,
) -> None:
    case = CASES[name]
    if "refused" in case:
        with pytest.raises(UserError) as caught:
            rv.load(FOLDER / name)
        assert name in str(caught.value)
        assert case["refused"] in str(caught.value)
        assert "\n" not in str(caught.value)
        return
    project = rv.load(FOLDER / name)
    expected = np.array(case["y"])
    found = project.network(np.array(case["x"])).reshape(expected.shape)
    precision = 1e-3 if "16" in name else 1e-6
    assert np.abs(found - expected).max() <= precision * np.ptp(expected)
    assert project.origin is not None
    assert project.origin.size == (FOLDER / name).stat().st_size


def test_it_says_who_wrote_it() -> None:
    origin = rv.load(FOLDER / "a1-net.onnx").origin
    assert origin is not None
    assert origin.exporter == "pytorch 2.13.0+cpu"


def graph(
    *nodes: tuple[str, Any, str],
    shape: tuple[Any, ...] = ("n", 1),
    kind: int = DOUBLE,
    outputs: tuple[str, ...] = ("y",),
    opset: int = 17,
    **constants: Any,
) -> Any:
    """A model: operations as (op, inputs, output) with settings, constants by name."""
    helper = onnx.helper
    made = [
        helper.make_node(
            op,
            given.split(),
            out.split(),
            domain="ai.onnx.ml" if op == "LinearRegressor" else "",
            **(rest[0] if rest else {}),
        )
        for op, given, out, *rest in nodes
    ]
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    tensors = [
        onnx.numpy_helper.from_array(
            np.asarray(v, dtype=dtype) if np.asarray(v).dtype.kind == "f" else np.asarray(v), name
        )
        for name, v in constants.items()
    ]
    ends = [helper.make_tensor_value_info(name, kind, None) for name in outputs]
    source = helper.make_tensor_value_info("x", kind, shape)
    return helper.make_model(
        helper.make_graph(made, "g", [source], ends, tensors),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 1)],
        ir_version=8,
    )


def opened(folder: Path, model: Any) -> rv.Project:
    path = folder / "net.onnx"
    path.write_bytes(model.SerializeToString())
    return rv.load(path)


STEP_UNITS, RELU_UNITS, TANH_UNITS = ([kind, "identity"] for kind in ("step", "relu", "tanh"))
FIRST, LAST = ("Gemm", "x v b", "s", {"transB": 1}), ("Gemm", "h w b0", "y", {"transB": 1})
NUMBERS: dict[str, Any] = {"v": V, "b": B, "w": W, "b0": B0}
ZERO, ONE = np.array(0.0), np.array(1.0)

RELUS = {
    "Max": [("Max", "zero s", "h")],
    "Where": [("Greater", "s zero", "c"), ("Where", "c s zero", "h")],
    "Where, turned": [("LessOrEqual", "s zero", "c"), ("Where", "c zero s", "h")],
    "step times value": [
        ("Greater", "s zero", "c"),
        ("Cast", "c", "d", {"to": DOUBLE}),
        ("Mul", "d s", "h"),
    ],
    "half of the sum": [("Abs", "s", "a"), ("Add", "a s", "t"), ("Mul", "t half", "h")],
    "minus a minimum": [("Neg", "s", "m"), ("Min", "m zero", "t"), ("Neg", "t", "h")],
    "twice": [("Relu", "s", "t"), ("Relu", "t", "h")],
    "three": [("Max", "s zero low", "h")],
}


@pytest.mark.parametrize("how", RELUS)
def test_a_relu_is_one_however_it_is_put_together(how: str, tmp_path: Path) -> None:
    model = graph(FIRST, *RELUS[how], LAST, zero=ZERO, half=ONE / 2, low=-ONE, **NUMBERS)
    network = opened(tmp_path, model).network
    assert network == rv.Network.from_rays([1, 1, 1], B, W[0], -1)


OTHERS: dict[str, tuple[list[tuple[Any, ...]], list[str]]] = {
    "leaky": ([("LeakyRelu", "s", "h", {"alpha": 0.25})], ["leaky_relu(0.25)", "identity"]),
    "prelu": ([("PRelu", "s one", "t"), ("PRelu", "t slopes", "h")], RELU_UNITS),
    "jax's leaky": (
        [("GreaterOrEqual", "s zero", "c"), ("Mul", "s half", "m"), ("Where", "c s m", "h")],
        ["leaky_relu(0.5)", "identity"],
    ),
    "clip": ([("Clip", "s zero one", "h")], ["hard_tanh", "identity"]),
    "relu6": ([("Min", "s six", "t"), ("Relu", "t", "h")], ["relu6", "identity"]),
    "hard sigmoid": ([("HardSigmoid", "s", "h")], ["hard_tanh", "identity"]),
    "at least": (
        [("GreaterOrEqual", "s zero", "c"), ("Cast", "c", "h", {"to": DOUBLE})],
        STEP_UNITS,
    ),
    "not": (
        [("Greater", "s half", "c"), ("Not", "c", "d"), ("Cast", "d", "h", {"to": DOUBLE})],
        STEP_UNITS,
    ),
    "sign": ([("Sign", "s", "h")], STEP_UNITS),
    "four pieces": (
        [("Clip", "s zero six", "t"), ("Max", "t s", "u"), ("Abs", "u", "h")],
        RELU_UNITS,
    ),
    "bounds of units": ([("Max", "s bounds", "h")], RELU_UNITS),
    "bounds, turned": ([("Min", "bounds s", "h")], RELU_UNITS),
    "steps of units": (
        [("Greater", "s bounds", "c"), ("Cast", "c", "h", {"to": DOUBLE})],
        STEP_UNITS,
    ),
    "sigmoid": ([("Mul", "s bounds", "t"), ("Sigmoid", "t", "h")], ["sigmoid", "identity"]),
    "divided": (
        [("Div", "s six", "t"), ("Sub", "one t", "u"), ("Tanh", "u", "h")],
        TANH_UNITS,
    ),
    "turned": (
        [("Transpose", "s", "t"), ("Relu", "t", "u"), ("Transpose", "u", "h")],
        RELU_UNITS,
    ),
    "cut and joined again": (
        [("Gather", "s order", "t", {"axis": 1}), ("Relu", "t", "h")],
        RELU_UNITS,
    ),
    "slice": ([("Slice", "s back end axes back", "t"), ("Relu", "t", "h")], RELU_UNITS),
    "by its shape": (
        [("Shape", "s", "t"), ("Relu", "s", "u"), ("Reshape", "u t", "h")],
        RELU_UNITS,
    ),
    "norm": (
        [("BatchNormalization", "s n1 n2 n3 n4", "t"), ("Relu", "t", "h")],
        RELU_UNITS,
    ),
}
MORE: dict[str, Any] = {
    "zero": ZERO,
    "one": ONE,
    "half": ONE / 2,
    "six": 6 * ONE,
    **NUMBERS,
    "slopes": np.array([0.5, -1, 2]),
    "bounds": np.array([[0.5, -1, 2]]),
    "order": np.array([2, 0, 1]),
    "back": np.array([-1]),
    "end": np.array([-4]),
    "axes": np.array([1]),
    "n1": B + 1,
    "n2": B,
    "n3": -B,
    "n4": B + 0.5,
}


@pytest.mark.parametrize("how", OTHERS)
def test_other_activations_are_what_a_reference_computes(how: str, tmp_path: Path) -> None:
    nodes, kinds = OTHERS[how]
    model = graph(FIRST, *nodes, LAST, **MORE)
    network = opened(tmp_path, model).network
    assert [layer.activation for layer in network.layers] == kinds
    x = np.linspace(-3, 7, 41)
    reference = pytest.importorskip("onnx.reference").ReferenceEvaluator(model)
    [expected] = reference.run(None, {"x": x[:, np.newaxis]})
    np.testing.assert_allclose(network(x), expected.ravel(), rtol=1e-6, atol=1e-6)


JOINED: dict[str, list[tuple[Any, ...]]] = {
    "the article's own form": [
        ("Relu", "s", "r"),
        ("Mul", "r w", "h"),
        ("ReduceSum", "h last", "t", {"keepdims": 1}),
        ("Add", "t b0", "y"),
    ],
    "a mean without its axis": [
        ("Relu", "s", "r"),
        ("Mul", "r w", "h"),
        ("ReduceMean", "h", "y", {"keepdims": 0, "axes": [-1]}),
    ],
    "two heads": [
        ("Relu", "s", "h"),
        ("Gemm", "h w b0", "t", {"transB": 1}),
        ("Gemm", "h v", "u"),
        ("Concat", "u t u", "y", {"axis": 1}),
    ],
    "a difference": [
        ("Relu", "s", "h"),
        ("Gemm", "h w b0", "t", {"transB": 1}),
        ("Gemm", "h v", "u"),
        ("Sub", "t u", "y"),
    ],
    "parts": [
        ("Relu", "s", "r"),
        ("Gemm", "r one3 b", "t"),
        ("Split", "t sizes", "p q", {"axis": 1}),
        ("ReduceSum", "q last", "u", {"keepdims": 1}),
        ("Add", "p u", "y"),
    ],
    "a linear model": [
        ("Relu", "s", "r"),
        ("LinearRegressor", "r", "y", {"coefficients": [4.0, -8.0, 5.0], "intercepts": [-1.0]}),
    ],
    "both sides of a unit": [
        ("Relu", "s", "p"),
        ("Neg", "s", "m"),
        ("Relu", "m", "n"),
        ("Mul", "n half", "q"),
        ("Sub", "p q", "h"),
        LAST,
    ],
    "past a unit": [
        ("Relu", "s", "r"),
        ("Add", "r s", "h"),
        LAST,
    ],
}


@pytest.mark.parametrize("how", JOINED)
def test_branches_of_the_same_units_are_one_map_of_them(how: str, tmp_path: Path) -> None:
    model = graph(
        FIRST,
        *JOINED[how],
        last=np.array([-1]),
        half=ONE / 2,
        one3=np.eye(3),
        sizes=np.array([1, 2]),
        **NUMBERS,
    )
    network = opened(tmp_path, model).network
    assert len(network.layers) == 2
    x = np.linspace(-3, 7, 41)
    reference = pytest.importorskip("onnx.reference").ReferenceEvaluator(model)
    [expected] = reference.run(None, {"x": x[:, np.newaxis]})
    np.testing.assert_allclose(network(x).ravel(), expected.ravel(), rtol=1e-12, atol=1e-12)


def test_units_that_lie_elsewhere_are_not_taken_for_the_same(tmp_path: Path) -> None:
    u = np.array([[1.0, 2], [3, -4]])
    turned = [("Relu", "x", "r"), ("Transpose", "r", "t"), ("Add", "t x", "y")]
    with pytest.raises(UserError, match=r"elsewhere|mixes|branches"):
        opened(tmp_path, graph(*turned, shape=(2, 2), u=u))


SHAPES: dict[str, tuple[tuple[Any, ...], list[tuple[Any, ...]], dict[str, Any]]] = {
    "from the left": ((2, "n"), [("MatMul", "u x", "t"), ("MatMul", "w2 t", "y")], {}),
    "one row": ((2,), [("MatMul", "u x", "t"), ("MatMul", "w2 t", "y")], {}),
    "as many rows as inputs": ((2, 2), [("MatMul", "u x", "t"), ("MatMul", "w2 t", "y")], {}),
    "turned first": ((2, "n"), [("Gemm", "x u", "t", {"transA": 1, "transB": 1})], {}),
    "flat": ((None, 1, 2), [("Flatten", "x", "f"), ("Gemm", "f u", "t", {"transB": 1})], {}),
    "flat with a rest": (
        ("n", 2, 1),
        [("Reshape", "x rest", "f"), ("Gemm", "f u", "t", {"transB": 1, "alpha": 0.5})],
        {"rest": np.array([0, -1])},
    ),
    "many rows and columns of them": ((None, None, 2), [("MatMul", "x ut", "y")], {}),
    "squeezed": ((1, "n", 2), [("Squeeze", "x", "f"), ("MatMul", "f ut", "y")], {}),
    "outer product": (("n", 1), [("Mul", "x r", "t"), ("Relu", "t", "y")], {}),
    "outer sum": (("n", 1), [("Add", "r x", "t"), ("Relu", "t", "y")], {}),
    "letters": (("n", 2), [("Einsum", "x u", "t", {"equation": "ni,hi->nh"})], {}),
    "letters, turned": ((2, "n"), [("Einsum", "ut x", "t", {"equation": "ih, in -> hn"})], {}),
    "letters of a vector": (("n", 2), [("Einsum", "x c", "y", {"equation": "ni,i->n"})], {}),
    "a vector": (("n", 2), [("MatMul", "x c", "y")], {}),
}


@pytest.mark.parametrize("how", SHAPES)
def test_units_are_found_in_any_shape(how: str, tmp_path: Path) -> None:
    shape, nodes, more = SHAPES[how]
    u = np.array([[1.0, 2], [3, -4], [0.5, 1]])
    constants = {"u": u, "ut": u.T, "w2": W, "c": u[0], "r": u[:, 0], **more}
    nodes = [*nodes, *([] if nodes[-1][2] == "y" else [("Relu", "t", "y")])]
    model = graph(*nodes, shape=shape, **constants)
    network = opened(tmp_path, model).network
    rows = np.random.default_rng(1).normal(size=(6, network.n_inputs))
    reference = pytest.importorskip("onnx.reference").ReferenceEvaluator(model)
    for row in rows:
        sizes = [size if isinstance(size, int) else 1 for size in shape]
        if how == "as many rows as inputs":
            given = np.repeat(row[:, np.newaxis], 2, axis=1)
            [found] = reference.run(None, {"x": given})
            expected = found[:, 0]
        else:
            [expected] = reference.run(None, {"x": row.reshape(sizes)})
        np.testing.assert_allclose(network(row[np.newaxis]).ravel(), expected.ravel(), rtol=1e-12)


REFUSED: dict[str, tuple[list[tuple[Any, ...]], str]] = {
    "skip": ([("Relu", "s", "r"), ("Gemm", "r vv", "t"), ("Add", "t s", "h"), LAST], "joins two"),
    "silu": ([("Sigmoid", "s", "r"), ("Mul", "r s", "h"), LAST], "joins two branches"),
    "product": ([("Mul", "s s", "h"), LAST], "both follow the input"),
    "over the input": ([("Div", "one s", "h"), LAST], "divides by"),
    "elu": (
        [("Elu", "s", "h"), LAST],
        "(Elu): Elu is no affine map and none of the activations step, sigmoid",
    ),
    "softmax": ([("Softmax", "s", "y")], "leave it off when you export"),
    "rows mixed": ([("Reshape", "s flat", "f"), ("Gemm", "f vv", "y")], "mixes the rows"),
    "over the rows": ([("Transpose", "s", "t"), ("MatMul", "t vv", "y")], "axis of its input"),
    "different rows": ([("Add", "s rows", "y")], "differently"),
    "no weights": ([("Gemm", "s lost", "y")], "“lost” are not in the file"),
    "whole numbers": (
        [("Cast", "s", "i", {"to": 7}), ("Cast", "i", "y", {"to": DOUBLE})],
        "rounds values",
    ),
    "jumps and slopes": ([("Less", "s one", "c"), ("Where", "c s zero", "y")], "jumps"),
    "circle": ([("Add", "s q", "r"), ("Add", "r one", "q"), ("Relu", "q", "y")], "circle"),
    "quantised": (
        [("QuantizeLinear", "s one", "q"), ("DequantizeLinear", "q one", "y")],
        "quantised",
    ),
    "letters over rows": ([("Einsum", "s vv", "y", {"equation": "ni,hn->hi"})], "axis of its"),
    "letters alone": ([("Einsum", "s", "y", {"equation": "ni->in"})], "one value with one matrix"),
    "infinite": ([("Div", "s zero", "t"), ("Relu", "t", "y")], "not all finite"),
    "nothing": ([("Sub", "s s", "t"), ("MatMul", "t empty", "y")], "weights are"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_no_chain_is_refused_by_the_name_of_the_node(how: str, tmp_path: Path) -> None:
    nodes, reason = REFUSED[how]
    model = graph(
        FIRST,
        *nodes,
        **{"one": ONE, "zero": ZERO, "vv": np.eye(3), "empty": np.zeros((3, 0)), **NUMBERS},
        flat=np.array([3, -1]),
        rows=np.arange(15.0).reshape(5, 3),
    )
    with pytest.raises(UserError) as caught:
        opened(tmp_path, model)
    assert reason in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_softmax_of_two_classes_is_a_sigmoid_of_their_difference(tmp_path: Path) -> None:
    model = graph(("Gemm", "x v b", "s"), ("Softmax", "s", "y"), v=[[1.0, -2]], b=[0.5, 0.0])
    network = opened(tmp_path, model).network
    assert [layer.activation for layer in network.layers] == ["sigmoid"]
    powers = np.exp([1.0 * 0.7 + 0.5, -2 * 0.7])
    np.testing.assert_allclose(network([0.7])[0], powers / powers.sum())


def test_weights_that_are_quantised_alone_are_read(tmp_path: Path) -> None:
    model = graph(
        ("DequantizeLinear", "q scale", "v", {"axis": 0}),
        FIRST,
        ("Relu", "s", "h"),
        LAST,
        kind=FLOAT,
        q=np.array([[10], [20], [30]], dtype=np.int8),
        scale=np.array([0.1, 0.05, 0.1 / 3]),
        b=B,
        w=W,
        b0=B0,
    )
    np.testing.assert_allclose(opened(tmp_path, model).network(X), Y, atol=1e-6)


@pytest.mark.parametrize("raw", [True, False])
def test_halves_of_both_kinds_are_read_from_either_field(raw: bool, tmp_path: Path) -> None:
    for kind, bits in ((16, [0x3F80, 0xC000]), (10, [0x3C00, 0xC000])):
        model = graph(("Gemm", "x v", "y", {"transB": 1}), kind=FLOAT, v=[[0.0], [0.0]])
        tensor = model.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_type = kind
        if raw:
            tensor.raw_data = np.array(bits, dtype="<u2").tobytes()
        else:
            tensor.int32_data.extend(bits)
        assert opened(tmp_path, model).network.layers[0].weights.tolist() == [[1], [-2]]


# Data beside the file


def outside(folder: Path, location: str, offset: int = 0, length: int = 24) -> Any:
    model = graph(FIRST, ("Relu", "s", "h"), LAST, **NUMBERS)
    tensor = model.graph.initializer[0]
    (folder / "net.onnx.data").write_bytes(b"12345678" + tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", offset), ("length", length)):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, str(value)
    return model


def test_weights_beside_the_file_are_read(tmp_path: Path) -> None:
    network = opened(tmp_path, outside(tmp_path, "net.onnx.data", 8)).network
    np.testing.assert_allclose(network(X), Y)


@pytest.mark.parametrize(
    ("location", "offset", "length", "reason"),
    [
        ("../net.onnx.data", 8, 24, "not beside the file"),
        ("/etc/passwd", 0, 24, "not beside the file"),
        ("", 0, 24, "not beside the file"),
        ("gone.data", 8, 24, "missing: copy both files"),
        ("net.onnx.data", 16, 24, "ends before its numbers do"),
        ("net.onnx.data", 8, 16, "it has 16 bytes of 24"),
        ("net.onnx.data", -8, 24, "it has 24 bytes of 24"),
        ("net.onnx.data", "x", 24, "not said where"),
    ],
)
def test_no_other_data_are_taken(
    location: str, offset: Any, length: int, reason: str, tmp_path: Path
) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "net.onnx.data").write_bytes(bytes(64))
    with pytest.raises(UserError, match=reason):
        opened(folder, outside(folder, location, offset, length))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links")
def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(bytes(64))
    model = outside(folder, "link.data", 8)
    (folder / "link.data").symlink_to(tmp_path / "secret")
    with pytest.raises(UserError, match="not beside the file"):
        opened(folder, model)


# Damage


def what_is_wrong(path: Path) -> str:
    """The sentence about a file, empty if it opens; any other error comes out."""
    try:
        rv.load(path)
    except UserError as error:
        return str(error)
    return ""


def test_mutants_open_or_are_refused_with_a_sentence_at_once(tmp_path: Path) -> None:
    """`RELUVIZ_LONG=1` makes 2,000 of them."""
    resource = pytest.importorskip("resource")
    randomly = random.Random(13)
    names = [name for name in CASES if (FOLDER / name).stat().st_size < 2_500]
    path = tmp_path / "net.onnx"
    slowest, refused = 0.0, 0
    for _ in range(MUTANTS):
        path.write_bytes(mutant((FOLDER / randomly.choice(names)).read_bytes(), randomly))
        begun = time.perf_counter()
        wrong = what_is_wrong(path)
        slowest = max(slowest, time.perf_counter() - begun)
        refused += bool(wrong)
        assert "\n" not in wrong
    assert slowest < 2
    assert refused > MUTANTS / 4
    if MUTANTS > 100:  # in a process of its own, as the long run is
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 500_000


def test_a_small_file_cannot_ask_for_much(tmp_path: Path) -> None:
    big = np.array([100_000, 100_000])
    for nodes in (
        [("ConstantOfShape", "big", "c"), ("Add", "x c", "y")],
        [("Expand", "one big", "c"), ("Add", "x c", "y")],
        [("Expand", "x big", "y")],
        [("Reshape", "x big", "y")],
    ):
        with pytest.raises(UserError, match=r"can be held|do not go"):
            opened(tmp_path, graph(*nodes, big=big, one=ONE))


def test_a_small_file_cannot_keep_the_reader_busy(tmp_path: Path) -> None:
    names = ["s", *(f"t{k}" for k in range(500)), "y"]
    pairs = list(pairwise(names))
    square = np.full((250, 250), 0.004)
    for nodes in (
        [("Gemm", f"{a} q", b) for a, b in pairs],  # maps in a row are multiplied out
        [("Abs", a, b) for a, b in pairs],
        [("MatMul", "q q", "c")]
        + [("MatMul", "q c", f"c{k}") for k in range(400)]
        + [("Sum", " ".join(f"c{k}" for k in range(400)), "d"), ("Gemm", "s d", "y")],
    ):
        model = graph(("Gemm", "x p", "s"), *nodes, shape=(1, 1), p=np.ones((1, 250)), q=square)
        begun = time.perf_counter()
        path = tmp_path / "net.onnx"
        path.write_bytes(model.SerializeToString())
        assert "\n" not in what_is_wrong(path)
        assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("data", [b"", b"hello", b"\x08\x07", bytes(1000)])
def test_other_bytes_are_no_network(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"net\.onnx: (it is damaged|there are no operations)"):
        rv.load(path)


# Out, and in again


@pytest.mark.parametrize("kind", [*ACTIVATIONS, "leaky_relu(0.1)", "leaky_relu(-1.5)"])
@pytest.mark.parametrize("number", ["float64", "float32"])
def test_what_is_written_comes_back_and_runs_elsewhere(
    kind: str, number: str, tmp_path: Path
) -> None:
    random = np.random.default_rng(3)
    sizes = (2, 5, 4, 2)
    layers = [
        rv.Layer(
            random.normal(size=(n, m)).astype(number),
            random.normal(size=n).astype(number),
            kind if n < 5 else "relu",
        )
        for m, n in pairwise(sizes)
    ]
    if kind == "identity":
        layers = [layers[0], rv.Layer(layers[2].weights[:, :1] * np.ones(5), [1, 2], "identity")]
    network = rv.Network(layers)
    path = tmp_path / "net.onnx"
    path.write_bytes(onnx_bytes(network, number))
    onnx.checker.check_model(str(path), full_check=True)
    project = rv.load(path)
    same = [
        (a.activation.partition("(")[0] == b.activation.partition("(")[0])
        and np.array_equal(a.weights, b.weights)
        and np.array_equal(a.bias, b.bias)
        for a, b in zip(project.network.layers, network.layers, strict=True)
    ]
    assert all(same)
    if number == "float64":
        assert project.network == network
    assert project.origin is not None
    assert project.origin.exporter.startswith("ReluViz ")
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    x = random.normal(size=(7, 2)).astype(number)
    [y] = session.run(None, {"x": x})
    assert y.dtype == number
    precision = 1e-12 if number == "float64" else 1e-5
    np.testing.assert_allclose(y, network(x), rtol=precision, atol=precision)


def test_a_number_too_large_is_not_written_as_infinite() -> None:
    network = rv.Network.from_rays([1e60], [0], [1], 0)
    with pytest.raises(UserError, match="too large for float32"):
        onnx_bytes(network, "float32")
    assert onnx_bytes(network)
    with pytest.raises(UserError, match="float64 or float32"):
        onnx_bytes(network, "int8")


def test_without_the_package_there_is_the_command_that_gets_it() -> None:
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "import reluviz as rv\n"
        f"try: rv.load({str(FOLDER / 'a1-net.onnx')!r})\n"
        "except ValueError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert 'pip install "reluviz[onnx]"' in done.stdout, done.stderr
