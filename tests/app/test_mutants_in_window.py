"""Every damaged project that is accepted can be shown: with each panel open, light on no error.

With RELUVIZ_LONG in the environment there are 3,000 or so.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from mutants import structure_mutant
from pytestqt.qtbot import QtBot

from reluviz.app.lower_panels import LOWER_PANELS
from reluviz.app.main_window import MainWindow
from reluviz.files.errors import ProjectError
from reluviz.files.examples import list_examples, load_example
from reluviz.files.project import Project
from reluviz.files.project_file import dumps, loads

GOLDEN = Path(__file__).parent.parent / "golden"
EACH = 200 if os.environ.get("RELUVIZ_LONG") else 3


def accepted(seed: str) -> Iterator[Project]:
    """Projects out of damaged files."""
    randomly = random.Random(seed)
    good = [path.read_bytes() for path in sorted(GOLDEN.glob("*.reluviz"))]
    good += [dumps(load_example(example.name)) for example in list_examples()]
    while True:
        try:
            yield loads(structure_mutant(randomly.choice(good), randomly), "p")
        except ProjectError:
            continue


@pytest.mark.parametrize("panel", [panel.name for panel in LOWER_PANELS])
def test_what_is_accepted_can_be_shown(window: MainWindow, qtbot: QtBot, panel: str) -> None:
    projects = accepted(panel)
    for _ in range(EACH):
        project = next(projects)
        try:
            window.document.load(project, None, "mutant")
        except ValueError as error:
            assert str(error).startswith("the window shows networks of up to")  # noqa: PT017
            continue
        window.lower_panels.show(panel)
        window.document.publish()
        assert not window.grab().isNull()
        qtbot.wait(1)
        assert window.document.project.network == project.network
        assert dumps(loads(dumps(window.document.project), "p")) == dumps(window.document.project)
