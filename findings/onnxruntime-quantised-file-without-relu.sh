#!/usr/bin/env bash
# onnxruntime 1.32.0: quantize_static in its default form (QDQ) takes the Relu out of Gemm, Relu, Gemm.
# It is done by the zero point of -128: the QuantizeLinear after the first Gemm cuts what is negative.
# Who leaves out the pairs of QuantizeLinear and DequantizeLinear, which look like rounding alone, gets
# a straight line. The curve is cut above, too: beyond the values it was calibrated with it is level.
# Seen: Relu nodes before 1, after 0; zero point of the hidden values -128; at x = -1, -0.5, 0, 2 the
# file gives about -1, 1, -1, 0 and without the pairs -2, -1.5, -1, 1.
# What follows: a quantised file is not the network with rounding; it has to be refused or its
# quantising be followed exactly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "onnx==1.23.2" "onnxruntime==1.32.0"
cd "$folder"
seen=$("$folder/venv/bin/python" - 2>/dev/null <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, quantize_static

numbers = {"v": [[1.0, 1, 1]], "b": [1, 0.5, 0], "w": [[4.0], [-8], [5]], "c": [-1.0]}
tensors = [numpy_helper.from_array(np.array(v, dtype=np.float32), n) for n, v in numbers.items()]
ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, 1]) for n in "xy"]
nodes = [
    helper.make_node("Gemm", ["x", "v", "b"], ["s"]),
    helper.make_node("Relu", ["s"], ["h"]),
    helper.make_node("Gemm", ["h", "w", "c"], ["y"]),
]
graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], tensors)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), "a.onnx")


class Rows(CalibrationDataReader):
    def __init__(self):
        self.rows = iter([{"x": np.linspace(-1, 1, 41, dtype=np.float32)[:, None]}])

    def get_next(self):
        return next(self.rows, None)


quantize_static("a.onnx", "q.onnx", Rows())
made = onnx.load("q.onnx")
count = [sum(n.op_type == "Relu" for n in m.graph.node) for m in (onnx.load("a.onnx"), made)]
print("Relu nodes", *count)
zero = next(t for t in made.graph.initializer if t.name == "h_zero_point")
print("zero point of the hidden values", numpy_helper.to_array(zero).item())
x = np.array([[-1], [-0.5], [0], [2]], dtype=np.float32)
session = onnxruntime.InferenceSession("q.onnx", providers=["CPUExecutionProvider"])
print("file", np.round(session.run(None, {"x": x})[0].ravel()).astype(int).tolist())
v, b, w, c = (np.array(numbers[n]) for n in "vbwc")
print("without the pairs", ((x @ v + b) @ w + c).ravel().tolist())
PY
)
printf '%s\n' "$seen"
[ "$seen" = "Relu nodes 1 0
zero point of the hidden values -128
file [-1, 1, -1, 0]
without the pairs [-2.0, -1.5, -1.0, 1.0]" ] || { echo "this has changed"; exit 1; }
