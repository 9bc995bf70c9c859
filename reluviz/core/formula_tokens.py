"""The words of a formula, and whether they can follow one another.

What people type is read here, with the place of every word, so that a mistake can be pointed at:
an unknown name, a forgotten ``*``, a bracket too many. What comes out is text in which only the
order of operations is still open, and of which every word is known.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_FORMULA = 10_000
"""Characters that a formula may have."""

DEEPEST_FORMULA = 50
"""Brackets, and operations, that may be inside one another."""

CONSTANTS = ("pi", "e", "tau")
KEYWORDS = ("and", "or", "not", "if", "else")

_WORD = re.compile(
    r"""
      (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+−-]?[0-9]+)?)
    | (?P<name>[^\W\d⁰¹²³⁴-⁹][^\W⁰¹²³⁴-⁹]*)
    | (?P<raised>[⁰¹²³⁴-⁹]+)
    | (?P<sign>\*\*|<=|>=|==|!=|&&|\|\||[-+*/^<>(),&|≤≥≠−×·⋅÷])
    | (?P<blank>\s+)
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(r"\s*(?:[yz]|f\s*\(\s*x\s*\))\s*=(?!=)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SAME = {
    "^": "**",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "π": "pi",
    "τ": "tau",
}
_INSTEAD = {
    "=": "write == to compare, or only what is to the right of y =",
    "%": "write mod(a, b) for the remainder, and 0.05 for 5 %",
    "!": "write not",
    "~": "write not",
    "[": "write ( and )",
    "]": "write ( and )",
    "{": "write ( and )",
    "}": "write ( and )",
    "√": "write sqrt(x)",
    "∞": "leave it out; a formula is finite where it counts",
    ";": "write one formula only, with , between the parts of where(...)",
    ".": "write a digit beside a decimal point",
}
_BEFORE_OPERAND = {"-", "+", "not"}


class FormulaError(ValueError):
    """A formula cannot be understood.

    Parameters
    ----------
    sentence : str
        What is wrong, and what to write instead.
    place : int
        Where in the text, counted in characters from 0.
    length : int
        How many characters are wrong there.

    The message, ``str(error)``, names the place, counted from 1, and says the sentence.
    """

    def __init__(self, sentence: str, place: int, length: int) -> None:
        super().__init__(sentence, place, length)
        self.sentence = sentence
        self.place = place
        self.length = length

    def __str__(self) -> str:
        return f"formula, character {self.place + 1}: {self.sentence}"


@dataclass(frozen=True)
class Word:
    """One word of a formula.

    Parameters
    ----------
    kind : {"number", "value", "function", "sign"}
        A value is x or a constant; a sign is an operator, a bracket, a comma or a keyword.
    text : str
        As Python writes it.
    typed : str
        As it was typed.
    place : int
        Where it was typed.
    """

    kind: str
    text: str
    typed: str
    place: int

    def error(self, sentence: str) -> FormulaError:
        """Return an error that points at this word."""
        return FormulaError(sentence, self.place, len(self.typed))


