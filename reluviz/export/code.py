"""A network as source code: C, JavaScript, NumPy and PyTorch. Numbers read back exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from reluviz.core.activations import Activation
from reluviz.core.network import Layer, Network

_NUMPY = {"abs": "np.abs", "max": "np.maximum", "min": "np.minimum", "exp": "np.exp"}
_JAVASCRIPT = {"abs": "Math.abs", "max": "Math.max", "min": "Math.min", "exp": "Math.exp"}
_C = {"abs": "net_abs", "max": "net_max", "min": "net_min", "exp": "exp"}


def numpy_code(network: Network) -> str:
    """Return a module with the weights as arrays, and ``f(x)`` for x of shape (n, inputs)."""
    lines = ['"""A network, written by ReluViz."""', "", "import numpy as np", "", ""]
    lines += ["LAYERS = ["]
    for layer in network.layers:
        lines += [
            "    (",
            f"        np.array({_rows(layer)}),",
            f"        np.array({_list(layer.bias.tolist())}),",
            f"        lambda s: {_activation(layer.kind, _NUMPY, 'np.where({c}, {a}, {b})')},",
            "    ),",
        ]
    lines += [
        *("]", "", "", "def f(x):"),
        '    """Values for x, shape (n, inputs), or (n,) for one input."""',
        "    values = np.atleast_1d(np.asarray(x, dtype=float))",
        "    values = values[:, np.newaxis] if values.ndim == 1 else values",
        "    for weights, bias, activation in LAYERS:",
        "        values = activation(values @ weights.T + bias)",
        "    return values[:, 0] if values.shape[1] == 1 else values",
    ]
    return "\n".join(lines) + "\n"


def torch_code(network: Network) -> str:
    """Return a module with the network as ``model``, an ``nn.Sequential`` in float64."""
    kinds = {
        "relu": "nn.ReLU()",
        "relu6": "nn.ReLU6()",
        "hard_tanh": "nn.Hardtanh()",
        "sigmoid": "nn.Sigmoid()",
        "tanh": "nn.Tanh()",
    }
    own = {"abs": "return s.abs()", "step": "return (s > 0).to(s.dtype)"}
    used = {layer.activation for layer in network.layers}
    lines = ['"""A network, written by ReluViz."""', "", "import torch", "from torch import nn", ""]
    for name in sorted(used & own.keys()):
        lines += [
            *("", f"class {name.title()}(nn.Module):", "    def forward(self, s):"),
            *(f"        {own[name]}", ""),
        ]
    lines += ["", "model = nn.Sequential("]
    places = []
    place = 0
    for layer in network.layers:
        lines.append(f"    nn.Linear({layer.n_inputs}, {layer.n_units}),")
        places.append(place)
        place += 1
        if layer.activation == "identity":
            continue
        leak = layer.kind.slopes[0] if layer.kind.slopes else 0.01
        made = kinds.get(layer.activation) or (
            f"{layer.activation.title()}()"
            if layer.activation in own
            else f"nn.LeakyReLU({float(leak)!r})"
        )
        lines.append(f"    {made},")
        place += 1
    lines += [").double()", "", "with torch.no_grad():"]
    for place, layer in zip(places, network.layers, strict=True):
        for name, numbers in (("weight", _rows(layer)), ("bias", _list(layer.bias.tolist()))):
            made = f"torch.tensor({numbers}, dtype=torch.float64)"
            lines.append(f"    model[{place}].{name}.copy_({made})")
    return "\n".join(lines) + "\n"


def javascript_code(network: Network) -> str:
    """Return a module that exports ``f``: from an array of inputs to an array of outputs."""
    lines = ["// A network, written by ReluViz.", "const layers = ["]
    for layer in network.layers:
        activation = _activation(layer.kind, _JAVASCRIPT, "({c} ? {a} : {b})")
        lines += [
            "  {",
            f"    weights: {_rows(layer)},",
            f"    bias: {_list(layer.bias.tolist())},",
            f"    activation: (s) => {activation},",
            "  },",
        ]
    lines += [
        "];",
        "",
        "function f(inputs) {",
        "  let values = inputs;",
        "  for (const { weights, bias, activation } of layers) {",
        "    values = weights.map((row, unit) =>",
        "      activation(row.reduce((sum, w, k) => sum + w * values[k], 0) + bias[unit]));",
        "  }",
        "  return values;",
        "}",
        "",
        "if (typeof module !== 'undefined') module.exports = { f };",
    ]
    return "\n".join(lines) + "\n"


def c_code(network: Network) -> str:
    """Return a header with ``net(inputs, outputs)``; with NET_MAIN defined, a program as well.

    The numbers are of the type NET_REAL, double unless it is defined before. Only a sigmoid or
    tanh needs libm. The program reads inputs from its standard input and prints the outputs.
    """
    widest = max(network.n_inputs, *(layer.n_units for layer in network.layers))
    text = "".join(layer.kind.formula for layer in network.layers)
    lines = [
        "/* A network, written by ReluViz. */",
        "#ifndef NET_H",
        "#define NET_H",
        *(["#include <math.h>"] if "exp" in text else []),
        "",
        "#ifndef NET_REAL",
        "#define NET_REAL double",
        "#endif",
        f"#define NET_INPUTS {network.n_inputs}",
        f"#define NET_OUTPUTS {network.n_outputs}",
        "",
    ]
    for name, body in (("max", "a > b ? a : b"), ("min", "a < b ? a : b")):
        if f"{name}(" in text:
            lines.append(f"static NET_REAL net_{name}(NET_REAL a, NET_REAL b) {{ return {body}; }}")
    if "abs(" in text:
        lines.append("static NET_REAL net_abs(NET_REAL a) { return a < 0 ? -a : a; }")
    for number, layer in enumerate(network.layers, 1):
        numbers = ",\n  ".join(", ".join(map(repr, row)) for row in layer.weights.tolist())
        bias = ", ".join(map(repr, layer.bias.tolist()))
        lines += [
            "",
            f"static const NET_REAL net_w{number}[] = {{\n  {numbers}\n}};",
            f"static const NET_REAL net_b{number}[] = {{{bias}}};",
        ]
    lines += [
        "",
        "static void net(const NET_REAL *inputs, NET_REAL *outputs) {",
        f"  NET_REAL a[{widest}], b[{widest}], s;",
        "  int i, j;",
        "  for (i = 0; i < NET_INPUTS; i++) a[i] = inputs[i];",
    ]
    now, after = "a", "b"
    for number, layer in enumerate(network.layers, 1):
        activation = _activation(layer.kind, _C, "({c} ? {a} : {b})")
        lines += [
            f"  for (i = 0; i < {layer.n_units}; i++) {{",
            "    s = 0;",
            f"    for (j = 0; j < {layer.n_inputs}; j++)",
            f"      s += net_w{number}[i * {layer.n_inputs} + j] * {now}[j];",
            f"    s += net_b{number}[i];",
            f"    {after}[i] = {activation};",
            "  }",
        ]
        now, after = after, now
    lines += [
        f"  for (i = 0; i < NET_OUTPUTS; i++) outputs[i] = {now}[i];",
        "}",
        "",
        "#ifdef NET_MAIN",
        "#include <stdio.h>",
        "int main(void) {",
        "  double number;",
        "  NET_REAL inputs[NET_INPUTS], outputs[NET_OUTPUTS];",
        "  int i = 0;",
        '  while (scanf("%lf", &number) == 1) {',
        "    inputs[i++] = (NET_REAL)number;",
        "    if (i < NET_INPUTS) continue;",
        "    net(inputs, outputs);",
        '    for (i = 0; i < NET_OUTPUTS; i++) printf("%.17g ", (double)outputs[i]);',
        '    printf("\\n");',
        "    i = 0;",
        "  }",
        "  return 0;",
        "}",
        "#endif",
        "#endif",
    ]
    return "\n".join(lines) + "\n"


def layers_json(network: Network) -> str:
    """Return every layer as JSON, whatever the network: for tools that need no library for it.

    An object with ``layers``: of each the name of its ``activation``, the ``formula`` of that for
    a weighted sum s, the ``weights``, a list for each unit, and the ``bias`` of each unit. It is
    read back to the last bit.
    """
    rows = [
        {
            "activation": layer.activation,
            "formula": layer.kind.formula,
            "weights": layer.weights.tolist(),
            "bias": layer.bias.tolist(),
        }
        for layer in network.layers
    ]
    return '{"layers": [\n  ' + ",\n  ".join(map(json.dumps, rows)) + "\n]}\n"


def _activation(kind: Activation, functions: dict[str, str], step: str) -> str:
    """The formula of an activation in another language, of s."""
    text = kind.formula
    found = re.fullmatch(r"(\S+) if (.+) else (\S+)", text)
    if found:
        return step.format(a=found[1], c=found[2], b=found[3])
    return re.sub(r"\b(abs|max|min|exp)\(", lambda name: f"{functions[name[1]]}(", text)


def _rows(layer: Layer) -> str:
    return "[" + ", ".join(map(_list, layer.weights.tolist())) + "]"


def _list(numbers: list[float]) -> str:
    return "[" + ", ".join(map(repr, numbers)) + "]"


CODES: dict[str, Callable[[Network], str]] = {
    "c": c_code,
    "javascript-module": javascript_code,
    "layers-json": layers_json,
    "numpy-module": numpy_code,
    "pytorch": torch_code,
}
"""Languages in which a network can be written, with its weights."""
