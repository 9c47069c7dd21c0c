"""The language that a command speaks: the one asked for, or that of the locale."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from terracutter.cli.directories import cache_directory

if TYPE_CHECKING:
    from terracutter.questions.words import Words

ENGLISH = "en"
_ASKED_FOR = f"{__name__}.language"
_WORDS = f"{__name__}.words"


def _remember(context: click.Context, _: click.Parameter, asked: str | None) -> str | None:
    context.meta[_ASKED_FOR] = asked
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
    context = click.get_current_context()
    found: Words | None = context.meta.get(_WORDS)
    if found is None:
        found = context.meta[_WORDS] = _words_of(language(context.meta.get(_ASKED_FOR)))
    return found


def _words_of(spoken: str) -> Words:
    if spoken == ENGLISH:
        from terracutter.questions import words

        return words.ENGLISH
    from terracutter.questions.translations import words_of

    return words_of(spoken, cache_directory())
