"""What the diagram writes, and the network in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from reluviz.core import words
from reluviz.core.digits import Digits
from reluviz.core.network import Network, ParameterId
from reluviz.core.steps import step_title
from reluviz.core.words import number
from reluviz.document.snapshot import Snapshot
from reluviz.views.diagram.faces import RowFace
from reluviz.views.numbers import exact_text

_MOST_UNITS_IN_WORDS = 12


def value_forms(
    name: str, written: Callable[[int], str], is_precise: bool = False
) -> Iterator[str]:
    """Yield ways to write a parameter with its sign, from the fullest to the shortest.

    `name` may be empty. `written` returns the value with so many digits or more. `is_precise`
    gives up the name before it gives up digits, for a value that is being changed.
    """
    if name:
        for digits in (4,) if is_precise else (4, 3, 2):
            yield f"{name} = {written(digits)}"
    yield from map(written, (4, 3, 2, 1))


def live_forms(name: str, written: Callable[[int], str]) -> Iterator[str]:
    """Yield ways to write a live value, from the fullest to the shortest."""
    if name:
        yield f"{name} = {written(4)}"
    yield from map(written, (4, 3, 2, 1))


def ray_forms(unit: int, digits: Digits, face: RowFace) -> Iterator[str]:
    """Yield ways to write what a unit computes at the probe, from the fullest to the shortest."""
    for most in (4, 3):
        v, b = ParameterId(0, unit, 0), ParameterId(0, unit)
        size = "x" if abs(face.v) == 1 else f"{digits.value(v, abs(face.v), digits=most)}·x"
        total = digits.value(b, face.b, digits=most)
        if face.v:
            sign = words.MINUS if face.v < 0 else ""
            total = f"{total} {sign or '+'} {size}" if face.b else sign + size
        yield f"max(0, {total}) = {number(face.live, most)}"
    yield from live_forms(f"r{unit + 1}", partial(number, face.live))


def fold_forms(count: int) -> Iterator[str]:
    """Yield ways to say how many units are folded away."""
    yield f"⋮ {count:,} more units"
    yield f"⋮ {count:,} more"
    yield f"+{count:,}"


def header_forms(n_units: int, n_parameters: int) -> Iterator[str]:
    """Yield ways to write the shape of the network."""
    shape = f"1 → {n_units:,} → 1"
    yield f"{shape}    {n_parameters:,} parameters"
    yield shape


def legend_forms() -> Iterator[str]:
    """Yield ways to explain the lines."""
    signs = "colour: sign · width: size · dashed: zero"
    yield f"{signs} · drag, or double-click to type"
    yield signs
    yield "dashed: zero"


def cut_forms(name: str, was: float) -> Iterator[str]:
    """Yield ways to write a cut link in one line, from the fullest to the shortest."""
    if name:
        yield f"{name} = 0, was {number(was)}"
    yield f"0, was {number(was)}"
    yield f"0, was {number(was, 2)}"
    yield f"0 ({number(was, 2)})"
    yield "0"


def was_forms(was: float) -> Iterator[str]:
    """Yield ways to write what a weight was, from the fullest to the shortest."""
    yield from (f"was {number(was, digits)}" for digits in (4, 3, 2))
    yield f"({number(was, 2)})"


def parameter_tip(network: Network, parameter: ParameterId, was: float | None = None) -> str:
    """Return what a parameter is, its value, and what a hand can do with it.

    `was` is the weight of a link that is cut.
    """
    title = words.parameter_title(network, parameter)
    value = exact_text(network.value(parameter))
    cut = "" if was is None else f", a broken link: it was {exact_text(was)}"
    return f"{title}: {value}{cut}\nDrag up or down, or double-click to type; scroll when selected"


def probe_tip(probe: float) -> str:
    """Return what the circle of the input shows, and what a hand can do with it."""
    value = exact_text(probe)
    return f"x, the probe: {value}\nDouble-click to type it; the mouse over the plot moves it"


def describe(snapshot: Snapshot) -> str:
    """Return the network and what is selected in words, for screen readers."""
    network, parameter = snapshot.network, snapshot.parameter
    parts = [f"One input, {network.n_units:,} hidden units, one output."]
    if parameter is not None:
        title = words.parameter_title(network, parameter)
        parts.append(f"Selected: {title}, {snapshot.state.digits.value(parameter)}.")
    elif snapshot.unit is not None:
        parts.append(f"Selected: ReLU {snapshot.unit + 1}.")
    if snapshot.build is not None:
        parts.append(f"The sum so far: {step_title(snapshot.build, network.n_units)}.")
    first = range(min(network.n_units, _MOST_UNITS_IN_WORDS))
    parts += [_unit_in_words(snapshot, unit) for unit in first]
    if network.n_units > len(first):
        parts.append(f"{network.n_units - len(first):,} more units.")
    parts.append(f"Output bias b0 {snapshot.state.digits.value(ParameterId(1, 0))}.")
    return " ".join(parts)


def _unit_in_words(snapshot: Snapshot, unit: int) -> str:
    ids = (ParameterId(0, unit, 0), ParameterId(0, unit), ParameterId(1, 0, unit))
    v, b, w = map(snapshot.state.digits.value, ids)
    return f"ReLU {unit + 1}: v {v}, b {b}, w {w}."
