"""The examples are what they say they are."""

from __future__ import annotations

import numpy as np
import pytest

from reluviz.core.cloud import draw_cloud
from reluviz.core.construct import largest_term, segment_units
from reluviz.core.gates import GATES
from reluviz.core.influence import active_side
from reluviz.core.piecewise import exact_curve
from reluviz.core.structure import check_small
from reluviz.core.targets import misfit
from reluviz.files.errors import UserError
from reluviz.files.examples import list_examples, load_example
from reluviz.files.formats import open_any
from reluviz.files.project_file import dumps
from reluviz.files.systems import system
from reluviz.paths import resource

NAMES = [example.name for example in list_examples()]
SHALLOW = NAMES[:9]
LAYERED = NAMES[9:-1]


def test_the_list() -> None:
    assert NAMES == [
        "relu-by-hand", "perturb-relu-1", "perturb-relu-3", "absolute-value", "hat", "income-tax",
        "thermocouple", "sampled-sine", "chirp", "predictor", "classifier", "and", "or", "nand",
        "xor", "xor-two-lines", "xor-solved", "activations", "neuron", "three-layers", "ring",
        "sawtooth",
    ]  # fmt: skip
    for example in list_examples():
        assert 0 < len(example.title) < 40
        assert 20 < len(example.summary) < 170
        assert example.summary.isprintable()
    assert {path.stem for path in resource("examples").glob("*.reluviz")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_files_are_small_and_canonical(name: str) -> None:
    path = resource("examples", f"{name}.reluviz")
    project = load_example(name)
    assert open_any(path) == project
    assert path.read_bytes() == dumps(project)
    assert path.stat().st_size < 20_000
    assert project.network.is_shallow == (name in SHALLOW)


@pytest.mark.parametrize("name", LAYERED)
def test_the_systems_of_the_second_article(name: str) -> None:
    project = load_example(name)
    check_small(project.network)
    if name != "ring":  # whose training may end in other last digits on another machine
        assert project == system(name)
    assert len(project.box) == project.network.n_inputs
    if project.table is not None:
        assert project.table.fits(project.network)
    if name in GATES:
        assert project.table is not None
        assert project.table.outputs[:, 0].tolist() == list(GATES[name])


@pytest.mark.parametrize("name", SHALLOW)
def test_networks_fit_their_target(name: str) -> None:
    project = load_example(name)
    assert project.target is not None
    assert project.domain == (project.target.x[0], project.target.x[-1])
    found = misfit(exact_curve(project.network, project.domain), project.target)
    assert found is not None
    scale = largest_term(project.network, project.domain)
    assert found.largest <= (0.0193 if name == "sampled-sine" else 1e-12 * scale)


@pytest.mark.parametrize("name", [name for name in SHALLOW if name != "absolute-value"])
def test_points_can_be_dragged_at_once(name: str) -> None:
    project = load_example(name)
    assert segment_units(project.network, exact_curve(project.network, project.domain)) is not None


def test_the_article() -> None:
    network = load_example("relu-by-hand").network
    assert (network.v.tolist(), network.b.tolist()) == ([1, 1, 1], [1, 0.5, 0])
    assert (network.w.tolist(), network.b0) == ([4, -8, 5], -1)


@pytest.mark.parametrize(("name", "starts"), [("perturb-relu-1", -1.0), ("perturb-relu-3", 0.0)])
def test_the_pictures_of_random_changes(name: str, starts: float) -> None:
    project, article = load_example(name), load_example("relu-by-hand")
    settings = project.view.perturbation
    assert settings is not None
    assert (project.network, project.target) == (article.network, article.target)
    assert (settings.spread, settings.relative, settings.draws) == (0.2, True, 50)
    cloud = draw_cloud(project.network, settings, project.domain)
    x = np.linspace(-1, 1, 201)
    moved = np.array([cloud.draw(k)(x) - project.network(x) for k in range(len(cloud))]) != 0
    assert not moved[:, x <= starts - 1e-9].any()
    assert moved[:, x > starts + 1e-9].mean() > 0.99


def test_the_absolute_value_is_exact_and_has_a_ray_to_the_left() -> None:
    network = load_example("absolute-value").network
    x = np.linspace(-1, 1, 1001)
    assert np.array_equal(network(x), np.abs(x))
    assert active_side(network, 1, (-1, 1)) == ((-1, 0),)


def test_the_hat() -> None:
    network = load_example("hat").network
    x = np.linspace(-1, 1, 1001)
    assert np.allclose(network(x), np.maximum(0, 1 - 2 * np.abs(x)), atol=1e-15)
    assert network.w.tolist() == [0, 2, -4, 2]


@pytest.mark.parametrize(
    ("income", "tax"),
    # Rev. Proc. 2023-34, table 3: "the tax is ... plus ... of the excess over ...".
    [
        (0, 0), (11_600, 1_160), (47_150, 5_426), (100_525, 17_168.50), (191_950, 39_110.50),
        (243_725, 55_678.50), (609_350, 183_647.25), (50_000, 6_053), (700_000, 217_187.75),
    ],
)  # fmt: skip
def test_the_income_tax(income: float, tax: float) -> None:
    network = load_example("income-tax").network
    assert float(network(income / 1000)) * 1000 == pytest.approx(tax, abs=1e-8)
    assert np.cumsum(network.w).round(9).tolist() == [0.1, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37]


def type_k(t: float) -> float:
    """Millivolts of a type K thermocouple at `t` °C: the reference function of ITS-90.

    Coefficients from NIST Monograph 175.
    """
    below = [
        0.0, 0.394501280250e-01, 0.236223735980e-04, -0.328589067840e-06, -0.499048287770e-08,
        -0.675090591730e-10, -0.574103274280e-12, -0.310888728940e-14, -0.104516093650e-16,
        -0.198892668780e-19, -0.163226974860e-22,
    ]  # fmt: skip
    above = [
        -0.176004136860e-01, 0.389212049750e-01, 0.185587700320e-04, -0.994575928740e-07,
        0.318409457190e-09, -0.560728448890e-12, 0.560750590590e-15, -0.320207200030e-18,
        0.971511471520e-22, -0.121047212750e-25,
    ]  # fmt: skip
    if t < 0:
        return float(np.polynomial.polynomial.polyval(t, below))
    bump = 0.118597600000 * np.exp(-0.118343200000e-03 * (t - 126.9686) ** 2)
    return float(np.polynomial.polynomial.polyval(t, above) + bump)


def test_the_thermocouple() -> None:
    project = load_example("thermocouple")
    assert project.target is not None
    assert project.target.y.tolist() == list(range(-200, 1301, 100))
    assert project.target.x.tolist() == [round(type_k(t), 3) + 0.0 for t in project.target.y]
    assert float(project.network(type_k(20.0))) == pytest.approx(20, abs=1)


def test_the_sine() -> None:
    project = load_example("sampled-sine")
    assert project.network.n_units == 16
    assert project.target is not None
    assert len(project.target.x) == 65
    assert np.array_equal(project.target.y, np.sin(project.target.x)) or np.allclose(
        project.target.y, np.sin(project.target.x), rtol=0, atol=1e-15
    )
    found = misfit(exact_curve(project.network, project.domain), project.target)
    assert found is not None
    assert found.largest == pytest.approx(0.019, abs=0.0005)


def test_the_chirp_has_200_segments() -> None:
    project = load_example("chirp")
    curve = exact_curve(project.network, project.domain)
    assert len(curve) == 201
    assert np.allclose(curve.y, np.sin(curve.x**2), atol=1e-12)


def test_an_unknown_name() -> None:
    with pytest.raises(UserError, match=r"no example “abc”; there are relu-by-hand, .*chirp"):
        load_example("abc")
