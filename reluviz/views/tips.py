"""Tooltips: Qt takes what looks like markup for it, and names of people may look so."""

from __future__ import annotations

from html import escape


def plain_tip(text: str | None) -> str:
    """Return a tooltip that shows a text as it is."""
    if not text:
        return ""
    return f"<span>{escape(text)}</span>" if "<" in text or "&" in text else text
