"""The command ``reluviz``. Only a window or a picture imports Qt, and only when it is asked for."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from reluviz import system
from reluviz.console import guarded
from reluviz.export.tables import ENDINGS as TABLE_ENDINGS
from reluviz.export.tables import weights_bytes
from reluviz.export.text import describe
from reluviz.files import project_file
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown
from reluviz.files.opening import open_any, project_through
from reluviz.files.points import parse_points, read_points
from reluviz.files.project import Project
from reluviz.files.reading import read_stream
from reluviz.version import find_version

PLOT_ENDINGS = (".png", ".svg", ".pdf")
THEMES = ("light", "dark")

MISSING = 1
"""Exit status of ``reluviz doctor`` when the system lacks something."""


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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process if left out.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _run(arguments))


def gui_main() -> int:
    """Open the window, started by an icon: what is wrong with a file is told in the window."""
    return guarded(lambda: _open_window(_window_parser().parse_args().file, is_checked=False))


# The commands


def _window(arguments: argparse.Namespace) -> int:
    if arguments.version:
        print(f"reluviz {find_version()}")
        return 0
    return _open_window(arguments.file, is_checked=True)


def _open_window(file: str | None, is_checked: bool) -> int:
    project = open_any(file) if file is not None and is_checked else None
    problem = system.display_problem()
    if problem is not None:
        raise UserError(problem)
    with _importing_qt():
        from reluviz.app.application import run
        from reluviz.document.document import check_showable
    if project is not None:
        check_showable(project)
    return run(None if file is None else Path(file))


def _build(arguments: argparse.Namespace) -> int:
    if Path(arguments.output).suffix.lower() != project_file.ENDING:
        raise UserError(
            f"{shown(arguments.output)}: the name of a project ends in {project_file.ENDING}"
        )
    if arguments.points == "-":
        target = parse_points(_standard_input(), _STANDARD_INPUT)
    else:
        target = read_points(arguments.points)
    project_file.write_project(project_through(target), arguments.output)
    print(f"wrote {shown(arguments.output)}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    for out in arguments.out:
        _check_output(out, arguments.file)
    project = _read(arguments.file)
    contents = [_content(project, out, arguments) for out in arguments.out]
    for out, content in zip(arguments.out, contents, strict=True):
        atomic_write(out, content)
        print(f"wrote {shown(out)}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    print(describe(_read(arguments.file)), end="")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    missing = system.missing_libraries()
    if missing and arguments.install:
        _print_missing(missing)
        system.install_packages(missing.values())
        missing = system.missing_libraries()
    _print_missing(missing)
    problem = None if missing else system.display_problem()
    if problem is not None:
        print(problem)
    return MISSING if missing else 0


def _print_missing(missing: dict[str, str]) -> None:
    if not missing:
        print("the system has every library that Qt needs")
        return
    print("missing, with the Debian package that brings it:")
    for library, package in missing.items():
        print(f"  {library:24} {package}")
    print(f"to install: {system.install_line(missing.values())}")


# Their parts


def _read(file: str) -> Project:
    """The project in a file, or through the points in it; "-" is the standard input."""
    if file != "-":
        return open_any(file)
    data = _standard_input()
    if data.lstrip().startswith(b"{"):
        return project_file.loads(data, _STANDARD_INPUT)
    return project_through(parse_points(data, _STANDARD_INPUT))


_STANDARD_INPUT = "standard input"


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise UserError("the standard input is closed; give the name of a file instead of -")
    stream: BinaryIO = sys.stdin.buffer
    return read_stream(stream, _STANDARD_INPUT, UserError)


def _check_output(out: str, file: str) -> None:
    ending = Path(out).suffix.lower()
    if ending not in (*PLOT_ENDINGS, *TABLE_ENDINGS):
        found = f"the unknown ending {shown(ending)}" if ending else "no ending"
        raise UserError(
            f"{shown(out)} has {found}: a plot ends in {', '.join(PLOT_ENDINGS)}, a table of "
            f"weights in {', '.join(TABLE_ENDINGS)}"
        )
    if os.path.realpath(out) == os.path.realpath(file):
        raise UserError(f"{shown(out)} is the file that is exported; give the output another name")


def _content(project: Project, out: str, arguments: argparse.Namespace) -> bytes:
    """All that shall be in the file `out`, made before the first file is written."""
    import tempfile  # here, because it would make every start of the window slower

    ending = Path(out).suffix.lower()
    if ending in TABLE_ENDINGS:
        return weights_bytes(project.network, ending, arguments.digits)
    with _importing_qt():
        from reluviz.app.offscreen import write_plot
    width, height = arguments.size
    with tempfile.TemporaryDirectory(prefix="reluviz-") as folder:
        picture = Path(folder, f"plot{ending}")
        write_plot(project, picture, width, height, arguments.scale, arguments.theme)
        return picture.read_bytes()


@contextmanager
def _importing_qt() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise UserError(system.explain_import_error(error)) from error


# The arguments


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; {self.prog} --help tells how it is used")


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="a project or a table of points; - is the standard input"
    )


def _add_build_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "points", metavar="POINTS.csv", help="two columns, x and y; - is the standard input"
    )
    parser.add_argument(
        "-o", "--output", metavar="P.reluviz", required=True, help="the project to write"
    )


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument(
        "out",
        metavar="OUT",
        nargs="+",
        help=f"a plot ({' '.join(PLOT_ENDINGS)}) or a table of weights ({' '.join(TABLE_ENDINGS)})",
    )
    plots = parser.add_argument_group("plots")
    plots.add_argument(
        "--size", type=_size, default=(900, 600), metavar="WxH", help="in points (900x600)"
    )
    plots.add_argument(
        "--scale", type=_scale, default=2.0, metavar="S", help="pixels for each point in .png (2)"
    )
    plots.add_argument("--theme", choices=THEMES, default="light", help="its colours (light)")
    tables = parser.add_argument_group("tables")
    tables.add_argument(
        "--digits",
        type=_digits,
        metavar="N",
        help="round to so many significant digits; without it numbers are exact",
    )


def _add_doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--install", action="store_true", help="install what is missing, with apt-get as root"
    )


def _size(text: str) -> tuple[int, int]:
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


def _digits(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 17:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 17")
    return int(text)


COMMANDS = {
    command.name: command
    for command in (
        Command(
            "build",
            "write a project with the network through points",
            "reluviz build points.csv -o curve.reluviz",
            _add_build_arguments,
            _build,
        ),
        Command(
            "export",
            "write the plot or the weights of a network to files, by their endings",
            "reluviz export curve.reluviz plot.svg weights.csv",
            _add_export_arguments,
            _export,
        ),
        Command(
            "show",
            "print formula, weights and segments of a network",
            "reluviz show curve.reluviz",
            _add_file,
            _show,
        ),
        Command(
            "doctor",
            "say which system libraries the window lacks (Linux)",
            "reluviz doctor --install",
            _add_doctor_arguments,
            _doctor,
        ),
    )
}


def _window_parser() -> argparse.ArgumentParser:
    lines = [f"  reluviz {name:8} {command.summary}" for name, command in COMMANDS.items()]
    parser = _Parser(
        prog="reluviz",
        usage="reluviz [FILE]\n       reluviz COMMAND ...\n       reluviz COMMAND --help",
        description="Understand a ReLU network by hand: opens the window, or runs a command.",
        epilog="\n".join(
            [
                "commands:",
                *lines,
                "",
                "examples:",
                "  reluviz",
                "  reluviz points.csv",
                *(f"  {command.example}" for command in COMMANDS.values()),
                "",
                "a file that is named like a command: reluviz ./show",
            ]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="a project or a table of points")
    parser.add_argument("--version", action="store_true", help="print the version")
    return parser


def _command_parser(command: Command) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"reluviz {command.name}",
        description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        epilog=f"example:\n  {command.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser


def _run(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        return _window(_window_parser().parse_args(arguments))
    return command.run(_command_parser(command).parse_args(arguments[1:]))
