"""`terracutter doctor` and `catalogue`: what is installed, and the facts that answers are judged by."""

from __future__ import annotations

import sys

import click

from terracutter.cli.directories import cache_directory, data_directory
from terracutter.cli.speech import notices, say
from terracutter.cli.start import use_refreshed
from terracutter.diagnostics import Diagnostic


@click.command()
def doctor() -> None:
    """Say what is installed, and which facts about AWS are old."""
    from datetime import UTC, datetime

    from terracutter.doctor import examine

    use_refreshed()
    click.echo(examine(datetime.now(tz=UTC).date(), cache_directory()), nl=False)


@click.group(invoke_without_command=True)
def catalogue() -> None:
    """List the facts that answers are judged by: how many, how old, and who says so."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    from datetime import UTC, datetime

    from terracutter.doctor import listed

    use_refreshed()
    click.echo(listed(datetime.now(tz=UTC).date(), data_directory()), nl=False)


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
    for one in refreshing.refresh(data_directory(), names, regions, profile, today):
        if isinstance(one, Diagnostic):
            failed += 1
            say([one])
        else:
            click.echo(f"{one.path}: {one.entries:,} {refreshing.ENTRIES[one.name]}")
            notices([f"  {one.left_out}" if one.left_out else None])
    if failed:
        click.echo(f"\n{failed} of {len(names)} not refreshed.", err=True)
        sys.exit(1)
