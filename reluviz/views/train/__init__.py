"""The panel that trains the network."""

from reluviz.views.train.panel import TrainPanel

__all__ = ["TrainPanel"]
