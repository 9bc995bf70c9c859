"""Networks of JavaScript as JSON: brain.js, ConvNetJS, Synaptic and TensorFlow.js."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from reluviz.files import curves, keras_layers, weights
from reluviz.files.chain import origin_of, project_of, refuse
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes
from reluviz.files.steps import Array, Step, built

Entries = Mapping[str, Any]

_BRAIN = {"sigmoid": "sigmoid", "relu": "relu", "tanh": "tanh", "leaky-relu": "leaky_relu(0.01)"}
_SYNAPTIC = {
    "LOGISTIC": "sigmoid",
    "TANH": "tanh",
    "IDENTITY": "",
    "HLIM": "step",
    "RELU": "relu",
}


def read_project(path: PathLike) -> Project:
    """Return the network of a JSON file: of one of these libraries, or of our own weights.

    Raises
    ------
    UserError
        If it is of none of them, or damaged.
    """
    data, name = read_bytes(path, UserError), shown(path)
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError):
        return weights.read_project(path)  # which says what is wrong
    reader = _reader_of(entries)
    if reader is None:
        points = curves.pairs_of(entries)
        return weights.read_project(path) if points is None else curves.through(points, name)
    exporter, steps_of = reader
    try:
        if exporter == "TensorFlow.js":
            network = keras_layers.network_of(*_tensorflow(entries, Path(path)))
        else:
            steps = list(steps_of(entries))
            first = next(step.weights for step in steps if step.weights is not None)
            network = built(steps, first.shape[-1])
    except UserError as error:
        raise UserError(f"{name}: {error}") from None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise UserError(f"{name} is no whole network of {exporter}: {error!r}") from None
    return project_of(network, origin_of(path, data, exporter))


def _reader_of(entries: Any) -> tuple[str, Callable[[Entries], Iterator[Step]]] | None:
    if not isinstance(entries, dict):
        return None
    if "modelTopology" in entries:
        return "TensorFlow.js", lambda _: iter(())
    if "neurons" in entries and "connections" in entries:
        return "Synaptic", _synaptic
    layers = entries.get("layers")
    if "sizes" in entries and isinstance(layers, list):
        return "brain.js", _brain
    if (
        isinstance(layers, list)
        and layers
        and isinstance(layers[0], dict)
        and "layer_type" in layers[0]
    ):
        return "ConvNetJS", _convnet
    return None


def _brain(entries: Entries) -> Iterator[Step]:
    """Layers of version 1, keyed by the names of units, or of version 2, as tables.

    The activation comes after the output layer, too.
    """
    options = [entries.get("trainOpts") or {}, entries.get("options") or {}, entries]
    name = next((one["activation"] for one in options[::-1] if one.get("activation")), "sigmoid")
    leak = options[0].get("leakyReluAlpha")
    if name not in _BRAIN:
        refuse("activation", f"{shown(str(name))} is none of {', '.join(_BRAIN)}")
    activation = f"leaky_relu({float(leak)!r})" if name == "leaky-relu" and leak else _BRAIN[name]
    sources = list(entries["layers"][0])  # the names of the inputs, in the order of their values
    for number, layer in enumerate(entries["layers"][1:], 1):
        where = f"layer {number}"
        if "biases" in layer:
            table, bias = _table(layer["weights"]), _table([layer["biases"]])[0]
        else:
            sources = sources or list(next(iter(layer.values()))["weights"])
            units = list(layer.values())
            table = _table([[unit["weights"][name] for name in sources] for unit in units])
            bias = np.array([float(unit["bias"]) for unit in units])
            sources = list(layer)
        yield Step(where, table, bias, activation)


def _convnet(entries: Entries) -> Iterator[Step]:
    for number, layer in enumerate(entries["layers"]):
        kind, where = layer["layer_type"], f"layer {number + 1}"
        if kind == "fc":
            table = _table([_volume(one) for one in layer["filters"]])
            yield Step(where, table, np.array(_volume(layer["biases"])))
        elif kind in ("relu", "sigmoid", "tanh"):
            yield Step(where, activation=kind)
        elif kind not in ("input", "regression", "dropout"):
            refuse(where, f"{shown(str(kind))} is no layer of sums and no activation known here")


def _volume(entries: Entries) -> list[float]:
    """Numbers by their place, as texts: 10 comes after 2."""
    return [float(value) for _, value in sorted(entries["w"].items(), key=lambda one: int(one[0]))]


def _synaptic(entries: Entries) -> Iterator[Step]:
    """Units of a layer have a number of their own there; connections go by place."""
    layers: dict[object, list[int]] = {}
    for place, neuron in enumerate(entries["neurons"]):
        layers.setdefault(neuron["layer"], []).append(place)
    inputs, output = layers.pop("input"), layers.pop("output")
    hidden = sorted(layers.items(), key=lambda one: int(str(one[0])))
    rows = [inputs, *(places for _, places in hidden), output]
    weights_by_place = {}
    for one in entries["connections"]:
        if one.get("gater") is not None:
            refuse(f"the connection {one['from']} to {one['to']}", "a unit gates it")
        weights_by_place[one["from"], one["to"]] = float(one["weight"])
    used = 0
    for number, (before, after) in enumerate(pairwise(rows), 1):
        table = np.array([[weights_by_place.get((a, b), 0.0) for a in before] for b in after])
        used += sum((a, b) in weights_by_place for a in before for b in after)
        neurons = [entries["neurons"][place] for place in after]
        kinds = {neuron["squash"] for neuron in neurons}
        if len(kinds) != 1 or not kinds <= _SYNAPTIC.keys():
            refuse(f"layer {number}", f"its activations are {', '.join(map(shown, kinds))}")
        bias = np.array([float(neuron["bias"]) for neuron in neurons])
        yield Step(f"layer {number}", table, bias, _SYNAPTIC[kinds.pop()])
    if used != len(weights_by_place):
        refuse("connections", "some skip a layer or go back; layers in a row can be held")


def _table(rows: Any) -> Array:
    table = np.array([[float(value) for value in row] for row in rows])
    if table.ndim != 2:
        raise ValueError("its rows are not equally long")
    return table


def _tensorflow(entries: Entries, path: Path) -> tuple[list[Any], keras_layers.Weights]:
    topology = entries["modelTopology"]
    topology = topology.get("model_config", topology)
    arrays: dict[str, list[Array]] = {}
    for part in entries["weightsManifest"]:
        data = b"".join(_beside(path, name) for name in part["paths"])
        start = 0
        for one in part["weights"]:
            if "quantization" in one or one["dtype"] != "float32":
                refuse(f"“{one['name']}”", "it is quantised; save the model with float32 weights")
            shape = [int(side) for side in one["shape"]]
            count = int(np.prod(shape))
            if start + 4 * count > len(data):
                raise UserError(f"{shown(part['paths'][0])} is shorter than the model says")
            flat = np.frombuffer(data, "<f4", count, start).astype(np.float64)
            arrays.setdefault(one["name"].rpartition("/")[0], []).append(flat.reshape(shape))
            start += 4 * count
    return keras_layers.layers_of(topology), lambda _place, _kind, name: arrays.get(name, [])


def _beside(path: Path, name: str) -> bytes:
    """A file of weights beside the model: by its name, or by the model's own."""
    if Path(name).name != name.removeprefix("./"):
        raise UserError(f"its weights are said to be in {shown(name)}, outside of its folder")
    ours = path.with_name(f"{path.stem}.weights.bin")
    beside = path.with_name(Path(name).name)
    return read_bytes(beside if beside.is_file() or not ours.is_file() else ours, UserError)
