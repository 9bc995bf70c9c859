"""An ONNX file taken apart: its operations in order, its constants as they are asked for.

The file is data. No code of it is run, no path out of its folder is followed, and a tensor is
made only if its numbers are there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from reluviz.files.chain import refuse
from reluviz.files.errors import PathLike, UserError, quoted, shown
from reluviz.files.onnx_node import Node, Values
from reluviz.files.reading import read_bytes

MOST_NODES = 3_000
"""Operations that a graph may have."""

DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")
"""Whose operations are understood."""

_ITEM_BYTES = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2}
"""Bytes of a number, by the type's number in ONNX; others are not held."""

_DOUBLE, _BFLOAT16 = 11, 16

_INSTALL = (
    'opening and writing ONNX needs one more package: pip install "reluviz[onnx]" (in an '
    "environment of its own: pipx inject reluviz onnx)"
)


@dataclass(frozen=True, eq=False, repr=False)
class Graph:
    """What a file holds.

    Parameters
    ----------
    nodes : tuple of Node
        Those that the output needs, each after those it needs.
    input, output : str
        Names of the one value that comes in and of the one that goes out.
    shape : tuple of int or None
        Of the input; None where the file leaves it open.
    constant : callable
        The values of a name, or None if it is none of a constant.
    exporter : str
        The program that wrote the file.
    """

    nodes: tuple[Node, ...]
    input: str
    output: str
    shape: tuple[int | None, ...]
    constant: Callable[[str], Values | None]
    exporter: str


def import_onnx(what: str) -> Any:
    """Return the package `onnx`.

    Raises
    ------
    UserError
        If it is not installed; with the command that does it.
    """
    try:
        import onnx
    except ImportError:
        raise UserError(f"{what}: {_INSTALL}") from None
    return onnx


def graph_of(path: PathLike, data: bytes) -> Graph:
    """Return the graph in the bytes of a file; data beside it are read as they are needed.

    Raises
    ------
    UserError
        If it is no ONNX file, or no graph of one input and one output.
    """
    onnx = import_onnx(shown(path))
    try:
        model = onnx.load_model_from_string(data)
    except Exception:  # of the library for the format, which has no base of its own
        refuse(shown(path), "it is damaged, or no ONNX file")
    if not model.HasField("graph") or not model.graph.node:
        refuse(shown(path), "there are no operations in it, so no network")
    graph = model.graph
    if len(graph.node) > MOST_NODES:
        refuse("the graph", f"it has {len(graph.node):,} operations; at most {MOST_NODES:,}")
    constants = _Constants(onnx, graph, Path(path).parent)
    source, output = _ends(graph, constants)
    versions = {_text(one.domain): int(one.version) for one in model.opset_import}
    made = [_node(node, k, versions, constants) for k, node in enumerate(graph.node)]
    nodes = _in_order([part for node in made for part in _parts(node)], output)
    _check_weights(nodes, source, constants)
    exporter = f"{_text(model.producer_name)} {_text(model.producer_version)}"
    return Graph(nodes, _text(source.name), output, _shape(source), constants.get, exporter)


