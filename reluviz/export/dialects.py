"""A network as one formula, in the words of other programs: to be pasted there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from reluviz.core.formula_writing import written_formula
from reluviz.core.network import Network
from reluviz.files.errors import UserError

LONGEST_IN_EXCEL = 8_192
"""Characters that Excel takes in a formula."""


@dataclass(frozen=True)
class Dialect:
    """How one program writes formulas.

    Parameters
    ----------
    functions : dict of str to str
        How the functions max, min, abs and exp are called: with ``{0}`` and ``{1}`` for what they
        are called with; relu where a maximum with 0 has a form of its own.
    step : str
        What is ``{a}`` if ``{c}`` is above 0, else ``{b}``.
    whole : str
        All of it: ``{f}`` is the formula, ``{x}`` the names of the inputs with commas between.
    names : str
        The input of a network of one; then of the first, second, ... of several, by spaces.
    times : str
        The sign between factors.
    brackets : (str, str)
        Around a part that is taken together.
    """

    functions: dict[str, str]
    step: str
    whole: str
    names: str = "x x1 x2 x3"
    times: str = "*"
    brackets: tuple[str, str] = ("(", ")")


def _calls(pattern: str, *names: str) -> dict[str, str]:
    """Functions of two arguments, then of one, called in the same way."""
    both = {f: pattern.format(n, "{0}, {1}") for f, n in zip(("max", "min"), names, strict=False)}
    return both | {
        f: pattern.format(n, "{0}") for f, n in zip(("abs", "exp"), names[2:], strict=True)
    }


DIALECTS = {
    "python": Dialect(
        _calls("{}({})", "max", "min", "abs", "exp"),
        "({a} if {c} > 0 else {b})",
        "from math import exp\n\n\ndef f({x}):\n    return {f}\n",
    ),
    "numpy": Dialect(
        _calls("np.{}({})", "maximum", "minimum", "abs", "exp"),
        "np.where({c} > 0, {a}, {b})",
        "import numpy as np\n\n\ndef f({x}):\n    return {f}\n",
    ),
    "javascript": Dialect(
        _calls("Math.{}({})", "max", "min", "abs", "exp"),
        "({c} > 0 ? {a} : {b})",
        "const f = ({x}) => {f};\n",
    ),
    "desmos": Dialect(
        _calls(r"\{}\left({}\right)", "max", "min", "abs", "exp")
        | {"abs": r"\left|{0}\right|", "exp": r"\exp\left({0}\right)"},
        r"\left\{{{c}>0:{a},{b}\right\}}",
        "y={f}",
        r"x x_{1} x_{2} x_{3}",
        r"\cdot ",
        (r"\left(", r"\right)"),
    ),
    # Without max: that form is understood by every version.
    "geogebra": Dialect(
        {
            "relu": "(({0} + abs({0})) / 2)",
            "max": "(({0} + {1} + abs({0} - ({1}))) / 2)",
            "min": "(({0} + {1} - abs({0} - ({1}))) / 2)",
            "abs": "abs({0})",
            "exp": "exp({0})",
        },
        "If({c} > 0, {a}, {b})",
        "f({x}) = {f}",
        "x x y z",
    ),
    "excel": Dialect(
        _calls("{}({})", "MAX", "MIN", "ABS", "EXP"), "IF({c}>0,{a},{b})", "={f}", "A1 A1 B1 C1"
    ),
    "wolfram": Dialect(
        _calls("{}[{}]", "Max", "Min", "Abs", "Exp"),
        "If[{c} > 0, {a}, {b}]",
        "f[{x}] := {f}",
    ),
    "latex": Dialect(
        _calls(r"\{}({})", "max", "min", "abs", "exp") | {"abs": r"\lvert {0} \rvert"},
        r"[{c} > 0]",
        "z = {f}",
        "x x_{1} x_{2} x_{3}",
        r"\,",
    ),
}
"""What can be pasted where; the keys are the names of the forms."""


def formula_text(network: Network, dialect: str) -> str:
    """Return a network of one output as a formula for another program.

    Parameters
    ----------
    network : Network
        One output, up to three inputs.
    dialect : str
        One of `DIALECTS`.

    Raises
    ------
    UserError
        If there is no such dialect, or the formula would be too long for it.
    """
    if dialect not in DIALECTS:
        raise UserError(f"there is no form {dialect!r}; use one of {', '.join(DIALECTS)}")
    if network.n_outputs != 1 or network.n_inputs > 3:
        raise UserError("a formula is written of one output and up to three inputs")
    found, program = DIALECTS[dialect], {"excel": "Excel"}.get(dialect)
    try:
        text = written_formula(network).partition("= ")[2]
    except ValueError as error:
        raise UserError(str(error)) from None
    names = found.names.split()
    inputs = names[:1] if network.n_inputs == 1 else names[1 : network.n_inputs + 1]
    keys = ["x"] if network.n_inputs == 1 else [f"x{k + 1}" for k in range(network.n_inputs)]
    write = _Writer(found, dict(zip(keys, inputs, strict=True)))
    marks = "{}_" if dialect == "wolfram" else "{}"
    listed = ", ".join(marks.format(name) for name in inputs)
    formula = write(ast.parse(text, mode="eval").body)
    whole = found.whole.replace("{x}", listed).replace("{f}", formula)
    if program and len(whole) > LONGEST_IN_EXCEL:
        raise UserError(
            f"the formula has {len(whole):,} characters, and {program} takes {LONGEST_IN_EXCEL:,}; "
            "export the weights as a table instead"
        )
    return whole


class _Writer:
    """Writes a parsed formula of our own in a dialect."""

    def __init__(self, dialect: Dialect, names: dict[str, str]) -> None:
        self._dialect, self._names = dialect, names
        self._kinds: dict[type, Callable[..., str]] = {
            ast.Constant: lambda node: format(Decimal(repr(node.value)), "f"),
            ast.Name: lambda node: names[node.id],
            ast.UnaryOp: lambda node: f"-{self._factor(node.operand)}",
            ast.BinOp: self._operation,
            ast.Call: self._call,
            ast.IfExp: self._step,
        }

    def __call__(self, node: ast.expr) -> str:
        return self._kinds[type(node)](node)

    def _operation(self, node: ast.BinOp) -> str:
        left, right, kind = node.left, node.right, type(node.op)
        if kind is ast.Mult:
            return f"{self._factor(left)}{self._dialect.times}{self._factor(right)}"
        if kind is ast.Div:
            return f"{self._factor(left)} / {self._factor(right)}"
        if kind is ast.Sub:
            return f"{self(left)} - {self._factor(right, (ast.Mult, ast.Div))}"
        return f"{self(left)} + {self(right)}"

    def _factor(self, node: ast.expr, stays: tuple[type, ...] = ()) -> str:
        """A part that is taken together with what stands beside it."""
        is_whole = isinstance(node, (ast.Constant, ast.Name, ast.Call, ast.IfExp))
        if is_whole or (isinstance(node, ast.BinOp) and isinstance(node.op, stays)):
            return self(node)
        first, last = self._dialect.brackets
        return f"{first}{self(node)}{last}"

    def _call(self, node: ast.Call) -> str:
        assert isinstance(node.func, ast.Name)
        first, relu = node.args[0], self._dialect.functions.get("relu")
        if relu and node.func.id == "max" and isinstance(first, ast.Constant) and not first.value:
            return relu.format(self(node.args[1]))
        return self._dialect.functions[node.func.id].format(*map(self, node.args))

    def _step(self, node: ast.IfExp) -> str:
        assert isinstance(node.test, ast.Compare)
        first, last = self._dialect.brackets
        condition = self(node.test.left)
        if not isinstance(node.test.left, (ast.Name, ast.Constant, ast.Call)):
            condition = f"{first}{condition}{last}"
        return self._dialect.step.format(c=condition, a=self(node.body), b=self(node.orelse))
