"""Figures for papers as LaTeX source: the diagram with TikZ, the curve with pgfplots."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from reluviz.core.depth import joints
from reluviz.core.layer import Array, Layer
from reluviz.core.network import Network, ParameterId
from reluviz.export.escape import latex_text
from reluviz.files.errors import UserError
from reluviz.files.project import Project

_MOST_UNITS = 10  # of a layer in a diagram; more are hinted at
_MOST_LABELS = 40  # parameters whose numbers can be told apart
_MOST_POINTS = 2_000  # TeX has little memory
_SAMPLES = 401  # of a curve without straight pieces
_ACROSS, _DOWN = 3.2, 1.5  # cm from layer to layer, and from unit to unit

_COLOURS = (
    *(r"\definecolor{plus}{HTML}{0072B2}", r"\definecolor{minus}{HTML}{BF4A00}"),
    *(r"\definecolor{one}{HTML}{009E73}", r"\definecolor{two}{HTML}{CC79A7}"),
    *(r"\definecolor{three}{HTML}{E69F00}", r"\definecolor{four}{HTML}{56B4E9}"),
)
_UNITS = ("one", "two", "three", "plus", "minus", "four")


def diagram_tikz(project: Project) -> str:
    """Return the diagram of a network of any layers, to be put into a document."""
    network = project.network
    sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    shown = [min(size, _MOST_UNITS) for size in sizes]
    has_numbers = network.n_parameters <= _MOST_LABELS and max(sizes) <= _MOST_UNITS
    lines = [
        "% The diagram of a network, by ReluViz. Needs in the preamble:",
        r"%   \usepackage{tikz}",
        "% Its size is that of x and y below: cm, pt, or what you like.",
        r"\begin{tikzpicture}[x=1cm, y=1cm, >=stealth,",
        r"  unit/.style={circle, draw, thick, fill=white, minimum size=8mm, inner sep=0pt},",
        r"  number/.style={fill=white, inner sep=1pt, font=\scriptsize}]",
        *_COLOURS,
    ]
    for column, (size, count) in enumerate(zip(sizes, shown, strict=True)):
        lines += _nodes(network, column, count, has_numbers)
        if size > count:
            place = f"({_ACROSS * column:g},{-_DOWN * (count + 1) / 2:g})"
            lines.append(rf"\node at {place} {{{size - count} more}};")
    for number, layer in enumerate(network.layers):
        lines += _links(number, layer, shown[number : number + 2], has_numbers)
    return "\n".join([*lines, r"\end{tikzpicture}", ""])


def _nodes(network: Network, column: int, count: int, has_numbers: bool) -> list[str]:
    """The units of a layer, or the inputs; with their biases, and the activation below."""
    is_last, lines = column == len(network.layers), []
    for k in range(count):
        y = _DOWN * ((count - 1) / 2 - k)
        name = "z" if is_last else "x"
        text = f"${name}$" if count == 1 else f"${name}_{{{k + 1}}}$"
        look = "unit" if is_last or not column else f"unit, draw={_UNITS[k % len(_UNITS)]}"
        text = text if is_last or not column else str(k + 1)
        if column and has_numbers:
            bias = network.value(ParameterId(column - 1, k, None))
            look += rf", label={{[font=\scriptsize]below:${_number(bias)}$}}"
        lines.append(
            rf"\node[{look}] (n{column}-{k + 1}) at ({_ACROSS * column:g},{y:g}) {{{text}}};"
        )
    if column and not network.layers[column - 1].kind.is_linear:
        kind = latex_text(network.layers[column - 1].kind.title)
        place = f"({_ACROSS * column:g},{_DOWN * (count + 1) / 2:g})"
        lines.append(rf"\node[font=\small] at {place} {{{kind}}};")
    return lines


def _links(number: int, layer: Layer, shown: list[int], has_numbers: bool) -> list[str]:
    sources, units = shown
    lines = []
    for unit in range(units):
        for source, weight in enumerate(layer.weights[unit, :sources].tolist()):
            colour = "minus" if weight < 0 else "plus"
            share = 0.5 if min(sources, units) == 1 else 0.2 + 0.12 * (source % 2)
            width = min(3.0, 0.4 + abs(weight) / 4)
            look = f"->, {colour}, line width={width:.2g}pt" + ("" if weight else ", dashed")
            label = f"node[number, pos={share:g}] {{${_number(weight)}$}} " if has_numbers else ""
            ends = f"(n{number}-{source + 1})", f"(n{number + 1}-{unit + 1})"
            lines.append(rf"\draw[{look}] {ends[0]} -- {label}{ends[1]};")
    return lines


def plot_pgfplots(project: Project) -> str:
    """Return the curve of a network, and its target, to be put into a document.

    The curve is its joints, in full; where there are none it is sampled, which a comment says.

    Raises
    ------
    UserError
        If the network has other than one input and one output, or too many joints.
    """
    network = project.network
    if network.n_inputs != 1 or network.n_outputs != 1:
        raise UserError("there is no curve to write: it takes one input and one output")
    lines = [
        "% The curve of a network, by ReluViz. Needs in the preamble:",
        r"%   \usepackage{pgfplots}",
        r"%   \pgfplotsset{compat=1.16}",
        "% Its size is width and height below, with all labels: cm, pt, or what you like.",
    ]
    try:
        found = joints(network, project.domain)
        x, z, marks = found.x, found.z, len(found) <= 60
    except ValueError:
        x = np.linspace(*project.domain, _SAMPLES)
        z, marks = network(x), False
        lines.append(f"% Sampled at {_SAMPLES} places, as it has no straight pieces.")
    if len(x) > _MOST_POINTS:
        raise UserError(f"a figure for TeX has up to {_MOST_POINTS:,} joints, not {len(x):,}")
    dots = "mark=*, mark size=1.5pt" if marks else "no marks"
    look = f"thick, black, {dots}"
    plots = [rf"\addplot[{look}] coordinates {{{_pairs(x, z)}}};"]
    if project.target is not None:
        tx, ty = project.target.x, project.target.y
        every = -(-len(tx) // _MOST_POINTS)
        if every > 1:
            lines.append(f"% One of {every} points of the target is shown.")
        pairs = _pairs(tx[::every], ty[::every])
        look = "only marks, mark=o, mark size=2.5pt, minus"
        plots.append(rf"\addplot[{look}] coordinates {{{pairs}}};")
    low, high = project.domain
    axis = [
        "width=10cm, height=7cm, grid=major, scaled ticks=true,",
        f"  xmin={low!r}, xmax={high!r}, enlarge x limits=0.03, xlabel={{$x$}}, ylabel={{$z$}}",
    ]
    lines += [r"\begin{tikzpicture}", _COLOURS[1], rf"\begin{{axis}}[{axis[0]}", f"{axis[1]}]"]
    return "\n".join([*lines, *plots, r"\end{axis}", r"\end{tikzpicture}", ""])


def _number(value: float) -> str:
    """A number as it stands in a formula, to four digits."""
    mantissa, exponent, power = f"{value + 0.0:.4g}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if exponent else mantissa


def _pairs(x: Array, y: Array) -> str:
    return "\n  ".join(f"({a!r},{b!r})" for a, b in zip(x.tolist(), y.tolist(), strict=True))


FIGURES: dict[str, Callable[[Project], str]] = {
    "tikz": diagram_tikz,
    "pgfplots": plot_pgfplots,
}
"""Figures in LaTeX."""
