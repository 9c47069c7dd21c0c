"""Which pairs of enumerated values meet in an answers file that is accepted, and which are refused by a rule.

A library for covering arrays such as allpairspy wants to know beforehand what excludes what; here that is found out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from combinations import Parameter, Row, Search, document, key_of, stands
from terracutter.diagnostics import Diagnostic

Value = tuple[Parameter, int]
Pair = tuple[int, int]
"""By the numbers of two values, the smaller one first."""

_STARTS, _ATTEMPTS, _AT_A_TIME, _FEW = 4, 1, 8, 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """What refuses a pair; `settled` where that asks for nothing else, so that no other answer helps."""

    question: str
    summary: str
    settled: bool

    def __str__(self) -> str:
        return f"{self.question}: {self.summary}"


@dataclass(slots=True)
class Pairs:
    """What is known of the pairs; sets of values are bits by their numbers."""

    search: Search
    values: list[Value] = field(default_factory=list)
    numbers: dict[Value, int] = field(default_factory=dict)
    alone: dict[Value, Diagnostic] = field(default_factory=dict)
    """Values that no accepted file has."""
    rows: list[Row] = field(default_factory=list)
    refused: dict[Pair, Refusal] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    _excluded: list[int] = field(default_factory=list)
    _forced: dict[int, Row] = field(default_factory=dict)
    _of_parameter: dict[Parameter, int] = field(default_factory=dict)
    total: int = 0

    def __post_init__(self) -> None:
        for parameter in self.search.parameters:
            for number in range(len(parameter.values)) if parameter.is_enumerated else ():
                if self.search.needs(parameter, number) is None:
                    self.alone[parameter, number] = self.search.faults({parameter: number})[0]
                    continue
                self.numbers[parameter, number] = len(self.values)
                self._of_parameter[parameter] = self._of_parameter.get(parameter, 0) | 1 << len(self.values)
                self.values.append((parameter, number))
        every = (1 << len(self.values)) - 1
        self.missing = [every & ~self._of_parameter[parameter] for parameter, _ in self.values]
        self._excluded = [0] * len(self.values)
        self.total = self.left

    @property
    def left(self) -> int:
        return sum(mask.bit_count() for mask in self.missing) // 2

    @property
    def met(self) -> int:
        return self.total - self.left - len(self.refused)

    def remaining(self) -> list[Pair]:
        return [(one, two) for two, mask in enumerate(self.missing) for one in range(two) if mask >> one & 1]

    def numbers_of(self, row: Row) -> list[int]:
        """Of the values that stand in the file of a row; a choice that a list there does not name is not in it."""
        answers = document(self.search.questionnaire, row)
        found = ((parameter, stands(answers, parameter)) for parameter in self._of_parameter)
        values = ((parameter, parameter.values.index(value)) for parameter, value in found if value is not None)
        return [self.numbers[one] for one in values if one in self.numbers]

    def cover(self, row: Row) -> int:
        """Takes an accepted row in; how many pairs it has that none had before."""
        before = self.left
        numbers = self.numbers_of(row)
        mask = sum(1 << one for one in numbers)
        for one in numbers:
            for two in _bits(self._excluded[one] & mask):
                # It was thought to be refused.
                del self.refused[min(one, two), max(one, two)]
                self.missing[one] |= 1 << two
            self._excluded[one] &= ~mask
            self.missing[one] &= ~mask
        self.rows.append(row)
        return before - self.left

    def starts(self, one: int, two: int) -> Iterator[Row]:
        """The pair by itself, and with what both of its values need."""
        core = self.core(one, two)
        first, second = (self.search.needs(*value) or {} for value in core.items())
        yield {**self._base, **first, **second, **core}
        yield {**self._base, **second, **first, **core}
        yield {**self._base, **core}

    def core(self, one: int, two: int) -> Row:
        return dict((self.values[one], self.values[two]))

    def refusal(self, one: int, two: int) -> Refusal | None:
        """What refuses the pair with what it needs; None where that is accepted, or what is said is about others."""
        core = self.core(one, two)
        forced = {**self.forced(one), **self.forced(two), **core}
        found: list[tuple[int, bool, Diagnostic]] = []
        for row in self.starts(one, two):
            problems = self.search.faults(row)
            if not problems:
                return None
            known = {key: value for key, value in forced.items() if row.get(key) == value}
            for problem in problems:
                named = sum(self.search.speaks_of(problem, parameter) for parameter in core)
                found.append((named, self._settles(problem, known), problem))
            if any(named and settled for named, settled, _ in found):
                break
        named, _, best = max(found, key=lambda each: each[:2])
        settled = any(each[1] for each in found)
        return Refusal(key_of(best)[0], best.summary, settled) if named else None

    def _settles(self, problem: Diagnostic, core: Row) -> bool:
        asked = self.search.asked(problem)
        return asked is not None and asked <= set(core) and any(one.question == key_of(problem)[0] for one in core)

    def forced(self, number: int) -> Row:
        """What the value needs of which no other value is accepted beside it."""
        if number not in self._forced:
            parameter, value = self.values[number]
            needed = self.search.needs(parameter, value) or {}
            found = {parameter: value}
            for other in [one for one in needed if one in self._of_parameter and one != parameter]:
                rows = [{**needed, other: each} for each in range(len(other.values)) if each != needed[other]]
                rows.append({one: each for one, each in needed.items() if one != other})
                if all(self._refuses(row, {**found, other: row.get(other, 0)}) for row in rows):
                    found[other] = needed[other]
            self._forced[number] = found
        return self._forced[number]

    def _refuses(self, row: Row, core: Row) -> bool:
        return any(self._settles(problem, core) for problem in self.search.faults(row))

    def refuse(self, one: int, two: int, refusal: Refusal) -> None:
        for first, second in ((one, two), (two, one)):
            self.missing[first] &= ~(1 << second)
            self._excluded[first] |= 1 << second
        self.refused[min(one, two), max(one, two)] = refusal

    def meeting(self, one: int, two: int) -> Row | None:
        """A row with the pair that is accepted: from what both need, and from rows that have one of them."""
        core = self.core(one, two)
        needed = next(self.starts(one, two))
        refusal = self.refusal(one, two)
        if refusal is not None and (refusal.settled or self._is_implied(one, two)):
            return None
        having = [row for row in self.rows if any(row.get(parameter) == number for parameter, number in core.items())]
        near = self.search.source.sample(having, min(_STARTS, len(having)))
        for row in (*self.starts(one, two), *({**row, **needed} for row in near)):
            found, problems = self.search.mended(row, core, _ATTEMPTS)
            if not problems:
                return found
        return None

    def _simplest(self, one: int, two: int, left: set[Pair]) -> Pair:
        """Of what the two force, a pair that forces least: if it is refused, so is all that forces it."""
        firsts, seconds = (self._forced_numbers(number) for number in (one, two))
        found = {(min(pair), max(pair)) for pair in product(firsts, seconds)} & left
        return min(found, key=lambda pair: sum(len(self.forced(number)) for number in pair), default=(one, two))

    def _forced_numbers(self, number: int) -> list[int]:
        return [self.numbers[one] for one in self.forced(number).items() if one in self.numbers]

    def _is_implied(self, one: int, two: int) -> bool:
        """Whether what each of them forces is known not to meet."""
        firsts, seconds = (self._forced_numbers(number) for number in (one, two))
        return any(self._excluded[first] >> second & 1 for first in firsts for second in seconds)

    def find(self) -> Iterator[Row]:
        """Accepted rows, until every pair has met or is refused; what is neither stays missing."""
        source = self.search.source
        given_up: set[Pair] = set()
        gain, is_sorted = self.total, False
        while True:
            if gain < _FEW and not is_sorted:
                # What is left is mostly refused, and rows grow faster when that is known.
                self._settle()
                is_sorted = True
            left = [pair for pair in self.remaining() if pair not in given_up]
            if not left:
                return
            counts = Counter(number for pair in left for number in pair)
            most = max(counts, key=lambda one: (counts[one], one))
            one, two = self._simplest(*source.choice([pair for pair in left if most in pair]), set(left))
            row = self.meeting(one, two)
            if row is None:
                refusal = self.refusal(one, two)
                if refusal is None:
                    given_up.add((one, two))
                else:
                    self.refuse(one, two, refusal)
                continue
            row = self._grown(row, most)
            gain = self.cover(row)
            yield row

    def extend(self) -> None:
        """Puts values that miss others into rows that have those."""
        for place, row in enumerate(list(self.rows)):
            waiting = max(range(len(self.values)), key=lambda one: self.missing[one].bit_count())
            if not self.missing[waiting]:
                return
            grown = self._grown(row, waiting)
            if grown != row:
                self.cover(grown)
                # One more of a list takes "not in the list" out of the row, and the pairs that had met there.
                if set(self.numbers_of(row)) <= set(self.numbers_of(grown)):
                    self.rows[place] = self.rows.pop()

    def _settle(self) -> None:
        for one, two in self.remaining():
            refusal = self.refusal(one, two)
            if refusal is not None and refusal.settled:
                self.refuse(one, two, refusal)

    @property
    def _base(self) -> Row:
        """One environment, and a provider that can judge the row here, unless something else is needed."""
        plainest = {"aws_provider": "5"}
        return {
            one: one.values.index(plainest.get(one.question, one.values[0]))
            for one in self.search.parameters
            if one.question in ("environments", "aws_provider")
        }

    def _grown(self, row: Row, first: int) -> Row:
        """The row with as many values as find room, before all those that meet the first value."""
        for wanted in (lambda gain: gain[0], lambda gain: gain[1]):
            tried: set[int] = set()
            while True:
                candidates = self._candidates(row, first, wanted, tried)
                if not candidates:
                    break
                tried.update(candidates)
                row = self._joined(row, candidates)
        return row

    def _candidates(self, row: Row, first: int, wanted: Callable[[tuple[int, int]], int], tried: set[int]) -> list[int]:
        """Values of a few parameters, of each that which brings most."""
        mask = sum(1 << one for one in self.numbers_of(row))
        source = self.search.source
        found: list[tuple[int, int, float, int]] = []
        for parameter in self._of_parameter:
            gains = {} if parameter in row else self._gains(parameter, first, mask)
            allowed = [one for one in gains if one not in tried and wanted(gains[one])]
            if allowed:
                best = max(allowed, key=lambda one: gains[one])
                found.append((*gains[best], source.random(), best))
        return [one for *_, one in sorted(found, reverse=True)[:_AT_A_TIME]]

    def _joined(self, row: Row, candidates: Sequence[int]) -> Row:
        """The row with those of the candidates that are accepted beside it."""
        joined = dict(row)
        for number in candidates:
            needed = self.search.needs(*self.values[number]) or {}
            if all(joined.get(one, other) == other for one, other in needed.items()):
                joined |= needed
        if joined == row:
            return row
        problems = self.search.faults(joined)
        if not problems:
            return joined
        self._learn(problems, joined)
        if len(candidates) == 1:
            return row
        middle = len(candidates) // 2
        return self._joined(self._joined(row, candidates[:middle]), candidates[middle:])

    def _learn(self, problems: Iterable[Diagnostic], row: Row) -> None:
        """Of two values that a rule does not let stand together, whatever else is answered."""
        for problem in problems:
            asked = self.search.asked(problem)
            if asked is None or not asked <= set(row) or not 1 <= len(asked) <= 2:
                continue
            named = [one for one in row if one.question == key_of(problem)[0]]
            # A set of texts has another order in every process.
            pairs = [tuple(sorted(asked, key=str))] if len(asked) == 2 else [(*asked, one) for one in named]
            for pair in pairs:
                one, two = (self.numbers.get((parameter, row[parameter]), -1) for parameter in pair)
                if min(one, two) >= 0 and self.missing[one] >> two & 1:
                    refusal = self.refusal(one, two)
                    if refusal is not None and refusal.settled:
                        self.refuse(one, two, refusal)

    def _gains(self, parameter: Parameter, first: int, mask: int) -> dict[int, tuple[int, int]]:
        """By the numbers of the values that may join those in the mask, what that brings."""
        return {
            number: (self.missing[number] >> first & 1, (self.missing[number] & mask).bit_count())
            for number in _bits(self._of_parameter[parameter])
            if not self._excluded[number] & mask
        }

    def thin(self) -> None:
        """Leaves out rows of which every pair is in others as well."""
        counts: Counter[Pair] = Counter()
        held = [list(combinations(sorted(self.numbers_of(row)), 2)) for row in self.rows]
        for pairs in held:
            counts.update(pairs)
        kept = []
        for row, pairs in sorted(zip(self.rows, held, strict=True), key=lambda one: len(one[1])):
            if all(counts[pair] > 1 for pair in pairs):
                counts.subtract(pairs)
            else:
                kept.append(row)
        self.rows = kept


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
