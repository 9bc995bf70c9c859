"""What is taken elsewhere computes there what the network computes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from math import exp
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz import api as rv
from reluviz.core.activations import ACTIVATIONS
from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.export.dialects import DIALECTS, formula_text
from reluviz.export.forms import FORMS, form_of
from reluviz.files.errors import UserError
from reluviz.files.project import Project

X = np.array([-1.5, -0.5, 0.0, 0.3, 1.0, 2.0])
ARTICLE = rv.example("relu-by-hand")


def network(seed: int, sizes: list[int], activations: list[str]) -> Network:
    random = np.random.default_rng(seed)
    shapes = zip(sizes, sizes[1:], activations, strict=False)
    return Network(
        [Layer(random.normal(size=(b, a)), random.normal(size=b), kind) for a, b, kind in shapes]
    )


any_network = st.builds(
    network,
    st.integers(0, 10**6),
    st.lists(st.integers(1, 3), min_size=1, max_size=2).map(lambda sizes: [*sizes, 2, 1]),
    st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=3, max_size=3),
)


def back_to_python(text: str, dialect: str) -> str:
    """What another program reads, as an expression of Python."""
    if dialect == "wolfram":
        return text.partition(":= ")[2].replace("[", "(").replace("]", ")")
    if dialect == "excel":
        return text[1:]
    return text.partition(" = ")[2]


@settings(max_examples=60, deadline=None)
@given(any_network, st.sampled_from(["python", "numpy"]))
def test_formulas_of_python_compute_the_same(given_one: Network, dialect: str) -> None:
    x = np.random.default_rng(1).normal(size=(9, given_one.n_inputs))
    space: dict = {}
    exec(formula_text(given_one, dialect), space)  # noqa: S102  # what a user pastes
    columns = [x.T] if dialect == "numpy" else x
    found = np.ravel([space["f"](*one) for one in columns])
    np.testing.assert_allclose(found, given_one(x).ravel(), rtol=1e-12, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(any_network, st.sampled_from(["wolfram", "excel", "geogebra"]))
def test_formulas_of_others_read_back_to_the_same(given_one: Network, dialect: str) -> None:
    names = {"wolfram": "x1 x2 x3", "excel": "A1 B1 C1", "geogebra": "x y z"}[dialect].split()
    names = names[: given_one.n_inputs]
    if given_one.n_inputs == 1:
        names = [{"excel": "A1"}.get(dialect, "x")]
    words = {"Max": max, "Min": min, "Abs": abs, "Exp": exp, "MAX": max, "MIN": min, "ABS": abs}
    words |= {"EXP": exp, "abs": abs, "exp": exp, "IF": lambda c, a, b: a if c else b}
    words["If"] = words["IF"]
    text = formula_text(given_one, dialect)
    code = back_to_python(text, dialect)
    assert dialect != "geogebra" or "max" not in code
    for point in np.random.default_rng(2).normal(size=(5, given_one.n_inputs)):
        values = words | dict(zip(names, point.tolist(), strict=True))
        found = eval(code, {}, values)  # noqa: S307  # what a user pastes
        expected = (
            float(given_one(point[np.newaxis])[0, 0])
            if len(point) > 1
            else float(given_one(point)[0])
        )
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_the_article_in_the_words_of_others() -> None:
    texts = {name: formula_text(ARTICLE.network, name) for name in DIALECTS}
    assert texts["excel"] == "=-1 + 4*MAX(0, A1 + 1) - 8*MAX(0, A1 + 0.5) + 5*MAX(0, A1)"
    assert texts["desmos"].startswith(r"y=-1 + 4\cdot \max\left(0, x + 1\right)")
    assert texts["geogebra"].startswith("f(x) = -1 + 4*((x + 1 + abs(x + 1)) / 2)")
    assert texts["latex"] == r"z = -1 + 4\,\max(0, x + 1) - 8\,\max(0, x + 0.5) + 5\,\max(0, x)"


def test_what_a_formula_cannot_hold_is_said() -> None:
    wide = Network.from_rays(np.ones(400), np.linspace(0, 1, 400) / 3, np.ones(400) / 7, 0)
    with pytest.raises(UserError, match=r"more than 10,000 characters|Excel takes 8,192"):
        formula_text(wide, "excel")
    with pytest.raises(UserError, match="up to three inputs"):
        formula_text(network(1, [4, 1], ["relu"]), "latex")
    with pytest.raises(UserError, match="there is no form 'basic'"):
        formula_text(ARTICLE.network, "basic")
    with pytest.raises(UserError, match="there are python"):
        form_of("x.txt", "basic")


CASES = [
    network(3, [1, 4, 3, 1], ["leaky_relu", "hard_tanh", "identity"]),
    network(4, [2, 3, 3, 2], ["sigmoid", "abs", "relu6"]),
    network(5, [3, 5, 1], ["tanh", "step"]),
    ARTICLE.network,
]


@pytest.mark.parametrize("given_one", CASES, ids=repr)
def test_code_of_numpy_computes_the_same(given_one: Network) -> None:
    x = np.random.default_rng(1).normal(size=(9, given_one.n_inputs))
    space: dict = {}
    exec(FORMS["numpy-module"].text(Project(given_one)), space)  # noqa: S102
    expected = given_one(x).reshape(9, -1)
    np.testing.assert_array_equal(np.reshape(space["f"](x), (9, -1)), expected)


@pytest.mark.parametrize("given_one", CASES, ids=repr)
def test_layers_as_json_are_read_by_others_and_by_ourselves(
    given_one: Network, tmp_path: Path
) -> None:
    path = tmp_path / "net.json"
    rv.export(given_one, path, "layers-json")
    assert rv.load(path).network == given_one  # to the last bit
    values = list(np.random.default_rng(1).normal(size=given_one.n_inputs))
    expected = np.ravel(given_one(np.array([values])))
    words = {"max": max, "min": min, "abs": abs, "exp": exp}
    for layer in json.loads(path.read_text())["layers"]:
        sums = [
            sum(w * value for w, value in zip(row, values, strict=True)) + bias
            for row, bias in zip(layer["weights"], layer["bias"], strict=True)
        ]
        values = [eval(layer["formula"], {**words, "s": s}) for s in sums]  # noqa: S307
    np.testing.assert_allclose(values, expected, rtol=1e-13, atol=1e-13)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
@pytest.mark.parametrize("given_one", CASES, ids=repr)
@pytest.mark.parametrize("real", ["double", "float"])
def test_code_of_c_computes_the_same(given_one: Network, real: str, tmp_path: Path) -> None:
    source, program = tmp_path / "net.c", tmp_path / "net"
    source.write_text(FORMS["c"].text(Project(given_one)))
    flags = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-ansi", "-pedantic"]
    libm = [] if given_one is ARTICLE.network else ["-lm"]
    defines = ["-DNET_MAIN", f"-DNET_REAL={real}"]
    command = ["gcc", *flags, *defines, str(source), "-o", str(program), *libm]
    subprocess.run(command, check=True, timeout=60)
    x = np.random.default_rng(1).normal(size=(9, given_one.n_inputs))
    given_text = " ".join(repr(float(value)) for value in x.ravel())
    out = subprocess.run(
        [str(program)], input=given_text, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    found = np.array(out.split(), float).reshape(9, -1)
    accuracy = 1e-13 if real == "double" else 1e-4
    np.testing.assert_allclose(found, given_one(x).reshape(9, -1), rtol=accuracy, atol=accuracy)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_code_of_javascript_computes_the_same(tmp_path: Path) -> None:
    x = np.random.default_rng(1).normal(size=(5, 3))
    script, expected = [], []
    for number, one in enumerate(CASES):
        path = tmp_path / f"net{number}.js"
        path.write_text(FORMS["javascript-module"].text(Project(one)))
        script.append(f"const n{number} = require('./net{number}.js');")
        for row in x[:, : one.n_inputs].tolist():
            script.append(f"out.push(...n{number}.f({row!r}));")
            expected += np.ravel(one(np.array([row]))).tolist()
    formula = FORMS["javascript"].text(Project(CASES[0]))
    script += [formula, "out.push(f(0.25));", "console.log(JSON.stringify(out));"]
    expected.append(float(CASES[0]([0.25])[0]))
    main = tmp_path / "main.js"
    main.write_text("\n".join(["const out = [];", *script]))
    done = subprocess.run(
        ["node", str(main)], capture_output=True, text=True, timeout=60, check=True
    )
    np.testing.assert_allclose(json.loads(done.stdout), expected, rtol=1e-13, atol=1e-13)


def test_code_of_torch_computes_the_same() -> None:
    torch = pytest.importorskip("torch")
    for one in CASES:
        space: dict = {}
        exec(FORMS["pytorch"].text(Project(one)), space)  # noqa: S102
        x = np.random.default_rng(1).normal(size=(9, one.n_inputs))
        found = space["model"](torch.tensor(x)).detach().numpy()
        np.testing.assert_allclose(found, one(x).reshape(9, -1), rtol=1e-12, atol=1e-12)


# Curves


def test_joints_as_tables() -> None:
    rows = FORMS["joints-csv"].text(ARTICLE).splitlines()
    assert rows == ["x,z,makers", "-1.0,-1.0,", "-0.5,1.0,1.2", "0.0,-1.0,1.3", "1.0,0.0,"]
    entries = json.loads(FORMS["joints-json"].text(ARTICLE))
    assert entries["makers"] == [[], [[0, 1]], [[0, 2]], []]
    assert entries["z"] == [-1, 1, -1, 0]
    spice = FORMS["spice"].text(ARTICLE)
    assert "time is x + 1.0" in spice
    pairs = re.findall(r"^\+ (\S+) (\S+)$", spice, re.MULTILINE)
    assert [tuple(map(float, pair)) for pair in pairs] == [(0, -1), (0.5, 1), (1, -1), (2, 0)]
    assert "linear(-1 0%, 1 25%, -1 50%, 0 100%)" in FORMS["css"].text(ARTICLE)
    cube = FORMS["cube"].text(ARTICLE).splitlines()
    assert cube[3] == "LUT_1D_SIZE 1024"
    assert len(cube) == 6 + 1024
    values = [float(line.split()[0]) for line in cube[6:]]
    x = np.linspace(-1, 1, 1024)
    np.testing.assert_allclose(values, ARTICLE.network(x), atol=1e-8)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
def test_a_table_for_c_is_the_curve(tmp_path: Path) -> None:
    text = FORMS["c-table"].text(ARTICLE)
    calls = "".join(f'printf("%.17g\\n", curve({x!r}));' for x in X.tolist()[1:5])
    source, program = tmp_path / "t.c", tmp_path / "t"
    source.write_text(f"#include <stdio.h>\n{text}\nint main(void) {{ {calls} return 0; }}\n")
    subprocess.run(["gcc", "-Wall", "-Werror", str(source), "-o", str(program)], check=True)
    out = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout
    np.testing.assert_allclose(np.array(out.split(), float), ARTICLE.network(X[1:5]), atol=1e-15)


def test_a_curve_that_is_none_is_said() -> None:
    with pytest.raises(UserError, match="there is no curve"):
        FORMS["spice"].text(rv.example("xor"))


# The page


def test_a_page_loads_nothing_and_shows_hostile_names_as_they_are() -> None:
    from reluviz.export.page import page

    text = page(ARTICLE, "<script>alert(1)</script> {{data}}", "</section><b>")
    assert "<script>alert" not in text
    assert "</section><b>" not in text
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)\s*=|@import|url\(|fetch\(|XMLHttp", text)
    assert len(text) < 150_000
    inside = re.search(r'<script id="data" type="application/json">(.*?)</script>', text)
    assert inside is not None
    assert json.loads(inside[1])["layers"][1]["weights"] == [[4, -8, 5]]
    with pytest.raises(UserError, match="one or two inputs"):
        page(Project(network(1, [3, 1], ["relu"])))


DRIVER = """
const at = (k) => document.querySelector(`[data-joint="${k}"]`);
const box = document.getElementById('plot').getBoundingClientRect();
const where = (joint) => ({ pointerId: 1, bubbles: true,
  clientX: box.left + Number(joint.getAttribute('cx')) * box.width / 700,
  clientY: box.top + Number(joint.getAttribute('cy')) * box.height / 420 });
