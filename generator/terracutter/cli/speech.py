"""What is said to a person: problems, notices, and text that fits the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

from terracutter.diagnostics import Diagnostic


def say(diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        first, _, rest = str(diagnostic).partition(" ")
        echo(f"\n{label(first.rstrip(':').lower())} {rest}", err=True)


def label(severity: str) -> str:
    text = f"{severity.capitalize()}:"
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg="yellow" if severity == "warning" else "red", bold=True)


def notices(sentences: Iterable[str | None]) -> None:
    for sentence in sentences:
        if sentence is not None:
            notice(sentence)


def notice(sentence: str) -> None:
    echo(sentence, err=True)


def echo(text: str, *, err: bool = False) -> None:
    """Wrapped between words on a terminal; elsewhere a line stays a line."""
    if (sys.stderr if err else sys.stdout).isatty():
        from terracutter.interview import layout

        text = layout.fitted(text, layout.width())
    click.echo(text, err=err)
