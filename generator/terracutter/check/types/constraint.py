"""Type constraints: what stands behind `type =` of a variable."""

from __future__ import annotations

from terracutter.check.types.model import ANY, PRIMITIVES, Collection, ObjectType, TupleType, Type
from terracutter.hcl import syntax


def constraint_of(variable: syntax.Block) -> Type:
    """A variable's type; what cannot be read as one asks for nothing."""
    attribute = variable.body.attributes.get("type")
    return read_constraint(attribute.value) if attribute else ANY


def read_constraint(node: syntax.Expression) -> Type:
    match node:
        case syntax.Reference(root=root, steps=()):
            return PRIMITIVES.get(root, ANY) if root not in {"list", "set", "map"} else _collection(root, ANY)
        case syntax.String(value=("string" | "number" | "bool") as name):
            return PRIMITIVES[name]
        case syntax.Call(name=("list" | "set" | "map") as name, arguments=(element,)):
            return _collection(name, read_constraint(element))
        case syntax.Call(name="tuple", arguments=(syntax.Tuple(items=items),)):
            return TupleType(tuple(map(read_constraint, items)))
        case syntax.Call(name="object", arguments=(syntax.Object(items=items),)):
            return _object(items)
        case _:
            return ANY


def _collection(name: str, element: Type) -> Type:
    return Collection("map" if name == "map" else "set" if name == "set" else "list", element)


def _object(items: tuple[syntax.ObjectItem, ...]) -> Type:
    attributes: dict[str, Type] = {}
    optional: dict[str, syntax.Expression | None] = {}
    for item in items:
        if not isinstance(item.key, syntax.Name | syntax.String):
            return ANY
        name, value = item.key.value, item.value
        if isinstance(value, syntax.Call) and value.name == "optional" and value.arguments:
            optional[name] = value.arguments[1] if len(value.arguments) > 1 else None
            value = value.arguments[0]
        attributes[name] = read_constraint(value)
    return ObjectType(attributes, optional)
