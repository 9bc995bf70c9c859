"""What is said about many runs. No Qt."""

from __future__ import annotations

import numpy as np

from reluviz.core.sweeps import SweepResult, Trained
from reluviz.core.words import number, ratio, relus, sentence
from reluviz.document.reports import INIT_WORDS, SweepSettings, SweepState

HINT = (
    "Train from many starts and see how often training finds what is possible: "
    "every dot will be one network."
)
HINT_LAYERED = (
    "Train networks of one hidden layer of ReLUs from many starts, and see how often they do as "
    "well on the target as this one: every dot will be one network."
)
CHOOSE = "Click a dot to choose its network."
NO_TARGET = "There is no target to train on: choose one in the Target menu."
OTHER_TARGET = "These runs were trained on another target or domain."

NEAR = 1.1
"""A run has found what is possible if its error is at most so many times that of the best fit."""

_GLUE = "\N{NO-BREAK SPACE}"
_NOTHING = 1e-24  # an error of so small a share of the others is rounding


def summary(state: SweepState) -> tuple[str, ...]:
    """Return what is said of scaling, and a sentence for each size of which there are runs."""
    if state.result is None:
        return ()
    sizes = [state.result.with_units(units) for units in state.settings.units]
    texts = [_of_size(state, runs, len(sizes) == 1) for runs in sizes if len(runs)]
    return (f"{state.result.note}.", *texts) if state.result.note else tuple(texts)


def _of_size(state: SweepState, runs: SweepResult, is_only: bool) -> str:
    """What came of the runs of one size: a whole sentence if it is the only one."""
    units, count = runs[0].units, len(runs)
    all_of = f"{count:,} run{'' if count == 1 else 's'}"
    possible, losses = state.possible(units), runs.losses
    median = float(np.median(losses))
    if possible is None:
        found, middle = "", f"median error {number(median)}"
    elif possible <= _NOTHING * median:
        exact = int(np.sum(losses <= _NOTHING))
        found, middle = f"{_count(exact)} met the target", f"median error {number(median, 2)}"
        found += ", as the best fit does"
    else:
        near = _count(round(runs.share_within(possible, NEAR) * count))
        found = f"{near} came within {NEAR:g}{_GLUE}× of the best fit"
        middle = f"median {ratio(median / possible)}"
    if is_only:
        text = f"Of {all_of} with {relus(units)} {found or 'none can be compared'}"
    else:
        text = f"{relus(units)}: of {all_of} {found or 'none can be compared'}"
    parts = [text, middle]
    diverged = int(np.sum(runs.diverged))
    dead = sum(run.place in state.dead for run in runs)
    if diverged:
        parts.append(f"{diverged:,} diverged")
    if dead:
        parts.append(f"{dead:,} {'has' if dead == 1 else 'have'} dead ReLUs")
    return "; ".join(parts) + "."


def run_words(run: Trained, state: SweepState) -> str:
    """Return what one run is and what came of it."""
    settings = state.settings
    parts = [relus(run.units)] if len(settings.units) > 1 else []
    if len(settings.rates) > 1:
        parts.append(f"rate {number(run.rate)}")
    if len(settings.inits) > 1:
        parts.append(INIT_WORDS[run.init])
    parts.append(f"seed {run.seed}")
    text = sentence(f"{', '.join(parts)}: error {number(run.loss)}")
    possible = state.possible(run.units)
    if possible is not None and possible > _NOTHING * run.loss:
        text += f", {ratio(run.loss / possible)} the best fit"
    if run.diverged:
        text += f"; diverged at step {run.steps:,}"
    if run.place in state.dead:
        text += "; dead ReLUs"
    return text


def progress(state: SweepState, planned: SweepSettings | None) -> str:
    """Return how far it is; before it is begun, how many runs the form makes."""
    if state.status == "ready" or (not state.is_running and state.result is None):
        count = 0 if planned is None else planned.count
        return f"{count:,} run{'' if count == 1 else 's'}" if count else ""
    done = 0 if state.result is None else len(state.result)
    text = f"{done:,} of {state.settings.count:,}"
    return f"{text}, stopped" if state.status in ("stopped", "failed") else text


def _count(count: int) -> str:
    return f"{count:,}" if count else "none"
