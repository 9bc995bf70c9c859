"""Formulas as targets: samples that follow the domain."""

from __future__ import annotations

from functools import lru_cache

from reluviz.core.formula import formula
from reluviz.core.formula_samples import FormulaSamples, sample_formula
from reluviz.core.piecewise import Domain
from reluviz.core.targets import Target

SAMPLES = 1_001
"""So many samples, evenly over the domain, stand for a formula."""


@lru_cache(maxsize=16)
def samples_of(text: str, domain: Domain) -> FormulaSamples:
    """Return what a formula gives on a domain.

    Raises
    ------
    FormulaError
        If `text` is not a formula.
    """
    return sample_formula(formula(text), domain, SAMPLES)


def formula_target(text: str, domain: Domain) -> Target:
    """Return a formula as a target: its samples where it has a usable value.

    Raises
    ------
    FormulaError
        If `text` is not a formula.
    ValueError
        If it has fewer than two usable values on the domain.
    """
    samples = samples_of(text, domain)
    return Target.from_data(samples.x, samples.y, text)


def on_domain(target: Target | None, domain: Domain) -> Target | None:
    """Return what a target is on another domain: a formula is sampled there, others stay.

    Raises
    ------
    ValueError
        If a formula has no values there.
    """
    if target is None or not target.formula:
        return target
    return formula_target(target.formula, domain)
