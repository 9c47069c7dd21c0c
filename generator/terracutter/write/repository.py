"""A repository made, compared and rendered again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from terracutter.diagnostics import Diagnostic, Refused, Subject, refuse_errors
from terracutter.records import record
from terracutter.write.disk import (
    File,
    Found,
    Notify,
    directory,
    files_below,
    find,
    held_signals,
    locked_state,
    read,
    refusing,
)
from terracutter.write.journal import STAGING, Step, carry_out, settle
from terracutter.write.manifest import (
    MANIFEST,
    RECORDS,
    Last,
    Recorded,
    find_base,
    read_base,
    read_last,
    read_manifest,
    record_files,
)
from terracutter.write.merge import MOST_LINES, Conflict, Merged, marker_line, merge
from terracutter.write.paths import ANSWERS, STATE, path_problems
from terracutter.write.whole import create_whole, may_be_renamed_over

_NO_ANSWERS: Final[Recorded] = MappingProxyType({})
_TERRAFORM = (".tf", ".tfvars")
_CONFLICT = "Edit conflicts with the new text"
_CHOOSE = "choose one of the two, and delete the lines of the markers"


@record
class Changes:
    """What an update does to each path, sorted.

    Of what a person changed, `merged` has their edit and the new text, `kept` stays as it is since our text does too,
    `gone` they deleted, which stays so, and `edited` stands in the way.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()

    @property
    def differ(self) -> bool:
        return bool(self.created or self.updated or self.merged or self.deleted or self.edited)

    @property
    def by_hand(self) -> tuple[str, ...]:
        return tuple(sorted((*self.merged, *self.kept, *self.gone)))


