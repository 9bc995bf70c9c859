"""Tensors by name, as PyTorch saves them: .safetensors, and .pt read without running any of it."""

from __future__ import annotations

import io
import itertools
import json
import math
import pickletools
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reluviz.files.chain import origin_of, project_of, refuse
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import GUESSED, Project
from reluviz.files.reading import read_bytes
from reluviz.files.steps import Array, Step, built

MOST_BYTES = 64 * 1024 * 1024
"""What the tensors of a file may amount to."""

_MOST_LAYERS = 64
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}
_STORAGES = {"DoubleStorage": "<f8", "FloatStorage": "<f4", "HalfStorage": "<f2"} | {
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "BFloat16Storage": "bf16",
    "ByteStorage": "u1",
    "BoolStorage": "?",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
}
_PREFIXES = re.compile(r"^((_orig_mod|module|model|net|network|state_dict)\.)+")
_EPS = 1e-5  # of a BatchNorm, unless somebody has chosen another; no file says it


def read_project(path: PathLike, activation: str | None = None) -> Project:
    """Return the network whose tensors a file has.

    Parameters
    ----------
    path : path-like
        A .safetensors file, or a .pt or .pth of `torch.save` (1.6 or newer) of a state dict.
    activation : str, optional
        That of the hidden layers, which only files of ReluViz say; ReLU if left out.

    Raises
    ------
    UserError
        If it cannot be read or its tensors are no layers in a row; with the tensor.
    """
    data, name = read_bytes(path, UserError), shown(path)
    is_safe = Path(path).suffix.lower() == ".safetensors"
    try:
        tensors = safetensors(data) if is_safe else pickled_tensors(data)
        said = activations_said(data) if is_safe and activation is None else ()
        steps = layers_of(tensors, said or activation or "relu")
        network = built(steps, next(s.weights.shape[-1] for s in steps if s.weights is not None))
    except UserError as error:
        raise UserError(f"{name}: {error}") from None
    except _DAMAGE as why:
        raise UserError(f"{name} is damaged, or no file of tensors: {why}") from None
    notes = () if activation or said or len(network.layers) == 1 else (GUESSED,)
    exporter = "PyTorch" if not is_safe else "ReluViz" if said else ""
    return project_of(network, origin_of(path, data, exporter), notes)


_DAMAGE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RuntimeError),
    *(zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError),
)
"""What damaged archives and pickles end in."""


def safetensors(data: bytes) -> dict[str, Array]:
    """Return the tensors of a safetensors file.

    Raises
    ------
    UserError
        If a tensor is of a type that no layer has.
    ValueError
        If the file is damaged.
    """
    header, body = _header(data)
    found = {}
    for name, one in header.items():
        if name == "__metadata__":
            continue
        (first, last), shape, kind = one["data_offsets"], one["shape"], one["dtype"]
        if not 0 <= first <= last <= len(body):
            raise ValueError(f"{shown(name)} lies outside of the file")
        wanted = "bf16" if kind == "BF16" else _TYPES.get(kind)
        found[name] = _tensor(body[first:last], wanted, name)
        found[name] = found[name].reshape([int(side) for side in shape])
    return found


def activations_said(data: bytes) -> tuple[str, ...]:
    """Return the layers' activations that the metadata of a file of ReluViz say, none of others.

    Raises
    ------
    ValueError
        If the file is damaged.
    """
    metadata = _header(data)[0].get("__metadata__") or {}
    said = metadata.get("reluviz.activations")
    return () if said is None else tuple(map(str, json.loads(said)))


def _header(data: bytes) -> tuple[dict[str, Any], bytes]:
    size = int.from_bytes(data[:8], "little")
    if len(data) < 8 or size > len(data) - 8:
        raise ValueError("its header is longer than the file")
    header = json.loads(data[8 : 8 + size])
    if not isinstance(header, dict):
        raise ValueError("its header is no table of tensors")
    return header, data[8 + size :]


