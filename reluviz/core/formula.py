"""Functions of x that people type, such as ``sin(3*x) + x/2``, read without running any code.

What can be written:

- numbers, ``x``, ``pi``, ``e``, ``tau``; ``+ - * /`` and ``**`` or ``^`` for powers, brackets;
- the functions of `FUNCTIONS`: ``log`` and ``ln`` are the natural logarithm, ``step(x)`` is 1 from
  zero on and 0 before, ``round`` takes halves to the even neighbour, ``mod(a, b)`` has the sign of
  b, ``min`` and ``max`` take two or more;
- ``where(x < 0, a, b)`` or ``a if x < 0 else b``; conditions are comparisons, also in a chain as in
  ``0 < x <= 1``, joined by ``and``, ``or``, ``not`` (``&`` and ``|`` mean the same). Where a number
  is wanted, a condition is 1 or 0. A comparison with what is not a number is false;
- as signs, too: × · ÷ − ≤ ≥ ≠ π τ and raised digits as in x²; ``y =`` may stand before it all.

A product is always written with its sign: ``3*x``. A power of a negative number with a fraction
is not a number; ``cbrt`` takes the third root of negative numbers, too.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluviz.core.activations import ACTIVATIONS
from reluviz.core.formula_tokens import (
    DEEPEST_FORMULA,
    LONGEST_FORMULA,
    FormulaError,
    Word,
    read_words,
)

__all__ = ["FUNCTIONS", "LONGEST_FORMULA", "Formula", "FormulaError", "formula"]

Array = NDArray[np.float64]

MOST_NODES = 4_000
"""Numbers, variables and operations that a formula may have."""

_CHUNK = 1 << 16  # values worked on at once: bounds the memory, and stays in the cache


def _step(x: Array) -> Array:
    return np.heaviside(x, 1.0)


def _smallest(*values: Array) -> Array:
    return reduce(np.minimum, values)


def _largest(*values: Array) -> Array:
    return reduce(np.maximum, values)


_Operation = Callable[..., Any]

_OF_ONE: dict[str, _Operation] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "exp": np.exp,
    "log": np.log,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.rint,
    **{name: one.function for name, one in ACTIVATIONS.items()},
    "step": _step,  # 1 at zero, as mathematics has it
}
_OF_MORE: dict[str, _Operation] = {
    "min": _smallest,
    "max": _largest,
    "mod": np.mod,
    "where": np.where,
}
FUNCTIONS = (*_OF_ONE, *_OF_MORE)
"""Names of the functions."""

_CONSTANTS = {"pi": np.pi, "e": np.e, "tau": 2 * np.pi}
_OPERATORS: dict[type[ast.AST], _Operation] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.UAdd: np.positive,
    ast.USub: np.negative,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


@dataclass(frozen=True)
class _Instruction:
    """A step of the evaluation: put a value on the stack, or replace the uppermost by a result."""

    operation: _Operation | None = None
    count: int = 0  # how many values the operation takes
    value: float | None = None  # without operation: a number, or x


@dataclass(frozen=True)
class Formula:
    """A function of x, checked; two are equal if their texts are.

    Parameters
    ----------
    text : str
        As it was typed; see the module for what can be written.

    Raises
    ------
    FormulaError
        If it cannot be understood.
    """

    text: str
    _program: tuple[_Instruction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_program", tuple(_Compiler(self.text).program))

    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: ArrayLike) -> Array: ...
    def __call__(self, x: ArrayLike) -> Array | float:
        """Return the values at `x`, in its shape; a number for a number.

        Values can be infinite or not a number; nothing is raised for that.
        """
        points = np.asarray(x, dtype=np.float64)
        flat = points.reshape(-1)
        values = np.empty(flat.shape)
        with np.errstate(all="ignore"):
            for start in range(0, len(flat), _CHUNK):
                part = slice(start, start + _CHUNK)
                values[part] = _run(self._program, flat[part])
        return values.reshape(points.shape) if points.ndim else float(values[0])


def formula(text: str) -> Formula:
    """Return the function of x that `text` describes, such as ``sin(3*x) + x/2``.

    Parameters
    ----------
    text : str
        At most 500 characters; see `reluviz.core.formula` for what can be written.

    Raises
    ------
    FormulaError
        If it cannot be understood; with the place in the text and a sentence.

    Examples
    --------
    >>> formula("x² - 1")(3)
    8.0
    """
    return Formula(text)


def _run(program: tuple[_Instruction, ...], x: Array) -> NDArray[np.generic]:
    stack: list[NDArray[np.generic]] = []
    for step in program:
        if step.operation is None:
            stack.append(x if step.value is None else np.asarray(step.value))
        else:
            values = stack[-step.count :]
            del stack[-step.count :]
            stack.append(step.operation(*values))
    return stack.pop()


class _Compiler:
    """Turns words into a program for a stack, through Python's own grammar but not its compiler.

    Only the listed kinds of nodes are known here; whatever else Python has is refused.
    """

    def __init__(self, text: str) -> None:
        self.program: list[_Instruction] = []
        self._text = text
        self._words = read_words(text, FUNCTIONS)
        self._starts: list[int] = []  # where in the text for Python each word begins
        self._nodes = 0
        try:
            self._number(self._parse(), 0)
        except RecursionError:
            raise self._too_long() from None

    def _parse(self) -> ast.expr:
        python = ""
        for word in self._words:
            self._starts.append(len(python))
            python += word.text + " "
        try:
            return ast.parse(python, mode="eval").body
        except SyntaxError as error:
            raise self._not_grammar(self._word_at((error.offset or 1) - 1)) from None
        except (RecursionError, MemoryError):
            raise self._too_long() from None

    def _not_grammar(self, word: Word) -> FormulaError:
        signs = [word.text for word in self._words]
        if signs.count("if") != signs.count("else"):
            word = next(word for word in self._words if word.text in ("if", "else"))
            return word.error("if and else belong together; write a if x < 0 else b")
        return word.error(f"“{word.typed}” cannot stand here; write brackets around what it is for")

    def _word_at(self, offset: int) -> Word:
        return self._words[max(bisect_right(self._starts, offset) - 1, 0)]

    def _error(self, node: ast.expr, sentence: str) -> FormulaError:
        first = self._word_at(node.col_offset)
        last = self._word_at((node.end_col_offset or node.col_offset + 1) - 1)
        end = last.place + len(last.typed)
        return FormulaError(sentence, first.place, max(end - first.place, 1))

    def _too_long(self) -> FormulaError:
        return FormulaError(
            "too many operations are inside one another; make it simpler", 0, len(self._text)
        )

    def _compile(self, node: ast.expr, depth: int) -> bool:
        """Add the instructions of `node`; return whether the result is a condition."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise self._error(
                node, f"more than {MOST_NODES:,} numbers and operations; make it simpler"
            )
        if depth > DEEPEST_FORMULA:
            raise self._too_long()
        match node:
            case ast.Constant(value=float(value)):
                self.program.append(_Instruction(value=value))
            case ast.Name(id="x"):
                self.program.append(_Instruction())
            case ast.Name(id=name) if name in _CONSTANTS:
                self.program.append(_Instruction(value=_CONSTANTS[name]))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                parts = [(op, right)]  # a long sum is not deep: neither here nor in the stack
                while isinstance(left, ast.BinOp) and type(left.op) in _OPERATORS:
                    self._nodes += 1
                    parts.append((left.op, left.right))
                    left = left.left
                self._number(left, depth)
                for op, right in reversed(parts):
                    self._number(right, depth + 1)
                    self._add(_OPERATORS[type(op)], 2)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._condition(operand, depth + 1)
                self._add(np.logical_not, 1)
                return True
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                self._number(operand, depth + 1)
                self._add(_OPERATORS[type(op)], 1)
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.BoolOp(op=op, values=parts):
                for place, part in enumerate(parts):
                    self._condition(part, depth + 1)
                    if place:
                        self._add(np.logical_and if isinstance(op, ast.And) else np.logical_or, 2)
                return True
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self._choice(test, body, orelse, depth)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
                self._call(node, name, args, depth)
            case _:
                raise self._error(node, "this has no meaning in a formula; delete it")
        return False

    def _add(self, operation: _Operation, count: int) -> None:
        self.program.append(_Instruction(operation, count))

    def _number(self, node: ast.expr, depth: int) -> None:
        if self._compile(node, depth):
            self._add(np.float64, 1)  # 1 where it holds, else 0

    def _condition(self, node: ast.expr, depth: int) -> None:
        if not self._compile(node, depth):
            raise self._error(node, "a condition is needed here, such as x > 0")

    def _choice(self, test: ast.expr, yes: ast.expr, no: ast.expr, depth: int) -> None:
        self._condition(test, depth + 1)
        self._number(yes, depth + 1)
        self._number(no, depth + 1)
        self._add(np.where, 3)

    def _comparison(self, node: ast.Compare, depth: int) -> bool:
        operands = [node.left, *node.comparators]
        for place, op in enumerate(node.ops):
            self._number(operands[place], depth + 1)
            self._number(operands[place + 1], depth + 1)
            if type(op) not in _OPERATORS:
                raise self._error(node, "this comparison has no meaning in a formula")
            self._add(_OPERATORS[type(op)], 2)
            if place:
                self._add(np.logical_and, 2)
        return True

    def _call(self, node: ast.Call, name: str, args: list[ast.expr], depth: int) -> None:
        if name == "where":
            if len(args) != 3:
                raise self._error(node, "where takes three parts: where(x < 0, a, b)")
            self._choice(args[0], args[1], args[2], depth)
        elif name == "mod" and len(args) != 2:
            raise self._error(node, "mod takes two numbers: mod(a, b)")
        elif name in ("min", "max") and len(args) < 2:
            raise self._error(node, f"{name} takes two numbers or more: {name}(a, b)")
        elif name in _OF_ONE and len(args) != 1:
            raise self._error(
                node, f"{name} takes one number, not {len(args)}; decimal numbers have a point"
            )
        else:
            for argument in args:
                self._number(argument, depth + 1)
            self._add({**_OF_ONE, **_OF_MORE}[name], len(args))
