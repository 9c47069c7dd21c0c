"""The answers files in which all pairs meet, as pairs.json has them; run by itself, it finds what is missing there.

Whatever is in the file is asked of the questionnaire again: it says where to look, and is not believed.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from combinations import Row, Search, key_of
from combinations_pairs import Pairs, Refusal, Value
from terracutter import pipeline

FILE: Final = Path(__file__).with_name("pairs.json")
COMMAND: Final = "make pairs"
SEED: Final = 5


@dataclass(slots=True)
class Known:
    """What the file says, as far as there are such questions and values today."""

    needs: dict[Value, Row] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    refused: dict[tuple[Value, Value], Refusal] = field(default_factory=dict)


def read(search: Search, file: Path = FILE) -> Known:
    recorded = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    by_name = {str(one): one for one in search.parameters}
    values: dict[int, Value] = {}
    for number, (name, value) in enumerate(recorded.get("values", ())):
        place = search.number(by_name[name], value) if name in by_name else None
        if place is not None:
            values[number] = (by_name[name], place)

    def row(text: str) -> Row:
        return dict(values[int(one)] for one in text.split() if int(one) in values)

    known = Known(rows=[row(one) for one in recorded.get("rows", ())])
    known.needs = {values[int(one)]: row(text) for one, text in recorded.get("needs", {}).items() if int(one) in values}
    for settled in (True, False):
        for rule, pairs in recorded.get(_SECTIONS[settled], {}).items():
            question, summary = rule.split(": ", 1)
            for one, text in pairs.items():
                others = [values[int(each)] for each in text.split() if int(each) in values and int(one) in values]
                known.refused |= {(values[int(one)], other): Refusal(question, summary, settled) for other in others}
    return known


_SECTIONS: Final = {True: "refused by one rule", False: "refused after a search"}


def replay(search: Search, file: Path = FILE) -> Pairs:
    """The pairs that the file accounts for, today."""
    known = read(search, file)
    for (parameter, value), row in known.needs.items():
        search.remember(parameter, value, row)
    pairs = Pairs(search)
    for row in known.rows:
        if not search.faults(row):
            pairs.cover(row)
    for (one, two), refusal in known.refused.items():
        first, second = pairs.numbers.get(one), pairs.numbers.get(two)
        if first is not None and second is not None and pairs.missing[first] >> second & 1:
            _refused_again(pairs, first, second, refusal)
    return pairs


def _refused_again(pairs: Pairs, one: int, two: int, refusal: Refusal) -> None:
    for row in pairs.starts(one, two):
        problems = pairs.search.faults(row)
        if not problems:
            pairs.cover(row)
            return
        for problem in problems:
            same = (key_of(problem)[0], problem.summary) == (refusal.question, refusal.summary)
            if same and any(pairs.search.speaks_of(problem, parameter) for parameter in pairs.core(one, two)):
                pairs.refuse(one, two, refusal)
                return


def write(pairs: Pairs, file: Path = FILE) -> None:
    """One line for each value, row and rule, so that differences can be read."""
    numbers: dict[Value, int] = {}

    def text(row: Iterable[Value]) -> str:
        return " ".join(str(numbers.setdefault(one, len(numbers))) for one in row)

    needs = {text([one]): text((pairs.search.needs(*one) or {}).items()) for one in pairs.values}
    rows = [text(row.items()) for row in pairs.rows]
    sections: dict[str, dict[str, dict[str, list[str]]]] = {name: {} for name in _SECTIONS.values()}
    for (one, two), refusal in sorted(pairs.refused.items()):
        of_rule = sections[_SECTIONS[refusal.settled]].setdefault(f"{refusal.question}: {refusal.summary}", {})
        of_rule.setdefault(text([pairs.values[one]]), []).append(text([pairs.values[two]]))
    values = [[str(parameter), parameter.values[number]] for parameter, number in numbers]
    parts: dict[str, Any] = {"values": values, "needs": needs, "rows": rows}
    for name, rules in sections.items():
        parts[name] = {
            rule: {one: " ".join(others) for one, others in pairs_of.items()}
            for rule, pairs_of in sorted(rules.items())
        }
    file.write_text("{" + ",\n".join(f"{json.dumps(key)}: {_lines(one)}" for key, one in parts.items()) + "}\n")


def _lines(part: Mapping[str, Any] | list[Any]) -> str:
    if isinstance(part, Mapping):
        return "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()) + "}"
    return "[\n" + ",\n".join(json.dumps(value) for value in part) + "]"


def lines(pairs: Pairs) -> Iterator[str]:
    """What became of the pairs."""
    settled = sum(one.settled for one in pairs.refused.values())
    names = len({parameter for parameter, _ in pairs.values})
    yield (
        f"{pairs.total} pairs of {len(pairs.values)} values of {names} enumerated answers: {pairs.met} meet in "
        f"{len(pairs.rows)} accepted files, {settled} are refused by a rule that asks for nothing else, "
        f"{len(pairs.refused) - settled} by one against which no other answer was found to help, {pairs.left} are left"
    )
    rules = Counter(f"{one.question}: {one.summary}" for one in pairs.refused.values())
    yield "pairs are refused by " + ", ".join(f"{rule} {count}" for rule, count in rules.most_common())


def said(pairs: Pairs, number: int) -> str:
    parameter, value = pairs.values[number]
    return f"{parameter}={parameter.values[value]}"


def complete(search: Search, file: Path = FILE) -> Iterator[Pairs]:
    """Finds what the file does not account for, and writes it there: what is known by and by."""
    pairs = replay(search, file)
    yield pairs
    pairs.extend()
    for number, _ in enumerate(pairs.find()):
        if number % 10 == 0:
            write(pairs, file)
            yield pairs
    pairs.thin()
    write(pairs, file)
    yield pairs


def main() -> None:
    questionnaire = pipeline.load_questionnaire()
    for pairs in complete(Search(questionnaire, random.Random(SEED))):
        print(f"{pairs.left} of {pairs.total} pairs are left, {len(pairs.refused)} refused", flush=True)
    # What the tests will find there.
    pairs = replay(Search(questionnaire, random.Random(SEED)))
    print("\n".join(lines(pairs)))
    for one, two in pairs.remaining():
        print(f"neither met nor refused: {said(pairs, one)}, {said(pairs, two)}")
    for (parameter, value), problem in pairs.alone.items():
        print(f"never accepted: {parameter}={parameter.values[value]}: {problem.detail}")
    sys.exit(bool(pairs.left or pairs.alone))


if __name__ == "__main__":
    main()
