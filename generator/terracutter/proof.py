"""The proof: every answer is found in the parsed Terraform or YAML, at the address that its question names.

A question says where its answer is carried (`carried_by`). Here the address is followed through module calls, variables
and `terraform.tfvars` to a value, which must be what was answered. An answer that reaches no attribute, or a value that
differs, is a fault of ours and stops the render.

    module.eks_cluster.aws_eks_cluster.this.upgrade_policy.support_type        an argument of a nested block
    module.vpc.aws_subnet.private[*].cidr_block                                 a value for each instance, by key
    module.eks_node_group["general"].aws_eks_node_group.this.ami_type           one instance of a module
    aws_security_group.this.ingress[*].cidr_blocks                              a value for each nested or dynamic block
    keys(module.vpc.aws_nat_gateway.this)                                       the keys of for_each, or ()
    module.eks_addons.aws_eks_addon.{item}.addon_name                           one for each item of `for_each`
    data.aws_vpc.this.id                                                        an argument of a data source
    module.eks_addons.aws_eks_addon.vpc_cni.configuration_values.env.NAME       a value within `jsonencode`
    module.eks_addons.aws_iam_role_policy.external_dns.policy.Statement[*].Sid  a value for each item of a list in it
    module.eks_addons.var.fluent_bit_log_group                                  what a module is given
    provider.aws.region, terraform.backend.s3.bucket                            blocks that are no resources
    platform.karpenter/values.yaml#settings.clusterName                         a file of `platform/<environment>/`
    keys(platform.karpenter/values.yaml#settings)                               the keys of a mapping there, or ()
    repository.atlantis.yaml#version                                            a file at the root of the repository
    bootstrap.module.state_bucket.aws_s3_bucket.this    what the account of the environment has before it
    release.karpenter#settings.clusterName                                      a Helm value, wherever it stands
    module.m.aws_iam_role_policy.p.policy.Statement["ReadSecrets"].Resource     a statement of a policy, by its Sid

What stands behind `platform.` is an address as `yaml_files` reads it, and what a release is told is among it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from terracutter import yaml_files
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic
from terracutter.evaluate import UNKNOWN, Scope, Unknown, called, evaluate, instances, root_scope, variable
from terracutter.hcl import syntax
from terracutter.plan import EnvironmentPlan, Plan
from terracutter.questions import Carrier, Question, Questionnaire, expressions
from terracutter.questions.expressions import named_items
from terracutter.records import record

_SEGMENT = re.compile(r'([A-Za-z0-9_-]+)(?:\["([^"]*)"\]|(\[\*\]))?(?:\.|$)')
_TOP_LEVEL = frozenset({"module", "provider"})
_EVERY: Final = object()
_OUR_FAULT: Final = "this is a fault of the templates: please report it"


@record
class Proven:
    """One answer found where it belongs; of a question that is not asked nothing is there, which proves no answer.

    `is_the_value` tells that what stands there is made of the answer, not only there because of it.
    """

    environment: str
    question: str
    address: str
    value: Any
    is_the_value: bool = True


@record
class Proof:
    """What was proven; an answer that only sets defaults is proven through others, one that only checks not at all."""

    proven: tuple[Proven, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def answers(self) -> int:
        return len({(one.environment, one.question) for one in self.proven})


def prove(
    questionnaire: Questionnaire,
    plan: Plan,
    modules: Mapping[str, Module],
    documents: Mapping[str, tuple[Any, ...]],
) -> Proof:
    """Looks up every answer of every environment; `documents` are those of the YAML files, by path."""
    proven: list[Proven] = []
    problems: list[Diagnostic] = []
    every = [environment.answers for environment in plan.environments]
    of_repository = {f"/{path}": found for path, found in documents.items() if not path.startswith("platform/")}
    for index, environment in enumerate(plan.environments):
        scope = root_scope(modules, f"environments/{environment.name}")
        bootstrap = environment.bootstrap
        before = None if bootstrap is None else root_scope(modules, bootstrap.directory)
        platform = {**_below_directory(documents, f"platform/{environment.name}/"), **of_repository}
        problems += _unproven(environment, platform)
        known = {"environment": environment.name, "index": index, "every": every, "planned": environment}
        names = {**environment.answers, **known}
        for question in questionnaire:
            for result in _answer(question, environment, names, (scope, before), platform):
                (proven if isinstance(result, Proven) else problems).append(result)  # type: ignore[arg-type]
        problems += _not_met(plan, index, names, scope, platform)
    return Proof(tuple(proven), tuple(problems))


def _not_met(
    plan: Plan, index: int, names: Mapping[str, Any], scope: Scope, platform: Mapping[str, tuple[Any, ...]]
) -> Iterator[Diagnostic]:
    """What the documents say is met in the environment, and its Terraform or YAML does not hold."""
    for control in (one.control for one in plan.compliance if one.met[index]):
        value = look_up(control.address, scope, platform)
        if "/*]" in control.address:
            value = _Each(enumerate(_leaves(value)))
        elif "[*]" in control.address and isinstance(value, dict):
            value = _Each(value)
        if control.expect is None:
            holds = value is not None and value != ()
        else:
            holds = _carries(value, expressions.evaluate(control.expect, names))
        if not holds:
            detail = f"{control.item} in {names['environment']}: {control.address} is {value!r}."
            yield Diagnostic("Control not met by the Terraform", detail, hint=_OUR_FAULT)


def _below_directory(documents: Mapping[str, tuple[Any, ...]], directory: str) -> dict[str, tuple[Any, ...]]:
    return {path.removeprefix(directory): found for path, found in documents.items() if path.startswith(directory)}


def _answer(
    question: Question,
    environment: EnvironmentPlan,
    names: Mapping[str, Any],
    scopes: tuple[Scope, Scope | None],
    platform: Mapping[str, tuple[Any, ...]],
) -> Iterator[Proven | Diagnostic]:
    if question.sets_defaults or question.checks_only:
        return
    asked = question.when is None or expressions.evaluate(question.when, names)
    found = False
    for carrier, address, context in _places(question, environment, names):
        found = True
        expected = _expected(question, carrier, context)
        value = _stands(address, scopes, platform)
        if not _carries(value, expected):
            yield _disproven(question, environment, f"{address} is {value!r}, answered was {expected!r}")
        elif asked:
            yield Proven(environment.name, question.name, address, value, _is_the_value(question, carrier))
    if not found and question.when is None:
        yield _disproven(question, environment, "it reaches no address")


def _stands(address: str, scopes: tuple[Scope, Scope | None], platform: Mapping[str, tuple[Any, ...]]) -> Any:
    """The value in an environment, or in what is made before it."""
    environment, before = scopes
    if not address.startswith("bootstrap."):
        return look_up(address, environment, platform)
    return look_up(address.removeprefix("bootstrap."), before) if before is not None else None


def _disproven(question: Question, environment: EnvironmentPlan, what: str) -> Diagnostic:
    detail = f"{question.name} in {environment.name}: {what}."
    return Diagnostic("Answer not found in the Terraform", detail, hint=_OUR_FAULT)


def _places(
    question: Question, environment: EnvironmentPlan, names: Mapping[str, Any]
) -> Iterator[tuple[Carrier, str, Mapping[str, Any]]]:
    answer = environment.answers[question.name]
    entries = answer if question.entries is None else expressions.evaluate(question.entries, names)
    for carrier in question.carried_by:
        for address, context in _instances_of(carrier, entries, names):
            if carrier.when is None or expressions.evaluate(carrier.when, context):
                yield carrier, address, context


def _instances_of(carrier: Carrier, entries: Any, names: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if carrier.for_each is not None:
        for item, value in named_items(expressions.evaluate(carrier.for_each, names)):
            yield carrier.address.replace("{item}", item), {**names, "item": item, "value": value}
        return
    if "{name}" not in carrier.address:
        yield carrier.address, names
        return
    for name, entry in (entries or {}).items():
        yield carrier.address.replace("{name}", name), {**names, "name": name, "entry": entry}


def _expected(question: Question, carrier: Carrier, context: Mapping[str, Any]) -> Any:
    return context[question.name] if carrier.expect is None else expressions.evaluate(carrier.expect, context)


def _is_the_value(question: Question, carrier: Carrier) -> bool:
    """`name if network == 'new' else none` is there because of an answer, and is another's value."""
    value, _, condition = (carrier.expect or "").partition(" if ")
    return question.name in value or question.name not in condition


