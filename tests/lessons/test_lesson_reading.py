"""Lesson files: read, or refused with file, line, field and what is wrong."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reluviz.files.examples import load_example
from reluviz.files.project_file import dumps
from reluviz.lessons.lesson import spans
from reluviz.lessons.reading import LessonError, loads, read_lesson
from reluviz.paths import resource

LESSON = """{
  "format": "reluviz-lesson",
  "version": 1,
  "title": "A lesson",
  "summary": "What it is about.",
  "start": "relu-by-hand",
  "steps": [
    {
      "title": "One",
      "text": ["Make w1 = 3."],
      "goal": {
        "kind": "parameter",
        "name": "w1",
        "value": 3
      },
      "hint": "Type it.",
      "look": {"panel": "train", "drag_mode": "relu", "show": ["rays"]}
    },
    {
      "title": "Two",
      "start": {
        "like": "xor",
        "set": {
          "b1.1": -1
        }
      },
      "text": ["And now?"]
    }
  ]
}
"""

Edit = Callable[[Any], None]


def refusal(data: bytes) -> str:
    with pytest.raises(LessonError) as caught:
        loads(data, "l.json", "l")
    message = str(caught.value)
    assert message.startswith("l.json")
    assert message.isprintable()
    assert len(message) < 500
    assert "`" not in message
    return message


def test_all_of_a_lesson() -> None:
    lesson = loads(LESSON.encode(), "l.json", "name")
    assert (lesson.name, lesson.title, lesson.summary) == ("name", "A lesson", "What it is about.")
    assert lesson.start == load_example("relu-by-hand")
    one, two = lesson.steps
    assert (one.title, one.text, one.hint, one.start) == (
        "One",
        ("Make w1 = 3.",),
        "Type it.",
        None,
    )
    assert (one.look.panel, one.look.drag_mode, one.look.show) == ("train", "relu", ("rays",))
    assert one.goal is not None
    assert one.goal.check(lesson.start).text == "not yet: w1 is 4.00, it should be 3.00"
    assert two.goal is None
    assert two.start is not None
    assert two.start.table == load_example("xor").table
    assert two.start.network.value(two.start.network.parameter("b1.1")) == -1


def test_a_start_can_be_a_whole_project() -> None:
    project = load_example("hat")
    fields = json.loads(LESSON)
    fields["start"] = json.loads(dumps(project))
    assert loads(json.dumps(fields).encode(), "l.json", "l").start == project


def test_a_start_can_be_an_example_with_changes() -> None:
    fields = json.loads(LESSON)
    layers = [{"activation": "tanh", "weights": [[1]], "bias": [0]}]
    fields["start"] = {
        "like": "relu-by-hand", "domain": [0, 2], "network": layers, "has_target": False,
        "set": {"w1.1.1": 2}, "point": [0.5],
    }  # fmt: skip
    start = loads(json.dumps(fields).encode(), "l.json", "l").start
    assert (start.domain, start.target, start.network.layers[0].activation) == (
        (0, 2),
        None,
        "tanh",
    )
    assert start.network.layers[0].weights.tolist() == [[2]]
    assert start.view.point == (0.5,)
    fields["start"] = {"like": "relu-by-hand", "point": [0.5]}
    assert loads(json.dumps(fields).encode(), "l.json", "l").start.view.probe == 0.5


def test_a_file_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "Größe.json"
    path.write_text("\ufeff" + LESSON, encoding="utf-8")
    assert read_lesson(path).name == "Größe"
    with pytest.raises(LessonError, match="there is no such file"):
        read_lesson(tmp_path / "none.json")
    path.write_bytes(b" " * 2_000_000)
    with pytest.raises(LessonError, match="larger than 1 MiB"):
        read_lesson(path)


def swap(old: str, new: str) -> bytes:
    assert LESSON.count(old) == 1
    return LESSON.replace(old, new).encode()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"version": 1,', '"version": 1', 4, "this is not JSON (Expecting ',' delimiter)"),
        ('"version": 1,', '"version": 2,', 1, "the version of the lesson should be 1"),
        ('  "format": "reluviz-lesson",\n', "", 1, 'it lacks "format": "reluviz-lesson"'),
        ('  "title": "A lesson",\n', "", 1, "the field title is missing; add it"),
        ('"A lesson"', "3", 4, "field title: expected text, got a number; correct it"),
        ('"A lesson"', '""', 4, "field title: expected text of length >= 1"),
        ('"A lesson"', '"a\\nb"', 4, "a text has characters that cannot be shown"),
        ('"A lesson"', '"\\ud800"', 4, "a text has characters that cannot be shown"),
        ('"summary": "What it', '"title": "b", "summary": "What it', 5, "there twice; delete one"),
        ('"summary"', '"sumary"', 5, "there is no field “sumary”; delete it"),
        ('"relu-by-hand"', '"relu"', 6, "field start: there is no example “relu”; there are relu-"),
        ('"relu-by-hand"', "7", 6, "a start is the name of an example, or an object"),
        ('"relu-by-hand"', '{"like": 7}', 6, "field start.like: expected text, got a number"),
        ('"relu-by-hand"', '{"lik": ""}', 6, "field start: there is no field “lik”; delete it"),
        ('"relu-by-hand"', '{"format": "reluviz"}', 6, "start: the field version is missing; it"),
        ('"title": "One",', "", 8, "field steps[0]: the field title is missing; add it"),
        ('["Make w1 = 3."]', '"Make"', 10, "field steps[0].text: expected a list, got text"),
        ('["Make w1 = 3."]', "[]", 10, "field steps[0].text: expected a list of length >= 1"),
        ('["Make w1 = 3."]', '["a",\n3]', 11, "field steps[0].text[1]: expected text, got a num"),
        ('"kind": "parameter"', '"kind": "param"', 12, "there is no goal “param”; use output, sl"),
        ('"kind": "parameter",', "", 11, "field steps[0].goal: the field kind is missing"),
        ('"name": "w1",', "", 11, "field steps[0].goal: the field name is missing"),
        ('"value": 3', '"value": "3"', 14, "goal.value: expected a number or null, got text"),
        ('"value": 3', '"valeu": 3', 14, "field steps[0].goal: there is no field “valeu”; delete"),
        ('"value": 3', '"tolerance": 1', 11, "the goal lacks a wish; add value, above, below"),
        ('"value": 3', '"value": NaN', 11, "the numbers of a goal must be finite"),
        ('"value": 3', f'"value": {"9" * 5000}', 11, "the numbers of a goal must be finite"),
        ('"train"', '"trane"', 17, "there is no panel 'trane'; use contributions, build"),
        ('"relu", "show"', '"hand", "show"', 17, "there is no mode 'hand'; use handle, point"),
        ('["rays"]', '["ray"]', 17, "there is no part 'ray' of the plot; use before"),
        ('"xor"', '"xxor"', 22, "field steps[1].start.like: there is no example “xxor”"),
        ('"b1.1": -1', '"b9.1": -1', 24, "start.set.b9.1: there is no parameter 'b9.1'; they are"),
        ('"b1.1": -1', '"b1.1": "x"', 24, "start.set.b1.1: it is not a number; correct"),
        ('"b1.1": -1', '"b1.1": 1e300', 24, "must be finite numbers"),
        ('"like": "xor"', '"like": "xor",\n"network": []', 23, "a network needs at least one"),
        ('"like": "xor"', '"like": "xor", "domain": [1, 0]', 22, "run from a lower to a higher x"),
        ('"like": "xor"', '"like": "xor",\n"point": [1]', 23, "needs 2 numbers, one for each"),
        ('"like": "xor"', '"like": "xor", "point": [1, NaN]', 22, "must be finite numbers"),
        ('["And now?"]',
         '["And now?"], "goal": {"kind": "all", "of": [{"kind": "rows"},\n{"kind": 1}]}',
         28, "steps[1].goal.of[1].kind: expected text"),
        ('["And now?"]', '["And now?"], "goal": {"kind": "all", "of":\n[{"kind": "x"}]}',
         28, "there is no goal “x”"),
    ],
)  # fmt: skip
def test_mistakes_are_named_with_their_line(old: str, new: str, line: int, words: str) -> None:
    message = refusal(swap(old, new))
    assert message.startswith(f"l.json, line {line}")
    assert words in message


def test_a_mistake_in_a_whole_project_has_its_line() -> None:
    project = dumps(load_example("relu-by-hand")).decode().replace('"relu"', '"rulu"')
    message = refusal(swap('"relu-by-hand"', project))
    wrong = next(n for n, row in enumerate(project.splitlines()) if "rulu" in row)
    assert message.startswith(f"l.json, line {6 + wrong}, field start.network[0]: there is no acti")
    layer = '{"activation": "relu", "weights": [[1, 2], [1]], "bias": [1]}'
    network = f'{{"like": "xor", "network": [\n{layer}]}}'
    message = refusal(swap('"relu-by-hand"', network))
    assert "line 7, field start.network[0]: row 2 of the weights has 1 numbers" in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1: this is not JSON"),
        (b"[]", "it is no lesson"),
        (b"null", "it is no lesson"),
        (b"3", "it is no lesson"),
        (b'\n\n"\xff"', "line 3: this is not text in UTF-8"),
        (b"[" * 15_000, "it is nested too deeply"),
        (b"[" * 30_000, "holds more than a lesson can"),
        (b'{"a": 1, "a": 2}', "line 1: the same field is there twice"),
    ],
)
def test_no_lesson_at_all(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_cut_off_anywhere() -> None:
    for end in range(len(LESSON) - 2):
        refusal(LESSON[:end].encode())


HOSTILE = [
    None, True, False, 0, -1, 1, 2.5, -0.0, 1e300, 5e-324, 10**30, 10**400, float("nan"),
    float("inf"), "", "relu", "w1", "xor", "output", "\ud800", "\0", "a" * 1000, [], [[]], [0],
    [1, 2], ["x"], {}, {"x": 1}, {"": None}, {"kind": "all", "of": []}, {"like": "xor"},
    {"kind": "rows"}, {"format": "reluviz"},
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a tree."""
    keys: Any = []
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    return [(value, key) for key in keys] + [p for key in keys for p in places(value[key])]


