"""What the program remembers between two runs: each setting is declared once, here.

`Settings` is a frozen set of values; `SettingsStore` holds the current one and keeps it in a file.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal

MOST_RECENT_FILES = 10


def _setting(default: Any, description: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"description": description, "choices": choices})


@dataclass(frozen=True)
class Settings:
    """The values. Those up to `wheel_needs_ctrl` are offered under Edit > Preferences.

    Raises
    ------
    ValueError
        If a value is not one of the choices of its setting.
    """

    theme: str = _setting("system", "Colours", ("system", "light", "dark"))
    wheel_needs_ctrl: bool = _setting(False, "Zoom with the wheel only while Ctrl is held")
    general_names: bool = _setting(False, "Parameters of every network are called w1.2.3")
    first_steps_dismissed: bool = _setting(False, "The first steps were closed")
    last_folder: str = _setting("", "Folder where file dialogs begin")
    recent_files: tuple[str, ...] = _setting((), "Files opened last, the newest first")
    lesson_progress: str = _setting("", "How far the lessons have been followed")
    geometry: bytes = _setting(b"", "Place and size of the window")
    layout: bytes = _setting(b"", "Places and sizes of the panels")

    def __post_init__(self) -> None:
        for declared in fields(self):
            choices = declared.metadata["choices"]
            value = getattr(self, declared.name)
            if choices and value not in choices:
                raise ValueError(f"{declared.name} is {value!r}; it can be {', '.join(choices)}")


class SettingsStore(QObject):
    """The current settings, kept in an INI file.

    Parameters
    ----------
    path : Path, optional
        The file. Without one nothing is read and nothing is kept.
    """

    changed = Signal(object)
    """Emitted with the new `Settings`."""

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: QSettings | None = None
        if path is not None:
            self._file = QSettings(str(path), QSettings.Format.IniFormat, self)
        self._settings = self._read()

    @property
    def is_kept(self) -> bool:
        """Whether anything is kept for the next start."""
        return self._file is not None

    @property
    def settings(self) -> Settings:
        """The current values."""
        return self._settings

    def replace(self, settings: Settings) -> None:
        """Make other values the current ones, and keep those that differ."""
        before, self._settings = self._settings, settings
        if settings == before:
            return
        if self._file is not None:
            for declared in fields(Settings):
                value = getattr(settings, declared.name)
                if value != getattr(before, declared.name):
                    self._file.setValue(declared.name, msgspec.json.encode(value).decode())
            self._file.sync()
        self.changed.emit(settings)

    def change(self, **values: Any) -> None:
        """Change some values by name."""
        self.replace(replace(self._settings, **values))

    def add_recent_file(self, path: Path) -> None:
        """Put a file on top of the recent ones."""
        name = str(path.absolute())
        others = [other for other in self._settings.recent_files if other != name]
        self.change(recent_files=tuple([name, *others][:MOST_RECENT_FILES]))

    def prune_recent_files(self) -> None:
        """Forget recent files that are not there any more."""
        found = [name for name in self._settings.recent_files if Path(name).is_file()]
        self.change(recent_files=tuple(found))

    def _read(self) -> Settings:
        """Values from the file; the default for each that is missing or not possible."""
        result = Settings()
        if self._file is None:
            return result
        types = get_type_hints(Settings)
        for declared in fields(Settings):
            text = self._file.value(declared.name)
            if isinstance(text, str):
                result = _with_text(result, declared, text, types[declared.name])
        return result


def user_settings_path() -> Path:
    """Return the file of the user's own settings. Needs the application's names to be set."""
    scope = QSettings.Scope.UserScope
    return Path(QSettings(QSettings.Format.IniFormat, scope, "ReluViz", "ReluViz").fileName())


def user_data_folder() -> Path:
    """Return the folder for what the program keeps by itself: logs, and copies of documents."""
    place = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "ReluViz" / "ReluViz"


def _with_text(settings: Settings, declared: Field[Any], text: str, kind: Any) -> Settings:
    try:
        return replace(settings, **{declared.name: msgspec.json.decode(text, type=kind)})
    except (msgspec.DecodeError, ValueError):
        return settings  # a damaged line must not keep the program from starting
