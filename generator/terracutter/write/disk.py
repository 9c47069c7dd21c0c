"""The disk, reached only through descriptors: no step of a path follows a link, whoever swaps one in and whenever."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.records import record
from terracutter.write.paths import STATE, parents

if TYPE_CHECKING:
    from pathlib import Path

Notify = Callable[[str], None]

_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
WAIT = 5.0  # seconds that a second process waits for the first
_POLL = 0.05  # seconds between two attempts at a lock
_SUMMARIES = {
    errno.ENOSPC: "No space left on the disk",
    errno.EDQUOT: "Disk quota exceeded",
    errno.EFBIG: "File too large for this disk or limit",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Permission denied",
    errno.ENAMETOOLONG: "Name too long",
    errno.ENOENT: "No such directory",
    errno.ENOTDIR: "Not a directory",
}


@record
class File:
    """What is to be written at one path; `keeps_mode` where the mode is that of the file in whose place it comes."""

    content: bytes
    digest: str
    mode: int
    keeps_mode: bool = False

    @classmethod
    def of(cls, content: bytes, *, executable: bool = False) -> File:
        return cls(content, f"sha256:{hashlib.sha256(content).hexdigest()}", 0o755 if executable else 0o644)


@record
class Found:
    """What stands at one path: a file with this digest and mode, nothing, or an obstacle that no write may pass."""

    digest: str | None = None
    obstacle: Diagnostic | None = None
    mode: int = 0


def refusal(problem: OSError, path: str, outcome: str = "nothing was written") -> Refused:
    summary = _SUMMARIES.get(problem.errno or 0, "Disk error")
    hint = "make room and run the command again" if problem.errno in {errno.ENOSPC, errno.EDQUOT} else ""
    detail = f"{problem.strerror or problem}. {outcome[:1].upper()}{outcome[1:]}."
    return Refused([Diagnostic(summary, detail, Subject(path), hint)], outcome)


@contextlib.contextmanager
def refusing(path: str, outcome: str = "nothing was written") -> Iterator[None]:
    """Turn the operating system's errors into a `Refused` that names the path."""
    try:
        yield
    except OSError as problem:
        raise refusal(problem, path, outcome) from problem


@contextlib.contextmanager
def held_signals() -> Iterator[None]:
    """Hold back what would stop the process; `checkpoint` gives way to it where stopping does no harm.

    Whatever arrived is delivered at the end. A signal that the process ignores stays ignored.
    """
    watched = {number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def checkpoint() -> None:
    if signal.sigpending() & _SIGNALS:
        raise Refused([Diagnostic("Interrupted", "Nothing was written.")])


def open_directory(name: str | Path, path: str, *, within: int | None = None) -> int:
    """A descriptor of the directory; `Refused` naming `path` where a link or a file stands in its place."""
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=within)
    except OSError as problem:
        if problem.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise Refused([_obstacle(os.lstat(name, dir_fd=within).st_mode, path, "directory")]) from problem
        raise


