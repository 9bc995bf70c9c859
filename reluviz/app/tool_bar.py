"""The tool bar: only what applies is on it, and what comes and goes moves nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolBar, QWidget

from reluviz.app.menus import ICON_ALONE, ICON_IF_NARROW, KEEPS_ITS_ROOM, LABELS, TOOLBAR
from reluviz.views.guard import Guarded
from reluviz.views.shell import IconButton

_GAP = 22  # pixels between two groups
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly
_TEXT = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class ToolBar(Guarded, QToolBar):
    """Groups of buttons; some have their texts only where there is room for all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Tool bar", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        side = max(16, self.fontMetrics().height())
        self.setIconSize(QSize(side, side))
        self.buttons: dict[str, IconButton] = {}
        """By the id of the action."""
        self._groups: list[_Group] = []

    def fill(self, actions: Mapping[str, QAction]) -> None:
        """Put the groups of `TOOLBAR` on it."""
        for is_group, names in groupby(TOOLBAR, lambda name: name is not None):
            if is_group:
                group = _Group([actions[name] for name in names if name], self.iconSize())
                self._add(group)
                self.buttons |= group.buttons

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _add(self, group: _Group) -> None:
        # A room that can be empty is line enough between two groups.
        line = None if group.keeps_room or not self._groups else self.addSeparator()
        entry = self.addWidget(group)
        self._groups.append(group)

        def show() -> None:
            for part in (entry, line):
                if part is not None:
                    part.setVisible(group.is_wanted)
            self._fit()

        group.changed.connect(show)
        show()

    def _fit(self) -> None:
        """Leave out texts that can be missed, where all of them would not have room."""
        for is_narrow in (False, True):
            for group in self._groups:
                group.set_narrow(is_narrow)
            wanted = [group for group in self._groups if group.is_wanted]
            if sum(group.sizeHint().width() + _GAP for group in wanted) <= self.width():
                return


class _Group(QWidget):
    """Buttons side by side. One whose action cannot be had is not there."""

    changed = Signal()
    """Other buttons are there."""

    def __init__(self, actions: Sequence[QAction], size: QSize) -> None:
        super().__init__()
        names = [action.objectName() for action in actions]
        self.keeps_room = not KEEPS_ITS_ROOM.isdisjoint(names)
        self.buttons: dict[str, IconButton] = {}
        self._actions = list(actions)
        self._label = QLabel(next((LABELS[name] for name in names if name in LABELS), ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label)
        for action in actions:
            row.addWidget(self._button(action, size))
            action.enabledChanged.connect(self._show)
        self.set_narrow(False)
        self._show()

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything in it, or will be in the same place."""
        return self.keeps_room or any(action.isEnabled() for action in self._actions)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out the texts that can be missed."""
        self._label.setVisible(bool(self._label.text()) and not is_narrow)
        for name, button in self.buttons.items():
            has_icon_alone = name in ICON_ALONE or (is_narrow and name in ICON_IF_NARROW)
            button.setToolButtonStyle(_ICON if has_icon_alone else _TEXT)

    def _button(self, action: QAction, size: QSize) -> IconButton:
        button = self.buttons[action.objectName()] = IconButton()
        button.setDefaultAction(action)
        button.setIconSize(size)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(action.iconText())
        return button

    def _show(self) -> None:
        for action in self._actions:
            self.buttons[action.objectName()].setVisible(self.keeps_room or action.isEnabled())
        self.changed.emit()
