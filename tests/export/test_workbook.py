"""A workbook computes what the network computes, in another program, when its weights change."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from math import exp
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from reluviz import api as rv
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.truth_table import TruthTable
from reluviz.export.forms import FORMS
from reluviz.export.workbook import workbook_bytes
from reluviz.files.errors import UserError
from reluviz.files.project import Project

ARTICLE = rv.example("relu-by-hand")
NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def random_network(sizes: list[int], activations: list[str]) -> Network:
    random = np.random.default_rng(1)
    shapes = zip(sizes, sizes[1:], activations, strict=False)
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b), kind) for a, b, kind in shapes]
    )


PROJECTS = [
    ARTICLE,
    rv.example("xor-solved"),
    Project(random_network([1, 3, 4, 2], ["tanh", "leaky_relu(0.3)", "identity"])),
    *(Project(random_network([2, 2, 1], [kind, "sigmoid"])) for kind in ACTIVATIONS),
]


def sheets(data: bytes) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def outputs(project: Project, rows: list[list]) -> tuple[np.ndarray, np.ndarray]:
    """What a sheet has as inputs and outputs, and the network's own outputs."""
    n, m = project.network.n_inputs, project.network.n_outputs
    table = np.array([row[: n + m] for row in rows[1:] if row[0] != ""], float)
    return table[:, n:], project.network(table[:, :n]).reshape(-1, m)


def formulas(data: bytes) -> dict[str, dict[str, str | float]]:
    """Formulas and numbers of every sheet by cell, as they stand in the file."""
    archive, found = zipfile.ZipFile(io.BytesIO(data)), {}
    for number, name in enumerate(("Curve", "Units", "Weights"), 1):
        root = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
        cells: dict[str, str | float] = {}
        for cell in root.iterfind(".//s:c", NAMES):
            formula, value = cell.find("s:f", NAMES), cell.find("s:v", NAMES)
            if formula is not None:
                cells[cell.attrib["r"]] = "=" + str(formula.text)
            elif value is not None and cell.get("t") is None:
                cells[cell.attrib["r"]] = float(str(value.text))
        found[name] = cells
    return found


class Evaluator:
    """Works formulas out by itself: the few functions that are written."""

    def __init__(self, found: dict[str, dict[str, str | float]]) -> None:
        self._found, self._known = found, {}

    def __call__(self, sheet: str, cell: str) -> float:
        content = self._found[sheet][cell]
        if isinstance(content, float):
            return content
        if (sheet, cell) not in self._known:
            text = re.sub(r"(\w+)!(\$?[A-Z]+\$?\d+)(:\$?[A-Z]+\$?\d+)?", self._place, content[1:])
            words = {
                "MAX": max,
                "MIN": min,
                "ABS": abs,
                "EXP": exp,
                "IF": lambda c, a, b: a * c + b * (not c),
            }
            words["SUMPRODUCT"] = lambda a, b: float(np.dot(np.ravel(a), np.ravel(b)))
            self._known[sheet, cell] = eval(text, {"cells": self._cells, **words})  # noqa: S307
        return self._known[sheet, cell]

    def _place(self, match: re.Match[str]) -> str:
        last = (match[3] or "").replace("$", "").removeprefix(":")
        return f"cells({match[1]!r}, {match[2].replace('$', '')!r}, {last!r})"

    def _cells(self, sheet: str, first: str, last: str) -> float | list[float]:
        if not last:
            return self(sheet, first)
        row = re.sub("[A-Z]", "", first)
        assert row == re.sub("[A-Z]", "", last)
        columns = range(number(re.sub(r"\d", "", first)), number(re.sub(r"\d", "", last)) + 1)
        return [self(sheet, letters(column) + row) for column in columns]


def number(column: str) -> int:
    return 26 * number(column[:-1]) + ord(column[-1]) - 64 if column else 0


