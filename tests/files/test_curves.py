"""Curves of other programs; and those that were written for them come back."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.files.errors import UserError

ARTICLE = rv.example("relu-by-hand")
X = np.array([-1, -0.5, 0, 0.3, 1])


def read(tmp_path: Path, name: str, text: str) -> rv.Project:
    path = tmp_path / name
    path.write_text(text)
    return rv.load(path)


@pytest.mark.parametrize(
    ("form", "name", "shift", "scale"),
    [
        ("spice", "a.cir", 1, 1),
        ("css", "a.css", 0.5, 0.5),
        ("cube", "a.cube", 0, 1),
        ("joints-json", "a.json", 0, 1),
    ],
)
def test_what_was_written_comes_back(
    tmp_path: Path, form: str, name: str, shift: float, scale: float
) -> None:
    project = read(tmp_path, name, rv.export_text(ARTICLE, form))
    found = project.network(X * scale + shift)
    np.testing.assert_allclose(found, ARTICLE.network(X), atol=5e-3)
    assert project.domain == pytest.approx((-scale + shift, scale + shift))


def test_a_netlist(tmp_path: Path) -> None:
    text = """* a source
V2 in 0 DC 5
V1 out 0 PWL(0 0 1m 2.5V
+ 2ms 1k, 3e-3 1.5meg) ; the end
R1 out 0 1k
"""
    target = read(tmp_path, "a.sp", text).target
    assert target is not None
    assert target.x.tolist() == pytest.approx([0, 1e-3, 2e-3, 3e-3])
    assert target.y.tolist() == pytest.approx([0, 2.5, 1000, 1.5e6])
    assert len(read(tmp_path, "a.pwl", "0 1\n1 2\n2 0\n").network.w) == 2


def test_an_easing_without_places(tmp_path: Path) -> None:
    target = read(tmp_path, "a.css", "a { transition: b linear(0, 0.2, 0.8 60%, 1); }").target
    assert target is not None
    assert target.x.tolist() == pytest.approx([0, 0.3, 0.6, 1])
    assert target.y.tolist() == [0, 0.2, 0.8, 1]
    flat = read(tmp_path, "b.css", "linear(0 0% 30%, 1)").target
    assert flat is not None
    assert flat.x.tolist() == pytest.approx([0, 0.3, 1])


def test_pairs_in_json(tmp_path: Path) -> None:
    for entries in ([[0, 1], [2, 3]], {"x": [0, 2], "y": [1, 3]}):
        target = read(tmp_path, "a.json", json.dumps(entries)).target
        assert target is not None
        assert (target.x.tolist(), target.y.tolist()) == ([0, 2], [1, 3])


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.cir", "V1 out 0 DC 5", "holds no curve"),
        ("a.cir", "PWL(0 0 1 1 1 2)", "point 3 lies at x = 1"),
        ("a.cube", "LUT_3D_SIZE 2\n0 0 0\n", "three dimensions"),
        ("a.cube", "DOMAIN_MIN x\n", "no text with the numbers"),
        ("a.css", "linear(0 1, 2)", "the stop 0 1 is not"),
        ("a.css", "ease-in", "holds no curve"),
        ("a.json", "[[0, 1]]", "holds no curve"),
        ("a.json", "[1, 2]", "holds no weights"),
    ],
)
def test_what_is_no_curve_is_said(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as caught:
        read(tmp_path, name, text)
    assert name in str(caught.value)
