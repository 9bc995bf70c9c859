"""The command line. It starts without NumPy, and without Qt unless there is a window to open."""

from reluviz.cli.main import gui_main, main

__all__ = ["gui_main", "main"]
