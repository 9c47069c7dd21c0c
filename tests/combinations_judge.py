"""What becomes of an answers file: refused by messages that name answers, or a repository with nothing wrong in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from combinations import SOURCE, key_of
from terracutter import pipeline
from terracutter.answers import from_document, resolve
from terracutter.diagnostics import Diagnostic, Refused
from terracutter.document import read_document
from terracutter.questions import Questionnaire
from terracutter.roundtrip import Cache, SecondReader


class _Plain(yaml.SafeDumper):
    """Repeats what stands twice: an answers file has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(answers: Mapping[str, Any]) -> str:
    return yaml.dump(answers, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000)


@dataclass(slots=True)
class Outcome:
    """`refused` are the messages, `files` the repository that was accepted, `faults` what must never be."""

    text: str
    refused: list[Diagnostic] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def wants_version_6(self) -> bool:
        return any(">= 6." in text for path, text in self.files.items() if path.endswith("/versions.tf"))


@dataclass(slots=True)
class Renderer:
    """Renders answers files; a text that was sound before is not read again by the second reader."""

    questionnaire: Questionnaire
    directory: Path
    _sound: set[str] = field(default_factory=set)

    def outcome(self, answers: Mapping[str, Any]) -> Outcome:
        found = Outcome(as_yaml(answers))
        try:
            self._render(found)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is a fault of ours
            found.faults.append(f"{type(problem).__name__}: {problem}")
        return found

    def _render(self, found: Outcome) -> None:
        try:
            given, problems = from_document(read_document(found.text, SOURCE), SOURCE, self.questionnaire)
        except Refused as refused:
            found.refused = list(refused.diagnostics)
        else:
            said = [*problems, *resolve(self.questionnaire, given).diagnostics]
            found.refused = [one for one in said if one.severity == "error"]
        if found.refused:
            unnamed = [one for one in found.refused if not names_an_answer(one, found.text, self.questionnaire)]
            found.faults += [f"names no answer: {one}" for one in unnamed]
            return
        cache = Cache(self.directory, frozenset(self._sound))
        repository = pipeline.build(self.questionnaire, given, problems, cache, SecondReader(cache, alone=True))
        self._sound.update(repository.second_reading.sound)
        found.files = repository.files
        for path, text in repository.files.items():
            if path.endswith((".yaml", ".yml")):
                list(yaml.safe_load_all(text))


_OF_THE_FILE = {"Unknown question", "Unknown environment", "Invalid environment", "Shared question"}
"""Problems that begin with what the file has in the place of a question."""


def names_an_answer(problem: Diagnostic, text: str, questionnaire: Questionnaire) -> bool:
    """Whether it says which answer is meant, and in which line that stands if the file has it."""
    name = key_of(problem)[0]
    lines = text.splitlines()
    place = problem.subject
    if problem.summary in _OF_THE_FILE:
        return place is not None and place.line is not None and 1 <= place.line <= len(lines)
    if name not in questionnaire.by_name:
        return False
    if place is None:
        # A rule speaks of an answer that is missing.
        return True
    return place.source == SOURCE and place.line is not None and 1 <= place.line <= len(lines)


Judge = Callable[[str, Mapping[str, Mapping[str, str]]], Mapping[str, str]]


@dataclass(slots=True)
class Summary:
    """Of many answers files; what is accepted for version 6 of the provider alone, Terraform cannot judge here."""

    outcomes: list[Outcome]
    said: Mapping[int, str] = field(default_factory=dict)

    @property
    def accepted(self) -> list[Outcome]:
        return [one for one in self.outcomes if one.files]

    @property
    def faults(self) -> list[str]:
        found = [f"{fault}\n{one.text}" for one in self.outcomes for fault in one.faults]
        return found + [f"{said}\n{self.outcomes[number].text}" for number, said in self.said.items() if said]

    def judge(self, name: str, judge: Judge) -> None:
        """Asks Terraform about all that version 5 of the provider takes, one of equal ones."""
        distinct: dict[tuple[str, ...], int] = {}
        for number, one in enumerate(self.outcomes):
            if one.files and not one.wants_version_6:
                distinct.setdefault(tuple(sorted(structure(one.files))), number)
        trees = {str(number): self.outcomes[number].files for number in distinct.values()}
        self.said = {int(number): said for number, said in judge(name, trees).items()}

    def lines(self) -> list[str]:
        rules = Counter(problem.summary for one in self.outcomes for problem in one.refused)
        files = sum(len(one.files) for one in self.outcomes)
        for_6 = sum(one.wants_version_6 for one in self.accepted)
        counts = f"{len(self.accepted)} accepted with {files} files, {len(self.outcomes) - len(self.accepted)} refused"
        judged = f"{len(self.said)} different ones judged by terraform validate"
        others = f"{for_6} left to our own checker, for version 6 of the provider"
        return [
            f"{len(self.outcomes)} answers files: {counts}; {judged}, {others}",
            "refused most often: " + ", ".join(f"{name} {count}" for name, count in rules.most_common(8)),
        ]


def structure(files: Mapping[str, str]) -> Iterable[str]:
    """What Terraform judges: blocks and values, without what is only for people."""
    for path, text in files.items():
        if path.endswith((".tf", ".tfvars")):
            yield f"{path}\n{text}"
