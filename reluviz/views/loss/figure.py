"""What the chart of the loss shows: the slice, its range, its lowest point. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reluviz.core.influence import changed_parameters
from reluviz.core.network import LARGEST_VALUE, ParameterId
from reluviz.core.sensitivity import LossSlice
from reluviz.document.arrow_steps import step_of
from reluviz.document.snapshot import Snapshot
from reluviz.document.state import State

Span = tuple[float, float]

ROUNDING = 1e-14
"""Losses below this share of the largest one on the slice are rounding."""

_MARGIN = 0.04
_WIDENINGS = 12


@dataclass(frozen=True, eq=False)
class Figure:
    """The slice of one parameter, and where on it the network is.

    Parameters
    ----------
    state : State
        The network it belongs to.
    parameter : ParameterId
        The one that moves.
    curve : LossSlice
        Mean squared error over `span`.
    span : (float, float)
        The values of the parameter that are shown.
    """

    state: State
    parameter: ParameterId
    curve: LossSlice
    span: Span

    @property
    def now(self) -> float:
        """The present value of the parameter."""
        return self.state.network.value(self.parameter)

    @property
    def loss(self) -> float:
        """The present mean squared error."""
        return 0.0 if self.state.misfit is None else self.cleaned(self.state.misfit.mean_square)

    @property
    def best(self) -> tuple[float, float]:
        """The best value that is known, and its mean squared error."""
        value, loss = self.curve.best_value, self.cleaned(self.curve.best_loss)
        return (value, loss) if loss < self.loss else (self.now, self.loss)

    @property
    def without_link(self) -> float | None:
        """Mean squared error with the parameter at zero; None unless it is an output weight.

        The slice is the parabola ``best_loss + bend (value - best_value)^2``, also where it is
        not shown.
        """
        if not self.curve.is_parabola or self.parameter.is_bias:
            return None
        if self.is_flat:
            return self.loss
        curve = self.curve
        away = curve.values[[0, -1]] - curve.best_value
        far = int(np.argmax(np.abs(away)))
        bend = (curve.losses[[0, -1]][far] - curve.best_loss) / away[far] ** 2
        return self.cleaned(float(curve.best_loss + bend * curve.best_value**2))

    @property
    def is_flat(self) -> bool:
        """Whether the parameter makes no difference on the domain."""
        return float(np.ptp(self.curve.losses)) <= ROUNDING * float(np.max(self.curve.losses))

    @property
    def is_finite(self) -> bool:
        """Whether the slice can be drawn."""
        return bool(np.all(np.isfinite(self.curve.losses)))

    def cleaned(self, loss: float) -> float:
        """Return `loss`, or 0 where it is no more than rounding."""
        return loss if loss > ROUNDING * float(np.max(self.curve.losses)) else 0.0


def next_figure(shown: Figure | None, new: Snapshot) -> Figure | None:
    """Return what to show after `shown`; None without a parameter or a target on the domain.

    While a gesture runs the range stays, unless the value leaves it. The slice does not depend on
    its own parameter, so that a drag of it computes nothing.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # see `Figure.is_finite`
        return _next_figure(shown, new)


def _next_figure(shown: Figure | None, new: Snapshot) -> Figure | None:
    parameter, state = new.parameter, new.state
    if parameter is None or state.misfit is None or not state.is_quick:
        return None
    span = None
    if shown is not None and shown.parameter == parameter and _are_alike(shown.state, state):
        now = state.network.value(parameter)
        if new.gesture is not None:
            span = _widened(shown.span, now)
        elif _suits(shown.span, now, shown.curve.best_value):
            span = shown.span
        if span == shown.span and _has_same_slice(shown, state):
            return replace(shown, state=state)
    span = span or _choose_span(state, parameter)
    return Figure(state, parameter, _slice(state, parameter, span), span)


def _slice(state: State, parameter: ParameterId, span: Span) -> LossSlice:
    found = state.loss_slice(parameter, span)
    assert found is not None  # there is a misfit
    return found


def _are_alike(first: State, second: State) -> bool:
    """Whether target and domain are the same, and the names mean the same parameters."""
    return (
        first.target is second.target
        and first.table is second.table
        and first.box == second.box
        and changed_parameters(first.network, second.network) is not None
    )


def _has_same_slice(shown: Figure, state: State) -> bool:
    if shown.state is state:
        return True
    changed = changed_parameters(shown.state.network, state.network)
    return changed is not None and set(changed) <= {shown.parameter}


def _choose_span(state: State, parameter: ParameterId) -> Span:
    """A range that shows the present value and the lowest point."""
    span = _first_span(state, parameter)
    found = _slice(state, parameter, span)
    for _ in range(_WIDENINGS):
        low, high = span
        margin = (high - low) / 100
        if found.is_parabola or low + margin < found.best_value < high - margin:
            break
        if np.ptp(found.losses) <= ROUNDING * np.max(found.losses):
            break
        if found.best_value <= low + margin:
            low = max(2 * low - high, -LARGEST_VALUE)
        else:
            high = min(2 * high - low, LARGEST_VALUE)
        span = low, high
        found = _slice(state, parameter, span)
    now = state.network.value(parameter)
    middle = (now + found.best_value) / 2
    half = max(_least_half(now, found.best_value), 0.0) or 10 * step_of(state, parameter)
    return middle - half, middle + half


def _first_span(state: State, parameter: ParameterId) -> Span:
    """Where to look for the lowest point of v and b: for b, the kink crosses the domain."""
    now, reach = state.network.value(parameter), 20 * step_of(state, parameter)
    places = [now - reach, now + reach]
    if state.is_shallow and parameter.layer == 0 and parameter.is_bias:
        v = float(state.network.v[parameter.unit])
        places += [-v * end for end in state.domain]
    return min(places), max(places)


def _least_half(now: float, best: float) -> float:
    """Half the width of a range around both values in which they are well seen."""
    return max(0.9 * abs(now - best), 0.75 * max(abs(now), abs(best)))


def _suits(span: Span, now: float, best: float) -> bool:
    """Whether a range is still good enough to be left alone."""
    low, high = span
    margin = _MARGIN * (high - low)
    if not all(low + margin <= value <= high - margin for value in (now, best)):
        return False
    least = _least_half(now, best)
    return least == 0 or (high - low) / 2 <= 4 * least


def _widened(span: Span, now: float) -> Span:
    """The range, taken further where the value has left it."""
    low, high = span
    margin = 0.25 * (high - low)
    return (min(low, now - margin) if now < low else low), (
        max(high, now + margin) if now > high else high
    )
