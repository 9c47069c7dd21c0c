"""Answers files that the rules accept, found by seed.

What may be chosen is read from the questionnaire, and what may not be chosen together is asked of it: an answer that a
rule names is taken out or changed, until the file is accepted or nothing helps.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import combinations_domain as domain
import yaml
from terracutter.answers import from_document, resolve
from terracutter.diagnostics import Diagnostic
from terracutter.questions import Questionnaire
from terracutter.questions.composites import ListOf, Objects, Optional
from terracutter.questions.expressions import compiled_expression
from terracutter.questions.interpreter import Form
from terracutter.questions.types import Boolean, Choice, Integer, Type

SOURCE = "terracutter.yaml"
Row = dict["Parameter", int]
"""By parameter, which of its values; what is not in it is not answered."""

_ROUNDS, _TRIED, _ATTEMPTS = 8, 40, 30
NOT_ASKED: Final = "Question not asked"
_WORD: Final = re.compile(r"\w[\w-]*")
_TYPED: Final = re.compile(r"\b([a-z_]+): ")
_OR: Final = re.compile(r", or | or more")
_KEY: Final = re.compile(r"(?:environments\.[a-z0-9-]+\.)?([a-z][a-z0-9_]*)(?:\.([^.:]+))?(?:\.([a-z_]+))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is chosen by itself: a question, whether a choice is in a list, or a field of a named object."""

    question: str
    part: str
    values: list[Any] = field(compare=False, repr=False)
    is_enumerated: bool = field(default=True, compare=False, repr=False)
    """Whether the question says which values there are: a boolean, a choice, a number of a closed set, or a choice that
    is in a list or not. Of more than `domain.MANY` regions and of the numbers, those in `values` stand for all."""

    def __str__(self) -> str:
        return f"{self.question}.{self.part}" if self.part else self.question


def plain(kind: Type) -> Type:
    return kind.inner if isinstance(kind, Optional) else kind


def is_choices(kind: Type) -> bool:
    return isinstance(kind, ListOf) and isinstance(kind.item, Choice) and len(kind.item.choices) <= domain.MANY


def is_enumerated(kind: Type) -> bool:
    return isinstance(kind, Boolean | Choice) or is_choices(kind) or (isinstance(kind, Integer) and bool(kind.among))


def parameters(questionnaire: Questionnaire) -> Iterator[Parameter]:
    for question in questionnaire:
        kind = plain(question.type)
        if isinstance(kind, ListOf) and is_choices(kind):
            yield from (Parameter(question.name, choice, [True, False]) for choice in domain.values(kind.item))
            continue
        yield Parameter(question.name, "", list(domain.values(kind)), is_enumerated(kind))
        if isinstance(kind, Objects):
            for one in kind.fields:
                yield Parameter(question.name, one.name, list(domain.values(one.type)), is_enumerated(plain(one.type)))


def document(questionnaire: Questionnaire, row: Row) -> dict[str, Any]:
    """The answers file of a row; fields that are chosen without an entry are those of the plainest one."""
    chosen: dict[str, dict[str, Any]] = {}
    for parameter, number in row.items():
        chosen.setdefault(parameter.question, {})[parameter.part] = parameter.values[number]
    return {
        question.name: _answer(plain(question.type), chosen[question.name])
        for question in questionnaire
        if question.name in chosen
    }


def _answer(kind: Type, chosen: Mapping[str, Any]) -> Any:
    if is_choices(kind):
        return [choice for choice, is_in in chosen.items() if is_in]
    fields = {part: value for part, value in chosen.items() if part}
    if isinstance(kind, Objects) and fields:
        name, entry = next(iter(chosen.get("", {}).items()), None) or domain.entry(kind)
        return {name: {**entry, **fields}}
    return chosen[""]


def stands(answers: Mapping[str, Any], parameter: Parameter) -> Any:
    """What a file answers; None where it answers nothing."""
    answer = answers.get(parameter.question)
    if answer is None or not parameter.part:
        return answer
    if isinstance(answer, list):
        return parameter.part in answer
    return next(iter(answer.values()), {}).get(parameter.part)


