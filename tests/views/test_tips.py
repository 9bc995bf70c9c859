"""Tooltips show names as they are."""

from __future__ import annotations

from PySide6.QtGui import Qt

from reluviz.views.tips import plain_tip


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    hostile = '<img src="file:///x.png">a & b'
    tip = plain_tip(hostile)
    assert "<img" not in tip
    assert Qt.mightBeRichText(tip)  # so that what is escaped is shown unescaped
    assert plain_tip("plain") == "plain"
    assert plain_tip(None) == ""
