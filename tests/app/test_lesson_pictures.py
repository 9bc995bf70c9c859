"""What each lesson begins with, drawn, against drawings that were looked at.

``RELUVIZ_DRAW=1 python -m pytest tests/app/test_lesson_pictures.py`` draws them anew.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from drawings import Drawing, read_drawing, write_drawing
from PySide6.QtCore import QLibraryInfo, QVersionNumber

from reluviz.app.offscreen import write_plot
from reluviz.lessons.reading import list_lessons, load_lesson

GOLDEN = Path(__file__).parents[1] / "golden" / "lessons"
NAMES = [lesson.name for lesson in list_lessons()]
SIZE = 600, 400


def drawn(name: str, folder: Path) -> Drawing:
    path = folder / f"{name}.svg"
    write_plot(load_lesson(name).start, path, *SIZE)
    return read_drawing(path)


@pytest.mark.skipif(
    QLibraryInfo.version() < QVersionNumber(6, 11),
    reason="Qt before 6.11 writes the same outlines in other words",
)
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_begins_with_what_was_drawn(qapp: object, tmp_path: Path, name: str) -> None:
    drawing, golden = drawn(name, tmp_path), GOLDEN / f"{name}.svg"
    if os.environ.get("RELUVIZ_DRAW"):
        GOLDEN.mkdir(exist_ok=True)
        write_drawing(drawing, golden, SIZE)
    assert drawing.differences(read_drawing(golden)) == []


def test_each_drawing_belongs_to_a_lesson() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(NAMES)
    assert all(path.stat().st_size < 30_000 for path in GOLDEN.iterdir())


def test_what_differs_is_noticed(qapp: object, tmp_path: Path) -> None:
    drawing = drawn("gates", tmp_path)
    other = drawn("xor", tmp_path)
    assert drawing.differences(other)
    moved = [
        replace(mark, numbers=tuple(number + 2 for number in mark.numbers))
        for mark in drawing.marks
    ]
    assert drawing.differences(replace(drawing, marks=tuple(moved)))
    other_fonts = replace(drawing, marks=tuple(moved), fonts="others")
    assert drawing.differences(other_fonts) == [], "where things are depends on the fonts"
    fewer = replace(drawing, marks=drawing.marks[:-1])
    assert drawing.differences(fewer)
