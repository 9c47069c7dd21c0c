"""Random answers files, some of them slightly wrong; run by itself, it says what became of so many of them."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import combinations_domain as domain
from combinations import Search, document, faults
from combinations_judge import Renderer, Summary
from terracutter import pipeline
from terracutter.questions.types import Integer, Text

WRONG: tuple[Callable[[random.Random, Any], Any], ...] = (
    lambda source, value: f"{value}x",
    lambda source, value: "",
    lambda source, value: [value, value],
    lambda source, value: {"of": value},
    lambda source, value: {} if isinstance(value, list) else [],
    lambda source, value: str(value).upper(),
    lambda source, value: value + source.choice([-1, 1]) if isinstance(value, int) else f" {value}",
    lambda source, value: source.choice(["none", "null", "~", "yes", "1.30", "0755", "10.0.0.1/16", "300.0.0.0/8"]),
    lambda source, value: source.choice(
        ["a" * 300, '${file("/etc/passwd")}', "%{if true}", '"', "\\", "é", "名前", "a\nb"]
    ),
)
"""What a person might type in the place of a value, and what nobody should."""


AS_IT_COMES, WRONG_SHARE = 0.2, 0.2


def documents(search: Search, source: random.Random) -> Iterator[dict[str, Any]]:
    """Answers without end: one file in five as it comes, one in five mended with something wrong, the others mended."""
    while True:
        chosen = source.sample(search.parameters, min(source.randrange(2, 30), len(search.parameters)))
        row = {one: source.randrange(len(one.values)) for one in chosen if one.values}
        share = source.random()
        is_mended = share >= AS_IT_COMES
        if is_mended:
            row, _ = search.repaired(row, {})
        answers = document(search.questionnaire, row)
        for name, value in (*_own_words(answers, search, source), *_environments(search, source)):
            changed = {**answers, name: value}
            if not is_mended or not faults(search.questionnaire, changed):
                answers = changed
        if share >= 1 - WRONG_SHARE:
            _with_something_wrong(answers, source)
        yield answers


def _own_words(answers: Mapping[str, Any], search: Search, source: random.Random) -> Iterator[tuple[str, Any]]:
    """Other texts and numbers in the place of some of those in the table."""
    for name in answers:
        kind = search.questionnaire.by_name[name].type
        if isinstance(kind, Text) and source.random() < 0.5:
            yield from ((name, text) for text in domain.made(kind, source, 1))
        if isinstance(kind, Integer) and not kind.among and source.random() < 0.5:
            yield name, source.randint(kind.minimum, kind.maximum)


def _environments(search: Search, source: random.Random) -> Iterator[tuple[str, Any]]:
    """A second environment, with answers of its own to some of the questions."""
    if source.random() < 0.6:
        return
    per_environment = [
        one for one in search.parameters if search.questionnaire.by_name[one.question].per_environment and one.values
    ]
    yield "environments", ["staging", "production"]
    for _ in range(3):
        row = {one: source.randrange(len(one.values)) for one in source.sample(per_environment, source.randrange(4))}
        yield "environments", {"staging": document(search.questionnaire, row), "production": {}}


def _with_something_wrong(answers: dict[str, Any], source: random.Random) -> None:
    if not answers or source.random() < 0.1:
        answers[source.choice(["regoin", "node_group", "x", "profile "])] = "a"
        return
    name = source.choice(list(answers))
    value = answers[name]
    inside = isinstance(value, Mapping) and value and isinstance(next(iter(value.values())), Mapping)
    if not inside or source.random() < 0.3:
        answers[name] = source.choice(WRONG)(source, value)
        return
    entry = dict(value[key := source.choice(list(value))] or {})
    if not entry or source.random() < 0.2:
        entry["colour"] = "blue"
    else:
        entry[field] = source.choice(WRONG)(source, entry[field := source.choice(list(entry))])
    answers[name] = {**value, key: entry}


def main() -> None:
    wanted, seed = int(sys.argv[1]), int(sys.argv[2])
    source = random.Random(seed)
    questionnaire = pipeline.load_questionnaire()
    with tempfile.TemporaryDirectory() as name:
        renderer = Renderer(questionnaire, Path(name) / "cache")
        found = documents(Search(questionnaire, source), source)
        summary = Summary([renderer.outcome(next(found)) for _ in range(wanted)])
        with_terraform(summary, Path(name))
    print("\n".join([*summary.faults, *summary.lines()]))
    sys.exit(bool(summary.faults))


def with_terraform(summary: Summary, directory: Path) -> None:
    """Lets Terraform judge, or says that it was left out."""
    import os
    import shutil

    import batches
    from conftest import _run
    from provider import KeptProvider, kept_running

    binary = shutil.which("terraform")
    if binary is None:
        print("LEFT OUT: terraform is not on PATH, only our own readers and checks judged")
        return

    def terraform(*arguments: str, cwd: Path, variables: Mapping[str, str] | None = None) -> Any:
        return _run(binary, *arguments, cwd=cwd, variables=variables)

    (directory / "kept").mkdir()
    (directory / "kept" / "versions.tf").write_text(batches.VERSIONS, encoding="utf-8")
    if terraform("init", cwd=directory / "kept").returncode != 0:
        print("LEFT OUT: the AWS provider cannot be installed, only our own readers and checks judged")
        return
    (directory / "texts").mkdir()
    for text in batches.misplaced(terraform, directory / "texts", [one.files for one in summary.accepted]):
        print(f"terraform fmt would lay this out in another way:\n{text}")
    with kept_running(directory / "kept", os.environ) as reached:
        judge = batches.Judge(terraform, KeptProvider(directory / "kept", reached), directory)
        summary.judge("random answers", lambda _, trees: judge.problems(trees))


if __name__ == "__main__":
    main()
