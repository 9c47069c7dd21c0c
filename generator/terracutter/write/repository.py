"""A repository made, compared and rendered again."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.records import record
from terracutter.write.disk import File, Notify, directory, find, held_signals, locked_state, refusing
from terracutter.write.journal import STAGING, Step, carry_out, settle
from terracutter.write.manifest import MANIFEST, manifest_file, read_manifest
from terracutter.write.paths import ANSWERS, STATE, path_problems
from terracutter.write.whole import create_whole, may_be_renamed_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet


@record
class Changes:
    """What an update does to each path, sorted; `edited` is what a person changed and stands in its way."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()

    @property
    def differ(self) -> bool:
        return bool(self.created or self.updated or self.deleted or self.edited)


@record
class Written:
    """What was done, and the sentences about what was found on the way (an interrupted write, for one)."""

    changes: Changes
    notices: tuple[str, ...] = ()


@record
class _Survey:
    """The changes, the digest that stands at each path, and what no write may pass."""

    changes: Changes
    found: Mapping[str, str | None]
    obstacles: Sequence[Diagnostic]


def create(
    target: Path,
    files: Mapping[str, str],
    *,
    executable: AbstractSet[str] = frozenset(),
    replace: AbstractSet[str] = frozenset(),
    notify: Notify | None = None,
) -> Written:
    """A new repository, whole or not at all; what stands there already is kept, but for the paths in `replace`.

    `files` is relative POSIX path -> text. `notify` hears it when another process has to be waited for.
    """
    wanted = _checked(files, executable)
    with held_signals(), refusing(str(target)):
        place = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link that is to be refused
        if may_be_renamed_over(place, str(target)):
            notice = create_whole(place, {**wanted, MANIFEST: manifest_file(wanted)})
            return Written(Changes(created=tuple(sorted(wanted))), _notices(notice))
        with directory(place, str(target)) as root, locked_state(root, notify) as state:
            notice = settle(root, state)
            _refuse_repository(root, str(target), notice, replace)
            ours = {path: find(root, path).digest or "" for path in replace & wanted.keys()}
            changes = _write(root, state, wanted, ours, _existing)
            return Written(changes, _notices(notice))


def compare(target: Path, files: Mapping[str, str]) -> Changes:
    """What `update` would do; `Refused` for hostile paths, links in the way and a manifest that cannot be trusted."""
    wanted = _checked(files, frozenset())
    with _opened(target) as root:
        survey = _survey(root, _without_answers(wanted), read_manifest(root))
    if survey.obstacles:
        raise Refused(survey.obstacles)
    return survey.changes


def update(
    target: Path,
    files: Mapping[str, str],
    *,
    executable: AbstractSet[str] = frozenset(),
    notify: Notify | None = None,
) -> Written:
    """Render an existing repository again, whole or not at all; `Refused` names every edited file in the way."""
    wanted = _checked(files, executable)
    with held_signals(), _opened(target) as root, locked_state(root, notify) as state:
        notice = settle(root, state)
        changes = _write(root, state, _without_answers(wanted), read_manifest(root), _edited)
        return Written(changes, _notices(notice))


def recover(target: Path, *, notify: Notify | None = None) -> str | None:
    """Settle what an interrupted write left here: the sentence to print, None when there was nothing to settle.

    `Refused` names the files that a person edited since; they are kept. Every command calls this first.
    """
    if not os.path.lexists(target / STATE / STAGING):
        return None
    with held_signals(), _opened(target) as root, locked_state(root, notify) as state:
        return settle(root, state)


@contextlib.contextmanager
def _opened(target: Path) -> Iterator[int]:
    """The root of an existing repository. A link to it is followed: a person named it."""
    with refusing(str(target)):
        if not target.is_dir():
            hint = f"run `terracutter new {target}` to make a repository"
            raise Refused([Diagnostic("No such directory", "Nothing was written.", Subject(str(target)), hint)])
        with directory(target.resolve(), str(target)) as root:
            yield root


