"""The way of the data: questions, answers, plan, files, format, parse twice, check, prove. Nothing here writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from terracutter import resources, yaml_files
from terracutter.answers import ANSWERS_FILE, SCHEMA_FILE, Answers, Given, complete, dump
from terracutter.answers.lasting import Lasting, lasting
from terracutter.configuration import Module, modules_of, settings_of
from terracutter.diagnostics import Diagnostic, Refused, refuse_errors
from terracutter.diagram import draw
from terracutter.hcl.format import format_file
from terracutter.hcl.syntax import File
from terracutter.plan import Plan, make_plan
from terracutter.proof import Proof, prove
from terracutter.questions import Questionnaire
from terracutter.questions.identity import is_of
from terracutter.questions.releases import Moves
from terracutter.records import record
from terracutter.render import HCL_SUFFIXES, RenderedFile, origin, render, render_moves
from terracutter.roundtrip import Cache, SecondReader, SecondReading
from terracutter.shipped import compiled_directory, load_questionnaire

__all__ = ["Clock", "Repository", "Stage", "build", "load_questionnaire"]


@record
class Repository:
    """A repository that has passed every stage and may be written: path to text, `terracutter.yaml` included."""

    files: Mapping[str, str]
    answers: Answers
    lasting: Lasting
    plan: Plan
    proof: Proof
    second_reading: SecondReading
    documents: Mapping[str, tuple[Any, ...]]
    """By path, what stands in the files that are not Terraform and carry answers."""
    hcl_files: int
    modules: Mapping[str, Module]
    moved: tuple[Moves, ...]

    @property
    def yaml_files(self) -> int:
        return len(self.documents)


@record
class Stage:
    """A stage that is done: how long it took, and what came of it."""

    name: str
    seconds: float
    result: str


class Clock:
    """Tells `notify` of each stage, which begins where the one before it ended."""

    def __init__(self, notify: Callable[[Stage], None] = lambda _: None) -> None:
        self._notify = notify
        self.restart()

    def restart(self) -> None:
        self._start = time.perf_counter()

    def done(self, name: str, result: str) -> None:
        now = time.perf_counter()
        self._notify(Stage(name, now - self._start, result))
        self._start = now


def build(  # noqa: PLR0913  the last three are the tools of a run
    questionnaire: Questionnaire,
    given: Iterable[Given],
    problems: Iterable[Diagnostic] = (),
    cache: Cache | None = None,
    reader: SecondReader | None = None,
    *,
    clock: Clock | None = None,
    since: str | None = None,
) -> Repository:
    """From what was given to a proven repository. Raises `Refused` with all problems of the stage that found any.

    `reader` may have begun to prepare itself before; it is done with afterwards. What was applied of a repository is
    from the version `since`, or from later ones; None is this one.
    """
    clock = clock or Clock()
    with reader or SecondReader(cache) as second_reader:
        answers = complete(questionnaire, given, problems)
        clock.done("questions", f"{len(questionnaire.questions)}, each with a valid answer")
        plan = make_plan(questionnaire, answers)
        clock.done("plan", _clusters(plan))
        compiled = compiled_directory(cache.directory if cache is not None else None)
        rendered = render(plan, resources.modules_directory(), resources.templates_directory(), compiled)
        texts = _Texts(second_reader)
        for file in rendered:
            texts.add(file)
        texts.refuse_faults(texts.problems)
        modules = modules_of(texts.parsed)
        moved: tuple[Moves, ...] = ()
        if since is not None:
            from terracutter.derived.moves import moves_since

            moved = moves_since(questionnaire.releases, plan, modules, since)
            for file in render_moves(moved, resources.modules_directory(), resources.templates_directory(), compiled):
                texts.add(file)
            modules = modules_of(texts.parsed)
        clock.done("render", f"{len(texts.by_path)} files; {len(texts.parsed)} of Terraform are parsed and formatted")
        from terracutter.check import check

        texts.refuse_faults(check(modules))
        clock.done("check", f"{len(modules)} modules, as `terracutter validate` does")
        proof = prove(questionnaire, plan, modules, texts.documents)
        clock.done("prove", f"{proof.answers} answers at {len(proof.proven)} addresses")
        second_reading = second_reader.finish()
        clock.done("read twice", second_reading.skipped or f"{second_reading.files} different files, by python-hcl2")
    texts.refuse_faults(second_reading.diagnostics)
    refuse_errors(proof.diagnostics)
    english = questionnaire.in_english
    from terracutter.derived import derived_files

    derived = derived_files(english, plan, modules, proof)
    ours = {SCHEMA_FILE: answers_schema(english), ANSWERS_FILE: dump(english, answers)}
    files = {**dict(sorted({**texts.by_path, **derived, **draw(plan)}.items())), **ours}
    lasts = lasting(english, answers)
    return Repository(
        files, answers, lasts, plan, proof, second_reading, texts.documents, len(texts.parsed), modules, moved
    )


def _clusters(plan: Plan) -> str:
    names = [environment.cluster_name for environment in plan.environments]
    return f"cluster {names[0]}" if len(names) == 1 else f"{len(names)} clusters"


def answers_schema(questionnaire: Questionnaire) -> str:
    """The JSON Schema of the answers file. The one that ships is read where it is of these questions and choices."""
    shipped = resources.answers_schema()
    text = shipped.read_text(encoding="utf-8") if shipped.is_file() else ""
    if is_of(text, questionnaire):
        return text
    from terracutter.questions.json_schema import json_schema

    return json_schema(questionnaire)


@dataclass(slots=True)
class _Texts:
    """The formatted text of every rendered file, the syntax tree of those that are HCL, the documents of YAML.

    Each HCL file goes on to the second reader as it comes; equal texts are parsed once.
    """

    second_reader: SecondReader
    rendered: dict[str, RenderedFile] = field(default_factory=dict)
    by_path: dict[str, str] = field(default_factory=dict)
    parsed: list[File] = field(default_factory=list)
    documents: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    _known: dict[str, File] = field(default_factory=dict)

    def add(self, file: RenderedFile) -> None:
        self.rendered[file.path] = file
        self.by_path[file.path] = file.text
        if file.path.endswith("CODEOWNERS"):
            lines = (line.split() for line in file.text.splitlines() if not line.startswith("#"))
            self.documents[file.path] = ({words[0]: tuple(words[1:]) for words in lines if words},)
        if file.path.endswith((".json", *yaml_files.SUFFIXES)):
            self.documents[file.path], problems = yaml_files.read(file.text, file.path)
            self.problems += problems
        if not file.path.endswith(HCL_SUFFIXES):
            return
        known = self._known.get(file.text)
        if known is None:
            try:
                known = self._known[file.text] = format_file(file.text, file.path)
            except Refused as refused:
                self.problems += refused.diagnostics
                return
            self.second_reader.take(known)
        self.by_path[file.path] = known.text
        if file.path.endswith(".hcl") and not file.path.endswith(".tftest.hcl"):
            self.documents[file.path] = (settings_of(known.body),)
        self.parsed.append(File(known.start, known.end, file.path, known.text, known.body))

    def refuse_faults(self, problems: Iterable[Diagnostic]) -> None:
        """A problem in rendered text, a warning too, is a fault of the template that wrote it, which is named."""
        faults = []
        for one in problems:
            hint = one.hint
            if one.subject is not None and one.subject.source in self.rendered:
                line = self.by_path[one.subject.source].split("\n")[(one.subject.line or 1) - 1]
                modules, templates = resources.modules_directory(), resources.templates_directory()
                place = origin(self.rendered[one.subject.source], line, modules, templates)
                hint = f"{hint} It was written by {place}.".strip()
            faults.append(replace(one, hint=hint, severity="error"))
        refuse_errors(faults)
