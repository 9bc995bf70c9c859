"""What the commands have in common: how they are declared, what they read and how they draw."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from reluviz import system
from reluviz.files import project_file
from reluviz.files.errors import UserError, shown
from reluviz.files.opening import open_any, project_through
from reluviz.files.points import parse_points
from reluviz.files.project import Project
from reluviz.files.reading import read_stream

PLOT_ENDINGS = (".png", ".svg", ".pdf")
THEMES = ("light", "dark")

STANDARD_INPUT = "standard input"


@dataclass(frozen=True)
class Command:
    """One command, declared once.

    Parameters
    ----------
    name, summary, example : str
        How it is called, one line on what it does, and a use of it.
    add_arguments : callable
        Declares its arguments.
    run : callable
        Does it; returns the exit status.
    """

    name: str
    summary: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; {self.prog} --help tells how it is used")


# What is read


def read(file: str) -> Project:
    """Return the project in a file, or through the points in it; "-" is the standard input.

    Raises
    ------
    UserError
        If there is none.
    """
    if file != "-":
        return open_any(file)
    data = standard_input()
    if data.lstrip().startswith(b"{"):
        return project_file.loads(data, STANDARD_INPUT)
    return project_through(parse_points(data, STANDARD_INPUT))


def standard_input() -> bytes:
    """Return all of the standard input.

    Raises
    ------
    UserError
        If there is none, or it is too large.
    """
    if sys.stdin is None:
        raise UserError("the standard input is closed; give the name of a file instead of -")
    stream: BinaryIO = sys.stdin.buffer
    return read_stream(stream, STANDARD_INPUT, UserError)


# What is written


def check_output(out: str, file: str) -> None:
    """Raise UserError if `out` is the file that is read."""
    if os.path.realpath(out) == os.path.realpath(file):
        raise UserError(f"{shown(out)} is the file that is read; give the output another name")


def plot_bytes(project: Project, ending: str, arguments: argparse.Namespace) -> bytes:
    """Return a picture of the plot, drawn as the arguments of `add_plot_arguments` say.

    Raises
    ------
    UserError
        If Qt is missing or the picture cannot be drawn.
    """
    import tempfile  # here, because it would make every start of the window slower

    with importing_qt():
        from reluviz.app.offscreen import write_plot
    width, height = arguments.size
    with tempfile.TemporaryDirectory(prefix="reluviz-") as folder:
        picture = Path(folder, f"plot{ending}")
        write_plot(project, picture, width, height, arguments.scale, arguments.theme)
        return picture.read_bytes()


@contextmanager
def importing_qt() -> Iterator[None]:
    """Imports inside that fail say what the system lacks."""
    try:
        yield
    except ImportError as error:
        raise UserError(system.explain_import_error(error)) from error


# The arguments


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the file that is read (see `read`)."""
    parser.add_argument(
        "file", metavar="FILE", help="a project or a table of points; - is the standard input"
    )


def add_plot_arguments(parser: argparse.ArgumentParser, title: str = "plots") -> None:
    """Add size, scale and colours of a picture."""
    plots = parser.add_argument_group(title)
    plots.add_argument(
        "--size", type=size, default=(900, 600), metavar="WxH", help="in points (900x600)"
    )
    plots.add_argument(
        "--scale", type=_scale, default=2.0, metavar="S", help="pixels for each point in .png (2)"
    )
    plots.add_argument("--theme", choices=THEMES, default="light", help="its colours (light)")


def size(text: str) -> tuple[int, int]:
    """Return the width and height in a text such as 900x600.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is not one, or one that is too small or too large.
    """
    match = re.fullmatch(r"([0-9]{1,5})[xX×]([0-9]{1,5})", text)
    if match is None or not all(100 <= int(side) <= 10_000 for side in match.groups()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a size; write it like 900x600, each side from 100 to 10000"
        )
    return int(match[1]), int(match[2])


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.1 <= scale <= 10:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0.1 to 10")
    return scale
