#!/usr/bin/env bash
# skl2onnx 1.20.0 (scikit-learn 1.9.1, onnxruntime 1.32.0): an MLPRegressor with two targets ends in
# Reshape to (-1, 1), whatever the number of targets. Four rows go in, scikit-learn gives (4, 2), the
# ONNX file gives (8, 1): the outputs of each row one under the other. The file's own output says
# (any, 1), too. With one target all is well.
# Seen: "scikit-learn (4, 2) onnx (8, 1) same numbers row by row: True", last node Reshape [-1, 1].
# What follows: a reader must not take that Reshape for a mixture of rows, and who runs the file must
# shape its result again.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "skl2onnx==1.20.0" "scikit-learn==1.9.1" "onnxruntime==1.32.0"
seen=$("$folder/venv/bin/python" - 2>/dev/null <<'PY'
import numpy as np
import onnxruntime
from onnx import numpy_helper
from skl2onnx import to_onnx
from sklearn.neural_network import MLPRegressor

x = np.array([[0.0], [1.0], [2.0], [3.0]], dtype=np.float32)
model = MLPRegressor(hidden_layer_sizes=(3,), max_iter=5, random_state=0).fit(x, np.hstack([x, -x]))
file = to_onnx(model, x[:1])
session = onnxruntime.InferenceSession(file.SerializeToString(), providers=["CPUExecutionProvider"])
[y] = session.run(None, {session.get_inputs()[0].name: x})
own = model.predict(x)
same = np.allclose(own.reshape(-1, 1), y, atol=1e-5)
print("scikit-learn", own.shape, "onnx", y.shape, "same numbers row by row:", same)
last = file.graph.node[-1]
shape = next(t for t in file.graph.initializer if t.name == last.input[1])
print(last.op_type, numpy_helper.to_array(shape).tolist())
PY
)
printf '%s\n' "$seen"
[ "$seen" = "scikit-learn (4, 2) onnx (8, 1) same numbers row by row: True
Reshape [-1, 1]" ] || { echo "this has changed"; exit 1; }
