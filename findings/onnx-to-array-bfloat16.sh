#!/usr/bin/env bash
# onnx 1.18.0: numpy_helper.to_array gives the bits of a bfloat16 tensor as whole numbers: 1.0 comes as
# 16256, -2.0 as 49152, and astype(float) keeps that without a word. onnx 1.17.0 shifts them as int16,
# which NumPy 2 no longer widens, so that all are zero. onnx 1.19.0 and later are right.
# Seen: "1.17.0 [0.0, 0.0]", "1.18.0 [16256.0, 49152.0]", "1.19.0 [1.0, -2.0]".
# What follows: who allows more than one version of onnx takes bfloat16 apart himself: it is the upper
# half of a float32.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 1.17.0 1.18.0 1.19.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "onnx==$version" "numpy==2.2.6"
done
seen=$(for version in 1.17.0 1.18.0 1.19.0; do
  "$folder/$version/bin/python" - 2>/dev/null <<'PY'
import onnx

tensor = onnx.helper.make_tensor(
    "w", onnx.TensorProto.BFLOAT16, [2], b"\x80\x3f\x00\xc0", raw=True
)
print(onnx.__version__, onnx.numpy_helper.to_array(tensor).astype(float).tolist())
PY
done)
printf '%s\n' "$seen"
[ "$seen" = "1.17.0 [0.0, 0.0]
1.18.0 [16256.0, 49152.0]
1.19.0 [1.0, -2.0]" ] || { echo "this has changed"; exit 1; }
