"""Kill a process a hundred times while it saves, and count what is found in the file.

Run by `test_kill.py` in a process of its own, because it forks:
``python kill_while_saving.py FOLDER {atomic,naive} KILLS``. Prints ``old new broken``.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from reluviz.core.targets import Target
from reluviz.files.points import project_through
from reluviz.files.project import Project
from reluviz.files.project_file import dumps, loads, write_project


def zigzag(points: int) -> Project:
    return project_through(Target.from_points([(k / 7, k % 3 / 3) for k in range(points)]))


def save_for_ever(path: Path, projects: list[Project], way: str, started: int) -> None:
    contents = [dumps(project) for project in projects]
    os.write(started, b"!")
    while True:
        for project, content in zip(projects, contents, strict=True):
            if way == "atomic":
                write_project(project, path)
            else:
                path.write_bytes(content)


def main(folder: str, way: str, kills: str) -> None:
    path = Path(folder) / "a.reluviz"
    projects = [zigzag(300), zigzag(700)]
    contents = [dumps(project) for project in projects]
    path.write_bytes(contents[0])
    chance, found = random.Random(7), Counter[str]()
    ready, started = os.pipe()
    for _ in range(int(kills)):
        child = os.fork()
        if child == 0:
            save_for_ever(path, projects, way, started)
        os.read(ready, 1)
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child ended by itself"
        content = path.read_bytes()
        if content not in contents:
            found["broken"] += 1
            continue
        which = contents.index(content)
        assert loads(content, "a.reluviz") == projects[which]
        found["old" if which == 0 else "new"] += 1
    print(found["old"], found["new"], found["broken"])


if __name__ == "__main__":
    main(*sys.argv[1:])
