"""What an edit of a layered network did, in words. No Qt."""

from __future__ import annotations

import numpy as np

from reluviz.core import words
from reluviz.core.network import Network, ParameterId
from reluviz.core.words import number
from reluviz.document.state import State

Parts = list[tuple[str, str]]


def effect_parts(before: State, now: State, point: tuple[float, ...], output: int) -> Parts:
    """Return what an edit did: what is looked at, and what has become of it.

    For example ``output at the probe`` and ``0.62 → 0.65``.

    Parameters
    ----------
    before, now : State
        The network before the edit, and after it.
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
        parts.append(("largest change on the rows", number(largest)))
    return parts


def layered_effect(network: Network, changed: list[ParameterId], parts: Parts) -> str:
    """Return what an edit did, in one sentence.

    For example ``w1.1.2: output at the probe 0.62 → 0.65, largest change on the rows 0.12``.

    Parameters
    ----------
    network : Network
        The network after the edit.
    changed : list of ParameterId
        The parameters that differ; empty if the layers do.
    parts : list of (str, str)
        What `effect_parts` has found.
    """
    subject, text = words.names(network, changed), ", ".join(map(" ".join, parts))
    return f"{subject}: {text}" if subject and text else words.sentence(text)


def _at_probe(before: State, now: State, point: tuple[float, ...], output: int) -> tuple[str, str]:
    count = min(before.network.n_outputs, now.network.n_outputs)
    index = min(output, count - 1)
    name = "output at the probe" if count == 1 else f"output {index + 1} at the probe"
    was, is_ = (float(e.signals(point).outputs[index]) for e in (before, now))
    return name, f"stays {number(is_)}" if was == is_ else f"{number(was)} → {number(is_)}"


def _largest_change(before: State, now: State) -> float | None:
    """How far an output of a row has moved at most; None if other rows are wanted now."""
    if before.outputs is None or now.outputs is None or before.rows != now.rows:
        return None
    return float(np.max(np.abs(now.outputs - before.outputs)))
