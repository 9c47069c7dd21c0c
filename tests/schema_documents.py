"""Random answers files by seed, most of them slightly wrong, as data that an editor would read."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import combinations_domain as domain
from terracutter.diagnostics import Diagnostic
from terracutter.questions import Question, Questionnaire
from terracutter.questions.composites import ListOf, Objects, inner_type
from terracutter.questions.types import Boolean, Choice, Integer

Path = tuple[Any, ...]


class Documents:
    """Makes documents for a questionnaire, of which the questions that decide about others are answered often."""

    def __init__(self, questionnaire: Questionnaire, seed: int, errors: Callable[[Any], list[Diagnostic]]) -> None:
        self._source = random.Random(seed)
        self._errors = errors
        self._questions = tuple(questionnaire)
        conditions = " ".join(str(one.when) for one in questionnaire if one.when)
        self._deciding = tuple(one for one in questionnaire if one.name in conditions or one.name == "profile")
        self._values = {one.name: self._possible(one) for one in questionnaire}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            document = self._document()
            if self._source.random() < 0.8:
                self._mend(document)
            yield document
            for changes in (1, 1, 1, 1, 2):
                spoiled = copy.deepcopy(document)
                for _ in range(changes):
                    spoil(spoiled, self._source)
                yield spoiled

    def _mend(self, document: dict[str, Any]) -> None:
        """Takes out what is not asked, and what a rule refuses."""
        for _ in range(6):
            keys = [one.detail.partition(":")[0] for one in self._errors(document)]
            taken = [self._take_out(document, *key.split(".")) for key in keys]
            if not any(taken):
                return

    def _take_out(self, document: dict[str, Any], *path: str) -> bool:
        environments = document.get("environments")
        if path[0] == "environments" and isinstance(environments, dict) and len(path) > 2:
            document, path = environments.get(path[1]) or {}, path[2:]
        return path[0] in document and document.pop(path[0]) is not self

    def _possible(self, question: Question) -> list[Any]:
        kind = inner_type(question.type)
        found = list(domain.values(question.type))
        if isinstance(kind, Objects):
            name, plainest = domain.entry(kind)
            for field in kind.fields:
                found += [{name: {**plainest, field.name: value}} for value in domain.values(field.type)]
        if isinstance(kind, ListOf):
            found += [", ".join(value) for value in found if value and all(isinstance(one, str) for one in value)]
            found += ["none"]
        if isinstance(kind, Boolean):
            found += ["true", "false"]
        if isinstance(kind, Integer):
            found += [str(value) for value in found]
        if isinstance(kind, Choice):
            found += [int(value) for value in found if value.isdigit()]
        if kind is not question.type:
            found += [None, "", "none"]
        return found

    def _document(self) -> dict[str, Any]:
        source = self._source
        document = self._answers(self._questions, self._deciding)
        if "environments" in document and source.random() < 0.7:
            own = tuple(one for one in self._questions if one.per_environment)
            deciding = tuple(one for one in self._deciding if one.per_environment)
            names = source.sample(["dev", "staging", "production", "dr"], source.randrange(1, 4))
            document["environments"] = {
                name: self._answers(own, deciding) if source.random() < 0.8 else source.choice([None, {}])
                for name in names
            }
        return document

    def _answers(self, questions: tuple[Question, ...], deciding: tuple[Question, ...]) -> dict[str, Any]:
        source = self._source
        chosen = [one for one in deciding if source.random() < 0.25]
        chosen += [one for one in questions if source.random() < (0.5 if one.name == "environments" else 0.08)]
        possible = {one.name: self._values[one.name] for one in chosen}
        return {name: copy.deepcopy(source.choice(values)) for name, values in possible.items() if values}


def spoil(document: dict[str, Any], source: random.Random) -> None:
    """Changes something somewhere."""
    places = list(_places(document, ()))
    if not places or source.random() < 0.08:
        document[source.choice(["regoin", "x", "node_group", "Profile"])] = "a"
        return
    path = source.choice(places)
    parent: Any = document
    for step in path[:-1]:
        parent = parent[step]
    value = parent[path[-1]]
    parent[path[-1]] = _other(value, source)
    if isinstance(value, dict) and source.random() < 0.5:
        parent[path[-1]] = _keys(value, source)


def _places(value: Any, path: Path) -> Iterator[Path]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*path, key))


def _keys(value: dict[str, Any], source: random.Random) -> dict[str, Any]:
    """One key more, one less, or another name for one."""
    changed = dict(value)
    key = source.choice([*changed, ""])
    if source.random() < 0.4 or key not in changed:
        changed[source.choice(["colour", "Dev", "vpc_cird", "x" * 20, "0"])] = source.choice(["blue", 1, None, {}])
    elif source.random() < 0.5:
        del changed[key]
    else:
        changed[f"{key}-"] = changed.pop(key)
    return changed


_ODD = (
    *(None, "", "none", "null", "~", True, False, "true", "no"),
    *(0, 1, -1, 5, 7, 17, 443, 10**6, 123456789012, 1.35, 1.5, "1", "0", "01", "5", "1.35", "1.30", "1.0"),
    *("x", "X", "?", "a,b", "a, a", "é", "x" * 64, "x" * 300, "a b", "a\nb", "a\n", "{}", "{a: b}", "[a]"),
    *("10.0.0.0/16", "10.0.1.0/16", "10.0.0.0/8", "10.0.0.0/33", "010.0.0.0/16", "10.0.0.256/24", "0.0.0.0/0"),
    *("us-east-1a, us-east-1b", "us-east-1a,us-east-1a", "us-east-1a,", ",", "arn:aws:iam::111122223333:role/x"),
    *([], {}, [""], ["x"], [1], [None], [[]], {"a": "b"}, {"a": None}, {"a": {}}),
)


def _other(value: Any, source: random.Random) -> Any:
    """A value in the place of this one: of another kind, a little more or less, or nearly the same."""
    if source.random() < 0.5:
        return copy.deepcopy(source.choice(_ODD))
    match value:
        case bool():
            return str(value).lower()
        case int():
            return source.choice([value + 1, value - 1, str(value), -value, value * 1000, f"0{value}"])
        case str():
            longer = [f"{value}x", f" {value}", f"{value} ", value * 3, f"{value},{value}", f"{value}\n", f"-{value}"]
            return source.choice([value.upper(), value[:-1], value[1:], [value], *longer])
        case list():
            line = ", ".join(map(str, value))
            return source.choice(
                [value + value, value * 40, value[:1], [*value, "x"], line, f"{line}, x", line.replace(", ", ",")]
            )
        case dict():
            return source.choice(
                [
                    list(value),
                    str(value),
                    {**value, "x": 1},
                    {f"n{n}": one for n in range(60) for one in value.values()},
                ]
            )
    return source.choice([value, "x", 1])
