"""A person at a terminal: keys go into a pseudo-terminal, and what stands on its screen comes out."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

_LONGEST = 60
"""Entries of a list that are gone through."""

GENERATOR = Path(__file__).resolve().parents[2] / "generator"
PATIENCE = 60.0
"""Seconds that a machine with much else to do may take for one screen."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, SPACE, TAB, CTRL_C, CTRL_D, ERASE_LINE = "\r", " ", "\t", "\x03", "\x04", "\x15"
_ASKS = re.compile(r"(?:\]:|  >) $")
"""How a screen of lines ends where it waits for an answer."""

_KEYS = ("< goes back)", "< 뒤로)")
"""What a list, or a line to edit, says of its keys."""

_WHERE = b"\x1b[6n"
_WITHOUT = "import sys; sys.modules['questionary'] = None; from terracutter.cli import main; main()"


class _Emulator(pyte.HistoryScreen):
    """Answers a program that asks where its cursor is, as terminals do."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """`terracutter` with these arguments, in a terminal of so many columns and lines.

    Without `arrows` questionary cannot be found, as where it is not installed.
    """

    def __init__(
        self,
        directory: Path,
        *arguments: str,
        arrows: bool = False,
        columns: int = 80,
        lines: int = 24,
        **environment: str,
    ) -> None:
        self._history = _Emulator(columns, lines, history=5000, ratio=1.0)
        self._stream = pyte.ByteStream(self._history)
        self.raw = b""
        self._mark = 0
        self.arrows = arrows
        self._lists = 1
        self._child = pexpect.spawn(
            sys.executable,
            [*(["-m", "terracutter"] if arrows else ["-c", _WITHOUT]), *arguments],
            cwd=str(directory),
            env=_environment(directory) | environment,
            dimensions=(lines, columns),
            timeout=PATIENCE,
            # Whoever runs the tests in the background has interrupts ignored, and children would ignore them too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._child.delaybeforesend = None
        self._history.answer = self._child.send

    def read(self, seconds: float) -> bool:
        """Whatever comes within so many seconds. False: nothing came."""
        try:
            piece = self._child.read_nonblocking(size=65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += piece
        self._stream.feed(piece)
        return True

    def until(self, text: str) -> str:
        """The screen, as soon as the text was written behind the last keys and nothing moves any more."""
        end = time.monotonic() + PATIENCE
        while text not in self._written:
            if time.monotonic() > end or not (self.read(0.5) or self._child.isalive()):
                raise AssertionError(f"{text!r} was not written:\n{self.screen}")
        self._settle()
        return self.screen

    def until_asked(self) -> str:
        """The screen, as soon as the next question waits for its answer."""
        end = time.monotonic() + PATIENCE
        while not self._is_asking():
            assert time.monotonic() < end, f"nothing is asked:\n{self.screen}"
            assert self.read(0.5) or self._child.isalive(), f"it is over:\n{self.screen}"
        self._settle()
        return self.screen

    def _settle(self) -> None:
        """Reads on until the program waits: a key that comes before may be lost, and half a screen shown."""
        while self.read(0.03) or self._is_busy():
            pass

    def _is_busy(self) -> bool:
        try:
            state = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            time.sleep(0.2)
            return False
        return state.rpartition(") ")[2].startswith(("R", "D"))

    def _is_asking(self) -> bool:
        """Each list asks first where the cursor is; the one before may still have been drawn again until then.

        Only the first one does not, until a key comes.
        """
        drawn = _plain(self.raw[self._mark :].rpartition(_WHERE)[2])
        lists = self.raw.count(_WHERE, self._mark)
        is_first = self._mark == 0 and lists == 0
        is_list = (is_first or lists >= self._lists) and any(keys in drawn for keys in _KEYS)
        return bool(is_list or _ASKS.search(drawn))

    @property
    def _written(self) -> str:
        return _plain(self.raw[self._mark :])

    def type(self, keys: str) -> None:
        # The first list is drawn again before its first key is taken.
        self._lists = 1 if _WHERE in self.raw else 2
        self._mark = len(self.raw)
        self._child.send(keys)

    def answer(self, text: str) -> str:
        """Types a line, or goes down a list to what begins so and takes it; the screen that asks next."""
        if not self.arrows or "(Enter " in self.screen:
            self.type(f"{text}{ENTER}")
        elif text in {"?", "<"}:
            self.type(text)
        else:
            self.point(text)
            self.type(ENTER)
        return self.until_asked()

    def mark(self, *texts: str) -> str:
        """Marks boxes, or takes their marks away, and goes on."""
        for text in texts:
            self.point(text)
            self.type(SPACE)
            self.until("●" if "○" in self._pointed else "○")
        self.type(ENTER)
        return self.until_asked()

    @property
    def _pointed(self) -> str:
        return next(line for line in self.screen.splitlines() if line.startswith(" > "))

    def point(self, text: str) -> None:
        """Goes down a list until the pointer stands at what begins so."""
        for _ in range(_LONGEST):
            if not text or re.search(rf"^ > (?:[●○] )?{re.escape(text)}", self.screen, re.MULTILINE):
                return
            before = self.screen
            self.type(DOWN)
            end = time.monotonic() + PATIENCE
            while self.screen == before and time.monotonic() < end:
                self.read(0.5)
        raise AssertionError(f"there is no {text!r}:\n{self.screen}")

    def signal(self, number: int) -> None:
        os.kill(self._child.pid, number)

    def hang_up(self) -> None:
        """The window is closed."""
        self._child.ptyproc.fileobj.close()

    def gone(self) -> None:
        """Waits until the program has ended, whoever hears of it."""
        end = time.monotonic() + PATIENCE
        while self._child.isalive():
            assert time.monotonic() < end, "it goes on"
            time.sleep(0.02)

    def kill(self) -> None:
        self._child.close(force=True)

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
    def styled(self) -> list[list[tuple[str, bool, bool, str]]]:
        """Each letter on the screen, whether it is bold and reversed, and its colour."""
        buffer = self._history.buffer
        columns, lines = range(self._history.columns), range(self._history.lines)
        letters = ([buffer[line][column] for column in columns] for line in lines)
        return [[(one.data, one.bold, one.reverse, one.fg) for one in line] for line in letters]

    @property
    def echoes(self) -> bool:
        """Whether lines are typed and shown by the terminal itself, as where no program reads single keys."""
        local: int = termios.tcgetattr(self._child.child_fd)[3]
        return all(local & flag for flag in (termios.ECHO, termios.ICANON, termios.ISIG))

    @property
    def has_cursor(self) -> bool:
        return not self._history.cursor.hidden

    @property
    def everything(self) -> str:
        """The screen, and what has scrolled away above it."""
        above = [
            "".join(row[column].data for column in range(self._history.columns)) for row in self._history.history.top
        ]
        return _text([*above, *self._history.display])


def _plain(raw: bytes) -> str:
    return _ESCAPES.sub("", raw.decode("utf-8", errors="replace")).replace("\r\n", "\n")


def _text(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _environment(directory: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(directory.parent),
        "XDG_CACHE_HOME": str(directory.parent / "cache"),
        "PYTHONPATH": str(GENERATOR),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }
