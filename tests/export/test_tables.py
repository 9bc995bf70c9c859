"""Weight tables: the agreed columns, and every number back to the last bit."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from networks import shallow_networks

from reluviz.core.network import Layer, Network
from reluviz.core.piecewise import exact_curve
from reluviz.export.tables import (
    ENDINGS,
    NEVER_ROUNDED,
    plain,
    read_weights_csv,
    slopes_after,
    weight_table,
    weights_bytes,
    weights_text,
    write_weights,
)
from reluviz.files.errors import UserError

HARD = [5e-324, -5e-324, 2.2e-308, 1e-300, -1e-300, 1e100, -1e100, -0.0, 0.1, 1 / 3, 2**53 + 1.0]
any_value = st.one_of(st.sampled_from(HARD), st.floats(-1e100, 1e100))
DEEP = Network(
    [
        Layer([[1 / 3, -2], [2.5e-7, 0]], [0, -0.0], "relu"),
        Layer([[1, 2]], [1e-300], "tanh"),
        Layer([[4], [5], [6]], [1, 2, 3], "identity"),
    ]
)


@st.composite
def any_networks(draw: st.DrawFn) -> Network:
    """Shallow or deep, with every kind of finite number."""
    if draw(st.booleans()):
        n = draw(st.integers(1, 5))
        columns = [draw(st.lists(any_value, min_size=n, max_size=n)) for _ in range(3)]
        return Network.from_rays(*columns, draw(any_value))
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    return Network(
        [
            Layer(
                draw(st.lists(st.lists(any_value, min_size=i, max_size=i), min_size=o, max_size=o)),
                draw(st.lists(any_value, min_size=o, max_size=o)),
                draw(st.sampled_from(["relu", "step", "sigmoid", "tanh", "identity"])),
            )
            for i, o in itertools.pairwise(sizes)
        ]
    )


def bits(network: Network) -> list[tuple[str, bytes]]:
    """Everything in a network, so that 0.0 and -0.0 differ."""
    return [
        (layer.activation, np.array(layer.weights).tobytes() + np.array(layer.bias).tobytes())
        for layer in network.layers
    ]


def from_json(data: bytes) -> Network:
    read = json.loads(data)
    if "layers" in read:
        return Network([Layer(e["weights"], e["bias"], e["activation"]) for e in read["layers"]])
    return Network.from_rays(read["v"], read["b"], read["w"], read["b0"])


def from_npz(data: bytes) -> Network:
    with np.load(io.BytesIO(data), allow_pickle=False) as read:
        if "v" in read:
            return Network.from_rays(read["v"], read["b"], read["w"], float(read["b0"]))
        return Network(
            [
                Layer(read[f"weights_{k}"], read[f"bias_{k}"], str(read[f"activation_{k}"]))
                for k in range(1, len(read.files) // 3 + 1)
            ]
        )


def test_csv_of_the_article(article: Network) -> None:
    assert weights_text(article, "csv") == (
        "unit,v,b,w,kink,slope_after\n"
        "1,1,1,4,-1,4\n"
        "2,1,0.5,-8,-0.5,-4\n"
        "3,1,0,5,0,1\n"
        "output,,-1,,,\n"
    )


@given(any_networks())
@hypothesis_settings(max_examples=150)
def test_csv_json_npz_and_tsv_come_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, network: Network
) -> None:
    path = tmp_path_factory.getbasetemp() / "weights.csv"
    path.write_bytes(weights_bytes(network, ".csv"))
    assert bits(read_weights_csv(path)) == bits(network)
    path.write_text(weights_text(network, "tsv").replace("\t", ","))
    assert bits(read_weights_csv(path)) == bits(network)
    assert bits(from_json(weights_bytes(network, ".json"))) == bits(network)
    assert bits(from_npz(weights_bytes(network, ".npz"))) == bits(network)


@given(shallow_networks())
@hypothesis_settings(max_examples=100)
def test_every_text_format_holds_the_exact_numbers(network: Network) -> None:
    for form, pattern in (("md", r"[^|\s]+"), ("html", r"(?<=<td>)[^<]+")):
        found = set(re.findall(pattern, weights_text(network, form)))
        for value in (*network.v, *network.b, *network.w, network.b0):
            assert plain(value) in found
    tex = weights_text(network, "tex").replace(r" \times 10^{", "e").replace("}$", "$")
    written = {struct.pack("d", float(n)) for n in re.findall(r"\$(-?[0-9][0-9.e-]*)\$", tex)}
    for value in (*network.v, *network.b, *network.w, network.b0):
        assert struct.pack("d", value) in written


@given(shallow_networks())
@hypothesis_settings(max_examples=100)
def test_slope_after_is_the_slope_right_of_the_kink(network: Network) -> None:
    slopes = slopes_after(network)
    kinks = network.kinks[np.isfinite(network.kinks)]
    if not len(kinks):
        assert np.all(np.isnan(slopes))
        return
    curve = exact_curve(network, (float(kinks.min()) - 1.0, float(kinks.max()) + 1.0))
    segments = np.searchsorted(curve.x, network.kinks, side="right") - 1
    scale = float(np.sum(np.abs(network.w * network.v))) + 1.0
    for unit, kink in enumerate(network.kinks):
        if np.isfinite(kink):
            k = segments[unit]
            rounding = 1e-13 * (scale + np.max(np.abs(curve.y)) / (curve.x[k + 1] - curve.x[k]))
            assert abs(slopes[unit] - curve.slopes[k]) <= rounding
        else:
            assert np.isnan(slopes[unit])


def test_slopes_after_kinks_outside_the_domain_can_be_left_out(article: Network) -> None:
    assert [row[5] for row in weight_table(article, (-0.5, 0.0)).rows] == [None, -4, None, None]


def test_a_unit_without_a_kink_has_empty_cells() -> None:
    network = Network.from_rays([0.0, 5e-324], [1.0, 1.0], [2.0, 1.0], 3.0)
    rows = weights_text(network, "csv").splitlines()
    assert rows[1] == "1,0,1,2,,"
    assert rows[2] == "2,5e-324,1,1,,"


def test_rounding_only_on_request_and_everywhere_the_same(article: Network) -> None:
    network = article.with_value(article.parameter("w2"), -8.123456789)
    assert "-8.123456789" in weights_text(network, "csv")
    for ending in set(ENDINGS) - {".npz", *NEVER_ROUNDED}:
        text = weights_bytes(network, ending, digits=3).decode()
        assert "8.12" in text
        assert "8.123" not in text
    assert from_npz(weights_bytes(network, ".npz", digits=3)).w[1] == -8.12
    assert from_json(weights_bytes(DEEP, ".json", digits=2)).layers[0].weights[0, 0] == 0.33
    with pytest.raises(UserError, match="not rounded to digits"):
        weights_bytes(network, ".onnx", digits=3)
    for digits in (0, 18):
        with pytest.raises(UserError, match="1 to 17 digits"):
            weights_text(article, "csv", digits)


def test_deep_networks_have_a_row_for_each_parameter() -> None:
    rows = list(csv.DictReader(weights_text(DEEP, "csv").splitlines()))
    assert len(rows) == DEEP.n_parameters
    for row in rows:
        assert float(row["value"]) == DEEP.value(DEEP.parameter(row["parameter"]))
    assert rows[0] == {
        "parameter": "w1.1.1",
        "layer": "1",
        "unit": "1",
        "source": "1",
        "activation": "relu",
        "value": repr(1 / 3),
    }


def test_unknown_formats_and_endings_are_refused(article: Network, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="csv, tsv, md, tex, html, json"):
        weights_text(article, "xlsx")
    for name, what in (("w.xlsx", "ends in .xlsx"), ("w", "has no ending")):
        with pytest.raises(UserError, match=f"{name}.*{what}.*{re.escape('.csv')}"):
            write_weights(article, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_write_weights_writes_what_weights_bytes_says(
    article: Network, tmp_path: Path, ending: str
) -> None:
    write_weights(article, tmp_path / f"weights{ending.upper()}")
    written = (tmp_path / f"weights{ending.upper()}").read_bytes()
    if ending == ".npz":
        assert bits(from_npz(written)) == bits(article)
    else:
        assert written == weights_bytes(article, ending)


def test_npz_needs_no_pickle_and_has_the_agreed_names(article: Network) -> None:
    with np.load(io.BytesIO(weights_bytes(article, ".npz")), allow_pickle=False) as read:
        assert sorted(read.files) == ["b", "b0", "v", "w"]
        assert read["w"].dtype == np.float64


@pytest.mark.parametrize("n_units", [3, 100])
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles(tmp_path: Path, n_units: int) -> None:
    network = Network.from_rays(np.ones(n_units), np.arange(n_units) / 3, np.ones(n_units), 1e-9)
    document = "\n".join(
        [
            r"\documentclass{article}",
            r"\usepackage{booktabs}",
            r"\usepackage{longtable}",
            r"\begin{document}",
            weights_text(network, "tex"),
            weights_text(DEEP, "tex"),
            r"\end{document}",
        ]
    )
    (tmp_path / "table.tex").write_text(document)
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]


def test_latex_is_balanced_and_names_its_packages() -> None:
    for n_units, packages in ((3, ["booktabs"]), (100, ["booktabs", "longtable"])):
        network = Network.from_rays(np.ones(n_units), np.ones(n_units), np.ones(n_units), 0.0)
        text = weights_text(network, "tex")
        assert re.findall(r"^%   \\usepackage\{(\w+)\}", text, re.MULTILINE) == packages
        assert re.findall(r"\\begin\{(\w+)\}", text) == re.findall(r"\\end\{(\w+)\}", text)[::-1]
        body = [line for line in text.splitlines() if re.match(r"  (\d+|output) &", line)]
        assert len(body) == n_units + 1
        assert {line.count("&") for line in body} == {5}


GOOD = ["unit,v,b,w", "1,1,2,3", "output,,4,"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "line 1: a table of weights has the columns unit, v, b, w"),
        (["x,y", "1,2"], "line 1: a table of weights has the columns"),
        (GOOD[:1], "last row must be called output"),
        (GOOD[:2], "last row must be called output"),
        ([GOOD[0], GOOD[2]], "no row for a hidden unit"),
        ([*GOOD, "2,1,1,1"], "line 4: the row called output must be the last"),
        ([GOOD[0], "1,one,2,3", GOOD[2]], "line 2: v must be a number, not 'one'"),
        ([GOOD[0], "1,2", GOOD[2]], "line 2: b must be a number"),
        ([GOOD[0], "1,nan,2,3", GOOD[2]], "finite numbers"),
        ([GOOD[0], "1,1e300,2,3", GOOD[2]], "at most 1e"),
        (["layer,unit,source,activation,value", "1,1,,relu,1"], "weights must be"),
        (["layer,unit,source,activation,value", "1,1,,relu,1", "1,1,,relu,1"], "there already"),
        (["layer,unit,source,activation,value", "0,1,,relu,1"], "line 2: layer must be a whole"),
        (["layer,unit,source,activation,value", "1,1,,relu,1", "1,1,1,tanh,1"], "two activations"),
        (["layer,unit,source,activation,value", "2,1,,relu,1"], "no row for layer 1"),
        (["layer,unit,source,activation,value", "1,9,9,relu,1"], "1 values; 9 units"),
        (["layer,unit,source,activation,value"], "at least one layer"),
        (['unit,v,b,"w'], "line 1: a table of weights has the columns|unexpected end"),
    ],
)
def test_a_damaged_table_is_refused_by_name_and_line(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    path = tmp_path / "damaged.csv"
    path.write_text("\n".join(lines))
    with pytest.raises(UserError, match=f"damaged.csv: .*({message})"):
        read_weights_csv(path)


def test_a_missing_or_binary_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"missing\.csv could not be read"):
        read_weights_csv(tmp_path / "missing.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(UserError, match=r"binary\.csv is not a text file"):
        read_weights_csv(tmp_path / "binary.csv")
