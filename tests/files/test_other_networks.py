"""Networks of other programs: what each wrote is read as it computes, or refused with the place."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from reluviz import api as rv
from reluviz.files import apart, js_networks, keras_layers, state_dicts, text_networks
from reluviz.files.errors import UserError

SAMPLES = Path(__file__).parent / "networks"
X = np.array([-1, -0.5, 0, 0.3, 1])
ARTICLE = [-1, 1, -1, -0.7, 0]
MUTANTS = 2_000 if os.environ.get("RELUVIZ_LONG") else 40


@pytest.mark.parametrize(
    ("name", "expected", "exporter"),
    [
        ("net.pt", ARTICLE, "PyTorch"),
        ("net.safetensors", ARTICLE, ""),
        ("net_torch.keras", ARTICLE, "Keras 3.15.1"),
        ("tfjs_model.json", ARTICLE, "TensorFlow.js"),
        ("brain_article.json", [0, 1, 0, 0, 0], "brain.js"),  # its output is a ReLU, too
        ("convnet_article.json", ARTICLE, "ConvNetJS"),
        ("synaptic_article.json", ARTICLE, "Synaptic"),
        ("fann_article.net", [-1, 1, -1, -1.9, 0], "FANN_FLO_2.1"),  # sums above 1 are cut
        ("article.nnet", ARTICLE, "NNet"),
    ],
)
def test_samples_compute_what_they_should(name: str, expected: list, exporter: str) -> None:
    if name.endswith(".keras"):
        pytest.importorskip("h5py")
    project = rv.load(SAMPLES / name)
    np.testing.assert_allclose(project.network(X), expected, atol=1e-6)
    assert project.origin is not None
    assert project.origin.exporter == exporter
    assert project.origin.size == (SAMPLES / name).stat().st_size


def test_a_normalization_has_its_numbers_in_the_configuration() -> None:
    pytest.importorskip("h5py")
    network = rv.load(SAMPLES / "norm.keras").network
    slope = network([1.0]) - network([0.0])
    assert network([2.0]) - network([1.0]) == pytest.approx(slope)  # straight, as its layers are


def test_the_activation_is_asked_for() -> None:
    project = rv.load(SAMPLES / "net.safetensors", activation="tanh")
    assert project.network.layers[0].activation == "tanh"
    assert project.notes == ()
    [note] = rv.load(SAMPLES / "net.safetensors").notes
    assert "ReLU was taken" in note
    with pytest.raises(UserError, match="says itself"):
        rv.load(SAMPLES / "article.nnet", activation="tanh")
    with pytest.raises(UserError, match="not one of"):
        rv.load(SAMPLES / "net.pt", activation="gelu")


# Tensors


def tensors(**shapes: tuple[int, ...]) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(1)
    return {name.replace("_", "."): draw.normal(size=shape) for name, shape in shapes.items()}


def test_layers_are_in_the_order_of_use() -> None:
    found = tensors(out_weight=(1, 3), out_bias=(1,), hidden_weight=(3, 2), hidden_bias=(3,))
    steps = state_dicts.layers_of(found, "relu")
    assert [step.where for step in steps] == [
        "layer “hidden”",
        "the activation after layer “hidden”",
        "layer “out”",
    ]
    ten = {f"{k}.weight": np.eye(2) * k for k in (10, 2, 0)}
    assert [s.where for s in state_dicts.layers_of(ten, "relu")][::2] == [
        "layer “0”",
        "layer “2”",
        "layer “10”",
    ]
    with pytest.raises(UserError, match="in 2 orders"):
        state_dicts.layers_of(tensors(b_weight=(2, 1), a_weight=(2, 2), c_weight=(2, 2)), "relu")
    with pytest.raises(UserError, match="no order"):
        state_dicts.layers_of(tensors(b_weight=(2, 5), a_weight=(7, 3)), "relu")
    with pytest.raises(UserError, match="convolution"):
        state_dicts.layers_of(tensors(b_weight=(2, 5, 1)), "relu")


def test_prefixes_of_wrappers_go_and_a_batch_norm_is_folded() -> None:
    found = {f"_orig_mod.module.{k}": v for k, v in tensors(a_weight=(3, 1), a_bias=(3,)).items()}
    norm = {"weight": 2.0, "bias": 1.0, "running_mean": 0.5, "running_var": 4.0}
    found |= {f"_orig_mod.module.b.{k}": np.full(3, v) for k, v in norm.items()}
    steps = state_dicts.layers_of(found, "relu")
    assert [step.where for step in steps] == ["layer “a”", "layer “b”"]
    np.testing.assert_allclose(steps[1].weights, 1.0, rtol=1e-5)
    np.testing.assert_allclose(steps[1].bias, 0.5, rtol=1e-5)


def test_what_torch_saves_is_read_without_running_it(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    whole = torch.arange(24, dtype=torch.float64).reshape(4, 6)
    path = tmp_path / "strided.pt"
    torch.save(
        {"epoch": 3, "state_dict": {"0.weight": whole[1:, ::2].T, "0.bias": whole[0, :3]}}, path
    )
    found = state_dicts.pickled_tensors(path.read_bytes())
    np.testing.assert_array_equal(found["0.weight"], whole[1:, ::2].T.numpy())
    np.testing.assert_array_equal(found["0.bias"], [0, 1, 2])
    module = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    torch.save(module, path)
    with pytest.raises(UserError, match="holds more than tensors"):
        rv.load(path)
    half = {k: v.to(torch.bfloat16) for k, v in module.state_dict().items()}
    torch.save(half, path)
    x = torch.linspace(-1, 1, 5).reshape(-1, 1)
    expected = module.to(torch.bfloat16).to(torch.float64)(x.double()).detach().numpy().ravel()
    np.testing.assert_allclose(rv.load(path).network(x.numpy().ravel()), expected, atol=1e-12)


def safetensors(header: dict, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "damaged"),
        (b"\xff" * 9, "longer than the file"),
        (
            safetensors({"a.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}),
            "outside of the file",
        ),
        (
            safetensors({"a.weight": {"dtype": "F8_E5M2", "shape": [1], "data_offsets": [0, 0]}}),
            "none that a layer has",
        ),
        (
            safetensors({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, bytes(4)),
            "no layer",
        ),
    ],
)
def test_bad_safetensors_are_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "bad.safetensors"
    path.write_bytes(data)
    with pytest.raises(UserError, match=why):
        rv.load(path)


# Keras, JavaScript, text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_models_of_keras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    keras = pytest.importorskip("keras")
    pytest.importorskip("h5py")
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Rescaling(2.0, 1.0),
            layers.Dense(4, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(3),
            layers.LeakyReLU(),
            layers.Dense(3, activation="hard_sigmoid"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    x = np.random.default_rng(0).normal(size=(20, 2))
    expected = model.predict(x, verbose=0).ravel()
    path = tmp_path / "model.keras"
    model.save(path)
    for network in (rv.from_keras(model), rv.load(path).network):
        np.testing.assert_allclose(network(x).ravel(), expected, atol=1e-6)
    inside = keras.Input((1,))
    both = layers.Add()([layers.Dense(3)(inside), layers.Dense(3, name="second")(inside)])
    skipping = keras.Model(inside, layers.Dense(1)(both))
    skipping.save(path)
    with pytest.raises(UserError, match="layer “second”: it does not hear just"):
        rv.load(path)


def test_hdf5_that_is_read_for_too_long_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("h5py")
    monkeypatch.setattr(apart, "MOST_SECONDS", -1.0)
    with pytest.raises(UserError, match=r"norm\.keras.* it takes too long, or is damaged"):
        rv.load(SAMPLES / "norm.keras")


def written(tmp_path: Path, name: str, **changes: object) -> Path:
    entries = json.loads((SAMPLES / name).read_text())
    path = tmp_path / name
    path.write_text(json.dumps(entries | changes))
    return path


def test_brain_of_version_2(tmp_path: Path) -> None:
    path = tmp_path / "brain.json"
    layers = [{}, {"weights": [[1], [2]], "biases": [0, 1]}, {"weights": [[1, 1]], "biases": [0.5]}]
    path.write_text(json.dumps({"type": "NeuralNetwork", "sizes": [1, 2, 1], "layers": layers}))
    network = rv.load(path).network
    assert [layer.activation for layer in network.layers] == ["sigmoid", "sigmoid"]
    assert network.layers[1].bias == [0.5]


@pytest.mark.parametrize(
    ("name", "changes", "why"),
    [
        ("brain_article.json", {"activation": "gelu"}, "activation: gelu is none of"),
        ("brain_article.json", {"layers": [{}, {"0": {}}]}, "no whole network of brain.js"),
        ("convnet_article.json", {"layers": [{"layer_type": "conv"}]}, "layer 1: conv is no"),
        ("synaptic_article.json", {"connections": [{"from": 0, "to": 4, "weight": 1}]}, "skip a"),
        (
            "tfjs_model.json",
            {"weightsManifest": [{"paths": ["../x.bin"], "weights": []}]},
            "outside",
        ),
    ],
)
def test_what_cannot_be_held_says_where(tmp_path: Path, name: str, changes: dict, why: str) -> None:
    with pytest.raises(UserError, match=why):
        js_networks.read_project(written(tmp_path, name, **changes))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("(0, 1.0", "(9, 1.0", "not in the layer before"),
        ("(2, 12,", "(2, 7,", "different activations"),
        ("FANN_FLO", "FANN_FIX", "fixed-point"),
        ("layer_sizes=2 4 2", "layer_sizes=2 4 3", "as many units"),
    ],
)
def test_bad_fann_is_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    path = tmp_path / "bad.net"
    text = (SAMPLES / "fann_article.net").read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(UserError, match=why):
        text_networks.read_project(path)


def test_a_bad_line_of_nnet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.nnet"
    lines = (SAMPLES / "article.nnet").read_text().splitlines()
    lines[9] = "x,"
    path.write_text("\n".join(lines))
    with pytest.raises(UserError, match="line 10"):
        text_networks.read_project(path)
    path.write_text("\n".join(lines[:8]))
    with pytest.raises(UserError, match="ends too early"):
        text_networks.read_project(path)


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("net.pt", state_dicts),
        ("net.safetensors", state_dicts),
        ("norm.keras", keras_layers),
        ("brain_article.json", js_networks),
        ("synaptic_article.json", js_networks),
        ("fann_article.net", text_networks),
        ("article.nnet", text_networks),
    ],
)
def test_mutants_are_read_or_refused(tmp_path: Path, name: str, reader) -> None:
    if name.endswith(".keras"):
        pytest.importorskip("h5py")
    draw, whole = random.Random(9), (SAMPLES / name).read_bytes()
    path = tmp_path / name
    for _ in range(MUTANTS):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            place = draw.randrange(len(data))
            data[place : place + draw.choice((0, 1, 1, 3))] = draw.randbytes(draw.randint(0, 3))
        path.write_bytes(data)
        try:
            assert reader.read_project(path).network.n_inputs >= 1
        except UserError as error:
            said = str(error)
        else:
            said = ""
        assert "\n" not in said


def test_a_pickle_that_would_run_something_is_not_run(tmp_path: Path) -> None:
    target = tmp_path / "made"
    code = f"cbuiltins\nopen\n(V{target}\nVw\ntR."
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x/data.pkl", code)
    path = tmp_path / "x.pt"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(UserError, match="would have to be run"):
        rv.load(path)
    assert not target.exists()


# Objects


def test_modules_of_torch() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    torch.manual_seed(0)

    class Own(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Linear(2, 5), nn.Linear(5, 1)

        def forward(self, x):
            return self.b(torch.tanh(self.a(x)))

    modules = [
        Own(),
        nn.Sequential(nn.Flatten(), nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1)),
        nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU6(), nn.Linear(4, 1)).eval(),
        nn.Sequential(nn.Linear(2, 3), nn.Hardtanh(-2, 3), nn.Linear(3, 1, bias=False)),
    ]
    x = torch.randn(30, 2, dtype=torch.float64)
    for module in modules:
        network = rv.from_torch(module)
        expected = module.double()(x).detach().numpy()
        np.testing.assert_allclose(network(x.numpy()), expected, atol=1e-6)
    for bad, why in (
        (nn.Sequential(nn.Linear(1, 2), nn.Dropout(0.5)), "call module.eval"),
        (nn.Sequential(nn.Linear(1, 2), nn.GELU()), "layer “1”: GELU"),
        (nn.Sequential(nn.ReLU()), "no Linear"),
    ):
        with pytest.raises(UserError, match=why):
            rv.from_torch(bad)


@pytest.mark.filterwarnings("ignore:lbfgs failed to converge")
def test_models_of_sklearn() -> None:
    pytest.importorskip("sklearn")
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    x = np.linspace(0, 10, 40)[:, np.newaxis]
    y = np.sin(x[:, 0])
    options = {"hidden_layer_sizes": (4, 3), "solver": "lbfgs", "max_iter": 20}
    options["random_state"] = 0
    regressor = make_pipeline(StandardScaler(), MLPRegressor(**options)).fit(x, y)
    scaled = TransformedTargetRegressor(
        make_pipeline(MinMaxScaler(), MLPRegressor(**options)), transformer=StandardScaler()
    ).fit(x, y)
    classifier = MLPClassifier(**options).fit(x, y > 0)
    three = MLPClassifier(**options).fit(x, np.arange(40) % 3)
    for model in (regressor, scaled):
        np.testing.assert_allclose(rv.from_sklearn(model)(x[:, 0]), model.predict(x), atol=1e-9)
    chances = classifier.predict_proba(x)[:, 1]
    np.testing.assert_allclose(rv.from_sklearn(classifier)(x[:, 0]), chances, atol=1e-9)
    for bad, why in ((three, "3 classes"), (MLPRegressor(), "not fitted")):
        with pytest.raises(UserError, match=why):
            rv.from_sklearn(bad)
