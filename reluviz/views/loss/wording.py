"""What is said about a slice of the loss. No Qt."""

from __future__ import annotations

from reluviz.core.words import number
from reluviz.document.snapshot import Snapshot
from reluviz.views.loss.chart import Figure

_GLUE = "\N{NO-BREAK SPACE}"

NO_PARAMETER = (
    "Select a parameter, say a number of the table or an edge of the diagram: "
    "here you see how well the network fits for every value of it."
)
NO_TARGET = (
    "There is no target to compare with. Build a network from points, and they become its target."
)
NO_TABLE = (
    "There is nothing to compare with. Add rows to the truth table, and they are what is wanted."
)
NO_FIT = "The truth table is for another network: it has other inputs or outputs."
TOO_MANY = (
    "There are too many rows for so many parameters to go through their errors at once: "
    "a smaller network, or fewer rows, can be shown."
)
NO_OVERLAP = "The target has no part of the domain, so there is nothing to compare."
TOO_LARGE = "The errors are too large to be drawn."


def why_empty(snapshot: Snapshot) -> str:
    """Return why there is no slice to show."""
    state = snapshot.state
    if state.target is None and state.table is None:
        return NO_TARGET if state.is_curve else NO_TABLE
    if snapshot.parameter is None:
        return NO_PARAMETER
    if state.misfit is not None:
        return TOO_MANY
    return NO_OVERLAP if state.table is None else NO_FIT


def heading(figure: Figure) -> str:
    """Return the present and the best error in one line."""
    name = figure.state.network.name(figure.parameter)
    now = f"{name}: mean squared error {number(figure.loss)}"
    if figure.is_flat:
        return f"{now}, whatever {name} is"
    value, loss = figure.best
    if value == figure.now:
        return f"{now}, and that is the best for {name} alone"
    return f"{now} now, {number(loss)} at best ({name}{_GLUE}={_GLUE}{number(value)})"


def remark(figure: Figure) -> str:
    """Return what kind of curve it is, and what a cut link would cost."""
    name = figure.state.network.name(figure.parameter)
    if figure.is_flat:
        return f"{name} moves nothing on this domain."
    if not figure.curve.is_parabola:
        kind = "Piecewise, as for every v and b" if figure.state.is_shallow else "Over all rows"
        return f"{kind}; the best is the lowest on the range shown."
    last = "w and b0" if figure.state.is_shallow else "weight and bias of a linear last layer"
    text = f"A parabola, as for every {last}."
    if figure.without_link is not None:
        loss = number(figure.without_link)
        text += f" Without this link: mean squared error {loss}."
    return text
