"""Attributes, indices and splats: the steps from a value to what stands inside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from terracutter.check.types.convert import Mismatch, convert, text_of
from terracutter.check.types.model import (
    AFTER_APPLY,
    ANY,
    DYNAMIC,
    NUMBER,
    OUTPUT,
    STRING,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Value,
    describe,
    is_sequence,
    object_of,
    tuple_of,
    unknown,
)
from terracutter.check.types.problems import Certainty, Report
from terracutter.diagnostics import did_you_mean
from terracutter.hcl import syntax

_Infer = Callable[[syntax.Expression, Mapping[str, Value]], Value]


def take(
    value: Value, steps: tuple[syntax.Step, ...], names: Mapping[str, Value], infer: _Infer, report: Report
) -> Value:
    """What the steps lead to."""
    for position, step in enumerate(steps):
        match step:
            case syntax.AttributeStep():
                value = attribute(value, step, report)
            case syntax.IndexStep():
                value = index(value, infer(step.key, names), step, report)
            case syntax.SplatStep():
                rest = steps[position + 1 :]
                inner = rest if step.full else _attributes_only(rest)

                def each(one: Value, inner: tuple[syntax.Step, ...] = inner) -> Value:
                    return take(one, inner, names, infer, report)

                return take(splat(value, step, each, report), rest[len(inner) :], names, infer, report)
    return value


def _attributes_only(steps: tuple[syntax.Step, ...]) -> tuple[syntax.Step, ...]:
    """`.*` reaches over attributes and `.0` only; an index in brackets picks from the result."""
    for position, step in enumerate(steps):
        if not isinstance(step, syntax.AttributeStep) and not (isinstance(step, syntax.IndexStep) and step.legacy):
            return steps[:position]
    return steps


def attribute(value: Value, step: syntax.AttributeStep, report: Report) -> Value:
    span, name = (step.start, step.end), step.name
    if value.origin is not None:
        return _of_resource(value, name)
    if value.is_null:
        report.add(span, "Attempt to get attribute from null value", "This value is null.", value)
        return DYNAMIC
    match value.type:
        case ObjectType(attributes=attributes):
            if name in attributes:
                return _element(value, name, attributes[name])
            detail = f'The object has no attribute "{name}"; it has {_listed(attributes)}.'
            report.add(span, "Unsupported attribute", detail, value, hint=did_you_mean(name, attributes))
        case Collection(kind="map", element=element):
            if not isinstance(value.content, Mapping) or name in value.content:
                return _element(value, name, element)
            report.add(span, "Missing map element", f'The map has no element "{name}".', value)
        case Primitive():
            if value.type is ANY:
                return DYNAMIC.marked(value.marks)
            report.add(span, "Unsupported attribute", f"A {describe(value.type)} has no attributes.", value)
        case Collection(element=ObjectType()):
            hint = f"[*].{name} reads it from every element"
            detail = f"A {describe(value.type)} has no attributes, only its elements have."
            report.add(span, "Unsupported attribute", detail, value, hint=hint)
        case _:
            report.add(span, "Unsupported attribute", f"A {describe(value.type)} has no attributes.", value)
    return DYNAMIC


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(list(names)[:12]) + (", …" if len(names) > 12 else "") if names else "none"  # noqa: PLR2004


def _of_resource(value: Value, name: str) -> Value:
    """An argument's value is left open, since only the provider knows its type."""
    block = value.origin
    if block is None or value.instances:
        return Value(ANY, origin=block)
    arguments = {item.name if isinstance(item, syntax.Attribute) else item.type for item in block.body.items}
    dynamic = {item.labels[0].value for item in block.body.blocks if item.type == "dynamic" and item.labels}
    return DYNAMIC if name in arguments | dynamic else Value(ANY, marks=AFTER_APPLY)


def _element(value: Value, key: str | int, kind: Type) -> Value:
    """An element of what may be written out or not."""
    if value.is_known:
        found: Value = value.content[key]
        return found.marked(value.marks)
    return Value(kind, marks=value.marks)


def index(value: Value, key: Value, step: syntax.IndexStep, report: Report) -> Value:
    span = (step.start, step.end)
    if value.origin is not None:
        return Value(ANY, origin=value.origin)
    if value.is_null:
        report.add(span, "Attempt to index null value", "This value is null.", value)
        return DYNAMIC
    if key.is_null:
        report.add(span, "Invalid index", "Null cannot be an index.", key)
        return DYNAMIC
    problem = ""
    match value.type:
        case Primitive():
            if value.type is ANY:
                return unknown(ANY, value, key)
            problem = f"A {describe(value.type)} has no elements to index."
        case Collection(kind="set"):
            problem = "The elements of a set have no index; make it a list with tolist, or a map, to pick one."
        case _:
            try:
                return _by_key(value, key, span, report).marked(key.marks & ~AFTER_APPLY)
            except Mismatch as mismatch:
                problem = f"This key finds no element: {mismatch}."
    report.add(span, "Invalid index", problem, value, key)
    return DYNAMIC


