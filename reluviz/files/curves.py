"""Curves of other programs as the network through their points: SPICE, CSS, colour tables, JSON."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np

from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.points import project_through
from reluviz.files.project import Project
from reluviz.files.reading import read_bytes

_UNITS = {
    "f": 1e-15,
    "p": 1e-12,
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "k": 1e3,
    "meg": 1e6,
    "g": 1e9,
    "t": 1e12,
}
_SPICE = re.compile(
    r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(meg|[fpnumkgt])?[a-z]*", re.IGNORECASE
)


def read_project(path: PathLike) -> Project:
    """Return the network through the points of a curve.

    Parameters
    ----------
    path : path-like
        A netlist of SPICE with a PWL source (.cir, .pwl, .sp), a colour table of one dimension
        (.cube), or CSS with an easing ``linear(...)`` (.css).

    Raises
    ------
    UserError
        If there is no such curve in it, or no network goes through its points.
    """
    data, name = read_bytes(path, UserError), shown(path)
    kind = Path(path).suffix.lower()
    try:
        text = data.decode("utf-8-sig")
        points = {".cube": _cube, ".css": _css}.get(kind, _spice)(text)
        return through(points, name)
    except UserError as error:
        raise UserError(f"{name}: {error}" if name not in str(error) else str(error)) from None
    except ValueError:
        raise UserError(f"{name} is no text with the numbers of a curve") from None


def through(points: list[tuple[float, float]], name: str) -> Project:
    """Return the network through points from left to right.

    Raises
    ------
    UserError
        If they are not two or more, or x does not increase.
    """
    if len(points) < 2:
        raise UserError(f"{name} holds no curve: two points or more are needed")
    x, y = np.array(points, dtype=float).T
    back = np.flatnonzero(np.diff(x) <= 0)
    if len(back):
        raise UserError(
            f"{name}: point {back[0] + 2} lies at x = {x[back[0] + 1]:g}, not right of the one "
            "before it; a step straight up is no function"
        )
    try:
        return project_through(Target(x, y))
    except ValueError as error:
        raise UserError(f"{name}: {error}") from None


def pairs_of(entries: Any) -> list[tuple[float, float]] | None:
    """Return the points in a JSON text: pairs, or lists of x and of y or z; None if it has none."""
    if isinstance(entries, dict) and isinstance(entries.get("x"), list):
        values = entries.get("y", entries.get("z"))
        if not isinstance(values, list) or len(values) != len(entries["x"]):
            return None
        entries = list(zip(entries["x"], values, strict=True))
    if not isinstance(entries, list) or not entries:
        return None
    try:
        return [(float(a), float(b)) for a, b in entries]
    except (TypeError, ValueError):
        return None


def _spice(text: str) -> list[tuple[float, float]]:
    """Times and values of the first PWL source; + goes on, * and ; begin a comment."""
    lines = [re.split(r"[;$]", line)[0] for line in text.splitlines() if not line.startswith("*")]
    whole = " ".join(line.removeprefix("+") for line in lines)
    found = re.search(r"\bPWL\s*\(?([^)]*)", whole, re.IGNORECASE)
    words = re.split(r"[\s,]+", found[1].strip()) if found else whole.split()
    numbers = []
    for word in words:
        match = _SPICE.fullmatch(word)
        if match is None:
            break
        numbers.append(float(match[1]) * _UNITS.get((match[2] or "").lower(), 1.0))
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _cube(text: str) -> list[tuple[float, float]]:
    """The first colour of a table of one dimension, over its domain."""
    if "LUT_3D_SIZE" in text:
        raise UserError("the colour table has three dimensions; one of one dimension is a curve")
    low, high, values = 0.0, 1.0, []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] in ("DOMAIN_MIN", "DOMAIN_MAX", "LUT_1D_INPUT_RANGE"):
            bounds = [float(word) for word in words[1:]]
            low = bounds[0] if words[0] != "DOMAIN_MAX" else low
            high = {"DOMAIN_MAX": bounds[0], "DOMAIN_MIN": high}.get(words[0], bounds[-1])
        elif re.fullmatch(r"[-+.\d].*", words[0]):
            values.append(float(words[0]))
    return list(zip(np.linspace(low, high, len(values)).tolist(), values, strict=True))


def _css(text: str) -> list[tuple[float, float]]:
    """The stops of an easing; those without a place are spread evenly between those with one."""
    found = re.search(r"linear\(([^)]*)\)", text)
    stops: list[tuple[float, float | None]] = []
    for part in found[1].split(",") if found else ():
        words = part.split()
        places: list[float | None] = [float(w[:-1]) / 100 for w in words if w.endswith("%")]
        values = [float(word) for word in words if not word.endswith("%")]
        if len(values) != 1 or len(places) > 2:
            raise UserError(f"the stop {shown(part.strip())} is not a value and its places")
        stops += [(values[0], place) for place in places or [None]]
    return _spread(stops)


def _spread(stops: list[tuple[float, float | None]]) -> list[tuple[float, float]]:
    if len(stops) < 2:
        return []
    known = [(k, place) for k, (_, place) in enumerate(stops) if place is not None]
    if not known or known[0][0] != 0:
        known.insert(0, (0, 0.0))
    if known[-1][0] != len(stops) - 1:
        known.append((len(stops) - 1, 1.0))
    at, places = zip(*known, strict=True)
    x = np.interp(np.arange(len(stops)), at, places).tolist()
    return [(place, value) for place, (value, _) in zip(x, stops, strict=True)]
