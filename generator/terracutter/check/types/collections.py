"""Functions of collections: the result has the shape of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from terracutter.check.types.convert import Mismatch, convert, unify
from terracutter.check.types.model import (
    ANY,
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    UNKNOWN,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Value,
    describe,
    is_mapping,
    is_sequence,
    object_of,
    tuple_of,
    wholly_known,
)
from terracutter.check.types.problems import Certainty
from terracutter.check.types.refusal import Refusal, only_when_known


def _length(values: list[Value]) -> Value:
    (value,) = values
    match value.type:
        case Primitive():
            if value.type is not ANY and value.type is not STRING:
                raise Refusal(None, f"a {describe(value.type)} has no length")
            text = value.content
            return Value(NUMBER, len(text) if isinstance(text, str) and text.isascii() else UNKNOWN)
        case Collection(kind="set"):
            sure = isinstance(value.content, tuple) and len(value.content) < 2  # noqa: PLR2004  more may be equal
            return Value(NUMBER, len(value.content) if sure else UNKNOWN)
        case Collection():
            return Value(NUMBER, len(value.content) if value.is_known else UNKNOWN)
        case TupleType(items=items):
            return Value(NUMBER, len(items))
        case ObjectType(attributes=attributes):
            return Value(NUMBER, len(attributes))


def _keys(values: list[Value]) -> Value:
    (value,) = values
    match value.type:
        case ObjectType(attributes=attributes):
            return tuple_of(Value(STRING, name) for name in sorted(attributes))
        case Collection(kind="map"):
            kind = Collection("list", STRING)
            return Value(
                kind, tuple(Value(STRING, one) for one in sorted(value.content)) if value.is_known else UNKNOWN
            )
        case Primitive() if value.type is ANY:
            return DYNAMIC
    raise Refusal(0, f"a map or an object has keys, a {describe(value.type)} has none")


def _values(values: list[Value]) -> Value:
    (value,) = values
    match value.type:
        case ObjectType(attributes=attributes):
            if value.is_known:
                return tuple_of(value.content[name] for name in sorted(attributes))
            return Value(TupleType(tuple(attributes[name] for name in sorted(attributes))))
        case Collection(kind="map", element=element):
            kind = Collection("list", element)
            return Value(
                kind, tuple(value.content[one] for one in sorted(value.content)) if value.is_known else UNKNOWN
            )
        case Primitive() if value.type is ANY:
            return DYNAMIC
    raise Refusal(None, f"it takes a map or an object, not a {describe(value.type)}")


def _lookup(values: list[Value]) -> Value:
    if len(values) > 3:  # noqa: PLR2004  map, key and default
        raise Refusal(None, "it takes two or three arguments")
    source, key = values[:2]
    default = values[2] if len(values) > 2 else None  # noqa: PLR2004
    match source.type:
        case ObjectType(attributes=attributes):
            if not key.is_known:
                return DYNAMIC
            if key.content in attributes:
                return source.content[key.content] if source.is_known else Value(attributes[key.content])
            if default is None:
                raise Refusal(0, f'the object has no attribute "{key.content}"')
            return default
        case Collection(kind="map", element=element):
            return _lookup_in_map(source, key, default, element)
        case Primitive() if source.type is ANY:
            return DYNAMIC
    raise Refusal(0, f"it looks into a map or an object, not into a {describe(source.type)}")


def _lookup_in_map(source: Value, key: Value, default: Value | None, element: Type) -> Value:
    if default is not None:
        try:
            default = convert(default, element)
        except Mismatch as mismatch:
            raise Refusal(2, f"the default must be of the map's element type: {mismatch}") from None
    if not (source.is_known and key.is_known):
        return Value(element)
    if key.content in source.content:
        found: Value = source.content[key.content]
        return found
    if default is None:
        raise Refusal(None, f'the map has no element "{key.content}"', only_when_known(source))
    return default


def _element(values: list[Value]) -> Value:
    source, at = values
    match source.type:
        case Collection(kind="list", element=element):
            if not (source.is_known and isinstance(at.content, int)):
                return Value(element)
            if not source.content:
                raise Refusal(None, "an empty list has no elements")
            found: Value = source.content[at.content % len(source.content)]
            return found
        case TupleType(items=items):
            if not items:
                raise Refusal(None, "an empty list has no elements", only_when_known(at))
            if not isinstance(at.content, int):
                return DYNAMIC
            place = at.content % len(items)
            return source.content[place] if source.is_known else Value(items[place])
        case Primitive() if source.type is ANY:
            return DYNAMIC
    raise Refusal(None, f"it picks from a list, not from a {describe(source.type)}")


def _merge(values: list[Value]) -> Value:
    found = [value for value in values if not value.is_null]
    for value in found:
        if value.type is not ANY and not is_mapping(value.type):
            raise Refusal(None, f"it takes maps and objects, not a {describe(value.type)}")
    if any(value.type is ANY for value in found):
        return DYNAMIC
    kinds = [value.type for value in found]
    same_maps = bool(kinds) and isinstance(kinds[0], Collection) and all(kind == kinds[0] for kind in kinds)
    if same_maps and not all(value.is_known for value in found):
        return Value(kinds[0])
    merged: dict[str, Value] = {}
    for value in found:
        if value.is_known:
            merged.update(value.content)
        elif isinstance(value.type, ObjectType):
            merged.update({name: Value(kind, marks=value.marks) for name, kind in value.type.attributes.items()})
        else:
            return DYNAMIC
    return Value(kinds[0], merged) if same_maps else object_of(merged)


def _concat(values: list[Value]) -> Value:
    if not values:
        raise Refusal(None, "it takes at least one list")
    certainty = Certainty.REFUSED
    for position, value in enumerate(values):
        if value.type is not ANY and (not is_sequence(value.type) or is_set(value.type)):
            raise Refusal(position, f"it takes lists and tuples, not a {describe(value.type)}", certainty)
        if isinstance(value.type, Collection) and not value.is_known:
            certainty = Certainty.DOOMED  # Terraform looks no further
    kinds = [value.type for value in values]
    shared = unify(kinds) if all(isinstance(kind, Collection) for kind in kinds) else None
    if shared is not None:
        known = all(value.is_known for value in values)
        lists = [convert(value, shared) for value in values]
        return Value(shared, tuple(one for value in lists for one in value.content) if known else UNKNOWN)
    items: list[Value] = []
    for value in values:
        if isinstance(value.content, tuple):
            items += value.content
        elif isinstance(value.type, TupleType):
            items += [Value(kind, marks=value.marks) for kind in value.type.items]
        else:
            return DYNAMIC
    if all(isinstance(kind, Collection) for kind in kinds):
        return DYNAMIC
    return tuple_of(items)


def is_set(kind: Type) -> bool:
    return isinstance(kind, Collection) and kind.kind == "set"


def _contains(values: list[Value]) -> Value:
    source, wanted = values
    if source.type is not ANY and not is_sequence(source.type):
        raise Refusal(None, f"it looks through a list, tuple or set, not a {describe(source.type)}", both_known(values))
    if not (isinstance(source.content, tuple) and wholly_known(source) and wanted.is_known):
        return Value(BOOL)
    if any(one.type == wanted.type and one.content == wanted.content for one in source.content):
        return Value(BOOL, content=True)
    plain = all(one.type is wanted.type and isinstance(one.type, Primitive) for one in source.content)
    return Value(BOOL, content=False) if plain else Value(BOOL)


def both_known(values: list[Value]) -> Certainty:
    return Certainty.REFUSED if all(wholly_known(value) for value in values) else Certainty.DOOMED


def _flatten(values: list[Value]) -> Value:
    (value,) = values
    if value.type is not ANY and not is_sequence(value.type):
        raise Refusal(None, f"it takes a list of lists, not a {describe(value.type)}", only_when_known(value))
    flat: list[Value] = []
    pending = [value]
    while pending:
        current = pending.pop()
        if current.type is ANY and not current.is_null:
            return DYNAMIC
        if not is_sequence(current.type) or current.is_null:
            flat.append(current)
        elif isinstance(current.content, tuple):
            pending.extend(reversed(current.content))
        else:
            return DYNAMIC
    return tuple_of(flat)


def _reverse(values: list[Value]) -> Value:
    (value,) = values
    match value.type:
        case TupleType(items=items):
            return tuple_of(reversed(value.content)) if value.is_known else Value(TupleType(items[::-1]))
        case Collection(kind=("list" | "set"), element=element):
            return Value(Collection("list", element))
        case Primitive() if value.type is ANY:
            return DYNAMIC
    raise Refusal(0, f"it turns a list around, not a {describe(value.type)}")


def _slice(values: list[Value]) -> Value:
    source, first, last = values
    match source.type:
        case TupleType(items=items):
            if not (isinstance(first.content, int) and isinstance(last.content, int)):
                return DYNAMIC
            if last.content > len(items):
                raise Refusal(2, f"the list has {len(items)} elements")
            if not 0 <= first.content <= last.content:
                return DYNAMIC
            part = slice(first.content, last.content)
            return tuple_of(source.content[part]) if source.is_known else Value(TupleType(items[part]))
        case Collection(kind="list"):
            return Value(source.type)
        case Primitive() if source.type is ANY:
            return DYNAMIC
    raise Refusal(0, f"it cuts a list, not a {describe(source.type)}")


def _one(values: list[Value]) -> Value:
    (value,) = values
    match value.type:
        case TupleType(items=items):
            if not items:
                return Value(ANY, None)
            if len(items) == 1:
                return value.content[0] if value.is_known else Value(items[0])
        case Collection(kind=("list" | "set") as kind, element=element):
            if not value.is_known or (kind == "set" and len(value.content) > 1):
                return Value(element)
            if not value.content:
                return Value(element, None)
            if len(value.content) == 1:
                sole: Value = value.content[0]
                return sole
        case Primitive() if value.type is ANY:
            return DYNAMIC
    raise Refusal(0, "it takes a list, set or tuple of at most one element")


def _zipmap(values: list[Value]) -> Value:
    keys, source = values
    if source.type is not ANY and (not is_sequence(source.type) or is_set(source.type)):
        raise Refusal(None, f"the values come as a list or tuple, not as a {describe(source.type)}")
    known = isinstance(keys.content, tuple) and all(key.is_known for key in keys.content)
    if isinstance(source.type, Collection):
        return Value(Collection("map", source.type.element), marks=keys.marks)
    if not isinstance(source.type, TupleType) or not known:
        return DYNAMIC.marked(keys.marks)
    items = source.content if source.is_known else [Value(kind) for kind in source.type.items]
    if len(keys.content) != len(items):
        raise Refusal(None, f"there are {len(keys.content)} keys for {len(items)} values")
    return object_of({key.content: one for key, one in zip(keys.content, items, strict=True)})


STRUCTURAL: Final[Mapping[str, Callable[[list[Value]], Value]]] = {
    "concat": _concat,
    "contains": _contains,
    "element": _element,
    "flatten": _flatten,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "one": _one,
    "reverse": _reverse,
    "slice": _slice,
    "values": _values,
    "zipmap": _zipmap,
}
