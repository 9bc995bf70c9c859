"""Fields of a project file of the newest version, and what a project has in each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np

from reluviz.core.calendar import Calendar
from reluviz.core.construct import LARGEST_UNITS
from reluviz.core.formula import LONGEST_FORMULA, formula
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import Perturbation
from reluviz.core.piecewise import check_domain
from reluviz.core.runs import Run
from reluviz.core.targets import MOST_POINTS, Target
from reluviz.core.truth_table import MOST_ROWS, TruthTable
from reluviz.files.errors import ProjectError
from reluviz.files.project import FitSettings, Origin, Project, View

VERSION = 5
LARGEST_LAYERS = 1_000
"""A network in a file has at most so many layers."""

_MOST_INPUTS = 1_000  # whose intervals are said

_Word = Annotated[str, msgspec.Meta(max_length=40)]  # it may be quoted in a message
_Count = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
_Formula = Annotated[str, msgspec.Meta(max_length=LONGEST_FORMULA)]


class LayerFields(msgspec.Struct, forbid_unknown_fields=True):
    """A layer; a row of weights for each unit."""

    activation: _Word
    weights: list[list[float]]
    bias: list[float]


class CalendarFields(msgspec.Struct, forbid_unknown_fields=True):
    """What dates or times the x of the target count."""

    since: _Word
    unit: _Word


class TargetFields(msgspec.Struct, forbid_unknown_fields=True):
    """The target."""

    kind: _Word
    formula: _Formula
    calendar: CalendarFields | None
    x: list[float]
    y: list[float]


class TableFields(msgspec.Struct, forbid_unknown_fields=True):
    """The truth table."""

    inputs: list[list[float]]
    outputs: list[list[float]]
    names: list[str]


class PerturbationFields(msgspec.Struct, forbid_unknown_fields=True):
    """The random draws that are shown."""

    which: _Word
    spread: float
    relative: bool
    distribution: _Word
    draws: int
    seed: int


class FitFields(msgspec.Struct, forbid_unknown_fields=True):
    """The best fit that is shown."""

    units: _Count
    norm: _Word


class ViewFields(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How the network is looked at."""

    drag_mode: _Word
    probe: float | None
    hidden: list[_Word]
    build: int | None
    perturbation: PerturbationFields | None
    fit: FitFields | None
    point: list[float] | None
    axis: _Count
    output: _Count
    fill: _Word = "output"
    up: _Count | None = None


class RunFields(msgspec.Struct, forbid_unknown_fields=True):
    """A network that is kept to compare with."""

    name: str
    kind: _Word
    settings: str
    steps: _Count
    seconds: float
    is_shown: bool
    network: list[LayerFields]


class OriginFields(msgspec.Struct, forbid_unknown_fields=True):
    """The file of another program that the network was read from; its folder is nobody's affair."""

    name: str
    size: _Count
    sha256: str
    exporter: str


