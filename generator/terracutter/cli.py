"""The command line. Only here is anything printed, an exit code chosen or the environment read.

Exit codes: 0 done, 1 refused with diagnostics, 2 wrong usage, 3 `--check` found a difference.
Everything that costs time is imported inside the command that needs it: `--help` imports click and nothing else.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from terracutter import __version__
from terracutter.diagnostics import Diagnostic, Refused
from terracutter.errors import TerracutterError, UsageError
from terracutter.records import record

if TYPE_CHECKING:
    from terracutter.answers import Given
    from terracutter.formatting import Formatted
    from terracutter.interview import Screen
    from terracutter.pipeline import Clock, Repository, Stage
    from terracutter.questions import Questionnaire
    from terracutter.questions.words import Words
    from terracutter.roundtrip import Cache, SecondReader
    from terracutter.write import Way

ENGLISH = "en"
DIFFERENCE = 3
BROKEN_FILE = 2
"""`terraform fmt` exits with it, so `fmt` does."""

_TOLD = 50
"""Problems of a run that are told one by one."""

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])

_language_option = click.option(
    "--lang", type=click.Choice(["en", "ko"]), help="The language to speak; else LC_ALL, LC_MESSAGES or LANG says it."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """A short interview in, a validated Terraform repository for Amazon EKS out."""
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False


@cli.command()
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
@_language_option
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
    begun = None if asks else _begin(verbose=verbose)
    from terracutter.answers import from_directory, proposed

    is_refreshed = _use_refreshed()
    questionnaire = _questionnaire(lang)
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
        given = _ask(questionnaire, given, directory, resume, _screen(words, plain=plain))
    cache, reader, clock = begun or _begin(verbose=verbose)
    from terracutter import pipeline, report, write

    proposals = proposed(questionnaire, given) if is_refreshed else []
    repository = pipeline.build(questionnaire, [*given, *proposals], problems, cache, reader, clock=clock)
    _remember(cache, repository)
    _say(repository.answers.warnings)
    target = directory if directory is not None else Path(repository.plan.repository)
    written = None if dry_run else write.create(target, repository.files, answers=repository.lasting, notify=_notice)
    if written is not None:
        clock.done("write", f"{len(repository.files) + 1} files, all or none")
        _notices(written.notices)
    _echo(_summary(repository, target, write.RECORDS, words))
    if written is not None:
        click.echo(f"\n{report.next_steps(repository, target, words)}")
    if asks:
        again = _again(directory, resume, settings, given)
        click.echo(f"\n{words('The same without questions:')}\n  {again}")
    if written is None:
        click.echo(f"\n{words('Nothing was written: --dry-run.')}")


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
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@_again_options
def render(
    directory: Path,
    check: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    restore: tuple[str, ...],
    replace: tuple[str, ...],
    verbose: bool,  # noqa: FBT001
) -> None:
    """Write the repository in DIRECTORY again from its answers.

    Only its terracutter.yaml is read, no environment variables. A file that somebody edited is never written over: it
    stays as it is, and where its text would change the command stops and names it. A deleted one stays deleted.
    """
    _write_again(directory, _Again(check=check, diff=diff, replace=replace), restore, verbose=verbose)


@cli.command()
@_again_options
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--write-conflicts", is_flag=True, help="Write conflicts between markers, and exit 1.")
def update(
    directory: Path,
    check: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    restore: tuple[str, ...],
    replace: tuple[str, ...],
    verbose: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    write_conflicts: bool,  # noqa: FBT001
) -> None:
    """Render DIRECTORY again, and merge what is new with edits by hand.

    This version renders it from its terracutter.yaml; the text that was rendered last is the base of the merge. Where
    an edit and the new text change the same lines, the command names both, writes nothing and exits 1.
    """
    how = _Again(check, diff, dry_run, merging=True, markers=write_conflicts, replace=replace)
    _write_again(directory, how, restore, verbose=verbose)


@record
class _Again:
    """How a repository is written again."""

    check: bool = False
    diff: bool = False
    dry_run: bool = False
    merging: bool = False
    markers: bool = False
    replace: tuple[str, ...] = ()


def _write_again(directory: Path, how: _Again, restore: Iterable[str], *, verbose: bool) -> None:
    cache, reader, clock = _begin(verbose=verbose)
    from terracutter import pipeline, report, write
    from terracutter.answers import from_file
    from terracutter.answers.lasting import refuse_replacement

    if directory.is_dir():
        _notices([write.recover(directory, notify=_notice)])
    _use_refreshed()
    questionnaire = pipeline.load_questionnaire(cache=_cache_directory())
    answers_file = directory / write.ANSWERS
    if not answers_file.is_file():
        hint = "run it in a repository that `terracutter new` made, or name its directory"
        raise Refused([Diagnostic("No answers file", f"There is no {answers_file}.", hint=hint)])
    _warn_of_variables()
    given, problems = from_file(answers_file, questionnaire)
    repository = pipeline.build(questionnaire, given, problems, cache, reader, clock=clock)
    _remember(cache, repository)
    _say(repository.answers.warnings)
    before = write.recorded_answers(directory)
    refuse_replacement(questionnaire, repository.answers, before, frozenset(how.replace))

    def judge(tree: write.Tree) -> None:
        from terracutter.living import judge

        _say(judge(questionnaire, repository, tree))

    places = frozenset(os.path.normpath(place) for place in restore)
    way = write.Way(merging=how.merging, markers=how.markers, restore=places, judge=judge)
    if how.check or how.diff or how.dry_run:
        _foretell(directory, repository, way, how)
        return
    written = write.update(directory, repository.files, answers=repository.lasting, way=way, notify=_notice)
    clock.done("write", f"{len(written.changes.unchanged)} of {len(repository.files)} files stay as they are")
    _notices(written.notices)
    click.echo(report.changes(written.changes, done=True))
    if written.conflicts:
        raise Refused(written.conflicts)
    if written.changes.differ:
        click.echo(f"\n{report.proven(repository)}")


def _foretell(directory: Path, repository: Repository, way: Way, how: _Again) -> None:
    from terracutter import report, write

    found = write.foresee(directory, repository.files, way=way)
    if how.diff:
        click.echo(report.diff(directory, found, repository.files), nl=False)
    else:
        click.echo(report.changes(found.changes, done=False))
    # That an edit stops a render is a difference, as what it would change is.
    stands = frozenset() if how.merging else frozenset(found.changes.edited)
    problems = [one for one in found.problems if str(one.subject) not in stands]
    if problems:
        raise Refused(problems)
    if how.check and found.changes.differ:
        sys.exit(DIFFERENCE)


@cli.command()
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Where the archive is written.")
@click.option("--verify", "archive", type=click.Path(path_type=Path), metavar="ARCHIVE", help="Check an archive.")
def handoff(directory: Path, output: Path | None, archive: Path | None) -> None:
    """Pack the repository in DIRECTORY into one archive for the team that takes it over.

    It holds the repository as it stands, edits included, SHA256SUMS, VERSIONS.json and handover.html, which opens
    offline and prints. The same files give the same bytes. --verify says whether an archive is as it was made.
    """
    from terracutter import handoff as room

    if archive is not None:
        verified = room.verify(archive)
        click.echo(f"{verified.root}: {verified.files} files, each as SHA256SUMS has it\nsha256 {verified.digest}")
        return
    from terracutter import pipeline, write
    from terracutter.answers import from_file

    answers_file = directory / write.ANSWERS
    if not answers_file.is_file():
        hint = "run it in a repository that `terracutter new` made, or name its directory"
        raise Refused([Diagnostic("No answers file", f"There is no {answers_file}.", hint=hint)])
    questionnaire = pipeline.load_questionnaire(cache=_cache_directory())
    repository = pipeline.build(questionnaire, *from_file(answers_file, questionnaire))
    found = write.compare(directory, repository.files)
    theirs = (found.by_hand, found.edited, found.created, found.updated, found.deleted)
    differences = tuple(sorted({path for paths in theirs for path in paths}))
    if differences:
        detail = f"{', '.join(differences)}: handed over as it stands."
        _say([Diagnostic("Not what the answers render", detail, severity="warning")])
    packed = room.bundle(directory, repository.plan, differences, output)
    target = output or Path(packed.name)
    write.replace(target, packed.content)
    click.echo(f"{target}: {packed.files} files\nsha256 {packed.digest}")


@cli.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json-schema", "markdown", "cookiecutter"]),
    default="text",
    show_default=True,
)
@_language_option
def questions(form: str, lang: str | None) -> None:
    """Print every question: what it decides, what is allowed, and the default."""
    from terracutter.questions.formats import FORMATS
    from terracutter.shipped import load_questionnaire

    # What other programs read is the same wherever it is made, unless somebody asks otherwise.
    language = _language(lang) if form == "text" else lang or ENGLISH
    if form == "text":
        _use_refreshed()
    click.echo(FORMATS[form](load_questionnaire(language, _cache_directory())), nl=False)


@cli.command()
@click.argument("name")
@_language_option
def explain(name: str, lang: str | None) -> None:
    """Print all about one question: NAME, or NAME.FIELD of an entry.

    What it decides, what is allowed and refused, and at which addresses of the Terraform its answer stands.
    """
    from terracutter.questions.explain import explain as explained

    _use_refreshed()
    click.echo(explained(_questionnaire(lang), name), nl=False)


@cli.command()
@click.argument("answers", nargs=-1, metavar="[TOPIC=CHOICE…]")
@_language_option
def guide(answers: tuple[str, ...], lang: str | None) -> None:
    """Say whether EKS or ECS fits, and why.

    Asks six questions at a terminal, or takes all answers as TOPIC=CHOICE, such as experience=nobody.
    """
    from terracutter.interview.guide import consult, lines, typed
    from terracutter.shipped import load_questionnaire

    if not answers and not (sys.stdin.isatty() and sys.stdout.isatty()):
        typed(())
    words = load_questionnaire(_language(lang), _cache_directory()).words
    if answers:
        click.echo("\n".join(lines(typed(answers), words)))
        return
    screen = _screen(words, plain=False)
    advice = consult(screen, words)
    if advice is not None:
        screen.say("\n".join(lines(advice, words)))


@cli.command()
def doctor() -> None:
    """Say what is installed, and which facts about AWS are old."""
    from datetime import UTC, datetime

    from terracutter.doctor import examine

    _use_refreshed()
    click.echo(examine(datetime.now(tz=UTC).date(), _cache_directory()), nl=False)


@cli.group(invoke_without_command=True)
def catalogue() -> None:
    """List the facts that answers are judged by: how many, how old, and who says so."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    from datetime import UTC, datetime

    from terracutter.doctor import listed

    _use_refreshed()
    click.echo(listed(datetime.now(tz=UTC).date(), _data_directory()), nl=False)


