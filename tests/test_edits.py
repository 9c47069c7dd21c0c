"""Two hundred edits by hand, and the commands that render a repository again: no byte of a person is lost unseen.

After each command all that a person wrote is in the tree, or it exited 1, named the file and wrote nothing.
`EDITS_SEED=7 pytest tests/test_edits.py` plays other edits, `EDITS_ONLY=12` one history, which is named where it fails.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml
from edits import ANSWERS, KINDS, RECORDS, Person, Tree, lost, tree
from terracutter import cli, living, pipeline, resources
from terracutter.answers import from_file
from terracutter.diagnostics import refuse_errors

SEED = int(os.environ.get("EDITS_SEED", "20261123"))
ONLY = os.environ.get("EDITS_ONLY")
HISTORIES = 25
ROUNDS = 4
EDITS = 2
"""In a round, before the next command."""

ANSWERED = {
    "repository": "living",
    "profile": "development",
    "region": "us-east-1",
    "environments": ["dev"],
    "node_groups": {"general": {"instance_types": ["m7i.large"]}},
}
ANSWERED_ANEW = {
    **ANSWERED,
    "node_groups": {"general": {"instance_types": ["m7i.large"], "max_size": 9, "labels": {"team": "x"}}},
    "flow_logs": "cloudwatch",
    "log_retention_days": 731,
}
FEWER = {**ANSWERED, "addons": [], "control_plane_logs": []}
COMMANDS = (
    *(["render"], ["update"], ["update"], ["update"], ["update"], ["update", "--write-conflicts"]),
    *(["update", "--write-conflicts"], ["render", "--check"], ["update", "--check"], ["update", "--diff"]),
)
MANIFEST = ".terracutter/manifest.json"
FORETELLING = {"--check", "--diff", "--dry-run"}


@dataclass(slots=True)
class Releases:
    """The templates as they ship and as later versions might; what was rendered once is not rendered again."""

    directory: Path
    templates: list[Path] = field(default_factory=list)
    current: int = 0
    rendered: dict[tuple[int, str], pipeline.Repository] = field(default_factory=dict)
    build: Callable[..., pipeline.Repository] = pipeline.build

    @property
    def first(self) -> Path:
        return self.directory / "first"

    def render(self, answers: Mapping[str, object], arguments: tuple, tools: Mapping) -> pipeline.Repository:
        key = (self.current, json.dumps(answers, sort_keys=True))
        if key not in self.rendered:
            self.rendered[key] = self.build(*arguments, **tools)
        return self.rendered[key]


def newer(root: Path, source: random.Random) -> None:
    """Changes templates as a release does: comments, descriptions, prose, a file more, less or with another name."""
    files = sorted(path for path in root.rglob("*.j2") if ".tftest." not in path.name)
    for path in source.sample(files, 40):
        lines = path.read_text().split("\n")
        if ".tf" in path.name:
            starts = [at for at, line in enumerate(lines) if re.match(r"(resource|variable|output) ", line)]
            texts = [at for at, line in enumerate(lines) if re.match(r'  description = "[^{]*"$', line)]
            if starts:
                lines.insert(source.choice(starts), f"# Of release {source.randrange(1000)}.")
            elif texts:
                at = source.choice(texts)
                lines[at] = lines[at][:-2] + ' as of now."'
        elif ".md" in path.name:
            prose = [at for at, line in enumerate(lines) if re.match(r"[A-Z][^{|]*$", line)]
            for at in source.sample(prose, min(2, len(prose))):
                lines[at] += f" ({source.randrange(1000)})"
        path.write_text("\n".join(lines))
    (root / "templates/repository/OWN.md.j2").write_text("# Of the new release\n")
    readmes = sorted((root / "modules").glob("*/README.md.j2"))
    for path, other in zip(source.sample(readmes, 8), ("GUIDE.md.j2", "") * 4, strict=True):
        path.rename(path.with_name(other)) if other else path.unlink()


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Iterator[Releases]:
    shipped = resources.data_directory()
    found = Releases(tmp_path_factory.mktemp("releases"), [shipped])
    source = random.Random(SEED)
    for number in (1, 2):
        root = found.directory / str(number)
        for name in ("modules", "templates"):
            shutil.copytree(shipped / name, root / name)
        newer(root, source)
        found.templates.append(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(found.directory / "cache"))
        patch.setattr(resources, "data_directory", lambda: found.templates[found.current])
        patch.setattr(resources, "bytecode_directory", lambda: None)
        yield found


@dataclass(slots=True)
class Done:
    code: int
    out: str
    err: str


@dataclass(slots=True)
class Life:
    """A repository over rounds of edits and commands, and `texts`, as the last command that wrote rendered them."""

    root: Path
    releases: Releases
    source: random.Random
    judges: bool
    texts: dict[str, bytes] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def answer(self, answers: Mapping[str, object]) -> None:
        (self.root / ANSWERS).write_text("# By hand\n\n" + yaml.safe_dump(dict(answers), sort_keys=False))

    def run(self, *arguments: str) -> Done:
        """A command in this process. Renderings are remembered, and in most histories no merged tree is judged."""
        read = yaml.safe_load((self.root / ANSWERS).read_bytes())

        def build(questionnaire, given, problems=(), *rest, **tools):
            refuse_errors(list(problems))
            return self.releases.render(read, (questionnaire, given, (), *rest), tools)

        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            patch.setattr(sys, "argv", ["terracutter", *arguments])
            patch.setattr(pipeline, "build", build)
            if not self.judges:
                patch.setattr(living, "judge", lambda *_: ())
            code = cli._run()
        self.story.append(f"terracutter {' '.join(arguments)} -> {code}")
        return Done(code, out.getvalue(), err.getvalue())

    def new(self) -> dict[str, bytes]:
        """What the answers render now."""
        read = yaml.safe_load((self.root / ANSWERS).read_bytes())
        questionnaire = pipeline.load_questionnaire()
        given, problems = from_file(self.root / ANSWERS, questionnaire)
        repository = self.releases.render(read, (questionnaire, given, problems), {})
        return {path: text.encode() for path, text in repository.files.items() if path != ANSWERS}


def begin(root: Path, releases: Releases, number: int) -> Life:
    """An answers file alone is what `render` makes a repository of, as with cookiecutter."""
    life = Life(root, releases, random.Random(f"{SEED} {number}"), judges=number % 4 == 0)
    releases.current = 0
    if not releases.first.exists():
        releases.first.mkdir()
        first = replace(life, root=releases.first)
        first.answer(ANSWERED)
        assert first.run("render", str(releases.first)).code == 0
    shutil.copytree(releases.first, root)
    life.texts = life.new()
    return life


def test_no_edit_by_hand_is_lost(releases, tmp_path):
    outcomes: Counter[str] = Counter()
    for number in range(HISTORIES) if ONLY is None else [int(ONLY)]:
        life = begin(tmp_path / str(number), releases, number)
        person = Person(life.root, life.source, set())
        try:
            for turn in range(ROUNDS):
                edit(life, person, number * ROUNDS * EDITS + turn * EDITS)
                outcomes[play(life, person)] += 1
        except AssertionError as problem:
            story = "\n".join(life.story)
            raise AssertionError(f"EDITS_SEED={SEED} EDITS_ONLY={number}\n{story}\n{problem}") from problem
        shutil.rmtree(life.root)
    assert ONLY or min(outcomes[name] for name in ("foretold", "written", "refused", "conflict")) > 0, outcomes


def edit(life: Life, person: Person, first: int) -> None:
    """Every kind in turn, most of them where the next release has another text; then other answers or templates."""
    source = life.source
    life.answer(source.choice((ANSWERED, ANSWERED_ANEW, ANSWERED_ANEW, FEWER)))
    life.releases.current = source.randrange(len(life.releases.templates))
    new = life.new()
    changing = [path for path in life.texts if new.get(path) != life.texts[path]] or list(life.texts)
    for number in range(first, first + EDITS):
        kind = KINDS[number % len(KINDS)]
        path = source.choice(sorted(changing if source.randrange(3) else life.texts))
        life.story.append(f"{kind} {path}")
        person.edit(kind, path)


def play(life: Life, person: Person) -> str:
    """One command on what stands there, held against what a person did; what stops it is given up or undone."""
    command = life.source.choice(COMMANDS)
    here = tree(life.root)
    done = life.run(*command, str(life.root))
    now = tree(life.root)
    if FORETELLING & {*command}:
        assert done.code in {0, 1, 3}, done.err
        assert now == here
        outcome = "foretold"
    elif done.code == 0:
        assert_kept(life, here, now)
        outcome = "written"
    elif "between markers.\n" in done.err:
        assert command[-1] == "--write-conflicts"
        assert_kept(life, here, now, marked=set(re.findall(r"^  conflict (\S+)", done.out, re.MULTILINE)))
        outcome = "conflict"
    else:
        assert now == here
        outcome = "refused"
    if done.code == 1:
        assert_named(done, person, life.root)
        give_way(life, person, done)
    return outcome


def assert_named(done: Done, person: Person, root: Path) -> None:
    blocks = [block for block in done.err.split("\n\n") if block.strip().startswith("Error: ")]
    assert blocks, done.err
    for block in blocks:
        assert any(path in block.replace(f"{root}/", "") for path in person.touched), block
    assert "Traceback" not in done.err


def assert_kept(life: Life, here: Tree, now: Tree, marked: set[str] = frozenset()) -> None:
    """Whatever stands in the tree is a person's, or ours as of now."""
    new, was = life.new(), life.texts
    assert not [path for path in now if "staging" in path]
    for path, (kind, content, mode) in here.items():
        if path in RECORDS or (kind == "directory" and path not in now):
            continue
        if path not in now:
            assert (was.get(path), new.get(path)) == (content, None), f"{path} is gone"
            continue
        assert now[path][0] == kind, path
        assert now[path][2] == mode, f"{path} has another mode"
        if kind != "file":
            assert now[path][1] == content
            continue
        problem = lost(path, content, was.get(path), new.get(path), now[path][1], marked=path in marked)
        assert not problem, problem
    for path in now.keys() - here.keys():
        # Without the manifest nobody knows that it was there.
        assert path not in was or MANIFEST not in here, f"{path} was deleted by hand, and is there again"
        assert now[path][0] == "directory" or path in RECORDS or now[path][1] == new[path], path
    life.texts = new


