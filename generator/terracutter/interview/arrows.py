"""A screen of lists to choose from with arrow keys."""

from __future__ import annotations

import contextlib

import click

from terracutter.interview import first, layout
from terracutter.interview.plain import Plain
from terracutter.interview.screen import BACK, HELP, Left, Prompt
from terracutter.questions.words import ENGLISH, Words


class Arrows:
    """Lists, boxes and lines of questionary. What was answered stays as one line."""

    def __init__(self, words: Words = ENGLISH) -> None:
        self._words = words
        self._has_begun = False
        self._instead: Plain | None = None

    def say(self, text: str) -> None:
        if text:
            click.echo(layout.fitted(text, layout.width()))

    def complain(self, text: str) -> None:
        if text:
            click.echo(layout.fitted(text, layout.width()), err=True)

    def ask(self, prompt: Prompt) -> str:
        text = None if self._instead else self._answer(prompt)
        if text is None:
            self._instead = self._instead or Plain(self._words)
            return self._instead.ask(prompt)
        if text not in {HELP, BACK} and not (prompt.enter and (text != prompt.default or not prompt.progress)):
            progress = f"{click.style(prompt.progress, dim=True)} " if prompt.progress else ""
            # Of a menu what it has come to is told, not the command that left it.
            shown = (", ".join(prompt.rows) or "none") if prompt.enter else text
            title = click.style(prompt.title, bold=True)
            click.echo(layout.fitted(f"{progress}{title}  {shown}", layout.width()))
        return text

    def _answer(self, prompt: Prompt) -> str | None:
        """None where questionary is installed, but cannot be imported."""
        frame = None if self._has_begun else first.frame(prompt, self._words)
        self._has_begun = True
        # Loading questionary takes as long as all that came before: the first question is there by then.
        with first.shown(frame) if frame else contextlib.nullcontext():
            try:
                from terracutter.interview import lists
            except ImportError:
                click.echo(first.ERASE, nl=False)
                return None
            try:
                return lists.answer(prompt, self._words)
            except EOFError:
                raise Left from None
