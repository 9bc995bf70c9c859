"""Many networks trained from many starts, held against the best fit."""

from reluviz.views.sweep.panel import SweepPanel

__all__ = ["SweepPanel"]
