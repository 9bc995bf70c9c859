"""What is drawn in an SVG file of Qt, without what differs from one machine to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_INKS = ("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray")
_PLACES = ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2")
_COUNTS = {"M": 2, "L": 2, "C": 6, "Z": 0}
_MEASURED = "−0123456789 output of the network"
"""Fonts that differ in this differ in what is drawn: texts say how large a picture's frame is."""


@dataclass(frozen=True)
class Mark:
    """One thing that is drawn.

    Parameters
    ----------
    kind : str
        ``path``, ``polyline``, ``rect``, ``circle``, ``ellipse``, ``line`` or ``text``.
    ink : tuple of str
        Colours, widths and dashes.
    form : str
        The letters of a path, what a text says, or the names of the numbers.
    numbers : tuple of float
        Coordinates in pixels. Those of a text are not compared: it is as wide as its font.
    """

    kind: str
    ink: tuple[str, ...]
    form: str
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Drawing:
    """All that is drawn, in order, and what the fonts of the machine are like."""

    fonts: str
    marks: tuple[Mark, ...]

    def differences(self, other: Drawing) -> list[str]:
        """Say what differs: places too if the fonts are the same, by more than a pixel."""
        found = []
        if len(self.marks) != len(other.marks):
            found.append(f"{len(self.marks)} things are drawn, not {len(other.marks)}")
        for k, (mine, yours) in enumerate(zip(self.marks, other.marks, strict=False)):
            head = f"{k}: {mine.kind} {mine.form[:40]!r}"
            if (mine.kind, mine.ink) != (yours.kind, yours.ink):
                found.append(f"{head} {mine.ink}, not {yours.kind} {yours.ink}")
            elif self.fonts != other.fonts:
                if mine.kind == "text" and mine.form != yours.form:
                    found.append(f"{head}, not {yours.form!r}")
            elif mine.form != yours.form:
                found.append(f"{head}, not {yours.form[:40]!r}")
            elif mine.kind != "text" and not np.allclose(
                mine.numbers, yours.numbers, rtol=0, atol=1.01
            ):
                found.append(f"{head} is at {mine.numbers[:8]}, not at {yours.numbers[:8]}")
        return found


def read_drawing(path: Path) -> Drawing:
    """Read a file of Qt, or one that `write_drawing` has written."""
    root = ElementTree.parse(path).getroot()
    fonts = root.get("data-fonts") or _fonts()
    marks: list[Mark] = []
    for child in root:
        if child.tag != f"{_SVG}defs":
            _collect(child, {}, np.eye(3), marks)
    return Drawing(fonts, tuple(marks))


def write_drawing(drawing: Drawing, path: Path, size: tuple[int, int]) -> None:
    """Write a drawing as a small SVG file: whole pixels, no pictures, no fonts."""
    width, height = size
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'data-fonts="{drawing.fonts}">'
    ]
    for mark in drawing.marks:
        ink = " ".join(
            f'{name}="{value}"' for name, value in zip(_INKS, mark.ink, strict=True) if value
        )
        lines.append(_line(mark, ink))
    path.write_text("\n".join([*lines, "</svg>", ""]), encoding="utf-8")


def _line(mark: Mark, ink: str) -> str:
    numbers = [f"{number:.0f}" for number in mark.numbers]
    if mark.kind == "text":
        x, y = numbers
        return f'<text {ink} x="{x}" y="{y}" font-size="11">{escape(mark.form)}</text>'
    if mark.kind == "path":
        rest = iter(numbers)
        d = " ".join(
            letter + ",".join(next(rest) for _ in range(_COUNTS[letter])) for letter in mark.form
        )
        return f'<path {ink} d="{d}"/>'
    if mark.kind == "polyline":
        return f'<polyline {ink} points="{" ".join(numbers)}"/>'
    at = " ".join(
        f'{name}="{number}"' for name, number in zip(mark.form.split(), numbers, strict=True)
    )
    return f"<{mark.kind} {ink} {at}/>"


def _collect(
    element: ElementTree.Element,
    inks: dict[str, str],
    matrix: np.ndarray,
    marks: list[Mark],
) -> None:
    kind = element.tag.removeprefix(_SVG)
    inks = inks | {name: element.attrib[name] for name in _INKS if name in element.attrib}
    matrix = matrix @ _matrix(element.get("transform"))
    if kind == "g":
        for child in element:
            _collect(child, inks, matrix, marks)
    elif kind in ("path", "polyline", "rect", "circle", "ellipse", "line", "text"):
        marks.append(_mark(element, kind, inks, matrix))


def _mark(element: ElementTree.Element, kind: str, inks: dict[str, str], matrix) -> Mark:
    ink = tuple(_short(inks.get(name, "")) for name in _INKS)
    if kind == "text":
        place = matrix @ (float(element.attrib["x"]), float(element.attrib["y"]), 1.0)
        return Mark(kind, ink, "".join(element.itertext()).strip(), tuple(place[:2].tolist()))
    if kind in ("path", "polyline"):
        text = element.get("d") or element.get("points") or ""
        form = "".join(re.findall(r"[MLCZ]", text))
        at = np.array(_numbers(text)).reshape(-1, 2)
        return Mark(kind, ink, form, tuple((at @ matrix[:2, :2].T + matrix[:2, 2]).ravel()))
    names = [name for name in _PLACES if name in element.attrib]
    found = []
    for name in names:
        side = int(name in ("y", "y1", "y2", "cy", "ry", "height"))
        is_size = name in ("width", "height", "r", "rx", "ry")
        shift = 0.0 if is_size else matrix[side, 2]
        found.append(float(element.attrib[name]) * float(matrix[side, side]) + float(shift))
    return Mark(kind, ink, " ".join(names), tuple(found))


def _matrix(text: str | None) -> np.ndarray:
    found = np.eye(3)
    if text:
        found[:2] = np.array(_numbers(text)).reshape(3, 2).T
    return found


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(float, _NUMBER.findall(text)))


def _short(value: str) -> str:
    """The same digits of a number everywhere."""
    return f"{float(value):.3g}" if _NUMBER.fullmatch(value) else value


def _fonts() -> str:
    metrics = QFontMetricsF(QFont(QGuiApplication.font()))
    return f"{metrics.horizontalAdvance(_MEASURED):.1f} {metrics.lineSpacing():.1f}"
