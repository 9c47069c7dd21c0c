"""`terracutter handoff`."""

from __future__ import annotations

from pathlib import Path

import click

from terracutter.cli.directories import cache_directory
from terracutter.cli.speech import say
from terracutter.cli.start import answers_file
from terracutter.diagnostics import Diagnostic


@click.command()
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Where the archive is written.")
@click.option("--verify", "archive", type=click.Path(path_type=Path), metavar="ARCHIVE", help="Check an archive.")
def handoff(directory: Path, output: Path | None, archive: Path | None) -> None:
    """Pack the repository in DIRECTORY into one archive for the team that takes it over.

    It holds the repository as it stands, edits included, SHA256SUMS, VERSIONS.json and handover.html, which opens
    offline and prints. What git ignores stays behind, and secrets stop it. The same files give the same bytes.
    --verify says whether an archive is as it was made.
    """
    from terracutter import handoff as room

    if archive is not None:
        verified = room.verify(archive)
        click.echo(
            f"{verified.root}: {verified.files} files, each as SHA256SUMS has it\n"
            f"sha256 {verified.digest}\n"
            f"digest {verified.repository}, at the top of handover.html"
        )
        return
    from terracutter import pipeline, write
    from terracutter.answers import from_file

    questionnaire = pipeline.load_questionnaire(cache=cache_directory())
    given, problems = from_file(answers_file(directory), questionnaire)
    since = write.last(directory).since
    repository = pipeline.build(questionnaire, given, problems, since=since)
    found = write.compare(directory, repository.files)
    theirs = (found.by_hand, found.edited, found.created, found.updated, found.deleted)
    differences = tuple(sorted({path for paths in theirs for path in paths}))
    if differences:
        detail = f"{', '.join(differences)}: handed over as it stands."
        say([Diagnostic("Not what the answers render", detail, severity="warning")])
    standing = room.Standing(differences, frozenset(repository.files))
    packed = room.bundle(directory, repository.plan, standing, output)
    if packed.ignored:
        detail = f"{', '.join(packed.ignored)}: git ignores it, and it is not in the archive."
        say([Diagnostic("Left behind", detail, severity="warning")])
    target = output or Path(packed.name)
    write.replace(target, packed.content)
    click.echo(f"{target}: {packed.files} files\nsha256 {packed.digest}")
