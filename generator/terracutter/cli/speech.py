"""What is said to a person: problems, notices, and text that fits the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from terracutter.cli.language import words
from terracutter.diagnostics import Diagnostic

if TYPE_CHECKING:
    from terracutter.questions.words import Words


def say(diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        echo("\n" + "\n".join(_told(diagnostic, words())), err=True)


def _told(one: Diagnostic, known: Words) -> Iterator[str]:
    """As `str` gives it in English."""
    where = f"{known.of(str(one.subject))}: " if one.subject else ""
    yield f"{label(one.severity)} {where}{known.of(one.summary)}"
    yield from (f"  {known.of(line)}" for line in one.detail.splitlines())
    if one.hint:
        yield f"  {known('hint:')} {known.of(one.hint)}"
    if one.source:
        yield f"  {known('source:')} {one.source}"


def label(severity: str) -> str:
    text = words()("Warning:" if severity == "warning" else "Error:")
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg="yellow" if severity == "warning" else "red", bold=True)


def notices(sentences: Iterable[str | None]) -> None:
    for sentence in sentences:
        if sentence is not None:
            notice(sentence)


def notice(sentence: str) -> None:
    echo(words().of(sentence), err=True)


def echo(text: str, *, err: bool = False) -> None:
    """Wrapped between words on a terminal; elsewhere a line stays a line."""
    if (sys.stderr if err else sys.stdout).isatty():
        from terracutter.interview import layout

        text = layout.fitted(text, layout.width())
    click.echo(text, err=err)
