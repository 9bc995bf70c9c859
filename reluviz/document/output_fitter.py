"""The best output weights for the kinks there are; in a thread if that takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reluviz.core.network import Network
from reluviz.core.output_weights import fit_output_weights
from reluviz.core.targets import Target
from reluviz.core.words import sentence
from reluviz.document.background import Background

if TYPE_CHECKING:
    from reluviz.document.document import Document

MOST_UNITS = 1_000
"""Of more units the weights are not fitted: the time grows with the square of their number."""

_AT_ONCE = 10_000_000  # points times units squared: about 10 ms

STEP_NAME = "fit the output weights"


class OutputFitter(QObject):
    """Gives the document's network the w and b0 of least squares; v and b stay."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._background = Background(self)
        self._asked: tuple[Network, Target] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether weights are being fitted."""
        return self._background.is_busy

    def fit(self) -> None:
        """Fit them: one undo step, now or a little later. A notice if that is not possible."""
        document = self._document
        document.commit()
        network, target = document.network, document.project.target
        if target is None:
            document.notify("There is no target to fit: choose one in the Target menu")
            return
        x, y = target.samples(document.project.domain)
        if not len(x):
            document.notify("The target has no part of the domain: there is nothing to fit")
            return
        if network.n_units > MOST_UNITS:
            document.notify(
                f"The output weights of {network.n_units:,} ReLUs take too long to fit; "
                f"at most {MOST_UNITS:,} are possible"
            )
            return
        self._asked = network, target
        if len(x) * (network.n_units + 1) ** 2 <= _AT_ONCE:
            self._on_fitted(fit_output_weights(network, x, y))
            return
        self._background.run(
            lambda: fit_output_weights(network, x, y), self._on_fitted, self._on_failed
        )

    def close(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._background.close()

    def _on_fitted(self, fitted: Network) -> None:
        document = self._document
        if self._asked != (document.network, document.project.target):
            document.notify("The output weights are not fitted: the network was changed meanwhile")
            return
        document.set_network(fitted, STEP_NAME)

    def _on_failed(self, error: ValueError) -> None:
        self._document.notify(sentence(error))
