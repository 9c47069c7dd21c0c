"""The questionnaire in another language: `ko.yaml` beside each question file has the Korean of its English sentences.

A sentence stands there by its English, so one that changes has no Korean before somebody translates it again, and is
shown in English until then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from terracutter.document import plain, read_document
from terracutter.questions.composites import Field, ListOf, MapOf, Objects, Optional
from terracutter.questions.questionnaire import Question, QuestionFileError, Questionnaire, Rule
from terracutter.questions.types import Choice, Text, Type

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "ko")

Say = Callable[[str, str], str]
"""From a place, such as `node_groups.labels title`, and the English that stands there."""


def translated(questionnaire: Questionnaire, templates: Path, language: str) -> Questionnaire:
    """For whoever reads it on a screen; what is written to files comes from the English one."""
    if language == ENGLISH:
        return questionnaire
    directories = [templates, *(feature.directory for feature in questionnaire.features)]
    known: dict[str, str] = {}
    for directory in directories:
        known |= read_texts(directory / f"{language}.yaml")
    return respoken(questionnaire, lambda _, text: known.get(text, text))


def read_texts(path: Path) -> Mapping[str, str]:
    """The sentences of one file by their English; none where there is no such file."""
    if not path.is_file():
        return {}
    document = plain(read_document(path.read_bytes(), str(path)))
    if not isinstance(document, dict) or not all(isinstance(text, str) for text in document.values()):
        raise QuestionFileError(f"{path}: expected English sentences, and beside each the same in another language")
    return document


def respoken(questionnaire: Questionnaire, say: Say) -> Questionnaire:
    """The same questions, with every sentence as `say` has it."""
    sections = {name: say(f"section {name}", title) for name, title in questionnaire.sections.items()}
    return replace(
        questionnaire,
        questions=tuple(_question(question, say) for question in questionnaire),
        rules=tuple(_rule(rule, say) for rule in questionnaire.rules),
        sections=sections,
    )


def _question(question: Question, say: Say) -> Question:
    name = question.name
    return replace(
        question,
        title=say(f"{name} title", question.title),
        help=_said(question.help, f"{name} help", say),
        why=_said(question.why, f"{name} why", say),
        type=_type(question.type, name, say),
    )


def _rule(rule: Rule, say: Say) -> Rule:
    where = f"rule of {rule.question}"
    return replace(
        rule,
        summary=say(f"{where}, summary", rule.summary),
        detail=say(f"{where}, detail", rule.detail),
        hint=_said(rule.hint, f"{where}, hint", say),
    )


def _said(text: str, where: str, say: Say) -> str:
    return say(where, text) if text else text


def _type(kind: Type, where: str, say: Say) -> Type:
    match kind:
        case Optional(inner):
            return replace(kind, inner=_type(inner, where, say))
        case ListOf(item):
            return replace(kind, item=_type(item, where, say))
        case MapOf(key, item):
            return replace(kind, key=_text(key, where, say), item=_type(item, where, say))
        case Objects(key, fields):
            return replace(
                kind, key=_text(key, where, say), fields=tuple(_field(field, where, say) for field in fields)
            )
        case Text():
            return _text(kind, where, say)
        case Choice(choices, mistakes):
            meanings = {name: _said(text, f"{where}, choice {name}", say) for name, text in choices.items()}
            return replace(kind, choices=meanings, mistakes=_hints(mistakes, where, say))
    return kind


def _text(kind: Text, where: str, say: Say) -> Text:
    allowed = say(f"{where} allowed", kind.allowed)
    return replace(kind, allowed=allowed, mistakes=_hints(kind.mistakes, where, say))


def _field(field: Field, where: str, say: Say) -> Field:
    name = f"{where}.{field.name}"
    return replace(field, title=_said(field.title, f"{name} title", say), type=_type(field.type, name, say))


def _hints(mistakes: Mapping[str, str], where: str, say: Say) -> Mapping[str, str]:
    return {pattern: say(f"{where}, hint of mistakes", hint) for pattern, hint in mistakes.items()}
