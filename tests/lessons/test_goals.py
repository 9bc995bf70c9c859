"""Every kind of goal: reached, not reached, and the sentence it says."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import msgspec
import pytest

from reluviz.core.network import Layer, Network
from reluviz.core.perturb import Perturbation
from reluviz.core.runs import Run
from reluviz.core.targets import Target
from reluviz.core.truth_table import TruthTable
from reluviz.files.examples import load_example
from reluviz.files.project import Project, View
from reluviz.lessons.goals import GOAL_KINDS, AnyGoal, Goal, Verdict

ARTICLE = load_example("relu-by-hand")
FLAT = replace(ARTICLE, network=Network.from_rays([1, 1, 1], [1, 0.5, 0], [0, 0, 0], -0.6))
OR_LINE = Network([Layer([[1, 1]], [-0.5], "step")])
BOX = {"domain": (-0.5, 1.5), "others": ((-0.5, 1.5),)}
XOR = Project(OR_LINE, table=TruthTable.of_gate([0, 1, 1, 0]), **BOX)  # type: ignore[arg-type]
TWO = replace(
    XOR,
    network=Network(
        [Layer([[1, 1], [1, 1]], [-0.5, -1.5], "step"), Layer([[1, -1]], [-0.5], "step")]
    ),
)
SOFT = Project(Network([Layer([[1.0]], [0.0], "sigmoid")]), None, (-6.0, 6.0))
LEAKY = Project(Network([Layer([[1.0]], [0.0], "leaky_relu(0.1)")]), None, (-6.0, 6.0))
RUNS = replace(
    ARTICLE,
    runs=(Run("a", "trained", FLAT.network), Run("b", "trained", ARTICLE.network)),
)
LEFT = replace(ARTICLE, network=Network.from_rays([0, -2], [1, 1], [1, 0], 0))


def goal(**fields: object) -> Goal:
    """A goal as a lesson file has it."""
    return msgspec.json.decode(json.dumps(fields), type=AnyGoal)


def looking(project: Project, **view: object) -> Project:
    return replace(project, view=replace(project.view, **view))  # type: ignore[arg-type]


CASES = [
    # fields, project, reached, text
    ({"kind": "output", "at": 0, "value": -1}, FLAT, False,
     "at x = 0 the output is −0.60, the point is at −1.00"),
    ({"kind": "output", "at": 0, "value": -1}, ARTICLE, True, "at x = 0 the output is −1.00"),
    ({"kind": "output", "at": 0.25, "value": 2}, FLAT, False,
     "at x = 0.25 the output is −0.60, it should be 2.00"),
    ({"kind": "output", "at": 0, "above": 0, "below": 1}, FLAT, False,
     "at x = 0 the output is −0.60, it should be above 0.00 and below 1.00"),
    ({"kind": "output", "at": 0, "below": -0.6}, FLAT, False,
     "at x = 0 the output is −0.60, it should be below −0.60"),
    ({"kind": "output", "at": 0, "away_from": -0.6, "tolerance": 0.1}, FLAT, False,
     "at x = 0 the output is −0.60, it should be more than 0.10 away from −0.60"),
    ({"kind": "output", "at": 0, "value": -0.6001, "tolerance": 0}, FLAT, False,
     "at x = 0 the output is −0.6000, it should be −0.6001"),
    ({"kind": "output", "value": -0.6}, FLAT, True, "at x = 0 the output is −0.60"),
    ({"kind": "output", "value": 0}, looking(ARTICLE, probe=1.0), True,
     "at x = 1 the output is 0.00"),
    ({"kind": "output", "at": [1, 1], "value": 0}, XOR, False,
     "at (1, 1) the output is 1.00, the point is at 0.00"),
    ({"kind": "output", "at": [1, 1], "value": 0}, TWO, True, "at (1, 1) the output is 0.00"),
    ({"kind": "output", "at": [1, 1], "value": 0}, FLAT, False,
     "the network has 1 input, this step is about one with 2 inputs"),
    ({"kind": "output", "at": 1, "value": 0, "output": 2}, FLAT, False,
     "the network has no output 2"),
    ({"kind": "slope", "at": -0.75, "value": 4}, ARTICLE, True, "at x = −0.75 the slope is 4.00"),
    ({"kind": "slope", "value": 0.25}, looking(SOFT, point=(0.0,)), True,
     "at x = 0 the slope is 0.25"),
    ({"kind": "slope", "value": 0.25, "input": 2}, SOFT, False, "the network has no input 2"),
    ({"kind": "signal", "at": [1, 1], "layer": 1, "unit": 2, "of": "sum", "value": 0.5}, TWO, True,
     "at (1, 1) the sum of unit 2 of layer 1 is 0.50"),
    ({"kind": "signal", "at": [0, 1], "layer": 1, "unit": 2, "value": 1}, TWO, False,
     "at (0, 1) the value of unit 2 of layer 1 is 0.00, it should be 1.00"),
    ({"kind": "signal", "layer": 1, "unit": 2, "value": 1}, XOR, False,
     "there is no unit 2 in layer 1"),
    ({"kind": "match", "largest_below": 0.5}, FLAT, False,
     "the largest error is 1.6, it should be under 0.5"),
    ({"kind": "match", "mean_square_below": 0.5}, ARTICLE, True, "the mean squared error is 0"),
    ({"kind": "match", "largest_below": 1}, XOR, False,
     "the largest error is 1, it should be under 1"),
    ({"kind": "match", "largest_below": 0.1, "mean_square_below": 0.1}, TWO, True,
     "the largest error is 0 and the mean squared error is 0"),
    ({"kind": "match", "largest_below": 0.1}, SOFT, False,
     "there is nothing here that the network should match"),
    ({"kind": "parameter", "name": "w2", "value": -8}, ARTICLE, True, "w2 is −8.00"),
    ({"kind": "parameter", "name": "w2", "value": -8}, FLAT, False,
     "w2 is 0.00, it should be −8.00"),
    ({"kind": "parameter", "name": "w4", "value": 1}, ARTICLE, False,
     "this network has no parameter w4"),
    ({"kind": "parameter", "name": "w1.2.1", "value": 0, "tolerance": 0}, XOR, False,
     "w1.2.1 is 1, a broken link has 0"),
    ({"kind": "parameter", "name": "w2", "value": 0, "tolerance": 0}, FLAT, True,
     "w2 is 0: the link is broken"),
    ({"kind": "broken_links", "at_least": 1}, ARTICLE, False,
     "broken links: 0, it should be 1 or more"),
    ({"kind": "broken_links", "exactly": 3, "layer": 2}, FLAT, True, "broken links: 3"),
    ({"kind": "broken_links", "exactly": 3, "layer": 3}, FLAT, False,
     "the network has no layer 3"),
    ({"kind": "kink", "unit": 2, "value": 0}, ARTICLE, False,
     "x at the kink of ReLU 2 is −0.50, it should be 0.00"),
    ({"kind": "kink", "unit": 2, "value": 0.5}, LEFT, True, "x at the kink of ReLU 2 is 0.50"),
    ({"kind": "kink", "unit": 1, "value": 0}, LEFT, False,
     "ReLU 1 has no kink while its weight is 0"),
    ({"kind": "kink", "unit": 9, "value": 0}, ARTICLE, False, "this network has no kink 9"),
    ({"kind": "units", "at_least": 4}, ARTICLE, False, "ReLUs: 3, it should be 4 or more"),
    ({"kind": "units", "at_most": 1, "layer": 1}, TWO, False,
     "units in layer 1: 2, it should be 1 or fewer"),
    ({"kind": "units", "exactly": 2}, TWO, True, "units in layer 1: 2"),
    ({"kind": "units", "exactly": 2, "layer": 5}, TWO, False, "the network has no layer 5"),
    ({"kind": "layers", "exactly": 1}, XOR, False, "hidden layers: 0, it should be 1"),
    ({"kind": "layers", "exactly": 1}, TWO, True, "hidden layers: 1"),
    ({"kind": "regions", "exactly": 3}, TWO, True, "regions of the plane: 3"),
    ({"kind": "regions", "at_least": 4}, TWO, False,
     "regions of the plane: 3, it should be 4 or more"),
    ({"kind": "regions", "at_least": 4}, ARTICLE, False, "the network has 1 input, not 2"),
    ({"kind": "colours", "of": "slope"}, TWO, False,
     "the colours are those of “output”, they should be those of “slope”"),
    ({"kind": "colours", "of": "slope"}, looking(TWO, fill="slope"), True,
     "the colours are those of “slope”"),
    ({"kind": "segments", "exactly": 3}, ARTICLE, True, "segments of the curve: 3"),
    ({"kind": "segments", "exactly": 3}, FLAT, False, "segments of the curve: 1, it should be 3"),
    ({"kind": "segments", "exactly": 3}, SOFT, False,
     "the output of this network is no curve of straight pieces"),
    ({"kind": "activation", "name": "tanh"}, SOFT, False,
     "the activation of layer 1 is sigmoid, it should be tanh"),
    ({"kind": "activation", "name": "sigmoid"}, SOFT, True, "the activation of layer 1 is sigmoid"),
    ({"kind": "activation", "name": "leaky_relu"}, LEAKY, True,
     "the activation of layer 1 is leaky ReLU 0.1"),
    ({"kind": "activation", "name": "leaky_relu(0.2)"}, LEAKY, False,
     "the activation of layer 1 is leaky ReLU 0.1, it should be leaky ReLU 0.2"),
    ({"kind": "segments", "exactly": 2}, LEAKY, True, "segments of the curve: 2"),
    ({"kind": "activation", "name": "tanh", "layer": 2}, SOFT, False, "the network has no layer 2"),
    ({"kind": "line"}, XOR, False, "line 1 has 1 row on the wrong side"),
    ({"kind": "line", "unit": 2, "on": [4], "off": [1, 2, 3]}, TWO, True,
     "line 2 has every row on its side"),
    ({"kind": "line", "unit": 2, "on": [1, 2, 3], "off": [4]}, TWO, True,
     "line 2 has every row on its side"),
    ({"kind": "line", "unit": 2, "on": [5]}, TWO, False, "the truth table has only 4 rows"),
    ({"kind": "line"}, ARTICLE, False, "there is no line 1 between rows here"),
    ({"kind": "line"}, replace(XOR, network=Network([Layer([[0, 0]], [1], "step")])), False,
     "line 1 is nowhere: both its weights are 0"),
    ({"kind": "row", "row": 4}, XOR, False, "for 1, 1 the output is 1, 0 is wanted"),
    ({"kind": "row", "row": 1}, XOR, True, "for 0, 0 the output is 0"),
    ({"kind": "row", "row": 5}, XOR, False, "the truth table has only 4 rows"),
    ({"kind": "row", "row": 1}, SOFT, False, "there is no truth table here that fits the network"),
    ({"kind": "row", "row": 3, "tolerance": 0.1}, FLAT, False,
     "for 0 the output is −0.6, −1 is wanted"),
    ({"kind": "rows"}, XOR, False,
     "3 of 4 rows are right; for 1, 1 the output is 1, 0 is wanted"),
    ({"kind": "rows"}, TWO, True, "all 4 rows are right"),
    ({"kind": "rows", "at_least": 3}, XOR, True, "right rows: 3"),
    ({"kind": "rows", "at_least": 4}, XOR, False, "right rows: 3, it should be 4 or more"),
    ({"kind": "rows", "tolerance": 0.1}, ARTICLE, True, "all 4 rows are right"),
    ({"kind": "rows"}, replace(XOR, network=SOFT.network), False,
     "there is no truth table here that fits the network"),
    ({"kind": "table", "outputs": [[0], [1], [1], [0]]}, XOR, True,
     "the truth table is as it should be"),
    ({"kind": "table", "outputs": [[0], [1], [1], [1]]}, XOR, False,
     "for 1, 1 the table wants 0, it should want 1"),
    ({"kind": "table", "outputs": [[0], [1]]}, XOR, False, "the truth table should have 2 rows"),
    ({"kind": "table", "outputs": [[0], [1]]}, ARTICLE, False, "there is no truth table here"),
    ({"kind": "target_point", "point": 3, "y": 0}, ARTICLE, False,
     "point 3 of the target is at (0.00, −1.00), it should be at y = 0.00"),
    ({"kind": "target_point", "point": 3, "y": 0, "x": 0.3}, ARTICLE, False,
     "point 3 of the target is at (0.00, −1.00), it should be at x = 0.30 and y = 0.00"),
    ({"kind": "target_point", "point": 4, "x": 1, "y": 0}, ARTICLE, True,
     "point 4 of the target is at (1.00, 0.00)"),
    ({"kind": "target_point", "point": 5, "x": 1}, ARTICLE, False, "the target has no point 5"),
    ({"kind": "run"}, ARTICLE, False, "there is no trained run yet"),
    ({"kind": "run", "of": "best"}, RUNS, False, "there is no best fit in the list of runs yet"),
    ({"kind": "run"}, RUNS, True, "there is a trained run"),
    ({"kind": "run", "largest_below": 0.1}, RUNS, True, "the largest error of the best run is 0"),
    ({"kind": "run", "mean_square_below": 0.1}, replace(RUNS, runs=RUNS.runs[:1]), False,
     "the mean squared error of the best run is 0.393, it should be under 0.1"),
    ({"kind": "run", "mean_square_below": 0.1}, replace(RUNS, target=None), False,
     "no run fits what the network should match"),
    ({"kind": "probe", "value": 0.5}, ARTICLE, False, "the probe has not been set"),
    ({"kind": "probe", "value": 0.5}, looking(ARTICLE, probe=0.2), False,
     "at the probe x is 0.20, it should be 0.50"),
    ({"kind": "probe", "value": 1, "input": 2}, looking(XOR, point=(0.0, 1.0)), True,
     "at the probe x2 is 1.00"),
    ({"kind": "probe", "value": 1, "input": 3}, XOR, False, "the network has no input 3"),
    ({"kind": "drag_mode", "mode": "relu"}, ARTICLE, False,
     "the mode is “the curve”, it should be “this ReLU”"),
    ({"kind": "drag_mode", "mode": "handle"}, ARTICLE, True, "the mode is “the curve”"),
    ({"kind": "shown", "part": "rays"}, ARTICLE, False,
     "the part “rays” of the plot is hidden, it should be shown"),
    ({"kind": "shown", "part": "rays", "is_shown": False}, ARTICLE, True,
     "the part “rays” of the plot is hidden"),
    ({"kind": "build", "units": 2}, ARTICLE, False,
     "the construction is not being stepped through, it should show 2"),
    ({"kind": "build", "units": 2}, looking(ARTICLE, build=2), True,
     "the construction shows 2 of the ReLUs"),
    ({"kind": "random_changes"}, ARTICLE, False, "no random changes are shown"),
    ({"kind": "random_changes", "which": "w1"},
     looking(ARTICLE, perturbation=Perturbation("unit 3", 0.1)), False,
     "50 random changes of unit 3 are shown, it should be those of w1"),
    ({"kind": "random_changes"}, looking(ARTICLE, perturbation=Perturbation("w1", 0.1)), True,
     "50 random changes of w1 are shown"),
    ({"kind": "all", "of": [{"kind": "units", "exactly": 3}, {"kind": "segments", "exactly": 3}]},
     FLAT, False, "segments of the curve: 1, it should be 3 (1 of 2 done)"),
    ({"kind": "all", "of": [{"kind": "units", "exactly": 3}, {"kind": "segments", "exactly": 3}]},
     ARTICLE, True, "ReLUs: 3; segments of the curve: 3"),
    ({"kind": "any", "of": [{"kind": "units", "exactly": 4}, {"kind": "segments", "exactly": 3}]},
     FLAT, False, "ReLUs: 3, it should be 4; or segments of the curve: 1, it should be 3"),
    ({"kind": "any", "of": [{"kind": "units", "exactly": 4}, {"kind": "segments", "exactly": 3}]},
     ARTICLE, True, "segments of the curve: 3"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "project", "is_reached", "text"), CASES)
def test_what_a_goal_says(
    fields: dict[str, object], project: Project, is_reached: bool, text: str
) -> None:
    head = "reached" if is_reached else "not yet"
    assert goal(**fields).check(project) == Verdict(is_reached, f"{head}: {text}")


def test_every_kind_is_tried_both_ways() -> None:
    kinds = {kind.__struct_config__.tag for kind in GOAL_KINDS} - {"same_function"}
    for is_reached in (True, False):
        assert {case[0]["kind"] for case in CASES if case[2] is is_reached} == kinds


def test_every_goal_can_be_tried_on_every_project() -> None:
    for fields, *_ in CASES:
        for _, project, *_ in CASES:
            verdict = goal(**fields).check(project)
            assert isinstance(verdict.is_reached, bool)
            assert verdict.text.isprintable()


def test_the_same_function_with_other_parameters() -> None:
    same = goal(kind="same_function").bind(ARTICLE)
    assert same.check(ARTICLE).text == "not yet: all parameters are as they were at the start"
    other = replace(ARTICLE, network=Network.from_rays([2, 1, 0.5], [2, 0.5, 0], [2, -8, 10], -1))
    assert same.check(other).is_reached
    moved = replace(ARTICLE, network=Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -0.9))
    assert same.check(moved).text == "not yet: the output differs from the start by up to 0.1"
    assert not same.check(XOR).is_reached
    assert not goal(kind="same_function").check(ARTICLE).is_reached
    wrapped = goal(kind="all", of=[{"kind": "any", "of": [{"kind": "same_function"}]}])
    assert wrapped.bind(ARTICLE).check(other).is_reached
    plane = goal(kind="same_function").bind(TWO)
    swapped = [Layer([[1, 1], [1, 1]], [-1.5, -0.5], "step"), Layer([[-1, 1]], [-0.5], "step")]
    assert plane.check(replace(TWO, network=Network(swapped))).is_reached
    assert not plane.check(XOR).is_reached


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "output", "at": 0}, "lacks a wish"),
        ({"kind": "output", "at": 0, "above": 1, "below": 0}, "exchange them"),
        ({"kind": "output", "at": 0, "value": 1e300}, "must be finite"),
        ({"kind": "output", "at": 0, "value": 1, "tolerance": -1}, "tolerance must be"),
        ({"kind": "output", "at": [], "value": 1}, "a place needs a number for each input"),
        ({"kind": "output", "at": [1e300], "value": 1}, "a place must be finite"),
        ({"kind": "output", "at": 0, "value": 1, "output": 0}, "Expected `int` >= 1"),
        ({"kind": "match"}, "lacks a bound"),
        ({"kind": "match", "largest_below": 0}, "above zero"),
        ({"kind": "run", "largest_below": -1}, "above zero"),
        ({"kind": "units"}, "lacks a number"),
        ({"kind": "units", "exactly": -1}, "from 0 to 1,000,000"),
        ({"kind": "activation", "name": "gelu"}, "there is no activation 'gelu'"),
        ({"kind": "row", "row": 1, "tolerance": -1}, "tolerance must be"),
        ({"kind": "target_point", "point": 1}, "needs a finite x or y"),
        ({"kind": "drag_mode", "mode": "hand"}, "there is no mode 'hand'"),
        ({"kind": "shown", "part": "curve"}, "there is no part 'curve'"),
        ({"kind": "build", "units": -1}, "zero or more"),
        ({"kind": "all", "of": []}, "length >= 1"),
        ({"kind": "table", "outputs": []}, "length >= 1"),
    ],
)
def test_goals_that_make_no_sense(fields: dict[str, object], words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        goal(**fields)
    assert words in str(caught.value)


def test_numbers_that_differ_look_different() -> None:
    near = replace(ARTICLE, network=Network.from_rays([1], [0], [0], math.nextafter(0.5, 1)))
    text = goal(kind="output", at=0, value=0.5, tolerance=0).check(near).text
    assert not goal(kind="output", at=0, value=0.5, tolerance=0).check(near).is_reached
    assert text.startswith("not yet: ")
    over = replace(ARTICLE, network=Network.from_rays([1], [0], [0], 0.5000001))
    text = goal(kind="output", at=0, below=0.5).check(over).text
    assert text == "not yet: at x = 0 the output is 0.5000001, it should be below 0.5000000"


def test_overflow_is_no_error() -> None:
    layers = [Layer([[1e100]], [0], "identity")] * 5
    project = Project(Network(layers), Target.from_points([(0, 0), (1, 1)]), view=View(probe=1.0))
    for fields in (
        {"kind": "output", "value": 0},
        {"kind": "match", "largest_below": 1},
        {"kind": "slope", "value": 0},
    ):
        assert not goal(**fields).check(project).is_reached
