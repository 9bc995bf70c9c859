"""``reluviz steps``: real files without a display, and one line for what is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from reluviz.cli import main

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a table of points."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text("x;y\n1;0\n-1;-1\n0;-1\n-0,5;1\n")
    return tmp_path


def run(folder: Path, body: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter without a display, after ``from reluviz.cli import main``."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "HOME": str(folder)}
    script = f"import sys\nfrom reluviz.cli import main\n{body}"
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_kind_is_written_without_a_display(folder: Path) -> None:
    body = """
for out in ("steps.gif", "steps.png", "sheet.svg", "sheet.pdf"):
    assert main(["steps", "points.csv", "-o", out, "--theme", "dark", "--blanks"]) == 0
"""
    done = run(folder, body)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"wrote {name}" for name in ("steps.gif", "steps.png", "sheet.svg", "sheet.pdf")
    ]
    with Image.open(folder / "steps.gif") as found:
        assert found.n_frames == 4
    assert "points, step by step" in (folder / "sheet.svg").read_text(encoding="utf-8")


def test_size_and_paper(folder: Path, qapp: object) -> None:
    assert main(["steps", "points.csv", "-o", "a.gif", "--size", "300x200"]) == 0
    with Image.open(folder / "a.gif") as found:
        assert found.size == (300, 200)
    assert main(["steps", "points.csv", "-o", "a.svg", "--landscape"]) == 0
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', (folder / "a.svg").read_text(encoding="utf-8"))
    assert box is not None
    assert box.groups() == ("842", "595")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["points.csv", "-o", "a.mp4"], "a.mp4 has the unknown ending .mp4: an animation ends in"),
        (["points.csv", "-o", "a"], "a has no ending"),
        (["points.csv"], "required: -o/--output"),
        (["missing.csv", "-o", "a.gif"], "missing.csv could not be read: there is no such file"),
        (["points.csv", "-o", "nowhere/a.svg"], "there is no such folder"),
        (["points.csv", "-o", "a.gif", "--size", "9"], "'9' is not a size"),
        (["points.csv", "-o", "a.gif", "--size", "9999x9999"], "choose a smaller size"),
        (["points.csv", "-o", "a.gif", "--theme", "pink"], "invalid choice"),
    ],
)
def test_a_bad_use_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], qapp: object, arguments: list[str], says: str
) -> None:
    assert main(["steps", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"reluviz: [^\n]+\n", said.err)
    assert says in said.err
    assert sorted(path.name for path in folder.iterdir()) == ["points.csv"]


def test_the_file_itself_is_not_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "points.csv").rename("points.svg")
    assert main(["steps", "points.svg", "-o", "points.svg"]) == 2
    assert "give the output another name" in capsys.readouterr().err


def test_without_pillow_the_extra_is_named_before_qt_is_imported(folder: Path) -> None:
    body = """
sys.modules["PIL"] = sys.modules["PIL.Image"] = None
assert main(["steps", "points.csv", "-o", "a.gif"]) == 2
assert not any(name.startswith("PySide6") for name in sys.modules)
"""
    done = run(folder, body)
    assert done.returncode == 0, done.stderr
    assert 'pip install "reluviz[animation]"' in done.stderr


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["steps", "--help"]) == 0
    assert "reluviz steps curve.reluviz -o steps.gif" in capsys.readouterr().out