class _WithPolicy(click.Command):
    """Its help ends with what IAM must allow, which is known to the code that asks."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        from terracutter.refresh import policy

        formatter.write(f"\nIAM policy:\n{policy()}\n")


@catalogue.command(cls=_WithPolicy)
@click.option(
    "--region", "regions", multiple=True, help="Ask AWS here; may be repeated, for the instance types of each."
)
@click.option(
    "--only",
    type=click.Choice(["kubernetes", "addon_versions", "configurations", "regions", "instances"]),
    multiple=True,
    help="Refresh this alone; may be repeated.",
)
@click.option("--profile", metavar="NAME", help="The AWS profile whose credentials are used.")
def refresh(regions: tuple[str, ...], only: tuple[str, ...], profile: str | None) -> None:
    """Take newer facts from AWS.

    They are written to $XDG_DATA_HOME/terracutter/catalog, by default in ~/.local/share. `new` writes down
    what it took from them, `render` accepts what only they know, and gives the same files without them. Each file is
    refreshed whole, or stays as it was. Needs boto3: pip install 'terracutter[aws]'
    """
    from datetime import UTC, datetime

    from terracutter import refresh as refreshing
    from terracutter.catalog import refreshed

    today, names = datetime.now(tz=UTC).date(), only or tuple(refreshed.FILES)
    failed = 0
    for one in refreshing.refresh(_data_directory(), names, regions, profile, today):
        if isinstance(one, Diagnostic):
            failed += 1
            _say([one])
        else:
            click.echo(f"{one.path}: {one.entries:,} {refreshing.ENTRIES[one.name]}")
            _notices([f"  {one.left_out}" if one.left_out else None])
    if failed:
        click.echo(f"\n{failed} of {len(names)} not refreshed.", err=True)
        sys.exit(1)


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def validate(paths: tuple[Path, ...], form: str, strict: bool) -> None:  # noqa: FBT001
    """Validate Terraform directories without init, provider or network.

    Each PATH is a directory, with the root modules below it, or a file in one; by default the current directory.
    --format json prints what `terraform validate -json` prints.
    """
    from terracutter import excerpts, report
    from terracutter.validation import validate as run

    validation = run(paths or (Path(),))
    errors = [one for one in validation.diagnostics if strict or one.severity == "error"]
    if form == "json":
        click.echo(excerpts.as_json(validation.diagnostics, validation.files, strict=strict))
    else:
        for diagnostic in validation.diagnostics:
            file = validation.files.get(diagnostic.subject.source) if diagnostic.subject else None
            click.echo(f"{excerpts.as_text(diagnostic, file)}\n", err=True)
        click.echo(report.validated(validation, len(errors)), err=bool(errors))
    if errors:
        sys.exit(1)


class _TerraformFlags(click.Command):
    """Takes flags as Terraform does: `-check`, `--check` and `-check=false` are the same flag."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names = {parameter.opts[0].lstrip("-") for parameter in self.params if isinstance(parameter, click.Option)}
        return super().parse_args(ctx, [_with_value(argument, names) for argument in args])


