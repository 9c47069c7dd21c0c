"""Values that are written out, or that a root module's `terraform.tfvars` leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from terracutter.configuration import Module
from terracutter.evaluate import UNKNOWN, Scope, called, evaluate, instances, root_scope
from terracutter.hcl import syntax

# The value of an expression; `UNKNOWN` where it cannot be told, None for null.
Values: TypeAlias = Callable[[syntax.Expression], Any]

_DEEPEST: Final = 16  # locals that name each other, and brackets
_FAILURES: Final = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError)
_AS_IS: Final = frozenset({"toset", "tolist"})


def written(module: Module) -> Values:  # noqa: C901  # one case a kind of node
    """The values of literals, through locals; everything else is unknown."""

    def value(node: syntax.Expression, depth: int = 0) -> Any:  # noqa: C901
        if depth > _DEEPEST:
            return UNKNOWN
        match node:
            case syntax.String() | syntax.Number() | syntax.Literal() | syntax.Name():
                return node.value
            case syntax.Parentheses(inner=inner):
                return value(inner, depth + 1)
            case syntax.Unary(operator="-", operand=syntax.Number() as number):
                return -number.value
            case syntax.Tuple(items=items):
                return tuple(value(item, depth + 1) for item in items)
            case syntax.Object(items=pairs):
                keys = [value(item.key, depth + 1) for item in pairs]
                if all(isinstance(key, str) for key in keys):
                    return dict(zip(keys, (value(item.value, depth + 1) for item in pairs), strict=True))
            case syntax.Template(parts=parts) if all(isinstance(part, syntax.Text) for part in parts):
                return "".join(part.value for part in parts if isinstance(part, syntax.Text))
            case syntax.Call(name=name, arguments=(argument,), expand=False) if name in _AS_IS:
                return value(argument, depth + 1)
            case syntax.Reference(root="local", steps=(syntax.AttributeStep(name=name),)):
                found = module.locals.get(name)
                return value(found, depth + 1) if found is not None else UNKNOWN
        return UNKNOWN

    return value


def followed(scope: Scope, known: Values) -> Values:
    """The values in one instance of a module or block; what is `known` without it is not looked for."""
    found: dict[int, Any] = {}

    def value(node: syntax.Expression) -> Any:
        if id(node) not in found:
            simple = known(node)
            found[id(node)] = evaluated(node, scope) if simple is UNKNOWN else simple
        return found[id(node)]

    return value


def evaluated(node: syntax.Expression, scope: Scope) -> Any:
    """`UNKNOWN`, too, for what no Terraform could evaluate."""
    try:
        return evaluate(node, scope)
    except _FAILURES:
        return UNKNOWN


def scopes(directory: str, modules: Mapping[str, Module]) -> Iterator[Scope]:
    """A root module and every module that it calls, once for each instance of each call."""
    waiting = [root_scope(modules, directory)]
    while waiting:
        scope = waiting.pop()
        yield scope
        for call in scope.module.of_type("module"):
            waiting += [inner for one in instances_of(call, scope) if (inner := called(call, one)) is not None]


def instances_of(block: syntax.Block, scope: Scope) -> list[Scope]:
    """The instances of a resource or module call that there surely are."""
    attributes = block.body.attributes
    if "count" in attributes:
        number = evaluated(attributes["count"].value, scope)
        return [scope] if isinstance(number, int) and number > 0 else []
    try:
        return list((instances(block, scope) or {}).values())
    except _FAILURES:
        return []
