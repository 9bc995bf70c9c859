"""Rows of inputs and the outputs wanted for them: what a layered network should match."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.layer import Array, checked_array
from reluviz.core.network import Network
from reluviz.core.words import number_to, telling_step

MOST_ROWS = 10_000
"""A truth table has at most so many rows."""

_HALF = 0.5  # an output of a gate is on above this


@dataclass(frozen=True, eq=False)
class TruthTable:
    """Inputs, and the outputs that are wanted for them.

    Parameters
    ----------
    inputs : array_like, shape (n, n_inputs), n >= 1
        One row for each case.
    outputs : array_like, shape (n, n_outputs)
        What is wanted. Both are stored read-only.
    names : tuple of str
        What the rows are called, such as "ladybird"; empty if they have no names.

    Raises
    ------
    ValueError
        If a number is not finite, the shapes do not fit, or there are too many rows.
    """

    inputs: Array
    outputs: Array
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("inputs", "outputs"):
            array = checked_array(getattr(self, name), f"the {name} of the truth table")
            object.__setattr__(self, name, array)
        object.__setattr__(self, "names", tuple(self.names))
        shapes = self.inputs.shape, self.outputs.shape
        if any(len(shape) != 2 or 0 in shape for shape in shapes):
            raise ValueError("a truth table needs rows of inputs and rows of outputs")
        if len(self.inputs) != len(self.outputs):
            raise ValueError(
                f"the truth table has {len(self.inputs)} rows of inputs and {len(self.outputs)} "
                "of outputs; there must be as many of both"
            )
        if len(self.inputs) > MOST_ROWS:
            raise ValueError(f"a truth table has at most {MOST_ROWS:,} rows")
        if self.names and len(self.names) != len(self.inputs):
            raise ValueError(f"{len(self.names)} names do not fit {len(self.inputs)} rows")

    def __len__(self) -> int:
        return len(self.inputs)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TruthTable):
            return NotImplemented
        return self is other or (
            self.names == other.names
            and np.array_equal(self.inputs, other.inputs)
            and np.array_equal(self.outputs, other.outputs)
        )

    @classmethod
    def of_gate(cls, outputs: ArrayLike) -> TruthTable:
        """Return the table of a gate with two inputs: its outputs for 00, 01, 10, 11."""
        wanted = np.asarray(outputs, dtype=np.float64).reshape(-1, 1)
        return cls(np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64), wanted)

    def name(self, row: int) -> str:
        """What a row is called: its name, or its inputs."""
        if self.names and self.names[row]:
            return self.names[row]
        given = zip(self.inputs[row].tolist(), self.input_steps, strict=True)
        return ", ".join(number_to(value, step) for value, step in given)

    @cached_property
    def input_steps(self) -> tuple[float, ...]:
        """For each input what is to be seen of it, so that rows look different."""
        return tuple(telling_step(column) for column in self.inputs.T)

    @cached_property
    def output_steps(self) -> tuple[float, ...]:
        """For each output what is to be seen of it: a thousandth of the range that is wanted."""
        ranges = np.ptp(self.outputs, axis=0)
        return tuple(float(size) / 1000 if size else inf for size in ranges)

    def fits(self, network: Network) -> bool:
        """Whether it has as many inputs and outputs as `network`."""
        shape = self.inputs.shape[1], self.outputs.shape[1]
        return shape == (network.n_inputs, network.n_outputs)

    def with_input(self, row: int, values: ArrayLike) -> TruthTable:
        """Return the table with other inputs in one row."""
        inputs = self.inputs.copy()
        inputs[row] = values
        return replace(self, inputs=inputs)

    def with_output(self, row: int, output: int, value: float) -> TruthTable:
        """Return the table with another wanted output."""
        outputs = self.outputs.copy()
        outputs[row, output] = value
        return replace(self, outputs=outputs)

    def with_row(self, inputs: ArrayLike, outputs: ArrayLike, name: str = "") -> TruthTable:
        """Return the table with one row more."""
        names = (*self.names, name) if self.names else (*[""] * len(self), name) if name else ()
        return TruthTable(
            np.vstack([self.inputs, np.asarray(inputs, dtype=np.float64)]),
            np.vstack([self.outputs, np.asarray(outputs, dtype=np.float64)]),
            names,
        )

    def without_row(self, row: int) -> TruthTable:
        """Return the table without one row.

        Raises
        ------
        ValueError
            If it is the last one.
        """
        names = self.names[:row] + self.names[row + 1 :]
        return TruthTable(np.delete(self.inputs, row, 0), np.delete(self.outputs, row, 0), names)


def wrong_rows(outputs: Array, wanted: Array) -> NDArray[np.bool_]:
    """Return which rows have an output on the wrong side of one half, shape (n,).

    Outputs and wanted ones are on above 0.5, and off below; exactly 0.5 is neither.
    """
    wrong: NDArray[np.bool_] = np.any(np.sign(outputs - _HALF) != np.sign(wanted - _HALF), axis=1)
    return wrong
