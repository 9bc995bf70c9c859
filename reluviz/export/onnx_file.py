"""Networks written as ONNX: in float64 unless asked otherwise, for any number of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.files.errors import UserError
from reluviz.files.onnx_graph import import_onnx
from reluviz.version import find_version

IR, OPSET = 8, 17
"""Of 2022: with what came before, runtimes have no PRelu of float64."""

NUMBERS = ("float64", "float32")


def onnx_bytes(network: Network, number: str = "float64") -> bytes:
    """Return what an ONNX file of a network contains.

    Its input ``x`` has the shape (rows, inputs) and its output ``y`` (rows, outputs). A layer is a
    `Gemm` with the weights as they are, a row for each unit, and then its activation.

    Parameters
    ----------
    network : Network
        Any network.
    number : {"float64", "float32"}
        How numbers are held. With float64 nothing is rounded.

    Raises
    ------
    UserError
        If the package is missing, the type unknown, or a number too large for it.
    """
    if number not in NUMBERS:
        raise UserError(f"numbers are held as {' or '.join(NUMBERS)} in ONNX, not as {number}")
    work = _Writing(import_onnx("an ONNX file"), number)
    for count, layer in enumerate(network.layers, 1):
        work.add_layer(layer, f"layer{count}")
    return work.data(network)


class _Writing:
    """The graph as it grows, layer by layer."""

    def __init__(self, onnx: Any, number: str) -> None:
        self._onnx, self._number = onnx, number
        self._type = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(number))
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._last = "x"

    def add_layer(self, layer: Layer, name: str) -> None:
        """Add its sums and its activation."""
        self._add("Gemm", name, weight=layer.weights, bias=layer.bias, settings={"transB": 1})
        kind = layer.kind
        if kind.kind in ("relu", "sigmoid", "tanh", "abs"):
            self._add(kind.kind.capitalize(), name)
        elif kind.parameter is not None and kind.kind == "leaky_relu":
            # The leak of LeakyRelu itself has 32 bits, whatever the type of the network.
            self._add("PRelu", name, leak=np.array([kind.parameter.value]))
        elif kind.kind in ("relu6", "hard_tanh"):
            self._add("Clip", name, low=np.array(kind.low), high=np.array(kind.high))
        elif kind.kind == "step":
            self._add("Greater", name, zero=np.array(0.0))
            self._add("Cast", name, settings={"to": self._type})
        elif not kind.is_linear:
            raise UserError(f"{kind.title} cannot be written to ONNX; choose another activation")

    def data(self, network: Network) -> bytes:
        """The whole file."""
        helper = self._onnx.helper
        self._nodes[-1].output[0] = "y"
        ends = [
            helper.make_tensor_value_info(name, self._type, ["rows", count])
            for name, count in (("x", network.n_inputs), ("y", network.n_outputs))
        ]
        graph = helper.make_graph(self._nodes, "network", ends[:1], ends[1:], self._constants)
        model = helper.make_model(
            graph,
            producer_name="ReluViz",
            producer_version=find_version(),
            ir_version=IR,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        data: bytes = model.SerializeToString()
        return data

    def _add(
        self, op: str, name: str, settings: dict[str, Any] | None = None, **constants: Any
    ) -> None:
        given = [f"{name}_{one}" for one in constants]
        for label, values in zip(given, constants.values(), strict=True):
            self._constants.append(self._onnx.numpy_helper.from_array(self._held(values), label))
        made = f"{name}_{op.lower()}"
        node = self._onnx.helper.make_node(
            op, [self._last, *given], [made], name=f"{made}_node", **(settings or {})
        )
        self._nodes.append(node)
        self._last = made

    def _held(self, values: Any) -> Any:
        with np.errstate(over="ignore"):
            array = np.asarray(values, dtype=self._number)
        if not np.all(np.isfinite(array)):
            raise UserError(f"a number is too large for {self._number}; write float64")
        return array
