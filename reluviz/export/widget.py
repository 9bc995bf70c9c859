"""A network to play with in a notebook: the page of the HTML export, held together with Python."""

from __future__ import annotations

from functools import cache
from typing import Any

from reluviz.core.layer import Layer
from reluviz.core.network import Network
from reluviz.export.page import layer_entries, page
from reluviz.files.errors import UserError
from reluviz.files.project import Project
from reluviz.paths import resource


def widget(work: Network | Project) -> Any:
    """Return a widget for Jupyter, VS Code and marimo: sliders, and joints to drag.

    What is changed there is in its ``network`` at once, and a network that is put there is shown:
    ``w.network = other``; ``w.observe(function, "network")`` calls a function at every change.

    Parameters
    ----------
    work : Network or Project
        One or two inputs and one output. A network alone is looked at from -1 to 1.

    Returns
    -------
    anywidget.AnyWidget
        With ``network``, the `Network` that it shows.

    Raises
    ------
    ValueError
        If the package is missing, or the network is none that a page shows.
    """
    project = work if isinstance(work, Project) else Project(work)
    return _kind()(project)


@cache
def _kind() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise UserError(
            'a widget needs the package anywidget: pip install "reluviz[notebook]"'
        ) from None

    class NetworkWidget(anywidget.AnyWidget):
        """A network in the browser and in Python, the same in both."""

        _esm = resource("page", "widget.js").read_text(encoding="utf-8")
        page = traitlets.Unicode().tag(sync=True)
        layers: Any = traitlets.List().tag(sync=True)
        network = traitlets.Instance(Network)

        def __init__(self, project: Project) -> None:
            self._project = project
            super().__init__(
                page=page(project),
                layers=layer_entries(project.network),
                network=project.network,
            )

        @traitlets.validate("network")
        def _check(self, proposal: Any) -> Network:
            """Refuse what cannot be shown, before it is there."""
            network: Network = proposal["value"]
            page(Project(network, domain=self._project.domain))
            return network

        @traitlets.observe("network")
        def _on_network(self, change: Any) -> None:
            """Show it; one of another shape on another page."""
            before, network = change["old"], change["new"]
            if isinstance(before, Network) and _shape(before) != _shape(network):
                project = self._project
                self.page = page(Project(network, project.target, project.domain))
            if self.layers != layer_entries(network):
                self.layers = layer_entries(network)

        @traitlets.observe("layers")
        def _on_layers(self, change: Any) -> None:
            """Take what the browser says, if it is a network of the same shape."""
            try:
                found = Network(
                    [Layer(one["weights"], one["bias"], one["activation"]) for one in change["new"]]
                )
            except (ValueError, TypeError, KeyError):
                self.layers = layer_entries(self.network)
                return
            if found != self.network:
                self.network = found

    return NetworkWidget


def _shape(network: Network) -> list[tuple[int, ...]]:
    return [layer.weights.shape for layer in network.layers]
