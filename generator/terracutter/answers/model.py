"""Answers with provenance: what was given and by whom, and what it comes to for every environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from terracutter.diagnostics import Diagnostic, Subject
from terracutter.document import Node, shortened
from terracutter.questions import Value
from terracutter.records import record

ANSWERS_FILE = "terracutter.yaml"
SCHEMA_FILE = ".terracutter/answers.schema.json"
"""What editors check the answers file by, relative to it."""


class Layer(IntEnum):
    """Who gave an answer; the higher wins."""

    DEFAULT = 0
    PROFILE = 1
    DIRECTORY = 2
    FILE = 3
    ASKED = 4
    VARIABLE = 5
    SET = 6


@record
class Given:
    """One answer as somebody gave it: for one environment, or for all (None).

    With a `path` it is what stands there within the answer, and the rest of it is taken from elsewhere. `file` is the
    source of nodes that have a line, where that is not `source`.
    """

    question: str
    environment: str | None
    node: Node
    layer: Layer
    source: str
    path: tuple[str, ...] = ()
    file: str = ""

    @property
    def key(self) -> str:
        """The answer as a message names it."""
        whole = "" if self.environment is None else f"environments.{shortened(self.environment)}."
        return ".".join([f"{whole}{self.question}", *self.path])

    @property
    def subject(self) -> Subject:
        return self.at(self.node.line)

    def at(self, line: int) -> Subject:
        """A line of what was given, or all of it where that has no lines."""
        return Subject(self.file or self.source, line) if line else Subject(self.source)


@record
class Answer:
    """A value in force; `written` is the same before the defaults of its fields were filled in.

    The value of a question that is not asked, for what other answers say, is None.
    """

    value: Value
    layer: Layer
    given: Given | None = None
    written: Value = None
    asked: bool = True


@record
class EnvironmentAnswers:
    """Every question's answer in one environment."""

    name: str
    answers: Mapping[str, Answer]

    def __getitem__(self, question: str) -> Any:
        return self.answers[question].value

    @property
    def values(self) -> dict[str, Value]:
        return {name: answer.value for name, answer in self.answers.items()}


@record
class Answers:
    """A complete, valid set. `shared` answers hold for the repository, `environments` for each of its environments."""

    shared: Mapping[str, Answer]
    environments: tuple[EnvironmentAnswers, ...]
    warnings: tuple[Diagnostic, ...] = ()

    def __getitem__(self, question: str) -> Any:
        return self.shared[question].value


@dataclass(slots=True)
class Resolution:
    """What can be said of the answers so far, problems included; an invalid answer is absent."""

    shared: dict[str, Answer] = field(default_factory=dict)
    environments: dict[str, dict[str, Answer]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    poisoned: set[str] = field(default_factory=set)
    merged: list[Given] = field(default_factory=list)
    """What was given in parts, each with the rest of its answer."""
