"""Lines for a terminal: wrapped between words, in columns."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from typing import Final

from terracutter.columns import columns, padded

_WIDEST: Final = 100
_NARROWEST: Final = 40
INDENT: Final = "  "
_BULLET: Final = "-"
_NAMES: Final = 24
"""Columns that names may take before what they mean stands below them."""


def width() -> int:
    """Columns to write in; one is left free, since some terminals begin a new line behind the last one."""
    return max(min(shutil.get_terminal_size().columns - 1, _WIDEST), _NARROWEST)


def shortened(text: str, wide: int) -> str:
    if columns(text) <= wide:
        return text
    while text and columns(text) > wide - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def fitted(text: str, wide: int) -> str:
    """Each line wrapped between words, what follows as far in as it began; a longer word keeps its length."""
    return "\n".join(piece for line in text.split("\n") for piece in _wrapped(line, wide))


def _wrapped(line: str, wide: int) -> Iterator[str]:
    if columns(line) <= wide or not line.strip():
        yield line
        return
    first, *others = re.findall(r" *[^ ]+", line)
    indent = first[: len(first) - len(first.lstrip())]
    now = first
    if first.lstrip() == _BULLET:
        indent += INDENT
    for word in others:
        if columns(now) + columns(word) > wide:
            yield now
            now = indent + word.lstrip()
        else:
            now += word
    yield now


def described(meanings: Mapping[str, str], wide: int) -> Iterator[tuple[str, str]]:
    """Each name, padded, and what it means in lines that are aligned with each other; numbers end at one column."""
    names = max((columns(name) for name in meanings if columns(name) <= _NAMES), default=0)
    for name, meaning in meanings.items():
        room = wide - names - len(INDENT)
        lines = fitted(meaning, room).split("\n")
        head = name.rjust(names) if name.isdecimal() else padded(name, names)
        yield head, f"\n{' ' * (names + len(INDENT))}".join(lines) if meaning else ""


def labelled(meanings: Mapping[str, str], wide: int) -> dict[str, str]:
    """Each name with what it means, as one line."""
    names = max((columns(name) for name in meanings), default=0)
    return {name: shortened(f"{padded(name, names)}  {text}", wide) for name, text in meanings.items()}
