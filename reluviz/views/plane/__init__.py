"""The plane: what a network of two inputs computes."""

from reluviz.views.plane.panel import PlanePanel
from reluviz.views.plane.picture import PlanePicture

__all__ = ["PlanePanel", "PlanePicture"]
