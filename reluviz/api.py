"""What can be done without a window: ``import reluviz as rv``. Nothing here imports Qt."""

from __future__ import annotations

from pathlib import Path

from reluviz.cluster import dask_executor
from reluviz.core.anatomy import SegmentReading, partial_sums, segments
from reluviz.core.backward import Backward, backward
from reluviz.core.bounds import Envelope
from reluviz.core.construct import rewrite_right, through_points
from reluviz.core.depth import Joints, flatten, joints, prune, unit_curves
from reluviz.core.error_correction import Correction, error_correction
from reluviz.core.fitting import Fit, FitCurve, fit, fit_curve, fit_fixed, fit_tolerance, refit
from reluviz.core.formula import Formula, FormulaError, formula
from reluviz.core.formula_targets import formula_target
from reluviz.core.history import Fate, History, UnitFate, unit_fates
from reluviz.core.influence import Influence, influence
from reluviz.core.initial import initial_network
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.output_weights import fit_output_weights
from reluviz.core.perturb import Perturbation, envelope, perturb
from reluviz.core.piecewise import PiecewiseLinear, TooManyPieces, exact_curve
from reluviz.core.plane_change import largest_change
from reluviz.core.plane_mesh import TooManyRegions
from reluviz.core.regions import Regions, regions
from reluviz.core.runs import Run
from reluviz.core.sensitivity import InfluenceMap, LossSlice, influence_map, loss_slice
from reluviz.core.stopping import Stopped
from reluviz.core.sweep_work import Trained
from reluviz.core.sweeps import SweepResult, runs_of, train_many
from reluviz.core.symmetry import mirror_ray, scale_unit, simplify
from reluviz.core.targets import Target
from reluviz.core.train_settings import TrainSettings
from reluviz.core.training import Diverged, Training, TrainStep, train
from reluviz.core.truth_table import TruthTable
from reluviz.core.unit_path import UnitPath, unit_path
from reluviz.export.forms import FORMS, form_of
from reluviz.export.manim import manim_scene
from reluviz.export.notebook import install
from reluviz.export.widget import widget
from reluviz.files.atomic import atomic_write
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.examples import list_examples, load_example
from reluviz.files.formats import open_any
from reluviz.files.keras_layers import from_keras
from reluviz.files.project import FitSettings, Project, View
from reluviz.files.project_file import ENDING, write_project
from reluviz.files.sklearn_models import from_sklearn
from reluviz.files.table import Table
from reluviz.files.tables import read_table
from reluviz.files.torch_modules import from_torch
from reluviz.watching import Watch, watch

__all__ = [
    "Backward",
    "Correction",
    "Diverged",
    "Envelope",
    "Fate",
    "Fit",
    "FitCurve",
    "FitSettings",
    "Formula",
    "FormulaError",
    "History",
    "Influence",
    "InfluenceMap",
    "Joints",
    "Layer",
    "LossSlice",
    "Network",
    "ParameterId",
    "Perturbation",
    "PiecewiseLinear",
    "Project",
    "Regions",
    "Run",
    "SegmentReading",
    "Stopped",
    "SweepResult",
    "Table",
    "Target",
    "TooManyPieces",
    "TooManyRegions",
    "TrainSettings",
    "TrainStep",
    "Trained",
    "Training",
    "TruthTable",
    "UnitFate",
    "UnitPath",
    "View",
    "Watch",
    "backward",
    "dask_executor",
    "envelope",
    "error_correction",
    "exact_curve",
    "example",
    "examples",
    "export",
    "export_text",
    "fit",
    "fit_curve",
    "fit_fixed",
    "fit_output_weights",
    "fit_tolerance",
    "flatten",
    "forms",
    "formula",
    "formula_target",
    "from_keras",
    "from_sklearn",
    "from_torch",
    "influence",
    "influence_map",
    "initial_network",
    "joints",
    "largest_change",
    "load",
    "loss_slice",
    "manim_scene",
    "mirror_ray",
    "partial_sums",
    "perturb",
    "prune",
    "read_table",
    "refit",
    "regions",
    "rewrite_right",
    "runs_of",
    "save",
    "scale_unit",
    "segments",
    "show",
    "simplify",
    "through_points",
    "train",
    "train_many",
    "unit_curves",
    "unit_fates",
    "unit_path",
    "watch",
    "widget",
]


