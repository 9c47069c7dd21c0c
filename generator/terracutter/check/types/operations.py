"""Operators and conditions on values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from terracutter.check.types.convert import Mismatch, convert, number_of
from terracutter.check.types.model import (
    BOOL,
    NUMBER,
    UNKNOWN,
    Primitive,
    Type,
    Value,
    describe,
    has_any,
    marks_of,
    wholly_known,
)
from terracutter.check.types.problems import Certainty, Report
from terracutter.hcl import syntax

if TYPE_CHECKING:
    from terracutter.check.types.infer import Inference

_NUMERIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: Final = frozenset("+-*/%")
_LARGEST: Final = 10**30


def literal(text: str) -> Any:
    return number_of(text)


def _operand(value: Value, target: Type, node: syntax.Expression, side: str, report: Report) -> Value:
    try:
        return convert(value, target)
    except Mismatch as mismatch:
        detail = f"The {side} operand is a {describe(value.type)}: {mismatch}."
        report.add((node.start, node.end), "Invalid operand", detail, value)
        return Value(target)


def unary(node: syntax.Unary, value: Value, report: Report) -> Value:
    kind = BOOL if node.operator == "!" else NUMBER
    operand = _operand(value, kind, node.operand, "unary", report)
    if operand.is_null:
        report.add((node.start, node.end), "Operation failed", "The operand is null.", value)
        return Value(kind)
    if not operand.is_known:
        return Value(kind, marks=operand.marks)
    return Value(kind, (not operand.content) if kind is BOOL else -operand.content, operand.marks)


def binary(node: syntax.Binary, left: Value, right: Value, report: Report) -> Value:
    marks = marks_of([left, right])
    if node.operator in {"==", "!="}:
        return Value(BOOL, _equality(node.operator, left, right), marks)
    logical = node.operator in {"&&", "||"}
    wanted = BOOL if logical else NUMBER
    result = NUMBER if node.operator in _ARITHMETIC else BOOL
    one = _operand(left, wanted, node.left, "left", report)
    other = _operand(right, wanted, node.right, "right", report)
    if one.is_null or other.is_null:
        report.add((node.start, node.end), "Operation failed", "An operand is null.", left, right)
        return Value(result, marks=marks)
    if not (one.is_known and other.is_known):
        return Value(result, marks=marks)
    if logical:
        both = one.content and other.content
        return Value(BOOL, both if node.operator == "&&" else one.content or other.content, marks)
    return Value(result, _reckon(node.operator, one.content, other.content), marks)


def _reckon(name: str, left: Any, right: Any) -> Any:
    """Whole numbers of a usual size; anything else is left open."""
    apply = _NUMERIC.get(name)
    whole = isinstance(left, int) and isinstance(right, int) and max(abs(left), abs(right)) < _LARGEST
    return apply(left, right) if apply and whole else UNKNOWN


def _equality(name: str, left: Value, right: Value) -> Any:
    known = _equal(left, right)
    return known if known is UNKNOWN else known is (name == "==")


def _equal(left: Value, right: Value) -> Any:
    if left.is_null or right.is_null:
        return left.is_null and right.is_null if left.is_known and right.is_known else UNKNOWN
    if left.type != right.type and not has_any(left.type) and not has_any(right.type):
        return False
    if left.type != right.type or not (wholly_known(left) and wholly_known(right)):
        return UNKNOWN
    if isinstance(left.type, Primitive):
        return left.content == right.content
    return True if same(left, right) else UNKNOWN


def same(left: Value, right: Value) -> bool:
    """Written alike; sets may be equal otherwise too."""
    if isinstance(left.content, Mapping) and isinstance(right.content, Mapping):
        return left.content.keys() == right.content.keys() and all(
            same(one, right.content[name]) for name, one in left.content.items()
        )
    if isinstance(left.content, tuple) and isinstance(right.content, tuple):
        return len(left.content) == len(right.content) and all(map(same, left.content, right.content))
    return bool(left.content == right.content)


def condition(value: Value, node: syntax.Expression, report: Report) -> Value:
    """What stands before `?`, as a bool."""
    span = (node.start, node.end)
    if value.is_null:
        report.add(span, "Null condition", "A condition is true or false, and this one is null.", value)
        return Value(BOOL)
    try:
        return convert(value, BOOL)
    except Mismatch:
        certainty = Certainty.REFUSED if value.is_known else Certainty.DOOMED
        detail = f"A condition is true or false, and this one is a {describe(value.type)}."
        report.add(span, "Incorrect condition type", detail, value, certainty=certainty)
        return Value(BOOL)


def filter_condition(inference: Inference, node: syntax.For, names: Mapping[str, Value]) -> bool | None:
    """Whether the `if` of a for expression keeps an element; None where that is not known."""
    if node.condition is None:
        return True
    value = inference.infer(node.condition, names)
    span, report = (node.condition.start, node.condition.end), inference.report
    if value.is_null:
        report.add(span, "Condition is null", "The `if` of a for expression is true or false, not null.", value)
        return None
    try:
        found = convert(value, BOOL)
    except Mismatch as mismatch:
        detail = f"The `if` of a for expression cannot be a {describe(value.type)}: {mismatch}."
        report.add(span, "Invalid 'for' condition", detail, value)
        return None
    return found.content if found.is_known else None
