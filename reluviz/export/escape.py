"""How text is made harmless in each format a table is written in. Numbers never go through here."""

from __future__ import annotations

import html
import re
import unicodedata

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "[": "{[}",  # else it is an argument of the \\ before it
    "]": "{]}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "-": "{-}",  # no ligatures: two hyphens stay two
}


def spreadsheet_text(text: str) -> str:
    """Return text for a CSV or TSV cell that no spreadsheet takes for a formula.

    A text that starts with = + - @, a tab or a line break gets an apostrophe in front; so does one
    with those of full width, or behind spaces and characters that are not seen.
    """
    seen = next((c for c in text if unicodedata.category(c)[0] not in "CZ"), "")
    is_formula = unicodedata.normalize("NFKC", seen)[:1] in ("=", "+", "-", "@") and seen
    return "'" + text if text.startswith(_FORMULA_STARTS) or is_formula else text


def tab_separated_text(text: str) -> str:
    """Return text for a cell between tabs, where nothing can be quoted."""
    return spreadsheet_text(one_line(text))


def markdown_text(text: str) -> str:
    """Return text for a cell of a Markdown table that is shown as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|~$&:@])", r"\\\1", one_line(text))


def latex_text(text: str) -> str:
    """Return text that LaTeX prints as it is. Characters that cannot be printed become spaces."""
    return "".join(_LATEX.get(c, c) for c in one_line(text))


def html_text(text: str) -> str:
    """Return text that HTML shows as it is."""
    return html.escape(one_line(text), quote=True)


def one_line(text: str) -> str:
    """Return text with a space for each character that is not printed, line breaks among them."""
    return "".join(c if c.isprintable() else " " for c in text)
