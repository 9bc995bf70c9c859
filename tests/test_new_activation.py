"""Tomorrow's change: a row more in the table of activations, and in nothing else.

A copy of the package gets one, and goes through the tests that take every activation there is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

ROW = '''        piecewise_linear(
            "ramp",
            "long ramp",
            "max(-2, min(s, 3))",
            lambda s: np.clip(s, -2.0, 3.0),
            (-2.0, 3.0),
            (0.0, 1.0, 0.0),
        ),
        piecewise_linear("identity"'''

TESTS = (
    "tests/core/test_activations.py",
    "tests/core/test_regions.py::test_the_line_of_an_output_is_where_it_is_one_half",
    "tests/core/test_gradients.py::test_finite_differences",
    "tests/core/test_network.py::test_derivatives_are_the_slopes",
    "tests/app/test_activations_in_window.py",
    "tests/test_cli_activations.py",
)
KINDS = "ramp or exact_curve or regions_fill or gradients_are"


def test_a_new_activation_is_one_row_of_the_table(tmp_path: Path) -> None:
    package = shutil.copytree(
        ROOT / "reluviz", tmp_path / "reluviz", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "resources", tmp_path / "resources")
    table = package / "core" / "activations.py"
    text = table.read_text(encoding="utf-8")
    assert text.count('        piecewise_linear("identity"') == 1
    table.write_text(text.replace('        piecewise_linear("identity"', ROW), encoding="utf-8")
    settings = ("-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "-k", KINDS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *settings, *(str(ROOT / test) for test in TESTS)],
        cwd=tmp_path,  # what is there goes before all other packages
        env={**os.environ, "PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = int(done.stdout.split(" passed")[0].split()[-1])
    assert passed >= 40, done.stdout