document.getElementById('plot').setPointerCapture = () => {};
const place = where(at(1));
at(1).dispatchEvent(new PointerEvent('pointerdown', place));
place.clientY += box.height * 74 / 420;
document.getElementById('plot').dispatchEvent(new PointerEvent('pointermove', place));
document.getElementById('plot').dispatchEvent(new PointerEvent('pointerup', place));
const field = (name) => document.getElementById('field-' + name).value;
document.title = ['w1', 'w2', 'w3'].map(field).join(' ');
"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_a_joint_is_dragged_on_the_page_and_the_numbers_follow(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    text = FORMS["page"].text(ARTICLE)
    path.write_text(text.replace("show('');\n</script>", f"show('');\n{DRIVER}\n</script>"))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-quic"]
    flags += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        ["chromium", *flags, path.as_uri()], capture_output=True, text=True, timeout=100, check=True
    )
    title = re.search(r"<title>(.*?)</title>", done.stdout)
    assert title is not None
    w1, w2, w3 = map(float, title[1].split())
    # The joint at (-0.5, 1) came down by d: the slopes beside it change by 2 d each.
    d = (4 - w1) / 2
    assert 0.3 < d < 0.7
    assert (w2, w3) == pytest.approx((-8 + 4 * d, 5 - 2 * d), abs=1e-3)


# All doors


def test_forms_are_known_by_name_and_by_ending(tmp_path: Path) -> None:
    assert rv.forms() == list(FORMS)
    rv.export(ARTICLE, tmp_path / "net.h")
    assert "NET_INPUTS 1" in (tmp_path / "net.h").read_text()
    rv.export(ARTICLE.network, tmp_path / "any.txt", "excel")
    assert (tmp_path / "any.txt").read_text() == rv.export_text(ARTICLE, "excel")
    with pytest.raises(ValueError, match="say what to write"):
        rv.export(ARTICLE, tmp_path / "any.txt")


def test_the_command_line_writes_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from reluviz.cli import main

    project, out = tmp_path / "a.reluviz", tmp_path / "f.txt"
    rv.save(ARTICLE, project)
    assert main(["export", str(project), str(out), "--as", "wolfram"]) == 0
    assert out.read_text().startswith("f[x_] := ")
    assert main(["export", str(project), str(tmp_path / "page.html")]) == 0
    assert main(["export", str(project), str(out), "--as", "basic"]) == 2
    assert main(["export", str(project), str(tmp_path / "x.unknown")]) == 2
    assert "--as" in capsys.readouterr().err
