"""A step of the error-correction rule, written out for people."""

from __future__ import annotations

from collections.abc import Iterator

from reluviz.core.error_correction import Correction
from reluviz.core.network import ParameterId
from reluviz.core.words import MINUS, number

_DECIMALS = 4
_PLAIN = 1e-3, 1e5  # sizes of numbers that are written with so many decimals


def correction_text(step: Correction, name: str = "", most: int = 4) -> str:
    """Return what a step did, in one line.

    For example ``example 1, ladybird: E = 1.1 − 0.75 = 0.35, Δw1.1.1 = 0.35 / 3 = 0.1167,
    w1.1.1 = 0.3667``.

    Parameters
    ----------
    step : Correction
        The step.
    name : str
        What the example is called; empty for its inputs.
    most : int
        So many parameters are written at most; the rest is counted.
    """
    head = f"example {step.row + 1}, {name or _inputs(step)}: {_errors(step)}"
    if not step.error.any():
        return f"{head}, nothing to correct"
    if not step.size:
        return f"{head}, all inputs are zero: nothing changes"
    if len(step.inputs) > 1 or step.has_bias:
        one = " + 1" if step.has_bias else ""
        head += f", |x|²{one} = {short(step.size)}"
    changes = list(_changes(step))
    left = len(changes) - most
    more = [f"… {left} more"] if left > 0 else []
    return ", ".join([head, *changes[:most], *more])


def short(value: float) -> str:
    """Return a number with up to four decimals, or where that says little, four digits."""
    if value and not _PLAIN[0] <= abs(value) < _PLAIN[1]:
        return number(value)
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if float(text) == 0 else text.replace("-", MINUS)


def _inputs(step: Correction) -> str:
    values = ", ".join(number(value) for value in step.inputs.tolist())
    return f"x = {values}" if len(step.inputs) == 1 else f"({values})"


def _errors(step: Correction) -> str:
    rows = zip(step.wanted.tolist(), step.output.tolist(), step.error.tolist(), strict=True)
    is_one = len(step.error) == 1
    return ", ".join(
        f"E{'' if is_one else k} = {short(wanted)} − {_bracketed(output)} = {short(error)}"
        for k, (wanted, output, error) in enumerate(rows, 1)
    )


def _changes(step: Correction) -> Iterator[str]:
    """What became of each parameter, unit by unit."""
    rate = "" if step.rate == 1 else f"{short(step.rate)} · "
    is_plain = len(step.inputs) == 1 and not step.has_bias
    for unit, error in enumerate(step.error.tolist()):
        share = rate + (_bracketed(error) if rate else short(error))
        places = [(source, x, step.delta[unit, source]) for source, x in enumerate(step.inputs)]
        for source, x, delta in places:
            below = _bracketed(x) if is_plain else short(step.size)
            above = share if is_plain else f"{share} · {_bracketed(x)}"
            yield _change(step, ParameterId(0, unit, source), f"{above} / {below}", delta)
        if step.has_bias:
            told = f"{share} / {short(step.size)}"
            yield _change(step, ParameterId(0, unit), told, float(step.bias_delta[unit]))


def _change(step: Correction, parameter: ParameterId, told: str, delta: float) -> str:
    name, value = step.network.name(parameter), step.network.value(parameter)
    return f"Δ{name} = {told} = {short(delta)}, {name} = {short(value)}"


def _bracketed(value: float) -> str:
    """A number after a sign of calculation."""
    return f"({short(value)})" if value < 0 else short(value)
