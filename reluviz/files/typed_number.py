"""One number as people type it: a field of the window, an argument of the command line."""

from __future__ import annotations

import re

from reluviz.core.network import LARGEST_VALUE
from reluviz.core.words import MINUS
from reluviz.files.cells import NUMBERS, PERCENT, look
from reluviz.files.errors import quoted, shown

_FRACTION = re.compile(r"([^/]+)/([^/]+)")
_EITHER_WITH_POWER = re.compile(r"([+-]?[1-9][0-9]{0,2},[0-9]{3})[eEdD][+-]?[0-9]+")


class AmbiguousNumberError(ValueError):
    """A text that is one number for some people, and a thousand times it for others."""


def typed_number(text: str) -> float:
    """Return the number in a text.

    Decimal point or comma, any minus sign, marks between thousands, ``1e3`` or ``1D3``, ``10%``,
    ``-3/4``. A point before three digits of which the last is no 0 is a decimal one: the program
    writes numbers so itself.

    Raises
    ------
    AmbiguousNumberError
        If its mark can be decimal or between thousands, as in 1,000 and 1.000.
    ValueError
        If it is not one finite number of a possible size; the message can be shown as it is.
    """
    plain = " ".join(text.split())
    if not plain:
        raise ValueError("a number is missing")
    match = _FRACTION.fullmatch(plain)
    if match is None:
        value = _single(plain, plain)
    else:
        over, under = (_single(part.strip(), plain) for part in match.groups())
        if under == 0:
            raise ValueError(f"{quoted(plain)} divides by 0")
        value = over / under
    if not abs(value) <= LARGEST_VALUE:
        raise ValueError(
            f"{shown(plain)} is too large; at most {LARGEST_VALUE:g} in size is possible"
        )
    return value


def _single(part: str, whole: str) -> float:
    form, value = look(part)
    mantissa = _EITHER_WITH_POWER.fullmatch(part)
    if mantissa is not None:
        form, value = look(mantissa[1])
    if form.kind == "infinite" or part.lower() == "nan":
        raise ValueError(f"{quoted(whole)} is not a finite number")
    if form.kind == "large":
        raise ValueError(
            f"{shown(whole)} is too large; at most {LARGEST_VALUE:g} in size is possible"
        )
    if form.kind not in NUMBERS or form.unit not in ("", *PERCENT):
        raise ValueError(f"{quoted(whole)} is not a number")
    if form.kind.startswith("short"):
        if form.thousands == "," or form.kind == "short0":
            raise _either(whole, mantissa[1] if mantissa else part, value)
        value /= 1000.0
    return value / PERCENT[form.unit] if form.unit else value


def _either(whole: str, part: str, value: float) -> AmbiguousNumberError:
    small, large = (f"{v:.12g}".replace("-", MINUS) for v in (value / 1000, value))
    about = "" if whole == part else f": {quoted(part)}"
    return AmbiguousNumberError(
        f"{quoted(whole)}{about} can be {small} or {large}: write it without the mark between "
        "thousands, or without zeros at the end and with a decimal point"
    )
