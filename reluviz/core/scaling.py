"""Training far from 0: scaled units inside, those of the data outside; the maps are affine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reluviz.core.network import Network

Array = NDArray[np.float64]

_LARGEST, _NARROWEST = 10.0, 0.1
_OFF, _OFF_HELP = "Scaling is off, and ", ": steps do too little or too much; switch scaling on"
_COARSE = 2.0**36  # so many scales away from 0 the error of rounding is 1e-5 of a scale
_SMALLEST_SCALE = 2.0**-300  # a smaller one would make weights too large


@dataclass(frozen=True, eq=False)
class Scaling:
    """Affine maps of x and y to numbers of size 1: ``(x - x_shift) / x_scale``, and so for y.

    The scales are powers of two and the shifts multiples of a sixteenth of them, so that data of a
    few digits lose nothing. The maps go into the weights and biases of the first and last layer.

    Parameters
    ----------
    x_shift, x_scale : ndarray, shape (n_inputs,)
        Of each input; 0 and 1 where it stays as it is.
    y_shift : ndarray, shape (n_outputs,)
        Of each output.
    y_scale : float
        Of all outputs: their errors are weighed as before.
    reasons : tuple of str
        What is wrong with the numbers as they are, such as ``x lies far from 0``.
    """

    x_shift: Array
    x_scale: Array
    y_shift: Array
    y_scale: float
    reasons: tuple[str, ...]

    @property
    def note(self) -> str:
        """What is done, in a sentence without its point."""
        columns = [*_columns("x", self.x_shift, self.x_scale)]
        columns += _columns("y", self.y_shift, np.full_like(self.y_shift, self.y_scale))
        if len(columns) > 3:
            columns = [*columns[:2], f"{len(columns) - 2} more"]
        text = (
            f"Trained on {', '.join(columns[:-1])}{' and ' if columns[1:] else ''}{columns[-1]}, "
            f"because {' and '.join(self.reasons)}; shown in the data's own units"
        )
        farthest = max(
            np.max(np.abs(self.x_shift) / self.x_scale), np.max(np.abs(self.y_shift)) / self.y_scale
        )
        if farthest > _COARSE:
            text += ", where rounding adds to the error: numbers nearer to 0 would avoid that"
        return text

    @property
    def off_note(self) -> str:
        """What to think of it if the scaling is switched off, in a sentence without its point."""
        return f"{_OFF}{' and '.join(self.reasons)}{_OFF_HELP}"

    def data(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return data in scaled units."""
        return (x - self.x_shift) / self.x_scale, (y - self.y_shift) / self.y_scale

    def inward(self, network: Network, values: Array) -> Array:
        """Return parameters for scaled units.

        Parameters
        ----------
        network : Network
            Their shape.
        values : ndarray, shape (parameters,)
            Parameters for the units of the data, as `reluviz.core.perturb.flat_values` has them.
        """
        new, first, last = self._ends(network, values)
        last[:, -1] -= self.y_shift
        last /= self.y_scale
        first[:, -1] += first[:, :-1] @ self.x_shift
        first[:, :-1] *= self.x_scale
        return new

    def outward(self, network: Network, values: Array, is_change: bool = False) -> Array:
        """Return parameters for the units of the data: the inverse of `inward`.

        Parameters
        ----------
        network : Network
            Their shape.
        values : ndarray, shape (parameters,)
            Parameters for scaled units.
        is_change : bool
            Whether they are differences of parameters, which the shift of y does not change.
        """
        new, first, last = self._ends(network, values)
        first[:, :-1] /= self.x_scale
        first[:, -1] -= first[:, :-1] @ self.x_shift
        last *= self.y_scale
        if not is_change:
            last[:, -1] += self.y_shift
        return new

    @property
    def gain(self) -> float:
        """How many times larger than the scaled parameters those outside can be, one or more."""
        x_gain = np.max(1 / self.x_scale), 1 + np.sum(np.abs(self.x_shift / self.x_scale))
        return float(max(1.0, *x_gain) * max(1.0, self.y_scale))

    def _ends(self, network: Network, values: Array) -> tuple[Array, Array, Array]:
        """A copy of the values, and views of it: first and last layer, with biases at the right."""
        new = values.copy()
        n_first, n_last = network.layers[0].n_units, network.layers[-1].n_units
        first = new[: n_first * (network.n_inputs + 1)].reshape(n_first, -1)
        last = new[len(new) - n_last * (network.layers[-1].n_inputs + 1) :].reshape(n_last, -1)
        return new, first, last