class _Constants:
    """The constants of a graph, each made when it is asked for first."""

    def __init__(self, onnx: Any, graph: Any, folder: Path) -> None:
        self._onnx, self._folder = onnx, folder
        self._tensors = {_text(tensor.name): tensor for tensor in graph.initializer}
        self._made: dict[str, Values] = {}
        self._files: dict[str, bytes] = {}
        self.names = frozenset(self._tensors)
        types = {tensor.data_type for tensor in graph.initializer}
        self._is_double = _DOUBLE in types or any(
            value.type.tensor_type.elem_type == _DOUBLE for value in graph.input
        )

    def get(self, name: str) -> Values | None:
        """The values called `name`; None if that is no constant."""
        if name not in self._made:
            tensor = self._tensors.get(name)
            if tensor is None:
                return None
            self._made[name] = self.values(tensor)
        return self._made[name]

    def number(self, value: float) -> float:
        """A setting: those are of 32 bits and meant as written, unless the weights are of 64."""
        return float(value) if self._is_double else float(str(np.float32(value)))

    def values(self, tensor: Any) -> Values:
        """The numbers of a tensor; fractions as float64, whole numbers as int64."""
        where = f"the constant {quoted(_text(tensor.name))}"
        size = _ITEM_BYTES.get(tensor.data_type)
        if size is None:
            refuse(where, "its values are text or of a type that is not held, such as 4 or 8 bits")
        if min(tensor.dims, default=0) < 0:
            refuse(where, "it has a negative size")
        wanted = prod(tensor.dims) * size
        if tensor.data_location == self._onnx.TensorProto.EXTERNAL:
            raw = self._beside(tensor, where, wanted)
            tensor = self._onnx.TensorProto(
                dims=tensor.dims, data_type=tensor.data_type, raw_data=raw
            )
        if tensor.HasField("raw_data") and len(tensor.raw_data) != wanted:
            refuse(where, f"it has {len(tensor.raw_data):,} bytes of {wanted:,}")
        try:
            if tensor.data_type == _BFLOAT16:
                return _of_bfloat16(tensor)
            array = self._onnx.numpy_helper.to_array(tensor)
        except (ValueError, TypeError, RuntimeError, KeyError) as error:
            refuse(where, f"its numbers cannot be read: {error}")
        whole = array.dtype.kind in "iu"
        kind = bool if array.dtype == bool else np.int64 if whole else np.float64
        return np.asarray(array, dtype=kind)

    def _beside(self, tensor: Any, where: str, wanted: int) -> bytes:
        """What a file in the same folder holds of a tensor; never one elsewhere."""
        about = {_text(entry.key): _text(entry.value) for entry in tensor.external_data}
        name = about.get("location", "")
        place = os.path.realpath(self._folder / name)
        if not name or os.path.dirname(place) != os.path.realpath(self._folder):
            refuse(where, f"its numbers are in {quoted(name)}, which is not beside the file")
        try:
            start, length = int(about.get("offset", 0)), int(about.get("length", wanted))
        except ValueError:
            refuse(where, "it is not said where in the data file its numbers are")
        if length != wanted or start < 0:
            refuse(where, f"it has {length:,} bytes of {wanted:,}")
        if name not in self._files:
            self._files[name] = self._read(place, name, where)
        raw = self._files[name][start : start + length]
        if len(raw) != length:
            refuse(where, f"{quoted(name)} ends before its numbers do; copy it again")
        return raw

    def _read(self, place: str, name: str, where: str) -> bytes:
        if not os.path.isfile(place):
            refuse(where, f"its numbers are in {quoted(name)}, which is missing: copy both files")
        return read_bytes(place, UserError)


def _of_bfloat16(tensor: Any) -> Values:
    """The upper halves of float32; onnx 1.18 takes their bits for whole numbers."""
    bits = np.frombuffer(tensor.raw_data, "<u2") if tensor.raw_data else list(tensor.int32_data)
    whole = np.asarray(bits, dtype=np.uint32).reshape(tuple(tensor.dims)) << 16
    return whole.view(np.float32).astype(np.float64)


def _ends(graph: Any, constants: _Constants) -> tuple[Any, str]:
    """The input and the name of the output."""
    inputs = [value for value in graph.input if _text(value.name) not in constants.names]
    outputs = [_text(value.name) for value in graph.output]
    for kind, names in (("input", [_text(value.name) for value in inputs]), ("output", outputs)):
        if len(names) != 1:
            listed = ", ".join(quoted(name) for name in names[:4]) or "none"
            why = f"one {kind} can be held, not {len(names)} ({listed})"
            refuse("the graph", why + _advice(kind, graph))
    return inputs[0], outputs[0]


def _advice(kind: str, graph: Any) -> str:
    if kind == "input":
        return "; weights that came out as inputs are lost: export again, with the weights in it"
    if any(node.domain == "ai.onnx.ml" or node.op_type == "ArgMax" for node in graph.node):
        return (
            "; it is a classifier with labels and probabilities: export the part of it up to the "
            "sums (the logits)"
        )
    return "; export a model that returns one tensor"


