"""Says once, in `$defs`, what a JSON Schema says in several places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]
_ANNOTATIONS: Final = frozenset({"title", "description", "default", "$comment"})
_LONG: Final = 200
"""Characters from which a reference is shorter and easier to read."""


def shared(schema: Schema, known: Mapping[str, Schema]) -> Schema:
    """The same schema with `$defs`: those that are known, and what is long and stands in more than one place."""
    counts: Counter[str] = Counter()

    def counted(inner: Schema, _: str) -> Schema:
        counts[_text(inner)] += 1
        return inner

    _each(schema, "", counted)
    names: dict[str, str] = {}
    definitions: dict[str, Schema] = dict(known)

    def referred(inner: Schema, place: str) -> Schema:
        text = _text(inner)
        if counts[text] < 2 or len(text) < _LONG:  # noqa: PLR2004
            return inner
        if text not in names:
            names[text] = next(name for name in _numbered(place) if name not in definitions)
            definitions[names[text]] = {}
            definitions[names[text]] = _each(json.loads(text), place, referred)
        notes = {key: value for key, value in inner.items() if key in _ANNOTATIONS}
        return {**notes, "$ref": f"#/$defs/{names[text]}"}

    return {**_each(schema, "", referred), "$defs": definitions}


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _text(schema: Schema) -> str:
    return json.dumps({key: value for key, value in schema.items() if key not in _ANNOTATIONS}, ensure_ascii=False)


def _each(schema: Schema, place: str, change: Callable[[Schema, str], Schema]) -> Schema:
    """The schema with each one below it changed, the outer ones first; `place` is the nearest property's name."""

    def below(inner: Any, name: str) -> Any:
        if not isinstance(inner, dict):
            return inner
        changed = change(inner, name)
        return changed if "$ref" in changed else _each(changed, name, change)

    found = dict(schema)
    for key, value in schema.items():
        if key == "properties":
            found[key] = {name: below(inner, name) for name, inner in value.items()}
        elif key in {"items", "propertyNames", "additionalProperties", "not"}:
            found[key] = below(value, {"items": f"{place}_item", "propertyNames": f"{place}_name"}.get(key, place))
        elif key in {"if", "then", "else"}:
            found[key] = below(value, "rule")
        elif key in {"anyOf", "allOf"}:
            found[key] = [below(inner, place) for inner in value]
    return found
