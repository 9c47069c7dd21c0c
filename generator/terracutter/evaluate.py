"""Reads values out of a Terraform configuration by following its references, without Terraform.

What stands in `terraform.tfvars` or is written out is known; what AWS decides is `UNKNOWN`. Only what is needed to see
where a value ends up is evaluated: literals, templates, variables, locals, module inputs and outputs, `each`,
conditionals, for expressions and a few functions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from terracutter.configuration import Module, local_source
from terracutter.hcl import syntax


class Unknown:
    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN: Final = Unknown()


class Lazy(Mapping[str, Any]):
    """Named expressions, each evaluated when it is asked for: modules may refer to each other's outputs."""

    def __init__(self, expressions: Mapping[str, syntax.Expression], scope: Scope) -> None:
        self._expressions = expressions
        self._scope = scope

    def __getitem__(self, name: str) -> Any:
        return evaluate(self._expressions[name], self._scope)

    def __contains__(self, name: object) -> bool:
        return name in self._expressions

    def __iter__(self) -> Iterator[str]:
        return iter(self._expressions)

    def __len__(self) -> int:
        return len(self._expressions)


@dataclass(frozen=True, slots=True)
class Scope:
    """A module as it is called: its variables' values, the key and value of `for_each`, names of a for expression."""

    modules: Mapping[str, Module]
    module: Module
    inputs: Mapping[str, Any]
    each: tuple[Any, Any] | None = None
    names: Mapping[str, Any] = field(default_factory=dict)

    def within(self, **names: Any) -> Scope:
        return Scope(self.modules, self.module, self.inputs, self.each, {**self.names, **names})

    def for_each(self, key: Any, value: Any) -> Scope:
        return Scope(self.modules, self.module, self.inputs, (key, value), self.names)


def root_scope(modules: Mapping[str, Module], directory: str) -> Scope:
    """A root module with the values of its `terraform.tfvars`."""
    module = modules[directory]
    return Scope(modules, module, Lazy(_values(module.values), Scope(modules, module, {})))


def _values(attributes: Mapping[str, syntax.Attribute]) -> dict[str, syntax.Expression]:
    return {name: attribute.value for name, attribute in attributes.items()}


def instances(block: syntax.Block, scope: Scope) -> dict[Any, Scope] | None:
    """A scope for each instance of a resource or module call, by key; a sole one has the key None.

    None where the keys are not known.
    """
    for_each = block.body.attributes.get("for_each")
    if for_each is None:
        return {None: scope}
    collection = evaluate(for_each.value, scope)
    if isinstance(collection, Mapping):
        return {key: scope.for_each(key, value) for key, value in collection.items()}
    if isinstance(collection, tuple):
        return {key: scope.for_each(key, key) for key in collection}
    return None


def called(call: syntax.Block, scope: Scope) -> Scope | None:
    """The scope inside the module that a `module` block calls, in the instance that `scope` stands for."""
    directory = local_source(call, scope.module.directory)
    module = scope.modules.get(directory) if directory is not None else None
    if module is None:
        return None
    return Scope(scope.modules, module, Lazy(_values(call.body.attributes), scope))


def evaluate(node: syntax.Expression, scope: Scope) -> Any:  # noqa: C901  one case a kind of node
    """The value of an expression: None, bool, int, float, str, tuple, dict, or `UNKNOWN`."""
    match node:
        case syntax.Number() | syntax.Literal() | syntax.String() | syntax.Name():
            return node.value
        case syntax.Parentheses(inner=inner):
            return evaluate(inner, scope)
        case syntax.Tuple(items=items):
            return tuple(evaluate(item, scope) for item in items)
        case syntax.Object(items=pairs):
            return {evaluate(item.key, scope): evaluate(item.value, scope) for item in pairs}
        case syntax.Template():
            return _template(node, scope)
        case syntax.Reference():
            return _steps(*_root(node, scope), scope)
        case syntax.Access(base=base, steps=steps):
            return _steps(evaluate(base, scope), steps, scope)
        case syntax.Conditional():
            return _conditional(node, scope)
        case syntax.Call():
            return _call(node, scope)
        case syntax.For():
            return _for(node, scope)
        case syntax.Binary() | syntax.Unary():
            return _operation(node, scope)


def _template(node: syntax.Template, scope: Scope) -> Any:
    parts = [
        part.value if isinstance(part, syntax.Text) else evaluate(part.expression, scope)
        for part in node.parts
        if isinstance(part, syntax.Text | syntax.Interpolation)
    ]
    if len(parts) < len(node.parts) or not all(isinstance(part, str | int) for part in parts):
        return UNKNOWN
    return "".join(str(part) for part in parts)


