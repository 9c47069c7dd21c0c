"""Type constraints of variables, and whether a default that is written out fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from terracutter.check.constants import check_constant, is_null
from terracutter.check.places import Span, at
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl.syntax import (
    Call,
    Expression,
    Literal,
    Name,
    Node,
    Number,
    Object,
    Parentheses,
    Reference,
    String,
    Template,
    Tuple,
    Unary,
)
from terracutter.hcl.tokens import Source
from terracutter.records import record

PRIMITIVES: Final = ("bool", "number", "string")
COLLECTIONS: Final = ("list", "map", "set")
_KEYWORDS: Final = (*PRIMITIVES, "any")
_CONSTRUCTORS: Final = (*COLLECTIONS, "object", "tuple")
_LEGACY: Final = ("list", "map")  # these two may still stand alone
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eEpP][+-]?[0-9]+)?|[+-]?[iI]nf(?:inity)?")
_BOOLEANS = frozenset({"true", "false", "1", "0"})


@record
class Constraint:
    """A type: `of` are the types of an object's attributes, of a tuple's items (by index) or of all items (`""`)."""

    name: str
    of: Mapping[str, Constraint] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()

    def __str__(self) -> str:
        if self.name in COLLECTIONS:
            return f"{self.name} of {self.of['']}"
        return self.name


ANY: Final = Constraint("any")


@dataclass(slots=True)
class _Reader:
    source: Source
    problems: list[Diagnostic]

    def refuse(self, place: Node | Span, detail: str, hint: str = "") -> Constraint:
        self.problems.append(at(self.source, place, "Invalid type specification", detail, hint))
        return ANY

    def read(self, value: Expression, *, is_whole: bool = False) -> Constraint:
        if isinstance(value, Reference) and not value.steps:
            return self.keyword(value, value.root, is_whole=is_whole)
        if isinstance(value, Call):
            return self.constructed(value)
        if isinstance(value, String):
            hint = f"write {value.value} without the quotes" if value.value in {*_KEYWORDS, *_CONSTRUCTORS} else ""
            return self.refuse(value, "A type is written without quotes.", hint)
        detail = f"A type is one of {', '.join(_KEYWORDS)} or built with one of {', '.join(_CONSTRUCTORS)}."
        return self.refuse(value, detail)

    def keyword(self, value: Expression, word: str, *, is_whole: bool) -> Constraint:
        if word in _KEYWORDS:
            return Constraint(word)
        if word in _LEGACY and is_whole:
            return Constraint(word, {"": ANY})
        if word in _CONSTRUCTORS:
            return self.refuse(value, f"{word} needs to know what it holds: write {_example(word)}.")
        detail = f'"{word}" is no type.'
        return self.refuse(value, detail, did_you_mean(word.lower(), (*_KEYWORDS, *_CONSTRUCTORS)))

    def constructed(self, call: Call) -> Constraint:
        name = call.name
        if name == "optional":
            return self.refuse(call, "optional(…) stands only around the type of an attribute in object({ … }).")
        if name in _KEYWORDS:
            opened = Span(call.start + len(name), call.end)
            return self.refuse(opened, f"{name} takes nothing in parentheses.")
        if name not in _CONSTRUCTORS:
            return self.refuse(call, f'No type is built with "{name}".', did_you_mean(name, _CONSTRUCTORS))
        if len(call.arguments) != 1:
            extra = call.arguments[1] if call.arguments else Span(call.start + len(name), call.end)
            return self.refuse(extra, f"{name} takes one argument: write {_example(name)}.")
        inner = call.arguments[0]
        if name in COLLECTIONS:
            return Constraint(name, {"": self.read(inner)})
        if name == "tuple":
            if not isinstance(inner, Tuple):
                return self.refuse(inner, f"tuple takes a list of types: write {_example(name)}.")
            return Constraint(name, {str(index): self.read(item) for index, item in enumerate(inner.items)})
        if not isinstance(inner, Object):
            return self.refuse(inner, f"object takes its attributes: write {_example(name)}.")
        return self.object_type(inner)

    def object_type(self, value: Object) -> Constraint:
        found: dict[str, Constraint] = {}
        optional: set[str] = set()
        for item in value.items:
            if not isinstance(item.key, Name):
                self.refuse(item.key, "The attributes of an object type have bare names.")
                continue
            name = item.key.value
            if name in found:
                self.refuse(item.key, f'"{name}" is an attribute of this object type already.')
            if isinstance(item.value, Call) and item.value.name == "optional":
                optional.add(name)
                found[name] = self.optional_type(item.value)
            else:
                found[name] = self.read(item.value)
        return Constraint("object", found, frozenset(optional))

    def optional_type(self, call: Call) -> Constraint:
        form = "write optional(TYPE) or optional(TYPE, DEFAULT)"
        if not call.arguments:
            return self.refuse(Span(call.start + len(call.name), call.end), f"optional needs a type: {form}.")
        inner = self.read(call.arguments[0])
        if len(call.arguments) > 2:  # noqa: PLR2004  a type and a default
            self.refuse(call.arguments[2], f"optional takes two arguments at most: {form}.")
        elif len(call.arguments) > 1:
            default = call.arguments[1]
            found = list(check_constant(self.source, default))
            if not found and (reason := misfit(default, inner)):
                summary = "Invalid default value for optional attribute"
                found = [at(self.source, default, summary, f"It does not fit the attribute's type: {reason}.")]
            self.problems += found
        return inner


def _example(constructor: str) -> str:
    examples = {"object": "object({ name = string })", "tuple": "tuple([string, number])"}
    return examples.get(constructor, f"{constructor}(string)")


def read_type(source: Source, value: Expression) -> tuple[Constraint, list[Diagnostic]]:
    """The type that a constraint means, `any` where it is not known, and what is wrong with it."""
    reader = _Reader(source, [])
    return reader.read(value, is_whole=True), reader.problems


def check_default(source: Source, value: Expression, constraint: Constraint, *, nullable: bool) -> Iterator[Diagnostic]:
    """A default is a constant that fits the type."""
    found = list(check_constant(source, value))
    if not found:
        refused = not nullable and is_null(value)
        reason = "null is not allowed, for nullable is false" if refused else misfit(value, constraint)
        if reason:
            detail = f"It does not fit the variable: {reason}."
            found = [at(source, value, "Invalid default value for variable", detail)]
    yield from found


# --- values -----------------------------------------------------------------------------------------------------------


def misfit(value: Expression, constraint: Constraint) -> str:
    """Why a value that is written out cannot become the type; empty where it can, or where that is not known."""
    while isinstance(value, Parentheses):
        value = value.inner
    is_written = isinstance(value, Literal | Number | String | Template | Tuple | Object | Unary)
    if is_null(value) or not is_written or constraint.name == "any":
        return ""
    name = constraint.name
    if name in PRIMITIVES:
        return _primitive_misfit(value, name)
    if name in {"map", "object"} and isinstance(value, Object):
        return _map_misfit(value, constraint) if name == "map" else _object_misfit(value, constraint)
    if name not in {"map", "object"} and isinstance(value, Tuple):
        return _items_misfit(value, constraint)
    return f"{constraint} is required"


def _items_misfit(value: Tuple, constraint: Constraint) -> str:
    name = constraint.name
    if name == "tuple" and len(value.items) != len(constraint.of):
        return f"a tuple of {len(constraint.of)} is required, not of {len(value.items)}"
    for index, item in enumerate(value.items):
        if reason := misfit(item, constraint.of[str(index) if name == "tuple" else ""]):
            return f"item {index}: {reason}"
    return _mixture(value.items) if name != "tuple" and constraint.of[""] == ANY else ""


def _primitive_misfit(value: Expression, name: str) -> str:
    fits = not isinstance(value, Tuple | Object)
    if isinstance(value, String):
        fits = name == "string" or (
            value.value in _BOOLEANS if name == "bool" else _NUMBER.fullmatch(value.value) is not None
        )
    elif isinstance(value, Literal):
        fits = name != "number"
    elif isinstance(value, Number):
        fits = name != "bool"
    return "" if fits else f"a {name} is required"


def _entries(value: Object) -> dict[str, Expression] | None:
    """The items of an object whose keys are written out."""
    found: dict[str, Expression] = {}
    for item in value.items:
        if isinstance(item.key, Name | String):
            found[item.key.value] = item.value
        elif isinstance(item.key, Number):
            found[item.key.text] = item.value
        else:
            return None
    return found


def _map_misfit(value: Object, constraint: Constraint) -> str:
    for item in value.items:
        if reason := misfit(item.value, constraint.of[""]):
            return f'element "{item.key.value}": {reason}' if isinstance(item.key, Name | String) else reason
    return _mixture(tuple(item.value for item in value.items)) if constraint.of[""] == ANY else ""


def _object_misfit(value: Object, constraint: Constraint) -> str:
    found = _entries(value)
    if found is None:
        return ""
    for name, kind in constraint.of.items():
        if name not in found:
            if name not in constraint.optional:
                return f'the attribute "{name}" is missing'
        elif reason := misfit(found[name], kind):
            return f'attribute "{name}": {reason}'
    return ""


def _mixture(items: tuple[Expression, ...]) -> str:
    """The items of a collection have one type; a single value beside a structure never becomes one."""
    structures = {
        isinstance(item, Tuple | Object) for item in items if isinstance(item, Tuple | Object | String | Number)
    }
    return "all items have one type, but single values stand beside structures" if len(structures) > 1 else ""