def _with_value(argument: str, names: set[str]) -> str:
    name, separator, value = argument.lstrip("-").partition("=")
    is_flag = argument.startswith("-") and name in names
    return f"--{name}={value if separator else 'true'}" if is_flag else argument


def _switch(name: str, text: str, *, default: bool = False) -> Callable[[FunctionT], FunctionT]:
    return click.option(f"--{name}", type=bool, default=default, help=text, metavar="")


@cli.command(cls=_TerraformFlags)
@click.argument("targets", nargs=-1, metavar="[PATH…|-]")
@_switch("check", "Write nothing; exit 3 if a file is not formatted.")
@_switch("diff", "Show what changes.")
@_switch("list", "Name the files that change; -list=false does not.", default=True)
@_switch("recursive", "Format the directories below as well.")
@_switch("write", "Write the files; -write=false does not.", default=True)
@_switch("no-color", "Accepted as Terraform does; the output has no colour.")
def fmt(targets: tuple[str, ...], **switches: bool) -> None:
    """Format Terraform files as `terraform fmt` does, to the byte.

    Each PATH is a file or a directory, by default the current one; - formats standard input.
    """
    from terracutter import formatting

    if "-" in targets:
        if len(targets) > 1:
            raise UsageError("- stands alone: standard input cannot be formatted together with files.")
        found = [formatting.format_stdin(sys.stdin.buffer.read())]
        switches |= {"list": False, "write": False}
    else:
        found = list(formatting.format_targets(map(Path, targets or ["."]), recursive=switches["recursive"]))
    broken = [file for file in found if file.diagnostics]
    changed = [file for file in found if file.differs]
    if not (switches["check"] and broken):
        for file in changed:
            _hand_over(file, switches)
    if broken:
        _show_broken(broken)
        sys.exit(BROKEN_FILE)
    if "-" in targets and not (switches["check"] or switches["diff"]):
        click.echo(found[0].after, nl=not found[0].after.endswith("\n"))
    if switches["check"] and changed:
        sys.exit(DIFFERENCE)


