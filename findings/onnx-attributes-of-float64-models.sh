#!/usr/bin/env bash
# onnx 1.23.2, onnxruntime 1.32.0: a model in float64 is not float64 throughout. Settings of operations
# have 32 bits: LeakyRelu with alpha 0.1 gives -0.10000000149011612 at -1, and a Gemm with alpha 0.1
# gives 0.10000000149011612 for 1 * 1. PRelu takes its slope as a tensor, so it could be exact; but the
# runtime has it in float64 from opset 16 on only, though the checker passes the same model with
# opset 15.
# Seen: "LeakyRelu -0.10000000149011612", "Gemm 0.10000000149011612", "PRelu 17 -0.1",
# "PRelu 15 valid, not implemented".
# What follows: to write a float64 network exactly, take PRelu and opset 16 or later, and put factors
# into the weights; to read one, take the setting as it is, not the decimal number that was meant.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "onnx==1.23.2" "onnxruntime==1.32.0"
seen=$("$folder/venv/bin/python" - 2>/dev/null <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper


def run(op, x, opset=17, constants=None, **settings):
    constants = constants or {}
    ends = [helper.make_tensor_value_info(n, TensorProto.DOUBLE, [None, 1]) for n in "xy"]
    node = helper.make_node(op, ["x", *constants], ["y"], **settings)
    tensors = [onnx.numpy_helper.from_array(np.array(v), n) for n, v in constants.items()]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        return "valid, not implemented" if "NOT_IMPLEMENTED" in str(error) else str(error)
    return session.run(None, {"x": np.array([[x]])})[0].item()


print("LeakyRelu", run("LeakyRelu", -1.0, alpha=0.1))
print("Gemm", run("Gemm", 1.0, constants={"w": [[1.0]]}, alpha=0.1))
print("PRelu 17", run("PRelu", -1.0, constants={"a": [0.1]}))
print("PRelu 15", run("PRelu", -1.0, 15, constants={"a": [0.1]}))
PY
)
printf '%s\n' "$seen"
[ "$seen" = "LeakyRelu -0.10000000149011612
Gemm 0.10000000149011612
PRelu 17 -0.1
PRelu 15 valid, not implemented" ] || { echo "this has changed"; exit 1; }
