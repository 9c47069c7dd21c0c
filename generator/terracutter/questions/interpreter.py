"""Evaluates the expressions of question files: Jinja's syntax, walked as a tree.

Jinja would compile each expression to Python, which takes ten times as long as all else about it, and lets it reach
more than answers and the functions that it is given.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from jinja2 import nodes

from terracutter.errors import TerracutterError


class Undetermined(TerracutterError):
    """An expression over an answer that is not there, because it was refused or is not yet given."""


class NotInTheLanguage(TerracutterError):
    """A fault of the question file's author."""


Functions = Mapping[str, Callable[..., Any]]

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda item, values: item in values,
    "notin": lambda item, values: item not in values,
}
_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "length": len,
    "list": tuple,
    "lower": str.lower,
    "map": lambda values, name: tuple(_FILTERS[name](value) for value in values),
    "max": max,
    "min": min,
}


def interpret(node: nodes.Node, names: Mapping[str, Any], functions: Functions) -> Any:  # noqa: C901, PLR0912
    """The value of an expression; lists are tuples. Raises `Undetermined` and `NotInTheLanguage`."""

    def value(inner: nodes.Node) -> Any:
        return interpret(inner, names, functions)

    match node:
        case nodes.Const(value=constant):
            return constant
        case nodes.Name(name=name):
            if name not in names:
                raise Undetermined(f"{name} is not known")
            return names[name]
        case nodes.List(items=items) | nodes.Tuple(items=items):
            return tuple(value(item) for item in items)
        case nodes.Dict(items=pairs):
            return {value(pair.key): value(pair.value) for pair in pairs}
        case nodes.Not(node=inner):
            return not value(inner)
        case nodes.And(left=left, right=right):
            return value(left) and value(right)
        case nodes.Or(left=left, right=right):
            return value(left) or value(right)
        case nodes.Add(left=left, right=right):
            return value(left) + value(right)
        case nodes.Mul(left=left, right=right):
            return int(value(left)) * int(value(right))
        case nodes.Concat(nodes=parts):
            return "".join(str(value(part)) for part in parts)
        case nodes.CondExpr(test=test, expr1=chosen, expr2=other) if other is not None:
            return value(chosen) if value(test) else value(other)
        case nodes.Compare(expr=first, ops=operands):
            return _compare(value(first), [(operand.op, value(operand.expr)) for operand in operands])
        case nodes.Filter(node=inner, name=name, args=arguments) if inner is not None and name in _FILTERS:
            return _FILTERS[name](value(inner), *map(value, arguments))
        case nodes.Test(node=inner, name="none"):
            return value(inner) is None
        case nodes.Getattr(node=inner, attr=name):
            return _attribute(value(inner), name)
        case nodes.Getitem(node=inner, arg=nodes.Slice(start=start, stop=stop)):
            return value(inner)[slice(*(value(end) if end is not None else None for end in (start, stop)))]
        case nodes.Getitem(node=inner, arg=key):
            return _item(value(inner), value(key))
        case nodes.Call(node=nodes.Name(name=name), args=arguments, kwargs=named) if name in functions:
            return functions[name](*map(value, arguments), **{one.key: value(one.value) for one in named})
        case nodes.Call(node=nodes.Getattr(node=inner, attr="get"), args=[key]):
            return value(inner).get(value(key))
    raise NotInTheLanguage(f"{type(node).__name__} is not part of the language of question files")


def _compare(first: Any, rest: list[tuple[str, Any]]) -> bool:
    for name, second in rest:
        if not _COMPARISONS[name](first, second):
            return False
        first = second
    return True


def _attribute(value: Any, name: str) -> Any:
    """A key of a mapping or a field or property of one of our own dataclasses, and nothing else."""
    if isinstance(value, Mapping):
        return _item(value, name)
    if is_dataclass(value) and not name.startswith("_"):
        known = {one.name for one in fields(value)}
        if name in known or isinstance(getattr(type(value), name, None), property):
            return getattr(value, name)
    raise Undetermined(f"{name} is not known")


def _item(value: Any, key: Any) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError):
        raise Undetermined(f"{key} is not known") from None
