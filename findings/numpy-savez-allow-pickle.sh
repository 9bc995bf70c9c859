#!/usr/bin/env bash
# NumPy 2.1.3: numpy.savez(file, allow_pickle=False, ...) does not refuse object arrays. It has no
# such parameter, takes the word for one more array to save, and the archive gets a member
# "allow_pickle.npy"; the object array beside it is pickled without a word.
# NumPy 2.2.0: the same call has the parameter: no such member, and an object array is refused.
# Seen: "2.1.3 ['a', 'allow_pickle'] pickled", "2.2.0 ['a'] refused".
# What follows: code that relies on it needs numpy>=2.2, and cannot find out by trying the keyword.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/try.py" <<'PY'
import io

import numpy as np

file = io.BytesIO()
np.savez(file, a=np.arange(3.0), allow_pickle=False)
file.seek(0)
names = sorted(np.load(file).files)
try:
    np.savez(io.BytesIO(), a=np.array([None, 1]), allow_pickle=False)
    end = "pickled"
except ValueError:
    end = "refused"
print(np.__version__, names, end)
PY
seen=
for version in 2.1.3 2.2.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "numpy==$version"
  seen+="$("$folder/$version/bin/python" "$folder/try.py")"$'\n'
done
printf '%s' "$seen"
[ "$seen" = "2.1.3 ['a', 'allow_pickle'] pickled
2.2.0 ['a'] refused
" ] || { echo "this has changed"; exit 1; }
