"""A screen of lines, for any terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from terracutter.interview import layout
from terracutter.interview.screen import Left, Prompt
from terracutter.questions.words import ENGLISH, Words

_LISTED = 12
"""Choices that are listed; `?` lists more."""


class Plain:
    """Prompts of click."""

    def __init__(self, words: Words = ENGLISH) -> None:
        self._words = words

    def say(self, text: str) -> None:
        click.echo(layout.fitted(text, layout.width()))

    def complain(self, text: str) -> None:
        click.echo(layout.fitted(text, layout.width()), err=True)

    def ask(self, prompt: Prompt) -> str:
        title = click.style(prompt.title, bold=True)
        click.echo(f"{click.style(prompt.progress, dim=True)} {title}" if prompt.progress else title)
        for line in _lines(prompt, self._words):
            click.echo(line)
        default = prompt.default
        is_long = default is not None and len(default) > layout.width() // 2
        if is_long:
            self.say(f"  {self._words('Enter takes:')} {default}")
        try:
            text: str = click.prompt(
                self._asks(default, is_long=is_long), default, show_default=False, prompt_suffix=" "
            )
        except click.Abort:
            raise Left from None
        return text.strip()

    def _asks(self, default: str | None, *, is_long: bool) -> str:
        if default is None:
            return "  >"
        return f"  [{self._words('as above') if is_long else default}]:"


def _lines(prompt: Prompt, words: Words) -> Iterator[str]:
    wide = layout.width()
    if prompt.help:
        yield layout.fitted(f"  {prompt.help}", wide)
    shown = prompt.rows if prompt.enter else prompt.choices
    if any(shown.values()):
        indent = "    "
        for name, meaning in layout.described(shown, wide - len(indent)):
            body = meaning.replace("\n", f"\n{indent}")
            yield f"{indent}{click.style(name, bold=True)}  {body}".rstrip()
    elif 0 < len(shown) <= _LISTED:
        yield layout.fitted(f"  {_or(list(shown), words)}", wide)
    if prompt.because:
        yield layout.fitted(f"  {words('Default:')} {prompt.because}", wide)
    for line in filter(None, prompt.hint.split("\n")):
        yield layout.fitted(f"  {line}", wide)


def _or(names: list[str], words: Words) -> str:
    return names[0] if len(names) == 1 else words("{names} or {last}", names=", ".join(names[:-1]), last=names[-1])
