"""ReluViz: understand a ReLU network by hand.

The names of `reluviz.api` work without a window; ``reluviz.app`` is the window.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reluviz.api import *  # noqa: F403

    __version__: str


def __getattr__(name: str) -> object:
    """What is imported when it is asked for: the command line and the window start sooner."""
    if name == "__version__":
        from reluviz.version import find_version

        return find_version()
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not "from reluviz import api", which would ask here for that name first.
    import reluviz.api as api

    if name == "__all__":
        return sorted([*api.__all__, "__version__"])
    if name not in api.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(api, name)


def __dir__() -> list[str]:
    """All that there is, for completion: also what is not imported yet."""
    import reluviz.api as api

    return sorted({*globals(), *api.__all__, "__version__"})
