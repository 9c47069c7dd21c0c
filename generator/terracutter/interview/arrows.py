"""A screen of lists to choose from with arrow keys. Imported only where questionary is wanted: it takes its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click
import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension
from questionary.prompts.common import InquirerControl

from terracutter.interview import layout
from terracutter.interview.screen import BACK, HELP, Left, Prompt
from terracutter.questions.words import ENGLISH, Words

_MANY: Final = 12
"""More choices than these are found by typing a part of one."""

_LINES: Final = 16
"""Most lines of a list; the question above it stays in sight."""

_NOTHING: Final = "none"
_LIST_KEYS: Final = "↑ ↓ Enter, ? explains, < goes back"
_FILTER_KEYS: Final = "type a part of it, ↑ ↓ Enter, ? explains, < goes back"
_BOX_KEYS: Final = "↑ ↓ Space marks, Enter when done, ? explains, < goes back"
_TEXT_KEYS: Final = "Enter takes what is shown, Tab edits it; ? explains, < goes back"
_FREE_KEYS: Final = "Enter when done; ? explains, < goes back"
_STYLE: Final = questionary.Style([("qmark", "bold"), ("pointer", "bold"), ("highlighted", "bold"), ("answer", "")])


class Arrows:
    """Lists, boxes and lines of questionary. What was answered stays as one line."""

    def __init__(self, words: Words = ENGLISH) -> None:
        self._words = words

    def say(self, text: str) -> None:
        if text:
            click.echo(layout.fitted(text, layout.width()))

    def complain(self, text: str) -> None:
        if text:
            click.echo(layout.fitted(text, layout.width()), err=True)

    def ask(self, prompt: Prompt) -> str:
        try:
            text = _answer(prompt, self._words)
        except EOFError:
            raise Left from None
        if text not in {HELP, BACK} and not (prompt.enter and text != prompt.default):
            progress = f"{click.style(prompt.progress, dim=True)} " if prompt.progress else ""
            title = click.style(prompt.title, bold=True)
            click.echo(layout.fitted(f"{progress}{title}  {text}", layout.width()))
        return text


def _answer(prompt: Prompt, words: Words) -> str:
    if prompt.enter:
        return _chosen(prompt, {str(prompt.default): prompt.enter, **prompt.choices}, words)
    if prompt.several and prompt.choices:
        return _marked(prompt, _labels(prompt.choices, " " * 5), words)
    if prompt.choices:
        return _chosen(prompt, _labels(prompt.choices, " " * 3), words)
    return _typed(prompt, words)


def _labels(choices: Mapping[str, str], indent: str) -> dict[str, str]:
    """What stands behind the pointer, aligned below each other."""
    described = layout.described(choices, layout.width() - len(indent))
    labels = (f"{head}  {body}".rstrip().replace("\n", f"\n{indent}") for head, body in described)
    return dict(zip(choices, labels, strict=True))


def _chosen(prompt: Prompt, labels: Mapping[str, str], words: Words) -> str:
    has_filter = len(labels) > _MANY and not prompt.enter
    question = questionary.select(
        _head(prompt),
        choices=[questionary.Choice(label, value=typed) for typed, label in labels.items()],
        default=prompt.default if prompt.default in labels else None,
        instruction=_below(prompt, words(_FILTER_KEYS if has_filter else _LIST_KEYS), words),
        pointer=">",
        qmark="?",
        style=_STYLE,
        use_jk_keys=False,
        use_search_filter=has_filter,
        erase_when_done=True,
    )
    return str(_with_keys(question).unsafe_ask())


def _marked(prompt: Prompt, labels: Mapping[str, str], words: Words) -> str:
    before = [] if prompt.default is None else [part.strip() for part in prompt.default.split(",")]
    if not set(before) <= {*labels, _NOTHING}:
        return _typed(prompt, words)
    question = questionary.checkbox(
        _head(prompt),
        choices=[questionary.Choice(label, value=typed, checked=typed in before) for typed, label in labels.items()],
        instruction=_below(prompt, words(_BOX_KEYS), words),
        pointer=">",
        qmark="?",
        style=_STYLE,
        use_jk_keys=False,
        erase_when_done=True,
    )
    found = _with_keys(question).unsafe_ask()
    if isinstance(found, str):
        return found
    # Marked in another order the same answer would count as a new one.
    same = prompt.default is not None and set(found) == set(before) - {_NOTHING}
    return str(prompt.default) if same else ", ".join(found) or _NOTHING


def _with_keys(question: questionary.Question) -> questionary.Question:
    """`?` and `<` answer at once, as they do when they are typed; a long list scrolls, and the question stays."""
    for window in question.application.layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            window.height = Dimension(max=_LINES)
    bindings = question.application.key_bindings
    assert isinstance(bindings, KeyBindings)
    for key in (HELP, BACK):

        def leave(event: KeyPressEvent, text: str = key) -> None:
            event.app.exit(result=text)

        bindings.add(key, eager=True)(leave)
    return question


def _typed(prompt: Prompt, words: Words) -> str:
    default = prompt.default
    bindings = KeyBindings()

    @bindings.add(Keys.ControlI)
    def edit(event: KeyPressEvent) -> None:
        if default is not None and not event.current_buffer.text:
            event.current_buffer.insert_text(default)

    question = questionary.text(
        _head(prompt),
        instruction=f"{_below(prompt, words(_FREE_KEYS if default is None else _TEXT_KEYS), words)}\n >",
        placeholder=[("fg:ansibrightblack", default or "")],
        qmark="?",
        style=_STYLE,
        key_bindings=bindings,
        erase_when_done=True,
    )
    while True:
        text = str(question.unsafe_ask()).strip()
        if text or default is not None:
            return text or str(default)


def _head(prompt: Prompt) -> str:
    return f"{prompt.progress} {prompt.title}".strip()


def _below(prompt: Prompt, keys: str, words: Words) -> str:
    return "".join(f"\n{layout.fitted(f'  {line}', layout.width())}" for line in _explained(prompt, keys, words))


def _explained(prompt: Prompt, keys: str, words: Words) -> Iterator[Any]:
    if prompt.help:
        yield prompt.help
    if prompt.because:
        yield f"{words('Default:')} {prompt.because}"
    yield f"({keys})"
