"""What an edit of a layered network did, in words. No Qt."""

from __future__ import annotations

import numpy as np

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.core.words import number
from reluviz.document.state import State


def layered_effect(
    before: State,
    now: State,
    changed: list[ParameterId],
    point: tuple[float, ...],
    output: int,
) -> str:
    """Return what an edit did, in one sentence.

    For example ``w1.1.2: output at the probe 0.62 → 0.65, largest change on the rows 0.12``.

    Parameters
    ----------
    before, now : State
        The network before the edit, and after it.
    changed : list of ParameterId
        The parameters that differ; empty if the layers do.
    point : tuple of float
        The probe.
    output : int
        The output that is looked at.
    """
    parts = []
    if before.network.n_inputs == now.network.n_inputs == len(point):
        parts.append(_at_probe(before, now, point, output))
    largest = _largest_change(before, now)
    if largest is not None:
        parts.append(f"largest change on the rows {number(largest)}")
    if not parts:
        return ""
    subject = words.names(now.network, changed)
    text = ", ".join(parts)
    return f"{subject}: {text}" if subject else words.sentence(text)


def _at_probe(before: State, now: State, point: tuple[float, ...], output: int) -> str:
    count = min(before.network.n_outputs, now.network.n_outputs)
    index = min(output, count - 1)
    name = "output" if count == 1 else f"output {index + 1}"
    was, is_ = (float(e.signals(point).outputs[index]) for e in (before, now))
    if was == is_:
        return f"{name} at the probe stays {number(is_)}"
    return f"{name} at the probe {number(was)} → {number(is_)}"


def _largest_change(before: State, now: State) -> float | None:
    """How far an output of a row has moved at most; None if other rows are wanted now."""
    if before.outputs is None or now.outputs is None or before.rows != now.rows:
        return None
    return float(np.max(np.abs(now.outputs - before.outputs)))