@dataclass(frozen=True, eq=False)
class Outside:
    """Brings the parameters of a training out of its scaled units.

    What training has not changed comes out to the bit as it went in.

    Parameters
    ----------
    scaling : Scaling
        The maps.
    start : Network
        Where the training began, in the units of the data.
    scaled_start : ndarray, shape (parameters,)
        The same in scaled units.
    start_values : ndarray, shape (parameters,)
        The parameters of `start`.
    """

    scaling: Scaling
    start: Network
    scaled_start: Array
    start_values: Array

    def values(self, scaled: Array) -> Array:
        """Return parameters for the units of the data."""
        change = self.scaling.outward(self.start, scaled - self.scaled_start, is_change=True)
        return self.start_values + change


def scaling_for(network: Network, x: Array, y: Array) -> Scaling | None:
    """Return how to scale data for a training; None if it does well with them as they are.

    Numbers of ordinary size stay as they are: those of a column with ``|x| <= 10`` whose half
    width is at least 0.1, and at least a tenth of the largest ``|x|``. So data in [-1, 1], [0, 1]
    or [0, 10] are trained as they are; years, seconds, nanometres and incomes are scaled. A column
    of one value is scaled only beyond 10. Scaled x have a variance of about 1, scaled y reach to
    about 1 on either side. The y are scaled only if the last layer is linear:
    elsewhere there is nothing that could take up the scale.

    Parameters
    ----------
    network : Network
        What is trained.
    x, y : ndarray, shapes (n, n_inputs) and (n, n_outputs)
        From `reluviz.core.gradients.training_data`.

    Notes
    -----
    LeCun et al., "Efficient backprop", 1998, section 4.3: inputs far from 0 make the error surface
    a narrow valley, in which descent hardly moves.
    """
    x_shift, x_scale, reasons = _fitted("x", x, 3**0.5)
    y_shift, y_scales, y_reasons = _fitted("y", y, 1.0)
    if not network.layers[-1].kind.is_linear:
        y_shift, y_scales, y_reasons = np.zeros_like(y_shift), np.ones_like(y_scales), []
    y_scale = float(y_scales.max())
    if y_reasons and len(y_scales) > 1 and (width := np.ptp(y, axis=0).max()):  # one for all
        y_scale = float(_power_of_two(width / 2))
    if not (reasons or y_reasons):
        return None
    return Scaling(x_shift, x_scale, y_shift, y_scale, tuple(reasons + y_reasons))


def dead_reason(note: str) -> str:
    """Return why units are dead and what would help; `note` is that of their training."""
    why = "all data lie on their off side"
    if note.startswith(_OFF):
        return f"{why}; s{note[1:].removesuffix(_OFF_HELP)}"
    return f"{why}; another start or a smaller rate helps"


def _fitted(name: str, table: Array, reach: float) -> tuple[Array, Array, list[str]]:
    """Shift and scale of each column, to about `reach` on either side; what is wrong with them."""
    low, high = table.min(axis=0), table.max(axis=0)
    half, largest = (high - low) / 2, np.maximum(-low, high)
    is_far = half < largest * _NARROWEST
    is_narrow = half < _NARROWEST
    is_odd = np.where(half > 0, is_far | is_narrow | (largest > _LARGEST), largest > _LARGEST)
    scale = np.where(is_odd & (half > 0), _power_of_two(half / reach), 1.0)
    grain = scale / 16  # a shift that is a multiple of it keeps the digits of the data
    centre = np.where(half > 0, np.round((low + half) / grain) * grain, low)
    shift = np.where(is_odd, centre, 0.0)
    reasons = []
    for which, words in (
        (is_odd & is_far, "far from 0"),
        (is_odd & ~is_far & (largest > _LARGEST), "wide"),
        (is_odd & ~is_far & (largest <= _LARGEST), "narrow"),
    ):
        if which.any():
            place = int(np.argmax(which))
            column = name if table.shape[1] == 1 else f"{name}{place + 1}"
            if words == "far from 0":
                reasons.append(f"{column} lies far from 0")
            else:
                extent = f"{low[place]:.6g} to {high[place]:.6g}"
                reasons.append(f"{column} spans {extent}")
    return shift, scale, reasons


def _power_of_two(size: Array) -> Array:
    """The nearest power of two, by its exponent; not too small a one."""
    power: Array = np.exp2(np.round(np.log2(np.maximum(size, _SMALLEST_SCALE))))
    return power


def _columns(name: str, shift: Array, scale: Array) -> list[str]:
    """How each column that is scaled is, such as ``(x - 1985) / 16``."""
    found = []
    for place, (less, by) in enumerate(zip(shift.tolist(), scale.tolist(), strict=True), 1):
        column = name if len(shift) == 1 else f"{name}{place}"
        if less or by != 1:
            moved = f"({column} {'-+'[less < 0]} {abs(less):.12g})" if less else column
            found.append(moved + (f" / {by:.7g}" if by != 1 else ""))
    return found
