"""The command ``reluviz lessons``: what lessons there are, whether a file is one, and a start."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import reluviz.system as system
from reluviz.cli.arguments import importing_qt
from reluviz.files.errors import UserError, shown

if TYPE_CHECKING:
    from reluviz.lessons.lesson import Lesson

# What reads lessons is imported when it is asked for: the window starts sooner.


def open_lesson(name: str) -> int:
    """Open the window with the start of a lesson, and return when it is closed.

    Parameters
    ----------
    name : str
        A lesson that comes with the program, or a lesson file.

    Returns
    -------
    int
        Exit status of the process.

    Raises
    ------
    UserError
        If there is no such lesson, or no window can be opened.
    """
    lesson = find_lesson(name)
    problem = system.display_problem()
    if problem is not None:
        raise UserError(problem)
    with importing_qt():
        from reluviz.app.application import run
    return run(lesson=lesson)


def find_lesson(name: str) -> Lesson:
    """Return a lesson by its name, or from its file.

    Raises
    ------
    UserError
        If there is none.
    """
    from reluviz.lessons.reading import ENDING, load_lesson, read_lesson

    if name.lower().endswith(ENDING) or Path(name).is_file():
        return read_lesson(name)
    return load_lesson(name)


def _list(arguments: argparse.Namespace) -> int:
    from reluviz.lessons.reading import list_lessons

    lessons = list_lessons()
    width = max(len(lesson.name) for lesson in lessons)
    for lesson in lessons:
        print(f"{lesson.name:{width}}  {lesson.title}: {lesson.summary}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from reluviz.lessons.reading import read_lesson

    lesson = read_lesson(arguments.file)
    goals = sum(step.goal is not None for step in lesson.steps)
    counts = f"steps: {len(lesson.steps)}, goals: {goals}"
    print(f"{shown(arguments.file)} is a lesson: {lesson.title}, {counts}")
    for remark in _remarks(lesson):
        print(remark)
    return 0


def _remarks(lesson: Lesson) -> list[str]:
    """What is no mistake, but hardly meant."""
    remarks = []
    for index, step in enumerate(lesson.steps):
        if step.goal is None or (index and step.start is None):
            continue
        if step.goal.check(lesson.start_of(index)).is_reached:
            remarks.append(f"step {index + 1}: its goal is reached before anything is done")
    return remarks


def _open(arguments: argparse.Namespace) -> int:
    return open_lesson(arguments.name)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    # The type of the parser is that of the one it is added to: it says what is wrong in one line.
    commands = parser.add_subparsers(metavar="list | check FILE | open NAME", required=True)
    _add(commands, "list", "name the lessons that come with the program", _list)
    check = _add(commands, "check", "say whether a file is a lesson, or what is wrong", _check)
    check.add_argument("file", metavar="FILE", help="a lesson file (.json)")
    opened = _add(commands, "open", "open the window with a lesson", _open)
    opened.add_argument("name", metavar="NAME", help="a lesson of the program, or a lesson file")


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    summary: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    parser.set_defaults(run_lessons=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    run: Callable[[argparse.Namespace], int] = arguments.run_lessons
    return run(arguments)
