"""`docs/coverage.json`: where every answer stands in the Terraform, and which answers are behind every resource.

    answers      addresses by answer, or by environment and answer where environments differ; those of a module or
                 resource with several instances have the key in brackets. An empty list is an answer that says what
                 is not there.
    elsewhere    answers that stand at no address, and why
    modules      the answers behind each call of a module
    resources    the answers behind each resource and data source, without keys: those that it carries, those whose
                 values reach it through variables, and those for which its module is there

What a resource reads of another resource is the other's. What stands in the root module that is applied once, before
the others, begins with `bootstrap.`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from terracutter.derived.stacks import Stack
from terracutter.plan import Plan
from terracutter.proof import Proof, Proven
from terracutter.questions import Questionnaire

COVERAGE_FILE: Final = "docs/coverage.json"
_STEP = re.compile(r"""([A-Za-z0-9_-]+)(?:\[[^\]]*\])?(?:\.|$)""")
BOOTSTRAP: Final = "bootstrap."
_NO_RESOURCE: Final = ("platform.", "release.", "repository.", "provider.", "terraform.")


def coverage(questionnaire: Questionnaire, plan: Plan, stacks: Mapping[str, Stack], proof: Proof) -> str:
    behind = _Behind(questionnaire, plan, stacks, proof.proven)
    parts = {
        "answers": _answers(proof.proven),
        "elsewhere": dict(_elsewhere(questionnaire)),
        "modules": behind.modules(),
        "resources": behind.resources(),
    }
    return "{\n" + ",\n".join(f'  "{name}": {_lines(part)}' for name, part in parts.items()) + "\n}\n"


def _lines(part: Mapping[str, Any]) -> str:
    """A line for each entry, so that a change of one answer is a change of its line."""
    entries = ",\n".join(f"    {json.dumps(name)}: {json.dumps(part[name])}" for name in sorted(part))
    return f"{{\n{entries}\n  }}" if part else "{}"


def _answers(proven: Iterable[Proven]) -> dict[str, Any]:
    found: dict[str, dict[str, list[str]]] = {}
    for one in proven:
        addresses = found.setdefault(one.question, {}).setdefault(one.environment, [])
        if _stands(one):
            addresses.append(one.address)
    answers: dict[str, Any] = {}
    for name, by_environment in found.items():
        ordered = {environment: sorted(set(places)) for environment, places in sorted(by_environment.items())}
        every = list(ordered.values())
        same = all(one == every[0] for one in every)
        answers[name] = every[0] if same else ordered
    return answers


def _stands(one: Proven) -> bool:
    """Whether something is at the address, or the answer is that nothing is."""
    return one.value is not None and one.value != ()


def _elsewhere(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    for question in questionnaire:
        if question.sets_defaults:
            yield question.name, "sets the defaults of other answers"
        elif question.checks_only:
            yield question.name, "only checks other answers"


class _Behind:
    """The answers behind the variables of each root module, and so behind what these reach."""

    def __init__(
        self, questionnaire: Questionnaire, plan: Plan, stacks: Mapping[str, Stack], proven: Iterable[Proven]
    ) -> None:
        """`stacks` are the root modules by environment; those of bootstraps by `bootstrap.` and environment."""
        self._stacks = {stack.directory: stack for stack in stacks.values()}
        self._reasons = {
            feature.name: _named(feature.when, questionnaire.by_name) for feature in plan.features if feature.when
        }
        self._direct: dict[str, set[str]] = {}
        self._of_variable: dict[tuple[str, str], set[str]] = {}
        known: dict[tuple[str, str], frozenset[str]] = {}
        for one in proven:
            prefix = BOOTSTRAP if one.address.startswith(BOOTSTRAP) else ""
            stack, address = stacks.get(prefix + one.environment), one.address.removeprefix(prefix)
            if stack is None or not _stands(one) or address.startswith(_NO_RESOURCE):
                continue
            segments, of_keys = _segments(address)
            self._direct.setdefault(prefix + _block(segments), set()).add(one.question)
            if not one.is_the_value:
                continue
            place = (stack.directory, address)
            if place not in known:
                known[place] = stack.variables_at(segments, keys=of_keys)
            for variable in known[place]:
                self._of_variable.setdefault((stack.directory, variable), set()).add(one.question)

    def modules(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for root, stack in self._stacks.items():
            for address, inner in stack.calls():
                variables = frozenset[str]().union(*(inner.inputs or {}).values())
                found.setdefault(address, set()).update(self._answers(root, address, variables, inner.feature))
        return {address: sorted(answers) for address, answers in found.items()}

    def resources(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        for root, stack in self._stacks.items():
            for one in stack.resources():
                answers = self._answers(root, one.address, one.variables, one.feature)
                found.setdefault(one.address, set()).update(answers)
        return {address: sorted(answers) for address, answers in found.items()}

    def _answers(self, root: str, address: str, variables: frozenset[str], feature: str) -> set[str]:
        found = set(self._direct.get(address, ())) | self._reasons.get(feature, frozenset())
        for variable in variables:
            found |= self._of_variable.get((root, variable), set())
        return found


def _named(expression: str, questions: Mapping[str, Any]) -> frozenset[str]:
    """The questions that an expression reads; `in_any(every, 'question')` has a name in quotes."""
    return frozenset(re.findall(r"[a-z_0-9]+", expression)) & questions.keys()


def _segments(address: str) -> tuple[list[str], bool]:
    """The names in an address, and whether it speaks of keys."""
    of_keys = address.startswith("keys(")
    inner = address[5:-1] if of_keys else address
    return [match[1] for match in _STEP.finditer(inner)], of_keys or "[*]" in address


def _block(segments: list[str]) -> str:
    """The address of the resource, or of the module where no resource is named."""
    end = 0
    while end + 1 < len(segments) and segments[end] == "module":
        end += 2
    if end < len(segments) and segments[end] != "var":
        end += 3 if segments[end] == "data" else 2
    return ".".join(segments[:end])
