"""What is asked of a person, made from a type. A switch is answered by yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from terracutter.interview.screen import Prompt
from terracutter.interview.state import State
from terracutter.questions import Question
from terracutter.questions.composites import ListOf, Optional, inner_type
from terracutter.questions.formats import choices
from terracutter.questions.types import Boolean, Integer, Type

_SWITCH: Final[Mapping[str, str]] = {"true": "yes", "false": "no"}
_TYPED: Final[Mapping[str, str]] = {"yes": "true", "y": "true", "no": "false", "n": "false"}
_NONE: Final = "none"


def prompt_of(state: State, question: Question, progress: str = "") -> Prompt:
    text = state.text(question)
    return Prompt(
        title=question.title,
        default=None if text is None else as_shown(question.type, text),
        progress=progress,
        help=question.help,
        because="" if text is None else state.because(question),
        choices=offered(question.type) or dict.fromkeys(state.offered(question), ""),
        several=isinstance(inner_type(question.type), ListOf),
    )


def offered(kind: Type) -> Mapping[str, str]:
    """What may be chosen, where that is a closed set."""
    inner = inner_type(kind)
    if isinstance(inner, Boolean):
        found: Mapping[str, str] = dict.fromkeys(_SWITCH.values(), "")
    elif isinstance(inner, Integer):
        found = {str(number): "" for number in inner.among}
    else:
        found = choices(kind)
    is_open = isinstance(kind, Optional) and found and not isinstance(inner, ListOf)
    return {**found, _NONE: ""} if is_open else found


def as_shown(kind: Type, text: str) -> str:
    return _SWITCH.get(text, text) if isinstance(inner_type(kind), Boolean) else text


def as_typed(kind: Type, text: str) -> str:
    """The answer that a person means."""
    return _TYPED.get(text.lower(), text) if isinstance(inner_type(kind), Boolean) else text
