"""A screen of lines, for any terminal."""

from __future__ import annotations

import click

from terracutter.interview.screen import Left, Prompt


class Plain:
    """Prompts of click."""

    def say(self, text: str) -> None:
        click.echo(text)

    def complain(self, text: str) -> None:
        click.echo(text, err=True)

    def ask(self, prompt: Prompt) -> str:
        head = click.style(prompt.title, bold=True)
        click.echo(f"{click.style(prompt.progress, dim=True)} {head}" if prompt.progress else head)
        for line in prompt.lines:
            click.echo(f"  {line}")
        for name, meaning in prompt.choices.items():
            if meaning:
                click.echo(f"  {click.style(name, bold=True)}: {meaning}")
        try:
            text: str = click.prompt(" ", default=prompt.default, prompt_suffix=": ")
        except click.Abort:
            raise Left from None
        return text.strip()
