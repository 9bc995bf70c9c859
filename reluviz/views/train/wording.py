"""What is said about a training. No Qt."""

from __future__ import annotations

from collections import Counter

import numpy as np

from reluviz.core.correction_words import correction_text
from reluviz.core.error_correction import Correction
from reluviz.core.history import Fate, UnitFate
from reluviz.core.network import Network
from reluviz.core.scaling import dead_reason
from reluviz.core.words import number, sentence
from reluviz.document.reports import (
    DIVERGED,
    FINISHED,
    METHOD_WORDS,
    WATCHED,
    WATCHED_SECONDS,
    TrainingState,
)
from reluviz.document.snapshot import Snapshot

GLUE = "\N{NO-BREAK SPACE}"

NO_TARGET = (
    "There is no target to train on. Choose one in the Target menu: a formula, data from a table, "
    "or the curve as it is now."
)

NO_TABLE = (
    "Nothing is wanted of this network yet: give it a truth table, and it is trained on its rows."
)

SPEED_WORDS = {
    1: "1 step/s",
    10: "10 steps/s",
    100: "100 steps/s",
    1_000: "1,000 steps/s",
    WATCHED: f"all in {WATCHED_SECONDS:.0f}{GLUE}s",
    None: "at once",
}

_FATES = {
    Fate.DEAD: ("is dead", "are dead"),
    Fate.OUTSIDE: ("bends outside the data", "bend outside the data"),
    Fate.MERGED: ("has merged with another", "have merged"),
}


def can_train(snapshot: Snapshot) -> bool:
    """Return whether there is something to train on."""
    is_shallow = snapshot.state.is_shallow
    return (snapshot.target if is_shallow else snapshot.state.rows) is not None


def loss_text(loss: float | None) -> str:
    """Return a loss, such as ``loss 0.0123``."""
    return "" if loss is None else f"loss{GLUE}{number(loss)}"


def steps_text(state: TrainingState) -> str:
    """Return how far a run is, such as ``1,234 of 2,000``."""
    return f"{state.shown:,} of {state.settings.steps:,}" if state.is_begun else ""


def status(snapshot: Snapshot, goes_on: bool) -> str:
    """Return in a sentence where the training stands.

    Parameters
    ----------
    snapshot : Snapshot
        With the training.
    goes_on : bool
        Whether Play would go on with the run: its settings are those of the form.
    """
    state = snapshot.training
    if not can_train(snapshot):
        return NO_TARGET if snapshot.state.is_shallow else NO_TABLE
    if not state.is_begun:
        what = "target" if snapshot.state.is_shallow else "rows of the truth table"
        if not snapshot.state.is_shallow and snapshot.state.table is None:
            what = "points of the target"
        return f"Press Play: the network is trained on the {what}, step by step"
    loss = loss_text(state.loss)
    if state.is_running:
        rate = f", {number(state.rate, 2 if state.rate < 10 else 3)}{GLUE}steps/s"
        if state.rate >= 1_000:
            rate = f", {round(state.rate, -2):,.0f}{GLUE}steps/s"
        return f"{sentence(METHOD_WORDS[state.settings.method])}: {loss}{rate}"
    if state.network is not snapshot.network:
        return f"The run came to {loss}; another network is in hand now. Play begins a new run"
    if state.status == DIVERGED:
        step = f"the best step, {state.shown:,}" if state.shown else "the start, which was better"
        return f"Diverged, and went back to {step}: {loss}"
    if state.status == FINISHED:
        took = f" in {number(state.seconds, 2)}{GLUE}s" if state.seconds else ""
        steps = f"{state.index:,} step{'' if state.index == 1 else 's'}"
        return f"Finished: {steps}{took}, {loss}"
    text = f"Paused at step {state.shown:,}: {loss}"
    if goes_on:
        return text
    return f"{text}. Play begins a new run" + ("" if state.can_go_on else " from here")


def fates_text(fates: tuple[UnitFate, ...], note: str = "") -> str:
    """Return what has become of the units, such as ``Of 30 ReLUs 2 are dead, 4 have merged``.

    Why some are dead, or all are straight lines, is said too; `note` is that of their training.
    """
    counts = Counter(fate.fate for fate in fates)
    parts = [
        f"{counts[fate]:,} {words[counts[fate] > 1]}"
        for fate, words in _FATES.items()
        if counts[fate]
    ]
    if not parts:
        return ""
    why = f". Dead: {dead_reason(note)}" if counts[Fate.DEAD] else ""
    if counts[Fate.OUTSIDE] and counts[Fate.OUTSIDE] + counts[Fate.DEAD] == len(fates):
        why = ". No kink is among the data: a start such as He draws them there"
    return f"Of {len(fates):,} ReLU{'' if len(fates) == 1 else 's'} {', '.join(parts)}{why}"


def correction_line(snapshot: Snapshot, correction: Correction) -> str:
    """Return what a step of the error-correction rule did, with the name of its example."""
    rows, row, name = snapshot.state.rows, correction.row, ""
    if rows is not None and row < len(rows) and np.array_equal(rows.inputs[row], correction.inputs):
        name = rows.names[row] if rows.names else ""
    return f"Step {correction.index:,}, {correction_text(correction, name)}"


def slope_note(network: Network, method: str) -> str:
    """Return why a method leaves weights as they are; empty if it does not."""
    steps = [k for k, layer in enumerate(network.layers, 1) if layer.kind.is_constant_between]
    if not steps or method in ("random_search", "error_correction"):
        return ""
    where = "up to here" if steps[-1] < len(network.layers) else "at all"
    return (
        f"Layer {steps[-1]} has steps, whose slope is zero: descent changes no weight {where}. "
        "Random search can."
    )
