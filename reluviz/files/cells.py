"""What one cell of a table says, before its column has decided how it is to be read.

A cell alone often has two readings: ``1.234`` is a little more than one here and a thousand there,
``02/03/2024`` a day in February or in March. So a `Look` names the form and leaves the choice to
the column, see `reluviz.files.column_reader`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from reluviz.core.network import LARGEST_VALUE
from reluviz.files.moments import given_moment, written_moment

PERCENT = {"%": 100.0, "‰": 1000.0}


class Form(NamedTuple):
    """How a cell is written.

    Parameters
    ----------
    kind : str
        Of numbers ``"int"`` (three digits at most), ``"long"``, ``"number"``, or ``"short"`` and
        ``"short0"``: three digits after the only mark, which may be either mark; the second ends
        with a 0. Of times ``"date"``, ``"stamp"``, ``"clock"`` or ``"slashed"``: the day and the
        month may be either way round. Else ``"missing"``, ``"text"``, ``"infinite"`` or
        ``"large"``.
    unit : str
        What is written behind the number, or before it.
    decimal, thousands : str
        Marks that can be nothing else; of ``"short"`` the one mark is in `thousands`.
    """

    kind: str
    unit: str = ""
    decimal: str = ""
    thousands: str = ""


Look = tuple[Form, float]

NUMBERS = frozenset(("int", "long", "number", "short", "short0"))
TIMES = frozenset(("date", "stamp", "clock", "slashed"))

MISSING = frozenset(
    (
        *(
            "",
            "nan",
            "-nan",
            "na",
            "n/a",
            "n.a.",
            "(na)",
            "k.a.",
            "#n/a",
            "#n/a n/a",
            "#na",
            "<na>",
            "null",
            "none",
        ),
        *(
            "nil",
            "missing",
            "-",
            "--",
            "---",
            "?",
            ".",
            "..",
            "...",
            "…",
            ":",
            "*",
            "**",
            "***",
            "nat",
            "\\n",
        ),
        *("ovld", "ol", "o.l.", "overload", "overflow", "#value!", "#ref!", "#div/0!", "#num!"),
        *("nd", "n.d.", "-1.#ind", "1.#qnan"),
    )
)

_TEXT, _GAP = Form("text"), Form("missing")
_DASHES = str.maketrans(dict.fromkeys("−–—‐‑－﹣", "-"))

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]*))?([eEdD][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_GROUPED = re.compile(
    r"([+-]?[1-9][0-9]{0,2}([.,'’´ \u00a0\u2007\u2009\u202f])[0-9]{3}(?:\2[0-9]{3})*)"
    r"(?:(?!\2)([.,])([0-9]*))?"
)
_LAKH = re.compile(r"([+-]?[1-9][0-9]?(?:(,)[0-9]{2})+,[0-9]{3})(?:(\.)([0-9]*))?")
_BLANKS = r"[ \u00a0\u2007\u2009\u202f]*"
# What looks like a unit and is more of the number: 1 E+03, 1 x10^3, 1h30m, 1°30', 1½, 1².
_NO_UNIT = r"(?![eEdD][+-]?[0-9]|[xX]10|[hHdD°][0-9]|[¹²³⁰-₉¼-¾⅐-⅟])"
_WITH_UNIT = re.compile(
    rf"(.*?[0-9.,]){_BLANKS}{_NO_UNIT}([^\W\d_][^\s\"();,]{{0,11}}|[°µ%‰Ω$€£¥₹][^\s\"();,]{{0,11}})"
)
_WITH_CURRENCY = re.compile(rf"([+-]?)([$€£¥₹]|CHF|EUR|USD){_BLANKS}([0-9.,].*)")


def look(cell: str) -> Look:
    """Return how a cell is written, and its number.

    The number of ``"short"`` is that without its mark; of times it is in seconds, and of
    ``"slashed"`` what `unslashed` takes apart; NaN where there is none.
    """
    match = _PLAIN.fullmatch(cell)
    if match is not None:
        sign, whole, mark, part, exponent = match.groups()
        if whole or part:
            return _plain(sign, whole, mark, part or "", exponent)
    return _look_closer(cell)


def number_look(value: float) -> Look:
    """Return the same for a cell that is a number already."""
    return (Form("number"), value) if abs(value) <= LARGEST_VALUE else _unusable(value)


def native_look(value: object) -> Look | None:
    """Return the same for a date or a time of a spreadsheet; None for other things."""
    found = given_moment(value)
    return None if found is None else (Form(found[0]), found[1])


def _unusable(value: float) -> Look:
    if np.isnan(value):
        return _GAP, np.nan
    return Form("infinite" if np.isinf(value) else "large"), np.nan


def _plain(sign: str, whole: str, mark: str | None, part: str, exponent: str | None) -> Look:
    is_short = exponent is None and mark is not None and len(part) == 3 and 0 < len(whole) < 4
    if is_short and whole[0] != "0":
        kind = "short0" if part[2] == "0" else "short"
        return Form(kind, "", "", mark or ""), float(sign + whole + part)
    exponent = "e" + exponent[1:] if exponent else ""
    value = float(f"{sign}{whole}.{part}{exponent}") if part or exponent else float(sign + whole)
    if not abs(value) <= LARGEST_VALUE:
        return Form("large", "", mark or ""), np.nan
    if mark is not None:
        return Form("number", "", mark), value
    return Form("int" if len(whole) < 4 or exponent else "long"), value


@lru_cache(maxsize=10_000)  # texts repeat
def _look_closer(cell: str) -> Look:
    plain = cell.strip().translate(_DASHES)
    if plain != cell:
        return look(plain)
    if plain.lower() in MISSING:
        return _GAP, np.nan
    if _INFINITE.fullmatch(plain):
        return Form("infinite"), np.nan
    if not any(map(str.isdigit, plain)):
        return _TEXT, np.nan
    found = written_moment(plain)
    if found is not None:
        return Form(found[0]), found[1]
    return _grouped(plain) or _measured(plain) or (_TEXT, np.nan)


def _grouped(cell: str) -> Look | None:
    match = _GROUPED.fullmatch(cell) or _LAKH.fullmatch(cell)
    if match is None:
        return None
    digits, thousands, decimal, part = match.groups()
    whole = "".join(c for c in digits if c.isascii() and (c.isdigit() or c in "+-"))
    return Form("number", "", decimal or "", thousands), float(f"{whole}.{part or 0}")


def _measured(cell: str) -> Look | None:
    """A number with its unit."""
    match = _WITH_CURRENCY.fullmatch(cell)
    if match is not None:
        number, unit = match[1] + match[3], match[2]
    else:
        match = _WITH_UNIT.fullmatch(cell)
        if match is None:
            return None
        number, unit = match[1], match[2]
    plain = _PLAIN.fullmatch(number)
    form, value = (
        look(number) if plain and (plain[2] or plain[4]) else (_grouped(number) or (_TEXT, np.nan))
    )
    return (form._replace(unit=unit), value) if form.kind in NUMBERS else None
