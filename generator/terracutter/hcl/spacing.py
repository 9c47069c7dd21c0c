"""Which tokens of a line are set apart by a space."""

from __future__ import annotations

from functools import cache

from terracutter.hcl.tokens import (
    CLOSE_HEREDOC,
    CLOSE_QUOTE,
    DIRECTIVE,
    END,
    IDENTIFIER,
    INTERPOLATION,
    LITERAL,
    NEWLINE,
    NUMBER,
    OPEN_HEREDOC,
    OPEN_QUOTE,
    SEQUENCE_END,
)

IN = "in"  # the kind of the word `in`, which is a keyword in `for x in [1]`
OPENERS = frozenset({"(", "[", "{", INTERPOLATION, DIRECTIVE})
CLOSERS = frozenset({")", "]", "}", SEQUENCE_END})
_SEQUENCES = frozenset({INTERPOLATION, DIRECTIVE})
_WORDS = frozenset({IDENTIFIER, IN})
_NEVER_BEFORE = frozenset({NEWLINE, END, ",", "...", ".", LITERAL, CLOSE_QUOTE, CLOSE_HEREDOC})
_NEVER_AFTER = frozenset({".", "!", LITERAL, OPEN_QUOTE, OPEN_HEREDOC, SEQUENCE_END, NEWLINE})
_INDEXED = _WORDS | {NUMBER, LITERAL} | CLOSERS
_BEFORE_NEGATION = frozenset(
    {
        "",
        NEWLINE,
        "(",
        "[",
        "{",
        ",",
        ":",
        "?",
        "=",
        "==",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "&&",
        "||",
        "!",
        "+",
        "-",
        "*",
        "/",
        "%",
    }
)


@cache
def gap(before: str, kind: str, after: str) -> str:
    """What stands between a token of this kind and the one `after` it; `before` is the kind ahead of it or empty."""
    return " " if _is_spaced(before, kind, after) else ""


def _is_spaced(before: str, kind: str, after: str) -> bool:
    if after in _NEVER_BEFORE or kind in _NEVER_AFTER:
        return False
    if (kind in _WORDS and after in {"(", "::"}) or (kind == "::" and after in _WORDS):
        return False
    if kind == IN and before in _WORDS:
        return True
    if kind == ",":
        return True
    if after == "[" and kind in _INDEXED:
        return False
    if kind == "-" and before in _BEFORE_NEGATION:
        return False
    if kind == "{" or after == "}":
        return not (kind == "{" and after == "}")
    if (kind in _SEQUENCES and after == "{") or (kind == "}" and after == SEQUENCE_END):
        return True  # `${{` would read badly
    return kind not in OPENERS and after not in CLOSERS
