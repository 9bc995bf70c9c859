"""A file that is open in one program is not silently opened for writing in another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reluviz.app.ask import InUse
from reluviz.app.claim import Claim
from reluviz.app.main_window import MainWindow
from reluviz.core.construct import through_points
from reluviz.files.project import Project
from reluviz.files.project_file import write_project

HOLDER = """
import sys
from pathlib import Path
from reluviz.app.claim import Claim
claim = Claim()
print(claim.take(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A project on the disk."""
    path = tmp_path / "mine.reluviz"
    write_project(Project(through_points([(-1, 0), (1, 2)])), path)
    return path


@pytest.fixture
def other(file: Path):
    """Another program that has it open."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "None\n"
    yield program
    program.kill()
    program.communicate()


@pytest.mark.parametrize("answer", InUse)
def test_the_user_says_how_to_open_it(
    window: MainWindow, answers, file: Path, other, answer: InUse
) -> None:
    answers.in_use = answer
    before = window.document.name
    window.files.open_path(file)
    window.document.publish()
    [asked] = answers.asked
    assert asked.startswith("mine.reluviz is open in another program (")
    assert f"process {other.pid} on " in asked
    is_open = answer is not InUse.CANCEL
    assert (window.document.name != before) == is_open
    assert window.document.path == (file if answer is InUse.TAKE_OVER else None)


def test_a_program_that_is_gone_claims_nothing(
    window: MainWindow, answers, file: Path, other
) -> None:
    other.kill()
    other.wait()
    window.files.open_path(file)
    assert answers.asked == []
    assert window.document.path == file


def test_the_hidden_file_goes_with_the_document(window: MainWindow, file: Path) -> None:
    hidden = file.with_name(".mine.reluviz.lock")
    window.files.open_path(file)
    assert hidden.exists()
    window.files.open_path(file)
    assert hidden.exists()
    window.files.open_example("hat")
    assert not hidden.exists()
    window.files.open_path(file)
    assert window.close()
    assert not hidden.exists()


def test_where_nothing_can_be_written_nothing_is_claimed(tmp_path: Path) -> None:
    claim = Claim()
    assert claim.take(tmp_path / "no folder" / "x.reluviz") is None
    claim.release()


def test_a_file_that_is_gone_is_written_again_and_that_is_said(
    window: MainWindow, file: Path
) -> None:
    window.files.open_path(file)
    file.unlink()
    window.files.save()
    window.document.publish()
    assert file.exists()
    assert window.document.snapshot.notice is not None
    assert window.document.snapshot.notice.text.startswith("“mine.reluviz” was gone")
