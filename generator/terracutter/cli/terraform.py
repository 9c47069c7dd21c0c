"""`terracutter validate` and `fmt`: Terraform of any origin, checked and formatted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from terracutter.cli.start import DIFFERENCE
from terracutter.errors import UsageError

if TYPE_CHECKING:
    from terracutter.formatting import Formatted

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])

BROKEN_FILE = 2
"""`terraform fmt` exits with it, so `fmt` does."""


@click.command()
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


def _switch(name: str, text: str, *, default: bool = False) -> Callable[[FunctionT], FunctionT]:
    return click.option(f"--{name}", type=bool, default=default, help=text, metavar="")


class _TerraformFlags(click.Command):
    """Takes flags as Terraform does: `-check`, `--check` and `-check=false` are the same flag."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names = {parameter.opts[0].lstrip("-") for parameter in self.params if isinstance(parameter, click.Option)}
        return super().parse_args(ctx, [_with_value(argument, names) for argument in args])


def _with_value(argument: str, names: set[str]) -> str:
    name, separator, value = argument.lstrip("-").partition("=")
    is_flag = argument.startswith("-") and name in names
    return f"--{name}={value if separator else 'true'}" if is_flag else argument


@click.command(cls=_TerraformFlags)
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
