"""What all tests of panels share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shiboken6 import delete, isValid

from reluviz.document.document import Document
from reluviz.views import panel


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secondary panels follow a gesture as soon as the queue of events is empty."""
    monkeypatch.setattr(panel, "SECONDARY_PAUSE", 0)


@pytest.fixture(autouse=True)
def documents_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that a document has begun goes on after its test.

    Nor is one left to the collector of garbage: that may run in any thread, and cannot take a
    document apart that has steps to undo.
    """
    made: list[Document] = []
    begin = Document.__init__

    def begin_and_keep(self: Document, *args: object, **named: object) -> None:
        begin(self, *args, **named)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(Document, "__init__", begin_and_keep)
    yield
    for document in made:
        if isValid(document):
            document.close()
            delete(document)
