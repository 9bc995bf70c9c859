"""The version, which is written down once: in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

_PROJECT = '[project]\nname = "reluviz"\nversion = "'


def find_version() -> str:
    """Return the version of this package: its checkout's, else the installed one's."""
    # A checkout that is run without being installed may shadow an older installed version.
    folder = Path(__file__).resolve().parent.parent
    try:
        _, found, rest = (folder / "pyproject.toml").read_text(encoding="utf-8").partition(_PROJECT)
        if found:
            return rest.partition('"')[0]
    except OSError:
        pass  # it is installed; a folder beside it has the version in its name
    for beside in folder.glob("reluviz-*.dist-info"):
        return beside.name.removeprefix("reluviz-").removesuffix(".dist-info")
    return "unknown"
