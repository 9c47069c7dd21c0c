"""The other front door: cookiecutter asks, its hooks call this, and the result is the same to the byte.

Runs in cookiecutter's own environment: the standard library, click, Jinja and PyYAML are there, python-hcl2 may not be.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

from terracutter import pipeline, report, write
from terracutter.answers import from_document
from terracutter.diagnostics import Refused
from terracutter.document import NO_LINE, read_document
from terracutter.errors import TerracutterError

_README = "README.md"


def check(context: str) -> None:
    """Before anything is generated: exit 1, with every problem, where the answers are not valid."""
    try:
        _build(context)
    except TerracutterError as error:
        _leave(error)


def generate(context: str, directory: Path) -> None:
    """Write the whole repository around the answers that cookiecutter has just written."""
    try:
        repository = _build(context)
        replace = frozenset({write.ANSWERS, write.MANIFEST, _README})
        write.create(directory, repository.files, answers=repository.lasting, replace=replace)
    except TerracutterError as error:
        _leave(error)
    for warning in repository.answers.warnings:
        click.echo(f"{warning}\n", err=True)
    name = repository.plan.repository
    click.echo(f"{name}\n{report.tree([*repository.files, *write.RECORDS])}\n")
    click.echo(f"{report.proven(repository)}\n\n{report.next_steps(repository, Path(name))}")


def _build(context: str) -> pipeline.Repository:
    """From cookiecutter's context as JSON; an empty answer is no answer."""
    answers = {
        "repository" if name == "repo_name" else name: value
        for name, value in json.loads(context).items()
        if not name.startswith("_") and value != ""
    }
    questionnaire = pipeline.load_questionnaire()
    document = read_document(json.dumps(answers, ensure_ascii=False), "cookiecutter", first_line=NO_LINE)
    given, problems = from_document(document, "cookiecutter", questionnaire)
    return pipeline.build(questionnaire, given, problems)


def _leave(error: TerracutterError) -> NoReturn:
    click.echo(f"\n{error}\n", err=True)
    count = len(error.diagnostics) if isinstance(error, Refused) else 1
    click.echo(f"{count} to correct; nothing was generated.", err=True)
    raise SystemExit(1)
