"""Answer files in which every pair of values meets that the rules admit, found by seed.

What may be chosen is read from the questionnaire, and what may not be chosen together is asked of it: an answer that a
rule names is taken out or changed, until the file is accepted or nothing helps. A library for covering arrays such as
allpairspy wants to know beforehand what excludes what, and takes minutes for hundreds of parameters.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

import combinations_domain as domain
from jinja2 import nodes
from terracutter.answers import from_document, resolve
from terracutter.diagnostics import Diagnostic
from terracutter.questions import Questionnaire
from terracutter.questions.composites import ListOf, Objects, Optional
from terracutter.questions.expressions import _parsed as parsed
from terracutter.questions.types import Boolean, Choice, Integer, Type

SOURCE = "terracutter.yaml"
Row = dict["Parameter", int]
"""By parameter, which of its values; what is not in it is not answered."""

_ROUNDS, _TRIED, _PASSES = 8, 40, 2
_KEY: Final = re.compile(r"(?:environments\.[a-z0-9-]+\.)?([a-z][a-z0-9_]*)(?:\.([^.:]+))?(?:\.([a-z_]+))?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is chosen by itself: a question, whether a choice is in a list, or a field of a named object."""

    question: str
    part: str
    values: tuple[Any, ...] = field(compare=False, repr=False)
    is_enumerated: bool = field(default=True, compare=False, repr=False)
    """Of a text, or of what is made of texts, one value stands for all that are not empty."""

    def __str__(self) -> str:
        return f"{self.question}.{self.part}" if self.part else self.question


def plain(kind: Type) -> Type:
    return kind.inner if isinstance(kind, Optional) else kind


def is_choices(kind: Type) -> bool:
    return isinstance(kind, ListOf) and isinstance(kind.item, Choice) and len(kind.item.choices) <= domain.MANY


def is_enumerated(kind: Type) -> bool:
    return isinstance(kind, Boolean | Choice | Integer) or is_choices(kind)


def parameters(questionnaire: Questionnaire) -> Iterator[Parameter]:
    for question in questionnaire:
        kind = plain(question.type)
        if isinstance(kind, ListOf) and is_choices(kind):
            yield from (Parameter(question.name, choice, (True, False)) for choice in domain.values(kind.item))
            continue
        yield Parameter(question.name, "", domain.values(kind), is_enumerated(kind))
        if isinstance(kind, Objects):
            for one in kind.fields:
                yield Parameter(question.name, one.name, domain.values(one.type), is_enumerated(plain(one.type)))


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
    if isinstance(kind, Objects) and fields and chosen.get("", NotImplemented) != {}:
        name, entry = next(iter(chosen.get("", {}).items()), None) or domain.entry(kind)
        return {name: {**entry, **fields}}
    return chosen[""]


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
            row, problems = self.repaired({parameter: value}, {parameter: value})
            self._needs[key] = None if problems else row
        return self._needs[key]

    def repaired(self, row: Row, core: Row) -> tuple[Row, list[Diagnostic]]:
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
            better = self._better(row, core, problems)
            if better is None:
                break
            changed, row, problems = better
            kept.add(changed)
        return row, problems

    def _better(
        self, row: Row, core: Row, problems: list[Diagnostic]
    ) -> tuple[Parameter, Row, list[Diagnostic]] | None:
        """One value more or another, so that less is refused, or at least nothing that is refused now."""
        before = {_text(one) for one in problems}
        concerned = [[one for one in self._concerned(problem) if one not in core] for problem in problems]
        if not all(concerned):
            return None
        second: tuple[Parameter, Row, list[Diagnostic]] | None = None
        tried = 0
        for parameter in dict.fromkeys(chain(*concerned)):
            for changed in self._changes(row, parameter):
                found = self.faults(changed)
                tried += 1
                if len(found) < len(problems):
                    return parameter, changed, found
                if tried == _TRIED:
                    return second
                if before.isdisjoint(map(_text, found)) and (second is None or len(found) < len(second[-1])):
                    second = parameter, changed, found
        return second

    @staticmethod
    def _changes(row: Row, parameter: Parameter) -> Iterator[Row]:
        for value in range(len(parameter.values)):
            if row.get(parameter) != value:
                yield {**row, parameter: value}
        if parameter in row:
            yield {one: value for one, value in row.items() if one != parameter}

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
        question = self.questionnaire.by_name.get(name)
        expressions = [
            one.when for one in self.questionnaire.rules if (one.question, one.summary) == (name, problem.summary)
        ]
        if question is not None and question.when is not None:
            expressions.append(question.when)
        names = [word for expression in expressions for word in self._words(expression)]
        own = [one for one in self.by_question.get(name, ()) if not one.part or one.part in names or not expressions]
        others = [one for word in names if word != name for one in self.by_question.get(word, ())]
        return [*others, *own] if problem.summary == "Question not asked" else [*own, *others]

    def _words(self, expression: str) -> tuple[str, ...]:
        """The names in an expression, also those that it has as texts."""
        if expression not in self._mentioned:
            found = [
                getattr(one, "name", getattr(one, "attr", getattr(one, "value", ""))) for one in every_node(expression)
            ]
            self._mentioned[expression] = tuple(dict.fromkeys(one for one in found if isinstance(one, str)))
        return self._mentioned[expression]


def every_node(expression: str) -> Iterator[nodes.Node]:
    tree = parsed(expression)
    yield from (tree, *tree.find_all((nodes.Name, nodes.Getattr, nodes.Const)))