def _checked(files: Mapping[str, str], executable: AbstractSet[str]) -> dict[str, File]:
    """The files as bytes, after the path jail; all problems at once."""
    problems = path_problems(files)
    wanted = {}
    for path, text in files.items():
        try:
            wanted[path] = File.of(text.encode(), executable=path in executable)
        except UnicodeEncodeError as problem:
            problems.append(Diagnostic("Text is not Unicode", f"{problem.reason}.", Subject(path)))
    if problems:
        raise Refused(problems)
    return wanted


def _without_answers(wanted: Mapping[str, File]) -> dict[str, File]:
    return {path: file for path, file in wanted.items() if path != ANSWERS}


def _notices(notice: str | None) -> tuple[str, ...]:
    return () if notice is None else (notice,)


# One write in a directory that exists


def _write(
    root: int,
    state: int,
    wanted: Mapping[str, File],
    ours: Mapping[str, str],
    in_the_way: Callable[[str], Diagnostic],
) -> Changes:
    """Survey, refuse, and carry out; the manifest is the last step, so that it never promises what is not there."""
    survey = _survey(root, wanted, ours)
    edited = [in_the_way(path) if path in wanted else _left_over(path) for path in survey.changes.edited]
    problems = [*survey.obstacles, *edited]
    if problems:
        raise Refused(problems)
    changes = survey.changes
    files = {**wanted, MANIFEST: manifest_file(wanted)}
    steps = [Step(path, survey.found[path], files[path].digest) for path in (*changes.created, *changes.updated)]
    steps += [Step(path, survey.found[path], None) for path in changes.deleted]
    manifest = Step(MANIFEST, find(root, MANIFEST).digest, files[MANIFEST].digest)
    if steps or manifest.before != manifest.after:
        carry_out(root, state, [*steps, manifest], files)
    return changes


def _survey(root: int, wanted: Mapping[str, File], ours: Mapping[str, str]) -> _Survey:
    """Compare what is wanted, what we wrote last (`ours`) and what stands there."""
    kinds: dict[str, list[str]] = {field: [] for field in ("created", "updated", "deleted", "unchanged", "edited")}
    found: dict[str, str | None] = {}
    obstacles = []
    for path in sorted({*wanted, *ours}):
        with refusing(path):
            here = find(root, path)
        found[path] = here.digest
        if here.obstacle is not None:
            obstacles.append(here.obstacle)
        elif (kind := _kind(wanted.get(path), ours.get(path), here.digest)) is not None:
            kinds[kind].append(path)
    changes = Changes(**{kind: tuple(paths) for kind, paths in kinds.items()})
    return _Survey(changes, found, tuple(dict.fromkeys(obstacles)))


def _kind(wanted: File | None, ours: str | None, found: str | None) -> str | None:
    if wanted is None:
        return None if found is None else "deleted" if found == ours else "edited"
    if found is None:
        return "created"
    if found == wanted.digest:
        return "unchanged"
    return "updated" if found == ours else "edited"


def _edited(path: str) -> Diagnostic:
    hint = "move the edit away, or delete the file and render again"
    return Diagnostic("Edited file in the way", f"`{path}` differs from what Terracutter wrote.", Subject(path), hint)


def _left_over(path: str) -> Diagnostic:
    detail = f"`{path}` is no longer part of what the answers render, and it was edited."
    return Diagnostic("Edited file in the way", detail, Subject(path), "move it away, or delete it, and render again")


def _existing(path: str) -> Diagnostic:
    hint = "move it away, or choose another directory"
    return Diagnostic("File exists already", f"`{path}` was not written by Terracutter.", Subject(path), hint)


def _refuse_repository(root: int, target: str, notice: str | None, replace: AbstractSet[str]) -> None:
    """A place that holds a manifest or answers is rendered again, not created."""
    for path in (MANIFEST, ANSWERS):
        here = find(root, path)
        if path not in replace and (here.digest is not None or here.obstacle is not None):
            detail = " ".join([f"It holds `{path}`.", *_notices(notice)])
            hint = f"run `terracutter render {target}` to write it again"
            raise Refused([Diagnostic("Already a Terracutter repository", detail, Subject(target), hint)])
