"""The program as a process on a screen of its own, under a mouse that knows nothing of Qt."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reluviz.core.construct import through_points
from reluviz.core.network import Network
from reluviz.files.project import Project
from reluviz.files.project_file import read_project, write_project

PROGRAM = Path(__file__).with_name("program_under_test.py")


class Screen:
    """The program, and the hand in front of it."""

    def __init__(self, program: subprocess.Popen[str], environment: dict[str, str]) -> None:
        self.program = program
        self._environment = environment

    def ask(self, question: str) -> dict:
        print(question, file=self.program.stdin, flush=True)
        return json.loads(self.program.stdout.readline())

    def state(self) -> dict:
        """The state, once the program has come to rest."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            found = self.ask("state")
            if found["is_ready"] and set(found["shown"]) == {found["revision"]}:
                return found
            time.sleep(0.02)
        pytest.fail(f"the program does not come to rest: {found}")

    def do(self, *words: object) -> None:
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, check=True, timeout=20)
        time.sleep(0.05)

    def drag(self, name: str, right: int, down: int, escape: bool = False) -> None:
        x, y = self.ask("places")[name]
        self.do("mousemove", x, y)
        self.do("mousedown", 1)
        for share in (0.3, 0.7, 1.0):
            self.do("mousemove", round(x + share * right), round(y + share * down))
        if escape:
            self.do("key", "Escape")
        self.do("mouseup", 1)


@pytest.fixture
def project(tmp_path: Path, article: Network) -> Path:
    path = tmp_path / "article.reluviz"
    write_project(Project(article), path)
    return path


@pytest.fixture
def screen(project: Path, display: dict[str, str]) -> Iterator[Screen]:
    program = subprocess.Popen(
        [sys.executable, PROGRAM, project],
        env=display,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout.readline() == "ready\n"
        screen = Screen(program, display)
        found = subprocess.run(
            ["xdotool", "search", "--sync", "--onlyvisible", "--name", "ReluViz"],
            env=display,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=20,
        )
        screen.do("windowfocus", "--sync", found.stdout.split()[0])
        yield screen
    finally:
        program.kill()
        program.communicate(timeout=20)


def test_drags_of_joint_segment_edge_and_slider(
    screen: Screen, project: Path, tmp_path: Path
) -> None:
    seen = [screen.state()]
    assert seen[0]["network"] == [[1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1]
    drags = (("joint", 0, 60), ("segment", 0, -40), ("edge", 0, -50), ("slider", 25, 0))
    for steps, (name, right, down) in enumerate(drags, 1):
        screen.drag(name, right, down)
        seen.append(screen.state())
        old, new = seen[-2], seen[-1]
        assert new["steps"] == steps, name
        assert new["network"] != old["network"], name
        x, z = new["curve"]
        assert _network(new)(x) == pytest.approx(z, abs=1e-12)
    joint, segment, edge, slider = seen[1:]
    assert joint["undo"] == "move joint 2"
    assert joint["curve"][1][1] < 0.9
    assert [joint["curve"][1][k] for k in (0, 2, 3)] == pytest.approx([-1, -1, 0])
    assert [segment["curve"][1][k] > joint["curve"][1][k] for k in range(4)] == [0, 0, 0, 1]
    assert edge["undo"] == slider["undo"] == "change w2"
    assert segment["network"][2][1] < edge["network"][2][1] < slider["network"][2][1]
    assert (edge["field"], slider["field"]) == (edge["network"][2][1], slider["network"][2][1])

    screen.drag("joint", 0, 30, escape=True)
    assert {**screen.state(), "revision": 0, "shown": 0} == {**slider, "revision": 0, "shown": 0}

    screen.do("key", "ctrl+s")
    deadline = time.monotonic() + 10
    while read_project(project).network != _network(slider) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert read_project(project).network == _network(slider)

    for before in reversed(seen[:-1]):
        screen.do("key", "ctrl+z")
        after = screen.state()
        assert after["network"] == before["network"]
        assert after["curve"] == before["curve"]
    assert _network(after) == through_points([(-1, -1), (-0.5, 1), (0, -1), (1, 0)])

    print("close", file=screen.program.stdin, flush=True)
    assert screen.program.wait(timeout=20) == 0
    assert not list(tmp_path.parent.glob(f"{tmp_path.name}-home/**/reluviz.log")), "no trouble"


def _network(state: dict) -> Network:
    return Network.from_rays(*state["network"])
