"""Networks written as text: FANN, and the NNet files of Stanford."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from reluviz.files.chain import origin_of, project_of, refuse
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes
from reluviz.files.steps import Array, Step, built

_MOST = 1_000_000


def read_project(path: PathLike) -> Project:
    """Return the network of a FANN or NNet file.

    Raises
    ------
    UserError
        If it is neither, or damaged; with the line.
    """
    data, name = read_bytes(path, UserError), shown(path)
    try:
        text = data.decode("ascii")
        if text.startswith("FANN_"):
            steps, notes = _fann(text)
            exporter = text.partition("\n")[0]
        else:
            steps, notes = _nnet(text)
            exporter = "NNet"
        first = next(step.weights for step in steps if step.weights is not None)
        network = built(steps, first.shape[-1])
    except UserError as error:
        raise UserError(f"{name}: {error}") from None
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        raise UserError(f"{name} is neither a FANN nor an NNet file: {error}") from None
    return project_of(network, origin_of(path, data, exporter), notes)


# FANN: a list of connections for each unit; the last unit of each layer is its bias


def _fann(text: str) -> tuple[list[Step], tuple[str, ...]]:
    fields = dict(re.findall(r"^(\w+)(?: \([^)]*\))?=(.*)$", text, re.MULTILINE))
    if text.startswith("FANN_FIX"):
        refuse("line 1", "its numbers are fixed-point; save it as floating point")
    if fields.get("scale_included", "0").strip() != "0":
        refuse("scale_included", "it scales its data, which is not read yet")
    sizes = [int(size) for size in fields["layer_sizes"].split()]
    neurons = re.findall(r"\((\d+), (\d+), ([^)]+)\)", fields["neurons"])
    connections = re.findall(r"\((\d+), ([^)]+)\)", fields["connections"])
    if sum(sizes) != len(neurons) or len(neurons) > _MOST or len(connections) > _MOST:
        raise ValueError("its layers do not have as many units as there are")
    starts = np.cumsum([0, *sizes]).tolist()
    steps: list[Step] = []
    used = 0
    stepwise = False
    for layer in range(1, len(sizes)):
        table = np.zeros((sizes[layer] - 1, sizes[layer - 1]))
        kinds = set()
        for row in range(sizes[layer]):
            count, kind, steepness = neurons[starts[layer] + row]
            if row == sizes[layer] - 1:
                break  # the bias unit of the next layer
            kinds.add((int(kind), float(steepness)))
            for source, weight in connections[used : used + int(count)]:
                place = int(source) - starts[layer - 1]
                if not 0 <= place < sizes[layer - 1]:
                    refuse(f"layer {layer}", "a unit hears one that is not in the layer before")
                table[row, place] += float(weight)
            used += int(count)
        where = f"layer {layer}"
        if len(kinds) != 1:
            refuse(where, "its units have different activations")
        steps.append(Step(where, table[:, :-1], table[:, -1]))
        [(code, steepness)] = kinds
        stepwise |= code in (4, 6)
        steps += _fann_activation(code, steepness, where)
    note = "Its stepwise sigmoids were read as the smooth ones, from which they differ a little"
    return steps, (note,) if stepwise else ()


def _fann_activation(code: int, steepness: float, where: str) -> list[Step]:
    """What FANN computes: linear is s x, sigmoid is one over 1 + exp(-2 s x)."""
    s, half = np.array([steepness]), np.array([0.5])
    if code == 0:
        return [Step(where, s)]
    if code == 1:
        return [Step(where, activation="step")]
    if code in (3, 4):
        return [Step(where, 2 * s, activation="sigmoid")]
    if code in (5, 6):
        return [Step(where, s, activation="tanh")]
    if code == 12:  # between 0 and 1
        return [Step(where, 2 * s, np.array([-1.0]), "hard_tanh"), Step(where, half, half)]
    if code != 13:
        refuse(where, f"its activation has the number {code}, which no layer here can have")
    return [Step(where, s, activation="hard_tanh")]


# NNet: sizes, ranges of the inputs, and rows of numbers


def _nnet(text: str) -> tuple[list[Step], tuple[str, ...]]:
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("//")
    ]
    rows = iter(lines)

    def numbers(count: int | None = None) -> Array:
        number, line = next(rows, (0, ""))
        if not number:
            raise UserError("it ends too early")
        try:
            found = np.array([float(part) for part in line.split(",") if part.strip()])
        except ValueError:
            raise UserError(f"line {number}: there is something that is no number") from None
        if count is not None and len(found) < count:
            raise UserError(f"line {number}: {count} numbers are needed, not {len(found)}")
        return found

    layers, n_inputs, n_outputs = (int(value) for value in numbers(3)[:3])
    sizes = [int(size) for size in numbers(layers + 1)[: layers + 1]]
    if (sizes[0], sizes[-1]) != (n_inputs, n_outputs) or min(sizes) < 1 or sum(sizes) > _MOST:
        raise UserError("its first two lines do not agree on its size")
    numbers()  # not used by anybody
    low, high = numbers(n_inputs)[:n_inputs], numbers(n_inputs)[:n_inputs]
    mean, spread = numbers(n_inputs + 1), numbers(n_inputs + 1)
    if not spread[: n_inputs + 1].all():
        raise UserError("a range in it is 0, by which nothing can be divided")
    steps = [Step("the ranges", 1 / spread[:n_inputs], -mean[:n_inputs] / spread[:n_inputs])]
    for layer, (before, after) in enumerate(pairwise(sizes), 1):
        weights = np.array([numbers(before)[:before] for _ in range(after)])
        bias = np.array([numbers(1)[0] for _ in range(after)])
        steps.append(Step(f"layer {layer}", weights, bias, "relu" if layer < layers else ""))
    steps.append(Step("the range of the output", spread[-1:], mean[-1:]))
    ranges = ", ".join(f"{a:g} to {b:g}" for a, b in zip(low, high, strict=True))
    return steps, (f"Programs that run such files clamp the inputs to {ranges} first",)
