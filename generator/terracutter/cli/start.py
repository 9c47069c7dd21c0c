"""What commands begin with: the language, the directories of this user, the questionnaire, the second reader."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terracutter.cli.directories import cache_directory, data_directory
from terracutter.cli.language import language, words
from terracutter.columns import padded
from terracutter.diagnostics import Diagnostic, Refused

if TYPE_CHECKING:
    from terracutter.interview import Screen
    from terracutter.pipeline import Clock, Repository, Stage
    from terracutter.questions import Questionnaire
    from terracutter.questions.words import Words
    from terracutter.roundtrip import Cache, SecondReader

DIFFERENCE = 3
"""The exit code of a `--check` that found a difference."""

_STAGE = 10
"""Columns for the name of a stage."""


def begin(*, verbose: bool) -> tuple[Cache | None, SecondReader, Clock]:
    """What earlier runs have found, the reader, which prepares itself while we load everything else, and the time."""
    from terracutter.cache import load_verdicts
    from terracutter.roundtrip import Cache, SecondReader

    directory = cache_directory()
    cache = Cache(directory, frozenset(load_verdicts(directory))) if directory is not None else None
    reader = click.get_current_context().with_resource(SecondReader(cache))
    return cache, reader, clock_of(verbose=verbose)


def clock_of(*, verbose: bool) -> Clock:
    """Tells a person at a terminal of each stage as it ends; a pipe only where it was asked for."""
    from terracutter.pipeline import Clock

    def tell(stage: Stage) -> None:
        name = click.style(padded(words().of(stage.name), _STAGE), dim=True)
        click.echo(f"  {name} {stage.seconds:5.2f} s  {words().of(stage.result)}", err=True)

    return Clock(tell) if verbose or sys.stderr.isatty() else Clock()


def remember(cache: Cache | None, repository: Repository) -> None:
    from terracutter.cache import save_verdicts

    if cache is not None:
        save_verdicts(cache.directory, repository.second_reading.sound)


def load(lang: str | None) -> Questionnaire:
    from terracutter.shipped import load_questionnaire

    return load_questionnaire(language(lang), cache_directory())


def screen_of(words: Words, *, plain: bool) -> Screen:
    """Lists and arrow keys where questionary is installed and the terminal can, else lines."""
    if not plain and os.environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}:
        from importlib.util import find_spec

        if find_spec("questionary") is not None:
            from terracutter.interview.arrows import Arrows

            return Arrows(words)
    from terracutter.interview import Plain

    return Plain(words)


def use_refreshed() -> bool:
    """Whether there are refreshed facts; they are read where an answer needs one."""
    from terracutter.catalog import refreshed

    refreshed.use(data_directory())
    return refreshed.directory() is not None


def answers_file(directory: Path) -> Path:
    """The answers of the repository in DIRECTORY; refused where there are none."""
    from terracutter.answers import ANSWERS_FILE

    path = directory / ANSWERS_FILE
    if path.is_file():
        return path
    hint = "run it in a repository that `terracutter new` made, or name its directory"
    raise Refused([Diagnostic("No answers file", f"There is no {path}.", hint=hint)])
