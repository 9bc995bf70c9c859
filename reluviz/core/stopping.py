"""Ending long work early, and saying how far it is."""

from __future__ import annotations

from collections.abc import Callable

Stop = Callable[[], bool]
Progress = Callable[[float], None]


class Stopped(Exception):  # noqa: N818  # not an error: it was asked for
    """Work was ended early because its `stop` said so."""


class Watch:
    """Asks `stop` and tells `progress`, either of which may be None.

    Parameters
    ----------
    stop : callable or None
        Returns True when the work should end.
    progress : callable or None
        Is given the share done, from 0 to 1, never less than before.
    """

    def __init__(self, stop: Stop | None = None, progress: Progress | None = None) -> None:
        self._stop = stop
        self._progress = progress
        self._from, self._to = 0.0, 1.0
        self._told = 0.0

    def check(self, share: float | None = None) -> None:
        """Raise `Stopped` if it is time; tell that `share` of the present part is done.

        Raises
        ------
        Stopped
            If `stop` returned True.
        """
        if self._stop is not None and self._stop():
            raise Stopped
        if share is not None and self._progress is not None:
            done = self._from + min(max(share, 0.0), 1.0) * (self._to - self._from)
            self._told = max(self._told, done)
            self._progress(self._told)

    def part(self, start: float, end: float) -> Watch:
        """From now on a share of 0 to 1 means `start` to `end` of the whole; returns itself."""
        self._from, self._to = start, end
        return self
