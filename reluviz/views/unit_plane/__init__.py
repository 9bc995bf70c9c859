"""How a layer folds what goes into the network: the way of x through the plane of its units."""

from reluviz.views.unit_plane.panel import UnitPlanePanel

__all__ = ["UnitPlanePanel"]
