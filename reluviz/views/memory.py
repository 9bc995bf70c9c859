"""Things that take long to make, kept as long as what they are made of stays the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class Memory:
    """The newest of each kind of thing, by name."""

    def __init__(self) -> None:
        self._newest: dict[str, tuple[tuple[object, ...], object, object]] = {}

    def of(
        self, name: str, things: tuple[object, ...], settings: object, make: Callable[[], T]
    ) -> T:
        """Return what `make` made for the same `things` and settings, or make it.

        Parameters
        ----------
        name : str
            What kind of thing it is: always made by the same function.
        things : tuple
            What it is made of; only the same objects count as the same.
        settings : object
            What else it depends on, compared by value.
        make : callable
            Makes it.
        """
        kept = self._newest.get(name)
        if kept is None or kept[1] != settings or not _same(kept[0], things):
            kept = self._newest[name] = (things, settings, make())
        return cast(T, kept[2])


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    return len(first) == len(second) and all(map(_is, first, second))


def _is(first: object, second: object) -> bool:
    return first is second
