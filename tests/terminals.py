"""Commands in a process of their own whose standard error is a terminal, so that bars are shown."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 30  # seconds for anything


def _hear_interrupts() -> None:
    """What a shell starts in the background is deaf to Ctrl-C, and so is what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """``reluviz`` with `arguments`, in the current folder.

    Attributes
    ----------
    shown : str
        What the terminal has shown so far.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        import pty  # these two are not on Windows
        import termios

        self._terminal, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "reluviz", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
        os.close(theirs)
        self.shown = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(ProcessLookupError):  # all of them have ended
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        os.close(self._terminal)

    def wait_for(self, text: str) -> None:
        """Wait until the terminal has shown `text`."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            assert self._read(), f"it has ended: {self.shown}"

    def interrupt(self) -> None:
        """Press Ctrl-C: every process of the terminal hears it."""
        os.killpg(self._process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str, list[str]]:
        """Wait for the end; return the status, what was printed, and the lines that stay shown."""
        end = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < end, self.shown
        out, _ = self._process.communicate(timeout=PATIENCE)
        lines = [line.rpartition("\r")[2] for line in self.shown.replace("\r\n", "\n").split("\n")]
        return self._process.returncode, out.decode(), [line for line in lines if line.strip()]

    def _read(self) -> bool:
        """Take in what is shown; False at the end."""
        ready, _, _ = select.select([self._terminal], [], [], 1.0)
        if not ready:
            return self._process.poll() is None
        try:
            data = os.read(self._terminal, 65_536)
        except OSError:  # nobody writes any more
            return False
        self.shown += data.decode()
        return bool(data)
