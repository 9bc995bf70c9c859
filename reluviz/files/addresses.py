"""Addresses of TensorFlow Playground: shape, activation, seed and data set. Nothing is loaded."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from reluviz.core.initial import initial_layers
from reluviz.core.layer import Array
from reluviz.core.structure import MOST_LAYERS
from reluviz.core.truth_table import TruthTable
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project

HOST = "playground.tensorflow.org"

_SIDE = 6.0  # of the square that Playground shows, to either side of 0
_POINTS = 200
_LONGEST = 4_000
_MOST_UNITS = 64
_ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
_PRODUCTS = ("xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY")

_Random = np.random.Generator
_Found = TypeVar("_Found")


def read_project(text: PathLike) -> Project:
    """Return a new network of the shape that an address of TensorFlow Playground has.

    Such an address holds no weights: they are drawn, and so are the points of its data set, by the
    seed that it has. The same address gives the same network.

    Parameters
    ----------
    text : str
        The address, as the browser shows it.

    Raises
    ------
    UserError
        If it is another address, or what it says cannot be.
    """
    address = str(text).strip()
    try:
        parts = urlsplit(re.sub(r"^(https?):/+", r"\1://", address, flags=re.IGNORECASE))
    except ValueError:
        parts = urlsplit("")
    if parts.hostname != HOST or len(address) > _LONGEST:
        raise UserError(
            f"{shown(address[:80])} is an address, and nothing is loaded from the web: save the "
            f"file and open that; of {HOST} the address is enough"
        )
    try:
        pairs = parse_qsl(parts.fragment, keep_blank_values=True, max_num_fields=100)
        return _project(dict(pairs))
    except ValueError as error:
        raise UserError(f"the address of TensorFlow Playground cannot be used: {error}") from None


def _project(said: Mapping[str, str]) -> Project:
    chosen = [k for k, name in enumerate("xy") if said.get(name, "true") != "false"]
    if not chosen:
        raise ValueError("neither x nor y is an input of it")
    is_regression = said.get("problem") == "regression"
    kind = _one_of(_ACTIVATIONS, said.get("activation", "tanh"), "activation")
    last = "identity" if is_regression else "sigmoid"
    sizes = [len(chosen), *_hidden(said.get("networkShape", "4,2")), 1]
    seed = zlib.crc32(said.get("seed", "").encode())
    how = "he" if kind == "relu" else "lecun"
    box = [(-_SIDE, _SIDE)] * len(chosen)
    network = initial_layers(sizes, [*[kind] * (len(sizes) - 2), last], how, seed, box)
    key, sets = ("regDataset", _REGRESSION) if is_regression else ("dataset", _CLASSES)
    make = _one_of(sets, said.get(key, next(iter(sets))), "data set")
    points, wanted = make(np.random.default_rng(seed), _noise(said.get("noise", "0")))
    table = TruthTable(points[:, chosen], wanted[:, np.newaxis])
    notes = ["The address holds no weights: they are drawn, as are the points"]
    if not is_regression:
        notes.append("Its classes −1 and 1 are 0 and 1 here, and its output is a sigmoid, not tanh")
    left_out = [name for name in _PRODUCTS if said.get(name) == "true"]
    if left_out:
        notes.append(f"Inputs here are x and y alone, so these are left out: {', '.join(left_out)}")
    return Project(network, domain=box[0], table=table, others=tuple(box[1:]), notes=tuple(notes))


def _one_of(found: Mapping[str, _Found], name: str, what: str) -> _Found:
    if name not in found:
        raise ValueError(f"there is no {what} {shown(name[:40])}; there are {', '.join(found)}")
    return found[name]


def _hidden(text: str) -> list[int]:
    """The units of the hidden layers in a text such as 4,2."""
    sizes = text.split(",") if text else []
    if not all(re.fullmatch("[0-9]{1,3}", one) and 1 <= int(one) <= _MOST_UNITS for one in sizes):
        raise ValueError(f"networkShape is {shown(text[:40])}, not numbers from 1 to {_MOST_UNITS}")
    if len(sizes) >= MOST_LAYERS:
        raise ValueError(f"it has {len(sizes)} hidden layers; at most {MOST_LAYERS - 1} can be")
    return [int(one) for one in sizes]


def _noise(text: str) -> float:
    if not re.fullmatch("[0-9]{1,2}", text):
        raise ValueError(f"noise is {shown(text[:40])}, not a number of percent from 0 to 99")
    return int(text) / 100


# The data sets, by their shapes; of the classes the second half, or what is true, is on


def _circle(random: _Random, noise: float) -> tuple[Array, Array]:
    """A disc, and a ring around it."""
    half = _POINTS // 2
    radius = np.concatenate([random.uniform(0, 2.5, half), random.uniform(3.5, 5, half)])
    angle = random.uniform(0, 2 * np.pi, _POINTS)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    moved = points + random.uniform(-5, 5, points.shape) * noise
    return points, (np.hypot(*moved.T) < 2.5).astype(float)


def _xor(random: _Random, noise: float) -> tuple[Array, Array]:
    """Four squares, apart from the axes by 0.3."""
    points = random.uniform(-5, 5, (_POINTS, 2))
    points += np.where(points > 0, 0.3, -0.3)
    moved = points + random.uniform(-5, 5, points.shape) * noise
    return points, (moved[:, 0] * moved[:, 1] >= 0).astype(float)


def _gauss(random: _Random, noise: float) -> tuple[Array, Array]:
    """Two clouds that spread with the noise."""
    is_on = np.arange(_POINTS) >= _POINTS // 2
    centres = np.where(is_on, 2.0, -2.0)[:, np.newaxis]
    spread = np.sqrt(0.5 + 7 * noise)
    return centres + random.normal(scale=spread, size=(_POINTS, 2)), is_on.astype(float)


def _spiral(random: _Random, noise: float) -> tuple[Array, Array]:
    """Two arms, 1.75 times around."""
    is_on = np.arange(_POINTS) < _POINTS // 2
    share = np.tile(np.arange(_POINTS // 2) / (_POINTS // 2), 2)
    angle = 1.75 * 2 * np.pi * share + np.where(is_on, 0, np.pi)
    points = 5 * share[:, np.newaxis] * np.column_stack([np.sin(angle), np.cos(angle)])
    return points + random.uniform(-1, 1, points.shape) * noise, is_on.astype(float)


def _plane(random: _Random, noise: float) -> tuple[Array, Array]:
    """A slope from −1 to 1, from corner to corner."""
    points = random.uniform(-_SIDE, _SIDE, (_POINTS, 2))
    moved = points + random.uniform(-_SIDE, _SIDE, points.shape) * noise
    return points, moved.sum(axis=1) / (2 * _SIDE)


def _hills(random: _Random, noise: float) -> tuple[Array, Array]:
    """Three hills and three valleys, each a cone as wide as 2."""
    points = random.uniform(-_SIDE, _SIDE, (_POINTS, 2))
    moved = points + random.uniform(-_SIDE, _SIDE, points.shape) * noise
    centres = np.array([(x, y) for y in (2.5, -2.5) for x in (-4.0, 0.0, 4.0)])
    signs = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    far = np.linalg.norm(moved[:, np.newaxis] - centres, axis=2)
    heights = signs * np.clip(1 - far / 2, 0, 1)
    strongest = np.argmax(np.abs(heights), axis=1)
    return points, heights[np.arange(_POINTS), strongest]


_Maker = Callable[[_Random, float], tuple[Array, Array]]
_CLASSES: dict[str, _Maker] = {"circle": _circle, "xor": _xor, "gauss": _gauss, "spiral": _spiral}
_REGRESSION: dict[str, _Maker] = {"reg-plane": _plane, "reg-gauss": _hills}
