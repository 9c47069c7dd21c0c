"""What has been answered so far, and what follows from it. Nothing here speaks to anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from terracutter.answers import Answer, Given, Layer, Resolution, resolve
from terracutter.diagnostics import Diagnostic, Refused, refuse_errors
from terracutter.questions import Question, Questionnaire, Value
from terracutter.questions.composites import Optional
from terracutter.questions.explain import default_reason
from terracutter.questions.expressions import evaluate
from terracutter.questions.formats import flow
from terracutter.questions.interpreter import Undetermined
from terracutter.questions.types import Place, Type, node_of_text
from terracutter.questions.words import Words

_SOURCE: Final = "prompt"
_ORIGINS: Final[Mapping[Layer, str]] = {
    Layer.DEFAULT: "default",
    Layer.PROFILE: "profile",
    Layer.DIRECTORY: "directory",
    Layer.ASKED: "answered",
    Layer.VARIABLE: "variable",
    Layer.SET: "--set",
}


class State:
    """Answers that were given before, and those of this interview, which win."""

    def __init__(self, questionnaire: Questionnaire, given: Iterable[Given]) -> None:
        self.questionnaire = questionnaire
        self._before = list(given)
        self._own: dict[str, Given] = {}
        self._resolution = resolve(questionnaire, self._before)
        if self._resolution.poisoned:
            # What can never become valid is refused before a person spends time on the rest.
            refuse_errors(self._resolution.diagnostics)

    @property
    def given(self) -> list[Given]:
        """All of it; what was answered here stands for what was given before."""
        return [*(one for one in self._before if not self._is_replaced(one)), *self._own.values()]

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        return self._resolution.diagnostics

    def was_given(self, name: str) -> bool:
        """Whether a person need not be asked any more."""
        return any(one.question == name and one.layer > Layer.DIRECTORY for one in self._before)

    def is_asked(self, name: str) -> bool:
        """Whether the answers so far leave the question to be asked; one that depends on a wrong answer is."""
        answer = self.answer(name)
        return answer is None or answer.asked

    def must_be_answered(self) -> Iterator[str]:
        """The questions that nothing is no answer to, and that have no default, or none that fits the other answers."""
        opened = {one.opens for one in self.diagnostics if self._leads_on(one)}
        for question in self.questionnaire:
            answer = self.answer(question.name)
            is_open = answer is not None and answer.asked and answer.value is None
            if (is_open and not isinstance(question.type, Optional)) or question.name in opened:
                yield question.name

    def answer(self, name: str) -> Answer | None:
        return self._resolution.shared.get(name)

    def written(self, name: str) -> Value:
        """The value in force, before the defaults of its fields."""
        answer = self.answer(name)
        return None if answer is None else answer.written

    def text(self, question: Question) -> str | None:
        """The value in force as a person would type it; None where something must be typed."""
        return None if question.name in self.must_be_answered() else flow(self.written(question.name))

    def offered(self, question: Question) -> Sequence[str]:
        """What may be chosen because of the answers so far."""
        if question.offers is None:
            return ()
        values = {name: answer.value for name, answer in self._resolution.shared.items()}
        try:
            return tuple(evaluate(question.offers, values))
        except Undetermined:
            return ()

    def origin(self, name: str) -> str:
        """Who gave the answer, in a word."""
        answer = self.answer(name)
        layer = Layer.DEFAULT if answer is None else answer.layer
        if layer is Layer.FILE and answer is not None and answer.given is not None:
            return answer.given.source
        return _ORIGINS[layer]

    def is_given(self, name: str) -> bool:
        """Whether somebody gave the answer, in this interview or before."""
        return self.origin(name) not in {_ORIGINS[Layer.DEFAULT], _ORIGINS[Layer.PROFILE]}

    def because(self, question: Question) -> str:
        """Why the answer in force is the default, in a few words; empty where nothing is to be said."""
        answer = self.answer(question.name)
        layer = Layer.DEFAULT if answer is None else answer.layer
        profile, words = flow(self.written("profile")), self.questionnaire.words
        reason = default_reason(question, profile)
        match layer:
            case Layer.DEFAULT:
                return reason
            case Layer.PROFILE:
                return reason or words("that of the profile {profile}", profile=profile)
            case Layer.DIRECTORY:
                return words("the name of the directory")
        return words("what was answered before")

    def give(self, name: str, text: str) -> list[Diagnostic]:
        """Takes an answer, or leaves everything as it was and says what is wrong with it."""
        try:
            node = node_of_text(text, _SOURCE)
        except Refused as refused:
            return list(refused.diagnostics)
        return self._try(name, {**self._own, name: Given(name, None, node, Layer.ASKED, _SOURCE)})

    def _try(self, name: str, own: dict[str, Given]) -> list[Diagnostic]:
        before, earlier = self._resolution, self._own
        self._own = own
        self._resolution = resolve(self.questionnaire, self.given)
        still_open = tuple(f"{other}: " for other in self.must_be_answered())
        problems = [
            one
            for one in _errors(self._resolution)
            if (one not in before.diagnostics or one.opens == name)
            and not (one.detail.startswith(still_open) or self._leads_on(one))
        ]
        if problems:
            self._own, self._resolution = earlier, before
        return problems

    def _leads_on(self, one: Diagnostic) -> bool:
        """Whether the answer to a question that nobody has been asked yet may make it right."""
        return bool(one.opens) and one.opens not in self._own and not self.was_given(one.opens)

    def _is_replaced(self, one: Given) -> bool:
        return one.question in self._own and one.environment is None


def problems_of(kind: Type, text: str, key: str, words: Words) -> list[Diagnostic]:
    """What keeps a text from being such a value, before any rule is asked."""
    report: list[Diagnostic] = []
    try:
        kind.read(node_of_text(text, _SOURCE), Place(key, _SOURCE, report, words=words))
    except Refused as refused:
        return list(refused.diagnostics)
    return report


def _errors(resolution: Resolution) -> list[Diagnostic]:
    return [one for one in resolution.diagnostics if one.severity == "error"]
