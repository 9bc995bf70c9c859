"""The actions of the table, made and drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from reluviz.app.action_spec import ActionSpec
from reluviz.app.actions import ACTIONS
from reluviz.views.icons import icon
from reluviz.views.theme import Theme


def make_actions(
    parent: QObject,
    controllers: Mapping[str, object],
    given: Mapping[str, QAction],
    before: Callable[[], None],
) -> dict[str, QAction]:
    """Make the actions of the table.

    Parameters
    ----------
    controllers : mapping
        The objects that handlers name.
    given : mapping
        Actions without a handler, by id: made elsewhere, they get their names here.
    before : callable
        Called before every handler. A click and a key can come so fast one after the other that
        no snapshot was published in between: the key must see what the click selected.

    Returns
    -------
    dict of str to QAction
        By id.
    """
    actions: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for spec in ACTIONS:
        action = QAction(parent) if spec.handler else given[spec.id]
        _describe(action, spec)
        if spec.group:
            action.setCheckable(True)
        if spec.group not in ("", "own"):
            group = groups.setdefault(spec.group, QActionGroup(parent))
            group.addAction(action)
        if spec.handler:
            action.triggered.connect(before)
            action.triggered.connect(_handler(spec, controllers))
        actions[spec.id] = action
    return actions


def _handler(spec: ActionSpec, controllers: Mapping[str, object]) -> Callable[..., None]:
    controller, _, method = spec.handler.partition(".")
    handler: Callable[..., None] = attrgetter(method)(controllers[controller])
    if not spec.argument:
        return handler
    if spec.group == "own":
        return lambda checked: handler(spec.argument, checked)
    return lambda: handler(spec.argument)


def _describe(action: QAction, spec: ActionSpec) -> None:
    action.setObjectName(spec.id)
    action.setText(spec.text)
    # The text of undo and redo follows the step; that of their button must not.
    action.setIconText(spec.label or spec.text.replace("&", ""))
    action.setMenuRole(spec.role)
    if spec.shortcut == "":
        keys = []
    elif isinstance(spec.shortcut, str):
        keys = [QKeySequence(spec.shortcut)]
    else:
        keys = QKeySequence.keyBindings(spec.shortcut)
    action.setShortcuts(keys)
    action.setStatusTip(spec.tip)
    shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
    action.setWhatsThis(spec.tip)


def draw_icons(actions: Mapping[str, QAction], theme: Theme, ids: Collection[str | None]) -> None:
    """Give some of the actions their icons in the colours of a theme."""
    for spec in ACTIONS:
        if spec.icon and spec.id in ids:
            actions[spec.id].setIcon(icon(spec.icon, theme))
