"""The command line, a file for each command or a few that belong together.

Only here is anything printed, an exit code chosen or the environment read. Exit codes: 0 done, 1 refused with
diagnostics, 2 wrong usage, 3 `--check` found a difference. Everything that costs time is imported inside the command
that needs it: `--help` imports click and nothing else.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from terracutter import __version__
from terracutter.cli.again import render, update
from terracutter.cli.facts import catalogue, doctor
from terracutter.cli.handoff import handoff
from terracutter.cli.language import Spoken, words
from terracutter.cli.new import new
from terracutter.cli.questions import explain, guide, questions
from terracutter.cli.speech import echo, label, notice, say
from terracutter.cli.terraform import fmt, validate
from terracutter.diagnostics import Refused
from terracutter.errors import TerracutterError

_TOLD = 50
"""Problems of a run that are told one by one."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """A short interview in, a validated Terraform repository for Amazon EKS out."""
    if os.environ.get("NO_COLOR"):
        click.get_current_context().color = False


for command in (new, render, update, handoff, questions, explain, guide, doctor, catalogue, validate, fmt):
    cli.add_command(command)


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
    spoken = Spoken()
    try:
        cli(prog_name="terracutter", obj=spoken)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except TerracutterError as error:
        with click.Context(cli, obj=spoken):
            _tell(error)
        return error.exit_code
    return 0


def _tell(error: TerracutterError) -> None:
    if not isinstance(error, Refused):
        notice(f"{label('error')} {words().of(str(error))}")
        return
    say(error.diagnostics[:_TOLD])
    if len(error.diagnostics) > _TOLD:
        notice(f"\n… and {len(error.diagnostics) - _TOLD:,} more.")
    count = sum(diagnostic.severity == "error" for diagnostic in error.diagnostics)
    problems = words().count(count, "1 problem", "{number} problems")
    outcome = words().of(error.outcome)
    echo("\n" + words()("{problems}; {outcome}.", problems=problems, outcome=outcome), err=True)
