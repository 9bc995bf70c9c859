"""What notebooks show: well-formed pictures, without Qt."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import reluviz as rv

X = np.linspace(-1, 1, 40)


def svg(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


@pytest.mark.parametrize("name", ["relu-by-hand", "xor-solved", "sawtooth", "activations", "hat"])
def test_networks_show_diagram_and_curve(name: str) -> None:
    network = rv.example(name).network
    root = svg(network._repr_svg_())
    tags = [one.tag.rpartition("}")[2] for one in root.iter()]
    links = sum(layer.weights.size for layer in network.layers)
    assert tags.count("line") == links
    has_curve = network.n_inputs == network.n_outputs == 1
    assert ("polyline" in tags) == has_curve


def test_wide_networks_are_hinted_at() -> None:
    network = rv.initial_network(300, (-1, 1), "he", 0)
    text = network._repr_svg_()
    assert "291 more" in text
    assert len(text) < 60_000


def test_results_show_themselves() -> None:
    fit = rv.fit(X, X**2, units=3)
    assert "the best there is" in fit._repr_html_()
    svg(fit.curve._repr_svg_())
    html = rv.example("relu-by-hand")._repr_html_()
    assert "<svg" in html
    assert "<table" in html


def test_no_window_is_needed() -> None:
    code = (
        "import sys, reluviz as rv; text = rv.example('hat')._repr_html_(); "
        "assert '<svg' in text; assert not any('PySide6' in name for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