def _carries(value: Any, expected: Any) -> bool:
    """Whether the value is the answer. A value for each of several modules must be the answer in every one."""
    if isinstance(value, _Each):
        return bool(value) and all(_carries(one, expected) for one in value.values())
    if isinstance(expected, list | tuple):
        return isinstance(value, tuple) and value == tuple(expected)
    if expected is None:
        return value is None or value == ()
    return type(value) is type(expected) and bool(value == expected)


def _leaves(value: Any) -> Iterator[Any]:
    """The values of every document, and of every item of a list in each."""
    if not isinstance(value, tuple):
        yield value
        return
    for one in value:
        yield from _leaves(one)


class _Each(dict[Any, Any]):
    """A value for each instance of a module."""


def look_up(address: str, scope: Scope, platform: Mapping[str, tuple[Any, ...]] = MappingProxyType({})) -> Any:
    """The value at an address; None where nothing stands there, `UNKNOWN` where only AWS knows it.

    `platform` has the documents of the environment, and behind a slash those of the repository. Raises
    `ValueError` for text that is no address.
    """
    of_keys = address.startswith("keys(") and address.endswith(")")
    inner = address[5:-1] if of_keys else address
    if inner.startswith("release."):
        name, _, keys = inner.removeprefix("release.").partition("#")
        inner = f"platform.{_values_of(name, platform)}.{keys}"
    if inner.startswith("repository."):
        inner = f"platform./{inner.removeprefix('repository.')}"
    if inner.startswith("platform."):
        found = yaml_files.look_up(inner.removeprefix("platform."), platform)
        return tuple(found or ()) if of_keys else found
    return _keys(_segments(inner), scope) if of_keys else _value(_segments(inner), scope)


