"""The arrays of a model of Keras, read from HDF5 in a process of its own: see `apart`."""

from __future__ import annotations

import io
import sys
from typing import Any

import msgspec

from reluviz.files.apart import cap_memory

MOST_NUMBERS = 8 * 1024 * 1024
"""In one array."""

Arrays = list[tuple[list[int], bytes]]


class Found(msgspec.Struct):
    """What is in the file.

    Parameters
    ----------
    config : str
        The model as JSON; empty if the file has none.
    version : str
        That of Keras.
    groups : dict
        Shapes and float64 bytes of the arrays of each layer, by the name of its group.
    names : dict
        The groups by the layers' own names, where the file has these.
    error : str
        What is wrong.
    """

    config: str = ""
    version: str = ""
    groups: dict[str, Arrays] = {}
    names: dict[str, str] = {}
    error: str = ""


def read(data: bytes) -> Found:
    """Return the arrays in the bytes of a file."""
    import h5py

    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            return _of_old(file) if "model_weights" in file else _of_new(file)
    except Exception as error:  # whatever the library finds: it goes into a sentence
        return Found(error=" ".join(f"{error}".split())[:200] or type(error).__name__)


def _of_new(file: Any) -> Found:
    found = Found()
    for group, one in file.get("layers", {}).items():
        variables = one.get("vars", {})
        found.groups[group] = [_array(variables[str(k)]) for k in range(len(variables))]
        own = getattr(variables, "attrs", {}).get("name")
        if own is not None:
            found.names[str(own)] = group
    return found


def _of_old(file: Any) -> Found:
    found = Found(_text(file.attrs.get("model_config", "")))
    found.version = _text(file.attrs.get("keras_version", ""))
    for name, group in file["model_weights"].items():
        paths = map(_text, group.attrs.get("weight_names", []))
        found.groups[name] = [_array(group[path]) for path in paths]
    return found


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _array(data: Any) -> tuple[list[int], bytes]:
    import numpy as np

    if data.size > MOST_NUMBERS:
        raise ValueError("an array in it is larger than any that can be held")
    array = np.asarray(data[()], dtype=np.float64)
    return list(array.shape), array.tobytes()


if __name__ == "__main__":
    cap_memory(sys.argv[-1])
    sys.stdout.buffer.write(msgspec.msgpack.encode(read(sys.stdin.buffer.read())))
