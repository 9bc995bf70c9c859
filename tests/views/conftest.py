"""What all tests of panels share."""

from __future__ import annotations

import pytest

from reluviz.views import panel


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secondary panels follow a gesture as soon as the queue of events is empty."""
    monkeypatch.setattr(panel, "SECONDARY_PAUSE", 0)
