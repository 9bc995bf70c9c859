"""A lesson: a start, and steps with text, a goal and a hint. Immutable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from reluviz.files.project import DRAG_MODES, LAYERS, Project
from reluviz.lessons.goal import Goal, Word

PANELS = (
    "contributions",
    "build",
    "perturb",
    "influence",
    "loss",
    "quiz",
    "train",
    "fit",
    "compare",
    "sweep",
    "truth_table",
    "activations",
)
"""Panels that a step can ask to be opened."""

Style = Literal["plain", "strong", "code"]

_SPAN = re.compile(r"\*(?=\S)([^*]+?)(?<=\S)\*|`([^`]+)`")


class Look(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step asks the window to show. Nothing of it is locked.

    Parameters
    ----------
    panel : str or None
        One of `PANELS`.
    drag_mode : str or None
        What a hand on the plot does.
    show, hide : tuple of str
        Parts of the plot.
    """

    panel: Word | None = None
    drag_mode: Word | None = None
    show: tuple[Word, ...] = ()
    hide: tuple[Word, ...] = ()

    def __post_init__(self) -> None:
        if self.panel is not None and self.panel not in PANELS:
            raise ValueError(f"there is no panel {self.panel!r}; use {', '.join(PANELS)}")
        if self.drag_mode is not None and self.drag_mode not in DRAG_MODES:
            raise ValueError(f"there is no mode {self.drag_mode!r}; use {', '.join(DRAG_MODES)}")
        for part in (*self.show, *self.hide):
            if part not in LAYERS:
                raise ValueError(f"there is no part {part!r} of the plot; use {', '.join(LAYERS)}")


@dataclass(frozen=True)
class Step:
    """One step of a lesson.

    Parameters
    ----------
    title : str
        A few words.
    text : tuple of str
        Short paragraphs; see `spans`.
    goal : Goal or None
        What is to be reached; None if there is only something to read and to try.
    hint : str
        What helps, on request; empty for none.
    start : Project or None
        What the document holds when the step begins; None if it stays as it is.
    look : Look
        What is shown.
    """

    title: str
    text: tuple[str, ...]
    goal: Goal | None = None
    hint: str = ""
    start: Project | None = None
    look: Look = field(default_factory=Look)


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Parameters
    ----------
    name : str
        What it is called in code: the name of its file without the ending.
    title : str
        A few words.
    summary : str
        One line that says what it is about.
    start : Project
        What the document holds at its beginning.
    steps : tuple of Step
        At least one.
    """

    name: str
    title: str
    summary: str
    start: Project
    steps: tuple[Step, ...]

    def start_of(self, step: int) -> Project:
        """Return what the document holds at the latest start before a step, or at it."""
        starts = [one.start for one in self.steps[: step + 1] if one.start is not None]
        return starts[-1] if starts else self.start


def spans(text: str) -> Iterator[tuple[str, Style]]:
    """Yield the parts of a paragraph: plain ones, ``*strong*`` ones and `` `code` `` ones.

    There is nothing else: what looks like a tag is text. A mark without its partner is itself.
    """
    at = 0
    for match in _SPAN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], "plain"
        strong, code = match.groups()
        yield (strong, "strong") if strong is not None else (code, "code")
        at = match.end()
    if at < len(text):
        yield text[at:], "plain"


def plain(text: str) -> str:
    """Return a paragraph without its marks."""
    return "".join(part for part, _ in spans(text))
