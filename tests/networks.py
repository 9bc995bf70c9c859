"""Hypothesis strategies for points and networks, shared by the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from reluviz.core.activations import ACTIVATIONS, piecewise_linear
from reluviz.core.network import Layer, Network

BENT = piecewise_linear(
    "bent",
    "bent",
    "min(2 + s, max(0.5*s, 2*s - 1))",
    lambda s: np.minimum(2 + s, np.maximum(0.5 * s, 2 * s - 1)),
    kinks=(-4.0, 2 / 3, 3.0),
    slopes=(1.0, 0.5, 2.0, 1.0),
)
"""An activation of four pieces that is in no place of the package."""


@contextmanager
def invented() -> Iterator[None]:
    """Meanwhile it is in the table."""
    ACTIVATIONS[BENT.name] = BENT
    yield
    del ACTIVATIONS[BENT.name]


values = st.floats(-100, 100, allow_subnormal=False).map(lambda x: x if abs(x) > 1e-6 else 0.0)
coordinates = st.integers(-10_000, 10_000).map(lambda k: k / 100)


@st.composite
def points(draw: st.DrawFn, most: int = 20) -> list[tuple[float, float]]:
    """Points with distinct x, in any order."""
    xs = draw(st.lists(coordinates, min_size=2, max_size=most, unique=True))
    return [(x, draw(values)) for x in xs]


@st.composite
def shallow_networks(draw: st.DrawFn, most: int = 8) -> Network:
    """Any sign of v, v = 0, w = 0, equal kinks and kinks outside the domain."""
    n = draw(st.integers(1, most))
    small = st.one_of(values, st.sampled_from([0.0, 1.0, -1.0, 0.5]))
    v, b, w = ([draw(small) for _ in range(n)] for _ in range(3))
    return Network.from_rays(v, b, w, draw(values))


@st.composite
def deep_networks(draw: st.DrawFn, n_inputs: int = 1, n_outputs: int = 1) -> Network:
    """Two or three layers of ReLUs or identities, and a linear output."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = [n_inputs, *draw(st.lists(st.integers(1, 6), min_size=1, max_size=3)), n_outputs]
    kinds = draw(st.lists(st.sampled_from(["relu", "relu", "identity"]), min_size=3, max_size=3))
    layers = [
        Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), kind)
        for n_in, n_out, kind in zip(
            sizes, sizes[1:], [*kinds[: len(sizes) - 2], "identity"], strict=False
        )
    ]
    return Network(layers)


@st.composite
def any_networks(draw: st.DrawFn, n_inputs: int = 2, n_outputs: int = 1) -> Network:
    """One to four layers of any activation, the last one too."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = [n_inputs, *draw(st.lists(st.integers(1, 5), max_size=3)), n_outputs]
    kind = st.sampled_from(list(ACTIVATIONS))
    return Network(
        [
            Layer(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), draw(kind))
            for n_in, n_out in pairwise(sizes)
        ]
    )
