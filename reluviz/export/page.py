"""A page of HTML to play with a network: one file, which loads nothing from anywhere."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from reluviz.core.network import Network
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.paths import resource

MOST_PARAMETERS = 2_000
"""A page with more is larger than people send to one another."""


def page(project: Project, title: str = "A ReLU network", lesson: str = "") -> str:
    """Return a page with diagram, function, and a slider for each parameter.

    Parameters
    ----------
    project : Project
        A network of one or two inputs and one output.
    title : str
        Its heading.
    lesson : str
        A text above the network.

    Raises
    ------
    UserError
        If the network has other inputs or outputs, or too many parameters.
    """
    network = project.network
    if network.n_inputs > 2 or network.n_outputs != 1:
        raise UserError("a page shows networks of one or two inputs and one output")
    if network.n_parameters > MOST_PARAMETERS:
        raise UserError(
            f"a page shows up to {MOST_PARAMETERS:,} parameters, not {network.n_parameters:,}"
        )
    target = project.target
    data = {
        "inputs": network.n_inputs,
        "domain": project.domain,
        "box": project.box,
        "layers": layer_entries(network),
        "names": [
            {"name": network.name(one), "layer": one.layer, "unit": one.unit, "source": one.source}
            for one in network.parameters()
        ],
        "target": None
        if target is None or network.n_inputs > 1 or len(target.x) > 500
        else {"x": target.x.tolist(), "y": target.y.tolist()},
    }
    about = "Drag a joint, or change a number: curve, network and numbers are one thing."
    if network.n_inputs > 1:
        about = "Change a number: the plane shows what the network computes of its two inputs."
    parts = {
        "title": escape(title),
        "about": about,
        "lesson": f'<section class="lesson">{escape(lesson)}</section>' if lesson else "",
        "data": json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"),
    }
    text = resource("page", "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], text)  # once: not in a title


def layer_entries(network: Network) -> list[dict[str, Any]]:
    """Return the layers as a page holds them."""
    return [
        {
            "weights": layer.weights.tolist(),
            "bias": layer.bias.tolist(),
            "activation": layer.activation,
        }
        for layer in network.layers
    ]
