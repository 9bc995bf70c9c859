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


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for: that takes longer than all the rest."""
    if name == "__version__":
        from reluviz.version import find_version

        return find_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
