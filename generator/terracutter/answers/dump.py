"""Writes answers as `terracutter.yaml`: what was answered stands, a profile or a default is a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terracutter.answers.model import SCHEMA_FILE, Answers, EnvironmentAnswers, Layer
from terracutter.answers.resolve import in_environment
from terracutter.document import scalar
from terracutter.questions import Question, Questionnaire, Value

_HEADER = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# The answers behind this repository, and the input of `terracutter render`: change one, then run it again.
# A line that is commented out shows the value in force and where it comes from; `terracutter questions` explains all.
"""


def dump(questionnaire: Questionnaire, answers: Answers) -> str:
    """The text of the answers file. Reading it gives the same answers, and dumping those the same text."""
    basic = [questionnaire.by_name[name] for name in questionnaire.interview]
    further = [question for question in questionnaire if question not in basic]
    asked = [question for question in (*basic, *further) if answers.shared[question.name].asked]
    return "\n".join([_HEADER, *("\n".join(_question(questionnaire, one, answers)) + "\n" for one in asked)])


def _question(questionnaire: Questionnaire, question: Question, answers: Answers) -> Iterator[str]:
    yield f"# {question.title}. {question.help}".rstrip()
    if question.name == "environments":
        yield from _environments(questionnaire, answers)
        return
    answer = answers.shared[question.name]
    text = list(_entry(question.name, answer.written))
    if _is_pinned(questionnaire, question, answers):
        yield from text
    else:
        origin = f"the {answers['profile']} profile" if answer.layer is Layer.PROFILE else "default"
        yield f"# {text[0]}  # {origin}"
        yield from (f"# {line}" for line in text[1:])


def _is_pinned(questionnaire: Questionnaire, question: Question, answers: Answers) -> bool:
    """Basic answers stand even where nobody gave them: a later default must not change a cluster that exists."""
    return questionnaire.is_basic(question) or answers.shared[question.name].layer > Layer.PROFILE


def _own_answers(
    questionnaire: Questionnaire, answers: Answers, environment: EnvironmentAnswers, index: int
) -> dict[str, Value]:
    """What this environment says for itself: what was given for it, and what the pinned answers would change."""
    own: dict[str, Value] = {}
    for question in questionnaire:
        answer, shared = environment.answers[question.name], answers.shared[question.name]
        if not question.per_environment or not answer.asked:
            continue
        given = answer.given is not None and answer.given.environment == environment.name
        pinned = _is_pinned(questionnaire, question, answers)
        if given or (pinned and answer.written != in_environment(question, shared.written, index)):
            own[question.name] = answer.written
    return own


def _environments(questionnaire: Questionnaire, answers: Answers) -> Iterator[str]:
    own = {
        environment.name: _own_answers(questionnaire, answers, environment, index)
        for index, environment in enumerate(answers.environments)
    }
    if not any(own.values()):
        yield from _entry("environments", tuple(own))
        return
    yield "environments:"
    for name, values in own.items():
        yield f"  {scalar(name)}:" + ("" if values else " {}")
        for question in questionnaire:
            if question.name in values:
                yield from (f"    {line}" for line in _entry(question.name, values[question.name]))


def _entry(key: str, value: Value, nothing: str = "none") -> Iterator[str]:
    """`nothing` is what stands for no value: `none` as a person types it, deeper down what JSON has."""
    if isinstance(value, Mapping) and value:
        yield f"{scalar(key)}:"
        for name, item in value.items():
            yield from (f"  {line}" for line in _entry(name, item, "null"))
    elif isinstance(value, tuple) and value:
        yield f"{scalar(key)}:"
        for item in value:
            yield from (f"  {line}" for line in _item(item))
    else:
        yield f"{scalar(key)}: {_simple(value, nothing)}"


def _item(value: Value) -> Iterator[str]:
    """An item of a list; a mapping or a list in it begins beside the hyphen."""
    if isinstance(value, Mapping) and value:
        lines = [line for name, one in value.items() for line in _entry(name, one, "null")]
    elif isinstance(value, tuple) and value:
        lines = [line for one in value for line in _item(one)]
    else:
        lines = [_simple(value, "null")]
    yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(lines))


def _simple(value: Value, nothing: str) -> str:
    """A value that has nothing in it."""
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, tuple):
        return "[]"
    return nothing if value is None else scalar(value)
