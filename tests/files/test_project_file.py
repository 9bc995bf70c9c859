"""The project file: read back equal to the bit, or refused with file and field."""

from __future__ import annotations

import itertools
import json
import locale
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.calendar import Calendar
from reluviz.core.construct import LARGEST_UNITS, through_points
from reluviz.core.network import Layer, Network
from reluviz.core.perturb import Perturbation
from reluviz.core.runs import RUN_KINDS, Run
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable
from reluviz.files import project_file
from reluviz.files.errors import ProjectError, WriteError
from reluviz.files.project import LAYERS, FitSettings, Project, View
from reluviz.files.project_file import dumps, loads, read_project, write_project

POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
ARTICLE = Project(through_points(POINTS), Target.from_points(POINTS), view=View(drag_mode="point"))
GOLDEN = Path(__file__).parent.parent / "golden" / "relu-by-hand.reluviz"

value = st.floats(-1e100, 1e100)
numbers = st.lists(value, min_size=1, max_size=30)


@st.composite
def layers(draw: st.DrawFn) -> list[Layer]:
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    return [
        Layer(
            draw(st.lists(st.lists(value, min_size=n, max_size=n), min_size=m, max_size=m)),
            draw(st.lists(value, min_size=m, max_size=m)),
            draw(st.sampled_from(list(ACTIVATIONS))),
        )
        for n, m in itertools.pairwise(widths)
    ]


@st.composite
def projects(draw: st.DrawFn) -> Project:
    v, b, w = draw(
        st.lists(st.tuples(value, value, value), min_size=1, max_size=30).map(np.transpose)
    )
    shallow = Network.from_rays(v, b, w, draw(value))
    network = draw(st.just(shallow) | layers().map(Network))
    xs = draw(st.lists(value, min_size=2, max_size=20, unique=True).map(sorted))
    ys = draw(st.lists(value, min_size=len(xs), max_size=len(xs)))
    low = draw(st.floats(-1e90, 1e90))
    view = View(
        draw(st.sampled_from(["point", "relu", "target", "draw"])),
        draw(st.none() | value),
        tuple(draw(st.lists(st.sampled_from(LAYERS), unique=True))),
        draw(st.none() | st.integers(0, 50)),
        draw(st.sampled_from([None, Perturbation("all", 0.1 + 0.2, draws=7, seed=2**62)])),
        draw(st.sampled_from([None, FitSettings(7, "max")])),
    )
    line, data = Target(np.array(xs), np.array(ys)), Target.from_data(xs, ys, "sin(3*x) + x²")
    target = draw(st.sampled_from([None, line, data, line.split()]))
    point = st.tuples(*[value] * network.n_inputs)
    axis, output = (st.integers(0, n - 1) for n in (network.n_inputs, network.n_outputs))
    view = replace(view, point=draw(st.none() | point), axis=draw(axis), output=draw(output))
    return Project(
        network,
        target,
        (low, low + abs(low) + 1),
        view,
        tuple(draw(st.lists(runs(), max_size=2))),
        draw(st.none() | tables()),
        tuple(draw(st.lists(st.just((-1.0, 2.5)), max_size=3))),
    )


@st.composite
def tables(draw: st.DrawFn) -> TruthTable:
    rows, inputs, outputs = (draw(st.integers(1, 4)) for _ in range(3))
    numbers = [
        draw(st.lists(st.lists(value, min_size=n, max_size=n), min_size=rows, max_size=rows))
        for n in (inputs, outputs)
    ]
    names = draw(st.just(()) | st.tuples(*[st.text(max_size=5)] * rows))
    return TruthTable(np.array(numbers[0]), np.array(numbers[1]), names)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    name, words = draw(st.text(min_size=1, max_size=9).filter(str.strip)), draw(st.text(max_size=9))
    kind = draw(st.sampled_from(RUN_KINDS))
    seconds = draw(st.floats(0, 1e9))
    return Run(
        name,
        kind,
        ARTICLE.network,
        words,
        draw(st.integers(0, 10**15)),
        seconds,
        draw(st.booleans()),
    )