@contextlib.contextmanager
def directory(name: str | Path, path: str, *, within: int | None = None) -> Iterator[int]:
    descriptor = open_directory(name, path, within=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def parent_of(root: int, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
    """The descriptor of the directory that holds `path`, and the name in it; FileNotFoundError where it is missing."""
    current = os.dup(root)
    try:
        for ancestor in reversed(parents(path)):
            name = ancestor.rpartition("/")[2]
            if make:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(name, dir_fd=current)
            following = open_directory(name, ancestor, within=current)
            os.close(current)
            current = following
        yield current, path.rpartition("/")[2]
    finally:
        os.close(current)


def unwritable(root: int, path: str) -> Diagnostic | None:
    """Why a rename to `path` is bound to fail: asked before the commit, since after it there is no way back."""
    for place in (path, *parents(path)):
        with contextlib.suppress(FileNotFoundError), parent_of(root, place) as (parent, _):
            holder = place.rpartition("/")[0] or "."
            if os.fstat(parent).st_dev != os.fstat(root).st_dev:
                detail = f"`{holder}` is another file system than the repository; no write there can be whole."
                return Diagnostic("Mount point in the way", detail, Subject(holder), f"unmount `{holder}`")
            if not os.access(".", os.W_OK | os.X_OK, dir_fd=parent):
                detail = f"The directory `{holder}` cannot be written. Nothing was written."
                return Diagnostic("Permission denied", detail, Subject(holder), f"make `{holder}` writable for you")
            return None
    return None


def find(root: int, path: str) -> Found:
    try:
        with parent_of(root, path) as (parent, name), os.fdopen(_open_file(parent, name, path), "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            return Found(f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}", mode=mode)
    except FileNotFoundError:
        return Found()
    except Refused as refused:
        return Found(obstacle=refused.diagnostics[0])


def read(root: int, path: str, most: int = -1) -> bytes | None:
    """The content of the file, `most` bytes of it; None where there is none."""
    try:
        with parent_of(root, path) as (parent, name), os.fdopen(_open_file(parent, name, path), "rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return None


def _open_file(parent: int, name: str, path: str) -> int:
    mode = os.lstat(name, dir_fd=parent).st_mode
    if not stat.S_ISREG(mode):  # asked first: to open a pipe or a device may block or have effects
        raise Refused([_obstacle(mode, path, "regular file")])
    return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=parent)


def _obstacle(mode: int, path: str, wanted: str) -> Diagnostic:
    if stat.S_ISLNK(mode):
        detail = f"`{path}` is a symbolic link; files are written only into the repository's own directories."
        return Diagnostic("Symbolic link in the way", detail, Subject(path), f"remove the link `{path}`")
    detail = f"`{path}` is a {_kind(mode)}, and a {wanted} has to stand there."
    return Diagnostic(f"{_kind(mode).capitalize()} in the way", detail, Subject(path), f"move `{path}` away")


def _kind(mode: int) -> str:
    return "directory" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "special file"


def write_file(parent: int, name: str, file: File) -> None:
    """Write a new file; the data is on its way to the disk, and safe there after `sync`."""
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, file.mode, dir_fd=parent)
    with os.fdopen(descriptor, "wb", buffering=0) as stream:
        if file.keeps_mode:
            os.fchmod(descriptor, file.mode)
        rest = memoryview(file.content)
        while rest:
            rest = rest[stream.write(rest) or 0 :]
        if hasattr(os, "posix_fadvise"):  # starts the transfer, so that many files share one commit of the disk
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync(parent: int, name: str) -> None:
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=parent)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_directories(root: int, paths: Iterable[str]) -> None:
    """Make the names durable: every directory above the paths that still exists, and the root."""
    for ancestor in sorted({ancestor for path in paths for ancestor in parents(path)}):
        with contextlib.suppress(FileNotFoundError), parent_of(root, ancestor) as (parent, name):
            sync(parent, name)
    os.fsync(root)


def files_below(root: int, suffixes: tuple[str, ...]) -> list[str]:
    """The regular files below, but for those in hidden directories, sorted."""
    found: list[str] = []
    for top, directories, names, within in os.fwalk(".", dir_fd=root):
        directories[:] = [name for name in directories if not name.startswith(".")]
        wanted = [name for name in names if name.endswith(suffixes)]
        regular = [name for name in wanted if stat.S_ISREG(os.lstat(name, dir_fd=within).st_mode)]
        found += [f"{top}/{name}".removeprefix("./") for name in regular]
    return sorted(found)


def names_in(descriptor: int) -> list[str]:
    return sorted(os.listdir(descriptor))


def remove_tree(parent: int, name: str) -> None:
    shutil.rmtree(name, dir_fd=parent)


def try_lock(descriptor: int, parent: int, name: str) -> bool:
    """Lock a directory for this process, if no other holds it and it still stands under its name."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if isinstance(problem, BlockingIOError):
            return False
        # NFS and some FUSE mounts cannot lock a directory; to refuse every write there would help nobody.
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(name, dir_fd=parent))
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def locked_state(root: int, notify: Notify | None) -> Iterator[int]:
    """The descriptor of `.terracutter`, locked and made where needed; removed again at the end if it is empty.

    Waits up to `WAIT` seconds for another process, and calls `notify` once with the sentence that says so.
    """
    deadline = time.monotonic() + WAIT
    while (state := _try_state(root)) is None:
        checkpoint()
        if time.monotonic() >= deadline:
            detail = f"It did not finish within {WAIT:g} seconds. Nothing was written."
            raise Refused([Diagnostic("Another Terracutter is writing here", detail, hint="try again when it is done")])
        if notify is not None:
            notify("Waiting for another Terracutter that is writing here.")
            notify = None
        time.sleep(_POLL)
    try:
        yield state
    finally:
        with contextlib.suppress(OSError):
            os.rmdir(STATE, dir_fd=root)
        os.close(state)


def _try_state(root: int) -> int | None:
    with contextlib.suppress(FileExistsError):
        os.mkdir(STATE, dir_fd=root)
    try:
        state = open_directory(STATE, STATE, within=root)
    except FileNotFoundError:  # the process before us removed it between our two calls
        return None
    if try_lock(state, root, STATE):
        return state
    os.close(state)
    return None
