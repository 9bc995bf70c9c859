"""What is said beside the truth table."""

from __future__ import annotations

import numpy as np

from reluviz.core.separability import separability, why
from reluviz.core.truth_table import TruthTable
from reluviz.core.words import number
from reluviz.document.state import State
from reluviz.views.layered_words import node_name
from reluviz.views.truth_table.table import is_binary

MOST_ROWS_OF_A_PROOF = 500
"""Of more rows than this it is not told whether a line separates them."""

NOTHING = "Nothing is wanted of this network yet. Add a row: it is taken at the probe."
MISFIT = "The truth table has other inputs or outputs than this network. Add a row for a new one."


def verdict(state: State) -> str:
    """Return how many rows are right, or the largest error where they are not 0 or 1."""
    rows, wrong, errors = state.rows, state.wrong, state.errors
    if rows is None or wrong is None or errors is None:
        return ""
    count = len(rows)
    if is_binary(rows):
        right = count - int(wrong.sum())
        return f"{right:,} of {count:,} row{'s' if count != 1 else ''} right"
    row = int(np.argmax(np.abs(errors).max(axis=1)))
    largest = 0.0 - float(errors[row][np.argmax(np.abs(errors[row]))])
    if largest == 0:
        return "All rows right, without an error"
    digits = 5 if abs(largest) >= 10 else 4
    return f"Largest error {number(largest, digits, signed=True)} at {rows.name(row)}"


def about_lines(rows: TruthTable | None, output: int, name: str) -> str:
    """Return whether one line separates the rows; empty where that is no question.

    Parameters
    ----------
    rows : TruthTable or None
        What is wanted.
    output : int
        Which output.
    name : str
        What the output is called, if there are several; else empty.
    """
    if rows is None or rows.inputs.shape[1] != 2 or not is_binary(rows):
        return ""
    if len(rows) > MOST_ROWS_OF_A_PROOF:
        return ""
    sentence = why(rows, separability(rows, output))
    return f"{name}: {sentence}" if name else sentence


def output_name(state: State, output: int) -> str:
    """Return the name of an output, if there are several."""
    network = state.network
    if network.n_outputs == 1:
        return ""
    return node_name(network, len(network.layers) - 1, output)
