"""What is said about each panel: in the help, and by What's This."""

from __future__ import annotations

from functools import cache
from html import escape

import msgspec
from PySide6.QtWidgets import QWidget

from reluviz.paths import resource


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The help for one panel.

    Parameters
    ----------
    name : str
        objectName of the panel; its picture is called so, too.
    title : str
        Heading.
    text : tuple of str
        Paragraphs.
    """

    name: str
    title: str
    text: tuple[str, ...]

    def html(self) -> str:
        """Return the paragraphs for a tip, or a part of a page."""
        return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.text)


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics in the order in which they are read."""
    data = resource("help", "panels.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Topic, ...])


def topic(name: str) -> Topic | None:
    """Return the topic of a panel; None if nothing is said about it."""
    return next((one for one in topics() if one.name == name), None)


def explain(panel: QWidget) -> None:
    """Give a panel what What's This says of it."""
    found = topic(panel.objectName())
    panel.setWhatsThis("" if found is None else found.html())
