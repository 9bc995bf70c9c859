"""Training a network on data, step by step: the same seed gives the same steps, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.error_correction import Correction, check_correctable, corrected, corrects_bias
from reluviz.core.gradients import Gradients, training_data
from reluviz.core.initial import initial_network
from reluviz.core.network import LARGEST_VALUE, Network
from reluviz.core.optimizers import OPTIMIZERS, kept_shares
from reluviz.core.perturb import flat_values, from_flat
from reluviz.core.piecewise import check_domain
from reluviz.core.scaling import Outside, scaling_for
from reluviz.core.train_settings import INITS, METHODS, TrainSettings

__all__ = [
    "INITS",
    "METHODS",
    "Diverged",
    "TrainSettings",
    "TrainState",
    "TrainStep",
    "Training",
    "initial_network",
    "train",
]

Array = NDArray[np.float64]

_GROWTH = 1e6
"""A loss that is so many times the first one, and the size of the data, will not come down."""

_LOOKS = 100  # at the error over all points, in a training by batches, to know the best step
_ROUNDS_APART = 8  # two of them are, so that they take little of its time

_PROPOSALS = 100_000  # random numbers drawn at once by the random search


@dataclass(frozen=True, eq=False)
class TrainState:
    """All that a training needs to go on from a step exactly as it did.

    Parameters
    ----------
    index : int
        Number of steps done.
    rows : ndarray, shape (1 + memory, parameters)
        The parameters, in the order of `reluviz.core.perturb.flat_values`, and what the method
        carries over from step to step; in scaled units, if there is a scaling.
    loss : float or None
        Mean squared error over all data; None if nobody has asked for it yet.
    correction : Correction or None
        What the step did, if it was one of the error-correction rule.
    outside : Outside or None
        The way out of scaled units.
    best : TrainState or None
        The best step before an error that rose; a training that diverges goes back to it.
    """

    index: int
    rows: Array
    loss: float | None
    correction: Correction | None = None
    outside: Outside | None = None
    best: TrainState | None = None

    @cached_property
    def values(self) -> Array:
        """The parameters, for the units of the data."""
        values: Array = self.rows[0]
        return values if self.outside is None else self.outside.values(values)


@dataclass(frozen=True, eq=False)
class TrainStep:
    """A step of a training, to keep: the training goes on without changing it.

    Parameters
    ----------
    state : TrainState
        What `Training.restore` takes.
    gradients : Gradients
        The data.
    note : str
        What is said of scaling; see `Training`.
    """

    state: TrainState
    gradients: Gradients
    note: str = ""

    @property
    def index(self) -> int:
        """Number of steps done; 0 for the start."""
        return self.state.index

    @cached_property
    def loss(self) -> float:
        """Mean squared error of `network` over all data, also if the step used only a batch."""
        if self.state.loss is not None:
            return self.state.loss
        outside = self.state.outside
        unit = 1.0 if outside is None else outside.scaling.y_scale
        with np.errstate(all="ignore"):
            return self.gradients.loss(self.state.rows[0]) * unit * unit

    @cached_property
    def network(self) -> Network:
        """The network after the step."""
        return from_flat(self.gradients.network, self.state.values)


class Diverged(ValueError):  # noqa: N818  # what happened, not what is wrong
    """A step would have given numbers that are too large or not numbers; it was not taken.

    The training is back at its best step. With batches that is the best of those at which the
    error over all points was looked at: the start, one in so many, and the last.

    Parameters
    ----------
    message : str
        What happened and what to do, for people.
    step : TrainStep
        The best one.
    """

    def __init__(self, message: str, step: TrainStep) -> None:
        super().__init__(message)
        self.step = step


class Training:
    """A training under way.

    Parameters
    ----------
    network : Network
        The current network: any layers, any activations.
    x, y : array_like
        Shapes (n,) for one input or output, else (n, n_inputs) and (n, n_outputs).
    settings : TrainSettings
        How to train.

    Raises
    ------
    ValueError
        If the data do not fit the network, the start cannot be drawn, or its error is too large to
        be computed.

    Attributes
    ----------
    note : str
        What is said of scaling, in a sentence: what was scaled and why, or why it should be, if
        the settings switch it off; empty for data of ordinary size.
    """

    def __init__(
        self, network: Network, x: ArrayLike, y: ArrayLike, settings: TrainSettings
    ) -> None:
        self.settings = settings
        if settings.is_correction:
            check_correctable(network)
        data = training_data(network, x, y, keeps_order=settings.is_correction)
        scaling = None if settings.is_correction else scaling_for(network, *data)
        self.note = "" if scaling is None else scaling.note
        if scaling is not None and not settings.scaling:
            self.note, scaling = scaling.off_note, None
        if scaling is not None:
            if settings.init != "current" and network.is_shallow:
                check_domain((float(data[0][0, 0]), float(data[0][-1, 0])))
            data = scaling.data(*data)
        self._gradients = Gradients(network, *data)
        start = settings.start(network, self._gradients.x)  # a drawn one is drawn in scaled units
        self._gradients.network = start
        optimizer = OPTIMIZERS.get(settings.method)
        self._optimizer = None if optimizer is None else optimizer(settings.rate)
        memory = 0 if optimizer is None else optimizer.n_memory
        lost = settings.rate * settings.weight_decay
        self._kept = kept_shares(start, lost) if lost else None
        values = flat_values(start)
        self._outside: Outside | None = None
        self._unit, self._limit = 1.0, LARGEST_VALUE  # of an error; of a parameter
        if scaling is not None:
            outer = values
            if settings.init == "current":
                values = scaling.inward(start, values)
            else:
                outer = scaling.outward(start, values)
            self._outside = Outside(scaling, start, values, outer)
            self._unit, self._limit = scaling.y_scale, LARGEST_VALUE / scaling.gain
        self._rows = np.zeros((1 + memory, len(values)))
        self._rows[0] = values
        self._before = self._rows.copy()
        self._values, self._memory = self._rows[0], self._rows[1:]
        self._gradient, self._has_gradient = np.empty_like(values), False
        n_points = self._gradients.n_points
        batch = settings.batch if settings.batch and settings.batch < n_points else None
        self._batch = None if self._optimizer is None else batch
        self._shuffled: tuple[int, NDArray[np.intp]] = (-1, np.empty(0, np.intp))
        self._proposals: tuple[int, Array] = (-1, np.empty((0, 0)))
        self._corrects_bias = settings.is_correction and (
            corrects_bias(network) or corrects_bias(start)
        )
        self._correction: Correction | None = None
        self._index = 0
        rounds = 1 if self._batch is None else _ROUNDS_APART * -(-n_points // self._batch)
        self._apart = max(rounds, settings.steps // _LOOKS)
        self._best: TrainState | None = None
        self._loss: float | None  # in scaled units, if there are any
        with np.errstate(all="ignore"):
            self._loss = self._gradients.start_loss(self._values)
        self._worst = _GROWTH * max(self._loss or 0.0, float(np.mean(self._gradients.y**2)))
        if not isfinite(self.loss):
            raise ValueError(
                "the error of the network that training starts from is too large to be computed: "
                "scale the data, or start from another network"
            )

    @property
    def index(self) -> int:
        """Number of steps done."""
        return self._index

    @property
    def loss(self) -> float:
        """Mean squared error over all data, also if the steps use only batches."""
        return self._scaled_loss() * self._unit * self._unit

    def _scaled_loss(self) -> float:
        if self._loss is None:
            with np.errstate(all="ignore"):
                self._loss = self._gradients.loss(self._values)
        return self._loss

    @property
    def r_squared(self) -> float | None:
        """R^2, the share of the outputs' variance that is explained; None if they are constant."""
        y = self._gradients.y
        if not np.ptp(y, axis=0).any():
            return None
        return 1 - self._scaled_loss() / float(np.mean((y - y.mean(axis=0)) ** 2))

    @property
    def last_correction(self) -> Correction | None:
        """What the last step did, if it was one of the error-correction rule."""
        return self._correction

    def prepare(self) -> None:
        """Do now what the first step over all data would do first, which may take long."""
        self._gradients.prepare()

    def largest_error(self) -> float:
        """Return the largest absolute difference between an output and its target."""
        with np.errstate(all="ignore"):
            return float(np.max(np.abs(self._gradients.residual(self._values)))) * self._unit

    @property
    def network(self) -> Network:
        """The network as it is now."""
        return from_flat(self._gradients.network, self.state().values)

    @property
    def is_finished(self) -> bool:
        """Whether all steps of the settings are done."""
        return self._index >= self.settings.steps

    def step(self) -> TrainStep:
        """Return where the training is, to keep."""
        return TrainStep(self.state(), self._gradients, self.note)

    def state(self) -> TrainState:
        """Return what `restore` needs to come back here, to the last bit."""
        return self._state(self._rows, self._loss, self._best)

    def _state(self, rows: Array, loss: float | None, best: TrainState | None) -> TrainState:
        rows = rows.copy()
        rows.flags.writeable = False
        loss = None if loss is None else loss * self._unit * self._unit
        return TrainState(self._index, rows, loss, self._correction, self._outside, best)

    def _keep_if_best(self, rows: Array, loss: float) -> None:
        """Keep where the training is, with its error `loss`, if no step was better."""
        if self._best is None or loss * self._unit * self._unit < (self._best.loss or 0.0):
            self._best = self._state(rows, loss, None)

    def restore(self, state: TrainState) -> None:
        """Go to `state`, of this training or of one with the same settings and data."""
        if state.rows.shape != self._rows.shape:
            raise ValueError("this is the state of another training")
        np.copyto(self._rows, state.rows)
        loss = None if state.loss is None else state.loss / self._unit / self._unit
        self._index, self._loss, self._has_gradient = state.index, loss, False
        self._correction, self._best = state.correction, state.best

    def advance(self, count: int = 1) -> None:
        """Take `count` steps, but none after the last one of the settings.

        Raises
        ------
        Diverged
            Instead of a step to numbers that are not finite or too large. The training is back at
            its best step then.
        """
        others = {"random_search": self._try_random, "error_correction": self._correct}
        take = others.get(self.settings.method, self._descend)
        with np.errstate(all="ignore"):
            for _ in range(min(count, self.settings.steps - self._index)):
                take()

    def _descend(self) -> None:
        """Take a step of gradient descent."""
        assert self._optimizer is not None
        if self._batch is not None and self._index % self._apart == 0:
            self._keep_if_best(self._rows, self._scaled_loss())
        loss = self._loss
        np.copyto(self._before, self._rows)
        part = self._fill_gradient()
        if self._kept is not None:
            self._values *= self._kept
        self._optimizer.update(self._values, self._memory, self._gradient, self._index + 1)
        # Comparisons are false for NaN.
        self._has_gradient, good = False, part <= self._worst and self._values_are_good()
        new_loss: float | None = None
        if good and self._batch is None:
            new_loss = self._gradients.gradient(self._values, self._gradient)
            self._has_gradient = good = new_loss <= self._worst
        if not good:
            np.copyto(self._rows, self._before)
            self._loss = loss
            raise self._diverged()
        if new_loss is not None and loss is not None and new_loss > loss:
            self._keep_if_best(self._before, loss)
        self._index += 1
        self._loss = new_loss

    def _fill_gradient(self) -> float:
        """Compute the gradient of the coming step, if it is not there; return its error."""
        if self._batch is not None:
            rows = self._batch_rows(self._batch)
            return self._gradients.batch_gradient(self._values, rows, self._gradient)
        if self._has_gradient:
            return 0.0
        return self._gradients.gradient(self._values, self._gradient)

    def _batch_rows(self, size: int) -> NDArray[np.intp]:
        """The points of the coming step: the order of a round depends on seed and round alone."""
        n = self._gradients.n_points
        round_, place = divmod(self._index, -(-n // size))
        if self._shuffled[0] != round_:
            random = np.random.Generator(np.random.PCG64([self.settings.seed, round_]))
            self._shuffled = (round_, random.permutation(n))
        return np.sort(self._shuffled[1][place * size : (place + 1) * size])

    def _try_random(self) -> None:
        """Take a step of the random search."""
        values = self._values + self._proposal()
        loss = self._gradients.loss(values)
        # False for NaN.
        if loss < self._scaled_loss() and np.max(np.abs(values)) <= self._limit:
            self._values[:] = values
            self._loss = loss
        self._index += 1

    def _correct(self) -> None:
        """Take a step of the error-correction rule: the next example."""
        x, y, row = self._gradients.x, self._gradients.y, self._index % self._gradients.n_points
        try:
            correction = corrected(
                *(self.network, x[row], y[row], self.settings.rate, self._corrects_bias),
                *(row, self._index + 1),
            )
        except ValueError as error:  # a weight that is too large
            raise self._diverged() from error
        values = flat_values(correction.network)
        loss = self._gradients.loss(values)
        before = self._scaled_loss()
        if not loss <= self._worst:
            raise self._diverged()
        if loss > before:
            self._keep_if_best(self._rows, before)
        self._values[:] = values
        self._loss, self._correction = loss, correction
        self._index += 1

    def _proposal(self) -> Array:
        """The random change of the coming step: it depends on seed and step alone."""
        size = len(self._values)
        rows = max(1, _PROPOSALS // size)
        block, row = divmod(self._index, rows)
        if self._proposals[0] != block:
            random = np.random.Generator(np.random.PCG64([self.settings.seed, block]))
            self._proposals = (block, self.settings.rate * random.standard_normal((rows, size)))
        proposal: Array = self._proposals[1][row]
        return proposal

    def _values_are_good(self) -> bool:
        """Whether all parameters are finite and not too large."""
        if self._values.dot(self._values) <= self._limit**2:  # false for NaN
            return True
        return bool(np.max(np.abs(self._values)) <= self._limit)

    def _diverged(self) -> Diverged:
        rate, wrong, best = self.settings.rate, self._index + 1, self._best
        if best is not None and not self.loss <= (best.loss or 0.0):
            self.restore(best)
        kept = f"step {self._index:,} is the best one" if self._index else "the start is better"
        return Diverged(
            f"the learning rate of {rate:g} is too large for these data: step {wrong:,} would give "
            f"numbers too large to go on from, and {kept}; try {rate / 10:g} or less",
            self.step(),
        )


def train(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    method: str = TrainSettings.method,
    rate: float = TrainSettings.rate,
    batch: int | None = None,
    steps: int = TrainSettings.steps,
    seed: int = TrainSettings.seed,
    scaling: bool = TrainSettings.scaling,
    weight_decay: float = TrainSettings.weight_decay,
) -> Iterator[TrainStep]:
    """Train a network, one step at a time, on the mean squared error.

    Parameters
    ----------
    network : Network
        Where to start: any layers, any activations.
    x, y : array_like
        Shapes (n,) for one input or output, else (n, n_inputs) and (n, n_outputs).
    method : {"sgd", "momentum", "adam", "random_search", "error_correction"}
        See `TrainSettings`.
    rate : float
        The learning rate; the spread of a random search.
    batch : int or None
        Points for each step; None for all.
    steps : int
        How many steps.
    seed : int
        For batches and the random search.
    scaling : bool
        Whether data far from 0, or of a very large or small size, are trained in scaled units. The
        networks and losses are in those of the data; `TrainStep.note` says what was done.
    weight_decay : float
        How much smaller, times the rate, each step of descent makes every weight first.

    Yields
    ------
    TrainStep
        The start, then every step.

    Raises
    ------
    ValueError
        If the data do not fit, or a setting is out of range.
    Diverged
        Instead of a step to numbers that are not finite or too large; it has the best step.
    """
    settings = TrainSettings(
        *(method, rate, batch, steps, seed), scaling=scaling, weight_decay=weight_decay
    )
    training = Training(network, x, y, settings)
    yield training.step()
    while not training.is_finished:
        training.advance()
        yield training.step()
