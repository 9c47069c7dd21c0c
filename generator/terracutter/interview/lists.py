"""Lists, boxes and lines to edit, by questionary. Imported only when somebody answers: it takes its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension
from questionary.prompts.common import InquirerControl

from terracutter.interview import labels
from terracutter.interview.screen import BACK, HELP, Prompt
from terracutter.questions.words import Words

_NOTHING: Final = "none"
_STYLE: Final = questionary.Style(
    [("qmark", "noinherit bold"), ("pointer", "bold"), ("highlighted", "bold"), ("answer", "")]
)


def answer(prompt: Prompt, words: Words) -> str:
    """What was typed or chosen, `<` and `?` included. Raises `EOFError` at the end of the input."""
    if prompt.several and prompt.choices and not prompt.enter:
        return _marked(prompt, labels.labels(prompt.choices, " " * 5), words)
    if one_of := labels.one_of(prompt):
        return _chosen(prompt, one_of, words)
    return _typed(prompt, words)


def _chosen(prompt: Prompt, one_of: Mapping[str, str], words: Words) -> str:
    question = questionary.select(
        labels.head(prompt),
        choices=[questionary.Choice(label, value=typed) for typed, label in one_of.items()],
        default=prompt.default if prompt.default in one_of else None,
        instruction=labels.below(prompt, labels.list_keys(prompt, words), words),
        pointer=labels.POINTER,
        qmark=labels.MARK,
        style=_STYLE,
        use_jk_keys=False,
        use_search_filter=labels.has_filter(prompt),
        erase_when_done=True,
    )
    return str(_with_keys(question).unsafe_ask())


def _marked(prompt: Prompt, boxes: Mapping[str, str], words: Words) -> str:
    before = [] if prompt.default is None else [part.strip() for part in prompt.default.split(",")]
    if not set(before) <= {*boxes, _NOTHING}:
        return _typed(prompt, words)
    question = questionary.checkbox(
        labels.head(prompt),
        choices=[questionary.Choice(label, value=typed, checked=typed in before) for typed, label in boxes.items()],
        instruction=labels.below(prompt, words(labels.BOX_KEYS), words),
        pointer=labels.POINTER,
        qmark=labels.MARK,
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
            window.height = Dimension(max=labels.MOST_LINES)
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

    keys = words(labels.FREE_KEYS if default is None else labels.TEXT_KEYS)
    question = questionary.text(
        labels.head(prompt),
        instruction=f"{labels.below(prompt, keys, words)}\n {labels.POINTER}",
        placeholder=[("fg:ansibrightblack", default or "")],
        qmark=labels.MARK,
        style=_STYLE,
        key_bindings=bindings,
        erase_when_done=True,
    )
    while True:
        text = str(question.unsafe_ask()).strip()
        if text or default is not None:
            return text or str(default)
