"""`terracutter questions`, `explain` and `guide`: what is asked, and why."""

from __future__ import annotations

import sys

import click

from terracutter.cli.directories import cache_directory
from terracutter.cli.language import ENGLISH, language, language_option
from terracutter.cli.start import load, screen_of, use_refreshed


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json-schema", "markdown", "cookiecutter"]),
    default="text",
    show_default=True,
)
@language_option
def questions(form: str, lang: str | None) -> None:
    """Print every question: what it decides, what is allowed, and the default."""
    from terracutter.questions.formats import FORMATS
    from terracutter.shipped import load_questionnaire

    # What other programs read is the same wherever it is made, unless somebody asks otherwise.
    spoken = language(lang) if form == "text" else lang or ENGLISH
    if form == "text":
        use_refreshed()
    click.echo(FORMATS[form](load_questionnaire(spoken, cache_directory())), nl=False)


@click.command()
@click.argument("name")
@language_option
def explain(name: str, lang: str | None) -> None:
    """Print all about one question: NAME, or NAME.FIELD of an entry.

    What it decides, what is allowed and refused, and at which addresses of the Terraform its answer stands.
    """
    from terracutter.questions.explain import explain as explained

    use_refreshed()
    click.echo(explained(load(lang), name), nl=False)


@click.command()
@click.argument("answers", nargs=-1, metavar="[TOPIC=CHOICE…]")
@language_option
def guide(answers: tuple[str, ...], lang: str | None) -> None:
    """Say whether EKS or ECS fits, and why.

    Asks six questions at a terminal, or takes all answers as TOPIC=CHOICE, such as experience=nobody.
    """
    from terracutter.interview.guide import consult, lines, typed
    from terracutter.shipped import load_questionnaire

    if not answers and not (sys.stdin.isatty() and sys.stdout.isatty()):
        typed(())
    words = load_questionnaire(language(lang), cache_directory()).words
    if answers:
        click.echo("\n".join(lines(typed(answers), words)))
        return
    screen = screen_of(words, plain=False)
    advice = consult(screen, words)
    if advice is not None:
        screen.say("\n".join(lines(advice, words)))
