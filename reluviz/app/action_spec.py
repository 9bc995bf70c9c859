"""One line of the table of actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

Key = QKeySequence.StandardKey
Role = QAction.MenuRole


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Parameters
    ----------
    id : str
        objectName.
    text : str
        Text in menus, with its mnemonic.
    tip : str
        One sentence for the status bar and the tool tip.
    handler : str
        What it calls: the name of a controller, a dot, the name of its method. Empty for an action
        that something else drives (the visibility of the docks at the sides).
    shortcut : StandardKey or str
        The key.
    icon : str
        Name of the icon; none if empty.
    label : str
        Text on its button, if other than `text`.
    group : str
        Checkable actions of one group exclude each other; ``own`` for one that stands alone.
    role : MenuRole
        Where macOS puts it.
    argument : str
        What the method gets first, if it serves several actions.
    """

    id: str
    text: str
    tip: str
    handler: str = ""
    shortcut: QKeySequence.StandardKey | str = ""
    icon: str = ""
    label: str = ""
    group: str = ""
    role: QAction.MenuRole = Role.NoRole
    argument: str = ""


def with_access_keys(titles: Iterable[str]) -> list[str]:
    """Return the entries of a menu, each with & before its first letter that no other one has."""
    taken, entries = set[str](), list[str]()
    for title in titles:
        free = (k for k, sign in enumerate(title.lower()) if sign.isalnum() and sign not in taken)
        place = next(free, 0)
        taken.add(title[place].lower())
        entries.append(f"{title[:place]}&{title[place:]}")
    return entries
