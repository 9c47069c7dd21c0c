"""The journaled write: everything is staged, one rename commits, and whoever comes next can finish it.

`.terracutter/staging/` holds the new contents, each under the number of its step, and `journal.json` with the steps.
While the journal is there the write will be completed; without it, it never happened.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, NoReturn

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.records import record
from terracutter.write.disk import (
    File,
    checkpoint,
    directory,
    find,
    names_in,
    parent_of,
    read,
    refusing,
    remove_tree,
    sync,
    sync_directories,
    unwritable,
    write_file,
)
from terracutter.write.manifest import RECORDS, is_digest
from terracutter.write.paths import STATE, fault, parents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

STAGING = "staging"
_STAGING_PATH = f"{STATE}/{STAGING}"
_JOURNAL = "journal.json"
_UNFINISHED = f"{_JOURNAL}.new"
_FORMAT = 1
_BEGUN = "the write has begun; the next command completes it"

Progress = Literal["done", "pending", "foreign"]


@record
class Step:
    """One path on its way from one content to another, each a digest; None is "no file"."""

    path: str
    before: str | None
    after: str | None


def carry_out(root: int, state: int, steps: Sequence[Step], files: Mapping[str, File]) -> None:
    """Take every step, or none: `Refused` leaves the tree as it was, unless it says that the write has begun."""
    problems = [problem for step in steps if (problem := unwritable(root, step.path)) is not None]
    if problems:
        raise Refused(dict.fromkeys(problems))
    try:
        os.mkdir(STAGING, dir_fd=state)
        with directory(STAGING, _STAGING_PATH, within=state) as staging:
            _stage(staging, steps, files)
            _refuse_foreign(root, staging, steps, "File changed during the write", "run the command again")
            checkpoint()
            os.rename(_UNFINISHED, _JOURNAL, src_dir_fd=staging, dst_dir_fd=staging)
            os.fsync(staging)
        os.fsync(state)
        os.fsync(root)
    except BaseException:
        _discard(state)
        raise
    _finish(root, state, steps)


def settle(root: int, state: int) -> str | None:
    """Complete or undo what an interrupted write left; the sentence that says so, None when there was nothing."""
    try:
        with directory(STAGING, _STAGING_PATH, within=state) as staging:
            steps = _read_journal(staging)
            if steps is not None:
                hint = "move it away and run the command again: the interrupted write is completed first"
                _refuse_foreign(root, staging, steps, "File edited since a write was interrupted", hint)
            left = names_in(staging)
    except FileNotFoundError:
        return None
    if steps is None:
        _discard(state)
        return "Removed what an interrupted write had staged; it had changed no file." if left else None
    _finish(root, state, steps)
    files = sum(step.path not in RECORDS for step in steps)
    return f"Completed the write that was interrupted ({files} files)."


def _stage(staging: int, steps: Sequence[Step], files: Mapping[str, File]) -> None:
    names = [(str(index), step.path) for index, step in enumerate(steps) if step.after is not None]
    document = {"format": _FORMAT, "steps": [asdict(step) for step in steps]}
    journal = File.of(json.dumps(document, ensure_ascii=False).encode())
    for name, path in [*names, (_UNFINISHED, "")]:
        checkpoint()
        with refusing(path or _STAGING_PATH):
            write_file(staging, name, files[path] if path else journal)
    for name, _ in [*names, (_UNFINISHED, "")]:
        checkpoint()
        sync(staging, name)
    os.fsync(staging)


def _finish(root: int, state: int, steps: Sequence[Step]) -> None:
    """Every step that is still to be taken; no signal may end it halfway, and a kill leaves it to `settle`."""
    with refusing(STATE, _BEGUN):
        with directory(STAGING, _STAGING_PATH, within=state) as staging:
            staged = frozenset(names_in(staging))
            for index, step in enumerate(steps):
                with refusing(step.path, _BEGUN):
                    _take(root, staging, staged, str(index), step)
        sync_directories(root, [step.path for step in steps])
        _discard(state)


def _take(root: int, staging: int, staged: AbstractSet[str], name: str, step: Step) -> None:
    progress = _progress(root, staged, name, step)
    if progress == "pending":
        with parent_of(root, step.path, make=step.after is not None) as (parent, target):
            progress = _progress(root, staged, name, step)  # the last look: only the rename itself comes after it
            if progress == "pending" and step.after is None:
                os.unlink(target, dir_fd=parent)
            elif progress == "pending":
                os.replace(name, target, src_dir_fd=staging, dst_dir_fd=parent)
    if progress == "foreign":
        hint = "move it away and run the command again"
        raise Refused([_foreign(step, "File changed during the write", hint)], _BEGUN)
    if step.after is None:  # also when the file is gone already: a kill may have come between
        for ancestor in parents(step.path):
            with contextlib.suppress(OSError), parent_of(root, ancestor) as (parent, target):
                os.rmdir(target, dir_fd=parent)


def _progress(root: int, staged: AbstractSet[str], name: str, step: Step) -> Progress:
    """Where the step stands; foreign: what is there is neither the old nor the new content, so somebody else's."""
    found = find(root, step.path)
    if found.obstacle is not None:
        return "foreign"
    if found.digest == step.after:
        return "done"
    if found.digest not in {None, step.before}:
        return "foreign"
    if step.after is None or name in staged:
        return "pending"
    return "done" if found.digest is None else "foreign"  # written before the kill, then removed or put back


def _refuse_foreign(root: int, staging: int, steps: Sequence[Step], summary: str, hint: str) -> None:
    staged = frozenset(names_in(staging))
    foreign = []
    for index, step in enumerate(steps):
        with refusing(step.path):
            if _progress(root, staged, str(index), step) == "foreign":
                foreign.append(_foreign(step, summary, hint))
    if foreign:
        raise Refused(foreign)


def _foreign(step: Step, summary: str, hint: str) -> Diagnostic:
    return Diagnostic(summary, f"`{step.path}` was edited; the edit is kept.", Subject(step.path), hint)


def _discard(state: int) -> None:
    """Remove the staging, the journal first: without it, what is left is waste whenever a kill comes."""
    try:
        with directory(STAGING, _STAGING_PATH, within=state) as staging, contextlib.suppress(FileNotFoundError):
            os.unlink(_JOURNAL, dir_fd=staging)
        remove_tree(state, STAGING)
    except FileNotFoundError:
        return
    os.fsync(state)


def _read_journal(staging: int) -> list[Step] | None:
    content = read(staging, _JOURNAL)
    if content is None:
        return None
    try:
        document = json.loads(content)
        if document["format"] != _FORMAT:
            _broken(f"Its format is {document['format']!r}, and only {_FORMAT} is known.")
        steps = [Step(**step) for step in document["steps"]]
    except (ValueError, TypeError, KeyError, RecursionError) as problem:
        _broken(f"It cannot be read: {problem!r}.")
    for step in steps:
        if not _is_ours(step):
            _broken(f"This step cannot be ours: {step}.")
    return steps


def _is_ours(step: Step) -> bool:
    """A journal may come with a cloned repository: its paths pass the same jail as our own."""
    return (
        isinstance(step.path, str)
        and (step.path in RECORDS or not fault(step.path))
        and all(digest is None or is_digest(digest) for digest in (step.before, step.after))
    )


def _broken(detail: str) -> NoReturn:
    hint = f"keep a copy of `{_STAGING_PATH}`, delete it, and run the command again"
    raise Refused([Diagnostic("Broken journal of an interrupted write", detail, Subject(_STAGING_PATH), hint)])
