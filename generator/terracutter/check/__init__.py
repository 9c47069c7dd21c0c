"""What `terraform validate` would say, without Terraform, without `init` and without a provider."""

from __future__ import annotations

from collections.abc import Mapping

from terracutter.check.functions import check_functions
from terracutter.check.modules import check_calls
from terracutter.check.references import check_references
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic


def check(modules: Mapping[str, Module]) -> tuple[Diagnostic, ...]:
    """Every problem of a configuration, by directory."""
    problems: list[Diagnostic] = []
    for module in modules.values():
        problems += check_references(module)
        problems += check_calls(module, modules)
        problems += check_functions(module, modules)
    return tuple(problems)
