"""What a question of the quiz says, and why the answer is what it is."""

from __future__ import annotations

from reluviz.core.digits import Digits
from reluviz.core.influence import Influence, Intervals, active_side
from reluviz.core.network import Network, ParameterId
from reluviz.core.piecewise import Domain
from reluviz.core.quiz import Question, is_right
from reluviz.core.words import number, number_to, percent, where


def question_text(network: Network, question: Question) -> str:
    """Return the question, such as ``w2 will be changed by +0.8. Paint ...``."""
    name, delta = network.name(question.parameter), number(question.delta, signed=True)
    return (
        f"{name} will be changed by {delta}. Paint the part of the x-axis that will move, "
        "then check."
    )


def facts(network: Network, question: Question, domain: Domain) -> str:
    """Return what there is to know, such as ``w2 goes from −8 to −7.2; ReLU 2 gives ...``."""
    parameter = question.parameter
    before, after = (net.value(parameter) for net in (network, question.changed(network)))
    writer, step = Digits(network, (domain,)), abs(after - before) / 4
    was, is_ = (number_to(value, step) for value in (before, after))
    change = f"{network.name(parameter)} goes from {was} to {is_}"
    unit = _unit_of(parameter)
    if unit is None:
        return change
    factor = writer.value(ParameterId(1, 0, unit))
    return f"{change}; ReLU {unit + 1} gives {factor}·{writer.ray(unit)}"


def verdict(overlap: float, painted: Intervals) -> str:
    """Return how good an answer is, such as ``Right: 97 % overlap``."""
    if overlap == 1:
        return "Right."
    if is_right(overlap):
        return f"Right: {percent(overlap)} overlap."
    if overlap == 0 and not painted:
        return "No, something does move."
    return f"Not quite: {percent(overlap)} overlap."


def explanation(network: Network, question: Question, answer: Influence, domain: Domain) -> str:
    """Return what moves and why, in one sentence.

    Parameters
    ----------
    network : Network
        The shallow network of the question, before the change.
    question : Question
        What changes.
    answer : Influence
        What that moves (``question.answer(network, domain)``).
    domain : (float, float)
        The interval of x.
    """
    unit = _unit_of(question.parameter)
    if unit is None:
        reason = f"{network.name(question.parameter)} is added to the output everywhere"
    elif question.parameter.layer == 1:
        reason = _of_output_weight(network, unit, domain)
    else:
        reason = _of_ray(network, question, unit, domain)
    return f"{_result(question, answer, domain)}: {reason}."


def _result(question: Question, answer: Influence, domain: Domain) -> str:
    moved = where(answer.intervals, domain)
    text = f"{moved[0].upper() if moved[0] in 'en' else moved[0]}{moved[1:]} moves"
    if not answer.intervals:
        return text
    is_weight_of_x = question.parameter.layer == 0 and not question.parameter.is_bias
    if is_weight_of_x and any(low < 0 < high for low, high in answer.intervals):
        text += ", all but the point at x = 0,"
    return f"{text} by up to {number(abs(answer.largest))}"


def _of_output_weight(network: Network, unit: int, domain: Domain) -> str:
    name = network.ray_name("w", unit)
    if not active_side(network, unit, domain):
        return f"{_off(network, unit, domain)}, so there is nothing that {name} could scale"
    return f"{name} scales ReLU {unit + 1}, which is {_on(network, unit, domain)}"


def _of_ray(network: Network, question: Question, unit: int, domain: Domain) -> str:
    """Why a change of v or b moves what it moves."""
    n = unit + 1
    if network.w[unit] == 0:
        name = network.ray_name("w", unit)
        return f"{name} = 0 is a broken link, and what ReLU {n} does never reaches the output"
    changed = question.changed(network)
    before, after = active_side(network, unit, domain), active_side(changed, unit, domain)
    if not before and not after:
        return f"ReLU {n} is off on the whole domain, before the change and after it"
    if not before:
        return f"ReLU {n} was off on the whole domain, and the change switches it on there"
    if not after:
        return f"the change switches ReLU {n} off, which was on there"
    action = _action(network, changed, question.parameter, unit)
    if before == after:
        return f"{action}, and ReLU {n} is {_on(network, unit, domain)}"
    was, is_now = (_where_on(side, domain) for side in (before, after))
    return f"{action}, so that ReLU {n} is on {is_now} instead of {was}"


def _action(network: Network, changed: Network, parameter: ParameterId, unit: int) -> str:
    """What a change of v or b does to the ray."""
    name = network.name(parameter)
    old, new = float(network.kinks[unit]), float(changed.kinks[unit])
    has_kinks = network.v[unit] != 0 and changed.v[unit] != 0
    if parameter.is_bias:
        verb = "lifts" if changed.value(parameter) > network.value(parameter) else "lowers"
        return f"{name} {verb} the ray" + (" and moves its kink" if has_kinks else "")
    if not has_kinks:
        return f"{name} changes the slope of the ray"
    return f"{name} turns the ray" + ("" if old == new else " and moves its kink")


def _on(network: Network, unit: int, domain: Domain) -> str:
    """Where and why a unit is on that is on somewhere, such as ``on right of its kink``."""
    v, kink = network.v[unit], float(network.kinks[unit])
    if v == 0:
        return f"the same everywhere, since {network.ray_name('v', unit)} = 0"
    low, high = domain
    side, other = ("right", "left") if v > 0 else ("left", "right")
    if low < kink < high:
        return f"on {side} of its kink, x = {Digits(network, (domain,)).x(kink)}"
    if kink in domain:
        return f"on {side} of its kink, the {other} end of the domain"
    return f"on everywhere here, since its kink is {other} of the domain"


def _off(network: Network, unit: int, domain: Domain) -> str:
    """Why a unit is off that is off on the whole domain."""
    n, v = unit + 1, network.v[unit]
    if v == 0:
        v_name, b_name = (network.ray_name(kind, unit) for kind in "vb")
        b = Digits(network, (domain,)).value(ParameterId(0, unit))
        return f"ReLU {n} is 0 everywhere, with {v_name} = 0 and {b_name} = {b}"
    side = "right" if v > 0 else "left"
    place = "at" if float(network.kinks[unit]) in domain else f"{side} of"
    of_end = f"the {side} end of " if place == "at" else ""
    return f"ReLU {n} has its kink {place} {of_end}the domain and is on {side} of it only"


def _where_on(side: Intervals, domain: Domain) -> str:
    words = where(side, domain)
    return "everywhere" if words == "everything" else f"where {words}"


def _unit_of(parameter: ParameterId) -> int | None:
    return parameter.unit if parameter.layer == 0 else parameter.source