def _tensor(data: bytes, kind: str | None, name: str) -> Array:
    if kind is None:
        refuse(f"tensor “{name}”", "its type is none that a layer has; save it as float32")
    if kind == "bf16":
        return (np.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4").astype(np.float64)
    with np.errstate(invalid="ignore"):  # of a NaN that signals; it is refused as any NaN
        return np.frombuffer(data, kind).astype(np.float64)


# .pt: a zip with a pickle in it, of which only what makes tensors is understood


@dataclass(frozen=True)
class _Global:
    name: str


@dataclass(frozen=True)
class _Storage:
    kind: str
    key: str
    count: int


def pickled_tensors(data: bytes) -> dict[str, Array]:
    """Return the tensors of a state dict of `torch.save`; nothing in the file is run.

    Raises
    ------
    UserError
        If there is anything but tensors, such as a whole module.
    ValueError
        If the file is damaged.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise UserError(
            "it is not the zip that torch.save writes since 1.6; save it again, or as safetensors"
        ) from None
    names = {one.filename: one for one in archive.infolist()}
    if sum(one.file_size for one in names.values()) > MOST_BYTES or len(names) > 10_000:
        raise UserError(f"its tensors amount to more than {MOST_BYTES >> 20} MB")
    [pickle] = [name for name in names if name.endswith("data.pkl")] or [""]
    if not pickle:
        raise UserError("there is no data.pkl in it: it was not written by torch.save")
    folder = pickle.removesuffix("data.pkl")

    def tensor(storage: _Storage, offset: int, shape: tuple[int, ...], strides: Any) -> Array:
        raw = archive.read(f"{folder}data/{storage.key}")
        flat = _tensor(raw, _STORAGES.get(storage.kind), storage.key)
        if math.prod(shape) > MOST_BYTES // 8 or len(shape) != len(strides):
            raise ValueError("a tensor is larger than its storage")
        places = np.full(shape, offset)
        for axis, (side, stride) in enumerate(zip(shape, strides, strict=True)):
            steps = np.arange(side) * int(stride)
            places = places + steps.reshape([-1 if k == axis else 1 for k in range(len(shape))])
        if places.size and not 0 <= places.min() <= places.max() < len(flat):
            raise ValueError("a tensor lies outside of its storage")
        found: Array = flat[places]
        return found

    top = _Machine(tensor).run(archive.read(pickle))
    return _tensors_in(top)


def _tensors_in(top: object) -> dict[str, Array]:
    if not isinstance(top, dict):
        raise UserError("there is no state dict in it; save model.state_dict()")
    found = {k: v for k, v in top.items() if isinstance(v, np.ndarray) and isinstance(k, str)}
    inner = [v for v in top.values() if isinstance(v, dict)]
    if not found and inner:
        return max(map(_tensors_in, inner), key=len)
    return found


class _Machine:
    """Reads a pickle for tensors: dicts, lists, texts, numbers and four names of PyTorch."""

    _KNOWN = (
        *("collections OrderedDict", "torch._utils _rebuild_tensor_v2"),
        *("torch._utils _rebuild_parameter", "torch Size"),
    )

    def __init__(self, tensor: Any) -> None:
        self._tensor = tensor
        self._stack: list[Any] = []
        self._marks: list[int] = []
        self._memo: dict[int, Any] = {}

    def run(self, data: bytes) -> Any:
        """Return what the pickle amounts to."""
        for code, argument, _ in pickletools.genops(data):
            if code.name == "STOP":
                return self._stack.pop()
            self._do(code.name, argument)
        raise ValueError("it ends too early")

    def _do(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in ("PROTO", "FRAME"):
            return
        if name == "MARK":
            self._marks.append(len(stack))
        elif name in ("BINPUT", "LONG_BINPUT", "MEMOIZE"):
            self._memo[len(self._memo) if argument is None else argument] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self._memo[argument])
        elif name in ("GLOBAL", "STACK_GLOBAL"):
            if name == "STACK_GLOBAL":
                argument = " ".join(map(str, (stack.pop(-2), stack.pop())))
            stack.append(self._global(argument))
        elif name in _CONSTANTS:
            stack.append(_CONSTANTS[name]())
        elif name in _LITERALS:
            stack.append(argument)
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            count = int(name[-1])
            stack[-count:] = [tuple(stack[-count:])]
        elif name == "TUPLE":
            stack.append(tuple(self._since_mark()))
        elif name == "BINPERSID":
            stack.append(self._storage(stack.pop()))
        elif name == "REDUCE":
            arguments, function = stack.pop(), stack.pop()
            stack.append(self._made(function, arguments))
        elif name in ("SETITEM", "SETITEMS", "APPEND", "APPENDS"):
            self._add(name)
        elif name == "BUILD":
            stack.pop()  # attributes, of which none is a tensor
        else:
            raise UserError("it holds more than tensors; save model.state_dict()")

    def _since_mark(self) -> list[Any]:
        start = self._marks.pop()
        taken, self._stack[start:] = self._stack[start:], []
        return taken

    def _add(self, name: str) -> None:
        is_one, into_dict = not name.endswith("S"), name.startswith("SET")
        if is_one:
            count = 2 if into_dict else 1
            items = self._stack[-count:]
            del self._stack[-count:]
        else:
            items = self._since_mark()
        if into_dict:
            self._stack[-1].update(zip(items[::2], items[1::2], strict=True))
        else:
            self._stack[-1].extend(items)

    def _global(self, name: str) -> _Global:
        module, _, last = name.partition(" ")
        if name in self._KNOWN or (module in ("torch", "torch.storage") and last in _STORAGES):
            return _Global(last)
        raise UserError(
            f"it holds more than tensors ({shown(name.replace(' ', '.'))}), which would have to be "
            "run; save model.state_dict(), or as safetensors"
        )

    @staticmethod
    def _storage(found: tuple[Any, ...]) -> _Storage:
        _, kind, key, _, count = found
        return _Storage(kind.name, str(key), int(count))

    def _made(self, function: _Global, arguments: tuple[Any, ...]) -> Any:
        if function.name == "OrderedDict":
            return {}
        if function.name == "_rebuild_parameter":
            return arguments[0]
        if function.name == "Size":
            return tuple(arguments[0])
        storage, offset, shape, strides = arguments[:4]
        return self._tensor(storage, int(offset), tuple(shape), tuple(strides))


_CONSTANTS: dict[str, Any] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "NONE": lambda: None,
}
_LITERALS = ("BINUNICODE", "SHORT_BINUNICODE", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT")


# From tensors to layers


def layers_of(tensors: Mapping[str, Array], activation: str | Sequence[str]) -> list[Step]:
    """Return the steps of the layers that some tensors are.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Weights and biases, (out, in), by their names; what a BatchNorm remembers.
    activation : str or sequence of str
        What comes after every hidden layer, or after each layer with the last.

    Raises
    ------
    UserError
        If they are not layers in a row, or in more than one order.
    """
    parts: dict[str, dict[str, Array]] = {}
    for name, tensor in tensors.items():
        layer, _, what = _PREFIXES.sub("", name).rpartition(".")
        parts.setdefault(layer, {})[what] = tensor
    known = {name: part for name, part in parts.items() if "weight" in part}
    for name, part in known.items():
        if part["weight"].ndim > 2:
            refuse(f"tensor “{name}.weight”", "it has more than two dimensions: a convolution?")
    steps = [_layer(name, part) for name, part in sorted(known.items(), key=_natural)]
    if not any(map(_is_table, steps)):
        raise UserError("there is no matrix called ….weight in it, so no layer")
    return list(_activated(_in_order(steps), activation))


def _layer(name: str, part: Mapping[str, Array]) -> Step:
    where, weights = f"layer “{name}”", part["weight"]
    if weights.ndim == 2 or "running_var" not in part:
        return Step(where, weights, part.get("bias"))
    scale = weights / np.sqrt(part["running_var"] + _EPS)
    return Step(where, scale, part.get("bias", 0.0) - scale * part["running_mean"])


def _natural(item: tuple[str, object]) -> list[tuple[int, str]]:
    """Layer 10 comes after layer 2."""
    parts = re.findall(r"\d+|\D+", item[0])
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _fits(steps: tuple[Step, ...] | list[Step]) -> bool:
    width: int | None = None
    for step in steps:
        assert step.weights is not None
        if width is not None and step.weights.shape[-1] != width:
            return False
        width = step.weights.shape[0]
    return True


def _in_order(steps: list[Step]) -> list[Step]:
    """The order of use: that of the names if it fits, else the only one that does."""
    if _fits(steps) or len(steps) > _MOST_LAYERS:
        return steps
    if len(steps) > 7:
        raise UserError("its layers do not fit one another in the order of their names")
    orders = [list(order) for order in itertools.permutations(steps) if _fits(order)]
    if len(orders) != 1:
        how = "no order" if not orders else f"{len(orders)} orders"
        raise UserError(f"its layers fit one another in {how}; a file does not say which is used")
    return orders[0]


def _activated(steps: list[Step], activation: str | Sequence[str]) -> Iterator[Step]:
    tables = [k for k, step in enumerate(steps) if _is_table(step)]
    if isinstance(activation, str):
        hidden = [k - 1 for k in tables if k]
        after = dict.fromkeys(hidden, activation)
    elif len(activation) != len(tables):
        raise UserError(f"it says {len(activation)} activations for {len(tables)} layers")
    else:
        after = dict(zip(tables, activation, strict=True))
    for k, step in enumerate(steps):
        yield step
        if k in after:
            yield Step(f"the activation after {step.where}", activation=after[k])


def _is_table(step: Step) -> bool:
    return step.weights is not None and step.weights.ndim == 2
