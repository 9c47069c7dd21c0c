"""`count`, `for_each` and `dynamic`: what repeats a block, and what it lends to the block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from terracutter.check.types.access import supposed_element
from terracutter.check.types.convert import Mismatch, convert
from terracutter.check.types.model import (
    AFTER_APPLY,
    ANY,
    DYNAMIC,
    INSTANCE,
    NUMBER,
    SENSITIVE,
    STRING,
    Collection,
    Primitive,
    Value,
    describe,
    elements,
    is_mapping,
    is_sequence,
    object_of,
)
from terracutter.check.types.problems import Certainty
from terracutter.hcl import syntax

if TYPE_CHECKING:
    from terracutter.check.types.module import ModuleTypes

_UNSUITABLE: Final = "Invalid for_each argument"


def names_of(types: ModuleTypes, block: syntax.Block) -> Mapping[str, Value]:
    """`each` or `count` of a resource or module, whose argument is judged on the way."""
    attributes = block.body.attributes
    if "count" in attributes:
        _count(types, attributes["count"].value)
        return {"count": object_of({"index": Value(NUMBER)})}
    if "for_each" not in attributes:
        return {}
    node = attributes["for_each"].value
    value = types.inference.infer(node, {})
    fault = _fault(types, node, value)
    if fault is not None:
        summary, detail, certainty = fault
        types.report.add((node.start, node.end), summary, detail, value, certainty=certainty)
        return {"each": DYNAMIC}
    _warn_of_unknown_keys(types, node, value)
    return {"each": _pair(value)}


def _pair(value: Value, key_type: Primitive = STRING) -> Value:
    key, element = supposed_element(value)
    if is_sequence(value.type) and key_type is STRING:
        element = Value(STRING, marks=value.marks)
    kept = Value(element.type, marks=(element.marks & ~AFTER_APPLY) | INSTANCE, origin=element.origin)
    shown = Value(key.type if key_type is ANY else key_type)
    return object_of({"key": shown, "value": kept})


def _count(types: ModuleTypes, node: syntax.Expression) -> None:
    span, value = (node.start, node.end), types.inference.infer(node, {})
    if value.is_null:
        types.report.add(span, "Invalid count argument", "The count is null, and a whole number is due.", value)
        return
    try:
        number = convert(value, NUMBER)
    except Mismatch as mismatch:
        detail = f"The count is a {describe(value.type)}: {mismatch}."
        types.report.add(span, "Incorrect value type", detail, value)
        return
    if isinstance(number.content, float) or (isinstance(number.content, int) and number.content < 0):
        detail = f"The count is {number.content}, and a whole number from 0 up is due."
        types.report.add(span, "Invalid count argument", detail, value)


def _fault(types: ModuleTypes, node: syntax.Expression, value: Value) -> tuple[str, str, Certainty] | None:
    """Summary, detail and certainty of what is wrong with a for_each."""
    if value.marks & SENSITIVE:
        return _UNSUITABLE, "A sensitive value would show in the addresses of the instances.", Certainty.REFUSED
    if value.is_null:
        return _UNSUITABLE, "It is null; a map or a set of strings is due, which may be empty.", Certainty.REFUSED
    if value.type is ANY:
        if is_tuple_loop(types, node):
            detail = "A for expression in brackets gives a tuple; put toset() around it, or make it an object."
            return _UNSUITABLE, detail, Certainty.DOOMED
        return None
    if is_mapping(value.type):
        return None
    if not (isinstance(value.type, Collection) and value.type.kind == "set"):
        detail = f"It is a {describe(value.type)}; a map or a set of strings is due. toset() makes a set of a list."
        return _UNSUITABLE, detail, Certainty.REFUSED
    if value.type.element is not STRING and value.type.element is not ANY:
        certainty = Certainty.REFUSED if value.is_known and value.content else Certainty.DOOMED
        detail = f"It is a {describe(value.type)}; only the strings of a set can name instances."
        return "Invalid for_each set argument", detail, certainty
    if any(one.is_null for one in elements(value)):
        return "Invalid for_each set argument", "The set holds null, which names no instance.", Certainty.REFUSED
    return None


def is_tuple_loop(types: ModuleTypes, node: syntax.Expression) -> bool:
    """Whether the expression is written as `[for …]`, here or in a local."""
    for _ in range(10):  # locals may go in a circle
        match node:
            case syntax.Parentheses(inner=inner):
                node = inner
            case syntax.For(key=key):
                return key is None
            case syntax.Reference(root="local", steps=(syntax.AttributeStep(name=name),)) if name in types.locals:
                node = types.locals[name][0]
            case _:
                return False
    return False


def _warn_of_unknown_keys(types: ModuleTypes, node: syntax.Expression, value: Value) -> None:
    in_set = isinstance(value.type, Collection) and value.type.kind == "set"
    unknown = value.marks & AFTER_APPLY and not value.is_known
    if not unknown and not (in_set and any(one.marks & AFTER_APPLY for one in elements(value))):
        return
    detail = (
        "The keys come from an attribute that is known only once its resource exists, so the first plan cannot tell "
        "the instances. Take keys that stand in the configuration, and put the attribute into the values."
    )
    certainty = Certainty.POSSIBLE
    types.report.add((node.start, node.end), "for_each keys known only after apply", detail, certainty=certainty)


def names_in_dynamic(types: ModuleTypes, block: syntax.Block, names: Mapping[str, Value]) -> Mapping[str, Value]:
    """The names inside a dynamic block: its iterator besides those around it."""
    attributes = block.body.attributes
    value = types.inference.infer(attributes["for_each"].value, names) if "for_each" in attributes else DYNAMIC
    if "for_each" in attributes:
        node = attributes["for_each"].value
        span = (node.start, node.end)
        if value.is_null:
            types.report.add(span, "Invalid dynamic for_each value", "Null has no elements to go through.", value)
        elif isinstance(value.type, Primitive) and value.type is not ANY:
            detail = f"A {describe(value.type)} has no elements to go through."
            types.report.add(span, "Invalid dynamic for_each value", detail, value)
    name = block.labels[0].value
    if "iterator" in attributes and isinstance(attributes["iterator"].value, syntax.Reference):
        name = attributes["iterator"].value.root
    inner = {**names, name: _pair(value, ANY)}
    if "labels" in attributes:
        types.inference.infer(attributes["labels"].value, inner)
    return inner
