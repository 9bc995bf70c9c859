"""A scene for Manim: it is the curves, and it uses nothing that the library does not have."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.core.perturb import Perturbation
from reluviz.core.targets import Target
from reluviz.export.forms import FORMS
from reluviz.export.manim import MOST_CURVES, manim_scene
from reluviz.files.errors import UserError
from reluviz.files.project import Project

ARTICLE = rv.example("relu-by-hand")
NAMES = {"BLUE", "GREY", "ORANGE", "Axes", "Create", "Dot", "Scene", "Transform", "VGroup"}


class Part:
    """Stands for an object of Manim; remembers how it was made."""

    def __init__(self, *parts: object, **options: object) -> None:
        self.parts, self.options, self.corners = parts, options, []

    def set_points_as_corners(self, corners: list) -> Part:
        self.corners = corners
        return self


class Axes(Part):
    def c2p(self, x: float, y: float) -> tuple[float, float, float]:
        return (x, y, 0.0)


class Scene:
    """Remembers what is played."""

    def __init__(self) -> None:
        self.played: list[tuple[Part, ...]] = []

    def play(self, *parts: Part, run_time: float = 1.0) -> None:
        assert run_time > 0
        self.played.append(parts)

    def wait(self) -> None:
        self.played.append(())


@pytest.fixture
def manim(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with the names of Manim that scenes may use."""
    module = ModuleType("manim")
    vars(module).update({name: type(name, (Part,), {}) for name in (*NAMES, "VMobject")})
    vars(module).update(Axes=Axes, Scene=Scene, BLUE="blue", GREY="grey", ORANGE="orange")
    monkeypatch.setitem(sys.modules, "manim", module)


def curves(text: str) -> list[list[tuple[float, float]]]:
    """Run a scene, and return the curves as they follow one another."""
    space: dict = {"__name__": "scene"}
    exec(text, space)  # noqa: S102  # what a user renders
    made = space["Change"]()
    made.construct()
    lines = [parts[-1].parts[-1] for parts in made.played[1:] if parts]
    return [[corner[:2] for corner in line.corners] for line in lines]


def test_the_draws_of_a_perturbation_follow_one_another(manim: None) -> None:
    settings = Perturbation("w2", 0.1, draws=50, seed=7)
    project = replace(ARTICLE, view=replace(ARTICLE.view, perturbation=settings))
    shown = curves(FORMS["manim"].text(project))
    drawn = rv.perturb(ARTICLE.network, "w2", 0.1, 50, 7, relative=True)
    expected = [ARTICLE.network, *drawn[:12], ARTICLE.network]
    assert len(shown) == len(expected)
    for curve, network in zip(shown, expected, strict=True):
        x, z = np.array(curve).T
        np.testing.assert_allclose(z, network(x), atol=1e-8)
    assert [x for x, _ in shown[0]] == [-1, -0.5, 0, 1]


def test_a_training_is_a_scene(manim: None) -> None:
    x = np.linspace(-1, 1, 20)
    start = rv.initial_network(3, (-1, 1), "he", 0)
    networks = [step.network for step in rv.train(start, x, x**2, steps=500)]
    text = manim_scene(networks, (-1, 1), Target.from_data(x, x**2))
    shown = curves(text)
    assert 100 < len(shown) <= MOST_CURVES + 1
    x, z = np.array(shown[-1]).T
    np.testing.assert_allclose(z, networks[-1](x), atol=1e-6)


def test_curves_without_straight_pieces_are_sampled_and_that_is_said(manim: None) -> None:
    smooth = Network([Layer([[1.0], [2]], [0.0, 1], "tanh"), Layer([[1.0, 1]], [0.0], "sigmoid")])
    text = FORMS["manim"].text(Project(smooth))
    assert "# The curves at 401 places" in text
    assert len(curves(text)[0]) == 401


def test_only_known_names_are_used() -> None:
    tree = ast.parse(FORMS["manim"].text(ARTICLE))
    [imported] = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.name for name in imported.names} == NAMES | {"VMobject"}


def test_what_is_no_scene_is_said() -> None:
    for networks in ([], [ARTICLE.network, rv.example("xor").network]):
        with pytest.raises(UserError, match="one input and one output"):
            manim_scene(networks)
    with pytest.raises(UserError, match="above 0"):
        manim_scene([ARTICLE.network], seconds=0)


def test_manim_renders_it(tmp_path: Path) -> None:
    pytest.importorskip("manim")
    path = tmp_path / "scene.py"
    path.write_text(FORMS["manim"].text(ARTICLE), encoding="utf-8")
    command = [sys.executable, "-m", "manim", "-ql", "--media_dir", str(tmp_path), str(path)]
    subprocess.run([*command, "Change"], check=True, timeout=200, capture_output=True)
    assert list(tmp_path.rglob("Change.mp4"))
