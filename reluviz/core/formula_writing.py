"""A network as a formula in one line, exact: for the formula field, for Python, for Desmos."""

from __future__ import annotations

import re
from math import copysign

import numpy as np

from reluviz.core.formula_tokens import LONGEST_FORMULA
from reluviz.core.network import Array, Network

_ATOM = re.compile(r"[\w.]+")


def written_formula(network: Network) -> str:
    """Return a network as ``y = -1 + 4*max(0, x + 1)``, with a line for each of its outputs.

    Every number reads back as the same number, and none has a power of ten written with ``e``,
    which some calculators take for Euler's number. With one input and one output it is in the
    words of `reluviz.core.formula`; several inputs are called x1, x2, ....

    Raises
    ------
    ValueError
        If it would be longer than a formula may be.
    """
    terms = ["x"] if network.n_inputs == 1 else [f"x{k}" for k in range(1, network.n_inputs + 1)]
    for number, layer in enumerate(network.layers):
        sums = [
            _sum(bias, weights, terms)
            for weights, bias in zip(layer.weights, layer.bias.tolist(), strict=True)
        ]
        terms = [layer.kind.written(text) for text in sums]
        is_last = number == len(network.layers) - 1
        if sum(map(len, terms)) > (1 if is_last else 4) * LONGEST_FORMULA:
            raise _too_long(network)
    names = ["y"] if len(terms) == 1 else [f"y{k}" for k in range(1, len(terms) + 1)]
    text = "\n".join(f"{name} = {term}" for name, term in zip(names, terms, strict=True))
    if len(text) > LONGEST_FORMULA:
        raise _too_long(network)
    return text


def _too_long(network: Network) -> ValueError:
    return ValueError(
        f"the formula of these {network.n_parameters:,} parameters has more than "
        f"{LONGEST_FORMULA:,} characters; copy the table of weights instead"
    )


def _sum(bias: float, weights: Array, terms: list[str]) -> str:
    """A weighted sum: the bias first, but behind a plain x."""
    parts = [
        (copysign(1.0, w), _times(abs(w), term))
        for w, term in zip(weights.tolist(), terms, strict=True)
        if w
    ]
    if bias or not parts:
        is_plain = all(_ATOM.fullmatch(term) for term in terms)
        parts.insert(len(parts) if is_plain else 0, (copysign(1.0, bias), _plain(abs(bias))))
    (sign, first), *others = parts
    text = f"-{first}" if sign < 0 else first
    return text + "".join(f" {'-' if sign < 0 else '+'} {part}" for sign, part in others)


def _times(factor: float, term: str) -> str:
    is_call = re.match(r"[a-z]+\(", term) and _closes_at_end(term)
    if not (_ATOM.fullmatch(term) or is_call):
        term = f"({term})"
    return term if factor == 1 else f"{_plain(factor)}*{term}"


def _closes_at_end(call: str) -> bool:
    """Whether the bracket that opens first closes last: max(0, x), not max(0, x) + abs(x)."""
    depth = 0
    for place, sign in enumerate(call):
        depth += (sign == "(") - (sign == ")")
        if sign == ")" and not depth:
            return place == len(call) - 1
    return False


def _plain(value: float) -> str:
    """The shortest digits that read back as the same number, without a power of ten."""
    return np.format_float_positional(value, trim="-")
