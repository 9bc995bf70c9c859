"""The steps that can be taken back: what there is, what was saved, and nothing kept alive."""

from __future__ import annotations

import gc
import weakref

from hypothesis import given
from hypothesis import strategies as st

from reluviz.core.network import ParameterId
from reluviz.document.document import Document
from reluviz.document.undo import UndoStack


class Text:
    """A text that is edited."""

    def __init__(self) -> None:
        self.text = ""
        self.stack = UndoStack(self._restore)

    def _restore(self, text: str) -> None:
        self.text = text

    def write(self, letter: str) -> None:
        before, self.text = self.text, self.text + letter
        self.stack.push(f"write {letter}", before, self.text)


@given(st.lists(st.sampled_from("abuursx")))
def test_it_is_a_list_and_a_place_in_it(keys: list[str]) -> None:
    """Against the plainest model: all states there were, and which one it is."""
    edited, states, place, saved = Text(), [""], 0, 0
    for key in keys:
        if key == "u":
            edited.stack.undo()
            place = max(0, place - 1)
        elif key == "r":
            edited.stack.redo()
            place = min(len(states) - 1, place + 1)
        elif key == "s":
            edited.stack.set_clean()
            saved = place
        elif key == "x":
            edited.stack.clear()
            states, place, saved = [edited.text], 0, 0
        else:
            edited.write(key)
            saved = -1 if saved > place else saved
            states, place = [*states[: place + 1], states[place] + key], place + 1
        stack = edited.stack
        assert edited.text == states[place]
        assert (stack.index, stack.count) == (place, len(states) - 1)
        assert stack.is_clean == (place == saved)
        assert (stack.can_undo, stack.can_redo) == (place > 0, place < len(states) - 1)
        written = [f"write {state[-1]}" for state in states[1:]]
        assert stack.texts == written
        assert stack.undo_text == (written[place - 1] if place else "")
        assert stack.redo_text == (written[place] if place < len(written) else "")


def test_a_document_that_nobody_has_is_gone_with_its_steps(qapp: object) -> None:
    document = Document()
    for value in range(5):
        document.set_parameter(ParameterId(1, 0), float(value))
    document.undo()
    document.close()
    known = weakref.ref(document)
    del document
    gc.collect()
    assert known() is None
