"""Layers of Keras: of a model in Python, a .keras or an old .h5 file, and of TensorFlow.js."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from reluviz.core.network import Network
from reluviz.core.stopping import Watch
from reluviz.files.apart import Ended, answer_of
from reluviz.files.chain import origin_of, project_of, refuse
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.hdf5_worker import Arrays, Found
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes
from reluviz.files.steps import Array, Step, built

Weights = Callable[[int, str, str], list[Array]]
"""The arrays of a layer, by its place, class and name: in the order in which Keras keeps them."""

MOST_BYTES = 64 * 1024 * 1024
"""What the members of a file may amount to."""

_MEMORY = 1024 * 1024 * 1024  # of the process that reads: NumPy and the library are large
_PLAIN = {"relu": "relu", "sigmoid": "sigmoid", "tanh": "tanh", "linear": "", "relu6": "relu6"}
_NOTHING = ("InputLayer", "Dropout", "Flatten", "GaussianNoise", "ActivityRegularization")


def from_keras(model: Any) -> Network:
    """Return a model of Keras 3 as a network; Keras is not imported.

    Parameters
    ----------
    model : keras.Model
        ``Sequential``, or a functional model of layers in a row: ``Dense``, activations,
        ``Normalization``, ``Rescaling``, ``BatchNormalization``.

    Raises
    ------
    UserError
        If a layer cannot be held, with its name.
    """
    found = [{"class_name": type(one).__name__, "config": one.get_config()} for one in model.layers]
    arrays = [[np.asarray(part, np.float64) for part in one.get_weights()] for one in model.layers]

    def plain(x: Array) -> Array:
        return np.asarray(model.predict(x, verbose=0), dtype=np.float64)

    return network_of(found, lambda place, _kind, _name: arrays[place], plain)


def read_project(path: PathLike) -> Project:
    """Return the network of a .keras or .h5 file.

    Raises
    ------
    UserError
        If it cannot be read, a layer cannot be held, or h5py is not installed.
    """
    name = shown(path)
    if find_spec("h5py") is None:
        raise UserError(f"{name}: files of Keras need h5py: pip install “reluviz[keras-files]”")
    data = read_bytes(path, UserError)
    try:
        is_zip = Path(path).suffix.lower() == ".keras"
        layers, weights, exporter = (_of_zip if is_zip else _of_h5)(data)
        network = network_of(layers, weights)
    except UserError as error:
        raise UserError(f"{name}: {error}") from None
    except _DAMAGE as error:
        raise UserError(f"{name} is damaged, or no model of Keras: {error}") from None
    return project_of(network, origin_of(path, data, exporter))


_DAMAGE = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RuntimeError),
    *(zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, OSError),
)
"""What damaged archives end in."""


def _of_zip(data: bytes) -> tuple[list[Any], Weights, str]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
        raise UserError(f"its members amount to more than {MOST_BYTES >> 20} MB")
    config = json.loads(archive.read("config.json"))
    version = json.loads(archive.read("metadata.json")).get("keras_version", "")
    found = _found(archive.read("model.weights.h5"))
    counts: dict[str, int] = {}

    def weights(_place: int, kind: str, name: str) -> list[Array]:
        """By the layer's own name where the file has it, else by its class and a count."""
        base = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind).lower()
        count = counts[base] = counts.get(base, -1) + 1
        group = found.names.get(name, base if count == 0 else f"{base}_{count}")
        return _arrays(found.groups.get(group, []))

    return layers_of(config), weights, f"Keras {version}".strip()


def _of_h5(data: bytes) -> tuple[list[Any], Weights, str]:
    found = _found(data)
    if not found.config:
        raise UserError("it has weights, but no model: save the model, not its weights alone")

    def weights(_place: int, _kind: str, name: str) -> list[Array]:
        return _arrays(found.groups.get(name, []))

    return layers_of(json.loads(found.config)), weights, f"Keras {found.version}"


def _found(data: bytes) -> Found:
    """What is in the bytes of an HDF5 file, read by a process of its own."""
    try:
        answer = answer_of("reluviz.files.hdf5_worker", [], data, Watch(), _MEMORY + 4 * len(data))
    except Ended as why:
        raise UserError(f"it {why}, or is damaged") from None
    found = msgspec.msgpack.decode(answer, type=Found)
    if found.error:
        raise UserError(f"it is damaged, or no model of Keras: {found.error}")
    return found


def _arrays(parts: Arrays) -> list[Array]:
    return [np.frombuffer(data).reshape(shape) for shape, data in parts]


def layers_of(config: Mapping[str, Any]) -> list[Any]:
    """Return the layers of a model's configuration, which must be in a row.

    Raises
    ------
    UserError
        If they are not, or the model is of a class of its own.
    """
    kind = config["class_name"]
    if kind not in ("Sequential", "Functional", "Model"):
        raise UserError(f"it is a {shown(str(kind))}, which only its own code can build")
    layers: list[Any] = config["config"]["layers"]
    for before, layer in pairwise(layers):
        heard = re.findall(r'"keras_history": \["([^"]+)"', json.dumps(layer))
        if heard and heard != [before["config"]["name"]]:
            refuse(
                f"layer “{layer['config']['name']}”",
                "it does not hear just the layer before it; layers in a row can be held",
            )
    return layers


