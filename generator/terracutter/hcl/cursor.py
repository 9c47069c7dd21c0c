"""The parser's view of the tokens: comments gone, newlines only where they mean something, one position."""

from __future__ import annotations

from typing import NoReturn, TypeVar

from terracutter.hcl.tokens import (
    BOM,
    CLOSE_QUOTE,
    COMMENT,
    DIRECTIVE,
    END,
    IDENTIFIER,
    INTERPOLATION,
    MAXIMUM_DEPTH,
    NEWLINE,
    SEQUENCE_END,
    STRING,
    Problem,
    Source,
    Tokens,
)

Item = TypeVar("Item")


class Stumble(Exception):  # control flow inside the parser, never seen outside
    """The parser cannot go on inside this item; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.summary)


class Cursor:
    """Parallel lists of the tokens that matter, and the index `at` of the next one."""

    def __init__(self, tokens: Tokens, *, bare_expression: bool = False) -> None:
        self.source: Source = tokens.source
        self.text = tokens.source.text
        self.problems: list[Problem] = []
        self.at = 0
        self.depth = 0
        dropped = _meaningless(tokens, ignoring=bare_expression)
        self.kinds = _without(tokens.kinds, dropped)
        self.starts = _without(tokens.starts, dropped)
        self.ends = _without(tokens.ends, dropped)

    def word(self) -> str:
        """The text of the next token."""
        return self.text[self.starts[self.at] : self.ends[self.at]]

    def is_keyword(self, keyword: str) -> bool:
        return self.kinds[self.at] == IDENTIFIER and self.word() == keyword

    def found(self) -> str:
        """The next token as a message names it."""
        kind = self.kinds[self.at]
        if kind == END:
            return "the end of the file"
        if kind == NEWLINE:
            return "the end of the line"
        word = self.word()
        if len(word) > _LONGEST_QUOTE or "\n" in word:
            word = word.strip().split("\n", 1)[0][:_LONGEST_QUOTE] + "…"
        return f"`{word}`" if word else "the end of the template"

    def fail(self, summary: str, detail: str, offset: int | None = None) -> NoReturn:
        raise Stumble(Problem(self.starts[self.at] if offset is None else offset, summary, detail))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            self.fail("Nested too deeply", f"Brackets and blocks may stand {MAXIMUM_DEPTH} deep; split this up.")


_OPENERS = frozenset({"(", "[", "{", INTERPOLATION, DIRECTIVE})
_CLOSERS = frozenset({")", "]", "}", SEQUENCE_END})
_WATCHED = frozenset({NEWLINE, COMMENT, BOM}) | _OPENERS | _CLOSERS
_BEFORE_BLOCK = frozenset({IDENTIFIER, STRING, CLOSE_QUOTE})
_NEVER = 1 << 60
_LONGEST_QUOTE = 40  # characters of the text that a message repeats
_UNSEEN = frozenset({NEWLINE, COMMENT})


def _meaningless(tokens: Tokens, *, ignoring: bool) -> list[int]:  # noqa: C901  # one pass, one state
    """The indices of comments and of the newlines that brackets make meaningless.

    A newline counts in a body and between the items of an object; in parentheses, tuples, arguments, indexes, for
    expressions and template sequences it does not.
    """
    kinds = tokens.kinds
    dropped: list[int] = []
    outside: list[bool] = []  # whether newlines were ignored around each open bracket
    value_depth = 0 if ignoring else _NEVER  # how many brackets were open where the outermost value began
    for index, kind in enumerate(kinds):
        if kind not in _WATCHED:
            continue
        if kind in _OPENERS:
            is_block = kind == "{" and value_depth == _NEVER and _follows_name(kinds, index)
            if not is_block:
                value_depth = min(value_depth, len(outside))
            outside.append(ignoring)
            if kind == "{":
                ignoring = not is_block and _next_word(tokens, index) == "for"
            elif kind != "[" or _next_word(tokens, index) != "*":
                ignoring = True
        elif kind in _CLOSERS:
            if outside:
                ignoring = outside.pop()
                if len(outside) <= value_depth:
                    value_depth = _NEVER
        elif kind != NEWLINE or ignoring:
            dropped.append(index)
    return dropped


def _follows_name(kinds: list[str], index: int) -> bool:
    """Whether the token at `index` stands behind a block's type or label, comments apart."""
    index -= 1
    while index >= 0 and kinds[index] == COMMENT:
        index -= 1
    return index >= 0 and kinds[index] in _BEFORE_BLOCK


def _next_word(tokens: Tokens, index: int) -> str:
    """The text of the first token after `index` that is neither newline nor comment."""
    index += 1
    while tokens.kinds[index] in _UNSEEN:
        index += 1
    return tokens.source.text[tokens.starts[index] : tokens.ends[index]]


def _without(items: list[Item], dropped: list[int]) -> list[Item]:
    if not dropped:
        return items
    kept: list[Item] = []
    start = 0
    for index in dropped:
        if index > start:
            kept += items[start:index]
        start = index + 1
    kept += items[start:]
    return kept
