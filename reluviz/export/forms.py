"""Everything that a project can be written as, beside its plot and its weights: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reluviz.export.code import CODES
from reluviz.export.curves import CURVES
from reluviz.export.dialects import DIALECTS, formula_text
from reluviz.export.page import page
from reluviz.export.regions import REGIONS
from reluviz.files.errors import PathLike, UserError, shown
from reluviz.files.project import Project


@dataclass(frozen=True)
class Form:
    """One thing that a project can be written as.

    Parameters
    ----------
    name : str
        What it is called on the command line.
    title : str
        What it is called for people.
    ending : str
        How the names of such files end.
    text : callable
        Returns what is in the file; a `UserError` says why not.
    """

    name: str
    title: str
    ending: str
    text: Callable[[Project], str]


_TITLES = {
    "python": ("Python, a formula", ".py"),
    "numpy": ("NumPy, a formula", ".py"),
    "javascript": ("JavaScript, a formula", ".js"),
    "desmos": ("Desmos", ".txt"),
    "geogebra": ("GeoGebra", ".txt"),
    "excel": ("Excel and LibreOffice, of cell A1", ".txt"),
    "wolfram": ("Wolfram Language", ".wl"),
    "latex": ("LaTeX", ".tex"),
    "c": ("C, a header", ".h"),
    "javascript-module": ("JavaScript, with its weights", ".js"),
    "numpy-module": ("NumPy, with its weights", ".py"),
    "pytorch": ("PyTorch, with its weights", ".py"),
    "joints-csv": ("Joints of the curve, CSV", ".csv"),
    "joints-json": ("Joints of the curve, JSON", ".json"),
    "regions-csv": ("Regions of the plane, CSV", ".csv"),
    "regions-json": ("Regions of the plane, JSON", ".json"),
    "regions-svg": ("Regions of the plane, SVG", ".svg"),
    "spice": ("SPICE, a piecewise-linear source", ".cir"),
    "css": ("CSS, an easing", ".css"),
    "cube": ("Colour table of one dimension", ".cube"),
    "c-table": ("C, a table of the curve", ".h"),
    "page": ("A page to play with, HTML", ".html"),
}

_TEXTS: dict[str, Callable[[Project], str]] = {
    **{name: partial(lambda p, of: formula_text(p.network, of), of=name) for name in DIALECTS},
    **{name: partial(lambda p, of: of(p.network), of=code) for name, code in CODES.items()},
    **CURVES,
    **REGIONS,
    "page": page,
}

FORMS = {name: Form(name, *_TITLES[name], text) for name, text in _TEXTS.items()}
"""All forms, by name."""

_OF_ENDINGS = {".h": "c", ".js": "javascript-module", ".py": "numpy-module"} | {
    one.ending: name
    for name, one in FORMS.items()
    if one.ending in (".wl", ".cir", ".css", ".cube", ".html")
}
"""The form of a file whose ending says enough."""


def form_of(path: PathLike, name: str | None = None) -> Form | None:
    """Return the form of a name, or else of the ending of a file; None if that says none.

    Raises
    ------
    UserError
        If there is no form of that name.
    """
    if name is None:
        found = _OF_ENDINGS.get(Path(path).suffix.lower())
        return None if found is None else FORMS[found]
    if name not in FORMS:
        raise UserError(f"there is no form {shown(name)}; there are {', '.join(FORMS)}")
    return FORMS[name]
