"""The command ``reluviz``: finds out which command it is, and imports only that one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from reluviz.cli.console import guarded
from reluviz.files.errors import UserError

TYPE_CHECKING = False  # importing typing takes as long as all the rest
if TYPE_CHECKING:
    from typing import NoReturn

_SIGNED = ("--domain", "--formula", "--kinks")
"""Options whose values may begin with a minus, which is no option then."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; {self.prog} --help tells how it is used")


COMMANDS = {
    "build": (
        "write a project with the network through points",
        "reluviz build points.csv -o curve.reluviz",
    ),
    "export": (
        "write the plot or the weights of a network to files, by their endings",
        "reluviz export curve.reluviz plot.svg weights.csv",
    ),
    "show": (
        "print formula, weights, segments or regions of a network",
        "reluviz show curve.reluviz",
    ),
    "perturb": (
        "draw networks at random around one, as a picture or a table of the draws",
        "reluviz perturb curve.reluviz --which w1 --spread 10% --draws 50 --seed 7 -o cloud.svg",
    ),
    "steps": (
        "show how a network is put together, as an animation or a sheet to print",
        "reluviz steps curve.reluviz -o steps.gif",
    ),
    "lessons": (
        "list the guided lessons, check a lesson file, or open one",
        "reluviz lessons open xor",
    ),
    "fit": (
        "find the best curve of so many segments through data, as a network",
        "reluviz fit data.csv --units 10 -o fit.reluviz",
        'reluviz fit --formula "sin(3*x)" --domain=-1,1 --max-error 0.01',
        "reluviz fit data.csv --columns time,height --errors",
    ),
    "train": (
        "train a network, and say what became of its loss and its units",
        "reluviz train data.csv --units 10 --seed 1 -o trained.reluviz",
        "reluviz train curve.reluviz --method sgd --rate 0.05 -o trained.reluviz",
        'reluviz train --formula "sin(3*x)" --units 10 --history losses.csv',
        "reluviz train classifier.reluviz --method error_correction --rate 1 --steps 2",
    ),
    "sweep": (
        "train from many starts, and hold what they find against the best fit",
        "reluviz sweep data.csv --units 3,10 --seeds 100 -o runs.csv",
        "reluviz sweep data.csv --units 10 --rates 0.01,0.1 --inits he,lecun -o best.reluviz",
        "reluviz sweep data.csv --units 10 --seeds 1000 --dask tcp://192.168.0.7:8786 -o runs.csv",
    ),
    "doctor": (
        "say which system libraries the window lacks (Linux)",
        "reluviz doctor --install",
    ),
}
"""What each command does, and examples of it. It is a module here, with `add_arguments`, `run`."""


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


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        return _run_command(arguments[0], _joined(arguments[1:]))
    if arguments == ["--version"]:
        return _print_version()
    found = _window_parser().parse_args(arguments)
    return _print_version() if found.version else _open_window(found.file, is_checked=True)


def _print_version() -> int:
    from reluviz.version import find_version

    print(f"reluviz {find_version()}")
    return 0


def _run_command(name: str, arguments: list[str]) -> int:
    module = import_module(f"reluviz.cli.{name}")
    summary, *examples = COMMANDS[name]
    title = "example:" if len(examples) == 1 else "examples:"
    parser = Parser(
        prog=f"reluviz {name}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog="\n  ".join([title, *examples]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    status: int = module.run(parser.parse_args(arguments))
    return status


def _open_window(file: str | None, is_checked: bool) -> int:
    from reluviz.cli.window import open_window

    return open_window(file, is_checked)


def _window_parser() -> argparse.ArgumentParser:
    lines = [f"  reluviz {name:8} {summary}" for name, (summary, *_) in COMMANDS.items()]
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
                *(f"  {example}" for _, example, *_ in COMMANDS.values()),
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
