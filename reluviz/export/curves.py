"""An exact curve as a table of its joints, for circuits, pages, colours and C."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from reluviz.core.depth import Joints, joints
from reluviz.files.errors import UserError
from reluviz.files.project import Project

_LUT = 1024  # entries of a table that cannot have its joints where they are


def _joints(project: Project) -> Joints:
    try:
        return joints(project.network, project.domain)
    except ValueError as error:
        raise UserError(f"there is no curve to write: {error}") from None


def joints_csv(project: Project) -> str:
    """Return the joints as CSV: x, z, and the units that make each, as layer.unit from 1."""
    found = _joints(project)
    lines = ["x,z,makers"]
    for x, z, makers in zip(found.x.tolist(), found.z.tolist(), found.makers, strict=True):
        units = " ".join(f"{layer + 1}.{unit + 1}" for layer, unit in makers)
        lines.append(f"{x!r},{z!r},{units}")
    return "\n".join(lines) + "\n"


def joints_json(project: Project) -> str:
    """Return the joints as JSON: lists of x, of z, and for each joint of [layer, unit] from 0."""
    found = _joints(project)
    entries = {"x": found.x.tolist(), "z": found.z.tolist(), "makers": found.makers}
    return json.dumps(entries, indent=1) + "\n"


def spice(project: Project) -> str:
    """Return a voltage source for SPICE: time is x, and before and after it holds its ends."""
    found = _joints(project)
    if found.x[0] < 0:
        shift = float(-found.x[0])
        note = f"* time is x + {shift!r}, as SPICE begins at 0\n"
    else:
        shift, note = 0.0, ""
    pairs = "\n".join(
        f"+ {x + shift!r} {z!r}" for x, z in zip(found.x.tolist(), found.z.tolist(), strict=True)
    )
    held = "* outside of these times the source holds its ends; the network goes on\n"
    return f"* a curve, written by ReluViz\n{note}{held}V1 out 0 PWL(\n{pairs}\n+ )\n"


def css(project: Project) -> str:
    """Return an easing of CSS: x from 0 to 1 is the domain, and the output is as it is."""
    found = _joints(project)
    low, high = float(found.x[0]), float(found.x[-1])
    stops = ", ".join(
        f"{z:.6g} {100 * (x - low) / (high - low):.6g}%"
        for x, z in zip(found.x.tolist(), found.z.tolist(), strict=True)
    )
    return (
        f"/* 0% is x = {low:g}, 100% is x = {high:g}. Beyond its ends CSS goes on along the last\n"
        f"   two stops, as the network does. Rounded to six digits. */\n"
        f"animation-timing-function: linear({stops});\n"
    )


def cube(project: Project) -> str:
    """Return a table of colours, .cube, of one dimension: equally spaced, so joints are cut off."""
    found = _joints(project)
    x = np.linspace(*found.curve.domain, _LUT)
    rows = "\n".join(f"{z:.9g} {z:.9g} {z:.9g}" for z in found.curve(x).tolist())
    return (
        f"# a curve, written by ReluViz: {_LUT} values, straight between them; joints that lie\n"
        "# between two of them are cut off. Outside of the domain most programs hold the ends.\n"
        f'TITLE "ReluViz"\nLUT_1D_SIZE {_LUT}\n'
        f"DOMAIN_MIN {x[0]:.9g} {x[0]:.9g} {x[0]:.9g}\n"
        f"DOMAIN_MAX {x[-1]:.9g} {x[-1]:.9g} {x[-1]:.9g}\n{rows}\n"
    )


def c_table(project: Project) -> str:
    """Return the joints for C, and a function that looks a value up."""
    found = _joints(project)
    n = len(found)
    x, z = (", ".join(map(repr, values.tolist())) for values in (found.x, found.z))
    return f"""/* A curve as its {n} joints, by ReluViz. Beyond its ends it goes on straight. */
#ifndef CURVE_H
#define CURVE_H
static const double curve_x[{n}] = {{{x}}};
static const double curve_z[{n}] = {{{z}}};

static double curve(double x) {{
  int low = 0, high = {n - 1};
  while (high - low > 1) {{
    int middle = (low + high) / 2;
    if (curve_x[middle] <= x) low = middle; else high = middle;
  }}
  return curve_z[low] + (x - curve_x[low]) * (curve_z[high] - curve_z[low])
    / (curve_x[high] - curve_x[low]);
}}
#endif
"""


CURVES: dict[str, Callable[[Project], str]] = {
    "joints-csv": joints_csv,
    "joints-json": joints_json,
    "spice": spice,
    "css": css,
    "cube": cube,
    "c-table": c_table,
}
"""Forms in which a curve can be written."""
