"""`terracutter new`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terracutter.cli.language import language_option
from terracutter.cli.speech import echo, notice, notices, say
from terracutter.cli.start import begin, load, remember, screen_of, use_refreshed
from terracutter.diagnostics import Diagnostic, Refused
from terracutter.errors import UsageError

if TYPE_CHECKING:
    from terracutter.answers import Given
    from terracutter.interview import Screen
    from terracutter.pipeline import Repository
    from terracutter.questions import Questionnaire
    from terracutter.questions.words import Words


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(path_type=Path),
    help="Read answers from a YAML file; - is standard input.",
)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Give one answer; may be repeated.")
@click.option("--profile", help="The profile that sets defaults: production, development or private.")
@click.option("--defaults", is_flag=True, help="Ask nothing; take the default of every open question.")
@click.option(
    "--resume", type=click.Path(path_type=Path), metavar="FILE", help="Go on with an interview that was left."
)
@click.option("--plain", is_flag=True, help="Ask line by line, without arrow keys.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("-v", "--verbose", is_flag=True, help="Name each stage and its time, as on a terminal.")
@language_option
def new(
    directory: Path | None,
    answers_file: Path | None,
    settings: tuple[str, ...],
    profile: str | None,
    defaults: bool,  # noqa: FBT001  click passes flags by name
    resume: Path | None,
    plain: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
    lang: str | None,
) -> None:
    """Make a new repository in DIRECTORY.

    DIRECTORY and the repository have the same name where only one of them is given. Answers come from --set, from
    environment variables TERRACUTTER_<NAME>, from --answers, and for the rest from a person, or with --defaults from
    the profile.

    NAME is a question, of one environment too, or what stands within its answer; the rest of that is kept. In a
    variable's name two underscores stand for the dot. VALUE is read as the question wants it, or from @FILE:

    \b
      --set zones=eu-west-1a,eu-west-1b
      --set environments.production.vpc_cidr=10.1.0.0/16
      --set node_groups.general.max_size=9
      --set 'node_groups.gpu={instance_types: [g5.xlarge], max_size: 2}'
      --set 'tags."example.com/team"=platform'
      --set hybrid_nodes_certificate_authority=@authority.pem
    """  # noqa: D301  click reads the mark that keeps lines
    asks = answers_file is None and not defaults
    # Whoever is asked sees the first question before anything else is loaded.
    begun = None if asks else begin(verbose=verbose)
    from terracutter.answers import from_directory, proposed

    is_refreshed = use_refreshed()
    questionnaire = load(lang)
    words = questionnaire.words
    if profile is not None:
        settings = (f"profile={profile}", *settings)
    _refuse_to_begin(directory, resume, asks=asks)
    given, problems = _given(questionnaire, resume or answers_file, settings)
    if directory is not None:
        given += from_directory(directory, questionnaire)
    if asks:
        if problems:
            raise Refused(problems)
        given = _ask(questionnaire, given, directory, resume, screen_of(words, plain=plain))
    cache, reader, clock = begun or begin(verbose=verbose)
    from terracutter import pipeline, report, write

    proposals = proposed(questionnaire, given) if is_refreshed else []
    with _keeping(questionnaire, given, directory, resume) if asks else nullcontext():
        repository = pipeline.build(questionnaire, [*given, *proposals], problems, cache, reader, clock=clock)
        remember(cache, repository)
        say(repository.answers.warnings)
        target = directory if directory is not None else Path(repository.plan.repository)
        written = None if dry_run else write.create(target, repository.files, answers=repository.lasting, notify=notice)
    if written is not None:
        clock.done("write", f"{len(repository.files) + 1} files, all or none")
        notices(written.notices)
    echo(_summary(repository, target, write.RECORDS, words))
    if written is not None:
        echo(f"\n{report.next_steps(repository, target, words)}")
    if asks:
        again = _again(directory, resume, settings, given)
        click.echo(f"\n{words('The same without questions:')}\n  {again}")
    if written is None:
        click.echo(f"\n{words('Nothing was written: --dry-run.')}")


def _refuse_to_begin(directory: Path | None, resume: Path | None, *, asks: bool) -> None:
    from terracutter.answers import ANSWERS_FILE

    if directory is not None and (directory / ANSWERS_FILE).exists():
        hint = f"run `terracutter render {directory}` to write it again"
        detail = f"It holds {ANSWERS_FILE}."
        raise Refused([Diagnostic("Already a Terracutter repository", detail, hint=hint)])
    if resume is not None and not asks:
        raise UsageError("--resume asks; --answers and --defaults ask nothing.\n  hint: give only one of them")
    if asks and not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError(
            "There is no terminal to ask at.\n  hint: give --answers FILE, or --defaults with --set NAME=VALUE"
        )


def _given(
    questionnaire: Questionnaire, answers_file: Path | None, settings: Iterable[str]
) -> tuple[list[Given], list[Diagnostic]]:
    from terracutter.answers import from_file, from_settings, from_variables

    sources = [from_settings(settings, questionnaire), from_variables(os.environ, questionnaire)]
    if answers_file is not None:
        try:
            sources.append(from_file(answers_file, questionnaire))
        except Refused as unreadable:
            sources.append(([], list(unreadable.diagnostics)))
    given = [one for found, _ in sources for one in found]
    return given, [problem for _, problems in sources for problem in problems]


def _ask(
    questionnaire: Questionnaire, given: list[Given], directory: Path | None, resume: Path | None, screen: Screen
) -> list[Given]:
    """The answers of a person; what one who leaves has answered is kept in a file."""
    from terracutter.interview import Declined, Left, ask, listening

    def preview(answers: Iterable[Given]) -> str:
        from terracutter import report

        return report.preview(questionnaire, answers)

    try:
        with listening():
            return ask(questionnaire, given, screen, preview)
    except Declined as declined:
        click.echo(str(declined))
        raise click.exceptions.Exit(0) from None
    except Left as left:
        path, command = _kept(questionnaire, left.given, directory, resume)
        kept = questionnaire.words("Nothing was made. Your answers are in {path}; go on with:", path=path)
        click.echo(f"\n\n{kept}\n  {command}", err=True)
        raise click.exceptions.Exit(1) from None


@contextmanager
def _keeping(
    questionnaire: Questionnaire, given: Sequence[Given], directory: Path | None, resume: Path | None
) -> Iterator[None]:
    """What a person has answered is kept where the repository is refused after all, as by a file in the way."""
    try:
        yield
    except Refused as refused:
        path, command = _kept(questionnaire, given, directory, resume)
        outcome = f"{refused.outcome}. Your answers are in {path}; go on with `{command}`"
        raise Refused(refused.diagnostics, outcome) from None


def _kept(
    questionnaire: Questionnaire, given: Sequence[Given], directory: Path | None, resume: Path | None
) -> tuple[Path, str]:
    """The file in which the answers are now, and the command that goes on from there."""
    from terracutter import write
    from terracutter.answers import wholes
    from terracutter.interview import draft

    answers = wholes(questionnaire, given)
    path = write.keep(resume, Path("terracutter-answers.yaml"), lambda name: draft(answers, name))
    return path, " ".join(["terracutter new", *([str(directory)] if directory else []), "--resume", str(path)])


def _again(directory: Path | None, file: Path | None, settings: Iterable[str], given: Iterable[Given]) -> str:
    from terracutter.answers.settings import VARIABLE_PREFIX
    from terracutter.interview import again

    variables = {name: value for name, value in sorted(os.environ.items()) if name.startswith(VARIABLE_PREFIX)}
    return again(directory, file, tuple(settings), variables, given)


def _summary(repository: Repository, target: Path, records: Iterable[str], words: Words) -> str:
    from terracutter import report

    listed = report.tree([*repository.files, *records], words)
    parts = [f"{click.style(str(target), bold=True)}\n{listed}", report.network(repository.plan, words)]
    return "\n\n".join([*filter(None, parts), report.proven(repository, words)])
