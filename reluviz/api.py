"""What can be done without a window: ``import reluviz as rv``. Nothing here imports Qt."""

from __future__ import annotations

from pathlib import Path

from reluviz.core.anatomy import SegmentReading, partial_sums, segments
from reluviz.core.construct import rewrite_right, through_points
from reluviz.core.influence import Influence, influence
from reluviz.core.network import Layer, Network, ParameterId
from reluviz.core.perturb import Perturbation, envelope, perturb
from reluviz.core.piecewise import PiecewiseLinear, exact_curve
from reluviz.core.sensitivity import InfluenceMap, LossSlice, influence_map, loss_slice
from reluviz.core.symmetry import mirror_ray, scale_unit, simplify
from reluviz.core.targets import Target
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.opening import open_any
from reluviz.files.project import Project, View
from reluviz.files.project_file import ENDING, write_project

__all__ = [
    "Influence",
    "InfluenceMap",
    "Layer",
    "LossSlice",
    "Network",
    "ParameterId",
    "Perturbation",
    "PiecewiseLinear",
    "Project",
    "SegmentReading",
    "Target",
    "View",
    "envelope",
    "exact_curve",
    "influence",
    "influence_map",
    "load",
    "loss_slice",
    "mirror_ray",
    "partial_sums",
    "perturb",
    "rewrite_right",
    "save",
    "scale_unit",
    "segments",
    "show",
    "simplify",
    "through_points",
]


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


def load(path: PathLike) -> Project:
    """Read a project file, or a table of points (.csv, .tsv, .txt) as the network through them.

    Raises
    ------
    ValueError
        If there is no such file, or it holds something else; the message is one sentence.
    """
    return open_any(path)


def show(work: Network | Project) -> None:
    """Open the window on a network or a project, and wait until it is closed.

    Raises
    ------
    ValueError
        If there is no display, or the window cannot show the network: it shows one hidden layer
        of ReLUs.
    ImportError
        If Qt cannot be imported; the message names what is missing.
    """
    from reluviz import system  # only needed here, and not for free

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