def give_way(life: Life, person: Person, done: Done) -> None:
    """A person takes the way that a refusal names: give up the edit, or move away what cannot be written over."""
    edited = []
    for path in re.findall(r"^Error: ([^\s:]+)", done.err, re.MULTILINE):
        target = life.root / path
        if path in RECORDS:
            target.unlink()
        elif target.is_symlink() or target.is_dir():
            target.rename(target.with_name(f"{target.name}-{life.source.randrange(10**6)}"))
        elif path in {*life.texts, *life.new()}:
            edited.append(path)
    if not edited:
        return
    here = tree(life.root)
    again = life.run("update", *(f"--restore={path}" for path in edited), str(life.root))
    now = tree(life.root)
    if again.code:
        assert now == here
        return
    new = life.new()
    assert {path: now[path][1] for path in edited if path in now} == {path: new[path] for path in edited if path in new}
    assert_kept(life, *({name: entry for name, entry in one.items() if name not in edited} for one in (here, now)))


def test_processes_keep_what_a_person_did(tmp_path):
    """The program itself, with nothing remembered: an edit of each kind, one after the other."""
    target = tmp_path / "repository"
    settings = ("repository=living", "profile=development", "environments=dev")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "terracutter", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)

    assert run("new", str(target), "--defaults", *(f"--set={one}" for one in settings)).returncode == 0
    answers = target / ANSWERS
    answers.write_text(answers.read_text() + "\n# By hand\n" + yaml.safe_dump({"log_retention_days": 731}))
    person = Person(target, random.Random(SEED), set())
    for kind, path in (("add", "modules/vpc/main.tf"), ("insert", "modules/vpc/main.tf"), ("delete", "docs/COST.md")):
        person.edit(kind, path)
    person.edit("windows", "environments/dev/terraform.tfvars")
    here = tree(target)
    assert run("update", str(target)).returncode == 0
    now = tree(target)
    merged = now["environments/dev/terraform.tfvars"][1]
    assert b"log_retention_days = 731\r\n" in merged
    assert b"\n" not in merged.replace(b"\r\n", b"")
    kept = [path for path in here if path in person.touched - {"environments/dev/terraform.tfvars"} or path == ANSWERS]
    assert [now[path] for path in kept] == [here[path] for path in kept]
    assert "docs/COST.md" not in now
    for kind, path in (("latin", "environments/dev/terraform.tfvars"), ("link", "README.md"), ("binary", MANIFEST)):
        before = tmp_path / kind
        shutil.copytree(target, before, symlinks=True)
        answers.write_text(answers.read_text().replace("731", "1827"))
        person.touched.clear()
        person.edit(kind, path)
        here = tree(target)
        refused = run("update", str(target))
        assert (refused.returncode, tree(target)) == (1, here)
        assert any(f"Error: {name}" in refused.stderr for name in person.touched), refused.stderr
        shutil.rmtree(target)
        before.rename(target)
