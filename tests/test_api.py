"""The names that scripts rely on."""

from __future__ import annotations

import os
import pydoc
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
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


def test_help_is_short_and_has_every_name_once() -> None:
    text = pydoc.render_doc(rv, renderer=pydoc.plaintext)
    assert len(text.splitlines()) < 80
    description = rv.__doc__.partition("says more.")[2].partition("All of it")[0]
    groups = [line for line in description.splitlines() if line.startswith("    ")]
    named = re.findall(r"[A-Za-z_]+", " ".join(groups))
    assert sorted([*named, "__version__"]) == rv.__all__


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


# Fits, formulas and training

SNIPPET = """
f = rv.fit(x, y, units=10, norm="l2")     # or "max"; on [min x, max x]. f.network, f.curve (joints), f.squared_error (sum), f.max_error, f.optimal
rv.fit_curve(x, y, up_to=20)              # the error for every number of units, one pass
rv.fit_tolerance(x, y, max_error=0.01)    # fewest units
g = rv.formula("sin(3*x) + x/2")          # checked; g(x) on arrays
for step in rv.train(network, x, y, method="adam", rate=0.01, batch=None, steps=2000, seed=0):
    step.index, step.loss, step.network   # methods: sgd, momentum, adam, random_search
rv.train_many(x, y, units=[3, 10], seeds=range(100), executor=None)   # any concurrent.futures.Executor
"""  # noqa: E501  # as it is promised, word for word


def test_the_promised_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the number of trainings, which take a while, and who does them."""
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(rv, "train_many", lambda x, y, **options: asked.append(options))
    x = np.linspace(0, 1, 12)
    y = np.sin(5 * x)
    names = {"rv": rv, "x": x, "y": y, "network": rv.initial_network(4, (0, 1), "he", 0)}
    exec(SNIPPET, names)  # noqa: S102  # the text above
    fit, step = names["f"], names["step"]
    assert isinstance(fit, rv.Fit)
    # Six lines through two points each, that cross in between, meet all twelve: ten are not needed.
    assert (fit.units, fit.network.n_units, len(fit.curve), fit.norm) == (6, 6, 7, "l2")
    assert fit.max_error < 1e-12
    assert fit.optimal
    assert fit.squared_error == pytest.approx(np.sum((fit.network(x) - y) ** 2), abs=1e-12)
    assert fit.max_error == pytest.approx(np.max(np.abs(fit.curve(x) - y)))
    assert isinstance(step, rv.TrainStep)
    assert step.index == 2000
    assert step.loss == pytest.approx(np.mean((step.network(x) - y) ** 2))
    assert names["g"](np.array([0.0, 2.0])).tolist() == [0.0, np.sin(6.0) + 1.0]
    assert asked == [{"units": [3, 10], "seeds": range(100), "executor": None}]


def test_many_trainings_by_any_executor() -> None:
    x, y = np.linspace(0, 1, 12), np.linspace(0, 1, 12) ** 2
    with ThreadPoolExecutor(1) as pool:
        runs = rv.train_many(x, y, units=[1, 2], seeds=range(3), steps=10, executor=pool)
    assert isinstance(runs, rv.SweepResult)
    assert runs.units.tolist() == [1, 1, 1, 2, 2, 2]
    *_, last = rv.train(rv.initial_network(2, (0, 1), "he", 1), x, y, steps=10)
    assert runs[4].network == last.network


def test_a_formula_names_the_place_of_a_mistake() -> None:
    with pytest.raises(rv.FormulaError) as caught:
        rv.formula("sin(3*x) + y")
    assert (caught.value.place, caught.value.length) == (11, 1)
    assert rv.formula_target("x**2", (0, 2)).formula == "x**2"


def test_a_table_is_read_fitted_and_improved(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("time;height;note\n0;1,5;a\n1;2,5;b\n2;;c\n3;1;d\n4;0;e\n")
    target = rv.read_table(tmp_path / "data.csv").target("time", "height")
    assert (target.x.tolist(), target.y.tolist()) == ([0, 1, 3, 4], [1.5, 2.5, 1, 0])
    network = rv.fit_fixed(target.x, target.y, [1]).network
    again = rv.fit_output_weights(network, target.x, target.y)
    assert again([0.0, 4.0]) == pytest.approx(network([0.0, 4.0]))
    assert {one.fate for one in rv.unit_fates(network, target.x)} <= set(rv.Fate)


def test_what_takes_time_is_imported_when_it_is_asked_for() -> None:
    body = """
import sys
import reluviz as rv
import reluviz.cli
assert "numpy" not in sys.modules and "typing" not in sys.modules
assert {"fit", "train", "__version__"} <= set(dir(rv))
assert rv.fit is reluviz.api.fit
"""
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", body],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
