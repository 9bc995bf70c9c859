"""Functions of one input: the curve of each output along one input, the others held."""

from reluviz.views.slices.panel import SlicePanel
from reluviz.views.slices.picture import SlicePicture

__all__ = ["SlicePanel", "SlicePicture"]
