"""A project that is saved while its process is killed is the old or the new one, exactly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kill_while_saving.py")


def kill(folder: Path, way: str, kills: int) -> tuple[int, int, int]:
    run = subprocess.run(
        [sys.executable, SCRIPT, folder, way, str(kills)],
        # Without the threads of a library forking is safe.
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert run.returncode == 0, run.stderr
    old, new, broken = map(int, run.stdout.split())
    return old, new, broken


def test_killed_while_it_saves(tmp_path: Path) -> None:
    """A hundred times; five hundred with RELUVIZ_LONG in the environment."""
    kills = 500 if os.environ.get("RELUVIZ_LONG") else 100
    old, new, broken = kill(tmp_path, "atomic", kills)
    assert broken == 0
    assert old + new == kills


def test_the_test_finds_a_writer_that_is_not_atomic(tmp_path: Path) -> None:
    *_, broken = kill(tmp_path, "naive", 40)
    if broken == 0:
        pytest.skip("this system is too fast or too slow to break a file")
    assert broken > 0
