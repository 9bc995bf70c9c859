#!/usr/bin/env bash
# safetensors 0.8.0: the order in which tensors are given is kept nowhere. In the file they stand by the
# size of their type, large ones first, and then by name as text ("0.weight", "10.weight", "2.weight");
# safetensors.numpy.load, which takes bytes, hands them out in an order that is another one in every
# process (load_file keeps that of the file).
# Seen: the header's order below, and several orders of load in twelve processes.
# What follows: which layer comes after which is found from names (as numbers) and shapes, never from
# the order of a state dict that went through a file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "safetensors==0.8.0" "numpy==2.4.6"
seen=$("$folder/venv/bin/python" - "$folder/layers.safetensors" <<'PY'
import json
import struct
import sys

import numpy as np
from safetensors.numpy import save_file

layers = {f"{k}.weight": np.zeros((2, 2), np.float32) for k in (0, 2, 10)}
save_file({**layers, "offset": np.zeros(2), "scale": np.zeros(2, np.float16)}, sys.argv[1])
with open(sys.argv[1], "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    print(*json.loads(file.read(length)))
PY
)
printf 'in the file: %s\n' "$seen"
orders=$(for _ in $(seq 12); do
  "$folder/venv/bin/python" -c 'import sys
from safetensors.numpy import load
print(*load(open(sys.argv[1], "rb").read()))' "$folder/layers.safetensors"
done | sort -u)
printf 'out of load:\n%s\n' "$orders"
[ "$seen" = "offset 0.weight 10.weight 2.weight scale" ] || { echo "this has changed"; exit 1; }
[ "$(printf '%s\n' "$orders" | wc -l)" -gt 1 ] || { echo "this has changed: always the same order"; exit 1; }
