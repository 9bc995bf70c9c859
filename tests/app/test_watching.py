"""A training elsewhere, shown while it goes on."""

from __future__ import annotations

import io
import os
import time

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import reluviz as rv
from reluviz.app.main_window import MainWindow
from reluviz.app.watch_window import Follower, read_frame
from reluviz.watching import Update, linear_layers

START = rv.example("relu-by-hand").network


def frame(step: int, network: rv.Network) -> bytes:
    layers = [(one.weights.tobytes(), one.bias.tobytes()) for one in network.layers]
    data = msgspec.msgpack.encode(Update(step, 0.5, layers))
    return len(data).to_bytes(4, "little") + data


def test_the_newest_is_shown_and_all_of_it_is_one_step(window: MainWindow, qtbot: QtBot) -> None:
    networks = [START.with_value(START.parameter("w2"), float(k)) for k in range(5)]
    stream = io.BytesIO(b"".join(frame(k, one) for k, one in enumerate(networks)))
    Follower(window.document, stream)
    qtbot.waitUntil(lambda: window.document.network == networks[-1], timeout=5_000)
    qtbot.waitUntil(lambda: window.document.gesture is None, timeout=5_000)
    assert window.document.undo_stack.texts == ["training elsewhere"]
    window.document.undo()
    assert window.document.network == START


def test_frames_end() -> None:
    assert read_frame(io.BytesIO(b"")) is None
    assert read_frame(io.BytesIO(b"\x01")) is None
    assert read_frame(io.BytesIO(b"\x02\0\0\0ab")) == b"ab"


def test_a_window_follows_a_loop_and_stays() -> None:
    network = START

    def now() -> rv.Network:
        return network

    x = np.linspace(-1, 1, 20)
    with rv.watch(now, x, x**2) as watch:
        for k in range(5):
            network = START.with_value(START.parameter("w2"), float(k))
            assert watch.step(loss=0.1 * k)
            time.sleep(0.01)
    process = watch._process
    assert process.poll() is None  # it goes on without the loop
    if hasattr(os, "nice"):  # and never takes a processor from it
        own, deadline = os.getpriority(os.PRIO_PROCESS, 0), time.monotonic() + 30
        while os.getpriority(os.PRIO_PROCESS, process.pid) != min(own + 10, 19):
            assert time.monotonic() < deadline
            time.sleep(0.02)
    process.terminate()
    process.wait(timeout=20)
    assert not watch.step()


def test_a_closed_window_stops_nobody() -> None:
    watch = rv.watch(lambda: START)
    watch._process.kill()
    watch._process.wait(timeout=20)
    for _ in range(3):
        watch._next = 0.0
        watch.step()
    watch.close()
    assert not watch.is_open


def test_steps_between_two_pictures_cost_nothing() -> None:
    asked = []

    def now() -> rv.Network:
        asked.append(1)
        return START

    watch = rv.watch(now)
    try:
        for _ in range(100):
            watch.step()
        assert len(asked) < 20
    finally:
        watch._process.kill()
        watch.close()
        watch._process.wait(timeout=20)


def test_modules_of_torch_are_read_as_they_are_now() -> None:
    torch = pytest.importorskip("torch")
    module = torch.nn.Sequential(torch.nn.Linear(1, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    [(weights, bias), (last, _)] = linear_layers(module)
    with torch.no_grad():
        module[0].weight.fill_(2.0)
        module[0].bias.zero_()
    assert weights().tolist() == [[2.0]] * 3
    assert bias().tolist() == [0.0] * 3
    assert last().shape == (1, 3)
    x = torch.linspace(-1, 1, 20).reshape(-1, 1)
    optimiser = torch.optim.Adam(module.parameters())
    watch = rv.watch(module, x.numpy(), (x**2).numpy())
    try:
        for _ in range(5):
            loss = ((module(x) - x**2) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            assert watch.step(loss.item())
    finally:
        watch._process.kill()
        watch.close()
        watch._process.wait(timeout=20)
