"""The command ``reluviz fit``: the best curve of so many segments through data, as a network."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reluviz.cli.arguments import (
    PLOT_ENDINGS,
    add_outputs,
    add_plot_arguments,
    check_outputs,
    counted,
    write_outputs,
    zero_or_more,
)
from reluviz.cli.console import INTERRUPTED, interruptible, progress_bar, say
from reluviz.cli.data import (
    Data,
    add_data_arguments,
    file_of,
    joined_notes,
    numbers,
    read_data,
)
from reluviz.core.stopping import Progress, Stop, Stopped
from reluviz.files import project_file
from reluviz.files.errors import UserError

if TYPE_CHECKING:
    from reluviz.core.fitting import Fit, FitCurve

_UP_TO = 20
"""Without --units the errors are told for so many."""


def run(arguments: argparse.Namespace) -> int:
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS

    file = file_of(arguments)
    _check_goal(arguments)
    kinds = {
        "a project": (project_file.ENDING,),
        "a table of weights": TABLE_ENDINGS,
        "a plot": PLOT_ENDINGS,
    }
    check_outputs(arguments.output, file, kinds)
    data = read_data(arguments)
    data.check_writable(arguments.output)
    try:
        with interruptible() as stop, progress_bar("fitting") as progress:
            curve, fit = _found(data, arguments, stop, progress)
    except Stopped:
        say("interrupted before a fit was found; nothing is written")
        return INTERRUPTED
    print(joined_notes(data), end="")
    if curve is not None:
        print(_errors_table(curve, len(data.points[0])), end="")
    if fit is not None:
        print(_report(fit, len(data.points[0]), arguments), end="")
        write_outputs(data.with_network(fit.network), arguments.output, arguments)
    return 0


def _check_goal(arguments: argparse.Namespace) -> None:
    """Refuse options that do not go together, before anything is read."""
    goals = [arguments.units, arguments.max_error, arguments.kinks]
    given = sum(goal is not None for goal in goals)
    if given > 1:
        raise UserError("--units, --max-error and --kinks exclude one another; give one of them")
    if not given and (arguments.output or not arguments.errors):
        raise UserError(
            "nothing says which fit: how many ReLUs (--units 10), how large an error may be "
            "(--max-error 0.01) or where the kinks are (--kinks=-0.5,0)"
        )
    if arguments.errors and given and arguments.units is None:
        raise UserError("--errors goes with --units, or stands alone")
    if arguments.max_error is not None and arguments.norm == "l2":
        raise UserError("--max-error is about the largest error; leave out --norm l2")
    if arguments.kinks is not None and arguments.norm == "max":
        raise UserError("fixed kinks are fitted by least squares; leave out --norm max")


def _found(
    data: Data, arguments: argparse.Namespace, stop: Stop, progress: Progress | None
) -> tuple[FitCurve | None, Fit | None]:
    """Return the fits for every number of units, if they are wanted, and the fit."""
    from reluviz.core import fitting  # here, to start the window quicker

    x, y = data.points
    norm = arguments.norm or "l2"
    if arguments.max_error is not None:
        tolerance = arguments.max_error
        return None, fitting.fit_tolerance(x, y, tolerance, stop=stop, progress=progress)
    if arguments.kinks is not None:
        return None, fitting.fit_fixed(x, y, arguments.kinks)
    if not arguments.errors:
        return None, fitting.fit(x, y, arguments.units, norm, stop=stop, progress=progress)
    up_to = arguments.units or _UP_TO
    curve = fitting.fit_curve(x, y, up_to, norm, stop=stop, progress=progress)
    return curve, None if arguments.units is None else curve[len(curve)]


def _report(fit: Fit, points: int, arguments: argparse.Namespace) -> str:
    asked: int | None = arguments.units
    count = f"{fit.units:,}, for {_segments(fit)}"
    if asked is not None and fit.units < asked:
        count += f", which {'is' if fit.units == 1 else 'are'} as good as {asked:,}"
    lines = [
        ("units", count),
        ("points", f"{points:,}"),
        ("squared error", f"{fit.squared_error:.6g}"),
        ("mean squared error", f"{fit.squared_error / points:.6g}"),
        ("largest error", f"{fit.max_error:.6g}"),
        ("", _honesty(fit, arguments)),
    ]
    return "".join(f"{name:20}{value}".strip() + "\n" for name, value in lines)


def _honesty(fit: Fit, arguments: argparse.Namespace) -> str:
    if not fit.optimal:
        return "best found: a smaller squared error may be possible"
    if arguments.max_error is not None:
        return "optimal: no curve of fewer segments is so near"
    if arguments.kinks is not None:
        return "optimal for these kinks: no other weights have a smaller squared error"
    what = "largest" if fit.norm == "max" else "squared"
    return f"optimal: no curve of {_segments(fit)} has a smaller {what} error"


def _segments(fit: Fit) -> str:
    return f"{fit.units:,} segment{'s' if fit.units > 1 else ''}"


def _errors_table(curve: FitCurve, points: int) -> str:
    rows: list[Iterable[str]] = [
        ("units", "squared error", "mean squared error", "largest error", "")
    ]
    for units, fit in enumerate(curve, 1):
        errors = (fit.squared_error, fit.squared_error / points, fit.max_error)
        kind = "optimal" if fit.optimal else "best found"
        rows.append([str(units), *(f"{error:.6g}" for error in errors), kind])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


# The arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_arguments(
        parser,
        "a table (.csv .tsv .txt .xlsx .ods), or a project, for its target; - is the standard "
        "input",
    )
    goals = parser.add_argument_group("fit")
    goals.add_argument(
        "--units", type=counted, metavar="N", help="with so many segments: one ReLU each"
    )
    goals.add_argument(
        "--max-error",
        type=zero_or_more,
        metavar="E",
        help="with the fewest segments whose largest error is at most E",
    )
    goals.add_argument(
        "--kinks",
        type=numbers,
        metavar="X,X,...",
        help="with these kinks; only the output weights are found",
    )
    goals.add_argument(
        "--norm",
        choices=("l2", "max"),
        help="make the sum of the squared errors small (l2, as without it), or the largest error "
        "(max)",
    )
    goals.add_argument(
        "--errors",
        action="store_true",
        help=f"print the errors for every number of segments up to --units ({_UP_TO})",
    )
    add_outputs(parser)
    add_plot_arguments(parser)
