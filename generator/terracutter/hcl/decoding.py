"""What the written text of a string means: escapes, doubled template markers, heredoc indentation."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t"}
_LINE = re.compile(r"[^\n]*+\n|[^\n]++")
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def decode_quoted(written: str) -> str:
    """The value of text between quotes. An escape that the lexer has refused stands for itself."""
    # Doubled markers first: an escaped one, such as \u0024 before a brace, is no marker.
    written = _undoubled(written)
    if "\\" in written:
        written = _ESCAPE.sub(_unescape, written)
    return normalized(written)


def decode_heredoc(written: str) -> str:
    """The value of template text without escapes, in Unicode's NFC form as Terraform keeps it."""
    return normalized(_undoubled(written))


def _undoubled(written: str) -> str:
    return written.replace("$${", "${").replace("%%{", "%{") if "{" in written else written


def normalized(text: str) -> str:
    """The text in Unicode's NFC form."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _unescape(match: re.Match[str]) -> str:
    escape = match[1]
    if len(escape) > 1:
        code_point = int(escape[1:], 16)
        return chr(code_point) if code_point <= 0x10FFFF else match[0]  # noqa: PLR2004
    return _SIMPLE.get(escape, escape)


def lines_of(text: str) -> list[str]:
    """The lines with their line feeds; nothing else ends a line."""
    return _LINE.findall(text)


def remove_indent(pieces: Sequence[list[str] | None]) -> None:
    """Take from the lines of a flush heredoc, in place, the fewest blanks that begin one; None is a template sequence.

    Lines of blanks alone neither count nor change; a line that begins with a sequence has no indentation.
    """
    beginnings: list[tuple[list[str], int]] = []
    indents: list[int] = []
    begins = True
    for lines in pieces:
        if lines is None:
            if begins:
                indents.append(0)
            begins = False
            continue
        for index, line in enumerate(lines):
            if begins and not (line.endswith("\n") and not line.strip(BLANKS)):
                beginnings.append((lines, index))
                indents.append(len(line) - len(line.lstrip(BLANKS)))
            begins = line.endswith("\n")
    indent = min(indents, default=0)
    for lines, index in beginnings:
        lines[index] = lines[index][indent:]
