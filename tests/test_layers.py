"""What may import what: the mathematics and the commands run without Qt."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

SCRIPT = """
import sys
{body}
found = sorted(name for name in sys.modules if name.partition(".")[0] in
               ("PySide6", "shiboken6", "pyqtgraph", "matplotlib"))
print("FOUND", found)
"""


def modules_after(body: str, folder: Path) -> str:
    """The GUI modules that a fresh interpreter has loaded after running `body`."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(body=body)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


USES = {
    "import": "import reluviz",
    "everything": "import reluviz\nfrom reluviz import *\nprint(reluviz.__version__)",
    "build": "assert main(['build', 'points.csv', '-o', 'new.reluviz']) == 0",
    "show": "assert main(['show', 'points.csv']) == 0",
    "export": "assert main(['export', 'points.csv', 'a.csv', 'a.npz', 'a.tex']) == 0",
    "perturb": "assert main(['perturb', 'points.csv', '--which', 'w1', '-o', 'a.csv']) == 0",
    "fit": "assert main(['fit', 'points.csv', '--units', '1', '-o', 'a.reluviz']) == 0",
    "train": "assert main(['train', 'points.csv', '--units', '2', '--steps', '9']) == 0",
    "sweep": "assert main(['sweep', 'points.csv', '--units', '2', '--steps', '9']) == 0",
    "lessons": "assert main(['lessons', 'list']) == 0\nimport reluviz.lessons.progress",
    "doctor": "assert main(['doctor']) in (0, 1)",
    "help": "assert main(['--help']) == 0",
    "version": "assert main(['--version']) == 0",
    "bad input": "assert main(['export', 'points.csv', 'missing/a.csv']) == 2",
}


@pytest.mark.parametrize("use", USES)
def test_no_qt_without_a_window_or_a_picture(tmp_path: Path, use: str) -> None:
    (tmp_path / "points.csv").write_text("0,1\n1,3\n2,0\n")
    body = USES[use]
    if "main(" in body:
        body = "from reluviz.cli import main\n" + body
    assert modules_after(body, tmp_path) == "FOUND []"


def test_no_qt_in_the_python_interface(tmp_path: Path) -> None:
    body = """
import reluviz as rv
net = rv.through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])
assert rv.exact_curve(net, domain=(-1, 1))(0.0) == net(0.0)
assert rv.influence(net, "w2", 0.8, (-1, 1)).share == 0.75
rv.save(net, "a.reluviz")
assert rv.load("a.reluviz").network == net
"""
    assert modules_after(body, tmp_path) == "FOUND []"


def test_imports_point_downwards() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    command = str(linter) if linter.exists() else shutil.which("lint-imports")
    if command is None:
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
