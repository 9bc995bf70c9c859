"""ReluViz: understand a ReLU network by hand.

The names below work without a window; ``reluviz.app`` is the window.
"""

from __future__ import annotations

from reluviz.api import (
    Influence,
    Layer,
    Network,
    ParameterId,
    PiecewiseLinear,
    Project,
    Target,
    View,
    __version__,
    exact_curve,
    influence,
    load,
    save,
    show,
    through_points,
)

__all__ = [
    "Influence",
    "Layer",
    "Network",
    "ParameterId",
    "PiecewiseLinear",
    "Project",
    "Target",
    "View",
    "__version__",
    "exact_curve",
    "influence",
    "load",
    "save",
    "show",
    "through_points",
]
