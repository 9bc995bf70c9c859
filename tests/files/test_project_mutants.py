"""Damaged and hostile project files: each is read, or refused with a `ProjectError`."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from mutants import mutant, structure_mutant

from reluviz.core.targets import Target
from reluviz.files.errors import ProjectError
from reluviz.files.points import project_through
from reluviz.files.project_file import dumps, loads

POINTS = ((-1.0, -1.0), (-0.5, 1.0), (0.0, -1.0), (1.0, 0.0))
GOLDEN = Path(__file__).parent.parent / "golden"
ORIGINALS = (
    dumps(project_through(Target.from_points(POINTS))),
    (GOLDEN / "version-3.reluviz").read_bytes(),
    (GOLDEN / "version-4.reluviz").read_bytes(),
    (GOLDEN / "version-5.reluviz").read_bytes(),
)

HOSTILE = [
    None, True, False, 0, -1, 1, 2, 0.5, -0.0, 1e300, -1e300, 5e-324, 1e100, 10**30, 10**400,
    float("nan"), float("inf"), "", "relu", "step", "identity", "\ud800", "\0", "a" * 1000, "1",
    [], [[]], [[[]]], [0], [0, 0], [[0]], [[0], [0]], [[0, 0]], ["x"], {}, {"x": 1}, {"": None},
]  # fmt: skip


def opened(data: bytes) -> bool:
    """Whether `data` is a project; anything but a project or a `ProjectError` fails the test."""
    try:
        project = loads(data, "p.reluviz")
    except ProjectError as error:
        message = str(error)
        assert message.startswith("p.reluviz")
        assert message.isprintable()
        assert len(message) < 400
        return False
    again = loads(dumps(project), "p")
    assert again == project
    return True


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a tree."""
    keys: Any = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    found = [(value, key) for key in keys]
    return found + [place for key in keys for place in places(value[key])]


def test_bytes_changed_at_random() -> None:
    chance = random.Random(3)
    for _ in range(3000):
        data = bytearray(chance.choice(ORIGINALS))
        for _ in range(chance.choice([1, 1, 1, 2, 5, 30])):
            at = chance.randrange(len(data))
            kind = chance.randrange(4)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randrange(1, 8)]
            elif kind == 2:
                data[at:at] = bytes(chance.choices(b'0123456789.eE+-[]{}",:\\u NaInfty', k=3))
            else:
                end = at + chance.randrange(1, 40)
                data[at:at] = data[at:end]
        opened(bytes(data))


def test_structure_changed_at_random() -> None:
    chance, accepted = random.Random(4), 0
    for _ in range(3000):
        fields = json.loads(chance.choice(ORIGINALS))
        for _ in range(chance.choice([1, 1, 2, 4])):
            found = places(fields)
            if not found:
                break
            container, key = chance.choice(found)
            kind = chance.randrange(5)
            if kind == 0:
                del container[key]
            elif kind == 1 and isinstance(container, list):
                container.insert(key, copy.deepcopy(container[key]))
            elif kind == 1:
                container[chance.choice(["", "x", "weights", key + "2"])] = 0
            elif kind == 2:
                other, place = chance.choice(found)
                container[key] = copy.deepcopy(other[place]) if place in range_of(other) else 0
            else:
                container[key] = copy.deepcopy(chance.choice(HOSTILE))
        accepted += opened(json.dumps(fields).encode())
    assert accepted > 20, "nearly all mutants are refused at the door: they test nothing deeper"


def range_of(container: Any) -> Any:
    return container if isinstance(container, dict) else range(len(container))


@pytest.mark.parametrize("original", ORIGINALS, ids=["line", "all of 3", "all of 4", "all of 5"])
def test_every_field_with_every_hostile_value(original: bytes) -> None:
    count = len(places(json.loads(original)))
    for number in range(count):
        for value in HOSTILE:
            fields = json.loads(original)
            container, key = places(fields)[number]
            container[key] = value
            opened(json.dumps(fields).encode())


def test_long_files_are_read_as_short_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the fast reader of long files does not take is left to the careful one."""

    def outcome(data: bytes, long: int) -> Any:
        monkeypatch.setattr("reluviz.files.project_file._LONG", long)
        try:
            return loads(data, "p.reluviz")
        except ProjectError as error:
            return str(error)

    chance = random.Random(5)
    twice = ORIGINALS[0].replace(b'"version":', b'"version": 1, "version":')
    assert "is there twice" in outcome(twice, 0)
    for number in range(600):
        data = (structure_mutant if number % 2 else mutant)(chance.choice(ORIGINALS), chance)
        assert outcome(data, 0) == outcome(data, 10**9)