def _shape(value: Any) -> tuple[int | None, ...]:
    kind = value.type.tensor_type
    if not value.type.HasField("tensor_type") or not kind.HasField("shape"):
        refuse(f"the input {quoted(_text(value.name))}", "its shape is not in the file")
    if kind.elem_type not in _ITEM_BYTES:
        refuse(f"the input {quoted(_text(value.name))}", "it takes no numbers")
    sizes = [int(d.dim_value) if d.HasField("dim_value") else None for d in kind.shape.dim]
    return tuple(size if size is None or size > 0 else None for size in sizes)


def _node(proto: Any, number: int, versions: dict[str, int], constants: _Constants) -> Node:
    outputs = tuple(_text(name) for name in proto.output)
    if not outputs:
        refuse(f"node {number + 1}", "it has no output")
    domain, op = _text(proto.domain), _text(proto.op_type)
    label = f"node {quoted(_text(proto.name) or outputs[0])} ({shown(op)})"
    version = versions.get(domain, versions.get("", 1))
    op = op if domain in DOMAINS else f"{domain}.{op}"
    attributes: dict[str, Any] = {}
    for one in proto.attribute:
        attributes[_text(one.name)] = _setting(one, constants)
    inputs = tuple(_text(name) for name in proto.input)
    return Node(op, label, inputs, outputs, attributes, version)


def _parts(node: Node) -> Iterator[Node]:
    """An operation with several results as one for each."""
    if node.op != "Split":
        yield node
        return
    for index, name in enumerate(node.outputs):
        about = {**node.attributes, "index": index, "count": len(node.outputs)}
        yield replace(node, op="SplitPart", outputs=(name,), attributes=about)


def _text(value: str | bytes) -> str:
    """A name; what is no UTF-8 comes as bytes."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _setting(one: Any, constants: _Constants) -> Any:
    """A setting of an operation; what is not of numbers or text stays unread."""
    kind = one.type
    if kind == one.FLOAT:
        return constants.number(one.f)
    if kind == one.FLOATS:
        return [constants.number(value) for value in one.floats]
    if kind == one.TENSOR:
        return _Later(lambda: constants.values(one.t))
    plain = {one.INT: one.i, one.INTS: list(one.ints), one.STRING: one.s}
    return plain[kind].decode("utf-8", "replace") if kind == one.STRING else plain.get(kind)


class _Later:
    """Values that are made when NumPy asks for them."""

    def __init__(self, make: Callable[[], Values]) -> None:
        self._make = make

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Values:
        return self._make() if dtype is None else self._make().astype(dtype)


def _in_order(nodes: list[Node], output: str) -> tuple[Node, ...]:
    """The operations that the output needs, each after those it needs itself."""
    makers: dict[str, Node] = {}
    for one in nodes:
        for name in filter(None, one.outputs):
            if name in makers:
                refuse(one.name, f"{quoted(name)} is made twice")
            makers[name] = one
    order: dict[int, Node] = {}
    open_: set[int] = set()
    work = [output]
    while work:
        node: Node | None = makers.get(work[-1])
        if node is None or id(node) in order:
            work.pop()
            continue
        waiting = [n for n in node.inputs if n in makers and id(makers[n]) not in order]
        if not waiting:
            order[id(node)] = node
            continue
        if id(node) in open_:
            refuse(node.name, "the graph goes round in a circle there")
        open_.add(id(node))
        work += waiting
    return tuple(order.values())


def _check_weights(nodes: tuple[Node, ...], source: Any, constants: _Constants) -> None:
    known = {_text(source.name), ""} | constants.names
    for node in nodes:
        for name in node.inputs:
            if name not in known:
                refuse(
                    node.name,
                    f"its values {quoted(name)} are not in the file; export the model with its "
                    "weights",
                )
        known.update(node.outputs)
