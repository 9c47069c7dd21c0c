"""A new directory that appears whole: filled beside its place, then put there by one rename."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.write.disk import (
    File,
    checkpoint,
    directory,
    names_in,
    open_directory,
    parent_of,
    refusing,
    remove_tree,
    sync,
    sync_directories,
    try_lock,
    write_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def may_be_renamed_over(place: Path, target: str) -> bool:
    """True for a missing place and for an empty directory that nothing holds on to; `Refused` for a link or a file."""
    try:
        root = open_directory(place, target)
    except FileNotFoundError:
        return True
    try:
        here = os.path.samestat(os.fstat(root), Path().stat())
        return not (here or names_in(root) or place.is_mount()) and os.access(place.parent, os.W_OK)
    finally:
        os.close(root)


def create_whole(place: Path, files: Mapping[str, File]) -> str | None:
    """Make the directory with all its files; the sentence that says what an earlier attempt had left, if any."""
    with _parents_made(place.parent), directory(place.parent.resolve(), str(place.parent)) as parent:
        notice = _remove_abandoned(parent, place.name)
        with _stage(parent, place.name) as (stage, name):
            _fill(stage, files)
            with contextlib.suppress(FileNotFoundError):  # an empty directory keeps the mode that its owner gave it
                os.fchmod(stage, stat.S_IMODE(os.lstat(place.name, dir_fd=parent).st_mode))
            checkpoint()
            try:
                os.rename(name, place.name, src_dir_fd=parent, dst_dir_fd=parent)
            except OSError as problem:
                if problem.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
                    raise Refused([_overtaken(place)]) from problem
                raise
        with contextlib.suppress(OSError):  # the repository stands; there is nothing left to refuse
            os.fsync(parent)
    return notice


def _overtaken(place: Path) -> Diagnostic:
    detail = "Another process made it while this one was writing; that one is kept, and this one left nothing."
    return Diagnostic("Directory exists already", detail, Subject(str(place)), "choose another directory")


def _fill(stage: int, files: Mapping[str, File]) -> None:
    for path, file in files.items():
        checkpoint()
        with refusing(path), parent_of(stage, path, make=True) as (parent, name):
            write_file(parent, name, file)
    for path in files:
        checkpoint()
        with refusing(path), parent_of(stage, path) as (parent, name):
            sync(parent, name)
    sync_directories(stage, files)


@contextlib.contextmanager
def _parents_made(path: Path) -> Iterator[None]:
    """Make the missing directories down to `path`; on failure those that we made are removed again."""
    missing = [ancestor for ancestor in (path, *path.parents) if not ancestor.exists()]
    made = []
    try:
        for ancestor in reversed(missing):
            with contextlib.suppress(FileExistsError):
                ancestor.mkdir()
                made.append(ancestor)
        yield
    except BaseException:
        for ancestor in reversed(made):
            with contextlib.suppress(OSError):
                ancestor.rmdir()
        raise


def _stage_prefix(name: str) -> str:
    return f".{name}.terracutter-"


@contextlib.contextmanager
def _stage(parent: int, target: str) -> Iterator[tuple[int, str]]:
    """A new directory beside the target, locked as long as we live; removed unless it was renamed."""
    while (made := _try_stage(parent, target)) is None:
        checkpoint()
    stage, name = made
    try:
        yield stage, name
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            remove_tree(parent, name)
        raise
    finally:
        os.close(stage)


def _try_stage(parent: int, target: str) -> tuple[int, str] | None:
    """None when another process took it for abandoned before it was locked."""
    name = f"{_stage_prefix(target)}{os.urandom(4).hex()}"
    os.mkdir(name, dir_fd=parent)
    with contextlib.suppress(FileNotFoundError):
        stage = open_directory(name, name, within=parent)
        if try_lock(stage, parent, name):
            return stage, name
        os.close(stage)
    return None


def _remove_abandoned(parent: int, target: str) -> str | None:
    """Remove the stages of this target that no living process holds; the sentence that says so."""
    removed = 0
    for name in names_in(parent):
        if name.startswith(_stage_prefix(target)):
            with contextlib.suppress(OSError, Refused), directory(name, name, within=parent) as stage:
                if try_lock(stage, parent, name):
                    remove_tree(parent, name)
                    removed += 1
    return f"Removed what {removed} interrupted attempt(s) to create `{target}` had left." if removed else None
