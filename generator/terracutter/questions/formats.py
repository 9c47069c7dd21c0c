"""The questionnaire for other eyes: text, Markdown, JSON Schema for editors, and cookiecutter's prompts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from terracutter.columns import wrapped
from terracutter.document import scalar
from terracutter.questions.composites import Field, ListOf, MapOf, Objects, inner_type
from terracutter.questions.expressions import evaluate
from terracutter.questions.interpreter import Undetermined
from terracutter.questions.questionnaire import COSTS, Question, Questionnaire
from terracutter.questions.types import Choice, Type, Value
from terracutter.questions.words import ENGLISH, Words

_MENU = 10
"""Choices that cookiecutter shows as a numbered menu; more are typed."""


def flow(value: Value) -> str:
    """A value as a person types it on one line: a list separated by commas, a mapping in braces."""
    match value:
        case tuple():
            return ", ".join(flow(item) for item in value) or scalar(None)
        case str():
            return value
    return nested(value)


def nested(value: Value) -> str:
    """The same inside of a list or mapping."""
    match value:
        case tuple():
            return f"[{', '.join(nested(item) for item in value)}]"
        case Mapping():
            return "{" + ", ".join(f"{scalar(key)}: {nested(item)}" for key, item in value.items()) + "}"
    return scalar(value)


def defaults(question: Question, words: Words = ENGLISH) -> list[str]:
    """What is taken where nobody answers, then by profile."""
    base = _default(question) or words("depends on other answers")
    return [base, *(f"{profile}: {flow(value)}" for profile, value in question.profiles.items())]


def cost_lines(question: Question, words: Words = ENGLISH) -> Iterator[str]:
    """What the answer is paid for, a line for each class of cost; none where it costs nothing by itself."""
    for name, what in question.cost.items():
        yield f"{words(COSTS[name])}: {what}"


def reasons(question: Question) -> Iterator[str]:
    """Why the default is the default, profile by profile."""
    for profile, reason in question.default_because.items():
        yield reason if profile == "default" else f"{profile}: {reason}"


def change_lines(question: Question, words: Words = ENGLISH, code: Callable[[str], str] = str) -> Iterator[str]:
    """What another answer replaces and destroys in a repository that is in use; none where it does no harm."""
    for one in question.replaces:
        sentence = "replaces {address}" if one.is_certain else "may replace {address}"
        yield words(sentence, address=code(one.address))
    for one in question.destroys:
        sentence = "destroys {address}" if one.is_certain else "may destroy {address}"
        yield words(sentence, address=code(one.address))
    for one in question.stalls:
        reason = f": {one.because}" if one.because else ""
        yield words("cannot be made in {address}", address=code(one.address)) + reason
    for one in question.removal_destroys:
        yield words("destroys {address} of an item that is taken out", address=code(one.address))
    if question.lasts:
        yield words("is refused without {flag}", flag=code(f"--replace ENVIRONMENT.{question.name}"))


def as_text(questionnaire: Questionnaire) -> str:
    """Every question with what is allowed, for a terminal."""
    blocks = []
    for heading, questions in _sections(questionnaire):
        blocks.append(heading.upper())
        blocks += ["\n".join(_text_lines(question, questionnaire.words)) for question in questions]
    return "\n\n".join(blocks) + "\n"


def _text_lines(question: Question, words: Words) -> Iterator[str]:
    yield question.name
    sentences = (f"{question.title}. {question.help}", f"{words('Allowed')}: {question.type.allowed}.")
    costs = (f"{words('Cost')}: {cost}." for cost in cost_lines(question, words))
    for sentence in (*sentences, f"{words('Default')}: {'; '.join(defaults(question, words))}", *costs):
        yield from wrapped(sentence, 100, "    ", "      ")


def _sections(questionnaire: Questionnaire) -> Iterator[tuple[str, list[Question]]]:
    basic = [questionnaire.by_name[name] for name in questionnaire.interview]
    others = [question for question in questionnaire if not questionnaire.is_basic(question)]
    yield questionnaire.words("Asked in the interview"), basic
    yield questionnaire.words("Asked nowhere, answered in the file"), others


def as_markdown(questionnaire: Questionnaire) -> str:
    """A reference of all questions."""
    words = questionnaire.words
    lines = [f"# {words('Questions')}", "", words("Every answer that `terracutter.yaml` may hold."), ""]
    for heading, questions in _sections(questionnaire):
        lines += [f"## {heading}", ""]
        for question in questions:
            lines += [*_markdown_lines(question, words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_lines(question: Question, words: Words) -> Iterator[str]:
    yield f"### `{question.name}`"
    yield ""
    yield f"{question.title}. {question.help} {question.why}".strip()
    yield ""
    yield f"- {words('Allowed')}: {question.type.allowed}"
    for name, meaning in choices(question.type).items():
        if meaning:
            yield f"  - `{name}`: {meaning}"
    if isinstance(question.type, Objects):
        for field in question.type.fields:
            yield f"  - `{field.name}`: {field.title}; {field.type.allowed}{_field_default(field, words)}"
    yield f"- {words('Default')}: `{'; '.join(defaults(question, words))}`"
    yield from (f"- {words('Default because')}: {reason}" for reason in reasons(question))
    if question.when:
        yield f"- {words('Asked only where')} `{question.when}`"
    scope = "each environment may have its own" if question.per_environment else "one for the whole repository"
    yield f"- {words('Scope')}: {words(scope)}"
    yield from (f"- {words('Cost')}: {cost}" for cost in cost_lines(question, words))
    if changes := "; ".join(change_lines(question, words, "`{}`".format)):
        yield f"- {words('Change')}: {changes}"
    for carrier in question.carried_by:
        yield f"- {words('Carried by')}: `{carrier.address}`"
    if question.source:
        yield f"- {words('Source')}: {question.source}"
    if question.link:
        yield f"- {words('Read more')}: <{question.link}>"


def _field_default(field: Field, words: Words) -> str:
    """Empty where it is computed: the title says from what."""
    if field.required:
        return f"; {words('required')}"
    return "" if field.compute else f"; {words('default')} `{flow(field.default)}`"


def choices(kind: Type) -> Mapping[str, str]:
    """What may be chosen, in a list too, and what each choice means."""
    inner = inner_type(kind)
    inner = inner.item if isinstance(inner, ListOf) else inner
    return inner.choices if isinstance(inner, Choice) else {}


def as_json_schema(questionnaire: Questionnaire) -> str:
    """JSON Schema, draft 2020-12, of an answers file."""
    from terracutter.questions.json_schema import json_schema

    return json_schema(questionnaire)


def as_cookiecutter(questionnaire: Questionnaire) -> str:
    """`cookiecutter.json`: the basic questions; an empty answer means the default."""
    answers: dict[str, Any] = {}
    prompts: dict[str, Any] = {}
    for name in ("repository", *(name for name in questionnaire.interview if name != "repository")):
        question = questionnaire.by_name[name]
        key = "repo_name" if name == "repository" else name
        prompt = f"{question.title}. {question.help}"
        menu = choices(question.type) if isinstance(question.type, Choice) else {}
        if 0 < len(menu) <= _MENU:
            first = _cookiecutter_default(question) or next(iter(menu))
            answers[key] = [first, *(choice for choice in menu if choice != first)]
            meanings = {choice: f"{choice}: {text}" if text else choice for choice, text in menu.items()}
            prompts[key] = {"__prompt__": prompt, **meanings}
            continue
        answers[key] = _cookiecutter_default(question)
        prompts[key] = f"{prompt} Empty for the default." if answers[key] == "" else prompt
    document = {
        **answers,
        "__prompts__": prompts,
        "_extensions": ["generator.cookiecutter_clone.CloneRoot"],
        "_jinja2_env_vars": {"trim_blocks": True, "lstrip_blocks": True},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _cookiecutter_default(question: Question) -> str:
    """Text, since cookiecutter asks for no lists; empty where the default depends on other answers."""
    if question.profiles or isinstance(question.type, Objects | MapOf):
        return ""
    return _default(question) or ""


def _default(question: Question) -> str | None:
    """None where it depends on other answers."""
    if question.compute is None:
        return flow(question.default)
    try:
        return flow(evaluate(question.compute, {}))
    except Undetermined:
        return None


FORMATS: Final[Mapping[str, Callable[[Questionnaire], str]]] = {
    "text": as_text,
    "json-schema": as_json_schema,
    "markdown": as_markdown,
    "cookiecutter": as_cookiecutter,
}
