"""Answers that cannot change while what they made is in use: recorded with each write, compared before the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from terracutter.answers.model import ANSWERS_FILE, Answers, EnvironmentAnswers
from terracutter.diagnostics import Diagnostic, Subject, did_you_mean, refuse_errors
from terracutter.questions import Harm, Question, Questionnaire
from terracutter.questions.expressions import evaluate
from terracutter.records import record

Lasting = Mapping[str, Mapping[str, Any]]
"""By environment, then by question; values as JSON has them."""


def lasting(questionnaire: Questionnaire, answers: Answers) -> Lasting:
    questions = [questionnaire.by_name[name] for name in _names(questionnaire)]
    return {
        one.name: {each.name: _recorded(each, one[each.name]) for each in questions} for one in answers.environments
    }


def _recorded(question: Question, value: Any) -> Any:
    """Of named objects, the fields that matter."""
    fields = {field for one in question.harms for field in one.fields}
    if fields and isinstance(value, Mapping):
        return {name: {field: _plain(entry[field]) for field in sorted(fields)} for name, entry in value.items()}
    return _plain(value)


def _names(questionnaire: Questionnaire) -> list[str]:
    return [question.name for question in questionnaire if question.lasts]


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
                _refused(one, before[one.environment][one.question], now[one.environment][one.question], answers)
                for one in destructions(questionnaire, answers, before)
                if not {one.environment, f"{one.environment}.{one.question}"} & allowed
            ),
        ]
    )


@record
class Destruction:
    """What Terraform replaces, destroys, and cannot change of an environment where one answer changes, by address."""

    environment: str
    question: str
    replaced: tuple[str, ...] = ()
    destroyed: tuple[str, ...] = ()
    stalled: tuple[str, ...] = ()
    because: str = ""


def destructions(questionnaire: Questionnaire, answers: Answers, before: Lasting) -> Iterator[Destruction]:
    """Every answer that is another than `before` and cannot be so without harm."""
    for environment in answers.environments:
        for name, was in before.get(environment.name, {}).items():
            question = questionnaire.by_name.get(name)
            if question is not None and (found := _destruction(question, environment, was)) is not None:
                yield found


def _unknown(allowed: AbstractSet[str], environments: Iterable[str], names: Iterable[str]) -> Iterator[Diagnostic]:
    known = {*environments}
    known |= {f"{environment}.{name}" for environment in known for name in names}
    for one in sorted(allowed - known):
        detail = "It names no environment, and no answer of one by which Terraform destroys anything."
        hint = did_you_mean(one, known) or f"type for example: {', '.join(sorted(environments))}"
        yield Diagnostic("Nothing to replace", detail, Subject(f"--replace {one}"), hint)


def _destruction(question: Question, environment: EnvironmentAnswers, was: Any) -> Destruction | None:
    """Of a question that only one of the two asks, another says what happens."""
    answer = environment.answers[question.name]
    now = _recorded(question, answer.value)
    if was is None or was == now or not answer.asked:
        return None
    names = {**environment.values, "before": was}

    def met(harms: Iterable[Harm]) -> tuple[Harm, ...]:
        return tuple(
            one
            for one in harms
            if one.when is None or evaluate(one.when, names)
            if not one.fields or _differing(was, now, one.fields)
        )

    is_less = not isinstance(was, list) or not isinstance(now, list) or any(one not in now for one in was)
    replaced, stalled = met(question.replaces), met(question.stalls) if now is not None else ()
    destroyed = met((*question.destroys, *(question.removal_destroys if is_less else ())))
    if now is None:
        replaced, destroyed = (), (*replaced, *destroyed)
    if not (replaced or destroyed or stalled):
        return None
    because = "; ".join(one.because for one in stalled if one.because)
    return Destruction(
        environment.name, question.name, _addresses(replaced), _addresses(destroyed), _addresses(stalled), because
    )


def _addresses(harms: Iterable[Harm]) -> tuple[str, ...]:
    return tuple(one.address for one in harms)


def _differing(was: Any, now: Any, fields: Iterable[str]) -> list[str]:
    """The named objects that stay and have another value in one of the fields; a later version may know more fields."""
    if not isinstance(was, Mapping) or not isinstance(now, Mapping):
        return []
    common = [name for name in was if name in now]
    return [name for name in common if any(was[name].get(one, now[name][one]) != now[name][one] for one in fields)]


def _refused(found: Destruction, before: Any, now: Any, answers: Answers) -> Diagnostic:
    environment, question = found.environment, found.question
    lines, back = _compared(environment, before, now)
    lines += [f"{found.because}."] if found.because else []
    kinds = (("replace", found.replaced), ("destroy", found.destroyed), ("try in vain to change", found.stalled))
    for verb, addresses in kinds:
        if addresses:
            lines += [f"Terraform would {verb}:", *(f"  {address}" for address in addresses)]
    given = next(one for one in answers.environments if one.name == environment).answers[question].given
    return Diagnostic(
        f"Answer cannot change: {question}",
        "\n".join([*lines, *_consequence(environment)]),
        given.subject if given is not None else Subject(ANSWERS_FILE),
        f"put {back} back; if nothing there is in use, add `--replace {environment}.{question}`",
    )


def _compared(environment: str, before: Any, now: Any) -> tuple[list[str], str]:
    """What has changed, and what to put back."""
    if isinstance(before, Mapping):
        names = ", ".join(_differing(before, now, {field for entry in before.values() for field in entry}))
        return [f"In {environment} {names} was answered otherwise."], f"the answer of {names}"
    return [f"In {environment} it was {_shown(before)}, and is {_shown(now)} now."], _shown(before)


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
    return "none" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
