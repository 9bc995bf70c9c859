"""The project file: readable JSON with the ending ``.reluviz``.

History of the format:

version 1
    ``format`` ("reluviz"), ``version``, ``domain`` (two numbers), ``network`` (a list of layers
    with ``activation``, ``weights``: a row for each unit, and ``bias``), ``target`` (null, or
    ``x`` and ``y``), ``view`` (``drag_mode``, ``probe``, ``hidden``). All fields are required and
    there are no others. Numbers are written so that they are read back equal to the bit.

version 2
    ``view`` has ``build`` (null, or a number of units) and ``perturbation`` (null, or ``which``,
    ``spread``, ``relative``, ``distribution``, ``draws``, ``seed``) too, and ``hidden`` can name
    the layers of the anatomy: those are hidden in what version 1 wrote.

A version that changes the format adds its own reader to `_READERS`, and one small function that
turns what the version before has read into what it would have read itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
import numpy as np

from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import Perturbation
from reluviz.core.targets import Target
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, ProjectError, quoted, shown
from reluviz.files.project import HIDDEN_AT_FIRST, Project, View
from reluviz.files.reading import LARGEST_FILE, read_bytes

ENDING = ".reluviz"
VERSION = 2
LARGEST_LAYERS = 1_000
"""A network in a file has at most so many layers."""

# What a file may hold is bounded before it is parsed: 64 MiB of "[0]," would be gigabytes of lists.
_MOST_VALUES = 5_000_000
_MOST_LISTS = 1_000_000

_WIDTH = 100  # characters of a line, where a list can be broken


_Word = Annotated[str, msgspec.Meta(max_length=40)]  # it may be quoted in a message


class _LayerFields(msgspec.Struct, forbid_unknown_fields=True):
    activation: _Word
    weights: list[list[float]]
    bias: list[float]


class _TargetFields(msgspec.Struct, forbid_unknown_fields=True):
    x: list[float]
    y: list[float]


class _PerturbationFields(msgspec.Struct, forbid_unknown_fields=True):
    which: _Word
    spread: float
    relative: bool
    distribution: _Word
    draws: int
    seed: int


class _ViewFields(msgspec.Struct, forbid_unknown_fields=True):
    drag_mode: _Word
    probe: float | None
    hidden: list[_Word]
    build: int | None
    perturbation: _PerturbationFields | None


class _ProjectFields(msgspec.Struct, forbid_unknown_fields=True):
    """Fields of the newest version, in the order in which they are written."""

    format: Literal["reluviz"]
    version: int
    domain: tuple[float, float]
    network: list[_LayerFields]
    target: _TargetFields | None
    view: _ViewFields


def read_project(path: PathLike) -> Project:
    """Read a project.

    Raises
    ------
    ProjectError
        If the file cannot be read, or is not a project; with file and field.
    """
    return loads(read_bytes(path, ProjectError), shown(path))


def write_project(project: Project, path: PathLike) -> None:
    """Write a project, completely or not at all.

    Raises
    ------
    WriteError
        If the file cannot be written; what was there before still is.
    ProjectError
        If the project is larger than a file may be.
    """
    atomic_write(path, dumps(project))


def dumps(project: Project) -> bytes:
    """Return the content of a project file.

    Raises
    ------
    ProjectError
        If it would be so large that it could not be opened again.
    """
    target, view = project.target, project.view
    probe = None if view.probe is None else float(view.probe)
    fields = _ProjectFields(
        format="reluviz",
        version=VERSION,
        domain=project.domain,
        network=[
            _LayerFields(layer.activation, layer.weights.tolist(), layer.bias.tolist())
            for layer in project.network.layers
        ],
        target=None if target is None else _TargetFields(target.x.tolist(), target.y.tolist()),
        view=_ViewFields(
            view.drag_mode, probe, list(view.hidden), view.build, _fields_of(view.perturbation)
        ),
    )
    _check_sizes(fields, "the project")
    data = (_text(msgspec.to_builtins(fields)) + "\n").encode()
    _check_bounds(data, "the project")
    return data


def _fields_of(settings: Perturbation | None) -> _PerturbationFields | None:
    return None if settings is None else _PerturbationFields(**asdict(settings))


def loads(data: bytes, name: str) -> Project:
    """Return the project in the content of a file.

    Parameters
    ----------
    data : bytes
        All of the file.
    name : str
        What messages call it.

    Raises
    ------
    ProjectError
        If it is not a project; with `name` and, where there is one, the field.
    """
    _check_bounds(data, name)
    fields = _parse(data, name)
    if not isinstance(fields, dict) or fields.get("format") != "reluviz":
        raise ProjectError(
            f'{name} is not a ReluViz project: it lacks "format": "reluviz"; choose another file'
        )
    version = fields.get("version")
    if type(version) is int and version > VERSION:
        raise ProjectError(
            f"{name}, field version: {quoted(str(version))} is newer than this program, which "
            f"reads up to {VERSION}; update ReluViz"
        )
    if type(version) is not int or version not in _READERS:
        raise ProjectError(
            f"{name}, field version: it should be {VERSION}, not {quoted(json.dumps(version))}"
            if "version" in fields
            else f"{name}: the field version is missing; it should be {VERSION}"
        )
    return _READERS[version](fields, name)


# Reading


def _parse(data: bytes, name: str) -> Any:
    if not data.strip():
        raise ProjectError(f"{name} is empty: it is not a ReluViz project; choose another file")
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except UnicodeDecodeError:
        why = "it is not text in UTF-8"
    except json.JSONDecodeError as error:
        why = f"line {error.lineno} is not JSON ({error.msg})"
    except RecursionError:
        why = "it is nested too deeply"
    except _DuplicateError as error:
        raise ProjectError(f"{name}: the field {error} is there twice; delete one") from None
    except ValueError:
        why = "a number in it has too many digits"
    raise ProjectError(f"{name} is not a ReluViz project: {why}; choose another file")


class _DuplicateError(Exception):
    """A key occurs twice in an object; the message is the key."""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateError(quoted(next(key for key in keys if keys.count(key) > 1)))
    return found


def _read_version_1(fields: dict[str, Any], name: str) -> Project:
    """Add what version 2 has more. What is wrong in the rest is found there."""
    view = fields.get("view")
    if isinstance(view, dict):
        for new in ("build", "perturbation"):
            if new in view:
                raise ProjectError(f"{name}, field view: there is no field {new}; delete it")
        view = {**view, "build": None, "perturbation": None}
        if isinstance(view.get("hidden"), list):
            view["hidden"] = [*view["hidden"], *HIDDEN_AT_FIRST]
    return _read_version_2({**fields, "view": view} if "view" in fields else fields, name)


def _read_version_2(fields: dict[str, Any], name: str) -> Project:
    try:
        read = msgspec.convert(fields, _ProjectFields)
    except msgspec.ValidationError as error:
        raise ProjectError(_in_words(str(error), name)) from None
    except UnicodeError:  # half of a surrogate pair, where msgspec wants to name the field
        raise ProjectError(f"{name} has a field whose name is not text; delete it") from None
    _check_sizes(read, name)
    layers = []
    for index, layer in enumerate(read.network):
        with _in_field(f"{name}, field network[{index}]"):
            _check_rows(layer.weights)
            layers.append(Layer(layer.weights, layer.bias, layer.activation))
    with _in_field(f"{name}, field network"):
        network = Network(layers)
    with _in_field(f"{name}, field target"):
        points = read.target
        target = None if points is None else Target(np.array(points.x), np.array(points.y))
    with _in_field(f"{name}, field view"):
        view = _view(read.view)
        if view.perturbation is not None:
            view.perturbation.parameters(network)
    with _in_field(f"{name}, field domain"):
        return Project(network, target, read.domain, view)


def _view(read: _ViewFields) -> View:
    drawn = read.perturbation
    return View(
        read.drag_mode,
        read.probe,
        tuple(read.hidden),
        read.build,
        None if drawn is None else Perturbation(**msgspec.structs.asdict(drawn)),
    )


_READERS: dict[int, Callable[[dict[str, Any], str], Project]] = {
    1: _read_version_1,
    2: _read_version_2,
}


@contextmanager
def _in_field(where: str) -> Iterator[None]:
    """Say where, when a value is not possible."""
    try:
        yield
    except ValueError as error:
        advice = "" if ";" in str(error) else "; correct it"  # some say it themselves
        raise ProjectError(f"{where}: {error}{advice}") from None


def _check_rows(weights: list[list[float]]) -> None:
    for number, row in enumerate(weights, 1):
        if len(row) != len(weights[0]):
            raise ValueError(
                f"row {number} of the weights has {len(row)} numbers, row 1 has {len(weights[0])}"
            )


def _check_sizes(fields: _ProjectFields, name: str) -> None:
    if len(fields.network) > LARGEST_LAYERS:
        raise ProjectError(
            f"{name}, field network: {len(fields.network):,} layers are more than "
            f"{LARGEST_LAYERS:,}, which is all that is possible; use a smaller network"
        )
    for index, layer in enumerate(fields.network):
        widest = max(len(layer.weights), *map(len, layer.weights[:1]), 0)
        if widest > LARGEST_UNITS:
            raise ProjectError(
                f"{name}, field network[{index}]: {widest:,} units are more than "
                f"{LARGEST_UNITS:,}, which is all that is possible; use a smaller network"
            )
    if fields.target is not None and len(fields.target.x) > LARGEST_UNITS + 1:
        raise ProjectError(
            f"{name}, field target: {len(fields.target.x):,} points are more than "
            f"{LARGEST_UNITS + 1:,}, which is all that is possible; thin them out"
        )


def _check_bounds(data: bytes, name: str) -> None:
    if (
        len(data) > LARGEST_FILE
        or data.count(b",") > _MOST_VALUES
        or data.count(b"[") + data.count(b"{") > _MOST_LISTS
    ):
        raise ProjectError(
            f"{name} holds more than a project can: at most {LARGEST_FILE // 1024**2} MiB, "
            f"{_MOST_VALUES:,} numbers and {_MOST_LISTS:,} lists; use a smaller network"
        )


_TYPES = {
    "float": "a number",
    "int": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _in_words(message: str, name: str) -> str:
    """Return a message of msgspec, such as "Expected `int`, got `str` - at `$.x`", in words."""
    what, _, place = message.partition(" - at ")
    field = place.strip("`").removeprefix("$").removeprefix(".")
    where = f"{name}, field {shown(field)}" if field else name
    words = re.findall(r"`([^`]*)`", what)
    if what.startswith("Object missing required field"):
        return f"{where}: the field {words[0]} is missing; add it"
    if what.startswith("Object contains unknown field"):
        return f"{where}: there is no field {quoted(words[0] if words else '')}; delete it"
    for word in words:
        kinds = " or ".join(_TYPES.get(kind, quoted(kind)) for kind in word.split(" | "))
        what = what.replace(f"`{word}`", kinds)
    return f"{where}: {what[:1].lower()}{what[1:]}; correct it"


# Writing


def _text(value: Any, indent: str = "") -> str:
    """Return `value` as JSON: what is short on one line, rows of numbers filled, else indented."""
    if not isinstance(value, (dict, list, tuple)):
        return repr(value) if type(value) is float else json.dumps(value)  # much faster
    inner = indent + "  "
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [f"{json.dumps(key)}: {_text(part, inner)}" for key, part in value.items()]
    else:
        opening, closing = "[]"
        parts = [_text(part, inner) for part in value]
    on_one_line = opening + ", ".join(parts) + closing
    if indent and len(indent + on_one_line) <= _WIDTH and "\n" not in on_one_line:
        return on_one_line
    if all(_is_cell(part) for part in value):
        parts = _filled(parts, _WIDTH - len(inner))
    rows = ",\n".join(inner + part for part in parts)
    return f"{opening}\n{rows}\n{indent}{closing}"


def _is_cell(value: Any) -> bool:
    """Whether `value` is a number or a row of one: many of them go on one line."""
    return isinstance(value, float) or (isinstance(value, list) and len(value) == 1)


def _filled(parts: list[str], width: int) -> list[str]:
    """Return `parts` side by side, with commas, on lines of about `width` characters."""
    lines, line, length = [], list[str](), 0
    for part in parts:
        if line and length + len(part) > width:
            lines.append(", ".join(line))
            line, length = [], 0
        line.append(part)
        length += len(part) + 2
    return [*lines, ", ".join(line)]
