"""One question in full: what it decides, what may be answered, what is refused, and where the answer ends up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terracutter.columns import padded, wrapped
from terracutter.diagnostics import did_you_mean
from terracutter.errors import UsageError
from terracutter.questions.composites import Field, Objects, inner_type
from terracutter.questions.formats import change_lines, choices, cost_lines, defaults, flow, reasons
from terracutter.questions.questionnaire import Question, Questionnaire
from terracutter.questions.types import Type
from terracutter.questions.words import ENGLISH, Words

_WIDTH = 100
_LABEL = 10


def explain(questionnaire: Questionnaire, name: str) -> str:
    """The text for a question, or for a field such as `node_groups.labels`. Raises `UsageError` for an unknown name."""
    top, _, rest = name.partition(".")
    question, words = questionnaire.by_name.get(top), questionnaire.words
    if question is None:
        hint = did_you_mean(top, questionnaire.by_name, words) or words("`terracutter questions` lists them all")
        raise UsageError(_unknown(words('There is no question "{name}".', name=top), hint, words))
    lines = _field(question, rest, words) if rest else _question(questionnaire, question)
    return "\n".join(lines) + "\n"


def _unknown(problem: str, hint: str, words: Words) -> str:
    return f"{problem}\n  {words('hint:')} {hint}"


def _question(questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    words = questionnaire.words
    yield from _head(question.name, question.title, question.help, question.why)
    yield ""
    yield from _allowed(question.type, words)
    yield from _entries(words("Default"), defaults(question, words))
    yield from _entries(words("Because"), reasons(question))
    yield from _entries(words("Cost"), cost_lines(question, words))
    if question.when:
        yield from _entry(words("Asked"), words("only where {when}", when=question.when))
    scope = words("each environment may have its own" if question.per_environment else "the repository")
    yield from _entry(words("Scope"), scope)
    yield from _entries(words("Fields"), (f"{one.name}: {one.title or one.type.allowed}" for one in _fields(question)))
    rules = [rule for rule in questionnaire.rules if rule.question == question.name]
    for severity, label in (("error", words("Refused")), ("warning", words("Warned of"))):
        yield from _entries(label, dict.fromkeys(rule.summary for rule in rules if rule.severity == severity))
    yield from _entries(words("Change"), change_lines(question, words))
    yield from _entries(words("Stands at"), (carrier.address for carrier in question.carried_by))
    if question.source:
        yield from _entry(words("Source"), question.source)
    if question.link:
        yield from _entry(words("Read more"), question.link)


def default_reason(question: Question, profile: str) -> str:
    """Why the default of this profile is what it is, in a clause; empty where nobody said."""
    return question.default_because.get(profile) or question.default_because.get("default", "")


def long_help(question: Question, words: Words = ENGLISH) -> Iterator[str]:
    """What `?` says in an interview: trade-offs, what is allowed, what is paid, and where to read more."""
    if question.why:
        yield question.why
    yield words("Allowed is {allowed}.", allowed=question.type.allowed)
    yield from (words("Costs {cost}.", cost=cost) for cost in cost_lines(question, words))
    if question.link:
        yield words("Read more: {link}", link=question.link)
    yield words("All about it: terracutter explain {name}", name=question.name)


def _field(question: Question, name: str, words: Words) -> Iterator[str]:
    fields = {field.name: field for field in _fields(question)}
    if name not in fields:
        there = words("it has {fields}", fields=", ".join(fields)) if fields else words("it has none")
        problem = words('{question} has no field "{name}".', question=question.name, name=name)
        raise UsageError(_unknown(problem, did_you_mean(name, fields, words) or there, words))
    field = fields[name]
    yield from _head(f"{question.name}.{name}", field.title or question.title)
    yield ""
    yield from _allowed(field.type, words)
    yield from _entry(words("Default"), _default(field, words))
    if field.source or question.source:
        yield from _entry(words("Source"), field.source or question.source)


def _default(field: Field, words: Words) -> str:
    if field.required:
        return words("none, it must be answered")
    return words("depends on other answers") if field.compute else flow(field.default)


def _fields(question: Question) -> tuple[Field, ...]:
    kind = inner_type(question.type)
    return kind.fields if isinstance(kind, Objects) else ()


def _head(name: str, title: str, *sentences: str) -> Iterator[str]:
    yield f"{name}: {title}"
    for sentence in sentences:
        yield from wrapped(sentence, _WIDTH, "  ", "  ") if sentence else ()


def _allowed(kind: Type, words: Words) -> Iterator[str]:
    meanings = (f"{choice}: {meaning}" for choice, meaning in choices(kind).items() if meaning)
    yield from _entries(words("Allowed"), (kind.allowed, *meanings))


def _entries(label: str, texts: Iterable[str]) -> Iterator[str]:
    """The label once, then blanks in its place."""
    for text in texts:
        yield from _entry(label, text)
        label = ""


def _entry(label: str, text: str) -> Iterator[str]:
    yield from wrapped(text, _WIDTH, f"  {padded(label, _LABEL)}", " " * (_LABEL + 4))