def _by_key(value: Value, key: Value, span: tuple[int, int], report: Report) -> Value:
    key = convert(key, NUMBER if is_sequence(value.type) else STRING)
    match value.type:
        case Collection(element=element):
            if value.is_known and key.is_known:
                _require_element(value.content, key.content)
                return _element(value, key.content, element)
            return Value(element, marks=value.marks)
        case TupleType(items=items):
            if not key.is_known:
                return Value(ANY, marks=value.marks)
            _require_element(items, key.content)
            return _element(value, int(key.content), items[int(key.content)])
        case ObjectType(attributes=attributes):
            if not key.is_known:
                return Value(ANY, marks=value.marks)
            name = text_of(key.content)
            if name in attributes:
                return _element(value if value.is_known else value.marked(OUTPUT), name, attributes[name])
            certainty = Certainty.REFUSED if value.is_known else Certainty.DOOMED
            hint = did_you_mean(name, attributes)
            detail = f'The object has no attribute "{name}"; it has {_listed(attributes)}.'
            report.add(span, "Invalid index", detail, value, key, certainty=certainty, hint=hint)
    return DYNAMIC


def _require_element(content: object, key: object) -> None:
    if isinstance(content, Mapping):
        if key not in content:
            raise Mismatch(f'there is no element "{key}"')
    elif isinstance(content, tuple) and key not in range(len(content)):
        size = len(content)
        raise Mismatch(f"it has {size} elements, counted from 0" if size else "it is empty")


def splat(value: Value, step: syntax.SplatStep, each: Callable[[Value], Value], report: Report) -> Value:
    """The result of `each` for every element; anything but a sequence counts as its own sole element."""
    if value.origin is not None:
        return unknown(ANY, each(Value(ANY, origin=value.origin)))
    if not is_sequence(value.type):
        if value.is_null:
            return tuple_of(())
        if value.type is ANY:
            return unknown(ANY, value)
        one = each(value)
        return tuple_of((one,)) if value.is_known else unknown(ANY, value, one)
    if value.is_null:
        report.add((step.start, step.end), "Splat of null value", "This value is null.", value)
        return DYNAMIC
    if isinstance(value.content, tuple):
        problems = len(report.found)
        found = tuple_of(each(one) for one in value.content)
        if len(report.found) > problems:
            return DYNAMIC
        return _as_list(found).marked(value.marks) if isinstance(value.type, Collection) else found.marked(value.marks)
    if isinstance(value.type, TupleType):
        items = tuple(each(Value(kind)).type for kind in value.type.items)
        return Value(TupleType(items), marks=value.marks)
    one = each(Value(value.type.element)) if isinstance(value.type, Collection) else DYNAMIC
    return Value(Collection("list", one.type), marks=value.marks)


def _as_list(value: Value) -> Value:
    try:
        return convert(value, Collection("list", ANY))
    except Mismatch:
        return DYNAMIC


def iterate(value: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values of a known collection, or None."""
    kind = value.type
    if isinstance(value.content, Mapping):
        return [(Value(STRING, name), one.marked(value.marks)) for name, one in sorted(value.content.items())]
    if not isinstance(value.content, tuple):
        return None
    if isinstance(kind, Collection) and kind.kind == "set":
        return [(one, one) for one in value.content]
    return [(Value(NUMBER, n), one.marked(value.marks)) for n, one in enumerate(value.content)]


def supposed_element(value: Value) -> tuple[Value, Value]:
    """Key and value of whatever an unknown collection may hold."""
    if value.origin is not None:
        return DYNAMIC, Value(ANY, origin=value.origin)
    match value.type:
        case Collection(kind="set", element=element):
            return Value(element, marks=value.marks), Value(element, marks=value.marks)
        case Collection(kind=kind, element=element):
            return Value(STRING if kind == "map" else NUMBER), Value(element, marks=value.marks)
        case TupleType(items=items) if items and all(item == items[0] for item in items):
            return Value(NUMBER), Value(items[0], marks=value.marks)
        case ObjectType(attributes=attributes):
            kinds = list(attributes.values())
            same = kinds and all(item == kinds[0] for item in kinds)
            return Value(STRING), Value(kinds[0] if same else ANY, marks=value.marks)
        case _:
            return DYNAMIC.marked(value.marks), DYNAMIC.marked(value.marks)


def grouped(pairs: list[tuple[str, Value]]) -> Value:
    found: dict[str, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return object_of({key: tuple_of(values) for key, values in found.items()})
