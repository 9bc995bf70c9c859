"""Tomorrow's change: a file format more is one module and one row, and nothing else.

A copy of the package gets one: a curve as pairs in a file that ends in ``.pwl``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

ROW = '    Format("Curves", (".pwl",), "reluviz.files.pwl:read_project"),\n)\n"""All formats'

MODULE = '''"""Pairs of a time and a value, as a circuit simulator takes them."""

from reluviz.core.targets import Target
from reluviz.files.points import project_through


def read_project(path):
    with open(path, encoding="ascii") as file:
        numbers = [float(word) for word in file.read().split()]
    return project_through(Target.from_points(list(zip(numbers[::2], numbers[1::2]))))
'''

EVERY_DOOR = """
import sys
from pathlib import Path
import reluviz as rv
from reluviz.cli import main
from reluviz.app.file_work import read_any
from reluviz.files.formats import file_filters

network = rv.load("a.pwl").network
assert network.w.tolist() == [4, -8, 5]
assert main(["show", "a.pwl"]) == 0
assert main(["export", "a.pwl", "weights.csv"]) == 0
assert rv.load("weights.csv").network == network
assert read_any(Path("a.pwl"))[0].network == network
assert "Curves (*.pwl)" in file_filters()
assert main(["show", "a.unknown"]) == 2
"""


def test_a_new_format_is_one_module_and_one_row(tmp_path: Path) -> None:
    package = shutil.copytree(
        ROOT / "reluviz", tmp_path / "reluviz", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    (package / "files" / "pwl.py").write_text(MODULE, encoding="utf-8")
    table = package / "files" / "formats.py"
    text = table.read_text(encoding="utf-8")
    assert text.count(')\n"""All formats') == 1
    table.write_text(text.replace(')\n"""All formats', ROW), encoding="utf-8")
    (tmp_path / "a.pwl").write_text("-1 -1 -0.5 1 0 -1 1 0\n", encoding="ascii")
    (tmp_path / "a.unknown").write_text("", encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-c", EVERY_DOOR],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Curves end in .pwl" in done.stderr
