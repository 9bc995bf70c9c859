"""Regions of the plane as tables and as a picture."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.regions import regions
from reluviz.export.forms import FORMS, form_of
from reluviz.export.text import describe
from reluviz.files.errors import UserError
from reluviz.files.project import Project

SVG = "{http://www.w3.org/2000/svg}"


def deep(outputs: int = 1) -> Network:
    random = np.random.default_rng(4)
    shapes = ((2, 4, "relu"), (4, 3, "relu"), (3, outputs, "identity"))
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b) / 3, k) for a, b, k in shapes]
    )


def project(outputs: int = 1) -> Project:
    return Project(deep(outputs), domain=(-1.0, 2.0), others=((-1.5, 1.5),))


def test_each_row_of_the_table_is_the_network_on_its_polygon() -> None:
    rows = list(csv.DictReader(FORMS["regions-csv"].text(project()).splitlines()))
    network = deep()
    assert len(rows) == len(regions(network, ((-1, 2), (-1.5, 1.5)))) > 8
    assert sum(float(row["area"]) for row in rows) == pytest.approx(9)
    for row in rows:
        corners = np.array(row["corners"].split(), float).reshape(-1, 2)
        given = corners @ [float(row["slope_x1"]), float(row["slope_x2"])] + float(row["intercept"])
        np.testing.assert_allclose(given, network(corners).ravel(), atol=1e-12)
        sums = network.layers[0].sums(corners.mean(axis=0, keepdims=True))[0]
        on = [unit for unit in row["active_units"].split() if unit.startswith("1.")]
        assert on == [f"1.{k + 1}" for k in np.flatnonzero(sums > 0)]


def test_json_has_the_map_of_every_output() -> None:
    found = json.loads(FORMS["regions-json"].text(project(2)))
    assert found["box"] == [[-1.0, 2.0], [-1.5, 1.5]]
    network = deep(2)
    for one in found["regions"]:
        corners = np.array(one["corners"])
        given = corners @ np.array(one["gradients"]).T + one["intercepts"]
        np.testing.assert_allclose(given, network(corners), atol=1e-12)
    header = FORMS["regions-csv"].text(project(2)).splitlines()[0]
    assert "slope_x1_z1,slope_x2_z1,intercept_z1,slope_x1_z2" in header


def test_the_picture_has_a_polygon_for_each_and_a_path_for_each_unit() -> None:
    root = ElementTree.fromstring(FORMS["regions-svg"].text(project()))
    found = regions(deep(), ((-1, 2), (-1.5, 1.5)))
    polygons = root.findall(f".//{SVG}polygon")
    assert len(polygons) == len(found)
    areas = []
    for polygon in polygons:
        pairs = [pair.split(",") for pair in polygon.attrib["points"].split()]
        x, y = np.array(pairs, float).T
        areas.append(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2)
    assert float(root.attrib["width"]) == float(root.attrib["height"]) == 800
    np.testing.assert_allclose(areas, found.areas * (800 / 3) ** 2, atol=2)
    made = set(zip(found.edge_layer.tolist(), found.edge_unit.tolist(), strict=True))
    assert len(root.findall(f".//{SVG}path")) == len(made - {(-1, -1)})


def test_units_that_jump_are_on_where_they_are_one() -> None:
    gate = Network([Layer([[1, 1], [1, 1]], [-0.5, -1.5], "step"), Layer([[1, -1]], [0], "step")])
    rows = csv.DictReader(FORMS["regions-csv"].text(Project(gate)).splitlines())
    assert {(row["active_units"], row["intercept"]) for row in rows} == {
        ("", "0"),
        ("1.1", "1"),
        ("1.1 1.2", "0"),
    }


def test_what_has_none_says_why() -> None:
    curve = Project(Network([Layer([[1]], [0], "relu"), Layer([[1]], [0], "identity")]))
    curved = Project(Network([Layer([[1, 1]], [0], "tanh"), Layer([[1]], [0], "identity")]))
    for name in ("regions-csv", "regions-json", "regions-svg"):
        with pytest.raises(UserError, match="no regions to write: they need two inputs, not 1"):
            FORMS[name].text(curve)
        with pytest.raises(UserError, match="layer 1 has the activation tanh, which is curved"):
            FORMS[name].text(curved)
        assert form_of("x.anything", name) is FORMS[name]


def test_they_are_shown_as_text() -> None:
    text = describe(project())
    count = len(regions(deep(), ((-1, 2), (-1.5, 1.5))))
    assert f"{count} regions: s = a*x1 + b*x2 + c before the last activation\n" in text
    assert "none: layer 1 has the activation tanh" in describe(
        Project(Network([Layer([[1, 1]], [0], "tanh"), Layer([[1]], [0], "identity")]))
    )
    random = np.random.default_rng(1)
    many = Network(
        [
            Layer(random.normal(size=(20, 2)), random.normal(size=20) / 3, "relu"),
            Layer([[1] * 20], [0], "identity"),
        ]
    )
    text = describe(Project(many))
    assert "the 40 largest (all: reluviz export --as regions-csv)" in text
