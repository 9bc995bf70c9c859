"""The command ``reluviz train``: train a network on data, a formula or the target of a project."""

from __future__ import annotations

import argparse
import csv
import io
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reluviz.cli.arguments import (
    PLOT_ENDINGS,
    above_zero,
    add_outputs,
    add_plot_arguments,
    check_outputs,
    counted,
    whole,
    write_outputs,
    zero_or_more,
)
from reluviz.cli.console import INTERRUPTED, interruptible, progress_bar, say
from reluviz.cli.data import (
    Data,
    RowData,
    add_data_arguments,
    file_of,
    joined_notes,
    read_data,
    read_rows,
)
from reluviz.core.network import Network
from reluviz.core.scaling import dead_reason
from reluviz.core.stopping import Progress, Stop
from reluviz.core.train_settings import DRAWN_BY, INITS, METHODS, TrainSettings
from reluviz.core.truth_table import wrong_rows
from reluviz.files import project_file
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import UserError, shown
from reluviz.files.project import Project

if TYPE_CHECKING:
    from reluviz.core.training import Diverged, Training

_ROWS = 4_000
"""A history has at most so many losses, and the last one."""

_STEPS_AT_ONCE = 20
_POINTS_AT_ONCE = 1_000_000  # of all the steps between two looks at Ctrl-C


def run(arguments: argparse.Namespace) -> int:
    from reluviz.export.tables import ENDINGS as TABLE_ENDINGS

    kinds = {
        "a project": (project_file.ENDING,),
        "a table of weights": TABLE_ENDINGS,
        "a plot": PLOT_ENDINGS,
    }
    file = file_of(arguments)
    history = [] if arguments.history is None else [arguments.history]
    check_outputs(history, file, {"a history": (".csv",)})
    check_outputs([*arguments.output, *history], file, kinds)
    settings = _settings(arguments)
    rows = read_rows(arguments)
    if rows is not None and settings.units is not None:
        raise UserError(
            "--units is for networks with one hidden layer; --init he draws this one anew"
        )
    data = rows or read_data(arguments)
    if isinstance(data, Data):
        data.check_writable(arguments.output)
    course = _Course(data, settings, bool(history))
    with interruptible() as stop, progress_bar("training") as progress:
        course.run(stop, progress)
    print(joined_notes(data) + course.report(), end="")
    write_outputs(course.project, arguments.output, arguments)
    for out in history:
        atomic_write(out, course.history_csv())
        print(f"wrote {shown(out)}")
    if course.diverged is not None:
        raise course.diverged
    if not course.training.is_finished:
        say(f"interrupted after {course.training.index:,} of {settings.steps:,} steps")
        return INTERRUPTED
    return 0


