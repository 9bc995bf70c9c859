"""The names that scripts rely on."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import reluviz as rv
from reluviz import system
from reluviz.core.network import Network as CoreNetwork

POINTS = [(-1, -1), (-0.5, 1), (0, -1), (1, 0)]


def test_every_public_name_is_there_and_all_are_listed() -> None:
    assert rv.__all__ == sorted(rv.__all__)
    for name in rv.__all__:
        assert getattr(rv, name) is not None
    assert rv.Network is CoreNetwork
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = rv.nothing


def test_the_version_is_the_one_of_the_project() -> None:
    about = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    assert rv.__version__ == about["project"]["version"]


def test_the_article() -> None:
    network = rv.through_points(POINTS)
    assert network.v.tolist() == [1, 1, 1]
    assert network.b.tolist() == [1, 0.5, 0]
    assert network.w.tolist() == [4, -8, 5]
    assert network.b0 == -1
    assert network(np.array([-1, -0.5, 0, 1])).tolist() == [-1, 1, -1, 0]
    curve = rv.exact_curve(network, domain=(-1, 1))
    assert (curve.x.tolist(), curve.y.tolist()) == ([-1, -0.5, 0, 1], [-1, 1, -1, 0])
    assert curve(0.5) == -0.5
    assert network.layers[0].weights.shape == (3, 1)
    assert not network.layers[0].weights.flags.writeable


def test_influence_of_a_parameter_by_name() -> None:
    move = rv.influence(rv.through_points(POINTS), "w2", 0.8, (-1, 1))
    assert isinstance(move, rv.Influence)
    assert move.intervals == ((-0.5, 1.0),)
    assert move.share == 0.75
    assert move.largest == pytest.approx(1.2)
    assert move.at == 1.0


def test_a_network_alone_is_saved_and_loaded(tmp_path: Path) -> None:
    network = rv.through_points(POINTS)
    rv.save(network, tmp_path / "a.reluviz")
    project = rv.load(str(tmp_path / "a.reluviz"))
    assert project == rv.Project(network, None, (-1.0, 1.0))
    rv.save(project, str(tmp_path / "b.reluviz"))
    assert (tmp_path / "a.reluviz").read_bytes() == (tmp_path / "b.reluviz").read_bytes()


def test_a_project_keeps_everything(tmp_path: Path) -> None:
    project = rv.Project(
        rv.Network([rv.Layer([[1, 2]], [0.1], "tanh"), rv.Layer([[3]], [4], "step")]),
        rv.Target([0, 1], [2, 3]),
        (-3, 7),
        rv.View("relu", 0.25, ("joints",)),
    )
    rv.save(project, tmp_path / "a.reluviz")
    assert rv.load(tmp_path / "a.reluviz") == project


def test_a_table_of_points_is_loaded_as_the_network_through_them(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("x;y\n1;0\n-1;-1\n0;-1\n-0,5;1\n")
    project = rv.load(tmp_path / "points.csv")
    assert project.network == rv.through_points(POINTS)
    assert project.target == rv.Target.from_points(POINTS)
    assert project.domain == (-1, 1)


def test_what_cannot_be_saved_is_refused(tmp_path: Path) -> None:
    network = rv.through_points(POINTS)
    with pytest.raises(ValueError, match=r"a\.csv: the name of a project ends in \.reluviz"):
        rv.save(network, tmp_path / "a.csv")
    with pytest.raises(ValueError, match="no such folder"):
        rv.save(network, tmp_path / "missing" / "a.reluviz")
    with pytest.raises(TypeError, match="a Network or a Project is needed, not list"):
        rv.save([1, 2], tmp_path / "a.reluviz")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_show_opens_the_window_on_a_project(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    stand_in = ModuleType("reluviz.app.application")
    stand_in.show = shown.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "reluviz.app.application", stand_in)
    network = rv.through_points(POINTS)
    rv.show(network)
    rv.show(rv.Project(network, None, (0, 1)))
    assert shown == [rv.Project(network), rv.Project(network, None, (0, 1))]
    monkeypatch.setattr(system, "display_problem", lambda: "there is no display")
    with pytest.raises(ValueError, match="there is no display"):
        rv.show(network)
    assert len(shown) == 2


def test_show_says_what_qt_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reluviz.app.application", None)
    with pytest.raises(ImportError, match="Qt cannot be imported: "):
        rv.show(rv.through_points(POINTS))
