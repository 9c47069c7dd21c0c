"""What is made of a repository that is read and proven: the files that say what its Terraform holds and needs."""

from __future__ import annotations

from collections.abc import Mapping

from terracutter.configuration import Module
from terracutter.derived.coverage import BOOTSTRAP, COVERAGE_FILE, coverage
from terracutter.derived.permissions import permission_files
from terracutter.derived.stacks import Stack
from terracutter.plan import Plan
from terracutter.proof import Proof
from terracutter.questions import Questionnaire

__all__ = ["derived_files"]


def derived_files(
    questionnaire: Questionnaire, plan: Plan, modules: Mapping[str, Module], proof: Proof
) -> dict[str, str]:
    """Path to text. Raises nothing: whatever could be wrong was found before."""
    stacks = {one.name: Stack(modules, f"environments/{one.name}") for one in plan.environments}
    bootstraps = {
        BOOTSTRAP + one.name: Stack(modules, one.bootstrap.directory, prefix=BOOTSTRAP)
        for one in plan.environments
        if one.bootstrap is not None
    }
    return {
        COVERAGE_FILE: coverage(questionnaire, plan, {**stacks, **bootstraps}, proof),
        **permission_files(plan, stacks, {one.directory: one for one in bootstraps.values()}),
    }