def network_of(layers: Sequence[Any], weights: Weights, plain: Any = None) -> Network:
    """Return the network of layers in a row.

    Parameters
    ----------
    layers : sequence of dict
        The class and the configuration of each, as Keras writes them.
    weights : callable
        Gives the arrays of each.
    plain : callable, optional
        What the network is held against; its own steps if left out.

    Raises
    ------
    UserError
        If a layer cannot be held.
    """
    steps: list[Step] = []
    for place, layer in enumerate(layers):
        kind, config = layer["class_name"], layer["config"]
        name = str(config.get("name", place))
        arrays = weights(place, kind, name)
        steps += _steps(kind, config, arrays, f"layer “{name}”")
    first = next(
        (one.weights for one in steps if one.weights is not None and one.weights.ndim == 2), None
    )
    if first is None:
        raise UserError("there is no Dense layer in it")
    return built(steps, first.shape[1], plain, 1e-5 if plain else 1e-9)


def _steps(kind: str, config: Mapping[str, Any], arrays: list[Array], where: str) -> Iterator[Step]:
    if kind == "Dense":
        if config.get("quantization_config") or len(arrays) not in (1, 2):
            refuse(where, "its weights are missing or quantised")
        kernel, *bias = arrays
        yield Step(where, kernel.T, bias[0] if bias else None)
        yield from _activation(config.get("activation"), where)
    elif kind in _NOTHING:
        return
    elif kind == "Activation":
        yield from _activation(config.get("activation"), where)
    elif kind == "ReLU":
        yield from _relu(config, where)
    elif kind == "LeakyReLU":
        yield from _activation(f"leaky_relu({_first(config, 'negative_slope', 'alpha')!r})", where)
    elif kind == "Rescaling":
        scale, offset = (np.atleast_1d(np.asarray(config[k], float)) for k in ("scale", "offset"))
        yield Step(where, scale, offset)
    elif kind == "Normalization":
        yield _normalization(config, arrays, where)
    elif kind == "BatchNormalization":
        yield _batch_normalization(config, arrays, where)
    else:
        refuse(where, f"{shown(str(kind))} is no layer of sums and no activation that can be held")


def _first(config: Mapping[str, Any], *names: str) -> float:
    """The first number that there is; Keras's own leak without one."""
    return next((float(config[name]) for name in names if config.get(name) is not None), 0.3)


def _relu(config: Mapping[str, Any], where: str) -> Iterator[Step]:
    top, slope = config.get("max_value"), float(config.get("negative_slope") or 0)
    if float(config.get("threshold") or 0) != 0 or (top is not None and (top != 6 or slope)):
        refuse(where, "it is a ReLU with a threshold or a top of its own")
    yield from _activation("relu6" if top else f"leaky_relu({slope!r})" if slope else "relu", where)


def _activation(name: Any, where: str) -> Iterator[Step]:
    if isinstance(name, Mapping):  # an object of a class, or a function by its name
        inner = name.get("config")
        name = inner if isinstance(inner, str) else name.get("class_name")
    if name is None or _PLAIN.get(str(name)) == "":
        return
    if name == "hard_sigmoid":  # in Keras 3 relu6(s + 3) / 6
        third, half = np.array([1 / 3]), np.array([0.5])
        yield Step(where, third, activation="hard_tanh")
        yield Step(where, half, half)
    elif str(name) in _PLAIN or str(name).startswith("leaky_relu("):
        yield Step(where, activation=_PLAIN.get(str(name), str(name)))
    elif name == "leaky_relu":
        yield Step(where, activation="leaky_relu(0.2)")
    else:
        refuse(where, f"its activation {shown(str(name))} is none that can be held")


def _normalization(config: Mapping[str, Any], arrays: list[Array], where: str) -> Step:
    mean, variance = config.get("mean"), config.get("variance")
    if mean is None or variance is None:
        if len(arrays) < 2:
            refuse(where, "its mean and variance are not in the file: adapt it, then save again")
        mean, variance = arrays[:2]
    size = np.maximum(np.sqrt(np.atleast_1d(np.asarray(variance, float)).ravel()), 1e-7)
    middle = np.atleast_1d(np.asarray(mean, float)).ravel()
    if config.get("invert"):
        return Step(where, size, middle)
    return Step(where, 1 / size, -middle / size)


def _batch_normalization(config: Mapping[str, Any], arrays: list[Array], where: str) -> Step:
    parts = iter(arrays)
    try:
        gamma = next(parts) if config.get("scale", True) else 1.0
        beta = next(parts) if config.get("center", True) else 0.0
        mean, variance = next(parts), next(parts)
    except StopIteration:
        refuse(where, "its numbers are missing")
    scale = gamma / np.sqrt(variance + float(config.get("epsilon", 1e-3)))
    return Step(where, scale, beta - scale * mean)
