"""Animations and sheets of the construction, read back by other programs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from reluviz.app.steps import LONGEST_MS, StepsOptions, steps_bytes, write_steps
from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.core.targets import Target
from reluviz.export.steps import ENDINGS, animation_bytes, check_size
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.views.painting import TextWidths
from reluviz.views.steps_picture import (
    FRAME_SIZE,
    MOST_FRAMES,
    MOST_ON_SHEET,
    grid_of,
    wrapped,
)

POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
ARTICLE = Project(through_points(POINTS), Target.from_points(POINTS))


def many(n_units: int) -> Project:
    x = np.linspace(-1, 1, n_units + 1)
    return Project(through_points(np.column_stack([x, np.sin(5 * x)])))


def odd() -> Project:
    """Every kind of unit."""
    v, b = [2, -2, 0, 0, 1, 1, -1, 1], [1, 1, 0.5, -1, 3, -3, 3, 0.5]
    return Project(Network.from_rays(v, b, [2, 3, -4, 2, 5, 1, 1, 0], 0.3))


@pytest.mark.parametrize("ending", [".gif", ".png"])
@pytest.mark.parametrize(("project", "count"), [(ARTICLE, 4), (odd(), 9), (many(100), MOST_FRAMES)])
def test_an_animation_has_a_picture_of_its_own_for_each_step(
    qtbot: QtBot, tmp_path: Path, project: Project, count: int, ending: str
) -> None:
    path = tmp_path / f"steps{ending}"
    size = (320, 240) if count > 10 else None
    write_steps(project, "name", path, StepsOptions(size))
    with Image.open(path) as found:
        assert found.n_frames == count
        assert found.size == (size or FRAME_SIZE)
        assert found.info.get("loop") == 0
        frames = [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(found)]
        times = []
        for k in range(count):
            found.seek(k)
            times.append(found.info["duration"])
    assert len(set(frames)) == count
    assert sum(times[:-1]) <= LONGEST_MS
    assert times[-1] > times[0]


def test_the_colours_of_an_animation_are_the_themes(qtbot: QtBot, tmp_path: Path) -> None:
    for theme, ground in (("light", (255, 255, 255)), ("dark", (19, 22, 26))):
        path = tmp_path / f"{theme}.gif"
        write_steps(ARTICLE, "name", path, StepsOptions(theme=theme))
        with Image.open(path) as found:
            pixel = found.convert("RGB").getpixel((1, 1))
        assert np.abs(np.subtract(pixel, ground)).max() < 12


def texts_of(svg: bytes) -> list[str]:
    found = re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())
    return [text.strip().replace("\N{NO-BREAK SPACE}", " ") for text in found]


def test_a_sheet_has_every_step_in_words(qtbot: QtBot) -> None:
    texts = texts_of(steps_bytes(ARTICLE, "curve", ".svg", StepsOptions()))
    joined = " ".join(texts)
    assert "curve, step by step" in texts
    for title in ("Bias only", "ReLU 1 of 3", "ReLU 2 of 3", "ReLU 3 of 3"):
        assert title in texts
    assert "The slope has to go from 4 to −4, so w2 = −8; its ray starts at x = −0.5" in joined


@pytest.mark.parametrize("project", [ARTICLE, odd(), many(30)])
@pytest.mark.parametrize("is_landscape", [False, True])
def test_blanks_have_no_numbers_of_the_answer(
    qtbot: QtBot, project: Project, is_landscape: bool
) -> None:
    options = StepsOptions(is_landscape=is_landscape, blanks=True)
    texts = texts_of(steps_bytes(project, "curve", ".svg", options))
    assert any("____" in text for text in texts)
    network = project.network
    answers = [*network.w.tolist(), *network.b.tolist(), network.b0]
    written = {f"{abs(value):.4g}" for value in answers if value not in (0, 1, -1, 2, -2)}
    for text in texts:
        if re.search("[a-z]", text):  # else it stands at an axis, where it is to be read
            words = re.sub(r"ReLU [\d,]+( of [\d,]+)?|[vbw]\d+|\d+ of \d+ steps", "", text)
            assert not written & set(re.findall(r"\d+\.?\d*", words)), text


def test_more_steps_than_a_sheet_holds_are_picked_evenly_with_a_note(qtbot: QtBot) -> None:
    texts = texts_of(steps_bytes(many(1_000), "curve", ".svg", StepsOptions()))
    assert f"{MOST_ON_SHEET} of 1,001 steps, evenly spread" in texts
    titles = [text for text in texts if re.fullmatch(r"ReLU [\d,]+ of 1,000", text)]
    assert len(titles) == MOST_ON_SHEET - 1
    assert titles[-1] == "ReLU 1,000 of 1,000"


@pytest.mark.parametrize(("is_landscape", "ratio"), [(False, 842 / 595), (True, 595 / 842)])
def test_sheets_are_opened_by_other_programs(
    qtbot: QtBot, tmp_path: Path, is_landscape: bool, ratio: float
) -> None:
    for ending, tool in ((".svg", "rsvg-convert"), (".pdf", "pdftoppm")):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
        path = tmp_path / f"sheet{ending}"
        write_steps(ARTICLE, "curve", path, StepsOptions(is_landscape=is_landscape))
        image = _rasterised(path, tmp_path)
        assert image.height() / image.width() == pytest.approx(ratio, rel=0.01)
        dark = sum(
            image.pixelColor(x, y).lightness() < 80
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        )
        assert dark > 300  # lines and letters


def _rasterised(path: Path, folder: Path) -> QImage:
    out = folder / f"{path.suffix[1:]}-picture"
    if path.suffix == ".svg":
        subprocess.run(["rsvg-convert", path, "-o", f"{out}.png"], check=True, timeout=60)
    else:
        command = ["pdftoppm", "-r", "72", "-png", "-singlefile", path, out]
        subprocess.run(command, check=True, timeout=60)
    return QImage(f"{out}.png")


def test_without_pillow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(UserError, match=r'pip install "reluviz\[animation\]"'):
        write_steps(ARTICLE, "name", tmp_path / "a.gif")
    assert not (tmp_path / "a.gif").exists()
    write_steps(ARTICLE, "name", tmp_path / "a.pdf")  # needs no Pillow


def test_what_cannot_be_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(", ".join(ENDINGS))):
        write_steps(ARTICLE, "name", tmp_path / "a.mp4")
    with pytest.raises(UserError, match=r"\.gif or \.png"):
        animation_bytes([], ".webp", [])
    with pytest.raises(UserError, match="smaller size, such as 1,561 by 1,561"):
        check_size(4_000, 4_000, 41)


@pytest.mark.parametrize("count", range(1, MOST_ON_SHEET + 1))
def test_a_sheet_has_room_for_all_and_little_left_over(count: int) -> None:
    for width, height in ((520, 740), (770, 500)):
        columns, rows = grid_of(count, width, height)
        assert columns * rows >= count
        assert (columns - 1) * rows < count or columns * (rows - 1) < count
        assert width / columns > 90
        assert height / rows > 80


def test_words_are_wrapped_at_spaces(qtbot: QtBot) -> None:
    from PySide6.QtGui import QFont

    widths = TextWidths(QFont())
    text = "its ray starts at the left end so b = 1"
    lines = wrapped(text, widths, widths("its ray starts"))
    assert " ".join(lines) == text
    assert all(widths(line) <= widths("its ray starts") for line in lines)
    assert wrapped("long", widths, 1) == ["long"]


def test_all_sizes_are_painted(qtbot: QtBot) -> None:
    for project in (many(1), many(24), odd(), many(10_000)):
        for size in ((100, 100), (3_000, 200), (200, 3_000)):
            for blanks in (False, True):
                options = StepsOptions(size, blanks=blanks)
                assert len(steps_bytes(project, "<b>&", ".svg", options)) > 500