def bits(project: Project) -> bytes:
    """All numbers of a project, told apart even where == does not: 0.0 and -0.0."""
    arrays = [a for layer in project.network.layers for a in (layer.weights, layer.bias)]
    arrays += [a for run in project.runs for layer in run.network.layers for a in (layer.weights,)]
    if project.target is not None:
        arrays += [project.target.x, project.target.y]
    if project.table is not None:
        arrays += [project.table.inputs, project.table.outputs]
    arrays.append(np.array(project.domain))
    return b"|".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def refusal(data: bytes, name: str = "p.reluviz") -> str:
    with pytest.raises(ProjectError) as caught:
        loads(data, name)
    message = str(caught.value)
    assert message.startswith(name)
    assert message.isprintable()
    assert len(message) < 300
    return message


# There and back


@settings(deadline=None, max_examples=150)
@given(projects())
def test_read_back_equal_to_the_bit(project: Project) -> None:
    data = dumps(project)
    again = loads(data, "p")
    assert again == project
    assert bits(again) == bits(project)
    assert dumps(again) == data
    assert json.loads(data)["version"] == 5
    assert max(map(len, data.decode("ascii").splitlines())) < 150


def test_the_articles_project_is_written_as_it_always_was() -> None:
    assert dumps(ARTICLE) == GOLDEN.read_bytes()
    assert read_project(GOLDEN) == ARTICLE


def test_every_file_of_the_past_is_read() -> None:
    project = read_project(GOLDEN.with_name("version-1.reluviz"))
    assert project == read_project(GOLDEN.with_name("version-2.reluviz")) == ARTICLE
    assert project.network.v.tolist() == [1, 1, 1]
    assert project.network.b.tolist() == [1, 0.5, 0]
    assert project.network.w.tolist() == [4, -8, 5]
    assert project.network.b0 == -1


def test_all_that_version_3_can_hold() -> None:
    project = read_project(GOLDEN.with_name("version-3.reluviz"))
    assert project.target is not None
    assert (project.target.kind, project.target.formula) == ("data", "x² - 1/2")
    assert project.target.y.tolist() == [0.5, -0.25, -0.5, -0.25, 0.5]
    assert project.view.drag_mode == "target"
    assert project.view.fit == FitSettings(2, "max")
    assert (project.view.point, project.view.axis, project.view.output) == (None, 0, 0)
    assert (project.table, project.others) == (None, ())
    hand, trained = project.runs
    assert hand == Run("By hand", "hand", ARTICLE.network)
    words = "Adam, rate 0.01, seed 0"
    assert trained == Run("Adam π", "trained", ARTICLE.network, words, 2000, 0.75, False)


def test_all_that_version_4_can_hold() -> None:
    path = GOLDEN.with_name("version-4.reluviz")
    project = read_project(path)
    assert project.table is not None
    assert project.table.inputs.tolist() == [[0, 0, 1], [1, 0, 0.5]]
    assert project.table.outputs.tolist() == [[1], [0]]
    assert project.table.names == ("ladybird", "π")
    assert project.box == ((-1, 2), (0, 1), (-5, 5.5))
    assert project.view.point == (0.5, -0.25, 2)
    assert (project.view.axis, project.view.output) == (2, 0)
    assert [layer.activation for layer in project.network.layers] == ["sigmoid", "step"]


def test_all_that_version_5_can_hold() -> None:
    path = GOLDEN.with_name("version-5.reluviz")
    project = read_project(path)
    assert project.target is not None
    assert project.target.calendar == Calendar("2024-02-01", "days")
    assert dumps(project) == path.read_bytes()
    assert dumps(read_project(GOLDEN.with_name("version-4.reluviz"))).count(b'"version": 5') == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2024-02-01", "2024-02-30", "field target: '2024-02-30' is not a moment"),
        ("2024-02-01", "1/2/2024", "field target: '1/2/2024' is not a moment"),
        ('"days"', '"fortnights"', "field target: the unit is 'fortnights'; it can be seconds"),
        ('"days"', "1", "field target.calendar.unit"),
        ('"line",\n    "formula": ""', '"data",\n    "formula": "x"', "a formula has no calendar"),
    ],
)
def test_calendars_that_there_are_not(old: str, new: str, message: str) -> None:
    text = GOLDEN.with_name("version-5.reluviz").read_text()
    assert message in refusal(text.replace(old, new).encode())


def test_what_another_network_left_in_the_view_is_not_written() -> None:
    view = View(point=(1.0, 2.0), axis=1, output=3)
    again = loads(dumps(replace(ARTICLE, view=view)), "p").view
    assert (again.point, again.axis, again.output) == (None, 0, 0)


