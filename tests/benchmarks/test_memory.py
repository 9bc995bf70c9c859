"""Memory over many drag updates, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measure import Table

TESTS = Path(__file__).resolve().parent.parent
WARM_UP, LONG = 2_000, 1_000_000
SHORT = 20  # seconds
MIB = 2**20

# Drags of 10,000 updates each: every one of them is one undo step, as by hand.
PROGRAM = """
import gc, json, sys, time
sys.path[:0] = [{tests!r}, {root!r}]
from PySide6.QtWidgets import QApplication
app = QApplication([])
from benchmarks.windows import OurWindow

def memory():
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

def drag(most, seconds):
    start = time.perf_counter()
    for k in range(most):
        if time.perf_counter() - start > seconds:
            break
        if k % 10_000 == 0:
            ours.document.begin("drag")
        ours.change()
    ours.document.commit()
    return k + 1

ours = OurWindow(3)
drag({warm_up}, {seconds})
before = memory()
updates = drag({most}, {seconds})
print(json.dumps([memory() - before, updates]))
ours.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_over_drag_updates(table: Table, is_long: bool) -> None:
    program = PROGRAM.format(
        tests=str(TESTS),
        root=str(TESTS.parent),
        warm_up=WARM_UP,
        most=LONG,
        seconds=24 * 3600 if is_long else SHORT,
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    grown, updates = json.loads(done.stdout)
    table.add(
        f"memory over {updates:,} drag updates",
        f"{grown / MIB:+.2f} MiB",
        "< 5 MiB" if is_long else "< 5 MiB; --long makes 1,000,000",
        grown < 5 * MIB,
    )