def _root(node: syntax.Reference, scope: Scope) -> tuple[Any, tuple[syntax.Step, ...]]:
    """The value of the object that a reference names, and the steps that remain."""
    if node.root in scope.names:
        return scope.names[node.root], node.steps
    if not node.steps or not isinstance(node.steps[0], syntax.AttributeStep):
        return UNKNOWN, ()
    name, rest = node.steps[0].name, node.steps[1:]
    match node.root:
        case "var":
            return variable(name, scope), rest
        case "local":
            found = scope.module.locals.get(name)
            return (evaluate(found, scope) if found is not None else UNKNOWN), rest
        case "each" if scope.each is not None and name in {"key", "value"}:
            return scope.each[name == "value"], rest
        case "module":
            call = scope.module.named("module", name)
            return (_outputs(call, scope) if call else UNKNOWN), rest
    resource = scope.module.named("resource", node.root, name)
    return (_resource(resource, scope) if resource else UNKNOWN), rest


def variable(name: str, scope: Scope) -> Any:
    """The value given, or the default."""
    if name in scope.inputs:
        return scope.inputs[name]
    block = scope.module.named("variable", name)
    default = block.body.attributes.get("default") if block else None
    return evaluate(default.value, scope) if default else UNKNOWN


def _outputs(call: syntax.Block, scope: Scope) -> Any:
    def outputs(inner: Scope | None) -> Any:
        if inner is None:
            return UNKNOWN
        values = {block.labels[0].value: block.body.attributes["value"] for block in inner.module.of_type("output")}
        return Lazy(_values(values), inner)

    return _by_instance(call, scope, lambda one: outputs(called(call, one)))


def _resource(block: syntax.Block, scope: Scope) -> Any:
    return _by_instance(block, scope, lambda one: Lazy(_values(block.body.attributes), one))


def _by_instance(block: syntax.Block, scope: Scope, value: Callable[[Scope], Any]) -> Any:
    found = instances(block, scope)
    if found is None:
        return UNKNOWN
    if None in found:
        return value(scope)
    return {key: value(one) for key, one in found.items()}


def _steps(value: Any, steps: tuple[syntax.Step, ...], scope: Scope) -> Any:
    for step in steps:
        match step:
            case syntax.AttributeStep(name=key):
                pass
            case syntax.IndexStep(key=expression):
                key = evaluate(expression, scope)
            case _:
                return UNKNOWN
        value = _item(value, key)
    return value


def _item(value: Any, key: Any) -> Any:
    found = (isinstance(value, Mapping) and key in value) or (isinstance(value, tuple) and key in range(len(value)))
    return value[key] if found else UNKNOWN


def _conditional(node: syntax.Conditional, scope: Scope) -> Any:
    condition = evaluate(node.condition, scope)
    if condition is UNKNOWN:
        return UNKNOWN
    return evaluate(node.if_true if condition else node.if_false, scope)


def _for(node: syntax.For, scope: Scope) -> Any:
    collection = evaluate(node.collection, scope)
    if isinstance(collection, Mapping):
        pairs = list(collection.items())
    elif isinstance(collection, tuple):
        pairs = list(enumerate(collection))
    else:
        return UNKNOWN
    scopes = [scope.within(**{node.key_name or "": key, node.value_name: value}) for key, value in pairs]
    if node.condition is not None:
        condition = node.condition
        scopes = [one for one in scopes if evaluate(condition, one) is True]
    if node.key is None:
        return tuple(evaluate(node.value, one) for one in scopes)
    key_expression = node.key
    return {evaluate(key_expression, one): evaluate(node.value, one) for one in scopes}


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "&&": lambda left, right: left and right,
    "||": lambda left, right: left or right,
}


def _operation(node: syntax.Binary | syntax.Unary, scope: Scope) -> Any:
    if isinstance(node, syntax.Unary):
        operand = evaluate(node.operand, scope)
        if operand is UNKNOWN:
            return UNKNOWN
        return (not operand) if node.operator == "!" else -operand
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    apply = _OPERATORS.get(node.operator)
    return UNKNOWN if UNKNOWN in (left, right) or apply is None else apply(left, right)


def _merge(*maps: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for one in maps for key, value in one.items()}


_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "contains": lambda values, value: value in values,
    "keys": lambda mapping: tuple(sorted(mapping)),
    "length": len,
    "lookup": lambda mapping, key, default: mapping.get(key, default),
    "merge": _merge,
    "tolist": lambda values: values,
    "toset": lambda values: values,
    "values": lambda mapping: tuple(mapping[key] for key in sorted(mapping)),
}


def _call(node: syntax.Call, scope: Scope) -> Any:
    function = _FUNCTIONS.get(node.name)
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    if function is None or node.expand or any(argument is UNKNOWN for argument in arguments):
        return UNKNOWN
    try:
        return function(*arguments)
    except (TypeError, AttributeError):
        return UNKNOWN
