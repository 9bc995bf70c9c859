"""ReluViz: understand a ReLU network by hand. ``import reluviz as rv``; ``help(rv.fit)`` says more.

A network
    Network, Layer, ParameterId; through_points, initial_network; example, examples
    load, save, Project, View; from_torch, from_keras, from_sklearn
Taken elsewhere, and seen
    export, export_text, forms; manim_scene; show, watch, Watch; widget
What it computes
    exact_curve, PiecewiseLinear, TooManyPieces; joints, Joints, unit_curves, unit_path, UnitPath
    regions, Regions, TooManyRegions; segments, SegmentReading, partial_sums
What a number does
    influence, Influence, influence_map, InfluenceMap, largest_change; loss_slice, LossSlice
    perturb, Perturbation, envelope, Envelope; backward, Backward
The same function, other numbers
    scale_unit, mirror_ray, rewrite_right, simplify, prune, flatten
What it should match
    Target, TruthTable, Table, read_table; formula, Formula, FormulaError, formula_target
The best there is
    fit, Fit, FitSettings, fit_curve, FitCurve, fit_fixed, fit_tolerance, refit, fit_output_weights
Training
    train, Training, TrainSettings, TrainStep, Trained, Diverged, Stopped
    error_correction, Correction; History, unit_fates, UnitFate, Fate
    train_many, SweepResult, runs_of, Run, dask_executor

All of it works without a window; ``reluviz.app`` is the window.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reluviz.api import *  # noqa: F403

    __version__: str


def __getattr__(name: str) -> object:
    """What is imported when it is asked for: the command line and the window start sooner."""
    if name == "__version__":
        from reluviz.version import find_version

        return find_version()
    # help(rv) would print every name with all that it can do: thousands of lines.
    is_help = name == "__all__" and sys._getframe(1).f_globals.get("__name__") == "pydoc"
    if is_help or (name.startswith("__") and name != "__all__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not "from reluviz import api", which would ask here for that name first.
    import reluviz.api as api

    if name == "__all__":
        return sorted([*api.__all__, "__version__"])
    if name not in api.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(api, name)


def __dir__() -> list[str]:
    """All that there is, for completion: also what is not imported yet."""
    import reluviz.api as api

    return sorted({*globals(), *api.__all__, "__version__"})
