"""While other threads work, garbage is collected in the thread of the window alone.

Python collects cycles of objects in whatever thread happens to allocate when it is time for it.
There can be objects of Qt among them, which belong to the thread of the window; to delete them in
another thread ends the process.
"""

from __future__ import annotations

import gc

_holding = 0
_was_enabled = True


class Hold:
    """Keeps other threads from collecting garbage between `hold` and `release`.

    All of it belongs to the thread of the window.
    """

    def __init__(self) -> None:
        self._holds = False

    def hold(self) -> None:
        """From now on nothing is collected but by `collect`."""
        global _holding, _was_enabled  # one collector for the whole process
        if not self._holds:
            self._holds = True
            if not _holding:
                _was_enabled = gc.isenabled()
                gc.disable()
            _holding += 1

    def release(self) -> None:
        """The thread of this hold has nothing to do any more."""
        global _holding
        if self._holds:
            self._holds = False
            _holding -= 1
            if not _holding and _was_enabled:
                gc.enable()  # last: what is collected now may release holds of its own


def collect() -> None:
    """Collect what is due, in the thread that calls this.

    The oldest objects wait until no thread works: to look at all of them takes too long.
    """
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [k for k in (0, 1) if counts[k] > thresholds[k] > 0]
    if due:
        gc.collect(due[-1])