@pytest.mark.parametrize(
    ("version", "where", "field"),
    [
        (1, "view", "build"),
        (1, "view", "perturbation"),
        (1, "view", "fit"),
        (1, "target", "kind"),
        (2, "view", "fit"),
        (2, "target", "kind"),
        (2, "target", "formula"),
        (2, "", "runs"),
        (3, "view", "point"),
        (3, "view", "axis"),
        (3, "view", "output"),
        (3, "", "table"),
        (3, "", "others"),
    ],
)
def test_a_version_has_no_fields_of_the_next(version: int, where: str, field: str) -> None:
    fields = json.loads(GOLDEN.with_name(f"version-{version}.reluviz").read_bytes())
    (fields[where] if where else fields)[field] = None
    assert f"there is no field “{field}”; delete it" in refusal(json.dumps(fields).encode())


def test_version_4_has_no_calendar() -> None:
    fields = json.loads(GOLDEN.with_name("version-5.reluviz").read_bytes())
    fields["version"] = 4
    assert "there is no field “calendar”; delete it" in refusal(json.dumps(fields).encode())
    del fields["target"]["calendar"]
    target = loads(json.dumps(fields).encode(), "p").target
    assert target is not None
    assert target.calendar is None


def test_data_of_more_points_than_a_network_has_units() -> None:
    x = np.random.default_rng(0).normal(size=2 * LARGEST_UNITS)
    project = Project(ARTICLE.network, Target.from_data(x, np.cos(x)), (-1.0, 1.0))
    assert bits(loads(dumps(project), "p")) == bits(project)


def test_halves_of_surrogate_pairs_become_question_marks() -> None:
    runs = (Run("a\ud800", "hand", ARTICLE.network, "\udfff"),)
    (again,) = loads(dumps(Project(ARTICLE.network, runs=runs)), "p").runs
    assert (again.name, again.settings) == ("a?", "?")


def test_write_and_read(tmp_path: Path) -> None:
    path = tmp_path / "Größe 😀.reluviz"
    write_project(ARTICLE, path)
    assert read_project(str(path)) == ARTICLE
    assert os.listdir(tmp_path) == [path.name]


def test_numbers_of_numpy_are_numbers() -> None:
    view = View(probe=np.float64(0.25), hidden=("target",))
    project = Project(ARTICLE.network, None, (np.float64(-2), np.int64(3)), view)
    assert loads(dumps(project), "p") == project


def test_edited_by_hand() -> None:
    """Whole numbers, another order, other blanks and the mark of Windows are all the same."""
    fields = json.loads(dumps(ARTICLE))
    fields["domain"] = [-1, 1]
    text = json.dumps(dict(reversed(fields.items())), indent=8)
    assert loads(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "p") == ARTICLE


def test_a_network_as_large_as_there_can_be() -> None:
    x = np.arange(LARGEST_UNITS + 1) / 3
    points = np.column_stack([x, np.sin(x)])
    project = Project(through_points(points), Target(*points.T), (0.0, float(x[-1])))
    assert loads(dumps(project), "p") == project


def test_what_could_not_be_opened_is_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.reluviz"
    write_project(ARTICLE, path)
    data = Target.from_data([0, 1], [0, 1], "import os")
    with pytest.raises(ProjectError, match="field target: formula, character 1: there is no"):
        write_project(Project(ARTICLE.network, data), path)
    v = np.ones(LARGEST_UNITS + 1)
    with pytest.raises(ProjectError, match="100,001 units are more than 100,000"):
        write_project(Project(Network.from_rays(v, v, v, 0)), path)
    layer = Layer([[1.0]], [0.0], "relu")
    with pytest.raises(ProjectError, match="1,001 layers are more than 1,000"):
        write_project(Project(Network([layer] * 1001)), path)
    monkeypatch.setattr(project_file, "LARGEST_FILE", 300)
    with pytest.raises(ProjectError, match="holds more than a project can"):
        write_project(ARTICLE, path)
    monkeypatch.undo()
    assert read_project(path) == ARTICLE


def test_no_folder_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"a\.reluviz could not be written: there is no such"):
        write_project(ARTICLE, tmp_path / "none" / "a.reluviz")


# Refused

