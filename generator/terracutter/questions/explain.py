"""One question in full: what it decides, what may be answered, what is refused, and where the answer ends up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from terracutter.diagnostics import did_you_mean
from terracutter.errors import UsageError
from terracutter.questions.composites import Field, Objects, inner_type
from terracutter.questions.formats import choices, cost_lines, defaults, flow, reasons
from terracutter.questions.questionnaire import Question, Questionnaire
from terracutter.questions.types import Type

_WIDTH = 100
_LABEL = 10


def explain(questionnaire: Questionnaire, name: str) -> str:
    """The text for a question, or for a field such as `node_groups.labels`. Raises `UsageError` for an unknown name."""
    top, _, rest = name.partition(".")
    question = questionnaire.by_name.get(top)
    if question is None:
        hint = did_you_mean(top, questionnaire.by_name) or "`terracutter questions` lists them all"
        raise UsageError(f'There is no question "{top}".\n  hint: {hint}')
    lines = _field(question, rest) if rest else _question(questionnaire, question)
    return "\n".join(lines) + "\n"


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    yield from _head(question.name, question.title, question.help, question.why)
    yield ""
    yield from _allowed(question.type)
    yield from _entries("Default", defaults(question))
    yield from _entries("Because", reasons(question))
    yield from _entries("Cost", cost_lines(question))
    if question.when:
        yield from _entry("Asked", f"only where {question.when}")
    yield from _entry("Scope", "each environment may have its own" if question.per_environment else "the repository")
    yield from _entries("Fields", (f"{one.name}: {one.title or one.type.allowed}" for one in _fields(question)))
    rules = [rule for rule in questionnaire.rules if rule.question == question.name]
    for severity, label in (("error", "Refused"), ("warning", "Warned of")):
        yield from _entries(label, dict.fromkeys(rule.summary for rule in rules if rule.severity == severity))
    yield from _entries("Stands at", (carrier.address for carrier in question.carried_by))
    if question.source:
        yield from _entry("Source", question.source)
    if question.link:
        yield from _entry("Read more", question.link)


def default_reason(question: Question, profile: str) -> str:
    """Why the default of this profile is what it is, in a clause; empty where nobody said."""
    return question.default_because.get(profile) or question.default_because.get("default", "")


def long_help(question: Question) -> Iterator[str]:
    """What `?` says in an interview: trade-offs, what is allowed, what is paid, and where to read more."""
    if question.why:
        yield question.why
    yield f"Allowed is {question.type.allowed}."
    yield from (f"Costs {cost}." for cost in cost_lines(question))
    if question.link:
        yield f"Read more: {question.link}"
    yield f"All about it: terracutter explain {question.name}"


def _field(question: Question, name: str) -> Iterator[str]:
    fields = {field.name: field for field in _fields(question)}
    if name not in fields:
        hint = did_you_mean(name, fields) or (f"it has {', '.join(fields)}" if fields else "it has none")
        raise UsageError(f'{question.name} has no field "{name}".\n  hint: {hint}')
    field = fields[name]
    yield from _head(f"{question.name}.{name}", field.title or question.title)
    yield ""
    yield from _allowed(field.type)
    yield from _entry("Default", _default(field))
    if field.source or question.source:
        yield from _entry("Source", field.source or question.source)


def _default(field: Field) -> str:
    if field.required:
        return "none, it must be answered"
    return "depends on other answers" if field.compute else flow(field.default)


def _fields(question: Question) -> tuple[Field, ...]:
    kind = inner_type(question.type)
    return kind.fields if isinstance(kind, Objects) else ()


def _head(name: str, title: str, *sentences: str) -> Iterator[str]:
    yield f"{name}: {title}"
    for sentence in sentences:
        yield from textwrap.wrap(sentence, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _allowed(kind: Type) -> Iterator[str]:
    meanings = (f"{choice}: {meaning}" for choice, meaning in choices(kind).items() if meaning)
    yield from _entries("Allowed", (kind.allowed, *meanings))


def _entries(label: str, texts: Iterable[str]) -> Iterator[str]:
    """The label once, then blanks in its place."""
    for text in texts:
        yield from _entry(label, text)
        label = ""


def _entry(label: str, text: str) -> Iterator[str]:
    indent = " " * (_LABEL + 2)
    first = f"  {label:<{_LABEL}}"
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
