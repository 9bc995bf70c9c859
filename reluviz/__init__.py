"""ReluViz: understand a ReLU network by hand.

The names below work without a window; ``reluviz.app`` is the window.
"""

from __future__ import annotations

from reluviz.api import (
    Influence,
    InfluenceMap,
    Layer,
    LossSlice,
    Network,
    ParameterId,
    Perturbation,
    PiecewiseLinear,
    Project,
    SegmentReading,
    Target,
    View,
    envelope,
    exact_curve,
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
    "__version__",
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


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for: that takes longer than all the rest."""
    if name == "__version__":
        from reluviz.version import find_version

        return find_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
