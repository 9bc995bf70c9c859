"""Everything that a project can be written as, beside its plot and its weights: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reluviz.export.code import CODES
from reluviz.export.curves import CURVES
from reluviz.export.dialects import DIALECTS, formula_text
from reluviz.export.manim import perturbation_scene
from reluviz.export.page import page
from reluviz.export.regions import REGIONS
from reluviz.export.tikz import FIGURES
from reluviz.export.workbook import workbook_bytes
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
    make : callable
        Returns what is in the file, text or bytes; a `UserError` says why not.
    is_text : bool
        Whether it is text, and can be pasted.
    """

    name: str
    title: str
    ending: str
    make: Callable[[Project], str | bytes]
    is_text: bool = True

    def data(self, project: Project) -> bytes:
        """Return what is in the file; a `UserError` says why it cannot be made."""
        made = self.make(project)
        return made.encode() if isinstance(made, str) else made

    def text(self, project: Project) -> str:
        """Return the same as text; a `UserError` says why there is none."""
        made = self.make(project)
        if not isinstance(made, str):
            raise UserError(f"{self.name} is no text; write it to a file")
        return made


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
    "layers-json": ("Layers with their weights, JSON", ".json"),
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
    "manim": ("Manim, an animation of the curve", ".py"),
    "tikz": ("LaTeX, the diagram by TikZ", ".tex"),
    "pgfplots": ("LaTeX, the curve by pgfplots", ".tex"),
    "workbook": ("A workbook with live formulas, XLSX", ".xlsx"),
}

_MADE: dict[str, Callable[[Project], str | bytes]] = {
    **{name: partial(lambda p, of: formula_text(p.network, of), of=name) for name in DIALECTS},
    **{name: partial(lambda p, of: of(p.network), of=code) for name, code in CODES.items()},
    **CURVES,
    **REGIONS,
    **FIGURES,
    "page": page,
    "manim": perturbation_scene,
    "workbook": workbook_bytes,
}

_BINARY = ("workbook",)

FORMS = {
    name: Form(name, *_TITLES[name], make, name not in _BINARY) for name, make in _MADE.items()
}
"""All forms, by name."""

_OF_ENDINGS = {".h": "c", ".js": "javascript-module", ".py": "numpy-module"} | {
    one.ending: name
    for name, one in FORMS.items()
    if one.ending in (".wl", ".cir", ".css", ".cube", ".html", ".xlsx")
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
