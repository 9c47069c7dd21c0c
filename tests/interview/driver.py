"""A person at a terminal: keys go into a pseudo-terminal, and what stands on its screen comes out."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pexpect
import pyte

GENERATOR = Path(__file__).resolve().parents[2] / "generator"
PATIENCE = 20.0
"""Seconds that a machine with much else to do may take for one screen."""

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, SPACE, CTRL_C, CTRL_D, ERASE_LINE = "\r", " ", "\x03", "\x04", "\x15"


class Terminal:
    """`terracutter` with these arguments, in a terminal of so many columns and lines."""

    def __init__(
        self, directory: Path, *arguments: str, columns: int = 80, lines: int = 24, **environment: str
    ) -> None:
        self._history = pyte.HistoryScreen(columns, lines, history=5000, ratio=1.0)
        self._stream = pyte.ByteStream(self._history)
        self.raw = b""
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "terracutter", *arguments],
            cwd=str(directory),
            env=_environment(directory, environment),
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )
        self._child.delaybeforesend = None

    def read(self, seconds: float) -> bool:
        """Whatever comes within so many seconds. False: nothing came."""
        try:
            piece = self._child.read_nonblocking(size=65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += piece
        self._stream.feed(piece)
        for question, reply in ((b"\x1b[6n", self._position()),):
            # A terminal answers a program that asks where its cursor is.
            for _ in range(piece.count(question)):
                self._child.send(reply)
        return True

    def _position(self) -> str:
        return f"\x1b[{self._history.cursor.y + 1};{self._history.cursor.x + 1}R"

    def until(self, text: str) -> str:
        """The screen, as soon as the text stands on it and nothing moves any more."""
        end = time.monotonic() + PATIENCE
        while text not in self.screen:
            if time.monotonic() > end or not (self.read(0.5) or self._child.isalive()):
                raise AssertionError(f"{text!r} is not on the screen:\n{self.screen}")
        while self.read(0.03):
            pass
        return self.screen

    def type(self, keys: str) -> None:
        self._child.send(keys)

    def signal(self, number: int) -> None:
        os.kill(self._child.pid, number)

    def hang_up(self) -> None:
        """The window is closed."""
        self._child.close(force=False)

    def end(self) -> int:
        """The exit code, once the program has come to its end."""
        end = time.monotonic() + PATIENCE
        while self._child.isalive():
            self.read(0.2)
            assert time.monotonic() < end, f"it goes on:\n{self.screen}"
        while self.read(0.1):
            pass
        self._child.close()
        code: int | None = self._child.exitstatus
        return -1 if code is None else code

    @property
    def screen(self) -> str:
        """What a person sees now, without the blanks at the ends of lines."""
        return _text(self._history.display)

    @property
    def everything(self) -> str:
        """The screen, and what has scrolled away above it."""
        above = [
            "".join(row[column].data for column in range(self._history.columns)) for row in self._history.history.top
        ]
        return _text([*above, *self._history.display])


def _text(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _environment(directory: Path, own: dict[str, str]) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(directory / ".cache")),
        "PYTHONPATH": str(GENERATOR),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **own,
    }
