"""Memory over many drag updates, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measure import Table

TESTS = Path(__file__).resolve().parent.parent
WARM_UP, SHORT, LONG = 3_000, 20_000, 1_000_000
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

def drag(updates):
    for k in range(updates):
        if k % 10_000 == 0:
            ours.document.begin("drag")
        ours.change()
    ours.document.commit()

ours = OurWindow(3)
drag({warm_up})
before, start = memory(), time.perf_counter()
drag({updates})
taken = time.perf_counter() - start
print(json.dumps([memory() - before, taken]))
ours.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_over_drag_updates(table: Table, is_long: bool) -> None:
    updates = LONG if is_long else SHORT
    program = PROGRAM.format(
        tests=str(TESTS), root=str(TESTS.parent), warm_up=WARM_UP, updates=updates
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    grown, taken = json.loads(done.stdout)
    table.add(
        f"memory over {updates:,} drag updates",
        f"{grown / MIB:+.2f} MiB ({1e3 * taken / updates:.2f} ms an update)",
        "< 5 MiB over 1,000,000" if is_long else "< 5 MiB; --long for 1,000,000",
        grown < 5 * MIB,
    )
