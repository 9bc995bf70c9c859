"""Safetensors: whole when read back, here, by their own library and by PyTorch."""

from __future__ import annotations

import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.core.activations import ACTIVATIONS
from reluviz.export.code import torch_code
from reluviz.export.tensors import safetensors_bytes
from reluviz.files.errors import UserError


def network(kind: str, number: str = "float64") -> rv.Network:
    random = np.random.default_rng(3)
    layers = [
        rv.Layer(
            random.normal(size=(n, m)).astype(number),
            random.normal(size=n).astype(number),
            kind if n < 5 else "relu",
        )
        for m, n in pairwise((2, 5, 4, 2))
    ]
    return rv.Network(layers)


@pytest.mark.parametrize("kind", [kind for kind in ACTIVATIONS if kind != "identity"])
@pytest.mark.parametrize("number", ["float64", "float32"])
def test_what_is_written_comes_back_with_its_activations(
    tmp_path: Path, kind: str, number: str
) -> None:
    path, written = tmp_path / "net.safetensors", network(kind, number)
    path.write_bytes(safetensors_bytes(written, number))
    project = rv.load(path)
    assert project.network == written
    assert project.notes == ()
    assert project.origin is not None
    assert project.origin.exporter == "ReluViz"


def test_a_linear_layer_within_comes_back_as_what_it_does(tmp_path: Path) -> None:
    path, written = tmp_path / "net.safetensors", network("identity")
    path.write_bytes(safetensors_bytes(written))
    x = np.random.default_rng(5).normal(size=(9, 2))
    np.testing.assert_allclose(rv.load(path).network(x), written(x), rtol=1e-12, atol=1e-12)


def test_another_activation_may_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(safetensors_bytes(network("relu")))
    found = rv.load(path, activation="tanh").network
    assert [layer.activation for layer in found.layers] == ["tanh", "tanh", "identity"]


def test_the_formats_own_library_and_torch_read_it(tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    torch = pytest.importorskip("torch")
    path, written = tmp_path / "net.safetensors", network("sigmoid")
    path.write_bytes(safetensors_bytes(written))
    tensors = safetensors.load_file(path)
    assert sorted(tensors) == [f"{k}.{part}" for k in (0, 2, 4) for part in ("bias", "weight")]
    code = tmp_path / "code.py"
    code.write_text(torch_code(rv.Network([*map(zeros, written.layers)])))
    model = runpy.run_path(str(code))["model"]
    model.load_state_dict({name: torch.from_numpy(array) for name, array in tensors.items()})
    x = np.random.default_rng(5).normal(size=(9, 2))
    np.testing.assert_allclose(model(torch.from_numpy(x)).detach(), written(x), rtol=1e-12)


def zeros(layer: rv.Layer) -> rv.Layer:
    return rv.Layer(0 * layer.weights, 0 * layer.bias, layer.activation)


def test_activations_for_other_layers_than_there_are_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    data = safetensors_bytes(network("relu"))
    said = b'[\\"relu\\", \\"relu\\", \\"relu\\"]'
    assert said in data
    path.write_bytes(data.replace(said, b'[\\"relu\\"]'.ljust(len(said))))
    with pytest.raises(UserError, match="it says 1 activations for 3 layers"):
        rv.load(path)


def test_a_number_too_large_is_not_written_as_infinite() -> None:
    large = rv.Network.from_rays([1e60], [0], [1], 0)
    with pytest.raises(UserError, match="too large for float32"):
        safetensors_bytes(large, "float32")
    with pytest.raises(UserError, match="float64 or float32"):
        safetensors_bytes(large, "int8")