def letters(column: int) -> str:
    return letters((column - 1) // 26) + chr(65 + (column - 1) % 26) if column else ""


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: repr(project.network))
def test_the_formulas_compute_the_network(project: Project) -> None:
    data = workbook_bytes(project)
    stored, own = outputs(project, sheets(data)["Curve"])
    np.testing.assert_allclose(stored, own, rtol=1e-14, atol=1e-14)
    evaluate = Evaluator(formulas(data))
    n, m = project.network.n_inputs, project.network.n_outputs
    found = [
        [evaluate("Curve", f"{letters(n + 1 + k)}{row + 2}") for k in range(m)]
        for row in range(len(own))
    ]
    np.testing.assert_allclose(found, own, rtol=1e-13, atol=1e-13)


def test_a_weight_that_is_changed_changes_the_curve() -> None:
    found = formulas(workbook_bytes(ARTICLE))
    assert found["Weights"]["E5"] == 4.0  # w1
    found["Weights"]["E5"] = 3.0
    changed = Network.from_rays([1, 1, 1], [1, 0.5, 0], [3, -8, 5], -1)
    evaluate = Evaluator(found)
    for row in range(2, 60):
        x = evaluate("Curve", f"A{row}")
        assert evaluate("Curve", f"B{row}") == pytest.approx(float(changed([x])[0]), abs=1e-14)


def without_values(data: bytes) -> bytes:
    """The same workbook as if nothing had been worked out yet: the next program has to."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename.startswith("xl/worksheets/"):
                content = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
            new.writestr(one, content)
    return made.getvalue()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_works_out_the_same(tmp_path: Path) -> None:
    paths = [tmp_path / f"{k}.xlsx" for k in range(len(PROJECTS))]
    for path, project in zip(paths, PROJECTS, strict=True):
        path.write_bytes(without_values(workbook_bytes(project)))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), *map(str, paths)]
    subprocess.run(command, check=True, timeout=200, capture_output=True)
    for path, project in zip(paths, PROJECTS, strict=True):
        found, own = outputs(project, sheets((tmp_path / "out" / path.name).read_bytes())["Curve"])
        np.testing.assert_allclose(found, own, rtol=1e-13, atol=1e-13)


def test_numbers_are_there_to_the_last_bit() -> None:
    weights = np.random.default_rng(2).normal(size=(50, 1)) / 3
    layers = [Layer(weights, np.full(50, 0.1 + 0.2), "relu"), Layer(weights.T, [1e-300], "relu")]
    cells = formulas(workbook_bytes(Project(Network(layers))))["Weights"]
    assert [cells[f"E{row}"] for row in range(2, 52)] == weights[:, 0].tolist()
    assert (cells["D2"], cells["D52"]) == (0.1 + 0.2, 1e-300)
    assert [cells[f"{letters(k)}52"] for k in range(5, 55)] == weights[:, 0].tolist()


def test_hostile_names_stay_texts() -> None:
    names = ('=HYPERLINK("http://a")', "+1+cmd|' /C calc'!A0", "@SUM(A1)", "http://example.com")
    table = TruthTable([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]], names)
    data = workbook_bytes(replace(rv.example("xor-solved"), table=table))
    rows = sheets(data)["Curve"]
    assert [row[-1] for row in rows[1:]] == list(names)
    formula = r"=[A-Z0-9 .!$:()+,<>*/-]+"
    for cells in formulas(data).values():
        for text in filter(lambda one: isinstance(one, str), cells.values()):
            assert re.fullmatch(formula, re.sub("Curve|Units|Weights", "", text))
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<hyperlink" in archive.read(name) for name in archive.namelist())


def test_a_workbook_opens_as_the_curve_and_is_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rv.export(ARTICLE, path)
    assert path.read_bytes() == workbook_bytes(ARTICLE)
    again = rv.load(path)
    assert again.domain == ARTICLE.domain
    np.testing.assert_allclose(again.network([-1, -0.5, 0, 0.3]), [-1, 1, -1, -0.7], atol=1e-9)


def test_what_is_too_large_or_no_text_is_said() -> None:
    wide = Network.from_rays(np.ones(3_000), np.linspace(0, 1, 3_000), np.ones(3_000), 0)
    with pytest.raises(UserError, match="export the weights as a table instead"):
        workbook_bytes(Project(wide))
    with pytest.raises(UserError, match="up to three inputs"):
        workbook_bytes(Project(random_network([4, 1], ["relu"])))
    with pytest.raises(UserError, match="workbook is no text"):
        FORMS["workbook"].text(ARTICLE)
