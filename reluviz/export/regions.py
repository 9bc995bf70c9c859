"""The linear regions of the plane of two inputs, as tables and as a picture."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html import escape

import numpy as np

from reluviz.core.layer import Array
from reluviz.core.regions import Regions, regions
from reluviz.export.tables import plain
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.paths import resource

_WIDTH = 800.0  # of the picture, in pixels
_EDGES = (2.4, 1.6, 1.0)  # widths of the edges of the first layer, the second, and all later ones
_SOFT = 0.42  # how much of a colour is left on white

Units = list[tuple[int, int]]


def find_regions(project: Project) -> Regions:
    """Return the regions of a project's box.

    Raises
    ------
    UserError
        If its network has none, or more than are computed.
    """
    try:
        if project.network.n_inputs != 2:
            raise ValueError(f"they need two inputs, not {project.network.n_inputs}")
        return regions(project.network, (project.box[0], project.box[1]))
    except ValueError as error:
        raise UserError(f"there are no regions to write: {error}") from None


def active_units(found: Regions) -> list[Units]:
    """Return the hidden units that are on in each region, as (layer, unit) from 0."""
    hidden = found.network.layers[:-1]
    units = [(layer, unit) for layer, one in enumerate(hidden) for unit in range(one.n_units)]
    return [[units[k] for k in np.flatnonzero(on)] for on in found.patterns]


def maps(found: Regions) -> tuple[Array, Array]:
    """Return gradients, (regions, outputs, 2), and intercepts, (regions, outputs), of all."""
    every = [found.affine(output) for output in range(found.network.n_outputs)]
    gradients, intercepts = zip(*every, strict=True)
    return np.stack(gradients, 1), np.stack(intercepts, 1)


def written(units: Units) -> str:
    """Return units as text, counted from 1, such as ``1.2 2.1``."""
    return " ".join(f"{layer + 1}.{unit + 1}" for layer, unit in units)


def regions_csv(project: Project) -> str:
    """Return a row for each region: area, map of each output, units that are on, corners.

    The maps are those of the sums before the last activation.
    """
    found = find_regions(project)
    gradients, intercepts = maps(found)
    count = gradients.shape[1]
    ends = [""] if count == 1 else [f"_z{k + 1}" for k in range(count)]
    numbers = [f"{name}{end}" for end in ends for name in ("slope_x1", "slope_x2", "intercept")]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["region", "area", *numbers, "active_units", "corners"])
    parts = zip(found.areas.tolist(), active_units(found), found.polygons, strict=True)
    for k, (area, units, corners) in enumerate(parts):
        values = np.column_stack([gradients[k], intercepts[k]]).ravel().tolist()
        places = " ".join(map(plain, corners.ravel().tolist()))
        writer.writerow([k + 1, *map(plain, [area, *values]), written(units), places])
    return buffer.getvalue()


def regions_json(project: Project) -> str:
    """Return the regions as JSON; units are [layer, unit] from 0, maps a list for each output."""
    found = find_regions(project)
    gradients, intercepts = maps(found)
    parts = zip(
        found.polygons,
        found.areas.tolist(),
        gradients.tolist(),
        intercepts.tolist(),
        active_units(found),
        strict=True,
    )
    names = ("corners", "area", "gradients", "intercepts", "active_units")
    rows = ",\n  ".join(
        json.dumps(dict(zip(names, (corners.tolist(), *rest), strict=True)))
        for corners, *rest in parts
    )
    box = json.dumps(project.box)
    return f'{{"box": {box},\n "regions": [\n  {rows}\n ]}}\n'


def regions_svg(project: Project) -> str:
    """Return a picture: regions in colours that tell neighbours apart, edges in their unit's.

    The mouse over a region shows its map in a browser.
    """
    found = find_regions(project)
    colours: list[str] = json.loads(resource("themes", "light.json").read_text())["units"]
    (left, right), (low, high) = project.box
    scale = _WIDTH / (right - left)
    height = scale * (high - low)

    def place(points: Array) -> Array:
        placed: Array = np.column_stack([points[:, 0] - left, high - points[:, 1]]) * scale
        return placed

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:g}" height="{height:.6g}" '
        f'viewBox="0 0 {_WIDTH:g} {height:.6g}">',
        "<title>Linear regions, written by ReluViz</title>",
        '<g stroke-width="0.5" stroke-linejoin="round">',
    ]
    titles, numbers = _titles(found), found.colours(len(colours)).tolist()
    for corners, number, title in zip(found.polygons, numbers, titles, strict=True):
        soft, points = _mixed(colours[number]), _points(place(corners))
        head = f'<polygon fill="{soft}" stroke="{soft}" points="{points}">'
        lines.append(f"{head}<title>{escape(title)}</title></polygon>")
    lines += ["</g>", '<g fill="none" stroke-linecap="round">']
    before = np.cumsum([0, *(layer.n_units for layer in found.network.layers)])
    made = set(zip(found.edge_layer.tolist(), found.edge_unit.tolist(), strict=True))
    for layer, unit in sorted(made):
        if layer >= 0:
            ends = place(found.line(layer, unit).reshape(-1, 2)).reshape(-1, 4)
            path = "".join(f"M{a:.6g} {b:.6g}L{c:.6g} {d:.6g}" for a, b, c, d in ends.tolist())
            colour, width = colours[(before[layer] + unit) % len(colours)], _EDGES[min(layer, 2)]
            lines.append(f'<path stroke="{colour}" stroke-width="{width}" d="{path}"/>')
    return "\n".join([*lines, "</g>", "</svg>\n"])


def _titles(found: Regions) -> list[str]:
    gradients, intercepts = found.affine(0)
    rows = zip(gradients.tolist(), intercepts.tolist(), active_units(found), strict=True)
    return [
        f"z = {a:.6g}*x1 + {b:.6g}*x2 + {c:.6g}; on: {written(units) or 'none'}"
        for (a, b), c, units in rows
    ]


def _points(places: Array) -> str:
    return " ".join(f"{x:.6g},{y:.6g}" for x, y in places.tolist())


def _mixed(colour: str) -> str:
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(_SOFT * part + (1 - _SOFT) * 255):02x}" for part in parts)


REGIONS: dict[str, Callable[[Project], str]] = {
    "regions-csv": regions_csv,
    "regions-json": regions_json,
    "regions-svg": regions_svg,
}
"""Forms in which regions can be written."""
