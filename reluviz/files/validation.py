"""What msgspec says about fields, in words for people."""

from __future__ import annotations

import re

from reluviz.files.errors import quoted

_TYPES = {
    "float": "a number",
    "int": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def field_of(message: str) -> str:
    """Return the field that a message such as "Expected `int`, got `str` - at `$.x`" is about.

    Empty if it is about all of the file.
    """
    _, _, place = message.partition(" - at ")
    return place.strip("`").removeprefix("$").removeprefix(".")


def in_words(message: str) -> str:
    """Return what such a message says is wrong, and what to do, without the field."""
    what, _, _ = message.partition(" - at ")
    words = re.findall(r"`([^`]*)`", what)
    if what.startswith("Object missing required field"):
        return f"the field {words[0]} is missing; add it"
    if what.startswith("Object contains unknown field"):
        return f"there is no field {quoted(words[0] if words else '')}; delete it"
    for word in words:
        kinds = " or ".join(_TYPES.get(kind, quoted(kind)) for kind in word.split(" | "))
        what = what.replace(f"`{word}`", kinds)
    advice = "" if ";" in what else "; correct it"  # some say it themselves
    return f"{what[:1].lower()}{what[1:]}{advice}"
