"""Tooltips show names as they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reluviz.views import tips
from reluviz.views.tips import plain_tip, show_below


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    hostile = '<img src="file:///x.png">a & b'
    tip = plain_tip(hostile)
    assert "<img" not in tip
    assert Qt.mightBeRichText(tip)  # so that what is escaped is shown unescaped
    assert plain_tip("plain") == "plain"
    assert plain_tip(None) == ""


def test_a_tip_is_below_the_mouse_and_what_it_explains(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget, shown = QWidget(), list[QPoint]()
    qtbot.addWidget(widget)
    widget.resize(300, 300)
    widget.show()
    monkeypatch.setattr(tips.QToolTip, "showText", lambda at, _text, _widget: shown.append(at))
    thing = QRect(50, 60, 80, 90)
    for row in (62, 149):
        show_below(widget.mapToGlobal(QPoint(70, row)), "what it is", widget, thing)
        top = widget.mapFromGlobal(shown[-1]).y() + 16  # where Qt begins to paint it
        assert top > thing.bottom()
        assert top > row
    show_below(widget.mapToGlobal(QPoint(70, 5)), "ground", widget, QRect())
    assert widget.mapFromGlobal(shown[-1]) == QPoint(70, 5)
