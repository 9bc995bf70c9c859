"""Work that takes long on the command line: how far it is, and Ctrl-C ends it in good order."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from reluviz.core.stopping import Progress


class Interruption:
    """Whether Ctrl-C was pressed; to be given as `stop`."""

    def __init__(self) -> None:
        self.happened = False

    def __call__(self) -> bool:
        return self.happened


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Inside, the first Ctrl-C is only noted, so that the work can end where it is in order.

    The second one raises `KeyboardInterrupt`, as always.
    """
    found = Interruption()

    def note(number: int, frame: FrameType | None) -> None:
        found.happened = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    # Other threads get no signals; and who started the process may want none to count.
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield found
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress | None]:
    """A bar on the standard error, gone at the end; None where that is no terminal.

    Yields
    ------
    callable or None
        To be told the share that is done, from 0 to 1.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm  # here: where no bar is shown it would cost time for nothing

    tqdm.monitor_interval = 0  # no thread of its own
    tqdm.set_lock(threading.RLock())  # nor one lock for all processes
    shape = "{desc} {percentage:3.0f}% |{bar}| {elapsed}, {remaining} left"
    with tqdm(total=1.0, desc=title, bar_format=shape, leave=False, dynamic_ncols=True) as bar:

        def tell(share: float) -> None:
            bar.update(share - bar.n)

        yield tell


def say(text: str) -> None:
    """Print a line on the standard error, if there is one."""
    if sys.stderr is not None:
        print(f"reluviz: {text}", file=sys.stderr)
