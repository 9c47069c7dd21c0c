"""The way of the data: questions, answers, plan, files, format, parse twice, check, prove. Nothing here writes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from terracutter import resources
from terracutter.answers import ANSWERS_FILE, Answers, Given, complete, dump
from terracutter.configuration import modules_of
from terracutter.diagnostics import Diagnostic, refuse_errors
from terracutter.hcl.format import format_text
from terracutter.hcl.parser import parse
from terracutter.hcl.syntax import File
from terracutter.plan import Plan, make_plan
from terracutter.proof import Proof, prove
from terracutter.questions import Questionnaire, load
from terracutter.render import HCL_SUFFIXES, RenderedFile, origin, render
from terracutter.roundtrip import Cache, SecondReader, SecondReading


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that has passed every stage and may be written: path to text, `terracutter.yaml` included."""

    files: Mapping[str, str]
    answers: Answers
    plan: Plan
    proof: Proof
    second_reading: SecondReading
    hcl_files: int
    seconds: Mapping[str, float]


@dataclass(slots=True)
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def load_questionnaire() -> Questionnaire:
    return load(resources.modules_directory(), resources.templates_directory())


def build(
    questionnaire: Questionnaire,
    given: Iterable[Given],
    problems: Iterable[Diagnostic] = (),
    cache: Cache | None = None,
) -> Repository:
    """From what was given to a proven repository. Raises `Refused` with all problems of the stage that found any."""
    clock = _Clock()
    cached = cache.directory if cache is not None else None
    with SecondReader(cache) as second_reader:
        with clock.stage("answers"):
            answers = complete(questionnaire, given, problems)
        with clock.stage("plan"):
            plan = make_plan(questionnaire, answers)
        with clock.stage("render"):
            rendered = render(plan, resources.modules_directory(), resources.templates_directory(), cached)
        with clock.stage("parse"):
            texts, parsed = _parse(rendered)
            modules = modules_of(parsed)
        second_reader.start(parsed)
        with clock.stage("check"):
            from terracutter.check import check

            _refuse_faults(check(modules), rendered, texts)
        with clock.stage("proof"):
            proof = prove(questionnaire, plan, modules)
        with clock.stage("round trip"):
            second_reading = second_reader.finish()
    _refuse_faults(second_reading.diagnostics, rendered, texts)
    refuse_errors(proof.diagnostics)
    files = {**texts, ANSWERS_FILE: dump(questionnaire, answers)}
    return Repository(files, answers, plan, proof, second_reading, len(parsed), clock.seconds)


def _parse(rendered: tuple[RenderedFile, ...]) -> tuple[dict[str, str], list[File]]:
    """The formatted text of every file, and the syntax tree of those that are HCL; equal texts are parsed once."""
    texts: dict[str, str] = {}
    parsed: dict[str, File] = {}
    files: list[File] = []
    problems: list[Diagnostic] = []
    for file in rendered:
        if not file.path.endswith(HCL_SUFFIXES):
            texts[file.path] = file.text
            continue
        known = parsed.get(file.text)
        if known is None:
            known, found = parse(file.text, file.path)
            if not found and (formatted := format_text(file.text)) != file.text:
                known, found = parse(formatted, file.path)
            problems += found
            parsed[file.text] = known
        texts[file.path] = known.text
        files.append(File(known.start, known.end, file.path, known.text, known.body))
    _refuse_faults(problems, rendered, texts)
    return texts, files


def _refuse_faults(problems: Iterable[Diagnostic], rendered: Iterable[RenderedFile], texts: Mapping[str, str]) -> None:
    """A problem in rendered text, a warning too, is a fault of the template that wrote it, which is named."""
    files = {file.path: file for file in rendered}
    faults = []
    for one in problems:
        hint = one.hint
        if one.subject is not None and one.subject.source in files:
            line = texts[one.subject.source].split("\n")[(one.subject.line or 1) - 1]
            place = origin(
                files[one.subject.source], line, resources.modules_directory(), resources.templates_directory()
            )
            hint = f"{hint} It was written by {place}.".strip()
        faults.append(replace(one, hint=hint, severity="error"))
    refuse_errors(faults)
