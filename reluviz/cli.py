"""The command ``reluviz``. Only a window or a picture imports Qt, and only when it is asked for.

What writes tables and texts is imported when it is asked for as well: the window starts sooner.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from reluviz import system
from reluviz.arguments import (
    PLOT_ENDINGS,
    Command,
    Parser,
    add_file,
    add_plot_arguments,
    check_output,
    importing_qt,
    plot_bytes,
    read,
)
from reluviz.commands_fit import FIT
from reluviz.commands_lessons import LESSONS
from reluviz.commands_perturb import PERTURB
from reluviz.commands_steps import STEPS
from reluviz.commands_sweep import SWEEP
from reluviz.commands_train import TRAIN
from reluviz.console import guarded
from reluviz.files import project_file
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown
from reluviz.files.opening import open_any, project_through
from reluviz.files.project import Project
from reluviz.table_arguments import add_table_arguments
from reluviz.version import find_version

MISSING = 1
"""Exit status of ``reluviz doctor`` when the system lacks something."""

_SIGNED = ("--domain", "--formula", "--kinks")
"""Options whose values may begin with a minus, which is no option then."""


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
    project = _checked(file) if file is not None and is_checked else None
    problem = system.display_problem()
    if problem is not None:
        raise UserError(problem)
    with importing_qt():
        from reluviz.app.application import run
        from reluviz.document.document import check_showable
    if project is not None:
        check_showable(project)
    return run(None if file is None else Path(file))


def _checked(file: str) -> Project | None:
    """The project in a file, or through a table; None if the window asks how a table is read."""
    from reluviz.files.points import points_of
    from reluviz.files.tables import TABLE_ENDINGS, read_table

    if Path(file).suffix.lower() not in TABLE_ENDINGS:
        return open_any(file)
    table = read_table(file)
    return None if table.is_open else project_through(points_of(table))


def _build(arguments: argparse.Namespace) -> int:
    if Path(arguments.output).suffix.lower() != project_file.ENDING:
        raise UserError(
            f"{shown(arguments.output)}: the name of a project ends in {project_file.ENDING}"
        )
    project_file.write_project(read(arguments), arguments.output)
    print(f"wrote {shown(arguments.output)}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    for out in arguments.out:
        _check_ending(out)
        check_output(out, arguments.file)
    project = read(arguments)
    contents = [_content(project, out, arguments) for out in arguments.out]
    for out, content in zip(arguments.out, contents, strict=True):
        atomic_write(out, content)
        print(f"wrote {shown(out)}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from reluviz.export.text import describe

    print(describe(read(arguments)), end="")
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


def _check_ending(out: str) -> None:
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS

    ending = Path(out).suffix.lower()
    if ending not in (*PLOT_ENDINGS, *TABLE_ENDINGS):
        found = f"the unknown ending {shown(ending)}" if ending else "no ending"
        raise UserError(
            f"{shown(out)} has {found}: a plot ends in {', '.join(PLOT_ENDINGS)}, a table of "
            f"weights in {', '.join(TABLE_ENDINGS)}"
        )


def _content(project: Project, out: str, arguments: argparse.Namespace) -> bytes:
    """All that shall be in the file `out`, made before the first file is written."""
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS
    from reluviz.export.tables import weights_bytes

    ending = Path(out).suffix.lower()
    if ending in TABLE_ENDINGS:
        return weights_bytes(project.network, ending, arguments.digits)
    return plot_bytes(project, ending, arguments)


# The arguments


def _add_build_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="POINTS.csv", help="two columns, x and y; - is the standard input"
    )
    parser.add_argument(
        "-o", "--output", metavar="P.reluviz", required=True, help="the project to write"
    )
    add_table_arguments(parser)


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS

    add_file(parser)
    parser.add_argument(
        "out",
        metavar="OUT",
        nargs="+",
        help=f"a plot ({' '.join(PLOT_ENDINGS)}) or a table of weights ({' '.join(TABLE_ENDINGS)})",
    )
    add_plot_arguments(parser)
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
            add_file,
            _show,
        ),
        PERTURB,
        STEPS,
        LESSONS,
        FIT,
        TRAIN,
        SWEEP,
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
    parser = Parser(
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
                *(f"  {command.example.splitlines()[0]}" for command in COMMANDS.values()),
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
    examples = command.example.splitlines()
    title = "example:" if len(examples) == 1 else "examples:"
    parser = Parser(
        prog=f"reluviz {command.name}",
        description=f"{command.summary[0].upper()}{command.summary[1:]}.",
        epilog="\n  ".join([title, *examples]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser


def _run(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        return _window(_window_parser().parse_args(arguments))
    return command.run(_command_parser(command).parse_args(_joined(arguments[1:])))


def _joined(arguments: list[str]) -> list[str]:
    """Join values that may begin with a minus to their options, as in --domain=-1,1."""
    found: list[str] = []
    for argument in arguments:
        is_signed = argument.startswith("-") and not argument.startswith("--")
        if found and found[-1] in _SIGNED and is_signed:
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return found