def _show_broken(files: Iterable[Formatted]) -> None:
    from terracutter import excerpts
    from terracutter.hcl.parser import parse

    for file in files:
        read, _ = parse(file.before, file.path)
        for diagnostic in file.diagnostics:
            click.echo(f"\n{excerpts.as_text(diagnostic, read)}", err=True)


def _hand_over(file: Formatted, switches: Mapping[str, bool]) -> None:
    from terracutter import write

    if switches["list"]:
        click.echo(file.path)
    if switches["diff"]:
        click.echo(file.diff(), nl=False)
    if switches["write"] and not switches["check"]:
        write.rewrite(Path(file.path), file.after.encode("utf-8"))


def main() -> NoReturn:
    """The entry point: a refusal is printed, never a traceback."""
    # A run lives for less than a second and makes no garbage worth collecting; the second reader's trees are large.
    gc.disable()
    try:
        code = _run()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BrokenPipeError:
        # Whoever read has heard enough.
        code = 1
    # Taking apart what the run has made, piece by piece, would take as long as rendering it.
    os._exit(code)


def _run() -> int:
    try:
        cli(prog_name="terracutter")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except Refused as refused:
        _say(refused.diagnostics[:_TOLD])
        if len(refused.diagnostics) > _TOLD:
            click.echo(f"\n… and {len(refused.diagnostics) - _TOLD:,} more.", err=True)
        count = sum(diagnostic.severity == "error" for diagnostic in refused.diagnostics)
        problems = "1 problem" if count == 1 else f"{count} problems"
        click.echo(f"\n{problems}; nothing was written.", err=True)
        return refused.exit_code
    except TerracutterError as error:
        click.echo(f"{_label('error')} {error}", err=True)
        return error.exit_code
    return 0


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


def _screen(words: Words, *, plain: bool) -> Screen:
    """Lists and arrow keys where questionary is installed and the terminal can, else lines."""
    if not plain and os.environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}:
        try:
            from terracutter.interview.arrows import Arrows
        except ImportError:
            pass
        else:
            return Arrows(words)
    from terracutter.interview import Plain

    return Plain(words)


