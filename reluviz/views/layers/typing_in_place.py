"""Typing a parameter, or the value of an input at the probe, over its label."""

from __future__ import annotations

from reluviz.core import words
from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.items import Unit
from reluviz.views.in_place import InPlace
from reluviz.views.layered_words import node_title

Subject = ParameterId | Unit
"""What can be typed: a parameter, or what goes into an input."""


class Typing(InPlace):
    """Types parameters, each as one undo step, and the probe.

    Parameters
    ----------
    document, panel
        As for `InPlace`.
    """

    def name_of(self, subject: Subject) -> str:
        network = self._document.network
        if isinstance(subject, Unit):
            return f"{words.sentence(node_title(network, -1, subject.index))} at the probe"
        return words.parameter_title(network, subject)

    def value_of(self, subject: Subject) -> float:
        if isinstance(subject, Unit):
            return self._document.snapshot.point[subject.index]
        return self._document.network.value(subject)

    def set_value(self, subject: Subject, value: float) -> None:
        if isinstance(subject, Unit):
            set_input(self._document, subject.index, value)
        else:
            self._document.set_parameter(subject, value)


def set_input(document: Document, index: int, value: float) -> None:
    """Move the probe along one input."""
    point = list(document.snapshot.point)
    point[index] = value
    document.set_view(point=tuple(point))
