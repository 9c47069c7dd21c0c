"""Types and values of HCL. What is not known stays unknown: nothing is ever said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from terracutter.hcl.syntax import Block, Expression

CollectionKind: TypeAlias = Literal["list", "set", "map"]


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number`, `bool`, or `any` where the type itself is not known."""

    name: str
    size: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Collection:
    """Any number of elements of one type."""

    kind: CollectionKind
    element: Type
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + self.element.size)


@dataclass(frozen=True, slots=True)
class TupleType:
    """A fixed number of elements, each of its own type."""

    items: tuple[Type, ...]
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(item.size for item in self.items))


@dataclass(frozen=True, slots=True)
class ObjectType:
    """Named attributes; in a constraint some are optional, with a default or without (None)."""

    attributes: Mapping[str, Type]
    optional: Mapping[str, Expression | None] = field(default_factory=dict, compare=False, repr=False)
    size: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(item.size for item in self.attributes.values()))


Type: TypeAlias = Primitive | Collection | TupleType | ObjectType

STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
ANY: Final = Primitive("any")
PRIMITIVES: Final = {one.name: one for one in (STRING, NUMBER, BOOL, ANY)}


class _Unknown:
    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()

# What clings to a value and to whatever is made of it.
SENSITIVE: Final = 1
AFTER_APPLY: Final = 2  # a resource attribute that the configuration does not set
INSTANCE: Final = 4  # Terraform looks at it only where there is an element or an instance
OUTPUT: Final = 8  # from another module: Terraform looks at it only when it plans


@dataclass(frozen=True, slots=True)
class Value:
    """A type, and the content as far as it is written out.

    The content of a list, set or tuple is a tuple of values, that of a map or object a mapping; None is null. `origin`
    is the resource whose attributes stand in a value of unknown type; `instances` tells that it is all of them.
    """

    type: Type
    content: Any = UNKNOWN
    marks: int = 0
    origin: Block | None = None
    instances: bool = False

    @property
    def is_null(self) -> bool:
        return self.content is None

    @property
    def is_known(self) -> bool:
        return self.content is not UNKNOWN

    def marked(self, marks: int) -> Value:
        if marks | self.marks == self.marks:
            return self
        return Value(self.type, self.content, self.marks | marks, self.origin, self.instances)


DYNAMIC: Final = Value(ANY)
NULL: Final = Value(ANY, None)

_LARGEST: Final = 20_000  # a type of more parts is no longer followed: nobody writes one, but locals can multiply


def tuple_of(items: Iterable[Value]) -> Value:
    content = tuple(items)
    kind = TupleType(tuple(item.type for item in content))
    return Value(kind, content) if kind.size < _LARGEST else DYNAMIC


def object_of(attributes: Mapping[str, Value]) -> Value:
    kind = ObjectType({name: value.type for name, value in attributes.items()})
    return Value(kind, attributes) if kind.size < _LARGEST else DYNAMIC


def unknown(kind: Type, *sources: Value) -> Value:
    """A value of this type that is made of others."""
    return Value(kind, UNKNOWN, marks_of(sources))


def marks_of(values: Iterable[Value]) -> int:
    """Every mark in the values and below them."""
    marks = 0
    pending = list(values)
    while pending:
        value = pending.pop()
        marks |= value.marks
        pending.extend(elements(value))
    return marks


def elements(value: Value) -> tuple[Value, ...]:
    """The written-out elements of a collection, or none."""
    if isinstance(value.content, tuple):
        return value.content
    return tuple(value.content.values()) if isinstance(value.content, Mapping) else ()


def wholly_known(value: Value) -> bool:
    pending = [value]
    while pending:
        current = pending.pop()
        if not current.is_known:
            return False
        pending.extend(elements(current))
    return True


def has_any(kind: Type) -> bool:
    match kind:
        case Primitive():
            return kind is ANY
        case Collection(element=element):
            return has_any(element)
        case TupleType(items=items):
            return any(has_any(item) for item in items)
        case ObjectType(attributes=attributes):
            return any(has_any(item) for item in attributes.values())


def describe(kind: Type) -> str:
    """As a person says it: `list of string`, `object`."""
    match kind:
        case Primitive(name=name):
            return name
        case Collection(kind=name, element=element):
            return f"{name} of {'any single type' if element is ANY else describe(element)}"
        case TupleType():
            return "tuple"
        case ObjectType():
            return "object"


def is_sequence(kind: Type) -> bool:
    return isinstance(kind, TupleType) or (isinstance(kind, Collection) and kind.kind != "map")


def is_mapping(kind: Type) -> bool:
    return isinstance(kind, ObjectType) or (isinstance(kind, Collection) and kind.kind == "map")


def element_types(kind: Type) -> tuple[Type, ...]:
    """Of a collection type."""
    match kind:
        case Collection(element=element):
            return (element,)
        case TupleType(items=items):
            return items
        case ObjectType(attributes=attributes):
            return tuple(attributes.values())
        case _:
            return ()
