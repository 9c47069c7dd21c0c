"""The language that a command speaks: the one asked for, or that of the locale."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from terracutter.cli.directories import cache_directory

if TYPE_CHECKING:
    from terracutter.questions.words import Words

ENGLISH = "en"


@dataclass(slots=True)
class Spoken:
    """What a run speaks: the language that was asked for, and its words once they were needed."""

    asked: str | None = None
    words: Words | None = None


def _remember(context: click.Context, _: click.Parameter, asked: str | None) -> str | None:
    context.ensure_object(Spoken).asked = asked
    return asked


language_option = click.option(
    "--lang",
    type=click.Choice([ENGLISH, "ko"]),
    is_eager=True,
    callback=_remember,
    help="The language to speak; else LC_ALL, LC_MESSAGES or LANG says it.",
)


def language(asked: str | None = None) -> str:
    """The one asked for, or Korean where the first variable that is set says so."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return asked or ("ko" if re.match(r"ko([_.@]|$)", locale) else ENGLISH)


def words() -> Words:
    """Those of whoever is spoken to."""
    spoken = click.get_current_context().ensure_object(Spoken)
    if spoken.words is None:
        spoken.words = _words_of(language(spoken.asked))
    return spoken.words


def _words_of(spoken: str) -> Words:
    if spoken == ENGLISH:
        from terracutter.questions import words

        return words.ENGLISH
    from terracutter.questions.translations import words_of

    return words_of(spoken, cache_directory())
