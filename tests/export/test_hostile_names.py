"""Hostile names in pages and pictures: 200 of them, 2,000 with RELUVIZ_LONG in the environment."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from xml.etree import ElementTree

from pytestqt.qtbot import QtBot

import reluviz as rv
from reluviz.document.document import Document
from reluviz.export.page import page
from reluviz.export.picture import PictureOptions, picture_bytes
from reluviz.views.plot import PlotPanel
from reluviz.views.theme import load_theme
from tests.export.test_escape import names

COUNT = 2_000 if os.environ.get("RELUVIZ_LONG") else 200
KNOWN = [
    "{{data}}",
    "{{lesson}}",
    "</title><script>alert(1)</script>",
    "\\1",
    "\\g<0>",
    "]]>",
    "-->",
]
HAT = rv.example("hat")


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its title."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.title, self._is_title = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))
        self._is_title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)
        self._is_title = False

    def handle_data(self, data: str) -> None:
        self.title += data if self._is_title else ""


def test_a_page_has_no_tag_of_a_name() -> None:
    plain = Tags(page(HAT, "plain", "lesson")).found
    for name in [*KNOWN, *names(COUNT)]:
        text = page(HAT, name, name or "lesson")
        assert Tags(text).found == plain, name
        assert text.count("\\u003c") == page(HAT).count("\\u003c")
    assert Tags(page(HAT, "{{data}}")).title == "{{data}}"


def test_a_picture_is_whole_whatever_it_is_called(qtbot: QtBot) -> None:
    panel = PlotPanel(Document(HAT), load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(200, 150)
    for name in [*KNOWN, *names(COUNT // 10)]:
        root = ElementTree.fromstring(picture_bytes(panel, ".svg", PictureOptions(title=name)))
        title = root.findtext("{*}title", "")
        seen = "".join(c if c.isprintable() else " " for c in name)
        assert title.split() == seen.split()
