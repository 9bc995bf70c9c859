"""Libraries that a damaged file can bring down, at work in a process of their own.

Whatever happens to that process, the one that asked goes on: it has a cap on memory and on time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress

from reluviz.core.stopping import Watch

MOST_SECONDS = 20.0
"""Before it is ended; for what is large, a second more for each of `_FOR_A_SECOND` bytes."""

_FOR_A_SECOND = 4 * 1024 * 1024
_PAUSE = 0.05  # seconds between two looks at whether the answer is still wanted


class Ended(Exception):  # noqa: N818  # what happened
    """The process gave no answer: the message says why, to go on with after the file's name."""


def answer_of(module: str, arguments: list[str], data: bytes, watch: Watch, memory: int) -> bytes:
    """Return what a module writes to its standard output.

    Parameters
    ----------
    module : str
        Run as a program; it calls `cap_memory` with its last argument before anything else.
    arguments : list of str
        What it is given.
    data : bytes
        Its standard input.
    watch : Watch
        Asked several times a second; what it raises ends the process.
    memory : int
        Bytes that it may have.

    Raises
    ------
    Ended
        If it did not survive it, or took too long.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environment["OPENBLAS_NUM_THREADS"] = "1"  # each has memory of its own
    end = time.monotonic() + MOST_SECONDS + len(data) / _FOR_A_SECOND
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, str(memory)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    try:
        found = _output(process, end, watch)
    finally:
        process.kill()
        process.communicate()
    if found is None:
        raise Ended("takes too long")
    if process.returncode:
        raise Ended("asks for more memory than it may have")
    return found


def cap_memory(most: str) -> None:
    """Let this process have so many bytes, where there is such a cap."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(most), int(most)))


def _output(process: subprocess.Popen[bytes], end: float, watch: Watch) -> bytes | None:
    """What the process writes; None if it takes too long."""
    while time.monotonic() < end:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=_PAUSE)[0]
        watch.check()
    return None
