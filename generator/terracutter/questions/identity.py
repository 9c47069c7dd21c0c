"""Which questions, choices and rules a JSON Schema was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from terracutter.questions.composites import ListOf, MapOf, Objects, Optional
from terracutter.questions.questionnaire import Questionnaire
from terracutter.questions.types import Choice, Type

_LINES = 4
"""The identity stands in one of the first."""


def identity(questionnaire: Questionnaire) -> str:
    """Another module or another catalogue has another one."""
    words = [word for question in questionnaire for word in (question.name, *_words(question.type))]
    words += [word for rule in questionnaire.rules for word in (rule.question, rule.summary, rule.when)]
    return f"Questions {hashlib.sha256(' '.join(words).encode()).hexdigest()[:16]}"


def is_of(schema: str, questionnaire: Questionnaire) -> bool:
    return identity(questionnaire) in "".join(schema[:500].splitlines()[:_LINES])


def _words(kind: Type) -> Iterator[str]:
    match kind:
        case Choice(choices=choices):
            yield from choices
        case Optional(inner=inner) | ListOf(item=inner) | MapOf(item=inner):
            yield from _words(inner)
        case Objects(fields=fields):
            for field in fields:
                yield field.name
                yield from _words(field.type)
