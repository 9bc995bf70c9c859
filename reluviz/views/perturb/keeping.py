"""A draw becomes the network."""

from __future__ import annotations

from reluviz.document.document import Document
from reluviz.document.items import Draw
from reluviz.views.perturb.wording import title_of


def keep_draw(document: Document) -> None:
    """Make the selected draw the network; the same draws go on around the new one.

    One undo step. Without a selected draw: nothing.
    """
    cloud, draw = document.snapshot.cloud, document.snapshot.selection
    if cloud is None or not isinstance(draw, Draw) or draw.index >= len(cloud):
        return
    settings = cloud.settings
    moved = settings.parameters(cloud.network)
    document.commit()
    document.select(moved[0] if len(moved) == 1 else None)
    text = f"keep draw {draw.index + 1} of {title_of(settings.which)}"
    document.set_network(cloud.draw(draw.index), text)
