"""What `docs/interview.md` shows: screens of real runs, in a terminal of 80 columns. `make golden` writes it again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from driver import CTRL_C, Terminal

FILE = Path(__file__).resolve().parents[2] / "docs" / "interview.md"
_LINES = 24
_LONG = 120
"""Lines of a terminal in which nothing scrolls away."""

_HEAD = """# The interview

What follows are screens of real runs of `terracutter new`, {lines} lines of 80 columns where nothing else is said.
`make golden` writes this page again.

Without a person nothing is asked: `--defaults`, or `--answers FILE`, and `--set NAME=VALUE` for any answer.
"""


def document() -> str:
    with tempfile.TemporaryDirectory() as directory:
        parts = [_HEAD.format(lines=_LINES)]
        for number, section in enumerate((_defaults, _back, _things, _sections, _left, _arrows, _korean)):
            home = Path(directory) / str(number)
            home.mkdir()
            parts += section(home)
    return "\n".join(parts)


@contextmanager
def _run(home: Path, *arguments: str, **options: object) -> Iterator[Terminal]:
    terminal = Terminal(home, "new", "platform", *arguments, **options)  # type: ignore[arg-type]
    try:
        terminal.until_asked()
        yield terminal
    finally:
        terminal.kill()


def _defaults(home: Path) -> Iterator[str]:
    with _run(home, lines=_LONG) as person:
        _enter(person, lambda: "Review\n" in person.screen)
        said = (
            "Enter takes every default. After the last question comes the review; another Enter writes the repository."
        )
        yield _shown("Enter, all the way", said, person.screen)


def _back(home: Path) -> Iterator[str]:
    with _run(home, lines=_LONG) as person:
        person.answer("")
        for text in ("?", "Acme", "acme", "<", "shop"):
            person.answer(text)
        said = (
            "`?` explains, a wrong value is asked for again, `<` goes back. What was answered later is kept: here "
            "the second question is answered twice."
        )
        yield _shown("Help, a wrong value, and back", said, person.screen)


def _things(home: Path) -> Iterator[str]:
    with _run(home, *_given("node_groups"), lines=_LONG) as person:
        for text in ("add", "gpu", "g5.xlareg", "g5.xlarge", "min_size", "2", "done", "change general"):
            person.answer(text)
        for text in ("max_size", "9", "done", "remove gpu"):
            person.answer(text)
        said = "Node groups, access entries and the like are added, changed and removed by name."
        yield _shown("Things with names", said, person.screen)


def _sections(home: Path) -> Iterator[str]:
    with _run(home, *_given("kubernetes_version"), lines=2 * _LONG) as person:
        for text in (
            "1.33",
            "EXTENDED",
            "network",
            "nat_gateways",
            "single",
            "done",
            "no",
            "kubernetes_version",
            "1.34",
        ):
            person.answer(text)
        said = (
            "A section shows its answers, and so does the review; a number or a name changes one of them. What an "
            "answer costs or risks is said at once."
        )
        yield _shown("Sections, warnings and the review", said, person.screen)


def _left(home: Path) -> Iterator[str]:
    with _run(home) as person:
        person.answer("development")
        person.type(CTRL_C)
        person.end()
        before = person.screen.partition("\n\n")[2]
    with _run(home, "--resume", "terracutter-answers.yaml") as person:
        said = "Ctrl-C, or a terminal that is closed, loses nothing: what was answered is kept, and not asked again."
        command = "$ terracutter new platform --resume terracutter-answers.yaml\n"
        yield _shown("Leaving, and going on", said, f"{before}\n\n{command}\n{person.screen.partition(chr(10) * 2)[2]}")


def _arrows(home: Path) -> Iterator[str]:
    with _run(home, arrows=True) as person:
        said = (
            "Where questionary is installed (`pip install 'terracutter[interactive]'`) and the terminal can, choices "
            "are lists. What was answered stays as one line; `--plain` asks line by line all the same."
        )
        yield _shown("Arrow keys", said, person.screen)
        person.answer("")
        person.answer("")
        person.answer("")
        yield _block(person.screen)
        _enter(person, lambda: "Anything else?" in person.screen)
        person.answer("network")
        person.answer("Gateway endpoints")
        yield _block(person.screen)
        person.answer("")
        person.answer("")
        person.answer("")
        yield _block(person.screen)


def _korean(home: Path) -> Iterator[str]:
    with _run(home, "--lang", "ko") as person:
        person.answer("")
        said = "`--lang ko`, or a locale that is Korean, asks in Korean. What is typed is the same."
        yield _shown("한국어", said, person.screen)


def _given(*asked: str) -> list[str]:
    """Settings for all basic questions but these."""
    answers = {
        "profile": "production",
        "repository": "platform",
        "environments": "production",
        "region": "us-east-1",
        "zones": "us-east-1a, us-east-1b, us-east-1c",
        "kubernetes_version": "1.35",
        "vpc_cidr": "10.0.0.0/16",
        "endpoint_public_access_cidrs": "none",
        "administrator_role_arns": "none",
        "node_groups": "{general: {instance_types: [m7i.large], min_size: 3, max_size: 6}}",
    }
    return [word for name, text in answers.items() if name not in asked for word in ("--set", f"{name}={text}")]


def _enter(person: Terminal, is_there: Callable[[], bool]) -> None:
    for _ in range(20):
        if is_there():
            return
        person.answer("")
    raise AssertionError(f"it never came:\n{person.screen}")


def _shown(title: str, said: str, screen: str) -> str:
    return f"## {title}\n\n{said}\n\n{_block(screen)}"


def _block(screen: str) -> str:
    lines = screen.strip("\n")
    return f"```text\n{lines}\n```\n"