def _text(problem: Diagnostic) -> str:
    return f"{problem.summary} {problem.detail}"


def key_of(problem: Diagnostic) -> tuple[str, str, str]:
    """The question, the entry and the field that a message begins with."""
    found = _KEY.match(problem.detail)
    return (found[1], found[2] or "", found[3] or "") if found else ("", "", "")


@dataclass(slots=True)
class Pairs:
    """Which pairs of values have met in an accepted file, which were refused, as bits by the number of a value."""

    search: Search
    values: list[tuple[Parameter, int]] = field(default_factory=list)
    numbers: dict[tuple[Parameter, int], int] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    alone: dict[tuple[Parameter, int], str] = field(default_factory=dict)
    refused: dict[tuple[int, int], str] = field(default_factory=dict)
    covered: int = 0
    _every_value: dict[Parameter, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for parameter in self.search.parameters:
            counted: set[bool] = set()
            for number, value in enumerate(parameter.values):
                if not parameter.is_enumerated and bool(value) in counted:
                    continue
                if self.search.needs(parameter, number) is None:
                    _, problems = self.search.repaired({parameter: number}, {parameter: number})
                    self.alone[parameter, number] = problems[0].summary
                else:
                    counted.add(bool(value))
                    self.numbers[parameter, number] = len(self.values)
                    self.values.append((parameter, number))
        every = (1 << len(self.values)) - 1
        for (parameter, _), number in self.numbers.items():
            self._every_value[parameter] = self._every_value.get(parameter, 0) | 1 << number
        self.missing = [every & ~self._every_value[parameter] for parameter, _ in self.values]

    @property
    def left(self) -> int:
        return sum(mask.bit_count() for mask in self.missing) // 2

    def mask(self, row: Row) -> int:
        return sum(1 << self.numbers[one] for one in row.items() if one in self.numbers)

    def cover(self, row: Row) -> int:
        """How many pairs the row has that none had before."""
        mask, found = self.mask(row), 0
        for one in row.items():
            if one in self.numbers:
                number = self.numbers[one]
                found += (self.missing[number] & mask).bit_count()
                self.missing[number] &= ~mask
        self.covered += found // 2
        return found // 2

    def refuse(self, one: int, two: int, problem: Diagnostic) -> None:
        self.missing[one] &= ~(1 << two)
        self.missing[two] &= ~(1 << one)
        self.refused[one, two] = problem.summary

    def rows(self) -> Iterator[Row]:
        """Accepted rows, until every pair has met or was refused."""
        source = self.search.source
        while any(self.missing):
            first = max(range(len(self.values)), key=lambda one: (self.missing[one].bit_count(), source.random()))
            second = source.choice([two for two in range(len(self.values)) if self.missing[first] >> two & 1])
            core = dict((self.values[first], self.values[second]))
            row, problems = self.search.repaired(self._together(core), core)
            if problems:
                self.refuse(first, second, problems[0])
                continue
            row = self._accepted(row, {**self._judged, **row})
            for _ in range(_PASSES):
                row = self._accepted(row, self._filled(row, first))
            self.cover(row)
            yield row

    @property
    def _judged(self) -> Row:
        """What lets Terraform judge the row here, where no newer provider is: most rows are for it."""
        provider = [one for one in self.search.parameters if one.question == "aws_provider"]
        return {one: one.values.index("5") for one in provider}

    def remaining(self) -> list[tuple[int, int]]:
        """The pairs that have not met, by the numbers of their values."""
        return [(one, two) for one, mask in enumerate(self.missing) for two in range(one) if mask >> two & 1]

    def alone_together(self, one: int, two: int) -> Row:
        """The pair with what it needs, mended if that helps."""
        core = dict((self.values[one], self.values[two]))
        row, problems = self.search.repaired(self._together(core), core)
        if problems:
            self.refuse(one, two, problems[0])
        else:
            self.cover(row)
        return row

    def _accepted(self, row: Row, filled: Row) -> Row:
        """As much of the filled row as is accepted beside all of the row."""
        for _ in range(_ROUNDS):
            found, problems = self.search.repaired(filled, row)
            if not problems:
                return found
            added = [one for one in filled if one not in row]
            dropped = set(self.search.source.sample(added, (len(added) + 1) // 2))
            filled = {one: value for one, value in filled.items() if one not in dropped}
        return row

    def _together(self, core: Row) -> Row:
        """The values with what each of them needs."""
        needed = [self.search.needs(*one) or {} for one in core.items()]
        return {**needed[0], **needed[1], **core}

    def _filled(self, row: Row, first: int) -> Row:
        """The row with values that meet others of it for the first time, before all those that meet the first value."""
        row = dict(row)
        mask = self.mask(row)
        shuffled = self.search.source.sample(self.search.parameters, len(self.search.parameters))
        for parameter in sorted(shuffled, key=lambda one: not self.missing[first] & self._every_value.get(one, 0)):
            if parameter in row:
                continue
            gains = {}
            for value in range(len(parameter.values)):
                if (parameter, value) in self.numbers:
                    missing = self.missing[self.numbers[parameter, value]]
                    gains[value] = (missing >> first & 1, (missing & mask).bit_count())
            value = max(gains, key=lambda one: gains[one], default=None)
            if value is None or not gains[value][1]:
                continue
            needed = self.search.needs(parameter, value) or {}
            if all(row.get(one, other) == other for one, other in needed.items()):
                row |= needed
                mask = self.mask(row)
        return row
