"""Where a folded diagram is open: at what is selected or hovered, or where the wheel has put it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from reluviz.views.folding import Folding


class Window:
    """The place of the window in the middle of a folded diagram."""

    def __init__(self) -> None:
        self._home: int | None = None  # where it rests when nothing is hovered
        self._turned = 0.0  # what is left of the wheel's last notch

    def start(
        self, folding: Folding | None, unit: int | None, hovered: int | None, is_new: bool
    ) -> int | None:
        """Return the first unit of the window, or None without a window.

        Parameters
        ----------
        folding : Folding or None
            How the units are folded; None if all are shown.
        unit, hovered : int or None
            The selected unit, and the hovered one, which the window shows for as long.
        is_new : bool
            Whether `unit` has just been selected; else the window stays where the wheel put it.
        """
        if folding is None:
            self._home = None
            return None
        if self._home is not None:
            self._home = folding.clamped(self._home)
        if is_new:
            self._home = folding.revealed(self._home, unit)
        return folding.revealed(self._home, hovered)

    def scroll(self, folding: Folding, notches: float, modifiers: Qt.KeyboardModifier) -> bool:
        """Move by notches of the wheel; return whether it has moved.

        A notch is the height of the window, with Shift one unit, with Ctrl a fiftieth of all.
        """
        by = max(1, folding.window)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            by = max(by, folding.n_units // 50)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            by = 1
        self._turned += notches
        whole = int(self._turned)  # touchpads turn by parts of a notch
        self._turned -= whole
        if whole == 0:
            return False
        self._home = folding.scrolled(self._home, -whole * by)
        return True
