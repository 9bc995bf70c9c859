"""Damaged copies of good files: a few bytes changed, or a member of JSON, or of an archive."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

HOSTILE = (
    None, True, -1, 0, 0.5, 1e300, -1e100, 5e-324, 10**30, float("nan"), float("inf"), "", "relu",
    "\ud800", "\0", "=1+1", "a" * 1000, [], [[]], [0, 0], [[0], [0, 0]], {}, {"": None},
)  # fmt: skip


def mutant(data: bytes, randomly: random.Random) -> bytes:
    """A file with a few bits turned, bytes changed, left out or repeated."""
    made = bytearray(data)
    for _ in range(randomly.choice((1, 1, 2, 8))):
        place, kind = randomly.randrange(len(made) or 1), randomly.randrange(4)
        if kind == 0 and made:
            made[place] ^= 1 << randomly.randrange(8)
        elif kind == 1 and made:
            made[place] = randomly.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif kind == 2:
            del made[place : place + randomly.choice((1, 4, 50))]
        else:
            made[place:place] = made[place : place + randomly.choice((1, 8, 100))]
    return bytes(made)


def structure_mutant(data: bytes, randomly: random.Random) -> bytes:
    """A file whose form is whole and whose content is not; bytes change if it has no such form."""
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, lambda member: structure_mutant(member, randomly), randomly)
    if data.startswith((b"{", b"[")):
        return _json(data, randomly)
    return mutant(data, randomly)


def _archive(data: bytes, change: Callable[[bytes], bytes], randomly: random.Random) -> bytes:
    """An archive with correct lengths and sums, one of its members changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        chosen = randomly.choice(source.namelist())
        for name in source.namelist():
            member = source.read(name)
            target.writestr(name, change(member) if name == chosen else member)
    return made.getvalue()


def _json(data: bytes, randomly: random.Random) -> bytes:
    fields = json.loads(data)
    for _ in range(randomly.choice((1, 1, 2, 4))):
        if places := _places(fields):
            container, key = randomly.choice(places)
            if randomly.random() < 0.3:
                del container[key]
            else:
                container[key] = copy.deepcopy(randomly.choice(HOSTILE))
    return json.dumps(fields).encode()


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a tree."""
    keys = list(tree) if isinstance(tree, dict) else []
    keys = list(range(len(tree))) if isinstance(tree, list) else keys
    return [(tree, key) for key in keys] + [p for key in keys for p in _places(tree[key])]