TABLE = {"inputs": [[0], [1]], "outputs": [[0], [1]], "names": []}
LINE = {"kind": "line", "formula": "", "calendar": None, "x": [0, 1], "y": [0, 1]}
DATA = LINE | {"kind": "data"}
RUN = {
    "name": "a", "kind": "hand", "settings": "", "steps": 0, "seconds": 0, "is_shown": True,
    "network": [{"activation": "relu", "weights": [[1]], "bias": [1]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\0\1\2\3", "is not a ReluViz project: line 1 is not JSON"),
        (b"\x89PNG\r\n\x1a\n", "is not a ReluViz project: it is not text"),
        (b'{"format": "reluviz"\xff}', "is not a ReluViz project: it is not text"),
        (b"x,y\n1,2\n", "is not a ReluViz project: line 1 is not JSON"),
        (b"[]", 'it lacks "format": "reluviz"'),
        (b"null", 'it lacks "format": "reluviz"'),
        (b'"reluviz"', 'it lacks "format": "reluviz"'),
        (b'{"version": 1}', 'it lacks "format": "reluviz"'),
        (b'{"format": "other", "version": 1}', 'it lacks "format": "reluviz"'),
        (b'{"format": ["reluviz"], "version": 1}', 'it lacks "format": "reluviz"'),
        (b'{"format": "reluviz"}', "the field version is missing"),
        (b'{"format": "reluviz", "version": 6}', "field version: “6” is newer than this program"),
        (b'{"format": "reluviz", "version": 0}', "field version: it should be 5, not “0”"),
        (b'{"format": "reluviz", "version": "1"}', 'field version: it should be 5, not “"1"”'),
        (b'{"format": "reluviz", "version": true}', "field version: it should be 5, not “true”"),
        (b'{"format": "reluviz", "version": 1.0}', "field version: it should be 5, not “1.0”"),
        (b'{"format": "reluviz", "version": null}', "field version: it should be 5, not “null”"),
        (b'{"format": "reluviz", "version": ' + b"9" * 4000 + b"}", "is newer than this program"),
        (b"9" * 5000, "a number in it has too many digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"format": ' * 100_000, "nested too deeply"),
        (b"[0]," * 1_000_001, "holds more than a project can"),
        (b"0," * 5_000_001, "holds more than a project can"),
        (b'{"format": "reluviz", "version": 1, "version": 1}', "“version” is there twice"),
        (b'{"format": "reluviz", "version": 1, "\\ud800": 1}', "name is not text"),
    ],
)
def test_no_project_at_all(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_cut_off_anywhere() -> None:
    data = dumps(ARTICLE)
    for end in range(len(data) - 2):
        refusal(data[:end])


Fields = dict[str, Any]


def put(path: str, new: Any) -> Callable[[Fields], None]:
    """Return an edit that gives the field at `path`, such as ``network.0.bias``, a value."""

    def edit(fields: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in way:
            fields = fields[step]
        fields[last] = new

    return edit


def drop(path: str) -> Callable[[Fields], None]:
    def edit(fields: Any) -> None:
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in way:
            fields = fields[step]
        del fields[last]

    return edit


NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (drop("domain"), "p.reluviz: the field domain is missing; add it"),
        (drop("network"), "the field network is missing"),
        (drop("target"), "the field target is missing"),
        (drop("view"), "the field view is missing"),
        (drop("view.probe"), "field view: the field probe is missing"),
        (drop("network.1.bias"), "field network[1]: the field bias is missing"),
        (put("extra", 1), "there is no field “extra”; delete it"),
        (put("view.colour", 1), "field view: there is no field “colour”"),
        (put("network.0.name", "a"), "field network[0]: there is no field “name”"),
        (put("e" * 1000, 1), "there is no field “eee"),
        (put("domain", [1]), "field domain: expected a list of length 2, got 1"),
        (put("domain", [1, -1]), "field domain: the domain must run from a lower"),
        (put("domain", [0, NAN]), "field domain: the domain must be finite"),
        (put("domain", [-INFINITY, 0]), "field domain: the domain must be finite"),
        (put("domain", [0, 1e300]), "field domain: the domain must be finite"),
        (put("domain", [1, 1 + 1e-12]), "field domain: the domain from 1.0"),
        (put("domain", "all"), "field domain: expected a list, got text"),
        (put("domain", ["0", 1]), "field domain[0]: expected a number, got text"),
        (put("network", []), "field network: a network needs at least one layer"),
        (put("network", {}), "field network: expected a list, got an object"),
        (put("network", None), "field network: expected a list, got null"),
        (put("network.0", 1), "field network[0]: expected an object, got a number"),
        (put("network.0.activation", "gelu"), "field network[0]: there is no activation 'gelu'"),
        (put("network.0.activation", None), "field network[0].activation: expected text, got null"),
        (put("network.0.bias", [1, 2]), "field network[0]: 3 units need 3 biases"),
        (put("network.0.bias", []), "field network[0]: 3 units need 3 biases"),
        (put("network.0.bias.1", None), "field network[0].bias[1]: expected a number, got null"),
        (put("network.0.bias.1", True), "field network[0].bias[1]: expected a number, got true or"),
        (put("network.0.bias.1", "1"), "field network[0].bias[1]: expected a number, got text"),
        (put("network.0.bias.1", NAN), "field network[0]: biases must be finite numbers"),
        (put("network.0.bias.1", -INFINITY), "field network[0]: biases must be finite numbers"),
        (put("network.0.bias.1", 10**200), "field network[0]: biases must be finite numbers"),
        (put("network.0.bias.1", 10**400), "field network[0].bias[1]: number out of range"),
        (put("network.0.weights.2.0", 1e300), "field network[0]: weights must be finite numbers"),
        (put("network.0.weights", []), "field network[0]: weights must be a table"),
        (put("network.0.weights", [[], [], []]), "field network[0]: weights must be a table"),
        (put("network.0.weights", [1, 1, 1]), "field network[0].weights[0]: expected a list"),
        (put("network.0.weights.1", [1, 2]), "field network[0]: row 2 of the weights has 2 num"),
        (put("network.1.weights.0", [1, 2]), "field network: layer 2 has 2 inputs, but layer 1"),
        (put("network.1.weights.0", [0.0] * 100_001), "field network[1]: 100,001 units are more"),
        (put("network", [{"activation": "relu", "weights": [[1]], "bias": [1]}] * 1001), "1,001"),
        (put("target", []), "field target: expected an object or null, got a list"),
        (
            put("target", LINE | {"x": [], "y": []}),
            "field target: a piecewise-linear function needs",
        ),
        (put("target.kind", "spline"), "field target: the kind of a target is 'spline'"),
        (put("target.formula", "x"), "field target: only data have a formula; delete it"),
        (
            put("target", DATA | {"formula": "9x"}),
            "field target: formula, character 2: to multiply",
        ),
        (put("target", DATA | {"formula": "x" * 10_001}), "field target.formula: expected text of"),
        (put("target", DATA | {"x": [2, 2]}), "field target: all x are 2"),
        (put("target", DATA | {"x": [2, 1]}), "field target: the x of the data must not decrease"),
        (put("target.x", [1, 2]), "field target: a piecewise-linear function needs two"),
        (put("target.x.1", 5), "field target: the x of the joints must increase"),
        (put("target.x.1", 0), "field target: the x of the joints must increase"),
        (put("target.x.3", INFINITY), "field target: the x of the target must be finite"),
        (put("target.y.3", NAN), "field target: the y of the target must be finite"),
        (put("target.y", [0.0] * 3), "field target: a piecewise-linear function needs two"),
        (put("target", DATA | {"x": [0.0] * 1_000_001}), "field target: 1,000,001 points are more"),
        (put("view.drag_mode", "hand"), "field view: drag_mode is 'hand'"),
        (put("view.probe", NAN), "field view: the probe must be a finite number"),
        (put("view.probe", "0"), "field view.probe: expected a number or null, got text"),
        (put("view.hidden", ["joints", "curve"]), "field view: there is no layer 'curve'"),
        (put("view.hidden", "joints"), "field view.hidden: expected a list, got text"),
        (put("view", None), "field view: expected an object, got null"),
        (
            put("view.fit", {"units": 0, "norm": "l2"}),
            "field view: the best fit has 1 to 100 ReLUs",
        ),
        (put("view.fit", {"units": 3, "norm": "l1"}), "field view: the norm of a fit is 'l1'"),
        (put("view.fit", {"units": 3}), "field view.fit: the field norm is missing"),
        (put("view.fit", {"units": 2.5, "norm": "l2"}), "field view.fit.units: expected a number"),
        (
            put("view.fit", {"units": 10**30, "norm": "l2"}),
            "field view.fit.units: expected a number",
        ),
        (drop("others"), "p.reluviz: the field others is missing"),
        (put("others", [[0, 1], [1, 0]]), "field others[1]: the domain must run from a lower"),
        (put("others", [[0]]), "field others[0]: expected a list of length 2, got 1"),
        (put("others", [[0, 1]] * 1_001), "field others: 1,001 intervals are more than 1,000"),
        (put("table", 1), "field table: expected an object or null, got a number"),
        (put("table", TABLE | {"inputs": []}), "field table: a truth table needs rows"),
        (put("table", TABLE | {"inputs": [[0], [0, 1]]}), "field table: row 2 of the inputs has 2"),
        (put("table", TABLE | {"outputs": [[0]]}), "field table: the truth table has 2 rows of in"),
        (put("table", TABLE | {"outputs": [[0], [NAN]]}), "field table: the outputs of the truth"),
        (put("table", TABLE | {"names": ["a"]}), "field table: 1 names do not fit 2 rows"),
        (put("table", TABLE | {"names": [1]}), "field table.names[0]: expected text"),
        (
            put("table", TABLE | {"inputs": [[0]] * 10_001}),
            "field table: 10,001 rows are more than",
        ),
        (put("view.point", [1, 2]), "field view: the point has 2 numbers, the network 1 inputs"),
        (put("view.point", [NAN]), "field view: the probe must be finite numbers"),
        (put("view.axis", 1), "field view: the axis is the number of an input"),
        (put("view.output", 1), "field view: the axis is the number of an input, the output that"),
        (put("view.axis", -1), "field view: the input and the output that are looked at are zero"),
        (put("view.axis", 0.5), "field view.axis: expected a number"),
        (put("runs", None), "field runs: expected a list, got null"),
        (put("runs", [1]), "field runs[0]: expected an object, got a number"),
        (put("runs", [RUN | {"name": " "}]), "field runs[0]: a run needs a name"),
        (put("runs", [RUN | {"kind": "x"}]), "field runs[0]: the kind of a run is 'x'"),
        (put("runs", [RUN | {"steps": -1}]), "field runs[0]: the steps and seconds of a run"),
        (put("runs", [RUN | {"seconds": NAN}]), "field runs[0]: the steps and seconds of a run"),
        (put("runs", [RUN, RUN | {"network": []}]), "field runs[1].network: a network needs at"),
        (put("runs", [RUN | {"network": [{}]}]), "field runs[0].network[0]: the field activation"),
    ],
)
def test_refused_with_the_field(edit: Callable[[Fields], None], words: str) -> None:
    fields = json.loads(dumps(ARTICLE))
    edit(fields)
    message = refusal(json.dumps(fields).encode())
    assert words in message
    assert "`" not in message


def test_a_field_that_is_there_twice() -> None:
    text = dumps(ARTICLE).decode()
    twice = text.replace('"probe": null', '"probe": null, "probe": 0.5')
    assert "the field “probe” is there twice" in refusal(twice.encode())


# Files


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.reluviz", "there is no such file; check the name"),
        ("folder.reluviz", "it is a folder; choose a file in it"),
        ("nul\0.reluviz", "the system does not take this name"),
        ("large.reluviz", "is larger than 64 MiB"),
        ("binary.reluviz", "is not a ReluViz project"),
        ("empty.reluviz", "is empty"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "folder.reluviz").mkdir()
    (tmp_path / "large.reluviz").touch()
    os.truncate(tmp_path / "large.reluviz", 100_000_000)
    (tmp_path / "binary.reluviz").write_bytes(os.urandom(1000))
    (tmp_path / "empty.reluviz").touch()
    with pytest.raises(ProjectError, match=re.escape(words)) as caught:
        read_project(f"{tmp_path}/{name}")
    assert str(tmp_path) in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(ARTICLE, tmp_path / "a.reluviz")

    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", deny)
    with pytest.raises(ProjectError, match="you have no permission to read it"):
        read_project(tmp_path / "a.reluviz")


@pytest.mark.parametrize("name", ["C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8"])
def test_the_language_of_the_system_does_not_matter(name: str) -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pytest.skip(f"the locale {name} is not installed")
    try:
        assert dumps(ARTICLE) == GOLDEN.read_bytes()
        assert loads(GOLDEN.read_bytes(), "p") == ARTICLE
    finally:
        locale.setlocale(locale.LC_ALL, before)
