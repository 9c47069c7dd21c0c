"""What `terraform validate` would say, without Terraform, without `init` and without a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from terracutter.check.decode import check_decode
from terracutter.check.functions import check_functions
from terracutter.check.graph import check_graph
from terracutter.check.lint import check_lint
from terracutter.check.modules import check_calls
from terracutter.check.policy import check_policy
from terracutter.check.providers import check_providers
from terracutter.check.references import check_references
from terracutter.check.schema import check_schema
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic

Tier = Callable[[Module, Mapping[str, Module]], Iterator[Diagnostic]]

TIERS: Final[tuple[Tier, ...]] = (
    check_decode,
    check_references,
    check_calls,
    check_functions,
    check_providers,
    check_schema,
    check_policy,
    check_graph,
    check_lint,
)


def check(modules: Mapping[str, Module]) -> tuple[Diagnostic, ...]:
    """Every problem of a configuration, by directory, in the order of the text."""
    problems: list[Diagnostic] = []
    for module in modules.values():
        found = [problem for tier in TIERS for problem in tier(module, modules)]
        problems += sorted(dict.fromkeys(found), key=_place)
    return tuple(problems)


def _place(problem: Diagnostic) -> tuple[str, int]:
    subject = problem.subject
    return (subject.source, subject.start or 0) if subject else ("", 0)