def _values_of(release: str, platform: Mapping[str, tuple[Any, ...]]) -> str:
    """Where the values of a release stand: in an Application, a HelmRelease or a file of their own."""
    if f"applications/{release}.yaml" in platform:
        return f"applications/{release}.yaml#spec.source.helm.valuesObject"
    if f"flux/{release}.yaml" in platform:
        return f"flux/{release}.yaml[HelmRelease/{release}]#spec.values"
    return f"{release}/values.yaml#"


def _unproven(environment: EnvironmentPlan, platform: Mapping[str, tuple[Any, ...]]) -> Iterator[Diagnostic]:
    """The releases whose file tells Helm anything else than the plan does."""
    for release in environment.platform.releases:
        address = _values_of(release.name, platform)
        if yaml_files.look_up(address, platform) != yaml_files.frozen(release.values):
            detail = f"platform/{environment.name}/{address} is not what {release.name} is to be told."
            yield Diagnostic("Helm values not as planned", detail, hint=_OUR_FAULT)


def _segments(address: str) -> list[tuple[str, Any]]:
    """Each name with its key: a string, `_EVERY` for `[*]`, or None."""
    segments: list[tuple[str, Any]] = []
    position = 0
    while position < len(address):
        match = _SEGMENT.match(address, position)
        if match is None:
            raise ValueError(f"{address} is no address")
        segments.append((match[1], _EVERY if match[3] else match[2]))
        position = match.end()
    return segments


def _keys(segments: list[tuple[str, Any]], scope: Scope) -> Any:
    blocks, rest = _blocks(segments, scope)
    if not blocks:
        return ()
    if not rest:
        keys = instances(blocks[0], scope)
        return UNKNOWN if keys is None else tuple(key for key in keys if key is not None)
    inside = called(blocks[0], scope)
    return _keys(rest, inside) if inside else ()


def _blocks(segments: list[tuple[str, Any]], scope: Scope) -> tuple[list[syntax.Block], list[tuple[str, Any]]]:
    """The blocks that an address begins with, and the segments behind them. Only `terraform` stands more than once."""
    first, rest = segments[0][0], segments[1:]
    if first == "terraform":
        return list(scope.module.of_type(first)), rest
    if first == "data":
        first, rest = rest[0][0], rest[1:]
        path: tuple[str, ...] = ("data", first)
    else:
        path = (first,) if first in _TOP_LEVEL else ("resource", first)
    block = scope.module.named(*path, rest[0][0])
    return ([block] if block else []), rest[1:]


