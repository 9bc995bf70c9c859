"""Addresses of TensorFlow Playground: shape and data; every other one is refused."""

from __future__ import annotations

import random
import string
from pathlib import Path

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.cli import main
from reluviz.files.errors import UserError
from reluviz.files.reading import is_address

BASE = "https://playground.tensorflow.org/"
WHOLE = (
    f"{BASE}#activation=sigmoid&batchSize=10&dataset=gauss&regDataset=reg-plane&learningRate=0.03"
    "&regularizationRate=0&noise=15&networkShape=4,3&seed=0.71224&showTestData=false"
    "&discretize=false&percTrainData=50&x=true&y=true&xTimesY=true&xSquared=false&ySquared=false"
    "&cosX=false&sinX=true&cosY=false&sinY=false&collectStats=false&problem=classification"
    "&initZero=false&hideText=false"
)


def test_an_address_is_a_new_network_of_its_shape() -> None:
    project = rv.load(WHOLE)
    network = project.network
    assert [network.n_inputs, *(layer.n_units for layer in network.layers)] == [2, 4, 3, 1]
    assert {layer.activation for layer in network.layers} == {"sigmoid"}
    assert project.box == ((-6, 6), (-6, 6))
    assert "no weights" in project.notes[0]
    assert "left out: xTimesY, sinX" in project.notes[-1]
    assert rv.load(WHOLE).network == network
    other = rv.load(WHOLE.replace("0.71224", "0.71225"))
    assert other.network != network


def test_what_an_address_leaves_out_is_what_playground_begins_with() -> None:
    network = rv.load(BASE).network
    assert [layer.n_units for layer in network.layers] == [4, 2, 1]
    assert [layer.activation for layer in network.layers] == ["tanh", "tanh", "sigmoid"]
    line = rv.load(f"{BASE}#networkShape=&y=false&problem=regression&activation=linear").network
    assert (line.n_inputs, len(line.layers), line.layers[0].activation) == (1, 1, "identity")


@pytest.mark.parametrize("name", ["circle", "xor", "gauss", "spiral"])
def test_classes_are_told_apart_as_in_playground(name: str) -> None:
    table = rv.load(f"{BASE}#dataset={name}&noise=0").table
    assert table is not None
    x, y = table.inputs.T
    on = table.outputs[:, 0] == 1
    assert 0.3 < on.mean() < 0.7
    assert np.all(np.abs(table.inputs) < 6.1)
    radius, angle = np.hypot(x, y), np.arctan2(x, y)
    turned = np.cos(angle - 1.75 * 2 * np.pi * radius / 5)
    expected = {
        "circle": radius < 3,
        "xor": x * y >= 0,
        "gauss": x + y > 0,
        "spiral": turned > 0,
    }[name]
    rows = radius > 0.01  # both arms of the spiral begin in the middle
    assert np.mean(expected[rows] == on[rows]) > 0.99


def test_slopes_and_hills() -> None:
    plane = rv.load(f"{BASE}#problem=regression").table
    assert plane is not None
    np.testing.assert_allclose(plane.outputs[:, 0], plane.inputs.sum(axis=1) / 12, atol=1e-15)
    hills = rv.load(f"{BASE}#problem=regression&regDataset=reg-gauss").table
    assert hills is not None
    assert -1 <= hills.outputs.min() < -0.3 < 0.3 < hills.outputs.max() <= 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://example.com/net.onnx", "nothing is loaded from the web: save the file"),
        (f"{BASE}#activation=swish", "no activation swish; there are relu, tanh, sigmoid, linear"),
        (f"{BASE}#dataset=bagel", "no data set bagel"),
        (f"{BASE}#networkShape=4,x", "networkShape is 4,x"),
        (f"{BASE}#networkShape=0", "networkShape is 0"),
        (f"{BASE}#networkShape=1,1,1,1,1,1,1,1", "it has 8 hidden layers; at most 7"),
        (f"{BASE}#x=false&y=false", "neither x nor y"),
        (f"{BASE}#noise=-1", "noise is -1"),
        ("http://[::1", "nothing is loaded from the web"),
        (f"{BASE}#" + "a=1&" * 150, "cannot be used"),
        (f"{BASE}#" + "a" * 5_000, "nothing is loaded"),
    ],
)
def test_other_addresses_are_refused_in_a_sentence(
    address: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError) as caught:
        rv.load(address)
    assert said in str(caught.value)
    assert main(["show", address]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_damaged_addresses_open_or_are_refused() -> None:
    randomly = random.Random(1)
    for _ in range(1_000):
        text = list(WHOLE)
        for _ in range(randomly.randint(1, 5)):
            text[randomly.randrange(8, len(text))] = randomly.choice(string.printable + "é\0")
        said = ""
        try:
            rv.load("".join(text))
        except UserError as error:
            said = str(error)
        assert "\n" not in said
        assert len(said) < 1_000


def test_the_command_line_takes_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.json"
    assert main(["export", WHOLE, str(out)]) == 0
    assert "no weights" in capsys.readouterr().err
    assert rv.load(out).network == rv.load(WHOLE).network


def test_a_file_with_such_a_name_is_no_address() -> None:
    assert not is_address("https.json")
    assert not is_address("net/http/a.json")
    assert is_address(Path(BASE))  # which has one slash less
    assert rv.load(Path(WHOLE)).network == rv.load(WHOLE).network
