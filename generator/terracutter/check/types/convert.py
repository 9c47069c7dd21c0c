"""Conversion of values and types, as Terraform does it by itself, and the type that several have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from terracutter.check.types.model import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    UNKNOWN,
    Collection,
    CollectionKind,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Value,
    describe,
    element_types,
    has_any,
    is_sequence,
)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BOOLS = {"true": True, "false": False, "1": True, "0": False}


class Mismatch(Exception):
    """A value can never become what is asked for; the text says what would do."""


def required(kind: Type) -> Mismatch:
    article = "a " if kind is NUMBER or kind is BOOL else ""
    return Mismatch(f"{article}{describe(kind)} is required")


def convert_type(source: Type, target: Type) -> Type:
    """What a value of the source type, not known yet, becomes; `Mismatch` when no such value fits."""
    if target is ANY or source is target:
        return source
    if source is ANY or source == target:
        return plain(target)
    match target:
        case Primitive():
            if isinstance(source, Primitive) and {source, target} != {NUMBER, BOOL}:
                return target
        case Collection():
            return _to_collection(source, target)
        case TupleType(items=items):
            if isinstance(source, TupleType) and len(source.items) == len(items):
                return TupleType(tuple(_inside(n, *pair) for n, pair in enumerate(_pairs(source.items, items))))
            if isinstance(source, TupleType):
                raise Mismatch(f"a tuple of {len(items)} elements is required")
        case ObjectType(attributes=attributes):
            return ObjectType({name: _attribute(source, target, name) for name in attributes})
    raise required(target)


def _pairs(left: Sequence[Type], right: Sequence[Type]) -> Iterable[tuple[Type, Type]]:
    return zip(left, right, strict=True)


def _inside(where: object, source: Type, target: Type) -> Type:
    try:
        return convert_type(source, target)
    except Mismatch as mismatch:
        raise _located(where, mismatch) from None


def _located(where: object, mismatch: Mismatch) -> Mismatch:
    place = f'attribute "{where}"' if isinstance(where, str) else f"element {where}"
    return Mismatch(f"{place}: {mismatch}")


def _to_collection(source: Type, target: Collection) -> Type:
    fits = isinstance(source, ObjectType | Collection) if target.kind == "map" else is_sequence(source)
    if not fits or (isinstance(source, Collection) and (source.kind == "map") != (target.kind == "map")):
        raise required(target)
    names = source.attributes if isinstance(source, ObjectType) else range(len(element_types(source)))
    found = [_inside(where, kind, target.element) for where, kind in zip(names, element_types(source), strict=True)]
    return Collection(target.kind, common(found, target.kind) if found else plain(target.element))


def common(kinds: Sequence[Type], kind: CollectionKind) -> Type:
    """The one type of a collection's elements."""
    found = unify(kinds)
    if found is None:
        raise Mismatch(f"all elements of the {kind} must have the same type")
    return found


def _attribute(source: Type, target: ObjectType, name: str) -> Type:
    wanted = target.attributes[name]
    if isinstance(source, Collection) and source.kind == "map":
        if name not in target.optional:
            return _inside(name, source.element, wanted)
        try:
            return convert_type(source.element, wanted)
        except Mismatch:  # the map may lack the element
            return plain(wanted)
    if not isinstance(source, ObjectType):
        raise required(target)
    if name in source.attributes:
        return _inside(name, source.attributes[name], wanted)
    if name not in target.optional:
        raise Mismatch(f'attribute "{name}" is required')
    return plain(wanted)


def plain(kind: Type) -> Type:
    """A constraint without what it says of optional attributes: the type of the values."""
    match kind:
        case Collection(kind=name, element=element):
            return Collection(name, plain(element))
        case TupleType(items=items):
            return TupleType(tuple(map(plain, items)))
        case ObjectType(attributes=attributes):
            return ObjectType({name: plain(item) for name, item in attributes.items()})
        case _:
            return kind


def convert(value: Value, target: Type) -> Value:
    """The value as the target type; `Mismatch` when it cannot be."""
    if target is ANY or value.type is target:
        return value
    if value.content is None or value.content is UNKNOWN or value.type is ANY:
        return Value(convert_type(value.type, target), value.content, value.marks)
    if isinstance(target, Primitive):
        convert_type(value.type, target)
        return Value(target, convert_primitive(value.content, target), value.marks)
    if isinstance(value.type, Primitive):
        raise required(target)
    convert_type(_skeleton(value.type, target), target)
    if isinstance(target, ObjectType):
        return _known_object(value, target)
    return _known_collection(value, target)


def _skeleton(source: Type, target: Type) -> Type:
    """The source type with nothing known of its elements, for those are converted one by one."""
    if isinstance(source, Collection):
        return Collection(source.kind, ANY)
    if isinstance(source, TupleType):
        return TupleType((ANY,) * len(source.items)) if isinstance(target, TupleType) else TupleType(())
    return source if isinstance(target, TupleType | ObjectType) else ObjectType({})


