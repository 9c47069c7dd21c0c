"""What stands in a question with arrow keys: its title, what is said below, the choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from terracutter.interview import layout
from terracutter.interview.screen import Prompt
from terracutter.questions.words import Words

MARK: Final = "?"
POINTER: Final = ">"
MOST_LINES: Final = 16
"""Of a list; the question above it stays in sight."""

_MANY: Final = 12
"""More choices than these are found by typing a part of one."""

_LIST_KEYS: Final = "↑ ↓ Enter, ? explains, < goes back"
_FILTER_KEYS: Final = "type a part of it, ↑ ↓ Enter, ? explains, < goes back"
BOX_KEYS: Final = "↑ ↓ Space marks, Enter when done, ? explains, < goes back"
TEXT_KEYS: Final = "Enter takes what is shown, Tab edits it; ? explains, < goes back"
FREE_KEYS: Final = "Enter when done; ? explains, < goes back"


def one_of(prompt: Prompt) -> Mapping[str, str]:
    """The labels of choices of which one is taken, by what they stand for; none where it is another kind of question.

    In a menu Enter comes first.
    """
    if prompt.enter:
        return {str(prompt.default): prompt.enter, **prompt.choices}
    return {} if prompt.several else labels(prompt.choices, " " * 3)


def has_filter(prompt: Prompt) -> bool:
    return len(prompt.choices) > _MANY and not prompt.enter


def list_keys(prompt: Prompt, words: Words) -> str:
    return words(_FILTER_KEYS if has_filter(prompt) else _LIST_KEYS)


def labels(choices: Mapping[str, str], indent: str) -> dict[str, str]:
    """What stands behind the pointer, aligned below each other."""
    described = layout.described(choices, layout.width() - len(indent))
    shown = (f"{head}  {body}".rstrip().replace("\n", f"\n{indent}") for head, body in described)
    return dict(zip(choices, shown, strict=True))


def head(prompt: Prompt) -> str:
    return f"{prompt.progress} {prompt.title}".strip()


def below(prompt: Prompt, keys: str, words: Words) -> str:
    return "".join(f"\n{layout.fitted(f'  {line}', layout.width())}" for line in _explained(prompt, keys, words))


def _explained(prompt: Prompt, keys: str, words: Words) -> Iterator[str]:
    if prompt.help:
        yield prompt.help
    if prompt.because:
        yield f"{words('Default:')} {prompt.because}"
    yield f"({keys})"
