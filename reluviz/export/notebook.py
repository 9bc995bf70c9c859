"""How networks, curves and results show themselves in Jupyter and the like; without Qt."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np

from reluviz.core.fitting import Fit
from reluviz.core.history import History
from reluviz.core.layer import Array
from reluviz.core.network import Network
from reluviz.core.piecewise import Domain, PiecewiseLinear, exact_curve
from reluviz.export.tables import weights_text
from reluviz.files.project import Project

_WIDTH, _HEIGHT, _MARGIN = 420, 260, 34
_MOST_UNITS = 9  # of a layer in the diagram; more are hinted at
_COLOURS = ("#009e73", "#b8578f", "#b87a00", "#0072b2", "#d55e00", "#6b5fb5")
_TEXT = "font-family='sans-serif' font-size='11' fill='#888'"


def curve_svg(curve: PiecewiseLinear) -> str:
    """Return the picture of a curve, with its joints."""
    return _svg(_plot(curve.x, curve.y, joints=len(curve) <= 60), _WIDTH)


def network_svg(network: Network, domain: Domain = (-1.0, 1.0)) -> str:
    """Return the diagram of a network, and beside it what it computes if it has one input."""
    parts, width = _diagram(network), _WIDTH * 2 // 3
    if network.n_inputs == network.n_outputs == 1:
        try:
            curve = exact_curve(network, domain, 20_000)
            plot = _plot(curve.x, curve.y, joints=len(curve) <= 60)
        except ValueError:
            x = np.linspace(*domain, 401)
            plot = _plot(x, network(x), joints=False)
        parts += f"<g transform='translate({width} 0)'>{plot}</g>"
        width += _WIDTH
    return _svg(parts, width)


def project_html(project: Project) -> str:
    """Return the picture of a project's network, and the table of its weights."""
    table = weights_text(project.network, "html", 6) if project.network.n_parameters < 200 else ""
    return f"<div>{network_svg(project.network, project.domain)}{table}</div>"


def fit_html(fit: Fit) -> str:
    """Return the picture of a best fit, and how good it is."""
    said = "the best there is" if fit.optimal else "the best found"
    facts = f"squared error {fit.squared_error:.6g}, largest error {fit.max_error:.6g}: {said}"
    return f"<div>{curve_svg(fit.curve)}<p>{escape(facts)}</p></div>"


def history_svg(history: History) -> str:
    """Return the loss of a training over its steps, the loss by its powers of ten."""
    losses, steps = history.losses, history.indices.astype(np.float64)
    good = losses > 0
    if good.sum() < 2:
        return _svg("", _WIDTH)
    return _svg(_plot(steps[good], np.log10(losses[good]), False, "step", "log10 loss"), _WIDTH)


def install() -> None:
    """Give the classes the methods that notebooks ask for."""
    methods: list[tuple[type, str, Callable[[Any], str]]] = [
        (Network, "_repr_svg_", network_svg),
        (PiecewiseLinear, "_repr_svg_", curve_svg),
        (Project, "_repr_html_", project_html),
        (Fit, "_repr_html_", fit_html),
        (History, "_repr_svg_", history_svg),
    ]
    for kind, name, method in methods:
        setattr(kind, name, method)


def _svg(parts: str, width: int) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{_HEIGHT}' "
        f"viewBox='0 0 {width} {_HEIGHT}'>{parts}</svg>"
    )


def _plot(x: Array, y: Array, joints: bool, name: str = "x", value: str = "z") -> str:
    low, high, least, most = (float(f(v)) for v in (x, y) for f in (np.min, np.max))
    span = most - least or 1.0
    across = _MARGIN + (x - low) / ((high - low) or 1.0) * (_WIDTH - 2 * _MARGIN)
    up = _HEIGHT - _MARGIN - (y - least) / span * (_HEIGHT - 2 * _MARGIN)
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(across, up, strict=True))
    right, bottom = _WIDTH - _MARGIN, _HEIGHT - _MARGIN
    parts = [
        f"<rect x='{_MARGIN}' y='{_MARGIN}' width='{right - _MARGIN}' "
        f"height='{bottom - _MARGIN}' fill='none' stroke='#bbb'/>",
        f"<polyline points='{points}' fill='none' stroke='#0072b2' stroke-width='2'/>",
        f"<text x='{_MARGIN}' y='{bottom + 15}' {_TEXT}>{low:.4g}</text>",
        f"<text x='{right}' y='{bottom + 15}' text-anchor='end' {_TEXT}>{high:.4g}</text>",
        f"<text x='{_WIDTH // 2}' y='{bottom + 15}' text-anchor='middle' {_TEXT}>{name}</text>",
        f"<text x='{_MARGIN}' y='{_MARGIN - 6}' {_TEXT}>{value} to {most:.4g}</text>",
        f"<text x='{right}' y='{bottom - 6}' text-anchor='end' {_TEXT}>from {least:.4g}</text>",
    ]
    if joints:
        circle = "<circle cx='{:.1f}' cy='{:.1f}' r='4' fill='#0072b2'/>"
        parts += [circle.format(a, b) for a, b in zip(across, up, strict=True)]
    return "".join(parts)


def _diagram(network: Network) -> str:
    sizes = [network.n_inputs, *(layer.n_units for layer in network.layers)]
    width = _WIDTH * 2 // 3
    places = [
        [
            (
                30 + (width - 60) * k / (len(sizes) - 1),
                _HEIGHT * (j + 1) / (min(n, _MOST_UNITS) + 1),
            )
            for j in range(min(n, _MOST_UNITS))
        ]
        for k, n in enumerate(sizes)
    ]
    parts = []
    for layer, before, after in zip(network.layers, places, places[1:], strict=False):
        for unit, (x2, y2) in enumerate(after):
            for source, (x1, y1) in enumerate(before):
                weight = float(layer.weights[unit, source])
                colour = "#bf4a00" if weight < 0 else "#0072b2"
                thick = min(5.0, 0.6 + abs(weight) / 2)
                dash = "" if weight else " stroke-dasharray='3 3'"
                parts.append(
                    f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' "
                    f"stroke='{colour}' stroke-width='{thick:.2g}' opacity='0.7'{dash}>"
                    f"<title>{weight:.6g}</title></line>"
                )
    for k, column in enumerate(places):
        for j, (x, y) in enumerate(column):
            colour = _COLOURS[j % len(_COLOURS)] if 0 < k < len(places) - 1 else "#888"
            parts.append(
                f"<circle cx='{x:.1f}' cy='{y:.1f}' r='8' fill='white' stroke='{colour}' "
                "stroke-width='2'/>"
            )
        if sizes[k] > len(column):
            more = f"{sizes[k] - len(column):,} more"
            x = column[0][0]
            parts.append(
                f"<text x='{x:.1f}' y='{_HEIGHT - 4}' text-anchor='middle' {_TEXT}>{more}</text>"
            )
    return "".join(parts)
