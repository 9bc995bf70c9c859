"""A window that is used for long stays as small as it was, in a process of its own.

With RELUVIZ_LONG in the environment a thousand documents and trainings, and fifty thousand
updates of a drag; `tests/benchmarks --long` drags a million times.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("memory_of_use.py")
IS_LONG = bool(os.environ.get("RELUVIZ_LONG"))
MIB = 2**20

# Uses, those before the first look, and MiB: what a few of them grow is mostly caches.
SHORT = {"drag": (300, 100, 8), "open": (28, 14, 8), "train": (30, 12, 8)}
LONG = {"drag": (50_000, 3_000, 2), "open": (1_000, 100, 5), "train": (1_000, 100, 5)}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("kind", list(SHORT))
def test_a_window_does_not_grow_with_use(kind: str) -> None:
    count, warm_up, most = (LONG if IS_LONG else SHORT)[kind]
    done = subprocess.run(
        [sys.executable, SCRIPT, kind, str(count), str(warm_up)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=3600 if IS_LONG else 120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    grown, objects = map(int, done.stdout.split())
    print(f"{count:,} x {kind}: {grown / MIB:+.2f} MiB, {objects:+,} objects")
    assert grown < most * MIB
    assert objects < 1_000