class ProjectFields(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """All of a file, in the order in which it is written."""

    format: Literal["reluviz"]
    version: int
    domain: tuple[float, float]
    others: list[tuple[float, float]]
    network: list[LayerFields]
    target: TargetFields | None
    table: TableFields | None
    view: ViewFields
    runs: list[RunFields]
    origin: OriginFields | None = None


# From a project


def fields_of(project: Project) -> ProjectFields:
    """Return what is written for a project.

    Raises
    ------
    ProjectError
        If it is so large, or so odd, that it could not be opened again.
    """
    target = project.target
    fields = ProjectFields(
        format="reluviz",
        version=VERSION,
        domain=project.domain,
        others=list(project.others),
        network=_layers_of(project.network),
        target=None if target is None else _target_of(target),
        table=None if project.table is None else _table_of(project.table),
        view=_view_of(project.view, project.network),
        runs=[_run_of(run) for run in project.runs],
        origin=None if project.origin is None else _origin_of(project.origin),
    )
    check_sizes(fields, "the project")
    if target is not None:
        with in_field("the project, field target"):
            _check_formula(target)
    return fields


def _layers_of(network: Network) -> list[LayerFields]:
    return [
        LayerFields(layer.activation, layer.weights.tolist(), layer.bias.tolist())
        for layer in network.layers
    ]


def _target_of(target: Target) -> TargetFields:
    calendar = None if target.calendar is None else CalendarFields(**asdict(target.calendar))
    return TargetFields(target.kind, target.formula, calendar, target.x.tolist(), target.y.tolist())


def _table_of(table: TruthTable) -> TableFields:
    names = [_unicode(name) for name in table.names]
    return TableFields(table.inputs.tolist(), table.outputs.tolist(), names)


def _view_of(view: View, network: Network) -> ViewFields:
    """What is written for a view; what does not fit the network is left over from another one."""
    drawn, fit, point = view.perturbation, view.fit, view.point
    if point is not None and len(point) != network.n_inputs:
        point = None
    return ViewFields(
        drag_mode=view.drag_mode,
        probe=None if view.probe is None else float(view.probe),
        hidden=list(view.hidden),
        build=view.build,
        perturbation=None if drawn is None else PerturbationFields(**asdict(drawn)),
        fit=None if fit is None else FitFields(**asdict(fit)),
        point=None if point is None else [float(value) for value in point],
        axis=view.axis if view.axis < network.n_inputs else 0,
        output=view.output if view.output < network.n_outputs else 0,
        fill=view.fill,
        up=view.up if view.up is not None and view.up < network.n_inputs else None,
    )


def _run_of(run: Run) -> RunFields:
    return RunFields(
        name=_unicode(run.name),
        kind=run.kind,
        settings=_unicode(run.settings),
        steps=run.steps,
        seconds=float(run.seconds),
        is_shown=run.is_shown,
        network=_layers_of(run.network),
    )


def _unicode(text: str) -> str:
    """Return text without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


# To a project


def _origin_of(origin: Origin) -> OriginFields:
    return OriginFields(Path(origin.path).name, origin.size, origin.sha256, origin.exporter)


def _origin(fields: OriginFields) -> Origin:
    if fields.name != Path(fields.name).name:
        raise ValueError("name is that of a file, without a folder")
    return Origin(fields.name, fields.size, fields.sha256, fields.exporter)


def project_of(fields: ProjectFields, name: str) -> Project:
    """Return the project that fields describe.

    Raises
    ------
    ProjectError
        If there is no such project; with `name` and the field.
    """
    check_sizes(fields, name)
    network = network_of(fields.network, f"{name}, field network")
    with in_field(f"{name}, field target"):
        target = None if fields.target is None else _target(fields.target)
    with in_field(f"{name}, field table"):
        table = None if fields.table is None else _table(fields.table)
    for index, other in enumerate(fields.others):
        with in_field(f"{name}, field others[{index}]"):
            check_domain(other)
    with in_field(f"{name}, field view"):
        view = _view(fields.view)
        _check_view(view, network)
        if view.perturbation is not None:
            view.perturbation.parameters(network)
    runs = tuple(_run(run, f"{name}, field runs[{index}]") for index, run in enumerate(fields.runs))
    with in_field(f"{name}, field origin"):
        origin = None if fields.origin is None else _origin(fields.origin)
    with in_field(f"{name}, field domain"):
        others = tuple(fields.others)
        return Project(network, target, fields.domain, view, runs, table, others, origin)


def network_of(fields: list[LayerFields], where: str) -> Network:
    """Return the network that layers describe; `where` is what messages call it.

    Raises
    ------
    ProjectError
        If there is no such network.
    """
    _check_network(fields, where)
    layers = []
    for index, layer in enumerate(fields):
        with in_field(f"{where}[{index}]"):
            _check_rows(layer.weights, "the weights")
            layers.append(Layer(layer.weights, layer.bias, layer.activation))
    with in_field(where):
        return Network(layers)


def _target(fields: TargetFields) -> Target:
    since = fields.calendar
    calendar = None if since is None else Calendar(since.since, since.unit)
    target = Target(np.array(fields.x), np.array(fields.y), fields.kind, fields.formula, calendar)
    _check_formula(target)
    return target


def _check_formula(target: Target) -> None:
    if target.formula:
        formula(target.formula)
        if target.is_line:
            raise ValueError("only data have a formula; delete it, or make the kind data")
        if target.calendar is not None:
            raise ValueError("a formula has no calendar; delete one of them")


def _table(fields: TableFields) -> TruthTable:
    _check_rows(fields.inputs, "the inputs")
    _check_rows(fields.outputs, "the outputs")
    names = tuple(_unicode(name) for name in fields.names)
    return TruthTable(np.array(fields.inputs), np.array(fields.outputs), names)


def _check_view(view: View, network: Network) -> None:
    if view.point is not None and len(view.point) != network.n_inputs:
        raise ValueError(
            f"the point has {len(view.point)} numbers, the network {network.n_inputs} inputs"
        )
    if max(view.axis, view.up or 0) >= network.n_inputs or view.output >= network.n_outputs:
        raise ValueError("the axis is the number of an input, the output that of an output, from 0")


def _view(fields: ViewFields) -> View:
    drawn, fit = fields.perturbation, fields.fit
    return View(
        drag_mode=fields.drag_mode,
        probe=fields.probe,
        hidden=tuple(fields.hidden),
        build=fields.build,
        perturbation=None if drawn is None else Perturbation(**msgspec.structs.asdict(drawn)),
        fit=None if fit is None else FitSettings(**msgspec.structs.asdict(fit)),
        point=None if fields.point is None else tuple(fields.point),
        axis=fields.axis,
        output=fields.output,
        fill=fields.fill,
        up=fields.up,
    )


def _run(fields: RunFields, where: str) -> Run:
    network = network_of(fields.network, f"{where}.network")
    with in_field(where):
        return Run(
            _unicode(fields.name),
            fields.kind,
            network,
            _unicode(fields.settings),
            fields.steps,
            fields.seconds,
            fields.is_shown,
        )


@contextmanager
def in_field(where: str) -> Iterator[None]:
    """Say where, when a value is not possible."""
    try:
        yield
    except ValueError as error:
        advice = "" if ";" in str(error) else "; correct it"  # some say it themselves
        raise ProjectError(f"{where}: {error}{advice}") from None


def _check_rows(rows: list[list[float]], what: str) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"row {number} of {what} has {len(row)} numbers, row 1 has {len(rows[0])}"
            )


def check_sizes(fields: ProjectFields, name: str) -> None:
    """Refuse what is larger than the program can take.

    Raises
    ------
    ProjectError
        With `name` and the field.
    """
    _check_network(fields.network, f"{name}, field network")
    for index, run in enumerate(fields.runs):
        _check_network(run.network, f"{name}, field runs[{index}].network")
    if fields.target is not None and len(fields.target.x) > MOST_POINTS:
        raise ProjectError(
            f"{name}, field target: {len(fields.target.x):,} points are more than "
            f"{MOST_POINTS:,}, which is all that is possible; thin them out"
        )
    if fields.table is not None and len(fields.table.inputs) > MOST_ROWS:
        raise ProjectError(
            f"{name}, field table: {len(fields.table.inputs):,} rows are more than "
            f"{MOST_ROWS:,}, which is all that is possible; thin them out"
        )
    if len(fields.others) > _MOST_INPUTS:
        raise ProjectError(
            f"{name}, field others: {len(fields.others):,} intervals are more than "
            f"{_MOST_INPUTS:,}, which is all that is possible; delete some"
        )


def _check_network(layers: list[LayerFields], where: str) -> None:
    if len(layers) > LARGEST_LAYERS:
        raise ProjectError(
            f"{where}: {len(layers):,} layers are more than {LARGEST_LAYERS:,}, which is all that "
            "is possible; use a smaller network"
        )
    for index, layer in enumerate(layers):
        widest = max(len(layer.weights), *map(len, layer.weights[:1]), 0)
        if widest > LARGEST_UNITS:
            raise ProjectError(
                f"{where}[{index}]: {widest:,} units are more than {LARGEST_UNITS:,}, which is all "
                "that is possible; use a smaller network"
            )
