"""The arguments of commands that work on data: a table, a formula, or the target of a project."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

from reluviz.cli.arguments import STANDARD_INPUT, number, parts_of, standard_input
from reluviz.cli.console import MarkedError
from reluviz.cli.tables import NAMES as TABLE_NAMES
from reluviz.cli.tables import add_table_arguments, chosen_table, refuse_table_arguments
from reluviz.core.network import Network
from reluviz.core.piecewise import Array, Domain, check_domain
from reluviz.core.targets import Target
from reluviz.files import project_file
from reluviz.files.errors import UserError, shown
from reluviz.files.project import Project
from reluviz.files.reading import LARGEST_TABLE

_MANY = 10_000  # points that any project can hold


@dataclass(frozen=True, eq=False)
class Data:
    """What a command works on.

    Parameters
    ----------
    target : Target
        The data; of a project its target, which may be a line.
    domain : tuple of float
        Where it is looked at.
    notes : tuple of str
        What is to be said about how it was read.
    project : Project or None
        Where it is from, if it is from one.
    """

    target: Target
    domain: Domain
    notes: tuple[str, ...] = ()
    project: Project | None = None

    @property
    def points(self) -> tuple[Array, Array]:
        """The single points that are fitted."""
        return self.target.samples(self.domain)

    def with_network(self, network: Network) -> Project:
        """Return the project with the data as its target, and this network."""
        return Project(network, self.target, self.domain)

    def check_writable(self, outs: list[str]) -> None:
        """Raise UserError if one of the files is a project, and cannot hold the data."""
        is_asked = any(Path(out).suffix.lower() == project_file.ENDING for out in outs)
        if is_asked and len(self.target.x) > _MANY:
            network = Network.from_rays([1.0], [0.0], [0.0], 0.0)
            project_file.dumps(self.with_network(network))


@dataclass(frozen=True, eq=False)
class RowData:
    """The truth table of a project, for its layered network.

    Parameters
    ----------
    project : Project
        Has a truth table that fits its network.
    """

    project: Project
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[Array, Array]:
        """The inputs and the wanted outputs, row by row."""
        table = self.project.table
        assert table is not None
        return table.inputs, table.outputs


def read_rows(arguments: argparse.Namespace) -> RowData | None:
    """Return the truth table of the project that is named; None if it is no such project.

    Raises
    ------
    UserError
        If the project cannot be read.
    """
    file = file_of(arguments)
    if file in (None, "-") or not str(file).lower().endswith(project_file.ENDING):
        return None
    project = project_file.read_project(str(file))
    if project.table is None or not project.table.fits(project.network):
        return None
    return RowData(project)


def add_data_arguments(parser: argparse.ArgumentParser, what: str) -> None:
    """Add what `read_data` reads; `what` says what the first argument is."""
    parser.add_argument("data", metavar="DATA", nargs="?", help=what)
    group = parser.add_argument_group("data")
    group.add_argument(
        "--formula", metavar="F", help='a function of x instead of a file: "sin(3*x) + x/2"'
    )
    group.add_argument(
        "--domain",
        type=_domain,
        metavar="A,B",
        help="where a formula is taken, at 1,001 places from A to B (-1,1)",
    )
    add_table_arguments(parser)


def file_of(arguments: argparse.Namespace) -> str | None:
    """Return the file that is read; None for a formula.

    Raises
    ------
    UserError
        If there are both or none, or an option that belongs to the other.
    """
    file: str | None = arguments.data
    if arguments.formula is not None:
        if file is not None:
            raise UserError("DATA and --formula are both given; leave out one of them")
        unused = list(TABLE_NAMES)
    elif file is None:
        raise UserError("there are no data: give a file, - for the standard input, or --formula")
    else:
        unused = ["domain"]
    for name in unused:
        if getattr(arguments, name) is not None:
            owner = "a formula" if name == "domain" else "a table"
            raise UserError(f"--{name} belongs to {owner}; leave it out")
    return file


def read_data(arguments: argparse.Namespace) -> Data:
    """Return the data that the arguments name.

    Raises
    ------
    ValueError
        If there are none.
    """
    file = file_of(arguments)
    if file is None:
        return _formula_data(arguments.formula, arguments.domain or (-1.0, 1.0))
    if file == "-":
        content = standard_input(LARGEST_TABLE)
        if not content.lstrip().startswith(b"{"):
            return _table_data(content, arguments, STANDARD_INPUT)
        project = project_file.loads(content, STANDARD_INPUT)
    elif Path(file).suffix.lower() != project_file.ENDING:
        return _table_data(file, arguments)
    else:
        project = project_file.read_project(file)
    refuse_table_arguments(arguments)
    return _project_data(project, STANDARD_INPUT if file == "-" else shown(file))


def joined_notes(data: Data | RowData) -> str:
    """Return what is to be said about how the data were read, a line for each."""
    return "".join(f"{note}\n" for note in data.notes)


def _project_data(project: Project, name: str) -> Data:
    target = project.target
    if target is None:
        raise UserError(f"{name} has no target: give data, or a project that has a target")
    data = Data(target, project.domain, project=project)
    x, _ = data.points
    if len(x) < 2 or x[0] == x[-1]:
        raise UserError(f"the target of {name} has no two points with different x on its domain")
    return data


def _table_data(
    source: str | bytes, arguments: argparse.Namespace, name: str | None = None
) -> Data:
    table, places, notes = chosen_table(arguments, source, name)
    target = table.target(*places)
    return Data(target, (float(target.x[0]), float(target.x[-1])), notes)


def _formula_data(text: str, domain: Domain) -> Data:
    from reluviz.core.formula import FormulaError  # here, to start the window quicker
    from reluviz.core.formula_targets import formula_target, samples_of

    try:
        target = formula_target(text, domain)
    except FormulaError as error:
        raise MarkedError(str(error), text, error.place, error.length) from None
    return Data(target, domain, tuple(filter(None, [samples_of(text, domain).sentence])))


def _domain(text: str) -> Domain:
    try:
        return check_domain(tuple(numbers(text)))  # type: ignore[arg-type]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; write it like --domain=-1,1") from None


def numbers(text: str) -> list[float]:
    """Return the numbers in a text such as ``-1,0.5``, or ``-1;0,5``.

    Raises
    ------
    argparse.ArgumentTypeError
        If a part of it is not a finite number.
    """
    found = []
    for part in parts_of(text):
        found.append(number(part))
        if math.isnan(found[-1]):
            raise argparse.ArgumentTypeError(f"{part!r} in {text!r} is not a number")
    return found
