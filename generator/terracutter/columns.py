"""How wide text is on a terminal, where Korean letters take two columns."""

from __future__ import annotations

import textwrap


def columns(text: str) -> int:
    """How many columns a terminal takes for the text."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, wide: int, *, right: bool = False) -> str:
    """The text with blanks behind it, or before it where it belongs to the `right`."""
    blanks = " " * (wide - columns(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, wide: int, first: str = "", others: str = "") -> list[str]:
    """Lines of at most so many columns, broken between words only; what the first and the others begin with."""
    if text.isascii():
        return textwrap.wrap(
            text, wide, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
        )
    lines, now = [], first
    for word in text.split():
        if now not in {first, others} and columns(now) + 1 + columns(word) > wide:
            lines.append(now)
            now = others
        now += word if now in {first, others} else f" {word}"
    return [*lines, now]
