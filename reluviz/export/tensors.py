"""Networks written as safetensors: a state dict for the `nn.Sequential` of `torch_code`."""

from __future__ import annotations

import json

import numpy as np

from reluviz.core.network import Network
from reluviz.files.errors import UserError

_TYPES = {"float64": "F64", "float32": "F32"}


def safetensors_bytes(network: Network, number: str = "float64") -> bytes:
    """Return what a safetensors file of a network contains.

    The tensors are called ``0.weight``, ``0.bias``, ``2.weight`` and so on, as the modules of an
    ``nn.Sequential`` in which each activation that is not the identity has a place of its own.
    The metadata say the activation of every layer, as JSON under ``reluviz.activations``.

    Parameters
    ----------
    network : Network
        Any network.
    number : {"float64", "float32"}
        How numbers are held. With float64 nothing is rounded.

    Raises
    ------
    UserError
        If the type is unknown, or a number too large for it.

    References
    ----------
    The format: https://github.com/huggingface/safetensors#format
    """
    if number not in _TYPES:
        raise UserError(f"numbers are held as {' or '.join(_TYPES)}, not as {number}")
    activations = [layer.activation for layer in network.layers]
    header: dict[str, object] = {
        "__metadata__": {"format": "pt", "reluviz.activations": json.dumps(activations)}
    }
    body, place = b"", 0
    for layer in network.layers:
        for name, values in (("weight", layer.weights), ("bias", layer.bias)):
            with np.errstate(over="ignore"):
                array = np.ascontiguousarray(values, dtype=number)
            if not np.all(np.isfinite(array)):
                raise UserError(f"a number is too large for {number}; write float64")
            data = array.astype(array.dtype.newbyteorder("<")).tobytes()
            header[f"{place}.{name}"] = {
                "dtype": _TYPES[number],
                "shape": list(array.shape),
                "data_offsets": [len(body), len(body) + len(data)],
            }
            body += data
        place += 1 if layer.kind.is_linear else 2
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)  # the tensors begin at a multiple of their size
    return len(head).to_bytes(8, "little") + head + body
