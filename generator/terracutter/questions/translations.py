"""The questionnaire in another language: `ko.yaml` beside each question file has the Korean of its English sentences.

A sentence stands there by its English, so one that changes has no Korean before somebody translates it again, and is
shown in English until then. The sentences of the code that a questionnaire speaks stand in `ko.yaml` beside this file,
those of code that knows no language in the directory above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from terracutter.compiled import Shelf
from terracutter.questions import releases
from terracutter.questions.composites import Document, Field, ListOf, MapOf, Objects, Optional
from terracutter.questions.questionnaire import Harm, Question, Questionnaire, Rule
from terracutter.questions.source import QuestionFileError, Source, shelf_of
from terracutter.questions.types import Boolean, Choice, Integer, Network, Text, Type
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record

Say = Callable[[str, str], str]
"""From a place, such as `node_groups.labels title`, and the English that stands there."""


def translated(
    questionnaire: Questionnaire, templates: Path, language: str, compiled: Path | None = None
) -> Questionnaire:
    """For whoever reads it on a screen; what is written to files comes from the English one.

    What the files were compiled to is kept in the directory `compiled`, which nobody else may write.
    """
    shelf = shelf_of(compiled)
    here = Path(__file__).parent
    told = read_texts(here.parent / f"{language}.yaml", shelf)
    known = dict(read_texts(here / f"{language}.yaml", shelf))
    for directory in (templates, *(feature.directory for feature in questionnaire.features)):
        known |= read_texts(directory / f"{language}.yaml", shelf)
    spoken = respoken(questionnaire, lambda _, text: known.get(text, text), Words(known, told))
    return replace(spoken, original=questionnaire)


def words_of(language: str, compiled: Path | None = None) -> Words:
    """The sentences of the code alone, for who speaks before there is a questionnaire, or without any."""
    shelf = shelf_of(compiled)
    here = Path(__file__).parent
    return Words(read_texts(here / f"{language}.yaml", shelf), read_texts(here.parent / f"{language}.yaml", shelf))


def read_texts(path: Path, shelf: Shelf | None = None) -> Mapping[str, str]:
    """The sentences of one file by their English; none where there is no such file."""
    if not path.is_file():
        return {}
    source = Source(path, shelf or shelf_of(None))
    if not all(isinstance(text, str) for text in source.document.values()):
        raise QuestionFileError(f"{path}: expected English sentences, and beside each the same in another language")
    source.keep()
    return source.document


def respoken(questionnaire: Questionnaire, say: Say, words: Words = ENGLISH) -> Questionnaire:
    """The same questions, their sentences as `say` has them, and those of the code in `words`."""
    voice = _Voice(say, words)
    return replace(
        questionnaire,
        questions=tuple(voice.question(question) for question in questionnaire),
        rules=tuple(voice.rule(rule) for rule in questionnaire.rules),
        releases=tuple(releases.respoken(questionnaire.releases, say)),
        sections={name: say(f"section {name}", title) for name, title in questionnaire.sections.items()},
        words=words,
    )


@record
class _Voice:
    say: Say
    words: Words

    def question(self, question: Question) -> Question:
        name = question.name
        return replace(
            question,
            title=self.say(f"{name} title", question.title),
            help=self._optional(f"{name} help", question.help),
            why=self._optional(f"{name} why", question.why),
            type=self._type(question.type, name),
            cost=self._values(f"{name} cost", question.cost),
            default_because=self._values(f"{name} default_because", question.default_because),
            stalls=tuple(self._harm(one, name) for one in question.stalls),
        )

    def _harm(self, harm: Harm, where: str) -> Harm:
        return replace(harm, because=self._optional(f"{where} stalls", harm.because))

    def rule(self, rule: Rule) -> Rule:
        where = f"rule of {rule.question}"
        return replace(
            rule,
            summary=self.say(f"{where}, summary", rule.summary),
            detail=self.say(f"{where}, detail", rule.detail),
            hint=self._optional(f"{where}, hint", rule.hint),
        )

    def _optional(self, where: str, text: str) -> str:
        return self.say(where, text) if text else text

    def _values(self, where: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        return {key: self._optional(where, text) for key, text in texts.items()}

    def _type(self, kind: Type, where: str) -> Type:
        inner: dict[str, Any] = {}
        match kind:
            case Text():
                return self._text(kind, where)
            case Optional():
                inner = {"inner": self._type(kind.inner, where)}
            case ListOf():
                inner = {"item": self._type(kind.item, where)}
            case MapOf():
                inner = {"key": self._text(kind.key, where), "item": self._type(kind.item, where)}
            case Objects():
                fields = tuple(self._field(field, where) for field in kind.fields)
                inner = {"key": self._text(kind.key, where), "fields": fields}
            case Choice():
                mistakes = self._values(f"{where}, hint of mistakes", kind.mistakes)
                inner = {"choices": self._values(f"{where}, choices", kind.choices), "mistakes": mistakes}
        if isinstance(kind, Optional | ListOf | MapOf | Objects | Choice | Integer | Boolean | Network | Document):
            return replace(kind, words=self.words, **inner)
        return kind

    def _text(self, kind: Text, where: str) -> Text:
        allowed = self.say(f"{where} allowed", kind.allowed)
        return replace(kind, allowed=allowed, mistakes=self._values(f"{where}, hint of mistakes", kind.mistakes))

    def _field(self, field: Field, where: str) -> Field:
        name = f"{where}.{field.name}"
        return replace(field, title=self._optional(f"{name} title", field.title), type=self._type(field.type, name))
