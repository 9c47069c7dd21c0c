"""Edits by hand and answers that cannot change, over the life of a repository: nothing is lost unseen."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from terracutter import pipeline, write
from terracutter.answers import from_settings
from terracutter.answers.lasting import refuse_replacement
from terracutter.diagnostics import Refused

EDITS = 200
BEFORE = ("repository=living", "node_groups={general: {instance_types: [m7i.large]}}")
AFTER = (
    "repository=living",
    "node_groups={general: {instance_types: [m7i.large], max_size: 9, labels: {team: x}}}",
    "flow_logs=none",
    "log_retention_days=731",
)


@pytest.fixture(scope="module")
def renders():
    questionnaire = pipeline.load_questionnaire()
    return [pipeline.build(questionnaire, *from_settings(list(given), questionnaire)) for given in (BEFORE, AFTER)]


def insert(path: Path, source: random.Random) -> None:
    lines = path.read_bytes().split(b"\n")
    lines.insert(source.randrange(len(lines)), b"# by hand %d" % source.randrange(10**6))
    path.write_bytes(b"\n".join(lines))


def change(path: Path, source: random.Random) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[source.randrange(len(lines))] += b" # by hand %d" % source.randrange(10**6)
    path.write_bytes(b"\n".join(lines))


def cut(path: Path, source: random.Random) -> None:
    lines = path.read_bytes().split(b"\n")
    at = source.randrange(len(lines))
    path.write_bytes(b"\n".join(lines[:at] + lines[at + source.randrange(1, 4) :]))


def windows(path: Path, source: random.Random) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def no_end(path: Path, source: random.Random) -> None:
    path.write_bytes(path.read_bytes().rstrip(b"\n"))


def garbage(path: Path, source: random.Random) -> None:
    path.write_bytes(source.randbytes(64) + b"\xff")


def mode(path: Path, source: random.Random) -> None:
    path.chmod(0o600)


def delete(path: Path, source: random.Random) -> None:
    path.unlink()


def rename(path: Path, source: random.Random) -> None:
    path.rename(path.with_name(f"mine-{path.name}"))


def add(path: Path, source: random.Random) -> None:
    path.with_name(f"own-{path.name}").write_text("# by hand\n")


KINDS: tuple[Callable[[Path, random.Random], None], ...] = (
    *(insert, change, cut, windows, no_end, garbage, mode, delete, rename, add),
)


def everything(root: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mode) for path in files}


@pytest.mark.parametrize("merging", [False, True], ids=["render", "update"])
def test_no_edit_by_hand_is_lost(renders, tmp_path, merging):
    """Each edit is there afterwards, or its file is named and nothing is changed."""
    before, after = renders
    pristine = tmp_path / "pristine"
    write.create(pristine, before.files, answers=before.lasting)
    source = random.Random(20261123)
    paths = sorted(path for path in before.files if not path.startswith((".terracutter", write.ANSWERS)))
    changing = [path for path in paths if after.files.get(path) != before.files[path]]
    outcomes = {"kept": 0, "refused": 0}
    for number in range(EDITS):
        target = tmp_path / "edited"
        shutil.copytree(pristine, target)
        path = source.choice(changing if number % 2 else paths)
        KINDS[number % len(KINDS)](target / path, source)
        here = everything(target)
        try:
            write.update(target, after.files, answers=after.lasting, way=write.Way(merging=merging))
        except Refused as refused:
            assert {one.subject.source for one in refused.diagnostics} == {path}  # noqa: PT017
            assert everything(target) == here
            outcomes["refused"] += 1
        else:
            assert_kept(path, everything(pristine), here, everything(target), after.files)
            outcomes["kept"] += 1
        shutil.rmtree(target)
    assert min(outcomes.values()) > 15, outcomes


def assert_kept(path, pristine, here, found, new) -> None:
    for own in here.keys() - pristine.keys():
        assert found[own] == here[own]
    if path not in here:
        assert path not in found
    elif here[path] == pristine[path]:
        assert path not in new or found[path][0] == new[path].encode()
    else:
        text, stands = here[path][0], found[path][0]
        assert found[path][1] == here[path][1]
        was = pristine[path][0]
        if text == was:
            assert stands == new[path].encode()
        elif new[path].encode() == was:
            assert stands == text
        else:
            added = set(text.split(b"\n")) - set(was.split(b"\n"))
            removed = set(was.split(b"\n")) - set(text.split(b"\n"))
            lines = set(stands.split(b"\n"))
            assert b"\r\n" in text or added <= lines
            assert not removed & lines or b"\r\n" in text


def test_an_answer_that_replaces_what_stands_is_refused_with_what_goes(build):
    before = build("repository=living", "environments=dev,production", "zones=us-east-1a,us-east-1b,us-east-1c")
    after = build("repository=living", "vpc_cidr=10.64.0.0/16", "zones=us-east-1a,us-east-1b")
    questionnaire = pipeline.load_questionnaire()
    with pytest.raises(Refused) as refused:
        refuse_replacement(questionnaire, after.answers, before.lasting, frozenset())
    assert [one.summary for one in refused.value.diagnostics] == [
        "Environment taken away",
        "Answer cannot change: zones",
        "Answer cannot change: vpc_cidr",
    ]
    assert "\n  module.vpc.aws_vpc.this\n" in refused.value.diagnostics[2].detail
    allowed = frozenset({"dev", "production.vpc_cidr", "production.zones"})
    refuse_replacement(questionnaire, after.answers, before.lasting, allowed)
    refuse_replacement(questionnaire, before.answers, before.lasting, frozenset())


def test_what_an_answer_replaces_is_an_address_of_some_repository(build):
    texts = build("repository=living").files
    for question in pipeline.load_questionnaire():
        for address in (*question.replaces, *question.removal_destroys):
            _, module, kind, name = address.split(".")
            below = [text for path, text in texts.items() if path.startswith(f"modules/{module.replace('_', '-')}/")]
            assert any(f'resource "{kind}" "{name}"' in text for text in below), f"{question.name}: {address}"
