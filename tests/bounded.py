"""Runs commands under limits that the operating system enforces, and tells what each took.

As a program it reads a command a line and answers with a line; it is small, because the resident size of a process
counts what its parent had when they parted.
"""

from __future__ import annotations

import json
import os
import resource
import stat
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 1.0
"""Of the processor, for one command with all processes that it starts."""

MEGABYTES = 150
"""Of address space, of which what is resident is a part."""

_ENDLESS = 5
"""Seconds after which a command is ended."""

_ATTEMPTS = 5
"""Other work on the machine makes a command dearer, and never cheaper: the least counts."""


@dataclass(frozen=True)
class Done:
    code: int
    stdout: str
    stderr: str
    seconds: float
    megabytes: float


@dataclass
class Bounded:
    """Commands of one kind, each with what it took."""

    process: subprocess.Popen[str]
    taken: list[Done] = field(default_factory=list)

    def run(self, command: Sequence[str | Path], cwd: Path, variables: Mapping[str, str], stdin: str = "") -> Done:
        """The command, again where it took too long."""
        job = {"command": [str(part) for part in command], "cwd": str(cwd), "variables": dict(variables)}
        attempts: list[Done] = []
        while len(attempts) < _ATTEMPTS and all(one.seconds >= SECONDS for one in attempts):
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps({**job, "stdin": stdin}) + "\n")
            self.process.stdin.flush()
            attempts.append(Done(**json.loads(self.process.stdout.readline())))
        best = min(attempts, key=lambda one: one.seconds)
        self.taken.append(best)
        return best

    def summary(self, what: str) -> str:
        seconds = [one.seconds for one in self.taken]
        most = max(one.megabytes for one in self.taken)
        times = f"median {statistics.median(seconds):.2f} s, at most {max(seconds):.2f} s of the processor"
        return f"{len(seconds)} {what}: {times} and {most:.0f} MB"


def surroundings(home: Path) -> dict[str, str]:
    """Variables with a home of their own, below which Python keeps what it compiles."""
    generator = Path(__file__).parents[1] / "generator"
    return {"HOME": str(home), "PYTHONPATH": str(generator), "PYTHONPYCACHEPREFIX": str(home / "compiled")}


def snapshot(directory: Path) -> dict[str, tuple[int, int, bytes | None]]:
    """All that stands there, with its kind, time of change and content."""
    return {
        path.relative_to(directory).as_posix(): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None,
        )
        for path in (directory, *sorted(directory.rglob("*")))
    }


@contextmanager
def bounded() -> Iterator[Bounded]:
    command = [sys.executable, "-S", __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Bounded(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve() -> None:
    space = MEGABYTES * 10**6
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        print(json.dumps(_done(**json.loads(line))), flush=True)


def _done(command: list[str], cwd: str, variables: dict[str, str], stdin: str) -> dict[str, object]:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        process = subprocess.Popen(command, cwd=cwd, env=variables, stdin=given, stdout=out, stderr=err)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (_ENDLESS, _ENDLESS))
        _, status, used = os.wait4(process.pid, 0)
        said = [(file.seek(0), file.read().decode("utf-8", "replace"))[1] for file in (out, err)]
    return {
        "code": os.waitstatus_to_exitcode(status),
        "stdout": said[0],
        "stderr": said[1],
        "seconds": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
    }


if __name__ == "__main__":
    _serve()
