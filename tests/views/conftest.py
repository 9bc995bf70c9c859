"""What all tests of panels share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reluviz.document.document import Document
from reluviz.views import panel


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secondary panels follow a gesture as soon as the queue of events is empty."""
    monkeypatch.setattr(panel, "SECONDARY_PAUSE", 0)


@pytest.fixture(autouse=True)
def documents_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No search for a best fit goes on after the test that began it."""
    made: list[Document] = []
    begin = Document.__init__

    def begin_and_keep(self: Document, *args: object, **named: object) -> None:
        begin(self, *args, **named)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(Document, "__init__", begin_and_keep)
    yield
    for document in made:
        document.close()
