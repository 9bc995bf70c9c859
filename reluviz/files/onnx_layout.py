"""Which number of a tensor belongs to which unit, whatever its shape is just then.

A tensor is followed as a tensor of whole numbers: row times width plus unit. What turns, cuts or
repeats a tensor does the same to these, and afterwards they say where the units are, or that rows
were mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from reluviz.files.chain import NotHeldError

Places = NDArray[np.int64]

OPEN_ROWS = 5
"""Rows that stand for a number of rows that the file leaves open."""


@dataclass(frozen=True, eq=False, repr=False)
class Layout:
    """The places of rows and units in a tensor.

    Parameters
    ----------
    places : ndarray of int
        Row times width plus unit, in the shape of the tensor.
    width : int
        Units.
    """

    places: Places
    width: int

    @classmethod
    def of(cls, shape: tuple[int, ...], rows: tuple[int, ...]) -> Layout:
        """Return that of an input whose axes `rows` count the rows, and all others its values."""
        sizes = [size for axis, size in enumerate(shape) if axis not in rows]
        width = prod(sizes)
        row = np.arange(prod(shape[axis] for axis in rows)).reshape(
            [size if axis in rows else 1 for axis, size in enumerate(shape)]
        )
        unit = np.arange(width).reshape(
            [1 if axis in rows else size for axis, size in enumerate(shape)]
        )
        return cls(row * width + unit, width)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the tensor."""
        return self.places.shape

    @cached_property
    def row_axes(self) -> tuple[int, ...]:
        """The axes along which the rows lie."""
        rows = self.places // self.width
        return tuple(
            axis
            for axis, size in enumerate(self.shape)
            if size > 1 and np.any(np.diff(rows, axis=axis))
        )

    @property
    def is_flat(self) -> bool:
        """Whether row comes after row in the tensor."""
        return bool(np.array_equal(self.places.ravel(), np.arange(self.places.size)))

    def changed(self, places: Places) -> tuple[Layout, NDArray[np.intp]]:
        """Return the layout after the tensor was turned, and which of the old units are its units.

        Raises
        ------
        NotHeldError
            If rows were mixed, left out, or put in another order.
        """
        new = Layout(places, self.width)
        rows = new._along(places // self.width, new.row_axes)
        index = new._along(places % self.width, tuple(set(range(places.ndim)) - {*new.row_axes}))
        again = rows[..., np.newaxis] * self.width + index
        count = self.places.size // self.width
        if not np.array_equal(rows, np.arange(count)) or not (
            np.array_equal(new.as_table(places), again)
        ):
            raise NotHeldError("it mixes the rows of its input")
        width = len(index)
        table = np.arange(len(rows))[:, np.newaxis] * width + np.arange(width)
        return Layout(new.from_table(table), width), index

    def after_product(self, axis: int, units: int | None) -> Layout:
        """Return the layout after a matrix was multiplied with it along an axis.

        Parameters
        ----------
        axis : int
            That of the units.
        units : int or None
            So many there are then; None if the axis is dropped, and with it all but one.

        Raises
        ------
        NotHeldError
            If the units do not lie along that axis.
        """
        rank = len(self.shape)
        fits = -rank <= axis < rank and axis % rank not in self.row_axes
        if not fits or self.shape[axis] != self.width:
            raise NotHeldError(
                f"it works on an axis of its input, of the shape {self.shape}, that is not the one "
                f"of the {self.width:,} values of a row"
            )
        rows = np.take(self.places, [0], axis=axis) // self.width
        if units is None:
            return Layout(np.squeeze(rows, axis=axis), 1)
        along = np.arange(units).reshape([-1, *[1] * (-1 - axis if axis < 0 else 0)])
        return Layout(rows * units + along, units)

    def after_sum(self, axes: tuple[int, ...], keeps: bool) -> Layout:
        """Return the layout after all units were added up along some axes.

        Raises
        ------
        NotHeldError
            If these are not those of all units.
        """
        places = {axis % max(1, len(self.shape)) for axis in axes}
        if places & {*self.row_axes} or prod(self.shape[axis] for axis in places) != self.width:
            raise NotHeldError("it sums over other axes of its input than those of a row's values")
        rows = self._at_start(self.places // self.width, places)
        return Layout(rows if keeps else np.squeeze(rows, axis=tuple(places)), 1)

    def per_unit(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a constant that goes with the tensor as one number for each unit.

        Raises
        ------
        NotHeldError
            If it differs from row to row.
        """
        table = self.as_table(np.broadcast_to(values, self.shape))
        if not np.array_equal(table, np.broadcast_to(table[:1], table.shape), equal_nan=True):
            raise NotHeldError("it treats the rows of its input differently")
        return np.array(table[0], dtype=np.float64)

    def as_table(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return the tensor's values as a table: a line for each row."""
        axes = self.row_axes
        rows = prod(self.shape[axis] for axis in axes)
        return np.moveaxis(values, axes, range(len(axes))).reshape(rows, -1)

    def from_table(self, table: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what `as_table` gives as the tensor again."""
        axes = self.row_axes
        rest = [axis for axis in range(len(self.shape)) if axis not in axes]
        order = [*axes, *rest]
        turned = table.reshape([self.shape[axis] for axis in order])
        return np.transpose(turned, np.argsort(order)) if order else turned

    def _along(self, values: Places, axes: tuple[int, ...]) -> Places:
        """The values along some axes, at the start of the others."""
        return self._at_start(values, {*range(values.ndim)} - {*axes}).reshape(-1)

    def _at_start(self, values: Places, axes: set[int]) -> Places:
        where = tuple(slice(0, 1) if axis in axes else slice(None) for axis in range(values.ndim))
        return values[where]
