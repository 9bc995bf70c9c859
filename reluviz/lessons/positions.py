"""In which line of a JSON text each value is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LAST = re.compile(r"(\.[^.\[\]]*|\[[^\[\]]*\])$")


class MisplacedError(Exception):
    """Something that JSON allows and a lesson does not.

    Parameters
    ----------
    what : str
        What, as a sentence.
    line : int
        In which line.
    """

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


@dataclass
class _Level:
    """An object or a list that is open."""

    path: str
    is_object: bool
    index: int = 0
    key: str | None = None
    awaits_key: bool = True

    def child(self) -> str:
        return f"{self.path}.{self.key}" if self.is_object else f"{self.path}[{self.index}]"


class Positions:
    """Lines of all values of a text that is valid JSON.

    Parameters
    ----------
    text : str
        The text.

    Raises
    ------
    MisplacedError
        If a key is twice in an object, or a text has characters that cannot be shown.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        self._stack: list[_Level] = []
        line, last = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", last, match.start())
            last = match.start()
            self._take(match[0], line)

    def line(self, path: str) -> int:
        """Return the line of a value, such as ``steps[2].goal``, or of what it would be in."""
        path = f"${'' if path.startswith('[') or not path else '.'}{path}"
        while path not in self._lines and _LAST.search(path):
            path = _LAST.sub("", path)
        return self._lines.get(path, 1)

    def _take(self, token: str, line: int) -> None:
        level = self._stack[-1] if self._stack else None
        if token in ("}", "]"):
            self._stack.pop()
        elif token == ",":
            assert level is not None
            level.index += 1
            level.awaits_key = True
        elif token == ":":
            assert level is not None
            level.awaits_key = False
        elif level is not None and level.is_object and level.awaits_key:
            level.key = _readable(token, line)
            if level.child() in self._lines:
                raise MisplacedError("the same field is there twice; delete one", line)
            self._lines[level.child()] = line
        else:
            path = level.child() if level is not None else "$"
            self._lines.setdefault(path, line)
            if token in ("{", "["):
                self._stack.append(_Level(path, token == "{"))
            elif token.startswith('"'):
                _readable(token, line)


def _readable(token: str, line: int) -> str:
    text = str(json.loads(token))
    if not text.isprintable():
        raise MisplacedError(
            "a text has characters that cannot be shown, such as a line break; delete them", line
        )
    return text