install()


def save(work: Network | Project, path: PathLike) -> None:
    """Write a project file, all or nothing.

    Parameters
    ----------
    work : Network or Project
        A network alone is looked at from -1 to 1 and has no target.
    path : str or PathLike
        Where to; ends in ``.reluviz``.

    Raises
    ------
    ValueError
        If the name ends otherwise or the file cannot be written; the message is one sentence.
    """
    if Path(path).suffix.lower() != ENDING:
        raise UserError(f"{shown(path)}: the name of a project ends in {ENDING}")
    write_project(_as_project(work), path)


def load(path: PathLike, activation: str | None = None) -> Project:
    """Read a project, the network of another program, or a table as the network through its points.

    Parameters
    ----------
    path : str or PathLike
        The file; the ending of its name tells the format.
    activation : str, optional
        That of the hidden layers, for files that do not say it (.safetensors, .pt): ReLU if left
        out. What is to be said about how a file was read is in the project's ``notes``.

    Raises
    ------
    ValueError
        If there is no such file, or it holds something else; the message is one sentence.
    """
    return open_any(path, activation)


def export(work: Network | Project, path: PathLike, form: str | None = None) -> None:
    """Write a network as something else: a formula, code, its curve, a page.

    Parameters
    ----------
    work : Network or Project
        A network alone is looked at from -1 to 1.
    path : str or PathLike
        The file. Its ending tells what it is: ``.h``, ``.js``, ``.py``, ``.html``, ``.cir``,
        ``.css``, ``.cube``, ``.wl``, ``.xlsx``.
    form : str, optional
        What is written, whatever the ending; see `forms`.

    Raises
    ------
    ValueError
        If that is not possible, or the file cannot be written; the message is one sentence.
    """
    found = form_of(path, form)
    if found is None:
        raise UserError(f"{shown(path)}: say what to write; there are {', '.join(FORMS)}")
    atomic_write(path, found.data(_as_project(work)))


def export_text(work: Network | Project, form: str) -> str:
    """Return a network as text: ``rv.export_text(net, "desmos")``.

    Parameters
    ----------
    work : Network or Project
        A network alone is looked at from -1 to 1.
    form : str
        One of `forms`.

    Raises
    ------
    ValueError
        If there is no such form, or it cannot hold the network.
    """
    found = form_of("", form)
    assert found is not None
    return found.text(_as_project(work))


def forms() -> list[str]:
    """Return the names of what a network can be written as."""
    return list(FORMS)


def examples() -> list[str]:
    """Return the names of the examples that come with the program."""
    return [example.name for example in list_examples()]


def example(name: str) -> Project:
    """Return an example: ``rv.example("xor")``.

    Raises
    ------
    ValueError
        If there is none; the message names those there are.
    """
    return load_example(name)


def show(work: Network | Project) -> None:
    """Open the window on a network or a project, and wait until it is closed.

    Raises
    ------
    ValueError
        If there is no display, or the network is larger than the window shows.
    ImportError
        If Qt cannot be imported; the message names what is missing.
    """
    import reluviz.system as system  # only needed here, and not for free

    project, problem = _as_project(work), system.display_problem()
    if problem is not None:
        raise UserError(problem)
    try:
        from reluviz.app.application import show as show_window
    except ImportError as error:
        raise ImportError(system.explain_import_error(error)) from error
    show_window(project)


def _as_project(work: Network | Project) -> Project:
    if isinstance(work, Project):
        return work
    if isinstance(work, Network):
        return Project(work)
    raise TypeError(f"a Network or a Project is needed, not {type(work).__name__}")
