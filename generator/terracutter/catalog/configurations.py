"""What the configuration of an EKS add-on may hold, by version, and what of a given one EKS would refuse.

`configurations.gz` has the JSON schemas of DescribeAddonConfiguration, written by `tools/configurations.py`. The reader
checks the keywords that they use, and no others; formats are not checked.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from terracutter.catalog import refreshed
from terracutter.diagnostics import did_you_mean

_FILE: Final = Path(__file__).parent / "configurations.gz"
_LISTED: Final = 8  # names in a message
_WORDS: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}

Schema = Mapping[str, Any]


class Problem(NamedTuple):
    """`path`: keys and positions, joined by dots, empty for the whole; `message` is a sentence without the path."""

    path: str
    message: str
    hint: str = ""


def configuration(addon: str, version: str) -> Schema | None:
    """The JSON schema, or None where it was not recorded."""
    schema = _schemas().get((addon, version))
    told = refreshed.document("configurations") if schema is None else None
    return schema if told is None else told["addons"].get(addon, {}).get(version)


def problems(schema: Schema, value: Any) -> tuple[Problem, ...]:
    """What the schema refuses of a value, in the order of the value."""
    return tuple(_Reader(schema).read(schema, value, ""))


class _Reader:
    def __init__(self, root: Schema) -> None:
        self._root = root

    def read(self, schema: Any, value: Any, path: str) -> Iterator[Problem]:
        if schema is False:
            yield Problem(path, "nothing may stand here")
        if isinstance(schema, bool):
            return
        if "$ref" in schema:
            yield from self.read(self._target(schema["$ref"]), value, path)
        wrong = [*_wrong_type(schema, path, value)]
        yield from wrong
        if wrong:
            return
        yield from _wrong_value(schema, path, value)
        yield from self._combined(schema, value, path)
        if isinstance(value, dict):
            yield from self._object(schema, value, path)
        if isinstance(value, list):
            yield from self._list(schema, value, path)

    def _target(self, reference: str) -> Any:
        found: Any = self._root
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        return found

    def _fits(self, schema: Any, value: Any) -> bool:
        return next(self.read(schema, value, ""), None) is None

    def _combined(self, schema: Schema, value: Any, path: str) -> Iterator[Problem]:
        for one in schema.get("allOf", ()):
            yield from self.read(one, value, path)
        if "anyOf" in schema and not any(self._fits(one, value) for one in schema["anyOf"]):
            yield Problem(path, f"{_shown(value)} has none of the {len(schema['anyOf'])} forms that are allowed")
        if "oneOf" in schema and sum(self._fits(one, value) for one in schema["oneOf"]) != 1:
            yield Problem(path, f"{_shown(value)} must have one of the {len(schema['oneOf'])} forms that are allowed")
        if "not" in schema and self._fits(schema["not"], value):
            yield Problem(path, f"{_shown(value)} is not allowed")
        if "if" in schema:
            branch = "then" if self._fits(schema["if"], value) else "else"
            yield from self.read(schema.get(branch, True), value, path)

    def _object(self, schema: Schema, value: Mapping[str, Any], path: str) -> Iterator[Problem]:
        for name in schema.get("required", ()):
            if name not in value:
                yield Problem(path, f"{name} is missing")
        known: Mapping[str, Any] = schema.get("properties", {})
        patterns: Mapping[str, Any] = schema.get("patternProperties", {})
        others = schema.get("additionalProperties", True)
        for name, one in value.items():
            place = f"{path}.{name}" if path else name
            chosen = [known[name]] if name in known else []
            chosen += [pattern for key, pattern in patterns.items() if re.search(key, name)]
            if not chosen and others is False:
                yield _unknown(place, name, known)
            for each in chosen or ([others] if others is not False else []):
                yield from self.read(each, one, place)
            if not self._fits(schema.get("propertyNames", True), name):
                yield Problem(place, f"the name {_shown(name)} is not allowed")

    def _list(self, schema: Schema, value: list[Any], path: str) -> Iterator[Problem]:
        items = schema.get("items", True)
        for position, one in enumerate(value):
            each = items[position] if isinstance(items, list) and position < len(items) else items
            yield from self.read(
                True if isinstance(each, list) else each, one, f"{path}.{position}" if path else str(position)
            )
        if schema.get("uniqueItems") and len({json.dumps(one, sort_keys=True) for one in value}) < len(value):
            yield Problem(path, "the list holds a value twice")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _wrong_type(schema: Schema, path: str, value: Any) -> Iterator[Problem]:
    if "type" not in schema:
        return
    allowed = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_TYPES[kind](value) for kind in allowed):
        yield Problem(path, f"{_shown(value)} is not {' or '.join(_WORDS[kind] for kind in allowed)}")


def _wrong_value(schema: Schema, path: str, value: Any) -> Iterator[Problem]:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    if allowed is not None and not any(_equal(value, one) for one in allowed):
        hint = did_you_mean(value, [one for one in allowed if isinstance(one, str)]) if isinstance(value, str) else ""
        yield Problem(path, f"{_shown(value)} is not one of {', '.join(_shown(one) for one in allowed)}", hint)
    if isinstance(value, str) and "pattern" in schema and re.search(schema["pattern"], value) is None:
        yield Problem(path, f"{_shown(value)} does not match {schema['pattern']}")
    if _is_number(value):
        yield from _outside(schema, path, "", value, _shown(value))
    for kind, what in ((str, "Length"), (list, "Items"), (dict, "Properties")):
        if isinstance(value, kind):
            yield from _outside(schema, path, what, len(value), f"the length of {len(value)}")


def _outside(schema: Schema, path: str, what: str, number: float, shown: str) -> Iterator[Problem]:
    least, most = schema.get(f"min{what or 'imum'}"), schema.get(f"max{what or 'imum'}")
    if least is not None and number < least:
        yield Problem(path, f"{shown} is less than {least}")
    if most is not None and number > most:
        yield Problem(path, f"{shown} is more than {most}")


def _unknown(place: str, name: str, known: Mapping[str, Any]) -> Problem:
    if not known:
        return Problem(place, f"{name} is unknown; nothing can be set here")
    listed = ", ".join(sorted(known)[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return Problem(place, f"{name} is unknown; known are {listed}", did_you_mean(name, known))


def _equal(value: Any, other: Any) -> bool:
    return bool(value == other) and isinstance(value, bool) == isinstance(other, bool)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004


@cache
def _schemas() -> Mapping[tuple[str, str], Schema]:
    lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()[1:]
    found: dict[tuple[str, str], Schema] = {}
    for line in lines:
        names, _, text = line.partition("\t")
        addon, *versions = names.split()
        schema = json.loads(text)
        found |= {(addon, version): schema for version in versions}
    return found