def _value(segments: list[tuple[str, Any]], scope: Scope) -> Any:
    if segments[0][0] == "var":
        return _below(variable(segments[1][0], scope), segments[2:])
    blocks, rest = _blocks(segments, scope)
    key = segments[len(segments) - len(rest) - 1][1]
    values = (_of_block(block, key, rest, scope) for block in blocks)
    return next((value for value in values if value is not None), None)


def _of_block(block: syntax.Block, key: Any, rest: list[tuple[str, Any]], scope: Scope) -> Any:
    every = instances(block, scope)
    if every is None:
        return UNKNOWN
    if key is _EVERY:
        values = {name: _inside(block, rest, one) for name, one in every.items()}
        return _Each(values) if block.type == "module" else values
    return _inside(block, rest, every[key]) if key in every else None


def _inside(block: syntax.Block, rest: list[tuple[str, Any]], scope: Scope) -> Any:
    if block.type == "module":
        inside = called(block, scope)
        return _value(rest, inside) if inside else UNKNOWN
    body = block.body
    for position, (name, key) in enumerate(rest):
        if name in body.attributes:
            below = rest[position + 1 :]
            value = body.attributes[name].value
            # An address that leads into JSON or YAML text speaks of what is encoded there.
            return _below(evaluate(_encoded(value) if below else value, scope), below)
        nested = [one for one in body.blocks if name in (one.type, *(label.value for label in one.labels))]
        if not nested:
            return None
        if key is _EVERY:
            return _of_every(nested, rest[position + 1 :], scope)
        labelled = len(nested[0].labels) == 1 and nested[0].type == name and position + 1 < len(rest)
        if labelled:
            nested = [one for one in nested if one.labels[0].value == rest[position + 1][0]]
            return _inside(nested[0], rest[position + 2 :], scope) if nested else None
        body = nested[0].body
    return None


def _encoded(node: syntax.Expression) -> syntax.Expression:
    """What `jsonencode` or `yamlencode` is given, be it alone or one of the lines that `base64encode(join(…))` has."""
    if not isinstance(node, syntax.Call):
        return node
    if node.name in {"jsonencode", "yamlencode"}:
        return node.arguments[0]
    if node.name == "base64encode":
        return _encoded(node.arguments[0])
    if node.name == "join" and isinstance(node.arguments[1], syntax.Tuple):
        parts = (one for one in node.arguments[1].items if isinstance(one, syntax.Call))
        return next((_encoded(one) for one in parts if _encoded(one) is not one), node)
    return node


def _of_every(blocks: list[syntax.Block], rest: list[tuple[str, Any]], scope: Scope) -> tuple[Any, ...]:
    """A value for each nested block; those of blocks within them follow each other."""
    values = [_inside(one, rest, where) for block in blocks for one, where in _made(block, scope)]
    if any(key is _EVERY for _, key in rest):
        return tuple(value for inner in values for value in inner or ())
    return tuple(values)


def _made(block: syntax.Block, scope: Scope) -> Iterator[tuple[syntax.Block, Scope]]:
    """What a `dynamic` block makes, each with the scope of its content; any other block is itself."""
    collection = evaluate(block.body.attributes["for_each"].value, scope) if block.type == "dynamic" else UNKNOWN
    if isinstance(collection, Unknown):
        yield block, scope
        return
    name, content = block.labels[0].value, next(one for one in block.body.blocks if one.type == "content")
    pairs = collection.items() if isinstance(collection, Mapping) else enumerate(collection or ())
    for key, value in pairs:
        yield content, scope.within({name: {"key": key, "value": value}})


def _below(value: Any, rest: list[tuple[str, Any]]) -> Any:
    for position, (name, key) in enumerate(rest):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
        if key is _EVERY:
            items = value if isinstance(value, tuple) else ()
            return tuple(_below(item, rest[position + 1 :]) for item in items)
        if key is not None and isinstance(value, tuple):
            value = next((one for one in value if isinstance(one, Mapping) and one.get("Sid") == key), None)
    return value
