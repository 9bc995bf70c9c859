from __future__ import annotations

import ast
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.formula import formula
from reluviz.core.formula_writing import written_formula
from reluviz.core.network import Layer, Network

_SIGNS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_NAMES = {
    "max": max,
    "min": min,
    "abs": abs,
    "exp": lambda s: math.exp(min(s, 700.0)),
    "tanh": math.tanh,
}


def in_python(node: ast.expr, at: dict[str, float]) -> float:
    """What Python's own grammar makes of a formula: an evaluator apart from the program's."""
    match node:
        case ast.Constant(value=value):
            return float(value)
        case ast.Name(id=name):
            return at[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _SIGNS[type(op)](in_python(left, at), in_python(right, at))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -in_python(operand, at)
        case ast.Call(func=ast.Name(id=name), args=args):
            return _NAMES[name](*(in_python(arg, at) for arg in args))
        case ast.IfExp(test=ast.Compare(left=left, comparators=[right]), body=yes, orelse=no):
            holds = in_python(left, at) > in_python(right, at)
            return in_python(yes if holds else no, at)
    raise AssertionError(ast.dump(node))


def random_network(seed: int, sizes: tuple[int, ...], kind: str) -> Network:
    random = np.random.default_rng(seed)
    scale = 10.0 ** random.integers(-3, 4)
    layers = [
        Layer(random.normal(size=(after, before)), random.normal(size=after) * scale, kind)
        for before, after in pairwise(sizes)
    ]
    return Network(layers)


@given(
    st.integers(0, 10_000),
    st.sampled_from([(1, 1), (1, 3, 1), (1, 2, 2, 1), (2, 3, 1), (3, 2, 2)]),
    st.sampled_from(sorted(ACTIVATIONS)),
)
@settings(max_examples=150, deadline=None)
def test_what_is_copied_is_the_network(seed: int, sizes: tuple[int, ...], kind: str) -> None:
    network = random_network(seed, sizes, kind)
    text = written_formula(network)
    lines = text.split("\n")
    assert len(lines) == network.n_outputs
    x = np.random.default_rng(seed).normal(size=(20, sizes[0])) * 3
    wanted = network(x).reshape(20, -1)
    names = ["x"] if sizes[0] == 1 else [f"x{k + 1}" for k in range(sizes[0])]
    size = max(1.0, float(np.abs(wanted).max()))
    for output, line in enumerate(lines):
        name, _, right = line.partition(" = ")
        assert name == ("y" if len(lines) == 1 else f"y{output + 1}")
        tree = ast.parse(right, mode="eval").body
        found = [in_python(tree, dict(zip(names, row, strict=True))) for row in x.tolist()]
        assert found == pytest.approx(wanted[:, output].tolist(), abs=1e-9 * size)
        if sizes[0] == 1:
            assert formula(line)(x[:, 0]) == pytest.approx(wanted[:, output], abs=1e-9 * size)


@pytest.mark.parametrize("start", ["y =", "z = ", "f(x) =", ""])
def test_the_field_takes_what_is_copied_and_what_is_shown(start: str) -> None:
    article = Network.from_rays([1, 1, 1], [1, 0.5, 0], [4, -8, 5], -1)
    copied = "y = -1 + 4*max(0, x + 1) - 8*max(0, x + 0.5) + 5*max(0, x)"
    assert written_formula(article) == copied
    assert formula(start + copied.removeprefix("y ="))(0.0) == -1.0
    assert formula("z = 1 + 3e−09·max(0, x − 2e−3)")(0.0) == 1.0


def test_small_and_large_numbers_have_no_e_that_calculators_misread() -> None:
    network = Network.from_rays([1], [-1e-9], [2e12], 0)
    assert written_formula(network) == "y = 2000000000000*max(0, x - 0.000000001)"


def test_the_formula_of_many_units_is_refused_in_a_sentence() -> None:
    network = random_network(1, (1, 2000, 1), "relu")
    with pytest.raises(ValueError, match=r"6,001 parameters has more than 10,000 characters; copy"):
        written_formula(network)
    longest = Network.from_rays(np.ones(300), np.arange(300.0), np.ones(300), 1)
    assert formula(written_formula(longest))(0.0) == longest(0.0)
