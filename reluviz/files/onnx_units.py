"""What each operation of ONNX does with a value that follows the input.

Such a value is a function of the units that there are at that place in the graph, the same straight
pieces for each (`Pieces`). A matrix makes new units of them. What is neither is refused by the name
that the file gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NoReturn

import numpy as np

from reluviz.core.activations import ACTIVATIONS
from reluviz.files.chain import PROBES, Chain, NotHeldError, refuse
from reluviz.files.errors import UserError, shown
from reluviz.files.onnx_layout import Layout
from reluviz.files.onnx_node import MOST_VALUES, Budget, Node, Values
from reluviz.files.onnx_ops import OPERATIONS, run
from reluviz.files.pieces import IDENTITY, Pieces, after, combined

_WRONG = (
    *(ValueError, TypeError, IndexError, KeyError),
    *(AttributeError, OverflowError, ZeroDivisionError, MemoryError),
)


@dataclass(frozen=True, eq=False, repr=False)
class Unit:
    """A value that follows the input: a function of each unit of a chain."""

    chain: Chain
    function: Pieces
    layout: Layout


def told(node: Node, work: Callable[[], Any]) -> Any:
    """Return what `work` returns; whatever is wrong with it is told with the node's name."""
    try:
        return work()
    except UserError:
        raise
    except _WRONG as error:
        if isinstance(error, KeyError) and node.op not in OPERATIONS:
            refuse_unknown(node)
        known = isinstance(error, NotHeldError)
        refuse(node.name, str(error) if known else "its inputs do not go together")


def refuse_unknown(node: Node) -> NoReturn:
    """Refuse an operation that cannot be part of a chain, and say why as far as it is known."""
    op = node.op
    if any(
        word in op.lower()
        for word in ("quant", "qgemm", "qlinear", "integer", "nbits", "qattention")
    ):
        refuse(
            node.name,
            "the network is quantised, which rounds and clips every value; open the file from "
            "before quantising",
        )
    if op in ("If", "Loop", "Scan"):
        refuse(node.name, "branches and loops are no chain of layers")
    kinds = ", ".join(kind.title for kind in ACTIVATIONS.values())
    refuse(node.name, f"{shown(op)} is no affine map and none of the activations {kinds}")


Work = Callable[["Follower", Node, list[Any]], "Unit"]
"""What is done with a value that follows the input."""


