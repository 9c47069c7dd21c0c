"""Whether a literal can become a value of a schema's type: `"30"` is a number, `"abc"` is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from terracutter.catalog.schemas import AttributeSchema, Type
from terracutter.hcl import syntax

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_BOOLEANS: Final = frozenset({"true", "false", "1", "0"})
_PLURAL: Final = {"string": "strings", "number": "numbers", "bool": "booleans", "dynamic": "anything"}
_ONE: Final = {"string": "a string", "number": "a number", "bool": "a boolean"}


def is_given(value: syntax.Expression) -> bool:
    """Whether the value is surely not null, which stands for nothing at all."""
    if isinstance(value, syntax.Literal):
        return value.value is not None
    return isinstance(
        value, syntax.String | syntax.Number | syntax.Template | syntax.Tuple | syntax.Object | syntax.For
    )


def refusal(node: syntax.Expression, wanted: Type) -> str:
    """Why the value cannot be of the type, as in `a number is due, not "abc"`; empty when it can, or is not known."""
    node = _unwrapped(node)
    if isinstance(node, syntax.Literal) and node.value is None:
        return ""
    if isinstance(wanted, str):
        return _primitive(node, wanted)
    if wanted[0] == "object":
        return _object(node, {name: AttributeSchema("r", one) for name, one in wanted[1].items()})
    if wanted[0] != "nested":
        return _collection(node, wanted[0], wanted[1], name_of(wanted))
    nesting, members = wanted[1], {name: AttributeSchema(*one) for name, one in wanted[2].items()}
    if nesting == "single":
        return _object(node, members)
    return _collection(node, nesting, members, f"a {nesting} of objects")


def name_of(wanted: Type) -> str:
    """`a number`, `a list of strings`, `an object`."""
    if isinstance(wanted, str):
        return _ONE.get(wanted, "a value")
    if wanted[0] == "object":
        return "an object"
    inner = wanted[1]
    what = _PLURAL[inner] if isinstance(inner, str) else "objects" if inner[0] == "object" else f"{inner[0]}s"
    return f"a {wanted[0]} of {what}"


def _unwrapped(node: syntax.Expression) -> syntax.Expression:
    while isinstance(node, syntax.Parentheses):
        node = node.inner
    return node


def _primitive(node: syntax.Expression, wanted: str) -> str:
    fits = True
    if wanted == "dynamic":
        return ""
    if isinstance(node, syntax.Tuple | syntax.Object | syntax.For):
        fits = False
    elif isinstance(node, syntax.String) and wanted == "number":
        fits = _NUMBER.fullmatch(node.value) is not None
    elif isinstance(node, syntax.String) and wanted == "bool":
        fits = node.value in _BOOLEANS
    elif isinstance(node, syntax.Number | syntax.Literal):
        fits = wanted in {"string", "number" if isinstance(node, syntax.Number) else "bool"}
    return "" if fits else f"{_ONE[wanted]} is due, not {_shown(node)}"


def _shown(node: syntax.Expression) -> str:
    match node:
        case syntax.Tuple():
            return "a list"
        case syntax.Object():
            return "an object"
        case syntax.For():
            return "a list" if node.key is None else "an object"
        case syntax.String():
            return f'"{node.value}"'
        case syntax.Number():
            return node.text
        case syntax.Literal():
            return "true" if node.value else "false"
    return "text"


def _collection(node: syntax.Expression, kind: str, inner: Type | Mapping[str, AttributeSchema], name: str) -> str:
    """`inner` is the type of each element, or the attributes of each."""
    is_list = isinstance(node, syntax.Tuple) or (isinstance(node, syntax.For) and node.key is None)
    is_map = isinstance(node, syntax.Object) or (isinstance(node, syntax.For) and node.key is not None)
    is_simple = isinstance(node, syntax.String | syntax.Number | syntax.Literal)
    if is_simple or (is_map if kind in {"list", "set"} else is_list):
        return f"{name} is due, not {_shown(node)}"
    if isinstance(node, syntax.Tuple):
        elements = [(f"element {index}", item) for index, item in enumerate(node.items)]
    elif isinstance(node, syntax.Object):
        elements = [(f'"{key}"', item.value) for item in node.items if (key := _key(item)) is not None]
    else:
        return ""
    for place, element in elements:
        found = _object(element, inner) if isinstance(inner, Mapping) else refusal(element, inner)
        if found:
            return f"{place}: {found}"
    return ""


def _key(item: syntax.ObjectItem) -> str | None:
    return item.key.value if isinstance(item.key, syntax.Name | syntax.String) else None


def _object(node: syntax.Expression, members: Mapping[str, AttributeSchema]) -> str:
    node = _unwrapped(node)
    if isinstance(node, syntax.Tuple | syntax.String | syntax.Number) or (
        isinstance(node, syntax.Literal) and node.value is not None
    ):
        return f"an object is due, not {_shown(node)}"
    if not isinstance(node, syntax.Object):
        return ""
    given = {key: item.value for item in node.items if (key := _key(item)) is not None}
    for name, value in given.items():
        if name in members and (found := refusal(value, members[name].type)):
            return f"{name}: {found}"
    missing = [name for name, member in members.items() if member.is_required and name not in given]
    if missing and len(given) == len(node.items):
        return f"the object lacks {', '.join(missing)}"
    return ""
