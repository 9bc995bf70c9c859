"""ReluViz: understand a ReLU network by hand.

The names below work without a window; ``reluviz.app`` is the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reluviz.api import (
    Correction,
    FitSettings,
    Influence,
    InfluenceMap,
    Layer,
    LossSlice,
    Network,
    ParameterId,
    Perturbation,
    PiecewiseLinear,
    Project,
    Run,
    SegmentReading,
    Target,
    TruthTable,
    View,
    envelope,
    error_correction,
    exact_curve,
    example,
    examples,
    influence,
    influence_map,
    load,
    loss_slice,
    mirror_ray,
    partial_sums,
    perturb,
    rewrite_right,
    save,
    scale_unit,
    segments,
    show,
    simplify,
    through_points,
)

if TYPE_CHECKING:
    from reluviz.api import (
        Diverged,
        Fate,
        Fit,
        FitCurve,
        Formula,
        FormulaError,
        History,
        Stopped,
        SweepResult,
        Table,
        Trained,
        Training,
        TrainSettings,
        TrainStep,
        UnitFate,
        dask_executor,
        fit,
        fit_curve,
        fit_fixed,
        fit_output_weights,
        fit_tolerance,
        formula,
        formula_target,
        initial_network,
        read_table,
        refit,
        runs_of,
        train,
        train_many,
        unit_fates,
    )

    __version__: str

__all__ = [
    "Correction",
    "Diverged",
    "Fate",
    "Fit",
    "FitCurve",
    "FitSettings",
    "Formula",
    "FormulaError",
    "History",
    "Influence",
    "InfluenceMap",
    "Layer",
    "LossSlice",
    "Network",
    "ParameterId",
    "Perturbation",
    "PiecewiseLinear",
    "Project",
    "Run",
    "SegmentReading",
    "Stopped",
    "SweepResult",
    "Table",
    "Target",
    "TrainSettings",
    "TrainStep",
    "Trained",
    "Training",
    "TruthTable",
    "UnitFate",
    "View",
    "__version__",
    "dask_executor",
    "envelope",
    "error_correction",
    "exact_curve",
    "example",
    "examples",
    "fit",
    "fit_curve",
    "fit_fixed",
    "fit_output_weights",
    "fit_tolerance",
    "formula",
    "formula_target",
    "influence",
    "influence_map",
    "initial_network",
    "load",
    "loss_slice",
    "mirror_ray",
    "partial_sums",
    "perturb",
    "read_table",
    "refit",
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
    "unit_fates",
]


def __getattr__(name: str) -> object:
    """What takes time to import, such as ``fit`` and ``train``, and ``__version__``."""
    if name == "__version__":
        from reluviz.version import find_version

        return find_version()
    if name in __all__:
        from reluviz import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """All that there is, for completion: also what is not imported yet."""
    return sorted({*globals(), *__all__})
