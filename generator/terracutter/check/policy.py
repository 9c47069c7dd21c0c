"""What the AWS provider's own code or AWS refuses, beyond the schema: values, patterns, ranges, what goes together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from terracutter.catalog.limits import Rule, aws_limits
from terracutter.check.arguments import arguments, names_in
from terracutter.check.combinations import combinations
from terracutter.check.problems import Problem, agreed
from terracutter.check.requirements import Provider, local_name, provider_of, source_of
from terracutter.check.rules import complaint, members
from terracutter.check.values import Values, followed, instances_of, scopes, written
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic
from terracutter.evaluate import UNKNOWN
from terracutter.hcl import syntax
from terracutter.hcl.tokens import Source

_EVERY: Final = "*"
_LABELS: Final = 2  # of a resource: its type and its name


def check_policy(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """Literal values everywhere; in what a root module with `terraform.tfvars` calls, the values that arrive, too."""
    policy = _Policy(modules)
    values = written(module)
    for source, block in _resources(module):
        policy.judge(source, block, module, values)
    if module.values:
        where = f" It comes from {module.directory}."
        for scope in scopes(module.directory, modules):
            known = written(scope.module)
            for source, block in _resources(scope.module):
                for one in instances_of(block, scope):
                    policy.judge(source, block, scope.module, followed(one, known), where)
    yield from policy.found.values()


def _resources(module: Module) -> Iterator[tuple[Source, syntax.Block]]:
    for one in module.declared("resource"):
        if len(one.block.labels) == _LABELS:
            yield one.source, one.block


class _Policy:
    """What was found, each thing once, however many ways lead there."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.found: dict[tuple[str, int, str, str], Diagnostic] = {}
        self.providers: dict[tuple[str, str], Provider | None] = {}

    def judge(self, source: Source, block: syntax.Block, module: Module, values: Values, where: str = "") -> None:
        provider = self.provider(local_name(block), module)
        if provider is None:
            return
        given = list(_given(block, values))
        shared = list(combinations(block, values))
        problems = [[*_refused(given, schema.version[0]), *shared] for schema in provider.schemas]
        for problem in agreed(provider.schemas, problems, every_version=provider.is_constrained):
            key = source.path, *problem.key
            if key not in self.found:
                self.found[key] = problem._replace(detail=problem.detail + where).diagnostic(source)

    def provider(self, name: str, module: Module) -> Provider | None:
        """The AWS provider as a module sees it; None for any other."""
        key = module.directory, name
        if key not in self.providers:
            is_aws = source_of(name, module) == "hashicorp/aws"
            self.providers[key] = provider_of(name, module, self.modules) if is_aws else None
        return self.providers[key]


def _given(block: syntax.Block, values: Values) -> Iterator[tuple[Rule, syntax.Expression, Any]]:
    """The arguments that have a rule and a known value."""
    limits = aws_limits().arguments
    present = names_in(block)
    for rules in (limits.get(block.labels[0].value, {}), limits[_EVERY]):
        for name, rule in rules.items():
            for argument in arguments(block, name) if name.partition(".")[0] in present else ():
                yield from _with_members(rule, argument.node, values(argument.node))


def _with_members(rule: Rule, node: syntax.Expression, value: Any) -> Iterator[tuple[Rule, syntax.Expression, Any]]:
    if value is None or value is UNKNOWN:
        return
    yield rule, node, value
    inner = members(rule, value)
    nodes: Sequence[syntax.Expression] = node.items if isinstance(node, syntax.Tuple) else ()
    for index, (one_rule, one) in enumerate(inner):
        yield from _with_members(one_rule, nodes[index] if len(nodes) == len(inner) else node, one)


def _refused(given: Sequence[tuple[Rule, syntax.Expression, Any]], major: int) -> Iterator[Problem]:
    for rule, node, value in given:
        found = complaint(rule, value, major)
        if found is not None:
            severity = rule.get("severity", "error")
            yield Problem(node.start, node.end, found.summary, found.detail, found.hint, severity)