def _ask(
    questionnaire: Questionnaire, given: list[Given], directory: Path | None, resume: Path | None, screen: Screen
) -> list[Given]:
    """The answers of a person; what one who leaves has answered is kept in a file."""
    from terracutter.interview import Declined, Left, ask, draft, listening

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
        from terracutter import write
        from terracutter.answers import wholes

        answers = wholes(questionnaire, left.given)
        path = write.keep(resume, Path("terracutter-answers.yaml"), lambda name: draft(answers, name))
        command = " ".join(["terracutter new", *([str(directory)] if directory else []), "--resume", str(path)])
        kept = questionnaire.words("Nothing was made. Your answers are in {path}; go on with:", path=path)
        click.echo(f"\n\n{kept}\n  {command}", err=True)
        raise click.exceptions.Exit(1) from None


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


def _again(directory: Path | None, file: Path | None, settings: Iterable[str], given: Iterable[Given]) -> str:
    from terracutter.answers.settings import VARIABLE_PREFIX
    from terracutter.interview import again

    variables = {name: value for name, value in sorted(os.environ.items()) if name.startswith(VARIABLE_PREFIX)}
    return again(directory, file, tuple(settings), variables, given)


def _clock(*, verbose: bool) -> Clock:
    """Tells a person at a terminal of each stage as it ends; a pipe only where it was asked for."""
    from terracutter.pipeline import Clock

    def tell(stage: Stage) -> None:
        click.echo(f"  {click.style(f'{stage.name:10}', dim=True)} {stage.seconds:5.2f} s  {stage.result}", err=True)

    return Clock(tell) if verbose or sys.stderr.isatty() else Clock()


def _language(asked: str | None) -> str:
    """The one asked for, or Korean where the first variable that is set says so."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return asked or ("ko" if re.match(r"ko([_.@]|$)", locale) else ENGLISH)


def _begin(*, verbose: bool) -> tuple[Cache | None, SecondReader, Clock]:
    """What earlier runs have found, the reader, which prepares itself while we load everything else, and the time."""
    from terracutter.cache import load_verdicts
    from terracutter.roundtrip import Cache, SecondReader

    directory = _cache_directory()
    cache = Cache(directory, frozenset(load_verdicts(directory))) if directory is not None else None
    reader = click.get_current_context().with_resource(SecondReader(cache))
    return cache, reader, _clock(verbose=verbose)


def _cache_directory() -> Path | None:
    from terracutter.cache import open_cache

    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return open_cache(Path(home) / "terracutter")


def _data_directory() -> Path:
    """Where `catalogue refresh` keeps what AWS has told."""
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "terracutter" / "catalog"


def _use_refreshed() -> bool:
    """Whether there are refreshed facts; they are read where an answer needs one."""
    from terracutter.catalog import refreshed

    refreshed.use(_data_directory())
    return refreshed.directory() is not None


def _questionnaire(lang: str | None) -> Questionnaire:
    from terracutter.shipped import load_questionnaire

    return load_questionnaire(_language(lang), _cache_directory())


def _remember(cache: Cache | None, repository: Repository) -> None:
    from terracutter.cache import save_verdicts

    if cache is not None:
        save_verdicts(cache.directory, repository.second_reading.sound)


def _warn_of_variables() -> None:
    """A render depends on the repository alone, or it would not be the same for the next person."""
    from terracutter.answers.settings import VARIABLE_PREFIX

    names = sorted(name for name in os.environ if name.startswith(VARIABLE_PREFIX))
    if names:
        detail = f"{', '.join(names)}: a repository is rendered from its terracutter.yaml and nothing else."
        _say([Diagnostic("Environment variable not read", detail, severity="warning")])


def _summary(repository: Repository, target: Path, records: Iterable[str], words: Words) -> str:
    from terracutter import report

    listed = report.tree([*repository.files, *records])
    parts = [f"{click.style(str(target), bold=True)}\n{listed}", report.network(repository.plan, words)]
    return "\n\n".join([*filter(None, parts), report.proven(repository, words)])


def _say(diagnostics: Iterable[Diagnostic]) -> None:
    for diagnostic in diagnostics:
        first, _, rest = str(diagnostic).partition(" ")
        _echo(f"\n{_label(first.rstrip(':').lower())} {rest}", err=True)


def _label(severity: str) -> str:
    text = f"{severity.capitalize()}:"
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg="yellow" if severity == "warning" else "red", bold=True)


def _notices(sentences: Iterable[str | None]) -> None:
    for sentence in sentences:
        if sentence is not None:
            _notice(sentence)


def _notice(sentence: str) -> None:
    _echo(sentence, err=True)


def _echo(text: str, *, err: bool = False) -> None:
    """Wrapped between words on a terminal; elsewhere a line stays a line."""
    if (sys.stderr if err else sys.stdout).isatty():
        from terracutter.interview import layout

        text = layout.fitted(text, layout.width())
    click.echo(text, err=err)
