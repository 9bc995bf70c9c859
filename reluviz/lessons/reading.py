"""Lesson files: JSON that is checked to the last field, and refused with the line.

A lesson file has ``format`` ("reluviz-lesson"), ``version`` (1), ``title``, ``summary``, ``start``
and ``steps``. A start is the name of an example, a project with the fields of a project file, or
an example with changes: ``like`` (its name) and what is to be different: ``domain``, ``network``
(layers as in a project file), ``set`` (values by the names of parameters), ``has_target`` (false
for neither target nor truth table), ``point`` (the probe: a number for each input). A step has
``title``, ``text`` (a list of paragraphs), and may have ``goal``, ``hint``, ``start`` and ``look``.
The goals are those of `reluviz.lessons.goals`, told apart by ``kind``.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from reluviz.core.network import Network
from reluviz.core.piecewise import check_domain
from reluviz.files.errors import PathLike, UserError, quoted, shown
from reluviz.files.examples import load_example
from reluviz.files.project import Project, View
from reluviz.files.project_fields import LayerFields, network_of
from reluviz.files.project_file import project_in
from reluviz.files.reading import read_bytes
from reluviz.files.validation import field_of, in_words
from reluviz.lessons.goals import GOAL_KINDS, AnyGoal
from reluviz.lessons.lesson import Lesson, Look, Step
from reluviz.lessons.positions import MisplacedError, Positions
from reluviz.paths import resource

__all__ = ["ENDING", "LessonError", "list_lessons", "load_lesson", "loads", "read_lesson"]

ENDING = ".json"
VERSION = 1

_LARGEST_FILE = 1024 * 1024
_MOST_LISTS = 20_000

_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Paragraph = Annotated[str, msgspec.Meta(min_length=1, max_length=600)]
_Hint = Annotated[str, msgspec.Meta(max_length=600)]


class LessonError(UserError):
    """A file is not a lesson; the message names file, line and field."""


class _StepFields(msgspec.Struct, forbid_unknown_fields=True):
    title: _Title
    text: Annotated[tuple[_Paragraph, ...], msgspec.Meta(min_length=1, max_length=8)]
    goal: AnyGoal | None = None
    hint: _Hint = ""
    start: Any = None
    look: Look = Look()


class _LessonFields(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["reluviz-lesson"]
    version: int
    title: _Title
    summary: _Line
    start: Any
    steps: Annotated[tuple[_StepFields, ...], msgspec.Meta(min_length=1, max_length=50)]

    def __post_init__(self) -> None:
        if self.version != VERSION:
            raise ValueError(f"the version of the lesson should be {VERSION}; correct it")


class _Like(msgspec.Struct, forbid_unknown_fields=True):
    like: Annotated[str, msgspec.Meta(max_length=60)]
    domain: tuple[float, float] | None = None
    network: list[LayerFields] | None = None
    set: dict[str, Any] = {}
    has_target: bool = True
    point: tuple[float, ...] | None = None


def read_lesson(path: PathLike) -> Lesson:
    """Read a lesson.

    Raises
    ------
    LessonError
        If the file cannot be read, or is not a lesson; with file, line and field.
    """
    return loads(read_bytes(path, LessonError, _LARGEST_FILE), shown(path), Path(path).stem)


def list_lessons() -> list[Lesson]:
    """Return the lessons that come with the program, the first article's first."""
    names = msgspec.json.decode(resource("lessons", "index.json").read_bytes(), type=list[str])
    return [_shipped(name) for name in names]


def load_lesson(name: str) -> Lesson:
    """Return the lesson called `name` that comes with the program.

    Raises
    ------
    UserError
        If there is none; the message names those there are.
    """
    names = msgspec.json.decode(resource("lessons", "index.json").read_bytes(), type=list[str])
    if name not in names:
        raise UserError(f"there is no lesson {quoted(name)}; there are {', '.join(names)}")
    return _shipped(name)


@cache
def _shipped(name: str) -> Lesson:
    return read_lesson(resource("lessons", name + ENDING))


def loads(data: bytes, file: str, name: str) -> Lesson:
    """Return the lesson in the content of a file.

    Parameters
    ----------
    data : bytes
        All of the file.
    file : str
        What messages call it.
    name : str
        What the lesson is called.

    Raises
    ------
    LessonError
        If it is not a lesson; with file, line and field.
    """
    text, fields = _parse(data, file)
    try:
        reader = _Reader(file, Positions(text))
    except MisplacedError as error:
        raise LessonError(f"{file}, line {error.line}: {error}") from None
    return reader.lesson(fields, name)


def _parse(data: bytes, file: str) -> tuple[str, Any]:
    if data.count(b"[") + data.count(b"{") > _MOST_LISTS or len(data) > _LARGEST_FILE:
        raise LessonError(f"{file} holds more than a lesson can; make it shorter")
    try:
        text = data.decode("utf-8-sig")
        return text, json.loads(text, parse_int=_whole)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = "this is not text in UTF-8; save the file in UTF-8"
    except json.JSONDecodeError as error:
        line, why = error.lineno, f"this is not JSON ({error.msg}); correct it"
    except RecursionError:
        line, why = 1, "it is nested too deeply; make it simpler"
    raise LessonError(f"{file}, line {line}: {why}")


