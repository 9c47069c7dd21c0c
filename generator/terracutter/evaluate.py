"""Reads values out of a Terraform configuration by following its references, without Terraform.

What stands in `terraform.tfvars` or is written out is known; what AWS decides is `UNKNOWN`. Only what is needed to see
where a value ends up is evaluated: literals, templates, variables, locals, module inputs and outputs, `each`,
conditionals, for expressions and a few functions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any, Final

from terracutter.configuration import Module, local_source
from terracutter.functions import FUNCTIONS, STRUCTURAL, Failed, NotTold, equal
from terracutter.hcl import syntax
from terracutter.records import record


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


@record
class Scope:
    """A module as it is called: its variables' values, the key and value of `for_each`, names of a for expression."""

    modules: Mapping[str, Module]
    module: Module
    inputs: Mapping[str, Any]
    each: tuple[Any, Any] | None = None
    names: Mapping[str, Any] = field(default_factory=dict)
    may_fail: bool = False  # inside `can` and `try`, where `Failed` is an answer

    def within(self, names: Mapping[str, Any]) -> Scope:
        return replace(self, names={**self.names, **names})

    def for_each(self, key: Any, value: Any) -> Scope:
        return replace(self, each=(key, value))


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
            return _object([(evaluate(item.key, scope), evaluate(item.value, scope)) for item in pairs])
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
    return "".join(str(part).lower() if isinstance(part, bool) else str(part) for part in parts)


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
    for position, step in enumerate(steps):
        match step:
            case syntax.AttributeStep(name=key):
                pass
            case syntax.IndexStep(key=expression):
                key = evaluate(expression, scope)
            case syntax.SplatStep():
                if value is not None and not isinstance(value, tuple):
                    return UNKNOWN
                return tuple(_steps(one, steps[position + 1 :], scope) for one in value or ())
        value = _item(value, key, scope)
    return value


def _item(value: Any, key: Any, scope: Scope) -> Any:
    if not isinstance(key, str | int):
        return UNKNOWN
    found = (isinstance(value, Mapping) and key in value) or (isinstance(value, tuple) and key in range(len(value)))
    if not found and scope.may_fail and isinstance(value, dict | tuple | None):
        raise Failed
    return value[key] if found else UNKNOWN


def _conditional(node: syntax.Conditional, scope: Scope) -> Any:
    condition = evaluate(node.condition, scope)
    if condition is UNKNOWN:
        return UNKNOWN
    return evaluate(node.if_true if condition else node.if_false, scope)


def _for(node: syntax.For, scope: Scope) -> Any:
    collection = evaluate(node.collection, scope)
    if isinstance(collection, Mapping):
        pairs = [(key, collection[key]) for key in sorted(collection, key=str)]
    elif isinstance(collection, tuple):
        pairs = list(enumerate(collection))
    else:
        return UNKNOWN
    scopes = [scope.within({node.key_name: key, node.value_name: value}) for key, value in pairs]
    if node.condition is not None:
        condition = node.condition
        kept = [evaluate(condition, one) for one in scopes]
        if not all(isinstance(keep, bool) for keep in kept):
            return UNKNOWN
        scopes = [one for one, keep in zip(scopes, kept, strict=True) if keep]
    if node.key is None:
        return tuple(evaluate(node.value, one) for one in scopes)
    key_expression = node.key
    return _object([(evaluate(key_expression, one), evaluate(node.value, one)) for one in scopes])


def _object(pairs: list[tuple[Any, Any]]) -> Any:
    return dict(pairs) if all(isinstance(key, str | int | Unknown) for key, _ in pairs) else UNKNOWN


_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&&": lambda left, right: left and right,
    "||": lambda left, right: left or right,
}


def _operation(node: syntax.Binary | syntax.Unary, scope: Scope) -> Any:
    if isinstance(node, syntax.Unary):
        operand = evaluate(node.operand, scope)
        if operand is UNKNOWN:
            return UNKNOWN
        if node.operator == "!":
            return not operand
        return -operand if isinstance(operand, int | float) else UNKNOWN
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    apply = _OPERATORS.get(node.operator)
    if apply is None or not (is_known(left) and is_known(right)):
        return UNKNOWN
    try:
        return apply(left, right)
    except TypeError:
        return UNKNOWN


def _call(node: syntax.Call, scope: Scope) -> Any:
    if node.name in {"can", "try"}:
        return _attempt(node, scope)
    function = FUNCTIONS.get(node.name)
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    needed = arguments[:2] if node.name == "lookup" else arguments  # the default is not looked at
    known = (argument is not UNKNOWN if node.name in STRUCTURAL else is_known(argument) for argument in needed)
    if function is None or node.expand or not all(known):
        return UNKNOWN
    try:
        return function(*arguments)
    except Failed:
        if scope.may_fail:
            raise
    except (NotTold, TypeError, AttributeError, ValueError, OverflowError, RecursionError):
        pass
    return UNKNOWN


def _attempt(node: syntax.Call, scope: Scope) -> Any:
    """`can` tells whether its argument fails, `try` gives the first that does not."""
    for argument in node.arguments:
        try:
            value = evaluate(argument, replace(scope, may_fail=True))
        except Failed:
            if node.name == "can":
                return False
            continue
        if node.name == "can":
            return True if is_known(value) else UNKNOWN
        return value
    if scope.may_fail:
        raise Failed
    return UNKNOWN


def is_known(value: Any) -> bool:
    """Whether nothing in a value waits for AWS; what a resource or module shows is judged where it is asked for."""
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    return all(map(is_known, value)) if isinstance(value, tuple) else value is not UNKNOWN
