"""A project in words: the numbers of the formula are the numbers of the network."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from networks import deep_networks, shallow_networks

from reluviz.core.network import Layer, Network
from reluviz.core.targets import Target
from reluviz.export.text import describe, full_formula
from reluviz.files.project import Project

POINTS = ((-1, -1), (-0.5, 1), (0, -1), (1, 0))


def test_the_article(article: Network) -> None:
    assert describe(Project(article, Target.from_points(POINTS))) == (
        "z = -1 + 4*max(0, x + 1) - 8*max(0, x + 0.5) + 5*max(0, x)\n"
        "\n"
        "weights\n"
        "  unit  v    b   w  kink  slope_after\n"
        "     1  1    1   4    -1            4\n"
        "     2  1  0.5  -8  -0.5           -4\n"
        "     3  1    0   5     0            1\n"
        "output      -1\n"
        "\n"
        "segments: z = slope*x + intercept, bent at its left end by units\n"
        "from    to  slope  intercept  units\n"
        "  -1  -0.5      4          3\n"
        "-0.5     0     -4         -1    1.2\n"
        "   0     1      1         -1    1.3\n"
        "\n"
        "distance from the target of 4 points\n"
        "largest error 0\n"
        "mean squared error 0\n"
    )


@given(shallow_networks())
@hypothesis_settings(max_examples=100)
def test_the_formula_holds_every_number_exactly(network: Network) -> None:
    text = full_formula(network)
    assert all(len(line) <= 88 or line.count("max") == 1 for line in text.splitlines())
    text = " ".join(text.split())
    number = r"(-?[0-9.e+-]+)"
    head = re.match(rf"z = {number}", text)
    assert head is not None
    assert float(head[1]) == network.b0
    terms = re.findall(
        rf" ([+-]) {number}\*max\(0, (?:{number}\*)?(-?)x(?: ([+-]) {number})?\)", text
    )
    assert len(terms) == network.n_units
    read = []
    for w_sign, w, v, v_sign, b_sign, b in terms:
        read.append(
            (
                float(v or "1") * (-1 if v_sign else 1),
                float(b_sign + (b or "0")),
                float(w_sign + w),
            )
        )
    expected = zip(network.v.tolist(), network.b.tolist(), network.w.tolist(), strict=True)
    assert read == list(expected)


def test_misfit_is_told_with_its_place(article: Network) -> None:
    changed = article.with_value(article.parameter("b0"), -0.5)
    text = describe(Project(changed, Target.from_points(POINTS)))
    assert "largest error 0.5 at x = -1\nmean squared error 0.25\n" in text
    assert "no target" in describe(Project(article))
    assert "outside the domain" in describe(Project(article, Target.from_points(POINTS), (2, 3)))


@given(deep_networks())
@hypothesis_settings(max_examples=20)
def test_deep_networks_are_described(network: Network) -> None:
    text = describe(Project(network))
    assert text.startswith("z = " if network.is_shallow else "1 input\nlayer 1: ")
    assert "segments: z = slope*x + intercept" in text


def test_without_an_exact_curve_it_says_why() -> None:
    network = Network([Layer([[1], [2]], [0, 0], "tanh"), Layer([[1, 1]], [0], "identity")])
    text = describe(Project(network, Target.from_points([(0, 1), (1, 0)])))
    assert "segments\nnone: layer 1 has the activation tanh, which is curved" in text
    assert "distance from the target at its 2 points\nlargest error " in text
    wide = describe(Project(Network([Layer([[1, 2]], [0], "identity")])))
    assert "2 inputs" in wide
    assert "1 region: s = a*x1 + b*x2 + c before the last activation" in wide


def test_it_is_plain_ascii(article: Network) -> None:
    assert describe(Project(article, Target.from_points(POINTS))).isascii()
