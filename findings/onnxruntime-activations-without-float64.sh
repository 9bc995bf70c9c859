#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU): of the activations that ONNX allows for float64, only some run. A model that
# the checker passes, full check included, and that ONNX's own reference evaluator computes, is refused
# when it is loaded: "NOT_IMPLEMENTED".
# Seen: Relu, Sigmoid, Tanh and Abs run; LeakyRelu, HardSigmoid, Elu, Selu, Softplus, Softsign,
# ThresholdedRelu and HardSwish do not. PRelu runs in models of opset 16 to 18 only: the same node in
# one of opset 13 or 19 does not, although nothing about it has changed since 16.
# What follows: that a file of float64 is valid says nothing about whether it runs; a LeakyRelu is
# written as PRelu with a constant slope, in a model of opset 16 to 18.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "onnx==1.23.2" "onnxruntime==1.32.0" "numpy==2.4.6"
seen=$("$folder/venv/bin/python" - <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

onnxruntime.set_default_logger_severity(4)
x = np.array([-1.0, 2.0])
found = {"runs": [], "does not": []}
kinds = "Relu Sigmoid Tanh Abs LeakyRelu HardSigmoid Elu Selu Softplus Softsign ThresholdedRelu"
cases = [(kind, 20) for kind in [*kinds.split(), "HardSwish"]]
for kind, opset in [*cases, *(("PRelu", opset) for opset in (13, 16, 18, 19))]:
    names = ["x", "slope"] if kind == "PRelu" else ["x"]
    ends = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [2]) for name in "xy"]
    slope = helper.make_tensor("slope", TensorProto.DOUBLE, [1], [0.01])
    graph = helper.make_graph(
        [helper.make_node(kind, names, ["y"])], "g", ends[:1], ends[1:], [slope] * (len(names) - 1)
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9)
    onnx.checker.check_model(model, full_check=True)
    assert np.isfinite(ReferenceEvaluator(model).run(None, {"x": x})[0]).all()
    try:
        onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})
        found["runs"].append(f"{kind}-{opset}")
    except Exception as error:
        assert "NOT_IMPLEMENTED" in str(error), error
        found["does not"].append(f"{kind}-{opset}")
for word, kinds in found.items():
    print(f"{word}:", *kinds)
PY
)
printf '%s\n' "$seen"
[ "$seen" = "runs: Relu-20 Sigmoid-20 Tanh-20 Abs-20 PRelu-16 PRelu-18
does not: LeakyRelu-20 HardSigmoid-20 Elu-20 Selu-20 Softplus-20 Softsign-20 ThresholdedRelu-20 \
HardSwish-20 PRelu-13 PRelu-19" ] || { echo "this has changed"; exit 1; }
