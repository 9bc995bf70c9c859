"""Running a command: an exit status, one line for what went wrong, how far it is, and Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from reluviz.files.errors import UserError, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reluviz.core.stopping import Progress

BAD_INPUT = 2
"""Exit status of a command that was given something it cannot work with."""

INTERRUPTED = 130
BROKEN_PIPE = 141

_LONGEST_MARKED = 100


class MarkedError(UserError):
    """A mistake in a short text, which is shown with a mark below the place.

    Parameters
    ----------
    message : str
        What is wrong.
    text : str
        All of what was typed.
    place, length : int
        Where in it.
    """

    def __init__(self, message: str, text: str, place: int, length: int) -> None:
        super().__init__(message)
        self.text, self.place, self.length = text, place, length

    @property
    def marked(self) -> str:
        """The text and the mark below it; empty if they do not fit on a line or do not print."""
        if len(self.text) > _LONGEST_MARKED or not self.text.isprintable():
            return ""
        return f"  {self.text}\n  {' ' * self.place}{'^' * max(1, self.length)}\n"


def guarded(action: Callable[[], int]) -> int:
    """Run `action` and return its exit status, or the one for what stopped it.

    What the user can do something about (a ValueError, an OSError) becomes one line on the
    standard error and `BAD_INPUT`.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # no character may stop a message
            stream.reconfigure(errors="backslashreplace")
    try:
        status = action()
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit as stop:  # argparse has printed the help or the version
        return stop.code if isinstance(stop.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except (ValueError, ArithmeticError, OSError) as error:
        _drop_output()
        complain(error)
        return BAD_INPUT
    return status


def complain(error: Exception) -> None:
    """Say what is wrong, in one line on the standard error."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:  # not one that was put into words already
        place = f"{error.filename}" if error.filename else "the output"
        text = f"{place} could not be written or read: {error.strerror.lower()}"
    if sys.stderr is not None:
        print(f"reluviz: {shown(' '.join(text.split()))}", file=sys.stderr)
        if isinstance(error, MarkedError):
            print(error.marked, end="", file=sys.stderr)


def _drop_output() -> None:
    """Have nothing more written to a standard output that is gone or full."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
