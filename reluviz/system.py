"""What the system must bring before Qt can be imported and a window can open. No Qt here.

On Linux the Qt wheels rely on shared libraries that a bare system lacks. Without them the import
fails, or Qt ends the process with a message about a "platform plugin"; this module tells which
ones are missing, and which Debian packages bring them, before that happens.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from reluviz.files.errors import UserError

IMPORT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
    "libz.so.1": "zlib1g",
}
"""Needed to import Qt and to draw pictures: shared library and its package in Debian."""

WINDOW_LIBRARIES = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""Needed besides those for a window on X."""

_NEED_A_DISPLAY = {"xcb", "wayland", "wayland-egl"}


def is_linux() -> bool:
    """Whether this system has shared libraries and displays as Linux has them."""
    return sys.platform.startswith("linux")


def missing_libraries(window: bool = True) -> dict[str, str]:
    """Return the shared libraries that Qt needs and that cannot be loaded, with their packages.

    Parameters
    ----------
    window : bool
        Also those that only a window needs, not a picture.

    Returns
    -------
    dict of str to str
        Debian package by library; empty on systems other than Linux.
    """
    if not is_linux():
        return {}
    needed = IMPORT_LIBRARIES | (WINDOW_LIBRARIES if window else {})
    return {library: package for library, package in needed.items() if not _loads(library)}


def install_line(packages: Iterable[str]) -> str:
    """Return the command that installs Debian packages, for people to copy."""
    return "sudo apt-get install " + " ".join(sorted(set(packages)))


def explain_missing(missing: Mapping[str, str]) -> str:
    """Return one sentence that names missing libraries, their packages and what to do."""
    named = ", ".join(
        f"{library} (package {package})" if package else library
        for library, package in missing.items()
    )
    plural = "libraries" if len(missing) > 1 else "library"
    packages = set(missing.values()) - {""}
    line = f"; on Debian or Ubuntu: {install_line(packages)}" if packages else ""
    return f"Qt needs the system {plural} {named}{line}"


def explain_import_error(error: ImportError) -> str:
    """Return one sentence that says why Qt cannot be imported and what to do.

    Parameters
    ----------
    error : ImportError
        What importing PySide6 raised.
    """
    found = re.search(r"(\S+\.so[\w.]*): cannot open shared object file", str(error))
    if found is not None:
        missing = missing_libraries()
        missing.setdefault(found[1], (IMPORT_LIBRARIES | WINDOW_LIBRARIES).get(found[1], ""))
        return explain_missing(missing)
    name = (error.name or "").partition(".")[0]
    if isinstance(error, ModuleNotFoundError) and name in ("PySide6", "shiboken6", "pyqtgraph"):
        return f"the window and pictures need {name}, which is not installed: pip install reluviz"
    return f"Qt cannot be imported: {error}"


def display_problem(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return one sentence that says why no window can open here, or None.

    A platform that the user chose by QT_QPA_PLATFORM and that needs no display, such as
    ``offscreen``, counts as a display.
    """
    if not is_linux():
        return None
    chosen = environ.get("QT_QPA_PLATFORM", "")
    platforms = {name.partition(":")[0] for name in chosen.split(";")} - {""}
    if platforms - _NEED_A_DISPLAY:
        return None
    if _has_wayland(environ):
        return None
    if not environ.get("DISPLAY"):
        return f"there is no display to open a window on; {_PICTURE_HINT}"
    missing = missing_libraries()
    if missing:
        return explain_missing(missing)
    if not _x_answers(environ["DISPLAY"]):
        return f"the display {environ['DISPLAY']} does not answer; {_PICTURE_HINT}"
    return None


_PICTURE_HINT = "without one, “reluviz export FILE plot.png” draws a picture"


def install_packages(packages: Iterable[str]) -> None:
    """Install Debian packages with apt-get, as root or through sudo. Its output is shown.

    Raises
    ------
    UserError
        If there is no apt-get, no way to become root, or it fails.
    """
    import shutil  # here, because every start of the window imports this module
    import subprocess

    names = sorted(set(packages))
    if shutil.which("apt-get") is None:
        raise UserError(
            "there is no apt-get here; install what brings these libraries with your own package "
            f"manager (Debian calls the packages {' '.join(names)})"
        )
    become_root = [] if os.geteuid() == 0 else ["sudo"]
    if become_root and shutil.which("sudo") is None:
        raise UserError(f"installing needs root, and there is no sudo; as root: {_apt_line(names)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    print(end="", flush=True)  # what was said so far comes before apt-get's own words
    for command in (["apt-get", "update"], install):
        result = subprocess.run([*become_root, *command], env=environment, check=False)
        if result.returncode != 0:
            raise UserError(f"“{' '.join(command[:2])}” failed; its own message is above")


def _apt_line(names: list[str]) -> str:
    return install_line(names).removeprefix("sudo ")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_wayland(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY")
    return bool(name) and Path(environ.get("XDG_RUNTIME_DIR", ""), str(name)).exists()


def _x_answers(display: str) -> bool:
    """Whether an X server takes connections; asked before Qt, which would abort."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    try:
        return bool(xcb.xcb_connection_has_error(connection) == 0)
    finally:
        xcb.xcb_disconnect(connection)
