"""A window that follows a training in somebody's own loop: ``rv.watch``. No Qt is imported here."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import numpy as np
from numpy.typing import ArrayLike

import reluviz.system as system
from reluviz.core.network import Network
from reluviz.core.targets import Target
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.files.project_file import dumps
from reluviz.files.torch_modules import from_torch, linear_layers

_PAUSE = 1 / 20  # seconds between two states that are sent: a loop must not wait for them


class Update(msgspec.Struct, array_like=True):
    """What is sent of one step.

    Parameters
    ----------
    step : int
        How often `Watch.step` was called.
    loss : float or None
        What the loop says of it.
    layers : list of (bytes, bytes)
        Weights and biases as float64, layer by layer.
    """

    step: int
    loss: float | None
    layers: list[tuple[bytes, bytes]]


class Watch:
    """A window in a process of its own that shows what a loop sends it.

    Parameters
    ----------
    read : callable
        Returns the layers now: weights and biases, as arrays.
    project : Project
        What the window shows at first.
    """

    def __init__(self, read: Callable[[], list[tuple[Any, Any]]], project: Project) -> None:
        self._read = read
        self._count, self._next = 0, 0.0
        self._newest: Update | None = None
        self._wake = threading.Condition()
        self._is_closed = False
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reluviz.app.watch_window"],
            stdin=subprocess.PIPE,
            env=environment,
        )
        self._first = dumps(project)
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether the window is there."""
        return not self._is_closed and self._process.poll() is None

    def step(self, loss: float | None = None) -> bool:
        """Tell that a step was made; twenty times a second the window is told, too.

        Parameters
        ----------
        loss : float, optional
            The loss after it, to be shown.

        Returns
        -------
        bool
            Whether the window is still open.
        """
        self._count += 1
        now = time.monotonic()
        if now < self._next or self._is_closed:
            return not self._is_closed
        self._next = now + _PAUSE
        self._send(loss)
        return self.is_open

    def close(self) -> None:
        """Send the last state, and let the window go on without the loop."""
        if not self._is_closed:
            self._send(None)
            with self._wake:
                self._is_closed = True
                self._wake.notify()
            self._thread.join(timeout=10)

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, loss: float | None) -> None:
        layers = [
            (np.asarray(w, np.float64).tobytes(), np.asarray(b, np.float64).tobytes())
            for w, b in self._read()
        ]
        with self._wake:
            self._newest = Update(self._count, None if loss is None else float(loss), layers)
            self._wake.notify()

    def _send_all(self) -> None:
        """In a thread: a window that is slow, or gone, keeps nobody waiting."""
        pipe = self._process.stdin
        assert pipe is not None
        with suppress(OSError, ValueError):  # the window was closed
            _write(pipe, self._first)
            while True:
                with self._wake:
                    self._wake.wait_for(lambda: self._newest is not None or self._is_closed)
                    update, self._newest = self._newest, None
                if update is None:
                    break
                _write(pipe, msgspec.msgpack.encode(update))
        with suppress(OSError):
            pipe.close()


def watch(model: Any, x: ArrayLike | None = None, y: ArrayLike | None = None) -> Watch:
    """Open a window that follows a training in your own loop, and return at once.

    Parameters
    ----------
    model : torch.nn.Module or callable
        A module that `from_torch` can hold; or a function without arguments that returns the
        `Network` as it is now, always of one shape.
    x, y : array_like, shape (n,), optional
        The data, for networks of one input and one output.

    Returns
    -------
    Watch
        Call its ``step(loss)`` in the loop, and ``close()`` at the end; or use it in a with.

    Raises
    ------
    ValueError
        If the model cannot be held, or no window can open here.
    """
    problem = system.display_problem()
    if problem is not None:
        raise UserError(problem)
    is_module = hasattr(model, "named_children") and hasattr(model, "parameters")
    network: Network = from_torch(model) if is_module else model()
    linear = linear_layers(model) if is_module else []
    shapes = [layer.weights.shape for layer in network.layers]

    def of_network() -> list[tuple[Any, Any]]:
        now = from_torch(model) if is_module else model()
        return [(layer.weights, layer.bias) for layer in now.layers]

    def of_module() -> list[tuple[Any, Any]]:
        return [(weights(), bias()) for weights, bias in linear]

    is_plain = is_module and [weights().shape for weights, _ in linear] == shapes
    target, domain = None, (-1.0, 1.0)
    if x is not None and y is not None and network.n_inputs == network.n_outputs == 1:
        target = Target.from_data(np.ravel(np.asarray(x)), np.ravel(np.asarray(y)))
        domain = float(target.x[0]), float(target.x[-1])
    return Watch(of_module if is_plain else of_network, Project(network, target, domain))


def _write(pipe: Any, data: bytes) -> None:
    pipe.write(len(data).to_bytes(4, "little") + data)
    pipe.flush()
