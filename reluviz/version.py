"""The version, which is written down once: in pyproject.toml."""

from __future__ import annotations

from pathlib import Path


def find_version() -> str:
    """Return the version of this package: its checkout's, else the installed one's."""
    # Imported here: they would make every start slower, and few ask for the version.
    import tomllib
    from importlib import metadata

    # A checkout that is run without being installed may shadow an older installed version.
    project = Path(__file__).resolve().parent.parent / "pyproject.toml"
    if project.is_file():
        about = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {})
        if about.get("name") == "reluviz":
            return str(about["version"])
    try:
        return metadata.version("reluviz")
    except metadata.PackageNotFoundError:
        return "unknown"
