"""`terracutter render` and `terracutter update`: a repository that stands is written again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from terracutter import __version__
from terracutter.cli.language import language_option, words
from terracutter.cli.speech import echo, notice, notices, say
from terracutter.cli.start import DIFFERENCE, answers_file, begin, load, remember, use_refreshed
from terracutter.diagnostics import Diagnostic, Refused
from terracutter.records import record

if TYPE_CHECKING:
    from terracutter.pipeline import Repository
    from terracutter.write import Way

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])


def _again_options(command: FunctionT) -> FunctionT:
    """What `render` and `update` have in common."""
    options = (
        click.argument("directory", default=".", type=click.Path(path_type=Path)),
        click.option("--check", is_flag=True, help="Write nothing; exit 3 if anything would change."),
        click.option("--diff", is_flag=True, help="Write nothing; show what would change."),
        click.option(
            "--restore", multiple=True, metavar="PATH", help="Give up what was edited by hand at or below PATH."
        ),
        click.option(
            "--replace",
            multiple=True,
            metavar="ENVIRONMENT[.QUESTION]",
            help="Let an answer change by which Terraform destroys what is there.",
        ),
        click.option("-v", "--verbose", is_flag=True, help="Name each stage and its time, as on a terminal."),
        language_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_again_options
def render(
    directory: Path,
    check: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    restore: tuple[str, ...],
    replace: tuple[str, ...],
    verbose: bool,  # noqa: FBT001
    lang: str | None,
) -> None:
    """Write the repository in DIRECTORY again from its answers.

    Only its terracutter.yaml is read, no environment variables. Edits are kept: where the text of an edited file would
    change, the command names it and writes nothing; `terracutter update` merges them. Deleted files stay deleted.
    """
    _write_again(directory, _Again(check=check, diff=diff, replace=replace), restore, lang, verbose=verbose)


@click.command()
@_again_options
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--write-conflicts", is_flag=True, help="Write conflicts between markers, and exit 1.")
@click.option(
    "--base",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIRECTORY",
    help="Where the files stand as rendered last, such as a checkout of then, if `.terracutter/` has no texts of them.",
)
@click.option(
    "--forget-moves", is_flag=True, help="Take `moved` blocks away; every environment has been applied since."
)
def update(
    directory: Path,
    check: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    restore: tuple[str, ...],
    replace: tuple[str, ...],
    verbose: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    write_conflicts: bool,  # noqa: FBT001
    base: Path | None,
    forget_moves: bool,  # noqa: FBT001
    lang: str | None,
) -> None:
    """Render DIRECTORY again, and merge what is new with edits by hand.

    This version renders it from its terracutter.yaml. Edits are kept: what is new since the last render is merged with
    them, and where both change the same lines, the command names both, writes nothing and exits 1.
    """
    how = _Again(
        *(check, diff, dry_run), merging=True, markers=write_conflicts, base=base, forget=forget_moves, replace=replace
    )
    _write_again(directory, how, restore, lang, verbose=verbose)


@record
class _Again:
    """How a repository is written again."""

    check: bool = False
    diff: bool = False
    dry_run: bool = False
    merging: bool = False
    markers: bool = False
    base: Path | None = None
    forget: bool = False
    replace: tuple[str, ...] = ()


def _write_again(directory: Path, how: _Again, restore: Iterable[str], lang: str | None, *, verbose: bool) -> None:
    cache, reader, clock = begin(verbose=verbose)
    from terracutter import pipeline, report, write
    from terracutter.answers import from_file
    from terracutter.answers.lasting import refuse_replacement
    from terracutter.answers.upgraded import refuse_unsettled

    if directory.is_dir():
        notices([write.recover(directory, notify=notice)])
    use_refreshed()
    questionnaire = load(lang)
    path = answers_file(directory)
    _warn_of_variables()
    given, problems = from_file(path, questionnaire)
    last = write.last(directory)
    if how.forget:
        _refuse_to_forget(last.version)
    since = None if how.forget else last.since
    repository = pipeline.build(questionnaire, given, problems, cache, reader, clock=clock, since=since)
    remember(cache, repository)
    say(repository.answers.warnings)
    refuse_replacement(questionnaire, repository.answers, last.answers, frozenset(how.replace))
    refuse_unsettled(questionnaire, repository.answers, last.since)

    def judge(tree: write.Tree) -> None:
        from terracutter.living import judge

        say(judge(questionnaire, repository, tree))

    places = frozenset(os.path.normpath(place) for place in restore)
    way = write.Way(merging=how.merging, markers=how.markers, base=how.base, restore=places, judge=judge)
    if how.check or how.diff or how.dry_run:
        differs = _foretell(directory, repository, way, how)
        if how.dry_run:
            click.echo(report.upgraded(questionnaire, repository, last.version), nl=False)
        if differs and how.check:
            notice(_stale(last.version))
            sys.exit(DIFFERENCE)
        return
    written = write.update(
        directory, repository.files, answers=repository.lasting, way=way, forget=how.forget, notify=notice
    )
    clock.done("write", f"{len(written.changes.unchanged)} of {len(repository.files)} files stay as they are")
    notices(written.notices)
    open_conflicts = {one.subject.source for one in written.conflicts if one.subject is not None}
    echo(words().of(report.changes(written.changes, done=True, conflicts=open_conflicts)))
    if written.conflicts:
        raise Refused(written.conflicts, "the rest was written, and each conflict stands between markers")
    if written.changes.differ:
        by_hand = bool(written.changes.by_hand)
        echo(f"\n{report.proven(repository, questionnaire.words, by_hand=by_hand)}")
    upgraded = words().of(report.upgraded(questionnaire, repository, last.version).rstrip("\n"))
    if upgraded:
        echo(upgraded)


def _foretell(directory: Path, repository: Repository, way: Way, how: _Again) -> bool:
    """Whether anything would change."""
    from terracutter import report, write

    found = write.foresee(directory, repository.files, way=way)
    if how.diff:
        click.echo(report.diff(directory, found, repository.files), nl=False)
    else:
        echo(words().of(report.changes(found.changes, done=False)))
    # That an edit stops a render is a difference, as what it would change is.
    stands = frozenset() if how.merging else frozenset(found.changes.edited)
    problems = [one for one in found.problems if str(one.subject) not in stands]
    if problems:
        raise Refused(problems)
    return found.changes.differ


def _stale(version: str) -> str:
    """What to do where the files are not as their answers render them, and whether it is the version that differs."""
    by = f"Rendered last by Terracutter {version}, and this is {__version__}. " if version != __version__ else ""
    return f"\n{by}`terracutter update` writes this and keeps edits; commit what it writes, `.terracutter/` too."


def _refuse_to_forget(version: str) -> None:
    """What an update has not written yet, nobody has applied."""
    from terracutter.versions import release

    if version and release(version) < release(__version__):
        detail = f"Terracutter {version} rendered this repository; what {__version__} moves is not written yet."
        hint = "run `terracutter update`, apply every environment, then forget"
        raise Refused([Diagnostic("Too early to forget moves", detail, hint=hint)])


def _warn_of_variables() -> None:
    """A render depends on the repository alone, or it would not be the same for the next person."""
    from terracutter.answers.settings import VARIABLE_PREFIX

    names = sorted(name for name in os.environ if name.startswith(VARIABLE_PREFIX))
    if names:
        detail = f"{', '.join(names)}: a repository is rendered from its terracutter.yaml and nothing else."
        say([Diagnostic("Environment variable not read", detail, severity="warning")])
