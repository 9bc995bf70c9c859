"""The command ``reluviz sweep``: train from many starts, and hold it against the best fit."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reluviz.cli.arguments import (
    PLOT_ENDINGS,
    above_zero,
    add_plot_arguments,
    check_outputs,
    counted,
    parts_of,
    write_outputs,
)
from reluviz.cli.console import INTERRUPTED, Interruption, interruptible, progress_bar, say
from reluviz.cli.data import Data, add_data_arguments, file_of, joined_notes, read_data
from reluviz.cli.train import add_training_arguments
from reluviz.core.initial import DRAWN
from reluviz.core.stopping import Stopped
from reluviz.core.train_settings import DRAWN_BY, TrainSettings
from reluviz.core.words import percent
from reluviz.files import project_file
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from reluviz.core.fitting import Fit
    from reluviz.core.sweeps import SweepResult

Value = TypeVar("Value")

_MOST_SEEDS = 1_000_000
_MOST_FIT_UNITS = 100  # larger best fits would take longer than the training
_NEAR = 1.1
"""A run counts as one that found the best fit up to so many times its error."""

_NOTE = (
    f"mean squared errors; within {_NEAR:g} x: runs of at most so many times the best fit found, a "
    "curve of as many segments (a network can have one more)"
)


def run(arguments: argparse.Namespace) -> int:
    file = file_of(arguments)
    kinds = {
        "a table of the runs": (".csv",),
        "a project with the best network": (project_file.ENDING,),
        "a plot of it": PLOT_ENDINGS,
    }
    check_outputs(arguments.output, file, kinds)
    grid = {
        "units": arguments.units,
        "seeds": arguments.seeds,
        "rates": arguments.rates,
        "inits": arguments.inits,
        "method": arguments.method,
        "batch": arguments.batch,
        "steps": arguments.steps,
        "scaling": arguments.scaling,
    }
    total = _count(grid)
    data = read_data(arguments)
    data.check_writable(arguments.output)
    with _cluster(arguments.dask) as executor, interruptible() as stop:
        try:
            fits = _best_fits(data, arguments.units, stop)
        except Stopped:
            say("interrupted before the first run; nothing is written")
            return INTERRUPTED
        result, problem = _runs(
            data, {**grid, "executor": executor, "workers": arguments.workers}, stop
        )
    print(joined_notes(data) + _report(result, fits, len(data.points[0])), end="")
    _write(result, data, arguments)
    if problem is not None:
        raise problem
    if len(result) < total:
        say(f"interrupted after {len(result):,} of {total:,} runs")
        return INTERRUPTED
    return 0


def _count(grid: dict[str, Any]) -> int:
    """Return how many runs there are.

    Raises
    ------
    ValueError
        If they are too many, or a setting is out of range.
    """
    from reluviz.core.sweeps import LARGEST_RUNS, sweep_jobs  # here, to start the window quicker

    seeds = grid["seeds"]
    count = len(sweep_jobs(**{**grid, "seeds": seeds[:1]})) * len(seeds)
    if count > LARGEST_RUNS:
        raise UserError(f"a sweep has 1 to {LARGEST_RUNS:,} runs, not {count:,}: take fewer seeds")
    return count


def _best_fits(data: Data, sizes: list[int], stop: Interruption) -> dict[int, Fit]:
    from reluviz.core.fit_data import Prepared
    from reluviz.core.fitting import best_fit
    from reluviz.core.stopping import Watch

    with progress_bar("best fits") as progress:
        watch = Watch(stop, progress)
        prepared = Prepared(*data.points, watch)
        fits = {}
        wanted = [size for size in sizes if size <= _MOST_FIT_UNITS]
        for done, size in enumerate(wanted):
            watch.part(done / len(wanted), (done + 1) / len(wanted))
            fits[size] = best_fit(prepared, size, "l2", watch)
    return fits


def _runs(
    data: Data, options: dict[str, Any], stop: Interruption
) -> tuple[SweepResult, UserError | None]:
    """Return the runs that ended, and why it is not all of them, if nobody stopped it."""
    from reluviz.core.sweeps import SweepResult, runs_of

    runs, problem = [], None
    x, y = data.points
    with progress_bar("training") as progress:
        try:
            for run in runs_of(x, y, stop=stop, progress=progress, **options):
                runs.append(run)
        except Stopped:
            pass
        except RuntimeError as error:
            if not stop.happened:
                problem = UserError(f"the runs ended early: {error}")
    return SweepResult(tuple(sorted(runs, key=lambda run: run.place))), problem


def _report(result: SweepResult, fits: dict[int, Fit], points: int) -> str:
    """Return a table of what came of the runs of each size, as text."""
    import numpy as np

    rows = [["units", "runs", "best fit", "best", "median", f"within {_NEAR:g} x", "diverged"]]
    for units in dict.fromkeys(result.units.tolist()):
        runs = result.with_units(units)
        fit = fits.get(units)
        possible = None if fit is None else fit.squared_error / points
        rows.append(
            [
                f"{units:,}",
                f"{len(runs):,}",
                "-" if possible is None else f"{possible:.6g}",
                f"{runs.best.loss:.6g}",
                f"{np.median(runs.losses):.6g}",
                "-" if possible is None else percent(runs.share_within(possible, _NEAR)),
                f"{np.count_nonzero(runs.diverged):,}",
            ]
        )
    if len(rows) == 1:
        return "no run has ended\n"
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join([*lines, _NOTE, *filter(None, [result.note])]) + "\n"


def _write(result: SweepResult, data: Data, arguments: argparse.Namespace) -> None:
    """Write what there is: a table may have no rows, but without a run there is no network."""
    from reluviz.export.rows import runs_csv

    for out in arguments.output:
        if Path(out).suffix.lower() == ".csv":
            atomic_write(out, runs_csv(result))
            print(f"wrote {shown(out)}")
        elif len(result):
            write_outputs(data.with_network(result.best.network), [out], arguments)


@contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """The cluster, if there is an address."""
    if address is None:
        yield None
        return
    from reluviz.cluster import dask_executor

    try:
        with dask_executor(address) as cluster:
            yield cluster
    except ImportError as error:
        raise UserError(str(error)) from None


# The arguments


def _several(one: Callable[[str], Value]) -> Callable[[str], list[Value]]:
    """Return what reads values with commas between them, each only once."""

    def read(text: str) -> list[Value]:
        found = [one(part) for part in parts_of(text)]
        if len(set(found)) < len(found):
            raise argparse.ArgumentTypeError(f"{text!r} names one of them twice")
        return found

    return read


def _init(text: str) -> str:
    if text not in DRAWN:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(DRAWN)}")
    return text


def _seeds(text: str) -> range:
    match = re.fullmatch(r"([0-9]{1,18})(?:-([0-9]{1,18}))?", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seeds; write 100 or 100-199")
    first, last = (0, int(match[1]) - 1) if match[2] is None else (int(match[1]), int(match[2]))
    if not first <= last < first + _MOST_SEEDS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not one seed or more, and at most {_MOST_SEEDS:,}"
        )
    return range(first, last + 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_arguments(
        parser,
        "a table (.csv .tsv .txt .xlsx .ods), or a project, for its target; - is the standard "
        "input",
    )
    group = add_training_arguments(parser)
    group.add_argument(
        "--units",
        type=_several(counted),
        required=True,
        metavar="N,N,...",
        help="numbers of ReLUs, such as 3,10",
    )
    group.add_argument(
        "--seeds",
        type=_seeds,
        default=range(10),
        metavar="K",
        help="so many seeds from 0, or those from one to another as in 100-199 (10)",
    )
    group.add_argument(
        "--rates",
        type=_several(above_zero),
        default=[TrainSettings.rate],
        metavar="R,R,...",
        help=f"learning rates ({TrainSettings.rate:g})",
    )
    group.add_argument(
        "--inits",
        type=_several(_init),
        default=[DRAWN_BY],
        metavar="NAME,...",
        help=f"how the starts are drawn: {', '.join(DRAWN)} ({DRAWN_BY})",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        action="append",
        default=[],
        help="a table of the runs (.csv), or the network with the smallest loss as a project "
        f"(.reluviz) or a plot ({' '.join(PLOT_ENDINGS)}); may be given several times",
    )
    where = parser.add_argument_group("where").add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=counted, metavar="N", help="so many processes (one for each core)"
    )
    where.add_argument(
        "--dask", metavar="ADDRESS", help="a Dask cluster, by the address of its scheduler"
    )
    add_plot_arguments(parser)