def _whole(text: str) -> int | float:
    """Whole numbers with very many digits are too large in any case."""
    return int(text) if len(text) <= 19 else float(text)


class _Reader:
    """Turns fields into a lesson, and says where it cannot."""

    def __init__(self, file: str, positions: Positions) -> None:
        self._file = file
        self._positions = positions

    def lesson(self, fields: Any, name: str) -> Lesson:
        if not isinstance(fields, dict) or fields.get("format") != "reluviz-lesson":
            raise self._error("", 'it is no lesson: it lacks "format": "reluviz-lesson"; add it')
        read: _LessonFields = self._convert(fields, _LessonFields, "")
        start = self._project(read.start, "start")
        steps, last = [], start
        for index, step in enumerate(read.steps):
            own = None
            if step.start is not None:
                own = last = self._project(step.start, f"steps[{index}].start")
            goal = None if step.goal is None else step.goal.bind(last)
            steps.append(Step(step.title, step.text, goal, step.hint, own, step.look))
        return Lesson(name, read.title, read.summary, start, tuple(steps))

    def _project(self, start: Any, path: str) -> Project:
        if isinstance(start, str):
            return self._example(start, path)
        if not isinstance(start, dict):
            raise self._error(
                path, "a start is the name of an example, or an object with its fields; correct it"
            )
        if "format" not in start:
            return self._like(self._convert(start, _Like, path), path)
        try:
            return project_in(start, "start")
        except UserError as error:
            found = re.match(r"start(?:, field ([^\s:]+))?(?:: | )(.*)", str(error), re.DOTALL)
            assert found is not None
            where = f"{path}.{found[1]}" if found[1] else path
            raise self._error(where, found[2]) from None

    def _like(self, fields: _Like, path: str) -> Project:
        project = self._example(fields.like, f"{path}.like")
        network = project.network
        if fields.network is not None:
            network = self._network(fields.network, f"{path}.network")
        for name, value in fields.set.items():
            if type(value) not in (int, float):
                raise self._error(f"{path}.set.{name}", "it is not a number; correct it")
            try:
                network = network.with_value(network.parameter(name), value)
            except ValueError as error:
                raise self._error(f"{path}.set.{name}", f"{error}; correct it") from None
        try:
            domain = project.domain if fields.domain is None else check_domain(fields.domain)
        except ValueError as error:
            raise self._error(f"{path}.domain", f"{error}; correct it") from None
        target, table = (project.target, project.table) if fields.has_target else (None, None)
        view = project.view
        if fields.point is not None:
            view = self._view_at(view, fields.point, network, f"{path}.point")
        return Project(network, target, domain, view, project.runs, table, project.others)

    def _view_at(self, view: View, point: tuple[float, ...], network: Network, path: str) -> View:
        if len(point) != network.n_inputs:
            needs = f"{network.n_inputs} numbers, one for each input"
            raise self._error(path, f"the network needs {needs}; correct it")
        try:
            if network.is_shallow:
                return replace(view, probe=point[0])
            return replace(view, point=point)
        except ValueError as error:
            raise self._error(path, f"{error}; correct it") from None

    def _network(self, fields: list[LayerFields], path: str) -> Network:
        try:
            return network_of(fields, "network")
        except UserError as error:
            found = re.match(r"network([^\s:]*): (.*)", str(error), re.DOTALL)
            assert found is not None
            raise self._error(path + found[1], found[2]) from None

    def _example(self, name: str, path: str) -> Project:
        try:
            return load_example(name)
        except UserError as error:
            raise self._error(path, str(error)) from None

    def _convert(self, fields: Any, kind: Any, path: str) -> Any:
        try:
            return msgspec.convert(fields, kind)
        except msgspec.ValidationError as error:
            message = str(error)
        inner = field_of(message)
        where = path + ("." if path and inner and not inner.startswith("[") else "") + inner
        unknown = re.match(r"Object contains unknown field `([^`]*)`", message)
        line = self._positions.line(f"{where}.{unknown[1]}".lstrip(".") if unknown else where)
        what = _of_kind(message) if re.search(r"\.kind`?$", message) else in_words(message)
        raise self._error(where, what, line)

    def _error(self, path: str, what: str, line: int | None = None) -> LessonError:
        line = self._positions.line(path) if line is None else line
        field = f", field {quoted_path(path)}" if path else ""
        return LessonError(f"{self._file}, line {line}{field}: {what}")


def quoted_path(path: str) -> str:
    """Return a path as it can be printed, cut where it is very long."""
    return shown(path if len(path) <= 80 else path[:80] + "…")


def _of_kind(message: str) -> str:
    """What is said of a goal of an unknown kind."""
    found = re.match(r"Invalid value '(.*?)' - at ", message, re.DOTALL)
    if found is None:
        return in_words(message)
    kinds = ", ".join(str(kind.__struct_config__.tag) for kind in GOAL_KINDS)
    return f"there is no goal {quoted(found[1])}; use {kinds}"
