"""A bad answer for each rule and kind, by the doors that people use: refused in words, quickly, nothing written.

All that is said stands in refusals.yaml and test_rules.py; here the real command runs, in limits of time and memory.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass

import pytest
from answer_sets import QUESTIONNAIRE
from bounded import MEGABYTES, SECONDS, Bounded, bounded, snapshot, surroundings
from conftest import note
from refusals import ROWS
from terracutter import write
from terracutter.answers.settings import VARIABLE_PREFIX
from terracutter.document import Scalar, read_document
from test_rules import RULES

PROBLEM = re.compile(r"^Error: (?:terracutter\.yaml:(?P<line>\d+): )?(?P<summary>.+)\n  (?P<key>\S+?): ", re.MULTILINE)
PASSING = "ersion"
"""What is said of versions depends on the day."""

DOOR = "import sys; from terracutter import cookiecutter_door; cookiecutter_door.check(sys.stdin.read())"
"""What cookiecutter's hook does before anything is generated."""


@dataclass(frozen=True)
class Bad:
    name: str
    door: str
    answers: str
    problems: tuple[tuple[int | None, str, str], ...]
    """Line, summary and key of each problem, by its place in an answers file."""


def one_of_each_kind():
    """The first answers of which each summary is said, with all problems that are said of them."""
    seen = set()
    for answers, says in [*((row["answers"], row["says"]) for row in ROWS), *RULES]:
        found = [(int(one["line"] or 0) or None, one["summary"], one["key"]) for one in PROBLEM.finditer(says)]
        kinds = {summary for _, summary, _ in found}
        if not kinds <= seen and not any(PASSING in summary for _, summary, _ in found):
            seen |= kinds
            yield answers, tuple(found)


def doors_of(answers, problems):
    """Every door through which these answers may come and lead to the same problems."""
    yield from ("new", "render")
    entries = read_document(answers, "answers").entries
    if all(line is not None for line, _, _ in problems) and all(isinstance(node, Scalar) for _, node in entries):
        yield from ("--set", "variable")
        asked = {"repo_name" if name == "repository" else name for name in QUESTIONNAIRE.interview}
        if all(key.text in asked for key, _ in entries):
            yield "cookiecutter"


def every_bad():
    taken = dict.fromkeys(("new", "render", "--set", "variable", "cookiecutter"), 0)
    for answers, problems in one_of_each_kind():
        # The door that fewest have come through, and the most particular of several.
        door = min(reversed([*doors_of(answers, problems)]), key=lambda one: taken[one])
        taken[door] += 1
        _, summary, key = problems[0]
        yield Bad(f"{door}: {key}: {summary}", door, answers, problems)


BAD = [*every_bad()]


@pytest.fixture(scope="module")
def limited():
    with bounded() as running:
        yield running
        note(running.summary("bad answers refused by the real command"))


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    return surroundings(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def repository(build, tmp_path_factory):
    made = tmp_path_factory.mktemp("made") / "made"
    write.create(made, build().files)
    return made


def call(bad, cwd, repository):
    """The arguments behind `python`, the variables and the input with which these answers come; files are made."""
    entries = {key.text: getattr(node, "text", "") for key, node in read_document(bad.answers, "answers").entries}
    terracutter = ["-m", "terracutter"]
    match bad.door:
        case "new":
            (cwd / "terracutter.yaml").write_text(bad.answers, encoding="utf-8")
            return [*terracutter, "new", "made", "--answers", "terracutter.yaml"], {}, ""
        case "render":
            shutil.copytree(repository, cwd / "made", copy_function=shutil.copy)
            (cwd / "made" / "terracutter.yaml").write_text(bad.answers, encoding="utf-8")
            return [*terracutter, "render", "made"], {}, ""
        case "--set":
            settings = [part for name, text in entries.items() for part in ("--set", f"{name}={text}")]
            return [*terracutter, "new", "made", "--defaults", *settings], {}, ""
        case "variable":
            variables = {f"{VARIABLE_PREFIX}{name.upper()}": text for name, text in entries.items()}
            return [*terracutter, "new", "made", "--defaults"], variables, ""
        case _:
            names = {"repo_name" if name == "repository" else name: text for name, text in entries.items()}
            return ["-c", DOOR], {}, json.dumps(names)


def place(bad, line, key):
    """Where a problem is said to be."""
    if bad.door in {"new", "render"}:
        return f"terracutter.yaml:{line}: " if line else ""
    sources = {"--set": f"--set {key}", "variable": f"{VARIABLE_PREFIX}{key.upper()}", "cookiecutter": "cookiecutter"}
    return f"{sources[bad.door]}: "


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_a_bad_answer_is_refused_by_name_quickly_and_without_a_trace(
    bad, limited: Bounded, variables, repository, tmp_path
):
    arguments, given, stdin = call(bad, tmp_path, repository)
    before = snapshot(tmp_path)
    done = limited.run([sys.executable, *arguments], tmp_path, {**variables, **given}, stdin)
    assert (done.code, done.stdout) == (1, ""), done.stderr
    for line, summary, key in bad.problems:
        name = key if bad.door in {"new", "render"} else key.partition(".")[0]
        assert f"Error: {place(bad, line, name)}{summary}\n  {key}: " in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(tmp_path) == before
    assert done.seconds < SECONDS
    assert done.megabytes < MEGABYTES


def test_every_rule_is_among_them():
    told = {summary for bad in BAD for _, summary, _ in bad.problems}
    rules = {rule.summary for rule in QUESTIONNAIRE.rules if rule.severity == "error" and PASSING not in rule.summary}
    assert rules <= told
    assert len(BAD) >= 150
    assert min(sum(bad.door == door for bad in BAD) for door in ("new", "render", "--set", "variable")) >= 8