def _known_collection(value: Value, target: Collection | TupleType) -> Value:
    wanted: Callable[[int], Type]
    if isinstance(target, TupleType):
        items = target.items
        wanted = items.__getitem__
    else:
        element = target.element
        wanted = lambda _: element  # noqa: E731  the other half of one choice
    if isinstance(value.content, Mapping):
        content: Any = {name: located(name, one, wanted(n)) for n, (name, one) in enumerate(value.content.items())}
        found = [one.type for one in content.values()]
    else:
        content = tuple(located(n, one, wanted(n)) for n, one in enumerate(value.content))
        found = [one.type for one in content]
    if isinstance(target, TupleType):
        return Value(TupleType(tuple(found)), content, value.marks)
    if not found:
        return Value(Collection(target.kind, plain(target.element)), content, value.marks)
    shared = common(found, target.kind)
    if has_any(target.element) and any(kind != shared for kind in found):
        parts = {name: convert(one, shared) for name, one in _items(content)}
        content = parts if isinstance(content, Mapping) else tuple(parts.values())
    return Value(Collection(target.kind, shared), content, value.marks)


def _items(content: Any) -> Iterable[tuple[Any, Value]]:
    return content.items() if isinstance(content, Mapping) else enumerate(content)


def located(where: object, value: Value, target: Type) -> Value:
    """Converts one element, and names it when that fails."""
    try:
        return convert(value, target)
    except Mismatch as mismatch:
        raise _located(where, mismatch) from None


def _known_object(value: Value, target: ObjectType) -> Value:
    content: dict[str, Value] = {}
    for name, wanted in target.attributes.items():
        if isinstance(value.content, Mapping) and name in value.content:
            content[name] = located(name, value.content[name], wanted)
        elif name in target.optional:
            content[name] = Value(plain(wanted), None if target.optional[name] is None else UNKNOWN)
        else:
            raise Mismatch(f'attribute "{name}" is required')
    return Value(ObjectType({name: one.type for name, one in content.items()}), content, value.marks)


def convert_primitive(content: Any, target: Primitive) -> Any:
    """A known string, number or bool as another of them."""
    if target is STRING:
        return text_of(content)
    if not isinstance(content, str):
        return content
    if target is BOOL and content in _BOOLS:
        return _BOOLS[content]
    if target is NUMBER and _NUMBER.fullmatch(content):
        return number_of(content)
    raise required(target)


def number_of(text: str) -> Any:
    """An int where it is one; what is too long to reckon with stays unknown."""
    digits = text.lstrip("+-")
    if digits.isdigit():
        return int(text) if len(digits) < 300 else UNKNOWN  # noqa: PLR2004  far beyond any use
    number = float(text)
    return int(number) if number.is_integer() else number


def text_of(content: Any) -> Any:
    """A primitive as a template shows it."""
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, float):
        return UNKNOWN
    return content if isinstance(content, str) else str(content)


def unify(kinds: Sequence[Type]) -> Type | None:
    """The one type to which all can be converted, or None. `any` among them leaves it open."""
    if not kinds:
        return ANY
    first = kinds[0]
    if all(kind is first or kind == first for kind in kinds):
        return first
    known = [kind for kind in kinds if kind is not ANY]
    if all(isinstance(kind, Primitive) for kind in known):
        return _common_primitive(known, open_ended=len(known) < len(kinds))
    if len(known) < len(kinds):
        return ANY if unify(known) is not None else None
    if all(isinstance(kind, ObjectType) for kind in known):
        return _common_object([kind for kind in known if isinstance(kind, ObjectType)])
    if all(isinstance(kind, TupleType) for kind in known):
        return _common_tuple([kind for kind in known if isinstance(kind, TupleType)])
    return _common_collection(known)


def _common_primitive(kinds: Sequence[Type], *, open_ended: bool) -> Type | None:
    if STRING not in kinds and NUMBER in kinds and BOOL in kinds:
        return None
    if open_ended:
        return ANY
    return STRING if STRING in kinds else kinds[0]


def _common_object(kinds: Sequence[ObjectType]) -> Type | None:
    names = kinds[0].attributes.keys()
    if all(kind.attributes.keys() == names for kind in kinds):
        found = {name: unify([kind.attributes[name] for kind in kinds]) for name in names}
        if all(kind is not None for kind in found.values()):
            return ObjectType({name: kind for name, kind in found.items() if kind is not None})
    return _collected("map", [item for kind in kinds for item in kind.attributes.values()])


def _common_tuple(kinds: Sequence[TupleType]) -> Type | None:
    if len({len(kind.items) for kind in kinds}) == 1:
        found = [unify(column) for column in zip(*(kind.items for kind in kinds), strict=True)]
        if all(kind is not None for kind in found):
            return TupleType(tuple(kind for kind in found if kind is not None))
    return _collected("list", [item for kind in kinds for item in kind.items])


def _common_collection(kinds: Sequence[Type]) -> Type | None:
    names = {kind.kind for kind in kinds if isinstance(kind, Collection)}
    mapping = names == {"map"} and not any(isinstance(kind, TupleType | Primitive) for kind in kinds)
    sequence = bool(names) and all(is_sequence(kind) for kind in kinds)
    if not mapping and not sequence:
        return None
    name: CollectionKind = "map" if mapping else "set" if names == {"set"} else "list"
    if name == "set" and any(isinstance(kind, TupleType) for kind in kinds):
        name = "set"
    return _collected(name, [item for kind in kinds for item in element_types(kind)])


def _collected(name: CollectionKind, items: Sequence[Type]) -> Type | None:
    element = unify(items)
    return None if element is None else Collection(name, element)
