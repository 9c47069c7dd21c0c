"""Values of variables: defaults and `terraform.tfvars` fit the type, and pass the variable's own validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terracutter.check.types.constraint import constraint_of
from terracutter.check.types.convert import Mismatch, convert
from terracutter.check.types.model import (
    ANY,
    DYNAMIC,
    UNKNOWN,
    Collection,
    ObjectType,
    TupleType,
    Type,
    Value,
    describe,
)
from terracutter.check.types.module import ModuleTypes, is_false
from terracutter.check.types.problems import Certainty
from terracutter.evaluate import UNKNOWN as NOT_KNOWN
from terracutter.evaluate import Scope, evaluate, root_scope
from terracutter.hcl import syntax
from terracutter.hcl.tokens import Source


def check_defaults(types: ModuleTypes) -> None:
    """Problems go to the report of the module."""
    for one in types.module.declared("variable"):
        block = one.block
        if not block.labels:
            continue
        types.report.source = one.source
        constraint = constraint_of(block)
        _optional_defaults(types, constraint)
        default = block.body.attributes.get("default")
        if default is not None:
            _value(types, block, constraint, default.value, "Invalid default value for variable")
        name = block.labels[0].value
        attribute = types.module.values.get(name)
        files = (file for file in types.module.value_files if file.body.attributes.get(name) is attribute)
        given = next(files, None)
        if attribute is not None and given is not None:
            types.report.source = Source(given.text, given.path)
            _value(types, block, constraint, attribute.value, "Invalid value for input variable")


def _optional_defaults(types: ModuleTypes, constraint: Type) -> None:
    match constraint:
        case Collection(element=element):
            _optional_defaults(types, element)
        case TupleType(items=items):
            for item in items:
                _optional_defaults(types, item)
        case ObjectType(attributes=attributes, optional=optional):
            for name, kind in attributes.items():
                _optional_defaults(types, kind)
                node = optional.get(name)
                if node is not None:
                    summary = "Invalid default value for optional attribute"
                    _fitting(types, node, kind, summary)


def _fitting(types: ModuleTypes, node: syntax.Expression, kind: Type, summary: str) -> Value | None:
    """The value as the type; None where it does not fit, which is reported."""
    value = types.inference.infer(node, {})
    try:
        return convert(value, kind)
    except Mismatch as mismatch:
        detail = f"A {describe(value.type)} does not fit the type: {mismatch}."
        types.report.add((node.start, node.end), summary, detail)
        return None


def _value(types: ModuleTypes, block: syntax.Block, constraint: Type, node: syntax.Expression, summary: str) -> None:
    value = _fitting(types, node, constraint, summary)
    if value is None:
        return
    span = (node.start, node.end)
    if value.is_null and is_false(block, "nullable"):
        types.report.add(span, summary, "The variable is declared with nullable = false, and this is null.")
        return
    inputs = _inputs(types, block, plain_value(types, value, constraint), is_default="default" in summary)
    for validation in block.body.blocks:
        condition = validation.body.attributes.get("condition")
        if condition is None or not _asks_variables_only(condition.value):
            continue
        if evaluate(condition.value, Scope(types.modules, types.module, inputs)) is False:
            detail = f'The validation of "{block.labels[0].value}" refuses this value{_message(validation)}.'
            types.report.add(span, "Invalid value for variable", detail, certainty=Certainty.POSSIBLE)


def _inputs(types: ModuleTypes, block: syntax.Block, value: Any, *, is_default: bool) -> Mapping[str, Any]:
    """The variables that a validation may look at: a default is judged by itself, whatever the others are."""
    if is_default:
        others = dict.fromkeys(
            (one.labels[0].value for one in types.module.of_type("variable") if one.labels), NOT_KNOWN
        )
    else:
        others = dict(root_scope(types.modules, types.module.directory).inputs)
    return {**others, block.labels[0].value: value}


def _asks_variables_only(condition: syntax.Expression) -> bool:
    """Locals may stand for anything, and lead back here."""
    nodes = list(syntax.walk(condition))
    loops = [node for node in nodes if isinstance(node, syntax.For)]
    names = {"var", *(loop.key_name for loop in loops), *(loop.value_name for loop in loops)}
    return all(node.root in names for node in nodes if isinstance(node, syntax.Reference))


def _message(validation: syntax.Block) -> str:
    message = validation.body.attributes.get("error_message")
    return f": {message.value.value.rstrip('.')}" if message and isinstance(message.value, syntax.String) else ""


def plain_value(types: ModuleTypes, value: Value, constraint: Type) -> Any:
    """The value as `evaluate` knows it, with the defaults of optional attributes."""
    content = value.content
    if content is UNKNOWN:
        return NOT_KNOWN
    if isinstance(content, tuple):
        return tuple(plain_value(types, one, _below(constraint, n)) for n, one in enumerate(content))
    if not isinstance(content, Mapping):
        return content
    found = {name: plain_value(types, one, _below(constraint, name)) for name, one in content.items()}
    if isinstance(constraint, ObjectType):
        for name, node in constraint.optional.items():
            if node is not None and (found[name] is None or found[name] is NOT_KNOWN):
                kind = constraint.attributes[name]
                found[name] = plain_value(types, _converted(types.inference.infer(node, {}), kind), kind)
    return found


def _converted(value: Value, kind: Type) -> Value:
    try:
        return convert(value, kind)
    except Mismatch:
        return DYNAMIC


def _below(constraint: Type, key: str | int) -> Type:
    match constraint:
        case Collection(element=element):
            return element
        case TupleType(items=items) if isinstance(key, int) and key < len(items):
            return items[key]
        case ObjectType(attributes=attributes) if isinstance(key, str):
            return attributes.get(key, ANY)
        case _:
            return ANY
