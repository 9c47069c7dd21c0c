"""Functions whose result depends on the types or values of the arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from terracutter.check.types.collections import STRUCTURAL, both_known, is_set
from terracutter.check.types.convert import Mismatch, convert, unify
from terracutter.check.types.model import (
    ANY,
    BOOL,
    DYNAMIC,
    NULL,
    NUMBER,
    OUTPUT,
    SENSITIVE,
    STRING,
    UNKNOWN,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Value,
    describe,
    element_types,
    elements,
    is_sequence,
    object_of,
    tuple_of,
    wholly_known,
)
from terracutter.check.types.operations import same
from terracutter.check.types.refusal import Refusal, only_when_known
from terracutter.functions import FUNCTIONS, Failed, NotTold


def _to_collection(name: Any) -> Callable[[list[Value]], Value]:
    def compute(values: list[Value]) -> Value:
        (value,) = values
        target = Collection(name, ANY)
        try:
            found = convert(value, target)
        except Mismatch as mismatch:
            raise Refusal(0, f"a {describe(value.type)} cannot become a {name}: {mismatch}") from None
        if value.is_known or value.type == target:
            return found
        return found.marked(OUTPUT)

    return compute


def _to_primitive(target: Primitive) -> Callable[[list[Value]], Value]:
    def compute(values: list[Value]) -> Value:
        try:
            return convert(values[0], target)
        except Mismatch:
            shown = f'"{values[0].content}"' if isinstance(values[0].content, str) else f"a {describe(values[0].type)}"
            raise Refusal(0, f"{shown} cannot become a {target.name}") from None

    return compute


def _same_type(values: list[Value]) -> Value:
    return Value(values[0].type)


def _distinct(values: list[Value]) -> Value:
    (value,) = values
    if not wholly_known(value):
        return Value(value.type)
    found: list[Value] = []
    for one in elements(value):
        if not any(same(one, other) for other in found):
            found.append(one)
    return Value(value.type, tuple(found))


def _chunks(values: list[Value]) -> Value:
    return Value(Collection("list", values[0].type))


_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\((?:\?P?<(?P<name>\w+)>|(?P<other>\?))?", re.DOTALL)


def _pattern(values: list[Value]) -> Value:
    """The shape of the result follows from the groups of the pattern."""
    pattern = values[0].content
    if not isinstance(pattern, str) or r"\Q" in pattern:
        return DYNAMIC
    groups = [group["name"] for group in _GROUP.finditer(pattern) if group[0][0] == "(" and not group["other"]]
    names = [name for name in groups if name]
    if names:
        return Value(ObjectType(dict.fromkeys(names, STRING))) if len(names) == len(groups) else DYNAMIC
    return Value(TupleType((STRING,) * len(groups)) if groups else STRING)


def _patterns(values: list[Value]) -> Value:
    return Value(Collection("list", _pattern(values).type))


def _at_least_one(result: Type, what: str) -> Callable[[list[Value]], Value]:
    def compute(values: list[Value]) -> Value:
        if not values or (len(values) == 1 and what == "list"):
            raise Refusal(None, f"it takes at least one {what}")
        return Value(result)

    return compute


def _parseint(values: list[Value]) -> Value:
    if values[0].type is not ANY and values[0].type is not STRING:
        raise Refusal(0, f"it reads a string, not a {describe(values[0].type)}")
    return Value(NUMBER)


def _range(values: list[Value]) -> Value:
    if not 1 <= len(values) <= 3:  # noqa: PLR2004  limit; start and limit; with a step
        raise Refusal(None, "it takes one, two or three numbers")
    return Value(Collection("list", NUMBER))


def _sensitive(values: list[Value]) -> Value:
    return values[0].marked(SENSITIVE)


def released(value: Value) -> Value:
    """Without the mark of a sensitive value, at any depth."""
    content = value.content
    if isinstance(content, tuple):
        content = tuple(map(released, content))
    elif isinstance(content, Mapping):
        content = {name: released(one) for name, one in content.items()}
    return Value(value.type, content, value.marks & ~SENSITIVE)


def _coalesce(values: list[Value]) -> Value:
    known = [value.type for value in values if value.type is not ANY]
    plain = all(isinstance(kind, Primitive) for kind in known)
    shared = unify(known if plain else [value.type for value in values]) if values else None
    if shared is None:
        raise Refusal(None, "its arguments must have a type in common")
    for value in values:
        if value.is_null:
            continue
        if not value.is_known:
            return Value(shared)
        one = convert(value, shared) if shared is not ANY else value
        if one.content != "":
            return one
    raise Refusal(None, "nothing among its arguments is neither null nor empty")


def _coalescelist(values: list[Value]) -> Value:
    for value in values:
        if value.type is not ANY and (not is_sequence(value.type) or is_set(value.type)):
            raise Refusal(None, f"it takes lists and tuples, not a {describe(value.type)}", only_when_known(value))
    kinds = {describe(value.type) for value in values}
    same = bool(values) and len(kinds) == 1 and all(value.type == values[0].type for value in values)
    return Value(values[0].type) if same and isinstance(values[0].type, Collection) else DYNAMIC


def _setproduct(values: list[Value]) -> Value:
    if len(values) < 2:  # noqa: PLR2004  a product has two factors
        raise Refusal(None, "it takes at least two sets or lists")
    for position, value in enumerate(values):
        if value.type is not ANY and not is_sequence(value.type):
            raise Refusal(position, f"it takes sets and lists, not a {describe(value.type)}")
    items = [unify(element_types(value.type)) for value in values]
    if any(item is None for item in items):
        return DYNAMIC
    name: Literal["list", "set"] = "set" if all(is_set(value.type) for value in values) else "list"
    return Value(Collection(name, TupleType(tuple(item for item in items if item is not None))))


def _sum(values: list[Value]) -> Value:
    (value,) = values
    if value.type is not ANY and not is_sequence(value.type):
        raise Refusal(0, f"it adds up a list, not a {describe(value.type)}", only_when_known(value))
    if isinstance(value.content, tuple) and not value.content:
        raise Refusal(0, "it cannot add up an empty list")
    for one in elements(value):
        try:
            number = convert(one, NUMBER)
        except Mismatch as mismatch:
            raise Refusal(0, f"it adds up numbers: {mismatch}", only_when_known(value)) from None
        if number.is_null:
            raise Refusal(0, "it cannot add null", only_when_known(value))
    return Value(NUMBER)


def _index(values: list[Value]) -> Value:
    source = values[0]
    if source.type is not ANY and (not is_sequence(source.type) or is_set(source.type)):
        raise Refusal(None, f"it looks through a list or tuple, not a {describe(source.type)}", both_known(values))
    return Value(NUMBER)


def _split(values: list[Value]) -> Value:
    kind = Collection("list", STRING)
    separator, text = values[0].content, values[1].content
    if not isinstance(separator, str) or not isinstance(text, str) or not separator:
        return Value(kind)
    return Value(kind, tuple(Value(STRING, part) for part in text.split(separator)))


def _jsondecode(values: list[Value]) -> Value:
    text = values[0].content
    if not isinstance(text, str):
        return DYNAMIC
    try:
        return _of_json(json.loads(text))
    except (ValueError, RecursionError):
        return DYNAMIC


def _of_json(document: Any) -> Value:
    match document:
        case dict():
            return object_of({name: _of_json(one) for name, one in document.items()})
        case list():
            return tuple_of(map(_of_json, document))
        case str():
            return Value(STRING, document)
        case bool():
            return Value(BOOL, document)
        case None:
            return NULL
        case _:
            return Value(NUMBER, document if isinstance(document, int) else UNKNOWN)


def _sets(values: list[Value]) -> Value:
    shared = unify([value.type for value in values])
    if shared is None:
        raise Refusal(None, "the elements of the sets must have a type in common")
    return Value(shared) if isinstance(shared, Collection) else Value(Collection("set", ANY))


def _try(values: list[Value]) -> Value:
    if not values:
        raise Refusal(None, "it takes at least one argument")
    return DYNAMIC


def _compact(values: list[Value]) -> Value:
    (value,) = values
    if not wholly_known(value):
        return Value(value.type)
    return Value(value.type, tuple(one for one in elements(value) if one.content))


RESULTS: Final[Mapping[str, Callable[[list[Value]], Value]]] = {
    **STRUCTURAL,
    "chunklist": _chunks,
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "distinct": _distinct,
    "format": lambda _: Value(STRING),
    "formatlist": lambda _: Value(Collection("list", STRING)),
    "index": _index,
    "join": _at_least_one(STRING, "list"),
    "jsondecode": _jsondecode,
    "matchkeys": _same_type,
    "max": _at_least_one(NUMBER, "number"),
    "min": _at_least_one(NUMBER, "number"),
    "parseint": _parseint,
    "range": _range,
    "regex": _pattern,
    "regexall": _patterns,
    "sensitive": _sensitive,
    "setintersection": _sets,
    "setproduct": _setproduct,
    "setsubtract": _sets,
    "setunion": _sets,
    "split": _split,
    "sum": _sum,
    "tobool": _to_primitive(BOOL),
    "tolist": _to_collection("list"),
    "tomap": _to_collection("map"),
    "tonumber": _to_primitive(NUMBER),
    "toset": _to_collection("set"),
    "tostring": _to_primitive(STRING),
    "try": _try,
}

# Functions of primitives that are worked out where all is known.
_RECKONED: Final = frozenset(
    {
        "abs", "alltrue", "anytrue", "cidrhost", "cidrnetmask", "cidrsubnet", "endswith", "lower", "startswith",
        "strcontains", "trimprefix", "trimspace", "trimsuffix", "upper",
    }
)  # fmt: skip


def reckoned(name: str, kind: Type, values: list[Value]) -> Value:
    """The result of a function that gives a primitive."""
    if name not in _RECKONED or not all(map(wholly_known, values)):
        return Value(kind)
    arguments = [tuple(one.content for one in elements(value)) or value.content for value in values]
    try:
        return Value(kind, FUNCTIONS[name](*arguments))
    except Failed:
        raise Refusal(None, "the arguments do not go together") from None
    except (NotTold, TypeError, AttributeError, ValueError, OverflowError):
        return Value(kind)
