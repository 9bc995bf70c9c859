"""Running a command: an exit status, and one line for what went wrong instead of a traceback."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from reluviz.files.errors import UserError, shown

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
