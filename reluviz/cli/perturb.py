"""The command ``reluviz perturb``: random draws around a network, as a picture or a table."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from reluviz.cli.arguments import (
    PLOT_ENDINGS,
    add_file,
    add_plot_arguments,
    check_output,
    number,
    plot_bytes,
    read,
    whole,
)
from reluviz.core.network import LARGEST_VALUE
from reluviz.core.perturb import DISTRIBUTIONS, Perturbation
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown
from reluviz.files.project import Project, View

TABLE_ENDING = ".csv"

_D = Perturbation  # has the defaults
Spread = tuple[float, bool]  # how far, and whether that is a share of each parameter's size


def run(arguments: argparse.Namespace) -> int:
    out = arguments.output
    ending = _checked_ending(out)
    check_output(out, arguments.file)
    project = read(arguments)
    settings = _settings(project, arguments)
    settings.check(project.network)
    if ending == TABLE_ENDING:
        from reluviz.export.rows import draws_csv  # here, to start the window quicker

        atomic_write(out, draws_csv(project.network, settings))
        print(f"wrote {shown(out)}")
        return 0
    from reluviz.document.snapshot import most_draws  # here, to start the other commands quicker

    drawn = min(most_draws(project.network), settings.draws)
    project = replace(project, view=_view(project, settings, arguments.envelope))
    atomic_write(out, plot_bytes(project, ending, arguments))
    print(f"wrote {shown(out)}{_left_out(drawn, settings.draws)}")
    return 0


def _settings(project: Project, arguments: argparse.Namespace) -> Perturbation:
    """What is drawn: as the options say, and the rest as the project was saved."""
    saved = project.view.perturbation
    if arguments.which is None and saved is None:
        raise UserError(
            "nothing is said to move: add --which with a parameter (w1), a unit (unit 1), or all"
        )
    spread: Spread | None = arguments.spread
    given = {
        "which": arguments.which,
        "spread": None if spread is None else spread[0],
        "relative": None if spread is None else spread[1],
        "draws": arguments.draws,
        "seed": arguments.seed,
        "distribution": arguments.distribution,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    return Perturbation(**changes) if saved is None else replace(saved, **changes)


def _view(project: Project, settings: Perturbation, with_envelope: bool) -> View:
    shown_layers = {"cloud", "envelope"} if with_envelope else {"cloud"}
    hidden = tuple(name for name in project.view.hidden if name not in shown_layers)
    return replace(project.view, perturbation=settings, hidden=hidden)


def _left_out(drawn: int, asked: int) -> str:
    """What is said when a picture has fewer draws than were asked for."""
    if drawn == asked:
        return ""
    return f" with the first {drawn:,} of {asked:,} draws; a table ({TABLE_ENDING}) has them all"


def _checked_ending(out: str) -> str:
    ending = Path(out).suffix.lower()
    if ending not in (*PLOT_ENDINGS, TABLE_ENDING):
        found = f"the unknown ending {shown(ending)}" if ending else "no ending"
        raise UserError(
            f"{shown(out)} has {found}: a picture ends in {', '.join(PLOT_ENDINGS)}, a table of "
            f"the draws in {TABLE_ENDING}"
        )
    return ending


# The arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help=f"a picture ({' '.join(PLOT_ENDINGS)}) or a table of the draws ({TABLE_ENDING})",
    )
    draws = parser.add_argument_group(
        "draws", "What is left out is as it was saved in the project, or as said in brackets."
    )
    draws.add_argument(
        "--which",
        metavar="NAME",
        help='what moves: a parameter like w1, v2, b3 or b0, "unit 2", or all',
    )
    draws.add_argument(
        "--spread",
        type=_spread,
        metavar="S",
        help=f"how far: 0.1, or 10%% of each parameter's size ({_D.spread:.0%}%); the standard "
        "deviation of a normal, half the width of a uniform distribution",
    )
    draws.add_argument("--draws", type=whole, metavar="N", help=f"how many ({_D.draws})")
    draws.add_argument(
        "--seed",
        type=whole,
        metavar="K",
        help=f"the same seed gives the same draws ({_D.seed})",
    )
    draws.add_argument(
        "--distribution",
        choices=DISTRIBUTIONS,
        help=f"how they are spread ({_D.distribution})",
    )
    add_plot_arguments(parser, "pictures")
    parser.add_argument(
        "--envelope",
        action="store_true",
        help="draw the lowest and the highest curve that parameters within the spread can reach; "
        "normal draws may go beyond it, uniform ones never do",
    )


def _spread(text: str) -> Spread:
    amount = number(text)
    if not 0 <= amount <= LARGEST_VALUE:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a spread; write an amount like 0.1, or percent like 10%"
        )
    return amount, text.rstrip().endswith(("%", "‰"))
