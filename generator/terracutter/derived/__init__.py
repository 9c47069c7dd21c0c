"""What is made of a repository that is read and proven: the files that say what its Terraform holds."""

from __future__ import annotations

from collections.abc import Mapping

from terracutter.configuration import Module
from terracutter.derived.coverage import COVERAGE_FILE, coverage
from terracutter.plan import Plan
from terracutter.proof import Proof
from terracutter.questions import Questionnaire

__all__ = ["derived_files"]


def derived_files(
    questionnaire: Questionnaire, plan: Plan, modules: Mapping[str, Module], proof: Proof
) -> dict[str, str]:
    """Path to text. Raises nothing: whatever could be wrong was found before."""
    return {COVERAGE_FILE: coverage(questionnaire, plan, modules, proof)}