def read_words(text: str, functions: Iterable[str]) -> list[Word]:
    """Return the words of a formula, with nothing in them that is not known or out of place.

    Raises
    ------
    FormulaError
        With the place of the first mistake.
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(
            f"the formula has {len(text):,} characters, and {LONGEST_FORMULA:,} are possible; "
            "make it shorter",
            LONGEST_FORMULA,
            len(text) - LONGEST_FORMULA,
        )
    known = frozenset(functions)
    beginning = _BEGINNING.match(text)
    place = beginning.end() if beginning else 0
    words: list[Word] = []
    while place < len(text):
        found = _WORD.match(text, place)
        if found is None:
            raise _unknown_character(text, place)
        if found.lastgroup != "blank":
            words += _words_of(found, known)
        place = found.end()
    if not words:
        raise FormulaError("there is nothing yet; write a formula such as sin(3*x)", 0, len(text))
    _check_order(words)
    return words


def _unknown_character(text: str, place: int) -> FormulaError:
    character = text[place]
    if character in _INSTEAD:
        why = f"“{character}” has no meaning here; {_INSTEAD[character]}"
    elif character.isprintable():
        why = f"“{character}” has no meaning in a formula; delete it"
    else:
        why = "a character that cannot be seen has no meaning in a formula; delete it"
    return FormulaError(why, place, 1)


def _words_of(found: re.Match[str], functions: frozenset[str]) -> list[Word]:
    typed, place = found.group(), found.start()
    if found.lastgroup == "number":
        # Always a float: the integers of Python have no end, and their powers never come to one.
        text = typed.replace("−", "-")
        return [Word("number", text + ".0" if text.isdecimal() else text, typed, place)]
    if found.lastgroup == "raised":
        digits = typed.translate(_DIGITS)
        return [Word("sign", "**", typed, place), Word("number", digits + ".0", typed, place)]
    text = _SAME.get(typed, typed)
    if found.lastgroup == "sign" or text in KEYWORDS:
        return [Word("sign", text, typed, place)]
    if text == "x" or text in CONSTANTS:
        return [Word("value", text, typed, place)]
    word = Word("function", text, typed, place)
    if text not in functions:
        raise word.error(_unknown_name(text, functions))
    return [word]


def _unknown_name(name: str, functions: frozenset[str]) -> str:
    shown = name if len(name) <= 20 else name[:20] + "…"
    if not shown.isprintable():
        shown = ascii(shown)
    known = sorted({"x", *CONSTANTS, *functions})
    if name.lower() in known:
        return f"there is no “{shown}”; write {name.lower()}, with small letters"
    if name.startswith("x") and name[1:] in known:
        return f"there is no “{shown}”; write x*{name[1:]}"
    near = difflib.get_close_matches(name.lower(), known, 1, 0.7)
    if near:
        return f"there is no “{shown}”; is {near[0]} meant?"
    if len(name) == 1:
        return f"there is no “{shown}”; the variable is x"
    return f"there is no “{shown}”; the variable is x, and functions are sin, exp, abs, where, …"


def _check_order(words: list[Word]) -> None:
    """Refuse words that cannot follow one another. Left open: if without else, and places of not.

    Two states are told apart: an operand must come now, or it is there and an operator may come.
    """
    open_brackets: list[tuple[Word, bool]] = []  # and whether a function stands before it
    needs_operand = True
    before: Word | None = None
    for word in words:
        if before is not None and before.kind == "function" and word.text != "(":
            raise before.error(f"write {before.typed}(…), with brackets")
        if before is None or needs_operand:
            needs_operand = _check_operand(before, word)
        else:
            needs_operand = _check_operator(before, word, open_brackets)
        if word.text == "(":
            open_brackets.append((word, before is not None and before.kind == "function"))
            if len(open_brackets) > DEEPEST_FORMULA:
                raise word.error(f"more than {DEEPEST_FORMULA} brackets are inside one another")
        before = word
    if before is not None and before.kind == "function":
        raise before.error(f"write {before.typed}(…), with brackets")
    if before is not None and needs_operand:
        raise before.error(f"something is missing after “{before.typed}”, at the end")
    if open_brackets:
        raise open_brackets[-1][0].error("this bracket is not closed; write ) where it ends")


def _check_operand(before: Word | None, word: Word) -> bool:
    """Check a word where an operand must come; return whether one must still come."""
    if word.kind != "sign" or word.text in _BEFORE_OPERAND or word.text == "(":
        return word.kind in ("sign", "function")
    if word.typed in ("|", "||"):
        raise word.error("“|” means or; write abs(x) for the absolute value")
    if before is None:
        raise word.error(f"something is missing before “{word.typed}”")
    if word.text == ")" and before.text == "(":
        raise word.error("there is nothing between the brackets")
    raise word.error(f"something is missing between “{before.typed}” and “{word.typed}”")


def _check_operator(before: Word, word: Word, open_brackets: list[tuple[Word, bool]]) -> bool:
    """Check a word where an operand is complete; return whether another one must come."""
    if word.kind != "sign" or word.text in ("(", "not"):
        raise word.error(_product_wanted(before, word))
    if word.text == "**" and before.typed[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        raise word.error("a power of a power can be read in two ways; write brackets")
    if word.text == ")":
        if not open_brackets:
            raise word.error("this bracket closes nothing; delete it, or write ( before")
        open_brackets.pop()
        return False
    if word.text == "," and not (open_brackets and open_brackets[-1][1]):
        raise word.error("a comma stands only between the parts of a function; write 0.5, not 0,5")
    return True


def _product_wanted(before: Word, word: Word) -> str:
    if word.text == "not" or (before.kind == word.kind == "number"):
        return f"something is missing between “{before.typed}” and “{word.typed}”"
    if before.text == "x" and word.text == "(":
        return "x is the variable, not a function; write x*( to multiply"
    return f"to multiply, write {before.typed}*{word.typed}"
