"""The project file: readable JSON with the ending ``.reluviz``.

History of the format:

version 1
    ``format`` ("reluviz"), ``version``, ``domain`` (two numbers), ``network`` (a list of layers
    with ``activation``, such as "relu" or "leaky_relu(0.1)", ``weights``: a row for each unit, and
    ``bias``), ``target`` (null, or ``x`` and ``y``), ``view`` (``drag_mode``, ``probe``,
    ``hidden``). All fields are required and there are no others. Numbers are written so that they
    are read back equal to the bit.

version 2
    ``view`` has ``build`` (null, or a number of units) and ``perturbation`` (null, or ``which``,
    ``spread``, ``relative``, ``distribution``, ``draws``, ``seed``) too, and ``hidden`` can name
    the layers of the anatomy: those are hidden in what version 1 wrote.

version 3
    ``target`` has ``kind`` ("line" or "data") and ``formula`` too, ``view`` has ``fit`` (null, or
    ``units`` and ``norm``), and there are ``runs``: a list of networks that are compared, each with
    ``name``, ``kind``, ``settings``, ``steps``, ``seconds``, ``is_shown`` and ``network``. A target
    of version 2 is a line.

version 4
    There are ``others`` (a list of two numbers each: the intervals of the inputs after the first)
    and ``table`` (null, or ``inputs`` and ``outputs``, a row of numbers for each row, and
    ``names``, a text for each row or none at all), and ``view`` has ``point`` (null, or a number
    for each input), ``axis`` and ``output`` (the input along which a network of several is drawn,
    and the output that is looked at, from 0).

version 5
    ``target`` has ``calendar`` (null, or ``since`` and ``unit``: its x count so from a moment on,
    as ``2024-02-01`` and ``days``) too. ``view`` can have ``fill`` (what the colours of a plane
    show, if not the output) and ``up`` (the input that is up in a plane through three, with
    ``axis`` across).

A version that changes the format adds its own reader to `_READERS`, and one small function that
turns what the version before has read into what it would have read itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, pairwise
from typing import Any

import msgspec
import numpy as np

from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, ProjectError, quoted, shown
from reluviz.files.project import Project
from reluviz.files.project_fields import VERSION, ProjectFields, fields_of, project_of
from reluviz.files.reading import LARGEST_FILE, read_bytes
from reluviz.files.validation import field_of, in_words

__all__ = ["ENDING", "VERSION", "dumps", "loads", "read_project", "write_project"]

ENDING = ".reluviz"

# What a file may hold is bounded before it is parsed: 64 MiB of "[0]," would be gigabytes of lists.
_MOST_VALUES = 5_000_000
_MOST_LISTS = 1_000_000

_NEW_IN_VERSION_2 = ("rays", "scaled", "sums", "residual", "envelope", "pattern")  # hidden before

_WIDTH = 100  # characters of a line, where a list can be broken


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


_PLACE = "\0\n"  # never in JSON, nor on one line with anything

_LONG = 1_000_000
"""Bytes from which on a file is read by msgspec, four times as fast, if it has no fault."""

_MANY, _IN_A_LINE = 2_000, 16
"""Numbers in a list from which on so many stand in a line."""


def dumps(project: Project) -> bytes:
    """Return the content of a project file.

    Raises
    ------
    ProjectError
        If it would be so large that it could not be opened again.
    """
    large: list[bytes] = []
    text = _text(msgspec.to_builtins(fields_of(project)), "", large) + "\n"
    pieces = text.encode().split(_PLACE.encode())
    data = b"".join(chain(*zip(pieces, large, strict=False), pieces[-1:]))
    _check_bounds(data, "the project")
    return data


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
    return project_in(_parse(data, name), name)


def project_in(fields: Any, name: str) -> Project:
    """Return the project in what a JSON text holds, of any version.

    Raises
    ------
    ProjectError
        If it is not a project; with `name` and, where there is one, the field.
    """
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
    if len(data) > _LONG:
        with suppress(msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            tree = msgspec.json.decode(data)
            if data.count(b":") == _colons(tree):
                return tree
    if not data or data.isspace():
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


def _colons(tree: Any) -> int:
    """How many colons the text of `tree` has at least; more are in it if a key was there twice."""
    if isinstance(tree, str):
        return tree.count(":")
    if isinstance(tree, dict):
        return len(tree) + sum(map(_colons, (*tree, *tree.values())))
    if isinstance(tree, list) and tree and not isinstance(tree[0], float):
        return sum(map(_colons, tree))
    return 0


class _DuplicateError(Exception):
    """A key occurs twice in an object; the message is the key."""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _DuplicateError(quoted(next(key for key, count in counts.items() if count > 1)))
    return found


def _read_version_1(fields: dict[str, Any], name: str) -> Project:
    """Add what version 2 has more. What is wrong in the rest is found there."""
    view = fields.get("view")
    if isinstance(view, dict):
        _refuse(name, view, ", field view", "build", "perturbation")
        view = {**view, "build": None, "perturbation": None}
        if isinstance(view.get("hidden"), list):
            view["hidden"] = [*view["hidden"], *_NEW_IN_VERSION_2]
    return _read_version_2({**fields, "view": view} if "view" in fields else fields, name)


def _read_version_2(fields: dict[str, Any], name: str) -> Project:
    """Add what version 3 has more."""
    fields = dict(fields)
    target, view = fields.get("target"), fields.get("view")
    _refuse(name, fields, "", "runs")
    if isinstance(target, dict):
        _refuse(name, target, ", field target", "kind", "formula")
        fields["target"] = {**target, "kind": "line", "formula": ""}
    if isinstance(view, dict):
        _refuse(name, view, ", field view", "fit")
        fields["view"] = {**view, "fit": None}
    return _read_version_3({**fields, "runs": []}, name)


def _refuse(name: str, fields: dict[str, Any], where: str, *unknown: str) -> None:
    """Refuse fields that a version did not have yet, as it would have done itself."""
    for field in unknown:
        if field in fields:
            raise ProjectError(f"{name}{where}: there is no field {quoted(field)}; delete it")


def _read_version_3(fields: dict[str, Any], name: str) -> Project:
    """Add what version 4 has more."""
    fields = dict(fields)
    view = fields.get("view")
    _refuse(name, fields, "", "table", "others")
    if isinstance(view, dict):
        _refuse(name, view, ", field view", "point", "axis", "output")
        fields["view"] = {**view, "point": None, "axis": 0, "output": 0}
    return _read_version_4({**fields, "table": None, "others": []}, name)


def _read_version_4(fields: dict[str, Any], name: str) -> Project:
    """Add what version 5 has more."""
    target = fields.get("target")
    if isinstance(target, dict):
        _refuse(name, target, ", field target", "calendar")
        fields = {**fields, "target": {**target, "calendar": None}}
    return _read_version_5(fields, name)


def _read_version_5(fields: dict[str, Any], name: str) -> Project:
    try:
        read = msgspec.convert(fields, ProjectFields)
    except msgspec.ValidationError as error:
        raise ProjectError(_in_words(str(error), name)) from None
    except UnicodeError:  # half of a surrogate pair, where msgspec wants to name the field
        raise ProjectError(f"{name} has a field whose name is not text; delete it") from None
    return project_of(read, name)


_READERS: dict[int, Callable[[dict[str, Any], str], Project]] = {
    1: _read_version_1,
    2: _read_version_2,
    3: _read_version_3,
    4: _read_version_4,
    5: _read_version_5,
}


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


def _in_words(message: str, name: str) -> str:
    """Return a message of msgspec with the field, in words."""
    field = field_of(message)
    return (
        f"{name}, field {shown(field)}: {in_words(message)}"
        if field
        else (f"{name}: {in_words(message)}")
    )


# Writing


def _text(value: Any, indent: str, large: list[bytes]) -> str:
    """Return `value` as JSON: what is short on one line, rows of numbers filled, else indented.

    Long lists of numbers go to `large`, and `_PLACE` stands for each: they are copied only once.
    """
    if not isinstance(value, (dict, list, tuple)):
        return repr(value) if type(value) is float else json.dumps(value)  # much faster
    inner = indent + "  "
    if isinstance(value, list) and len(value) > _MANY and type(value[0]) is float:
        large.append(_many_numbers(value, indent))
        return _PLACE
    numbers = isinstance(value, list) and set(map(type, value)) == {float}
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [f"{json.dumps(key)}: {_text(part, inner, large)}" for key, part in value.items()]
    else:
        opening, closing = "[]"
        parts = list(map(repr, value)) if numbers else [_text(part, inner, large) for part in value]
    if indent and len(parts) < _WIDTH and sum(map(len, parts)) <= _WIDTH:  # else it is longer
        on_one_line = opening + ", ".join(parts) + closing
        if len(indent + on_one_line) <= _WIDTH and "\n" not in on_one_line:
            return on_one_line
    if numbers or all(map(_is_cell, value)):
        parts = _filled(parts, _WIDTH - len(inner))
    rows = ",\n".join(inner + part for part in parts)
    return f"{opening}\n{rows}\n{indent}{closing}"


def _many_numbers(numbers: list[float], indent: str) -> bytes:
    """So many in each line, whatever their length: all at once, and thirty times as fast."""
    text = msgspec.json.encode(numbers)[1:-1]
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord(","))[_IN_A_LINE - 1 :: _IN_A_LINE]
    places = [-1, *ends.tolist(), len(text)]
    lines = f",\n{indent}  ".encode().join([text[a + 1 : b] for a, b in pairwise(places)])
    return b"[\n%b  %b\n%b]" % (indent.encode(), lines, indent.encode())


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