@record
class Tree:
    """All Terraform of the repository, the person's own files too, by path."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    changes: Changes


@record
class Way:
    """How an update treats what a person edited.

    With `merging`, edits and the new text are merged, by the texts in the directory `base` where none are recorded, and
    with `markers` conflicts are written. At and below the paths to `restore` an edit is given up. `judge` is asked
    before anything is written into a tree that has edits.
    """

    merging: bool = False
    markers: bool = False
    base: Path | None = None
    restore: AbstractSet[str] = frozenset()
    judge: Callable[[Tree], None] = lambda _: None


STRICT = Way()


@record
class Written:
    """What was done, and the sentences about what was found on the way (an interrupted write, for one).

    `conflicts` are those that now stand in files between markers.
    """

    changes: Changes
    notices: tuple[str, ...] = ()
    conflicts: tuple[Diagnostic, ...] = ()


@record
class Foreseen:
    """What an update would do, and why it would be refused; `texts` is what would be written, by path."""

    changes: Changes
    texts: Mapping[str, bytes]
    problems: tuple[Diagnostic, ...] = ()


@record
class _Survey:
    """The changes, the digest that stands at each path, what is to be written, and what no write may pass."""

    changes: Changes
    found: Mapping[str, str | None]
    files: Mapping[str, File]
    obstacles: Sequence[Diagnostic]
    edits: Mapping[str, Diagnostic]
    conflicts: Sequence[Diagnostic] = ()

    @property
    def problems(self) -> list[Diagnostic]:
        return [*self.obstacles, *self.edits.values()]


def create(  # noqa: PLR0913  what is written, and how
    target: Path,
    files: Mapping[str, str],
    *,
    executable: AbstractSet[str] = frozenset(),
    replace: AbstractSet[str] = frozenset(),
    answers: Recorded = _NO_ANSWERS,
    notify: Notify | None = None,
) -> Written:
    """A new repository, whole or not at all; what stands there already is kept, but for the paths in `replace`.

    `files` is relative POSIX path -> text, `answers` are those to record. `notify` hears it when another process has to
    be waited for.
    """
    wanted = _checked(files, executable)
    with held_signals(), refusing(str(target)):
        place = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link that is to be refused
        if may_be_renamed_over(place, str(target)):
            notice = create_whole(place, {**wanted, **record_files(wanted, answers)})
            return Written(Changes(created=tuple(sorted(wanted))), _notices(notice))
        with directory(place, str(target)) as root, locked_state(root, notify) as state:
            notice = settle(root, state)
            _refuse_repository(root, str(target), notice, replace)
            ours = {path: here for path in replace & wanted.keys() if (here := find(root, path).digest) is not None}
            survey = _survey(root, wanted, ours, STRICT, _existing)
            refuse_errors(survey.problems)
            _carry_out(root, state, survey, record_files(wanted, answers))
            return Written(survey.changes, _notices(notice))


def compare(target: Path, files: Mapping[str, str]) -> Changes:
    """What `update` would do; `Refused` for hostile paths, links in the way and a manifest that cannot be trusted."""
    return foresee(target, files).changes


def foresee(target: Path, files: Mapping[str, str], *, way: Way = STRICT) -> Foreseen:
    """What `update` would do, edits in the way and all; `Refused` for what no way leads past."""
    wanted = _checked(files, frozenset())
    with _opened(target) as root:
        survey = _update_survey(root, _without_answers(wanted), way)
        refuse_errors(survey.obstacles)
        if not survey.problems:
            _judge(root, survey, way)
    texts = {path: survey.files[path].content for path in _written(survey.changes)}
    return Foreseen(survey.changes, texts, (*survey.problems, *survey.conflicts))


def update(  # noqa: PLR0913  what is written, and how
    target: Path,
    files: Mapping[str, str],
    *,
    executable: AbstractSet[str] = frozenset(),
    answers: Recorded = _NO_ANSWERS,
    way: Way = STRICT,
    forget: bool = False,
    notify: Notify | None = None,
) -> Written:
    """Render an existing repository again, whole or not at all; `Refused` names every edited file in the way.

    With `forget` it is one of this version from now on, as if nothing older had been applied.
    """
    wanted = _without_answers(_checked(files, executable))
    with held_signals(), _opened(target) as root, locked_state(root, notify) as state:
        notice = settle(root, state)
        survey = _update_survey(root, wanted, way)
        since = None if forget else _last(root).since
        refuse_errors([*survey.problems, *(() if way.markers else survey.conflicts)])
        _judge(root, survey, way)
        _carry_out(root, state, survey, record_files(wanted, answers, since))
        return Written(survey.changes, _notices(notice), tuple(survey.conflicts))


def last(target: Path) -> Last:
    """What was recorded with the last write; nothing where there are no records."""
    with _opened(target) as root:
        return _last(root)


def _last(root: int) -> Last:
    return read_last(root) or Last(_NO_ANSWERS, "")


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


def _written(changes: Changes) -> tuple[str, ...]:
    return (*changes.created, *changes.updated, *changes.merged)


def _carry_out(root: int, state: int, survey: _Survey, records: Mapping[str, File]) -> None:
    """The records are the last steps, so that they never promise what is not there."""
    files = {**survey.files, **records}
    steps = [Step(path, survey.found[path], files[path].digest) for path in _written(survey.changes)]
    steps += [Step(path, survey.found[path], None) for path in survey.changes.deleted]
    kept = [Step(path, find(root, path).digest, files[path].digest) for path in RECORDS]
    if steps or any(step.before != step.after for step in kept):
        carry_out(root, state, [*steps, *kept], files)


def _judge(root: int, survey: _Survey, way: Way) -> None:
    """Ask about the whole tree before an edit comes to stand beside new text; there is none with open conflicts."""
    if survey.conflicts or not (survey.changes.by_hand and survey.changes.differ):
        return
    before = {path: read(root, path) or b"" for path in files_below(root, _TERRAFORM)}
    gone = {*survey.changes.deleted, *survey.changes.gone}
    new = {path: survey.files[path].content for path in _written(survey.changes) if path.endswith(_TERRAFORM)}
    after = {**{path: text for path, text in before.items() if path not in gone}, **new}
    way.judge(Tree(before, after, survey.changes))


def _update_survey(root: int, wanted: Mapping[str, File], way: Way) -> _Survey:
    ours = read_manifest(root)
    unknown = [one for one in way.restore if not any(_is_below(path, [one]) for path in {*wanted, *ours})]
    if unknown:
        detail = "No file at or below it is one of Terracutter's."
        raise Refused([Diagnostic("Nothing to restore", detail, Subject(one)) for one in sorted(unknown)])
    bases = read_base(root, ours)
    if way.base is not None:
        bases = {**find_base(way.base, ours), **bases}

    def in_the_way(path: str) -> Diagnostic:
        if path not in wanted:
            return _left_over(path)
        if not ours:
            return _unrecorded(path)
        return _edited(path, way) if path in ours else _foreign(path)

    survey = _survey(root, wanted, ours, way, in_the_way)
    if way.merging and survey.changes.edited:
        survey = _with_merges(root, survey, wanted, bases, way)
    unsettled = {path: one for path in survey.changes.kept if (one := _unsettled(path, read(root, path))) is not None}
    return replace(survey, edits={**survey.edits, **unsettled})


def _survey(
    root: int,
    wanted: Mapping[str, File],
    ours: Mapping[str, str],
    way: Way,
    in_the_way: Callable[[str], Diagnostic],
) -> _Survey:
    """Compare what is wanted, what we wrote last (`ours`) and what stands there."""
    kinds: dict[str, list[str]] = {name: [] for name in Changes.__match_args__}
    found: dict[str, str | None] = {}
    files = dict(wanted)
    obstacles = []
    for path in sorted({*wanted, *ours}):
        with refusing(path):
            here = find(root, path)
        found[path] = here.digest
        if here.obstacle is not None:
            obstacles.append(here.obstacle)
            continue
        was = here.digest if _is_below(path, way.restore) else ours.get(path)
        kind = _kind(wanted.get(path), was, here.digest)
        if kind is not None:
            kinds[kind].append(path)
        if kind in {"updated", "edited"} and path in wanted:
            files[path] = _in_place(wanted[path], here)
    changes = Changes(**{kind: tuple(paths) for kind, paths in kinds.items()})
    edits = {path: in_the_way(path) for path in changes.edited}
    return _Survey(changes, found, files, tuple(dict.fromkeys(obstacles)), edits)


def _in_place(file: File, here: Found) -> File:
    """The file with the mode of the one that it replaces; one that becomes executable is so for all who may read it."""
    becomes_executable = file.mode & 0o100 and not here.mode & 0o100
    mode = here.mode | (here.mode & 0o444) >> 2 if becomes_executable else here.mode
    return File(file.content, file.digest, mode, keeps_mode=True)


def _is_below(path: str, places: Iterable[str]) -> bool:
    return any(path == place or path.startswith(f"{place}/") or place == "." for place in places)


def _kind(wanted: File | None, ours: str | None, found: str | None) -> str | None:
    if wanted is None:
        return None if found is None else "deleted" if found == ours else "edited"
    if found is None:
        return "created" if ours is None else "gone"
    if found == wanted.digest:
        return "unchanged"
    return "updated" if found == ours else "kept" if ours == wanted.digest else "edited"


def _with_merges(root: int, survey: _Survey, wanted: Mapping[str, File], bases: Mapping[str, str], way: Way) -> _Survey:
    """The edited files that can be merged are no longer in the way."""
    edits = dict(survey.edits)
    files, merged, conflicts = dict(survey.files), [], []
    found = dict(survey.found)
    for path in survey.changes.edited:
        if path not in wanted or path not in bases:
            continue
        here = read(root, path) or b""
        outcome = _merged(path, bases[path], here, wanted[path].content.decode())
        if isinstance(outcome, Diagnostic):
            edits[path] = outcome
            continue
        del edits[path]
        merged.append(path)
        file = survey.files[path]
        found[path] = File.of(here).digest
        files[path] = File(text := outcome.text.encode(), File.of(text).digest, file.mode, file.keeps_mode)
        for one, line in zip(outcome.conflicts, outcome.marked, strict=True):
            conflicts.append(_written_conflict(path, one, line) if way.markers else _conflict(path, one))
    edited = tuple(path for path in survey.changes.edited if path not in merged)
    changes = replace(survey.changes, merged=tuple(merged), edited=edited)
    return _Survey(changes, found, files, survey.obstacles, edits, tuple(conflicts))


def _merged(path: str, base: str, here: bytes, new: str) -> Merged | Diagnostic:
    try:
        text = here.decode()
    except UnicodeDecodeError:
        return replace(_edited(path, STRICT), detail=f"`{path}` was edited, and is not UTF-8: it cannot be merged.")
    if (unsettled := _unsettled(path, here)) is not None:
        return unsettled
    if max(one.count("\n") for one in (base, text, new)) > MOST_LINES:
        detail = f"`{path}` was edited, and has more than {MOST_LINES:,} lines: it is not merged."
        return replace(_edited(path, STRICT), detail=detail)
    return merge(base, text, new)


def _unsettled(path: str, here: bytes | None) -> Diagnostic | None:
    line = marker_line((here or b"").decode("utf-8", "replace"))
    if line is None:
        return None
    detail = "A conflict of an earlier update is not settled here."
    return Diagnostic("Conflict markers", detail, Subject(path, line), f"{_CHOOSE}; `--restore {path}` gives up yours")


def _conflict(path: str, conflict: Conflict) -> Diagnostic:
    hint = (
        "`terracutter update --write-conflicts` writes both into the file for you to choose; "
        f"`--restore {path}` gives up the edit"
    )
    if path.endswith(".tfvars"):
        hint = f"answer in {ANSWERS} what you edited, where a question asks for it; or {hint}"
    return Diagnostic(_CONFLICT, str(conflict), Subject(path, conflict.here_line), hint)


def _written_conflict(path: str, conflict: Conflict, line: int) -> Diagnostic:
    return Diagnostic(_CONFLICT, str(conflict), Subject(path, line), f"{_CHOOSE}; then run `terracutter update` again")


def _edited(path: str, way: Way) -> Diagnostic:
    detail = f"`{path}` differs from what Terracutter wrote."
    other = "`terracutter update` merges the edit with the new text"
    if way.merging:
        detail = f"`{path}` differs from what Terracutter wrote, and `{STATE}/` has no record of that to merge it by."
        other = f"bring `{STATE}/` back from version control, or name by `--base` a place with the files as they were"
    hint = f"{other}; `--restore {path}` gives up the edit"
    return Diagnostic("Edited file in the way", detail, Subject(path), hint)


def _unrecorded(path: str) -> Diagnostic:
    detail = f"`{path}` has another text than is rendered now, and without `{MANIFEST}` nobody knows whose it is."
    hint = f"bring `{STATE}/` back from version control; `--restore {path}` writes what is rendered now"
    return Diagnostic("Edited file in the way", detail, Subject(path), hint)


def _left_over(path: str) -> Diagnostic:
    detail = f"`{path}` is no longer part of what the answers render, and it was edited."
    hint = f"give it another name to keep it as your own; `--restore {path}` deletes it"
    return Diagnostic("Edited file in the way", detail, Subject(path), hint)


def _foreign(path: str) -> Diagnostic:
    hint = f"give it another name to keep it as your own; `--restore {path}` writes ours over it"
    return replace(_existing(path), hint=hint)


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