class Follower:
    """Follows values through a graph, operation by operation.

    Parameters
    ----------
    output : str
        The name of what goes out.
    constant : callable
        The values of a name, or None if it is none of a constant.
    values : dict
        What follows the input, by name; at first the input itself.
    work : mapping
        What is done for each operation.
    """

    def __init__(
        self,
        output: str,
        constant: Callable[[str], Values | None],
        values: dict[str, Unit | Values],
        work: Mapping[str, Work],
    ) -> None:
        self._output, self._constant, self._values = output, constant, values
        self._work = work
        self._budget = Budget()
        self._lost: set[str] = set()
        self.notes: list[str] = []
        self.is_flat = False
        """Whether the last operation laid the outputs of a row under one another."""

    def follow(self, node: Node) -> None:
        """Work out the result of an operation whose inputs are there.

        Raises
        ------
        UserError
            If it cannot be held; with the name of the node.
        """
        value = told(node, partial(self._done, node))
        self._values[node.outputs[0]] = value
        if isinstance(value, Unit):
            held = value.chain.weights
            self._budget.spend(node, value.layout.places.size + (0 if held is None else held.size))
        self._lost.update(filter(None, node.outputs[1:]))

    def _done(self, node: Node) -> Unit | Values:
        if any(name in self._lost for name in node.inputs):
            refuse(node.name, "it uses a second result of another operation")
        args = [self._value(name) for name in node.inputs]
        if any(arg is None and name for arg, name in zip(args, node.inputs, strict=True)):
            refuse(node.name, "one of its inputs is a second result of another operation")
        if node.op == "Shape":
            first = args[0]
            given = np.zeros(first.layout.shape) if isinstance(first, Unit) else first
            return run(node, [given])
        if not any(isinstance(arg, Unit) for arg in args):
            return run(node, args)  # type: ignore[arg-type]
        work = self._work.get(node.op)
        if work is None:
            refuse_unknown(node)
        return work(self, node, args)

    def _value(self, name: str) -> Unit | Values | None:
        return self._values[name] if name in self._values else self._constant(name)

    def settled(self, node: Node, unit: Unit) -> Unit:
        """The same value as units of their own, from now on for all that use it."""
        if unit.function == IDENTITY:
            return unit
        chain = after(unit.chain, unit.function, node.name)
        if unit.function.knots and chain.layers[-1].n_units > unit.chain.width:
            times = chain.layers[-1].n_units // unit.chain.width
            self.notes.append(
                f"N{node.name[1:]} takes an activation that is {times} units here for each of the "
                "file"
            )
        settled = replace(unit, chain=chain, function=IDENTITY)
        for name, value in self._values.items():
            if value is unit:
                self._values[name] = settled
        return settled

    def turned(self, node: Node, args: list[Any]) -> Unit:
        """What leaves numbers as they are and changes their places alone."""
        unit: Unit = args[0]
        rest = args[1:]
        places = run(node, [unit.layout.places, *rest])
        try:
            return self.moved(node, unit, places)
        except NotHeldError:
            if node.outputs[0] != self._output or not unit.layout.is_flat:
                raise
        if places.size != unit.layout.places.size or node.op not in ("Reshape", "Flatten"):
            raise NotHeldError("it mixes the rows of its input")
        self.is_flat = True
        self.notes.append(
            f"N{node.name[1:]} lays the {unit.layout.width} outputs of each row under one another; "
            "they are shown as outputs"
        )
        return unit

    def moved(self, node: Node, unit: Unit, places: Any) -> Unit:
        """The value after its layout became what `places` say."""
        if places.shape == unit.layout.shape and np.array_equal(places, unit.layout.places):
            return unit
        layout, index = unit.layout.changed(np.asarray(places))
        if np.array_equal(index, np.arange(unit.chain.width)):
            return replace(unit, layout=layout)
        unit = self.settled(node, unit)
        return Unit(unit.chain.chosen(index, node.name), IDENTITY, layout)

    def fitted(self, node: Node, unit: Unit, *others: Any) -> Unit:
        """The value as large as what it is combined with makes it."""
        shapes = [
            value.layout.shape if isinstance(value, Unit) else value.shape for value in others
        ]
        shape = np.broadcast_shapes(unit.layout.shape, *shapes)
        if np.prod(shape, dtype=float) > MOST_VALUES:
            raise NotHeldError("it makes more numbers than can be held")
        return self.moved(node, unit, np.broadcast_to(unit.layout.places, shape))

    def scaled(self, node: Node, unit: Unit, factor: Any, shift: Any) -> Unit:
        """A factor and a shift: one for all units, or one for each."""
        unit = self.fitted(node, unit, np.asarray(factor), np.asarray(shift))
        factors = unit.layout.per_unit(np.asarray(factor, dtype=np.float64))
        shifts = unit.layout.per_unit(np.asarray(shift, dtype=np.float64))
        if is_one(factors) and is_one(shifts):
            scaled = combined("Mul", unit.function, Pieces.constant(float(factors[0])))
            function = combined("Add", scaled, Pieces.constant(float(shifts[0])))
            return replace(unit, function=function)
        unit = self.settled(node, unit)
        return replace(unit, chain=unit.chain.scale(factors, shifts, node.name))

    def pieces(self, node: Node, args: list[Any], rule: str | None = None) -> Unit:
        """What makes straight pieces of straight pieces, value by value."""
        rule = rule or node.op
        units = [arg for arg in args if isinstance(arg, Unit)]
        if rule in ("Add", "Sub", "Mul", "Div") and len(units) == 1:
            return self._arithmetic(node, rule, args)
        if all(unit is units[0] for unit in units) and units[0].function.is_scaled:
            settled = self.settled(node, units[0])
            args = [settled if isinstance(arg, Unit) else arg for arg in args]
        fitted = [self.fitted(node, arg, *args) if isinstance(arg, Unit) else arg for arg in args]
        first = next(arg for arg in fitted if isinstance(arg, Unit))
        if any(isinstance(other, Unit) and other.chain is not first.chain for other in fitted):
            return self._added(node, rule, fitted)
        self._check_places(first, fitted)
        constants = [first.layout.per_unit(arg) for arg in fitted if not isinstance(arg, Unit)]
        if not all(is_one(values) for values in constants):
            return self._uneven(node, rule, fitted)
        parts = [
            arg.function
            if isinstance(arg, Unit)
            else Pieces.constant(float(first.layout.per_unit(arg)[0]))
            for arg in fitted
        ]
        result = parts[0]
        if len(parts) > 2 and rule in ("Max", "Min", "Add"):
            for part in parts[1:]:
                result = combined(rule, result, part)
        else:
            result = combined(rule, *parts) if len(parts) > 1 else result
        return replace(first, function=result)

    def _added(self, node: Node, rule: str, args: list[Any]) -> Unit:
        """The sum or difference of two maps of the same units."""
        if len(args) != 2 or rule not in ("Add", "Sub"):
            self._refuse_branches(node)
        left, right = (self.settled(node, arg) for arg in args)
        if not left.chain.has_same_units(right.chain):
            self._refuse_branches(node)
        self._check_places(left, [right])
        sign = 1.0 if rule == "Add" else -1.0
        return replace(left, chain=left.chain.plus(right.chain, sign, node.name))

    @staticmethod
    def _check_places(first: Unit, others: list[Any]) -> None:
        for other in others:
            if isinstance(other, Unit) and not np.array_equal(
                first.layout.places, other.layout.places
            ):
                raise NotHeldError("it combines units with others that lie elsewhere")

    def joined(self, node: Node, args: list[Any]) -> Unit:
        """Several maps of the same units, one beside the other."""
        if not all(isinstance(arg, Unit) for arg in args):
            raise NotHeldError("it joins values that follow the input with others")
        units = [self.settled(node, arg) for arg in args]
        first, *others = units
        if not all(first.chain.has_same_units(other.chain) for other in others):
            self._refuse_branches(node)
        starts = np.cumsum([0, *(unit.chain.width for unit in units)])
        parts = [
            unit.layout.places // unit.chain.width * starts[-1]
            + unit.layout.places % unit.chain.width
            + start
            for unit, start in zip(units, starts, strict=False)
        ]
        chain = first.chain.beside([other.chain for other in others], node.name)
        places = np.concatenate(parts, axis=node.get("axis"))
        layout, index = Layout(places, int(starts[-1])).changed(places)
        return Unit(chain.chosen(index, node.name), IDENTITY, layout)

    @staticmethod
    def _refuse_branches(node: Node) -> NoReturn:
        refuse(
            node.name,
            "it joins two branches, as skip connections and activations such as SiLU do; only one "
            "row of layers can be held",
        )

    def _arithmetic(self, node: Node, rule: str, args: list[Any]) -> Unit:
        left, right = args
        if rule == "Add":
            return (
                self.scaled(node, left, 1.0, right)
                if isinstance(left, Unit)
                else self.scaled(node, right, 1.0, left)
            )
        if rule == "Sub":
            return (
                self.scaled(node, left, 1.0, -right)
                if isinstance(left, Unit)
                else self.scaled(node, right, -1.0, left)
            )
        if rule == "Mul":
            unit, factor = (left, right) if isinstance(left, Unit) else (right, left)
            return self.scaled(node, unit, factor, 0.0)
        if isinstance(left, Unit):
            with np.errstate(all="ignore"):
                return self.scaled(node, left, 1.0 / np.asarray(right, dtype=np.float64), 0.0)
        unit = self.fitted(node, right, left)
        top = unit.layout.per_unit(left)
        if not is_one(top):
            raise NotHeldError("it divides different numbers by values that follow the input")
        function = combined("Div", Pieces.constant(float(top[0])), unit.function)
        return replace(unit, function=function)

    def _uneven(self, node: Node, rule: str, args: list[Any]) -> Unit:
        """A bound that differs from unit to unit: subtracted first, added again after."""
        if len(args) != 2 or rule not in ("Max", "Min", *_COMPARISONS):
            raise NotHeldError("it treats the units of a layer differently")
        place = 0 if isinstance(args[0], Unit) else 1
        unit, bound = self.settled(node, args[place]), args[1 - place]
        bound = unit.layout.per_unit(bound)
        shifted = replace(unit, chain=unit.chain.scale(1.0, -bound, node.name))
        zero = Pieces.constant(0.0)
        order = (IDENTITY, zero) if place == 0 else (zero, IDENTITY)
        result = self.settled(node, replace(shifted, function=combined(rule, *order)))
        if rule in _COMPARISONS:
            return result
        return replace(result, chain=result.chain.scale(1.0, bound, node.name))

    def product(self, node: Node, left: Any, right: Any, factor: float = 1.0) -> Unit:
        """A matrix from either side."""
        if isinstance(left, Unit) and isinstance(right, Unit):
            raise NotHeldError("it multiplies two values that both follow the input")
        is_left = isinstance(left, Unit)
        unit = self.settled(node, left if is_left else right)
        matrix = np.asarray(right if is_left else left, dtype=np.float64) * factor
        while matrix.ndim > 2 and len(matrix) == 1 and matrix.ndim <= len(unit.layout.shape):
            matrix = matrix[0]
        if matrix.ndim not in (1, 2):
            raise NotHeldError("a product with a matrix of more than two dimensions")
        axis = -1 if is_left or len(unit.layout.shape) == 1 else -2
        rows = matrix.T if is_left and matrix.ndim == 2 else np.atleast_2d(matrix)
        held = unit.chain.weights
        before = 1 if held is None or held.ndim == 1 else held.shape[1]
        self._budget.spend(node, rows.size * (before + PROBES))
        layout = unit.layout.after_product(axis, len(rows) if matrix.ndim == 2 else None)
        return Unit(unit.chain.affine(rows, 0.0, node.name), IDENTITY, layout)


_COMPARISONS = ("Greater", "Less", "GreaterOrEqual", "LessOrEqual")


def is_one(values: Any) -> bool:
    """Return whether all numbers are the same."""
    return bool(np.all(values == values[0]))


def shape_of(value: Unit | Values) -> tuple[int, ...]:
    """Return the shape of a value of either kind."""
    return value.layout.shape if isinstance(value, Unit) else value.shape
