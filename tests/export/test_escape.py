"""Hostile text in every format: 2,000 names, and those that are known to bite."""

from __future__ import annotations

import csv
import html
import io
import random
import re

import pytest

from reluviz.export import escape

KNOWN = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\ufeff=1+1",
    "\u200b@x",
    "a|b",
    "<script>alert(1)</script>",
    '" onload="x',
    r"\input{/etc/passwd}",
    r"\write18{ls}",
    "$x$ & y \\\\ % #1 {}~^_",
    "[link](javascript:x)",
    "![i](http://x)",
    "`code` **bold** _it_",
    "a\nb",
    "",
]
PIECES = [
    *"=+-@|\\`*_{}[]()<>#$&%~^'\"!;,:. \t\r\n\x00\x1bab1é\u202e\u200b\ufeff",
    "\\input",
    "http://",
]


def names(count: int = 2000) -> list[str]:
    source = random.Random(7)
    made = ["".join(source.choices(PIECES, k=source.randint(1, 12))) for _ in range(count)]
    return KNOWN + made


def test_no_spreadsheet_takes_a_text_for_a_formula() -> None:
    for name in names():
        buffer = io.StringIO()
        csv.writer(buffer).writerow([escape.spreadsheet_text(name), 1])
        ((cell, one),) = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
        assert one == "1"
        assert cell.removeprefix("'") == name.removeprefix("'") or cell == "'" + name
        assert not re.match(r"[\s\x00-\x20\u200b\ufeff]*[=+\-@]", cell)


def test_a_tab_separated_cell_stays_in_its_cell() -> None:
    for name in names():
        cell = escape.tab_separated_text(name)
        assert not re.search(r"[\t\r\n\x00-\x1f\u2028]", cell)
        assert not re.match(r"\s*[=+\-@]", cell)


def test_a_markdown_cell_stays_in_its_cell() -> None:
    for name in names():
        cell = escape.markdown_text(name)
        assert cell.splitlines() in ([], [cell])
        assert not re.search(r"(?<!\\)(?:\\\\)*[|<>`*_\[\]$]", re.sub(r"\\[^\\]", "", cell))


def test_html_shows_the_text_and_nothing_else() -> None:
    for name in names():
        cell = escape.html_text(name)
        assert not re.search("[<>\"'\n]", cell)
        assert html.unescape(cell) == "".join(c if c.isprintable() else " " for c in name)


def test_latex_has_no_command_of_the_text() -> None:
    allowed = (
        r"\\text(?:backslash|asciicircum|asciitilde|less|greater|bar|quotedbl|asciigrave)\{\}"
        r"|\\textquotesingle\{\}|\\[{}$&#%_]|\{[\[\]-]\}"
    )
    for name in names():
        rest = re.sub(allowed, "", escape.latex_text(name))
        assert not re.search(r"[\\{}$&#%_^~\n]", rest)


def test_harmless_text_stays_as_it_is() -> None:
    for function in (
        escape.spreadsheet_text,
        escape.tab_separated_text,
        escape.markdown_text,
        escape.latex_text,
        escape.html_text,
    ):
        assert function("output of unit 3") == "output of unit 3"


@pytest.mark.parametrize(
    "start", ["＝", "＋", "－", "＠", "\u200e=", "\u2060 +", "\u00ad-", "\u3000@"]
)
def test_signs_of_full_width_and_behind_what_is_not_seen_begin_no_formula(start: str) -> None:
    assert escape.spreadsheet_text(f"{start}1+1") == f"'{start}1+1"
    assert escape.spreadsheet_text(f"a{start}1") == f"a{start}1"
