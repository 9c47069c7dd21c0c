"""Answers that cannot change while what they made is in use: recorded with each write, compared before the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from terracutter.answers.model import ANSWERS_FILE, Answers
from terracutter.diagnostics import Diagnostic, Subject, did_you_mean, refuse_errors
from terracutter.questions import Question, Questionnaire

Lasting = Mapping[str, Mapping[str, Any]]
"""By environment, then by question; values as JSON has them."""


def lasting(questionnaire: Questionnaire, answers: Answers) -> Lasting:
    names = _names(questionnaire)
    return {one.name: {name: _plain(one[name]) for name in names} for one in answers.environments}


def _names(questionnaire: Questionnaire) -> list[str]:
    return [question.name for question in questionnaire if question.replaces or question.removal_destroys]


def refuse_replacement(
    questionnaire: Questionnaire, answers: Answers, before: Lasting, allowed: AbstractSet[str]
) -> None:
    """Raises `Refused` with every answer by which Terraform would destroy what `before` made.

    `allowed` are environments, or answers of them as in `production.region`.
    """
    now = lasting(questionnaire, answers)
    refuse_errors(
        [
            *_unknown(allowed, {*before, *now}, _names(questionnaire)),
            *(_taken_away(name, before) for name in before if name not in now and name not in allowed),
            *(
                _replaced(questionnaire.by_name[name], environment, values[name], now[environment][name], answers)
                for environment, values in before.items()
                if environment in now and environment not in allowed
                for name in now[environment]
                if name in values and f"{environment}.{name}" not in allowed
                if _destroys(questionnaire.by_name[name], values[name], now[environment][name])
            ),
        ]
    )


def _unknown(allowed: AbstractSet[str], environments: Iterable[str], names: Iterable[str]) -> Iterator[Diagnostic]:
    known = {*environments}
    known |= {f"{environment}.{name}" for environment in known for name in names}
    for one in sorted(allowed - known):
        detail = "It names no environment, and no answer of one by which Terraform destroys anything."
        hint = did_you_mean(one, known) or f"type for example: {', '.join(sorted(environments))}"
        yield Diagnostic("Nothing to replace", detail, Subject(f"--replace {one}"), hint)


def _destroys(question: Question, before: Any, now: Any) -> bool:
    """Of a question that only one of the two asks, another says what happens."""
    if before is None or now is None or before == now:
        return False
    if question.replaces:
        return True
    return not isinstance(before, list) or not isinstance(now, list) or any(one not in now for one in before)


def _replaced(question: Question, environment: str, before: Any, now: Any, answers: Answers) -> Diagnostic:
    addresses = question.replaces or question.removal_destroys
    verb = "replace" if question.replaces else "destroy"
    found = f"In {environment} it was {_shown(before)}, and is {_shown(now)} now. Terraform would {verb}:"
    given = next(one for one in answers.environments if one.name == environment).answers[question.name].given
    return Diagnostic(
        f"Answer cannot change: {question.name}",
        "\n".join([found, *(f"  {address}" for address in addresses), *_consequence(environment)]),
        given.subject if given is not None else Subject(ANSWERS_FILE),
        f"put {_shown(before)} back; if nothing there is in use, add `--replace {environment}.{question.name}`",
    )


def _taken_away(environment: str, before: Lasting) -> Diagnostic:
    cluster = f"{before[environment].get('repository', '')}-{environment}".lstrip("-")
    detail = (
        f"{environment} was rendered before. What was applied of it, the cluster {cluster} too, would go on "
        "running, and be paid for, without Terraform that knows of it."
    )
    hint = f"run `terraform destroy` in environments/{environment} first, then add `--replace {environment}`"
    return Diagnostic("Environment taken away", detail, Subject(ANSWERS_FILE), hint)


def _consequence(environment: str) -> Iterator[str]:
    yield f"and all that depends on them, in environments/{environment}."


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
