"""The truth table: what is wanted for each row of inputs, and what the network gives."""

from reluviz.views.truth_table.panel import TruthTablePanel

__all__ = ["TruthTablePanel"]