class _Course:
    """A training, and what is told about it.

    Parameters
    ----------
    data : Data or RowData
        What it learns; the project they are from, if any, has the network to start from.
    settings : TrainSettings
        How.
    keeps_losses : bool
        Whether the losses on the way are wanted, which take time if steps use only batches.
    """

    def __init__(self, data: Data | RowData, settings: TrainSettings, keeps_losses: bool) -> None:
        from reluviz.core.training import Training  # here, to start the window quicker

        self._data = data
        self.training: Training = Training(_start(data, settings), *data.points, settings)
        self.diverged: Diverged | None = None
        self._losses = [(0, self.training.loss)]
        self._apart = 1 if keeps_losses else settings.steps + 1  # steps between two of them
        self._seconds = 0.0

    def run(self, stop: Stop, progress: Progress | None) -> None:
        """Train until the end, Ctrl-C, or a step that cannot be taken."""
        from reluviz.core.training import Diverged

        training, steps = self.training, self.training.settings.steps
        points = len(self._data.points[0])
        at_once = max(1, min(_STEPS_AT_ONCE, _POINTS_AT_ONCE // points))
        begin = time.perf_counter()
        while not training.is_finished and not stop():
            try:
                training.advance(min(at_once, self._apart - training.index % self._apart))
            except Diverged as error:
                self.diverged = error
                break
            self._note_loss()
            if progress is not None:
                progress(training.index / steps)
        self._seconds = time.perf_counter() - begin
        if self._losses[-1][0] < training.index:
            self._losses.append((training.index, training.loss))

    def _note_loss(self) -> None:
        if self.training.index % self._apart == 0:
            self._losses.append((self.training.index, self.training.loss))
            if len(self._losses) > _ROWS:
                self._losses = self._losses[::2]
                self._apart *= 2

    @property
    def project(self) -> Project:
        """The project with the network as it is, as it was saved in all else."""
        network, project = self.training.network, self._data.project
        if project is None:
            assert isinstance(self._data, Data)
            return self._data.with_network(network)
        is_alike = [layer.weights.shape for layer in network.layers] == [
            layer.weights.shape for layer in project.network.layers
        ]
        if is_alike:
            return replace(project, network=network)
        return Project(network, project.target, project.domain, runs=project.runs)

    def report(self) -> str:
        """Return what came of it, as text."""
        training, settings = self.training, self.training.settings
        start, end = self._losses[0][1], training.loss
        lines = [
            f"start  mean squared error {start:.6g}",
            f"end    mean squared error {end:.6g}, largest error {training.largest_error():.6g}",
            f"       after {training.index:,} steps of {settings.method} in {self._seconds:.1f} s",
        ]
        if (share := training.r_squared) is not None:
            lines.insert(2, f"       R^2 {share:.6g}")
        if training.note:
            lines.append(f"note   {training.note}")
        network = training.network
        if isinstance(self._data, RowData):
            lines += _right_rows(network, self._data)
        elif network.is_shallow:
            lines.append(f"units  {network.n_units:,}{_fates(network, self._data, training.note)}")
        return "".join(f"{line}\n" for line in lines)

    def history_csv(self) -> bytes:
        """Return the losses on the way as a CSV file."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(["step", "mean_squared_error"])
        writer.writerows((step, repr(loss)) for step, loss in self._losses)
        return buffer.getvalue().encode()


def _settings(arguments: argparse.Namespace) -> TrainSettings:
    init: str | None = arguments.init
    if init == "current" and arguments.units is not None:
        raise UserError(
            "--init current trains the units there are; leave out --units, or choose another start"
        )
    drawn = DRAWN_BY if arguments.units is not None else "current"
    return TrainSettings(
        arguments.method,
        arguments.rate,
        arguments.batch,
        arguments.steps,
        arguments.seed,
        init or drawn,
        arguments.units,
        arguments.scaling,
        arguments.weight_decay,
    )


def _start(data: Data | RowData, settings: TrainSettings) -> Network:
    """Return the network there is, or any if one of `settings.units` is drawn."""
    if settings.units is None and data.project is None:
        raise UserError("nothing says how many ReLUs to train; add --units 10, for example")
    if settings.units is None and data.project is not None:
        return data.project.network
    return Network.from_rays([1.0], [0.0], [0.0], 0.0)


def _right_rows(network: Network, data: RowData) -> list[str]:
    """Return how many rows of a gate are right; nothing for other tables."""
    inputs, wanted = data.points
    if not np.isin(wanted, (0.0, 1.0)).all():
        return []
    wrong = wrong_rows(network(inputs).reshape(len(inputs), -1), wanted)
    return [f"rows   {len(wrong) - int(wrong.sum()):,} of {len(wrong):,} right"]


def _fates(network: Network, data: Data | RowData, note: str) -> str:
    """Return what has become of the units, such as ``: 2 dead, 1 outside the data``."""
    from collections import Counter

    from reluviz.core.history import Fate, unit_fates

    counts = Counter(one.fate for one in unit_fates(network, data.points[0]))
    words = {
        Fate.DEAD: "dead",
        Fate.OUTSIDE: "a straight line on the data",
        Fate.MERGED: "merged with another one",
    }
    parts = [f"{counts[fate]:,} {word}" for fate, word in words.items() if counts[fate]]
    why = f"\n       dead: {dead_reason(note)}" if counts[Fate.DEAD] else ""
    return ": " + ", ".join(parts) + why if parts else ", all active"


# The arguments


def add_training_arguments(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Add how to train: what `train` and `sweep` have in common; return their group."""
    group = parser.add_argument_group("training")
    group.add_argument(
        "--method",
        choices=METHODS,
        default=TrainSettings.method,
        help="how (%(default)s)",
    )
    group.add_argument(
        "--batch", type=counted, metavar="N", help="points for each step (all of them)"
    )
    group.add_argument(
        "--steps",
        type=whole,
        default=TrainSettings.steps,
        metavar="N",
        help="how many (%(default)s)",
    )
    group.add_argument(
        "--scaling",
        action=argparse.BooleanOptionalAction,
        default=TrainSettings.scaling,
        help="train data far from 0, very large or very small in scaled units, as is said then; "
        "the network is in those of the data (--scaling)",
    )
    return group


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_arguments(
        parser,
        "a table (.csv .tsv .txt .xlsx .ods), or a project: its network is trained on its target "
        "or its truth table; - is the standard input",
    )
    group = add_training_arguments(parser)
    group.add_argument(
        "--units", type=counted, metavar="N", help="ReLUs of a new network, to be drawn"
    )
    group.add_argument(
        "--init",
        choices=INITS,
        help=f"how it is drawn ({DRAWN_BY}); current is the network of the project, which is "
        "trained without --units",
    )
    group.add_argument(
        "--rate",
        type=above_zero,
        default=TrainSettings.rate,
        metavar="R",
        help="the learning rate, or the spread of the random search (%(default)s)",
    )
    group.add_argument(
        "--seed",
        type=whole,
        default=TrainSettings.seed,
        metavar="K",
        help="the same seed gives the same steps (%(default)s)",
    )
    group.add_argument(
        "--weight-decay",
        type=zero_or_more,
        default=TrainSettings.weight_decay,
        metavar="D",
        help="each step of sgd, momentum or adam first makes every weight, but no bias, smaller "
        "by D times the rate (%(default)s)",
    )
    add_outputs(parser)
    parser.add_argument(
        "--history",
        metavar="OUT.csv",
        help=f"a table of the loss at every step, or at {_ROWS // 2:,} to {_ROWS:,} of them",
    )
    add_plot_arguments(parser)