def faults(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[Diagnostic]:
    """What refuses the answers."""
    given, problems = from_document(domain.node(answers), SOURCE, questionnaire)
    return [one for one in (*problems, *resolve(questionnaire, given).diagnostics) if one.severity == "error"]


@dataclass(slots=True)
class Search:
    """Finds rows that are accepted; remembers what a value needs beside it."""

    questionnaire: Questionnaire
    source: random.Random
    resolved: int = 0
    parameters: tuple[Parameter, ...] = ()
    by_question: dict[str, list[Parameter]] = field(default_factory=dict)
    _needs: dict[tuple[Parameter, int], Row | None] = field(default_factory=dict)
    _mentioned: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parameters = tuple(parameters(self.questionnaire))
        for one in self.parameters:
            self.by_question.setdefault(one.question, []).append(one)

    def faults(self, row: Row) -> list[Diagnostic]:
        self.resolved += 1
        return faults(self.questionnaire, document(self.questionnaire, row))

    def needs(self, parameter: Parameter, value: int) -> Row | None:
        """The value with the few others that it needs to be accepted; None where nothing was found."""
        key = (parameter, value)
        if key not in self._needs:
            row, problems = self.mended({parameter: value}, {parameter: value}, _ATTEMPTS)
            self._needs[key] = None if problems else self._least(row, {parameter: value})
        return self._needs[key]

    def remember(self, parameter: Parameter, value: int, row: Row) -> None:
        """What a value needs, if that is still so."""
        if not self.faults(row):
            self._needs[parameter, value] = row

    def _least(self, row: Row, core: Row) -> Row:
        """An accepted row without what it does not need beside the core."""
        for one in [one for one in row if one not in core]:
            without = {other: value for other, value in row.items() if other != one}
            if not self.faults(without):
                row = without
        return row

    def mended(self, row: Row, core: Row, attempts: int) -> tuple[Row, list[Diagnostic]]:
        """As `repaired`, with that many more attempts that try changes in another order."""
        first = self.repaired(row, core)
        found = first
        while found[1] and attempts:
            found = self.repaired(row, core, in_order=False)
            attempts -= 1
        return first if found[1] else found

    def repaired(self, row: Row, core: Row, *, in_order: bool = True) -> tuple[Row, list[Diagnostic]]:
        """The row without what is refused, but with all of the core, or what is then still refused."""
        problems = self.faults(row)
        kept = set(core)
        for _ in range(_ROUNDS):
            if not problems:
                break
            named = {one for problem in problems for one in self._named(problem, row)} - kept
            named = named or {one for problem in problems for one in self._concerned(problem) if one in row} - kept
            if named:
                row = {one: value for one, value in row.items() if one not in named}
                problems = self.faults(row)
                continue
            better = self._better(row, core, problems, in_order=in_order)
            if better is None:
                break
            changed, row, problems = better
            kept.add(changed)
        return row, problems

    def _better(
        self, row: Row, core: Row, problems: list[Diagnostic], *, in_order: bool
    ) -> tuple[Parameter, Row, list[Diagnostic]] | None:
        """One value more or another, so that less is refused, or at least nothing that is refused now."""
        before = {_text(one) for one in problems}
        second: tuple[Parameter, Row, list[Diagnostic]] | None = None
        for parameter, changed in islice(self._changes(row, core, problems, in_order=in_order), _TRIED):
            found = self.faults(changed)
            if len(found) < len(problems):
                return parameter, changed, found
            if before.isdisjoint(map(_text, found)) and (second is None or len(found) < len(second[-1])):
                second = parameter, changed, found
                if not in_order:
                    break
        return second

    def _changes(
        self, row: Row, core: Row, problems: list[Diagnostic], *, in_order: bool
    ) -> Iterator[tuple[Parameter, Row]]:
        """What messages propose, then every other value of what they are about."""
        proposed = [(one, value) for one, value in self._proposed(problems) if one not in core]
        concerned = dict.fromkeys(one for problem in problems for one in self._concerned(problem) if one not in core)
        others = [(one, value) for one in concerned for value in (*range(len(one.values)), None)]
        if not in_order:
            self.source.shuffle(proposed)
            self.source.shuffle(others)
        for parameter, value in dict.fromkeys((*proposed, *others)):
            if row.get(parameter) != value:
                rest = {one: other for one, other in row.items() if one != parameter}
                yield parameter, rest if value is None else {**rest, parameter: value}

    def _proposed(self, problems: Iterable[Diagnostic]) -> Iterator[tuple[Parameter, int]]:
        """The answers that messages speak of: "add cert-manager to addons", "set hyperpod: true"."""
        for problem in problems:
            yield from self._hinted(problem)
            words = _WORD.findall(f"{problem.detail} {problem.hint}")
            for parameter in dict.fromkeys(one for word in words for one in self.by_question.get(word, ())):
                if parameter.part in words:
                    yield parameter, 0
                elif not parameter.part:
                    said = [number for number, value in enumerate(parameter.values) if _said(value) in words]
                    of_all = range(0 if parameter.is_enumerated else len(parameter.values))
                    yield from ((parameter, number) for number in said or of_all)

    def _hinted(self, problem: Diagnostic) -> Iterator[tuple[Parameter, int]]:
        """What is to be typed: "type interface_endpoints: [ec2, sts], or …", "type for example: 100.64.0.0/16"."""
        question, _, part = key_of(problem)
        for found in _TYPED.finditer(problem.hint):
            name, text = found[1], _OR.split(problem.hint[found.end() :])[0]
            keys = {(name, ""), (question, name)} if name != "example" else {(question, part)}
            parameter = next((one for one in self.parameters if (one.question, one.part) in keys), None)
            with suppress(yaml.YAMLError):
                number = None if parameter is None else self.number(parameter, yaml.safe_load(text))
                if parameter is not None and number is not None:
                    yield parameter, number

    def number(self, parameter: Parameter, value: Any) -> int | None:
        """Which of its values that is; what is not enumerated takes one more."""
        if value not in parameter.values:
            if parameter.is_enumerated or not domain.takes(self._kind(parameter), value):
                return None
            parameter.values.append(value)
        return parameter.values.index(value)

    def _kind(self, parameter: Parameter) -> Type:
        kind = plain(self._type(parameter.question))
        return kind.by_name[parameter.part].type if parameter.part and isinstance(kind, Objects) else kind

    def _named(self, problem: Diagnostic, row: Row) -> list[Parameter]:
        """What the problem speaks of, of all that is in the row."""
        name, _, part = key_of(problem)
        found = [one for one in self.by_question.get(name, ()) if one in row]
        if any(one.part == part for one in found if part):
            return [one for one in found if one.part == part]
        if found and is_choices(plain(self.questionnaire.by_name[name].type)):
            said = [one for one in found if re.search(rf"(?<![\w-]){re.escape(one.part)}(?![\w-])", problem.detail)]
            return [one for one in said if one.values[row[one]]] or found
        return found

    def _concerned(self, problem: Diagnostic) -> list[Parameter]:
        """The parameters in the expression behind a problem, and those of its question."""
        name, _, _ = key_of(problem)
        expressions = self._behind(problem)
        names = [word for expression in expressions for word in self._words(expression)]
        own = [one for one in self.by_question.get(name, ()) if not one.part or one.part in names or not expressions]
        others = [one for word in names if word != name for one in self.by_question.get(word, ())]
        return [*others, *own] if problem.summary == NOT_ASKED else [*own, *others]

    def _behind(self, problem: Diagnostic) -> list[str]:
        """The expressions that decided that it is said."""
        name, _, _ = key_of(problem)
        question = self.questionnaire.by_name.get(name)
        rules = [one for one in self.questionnaire.rules if (one.question, one.summary) == (name, problem.summary)]
        expressions = [one for rule in rules for one in (rule.when, rule.for_each) if one]
        if problem.summary == NOT_ASKED and question is not None and question.when is not None:
            expressions.append(question.when)
        return expressions

    def speaks_of(self, problem: Diagnostic, parameter: Parameter) -> int:
        """2 if the message or the rule behind it names the parameter, 1 if only the answer that it is a part of."""
        name, _, part = key_of(problem)
        words = {part, *(word for expression in self._behind(problem) for word in self._words(expression))}
        if name != parameter.question:
            return 2 if parameter.question in words else 0
        return 2 if not parameter.part or parameter.part in words | {*_WORD.findall(problem.detail)} else 1

    def asked(self, problem: Diagnostic) -> set[Parameter] | None:
        """All that the rule behind the problem asks for; None where that is not known."""
        name, _, _ = key_of(problem)
        words = {word for expression in self._behind(problem) for word in self._words(expression)}
        if not words or "every" in words:
            return None
        of_entry = () if is_choices(plain(self._type(name))) else self.by_question.get(name, ())
        return {one for word in words for one in self.by_question.get(word, ())} | {
            one for one in of_entry if one.part in words
        }

    def _type(self, name: str) -> Type:
        return self.questionnaire.by_name[name].type

    def _words(self, expression: str) -> tuple[str, ...]:
        """The names in an expression, also those that it has as texts."""
        if expression not in self._mentioned:
            self._mentioned[expression] = tuple(dict.fromkeys(mentioned(compiled_expression(expression).form)))
        return self._mentioned[expression]


def mentioned(form: Form) -> Iterator[str]:
    match form:
        case ("constant" | "name", str(word)) | ("attribute", _, str(word)) if word:
            yield word
    for part in form:
        if isinstance(part, tuple):
            yield from mentioned(part)


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(problem: Diagnostic) -> str:
    return f"{problem.summary} {problem.detail}"


def key_of(problem: Diagnostic) -> tuple[str, str, str]:
    """The question, the entry and the field that a message begins with."""
    found = _KEY.match(problem.detail)
    return (found[1], found[2] or "", found[3] or "") if found else ("", "", "")