def test_mutants_are_lessons_or_are_refused_with_a_line() -> None:
    chance, accepted = random.Random(7), 0
    originals = [
        json.loads(resource("lessons", f"{name}.json").read_bytes())
        for name in ("xor", "build-by-hand", "neuron")
    ]
    originals[0]["start"] = json.loads(dumps(load_example("xor")))
    for _ in range(2000):
        fields = copy.deepcopy(chance.choice(originals))
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
                container[chance.choice(["", "x", "goal", key + "2"])] = 0
            elif kind == 2:
                other, place = chance.choice(found)
                has = place in (other if isinstance(other, dict) else range(len(other)))
                container[key] = copy.deepcopy(other[place]) if has else 0
            else:
                container[key] = copy.deepcopy(chance.choice(HOSTILE))
        accepted += opened(json.dumps(fields, indent=chance.choice([None, 1])).encode())
    assert accepted > 100, "nearly all mutants are refused at the door: they test nothing deeper"


def opened(data: bytes) -> bool:
    """Whether `data` is a lesson; its goals can be checked then."""
    try:
        lesson = loads(data, "l.json", "l")
    except LessonError as error:
        check_message(str(error))
        return False
    for index, step in enumerate(lesson.steps):
        if step.goal is not None:
            assert step.goal.check(lesson.start_of(index)).text.isprintable()
    return True


def check_message(message: str) -> None:
    assert re.match(r"l\.json, line \d+", message)
    assert message.isprintable()
    assert len(message) < 600


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", [("plain", "plain")]),
        ("a *b c* `d*e` f", [("a ", "plain"), ("b c", "strong"), (" ", "plain"), ("d*e", "code"),
                             (" f", "plain")]),
        ("2 * 3 * 4", [("2 * 3 * 4", "plain")]),
        ("*a", [("*a", "plain")]),
        ("`a", [("`a", "plain")]),
        ("<b>*<i>*", [("<b>", "plain"), ("<i>", "strong")]),
        ("", []),
    ],
)  # fmt: skip
def test_emphasis(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(spans(text)) == parts
