"""The first list as questionary draws it, before questionary is loaded: that takes as long as all that comes before."""

from __future__ import annotations

import re
import select
import shutil
import signal
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from terracutter.columns import columns
from terracutter.interview import labels
from terracutter.interview.screen import Prompt
from terracutter.questions.words import Words

_BOLD: Final = "\x1b[1m"
_REVERSE: Final = "\x1b[7m"
_PLAIN: Final = "\x1b[0m"
_STYLES: Final = re.compile(r"\x1b\[[0-9]m")
_HIDE_CURSOR: Final = "\x1b[?25l"
_SHOW_CURSOR: Final = "\x1b[?25h"
ERASE: Final = "\x1b[J"
"""What stands from the cursor on."""

_INPUT, _LOCAL, _CONTROL = 0, 3, 6
"""Where `tcgetattr` has its flags and its control characters."""

_TRANSLATED: Final = termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
_INTERPRETED: Final = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG


def frame(prompt: Prompt, words: Words) -> list[str] | None:
    """The lines of a list that is all in sight; None for any other question."""
    one_of = labels.one_of(prompt)
    if not one_of or labels.has_filter(prompt):
        return None
    above = f"{labels.MARK} {labels.head(prompt)}{labels.below(prompt, labels.list_keys(prompt, words), words)}"
    title, *explained = above.split("\n")
    pointed = prompt.default if prompt.default in one_of else next(iter(one_of))
    listed = []
    for typed, label in one_of.items():
        before = f" {labels.POINTER} " if typed == pointed else "   "
        style = _REVERSE if typed == prompt.default else _BOLD if typed == pointed else ""
        begin, *others = label.split("\n")
        listed.append(((_BOLD if typed == pointed else "") + before + _PLAIN, style, begin))
        listed += [("", style, other) for other in others]
    lines = [_BOLD + title + _PLAIN, *explained, *(f"{before}{style}{text}{_PLAIN}" for before, style, text in listed)]
    wide, high = shutil.get_terminal_size()
    is_in_sight = len(lines) < high and len(listed) <= labels.MOST_LINES
    return lines if is_in_sight and all(columns(_STYLES.sub("", line)) < wide for line in lines) else None


@contextmanager
def shown(lines: Sequence[str]) -> Iterator[None]:
    """Shows them until the first key, which is left to be read; the cursor then stands where they began.

    Keys are raw from the start to the end, as prompt_toolkit has them: none is echoed, changed or lost in between.
    """
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    raw = termios.tcgetattr(terminal)
    raw[_INPUT] &= ~_TRANSLATED
    raw[_LOCAL] &= ~_INTERPRETED
    raw[_CONTROL][termios.VMIN] = 1
    termios.tcsetattr(terminal, termios.TCSANOW, raw)
    try:
        sys.stdout.write(_HIDE_CURSOR + "\n".join(lines))
        sys.stdout.flush()
        _wait_for_key(terminal)
        sys.stdout.write(f"\r\x1b[{len(lines) - 1}A")
        sys.stdout.flush()
        yield
    finally:
        sys.stdout.write(_SHOW_CURSOR)
        termios.tcsetattr(terminal, termios.TCSANOW, before)


def _wait_for_key(terminal: int) -> None:
    """Or for another size of the window, in which all is to be drawn again."""

    def resized(number: int, frame: object) -> None:  # noqa: ARG001
        raise InterruptedError

    others = signal.signal(signal.SIGWINCH, resized)
    try:
        select.select([terminal], [], [])
    except InterruptedError:
        pass
    finally:
        signal.signal(signal.SIGWINCH, others)
