"""The commands that a document gives to a person, and a shell in which a person would run them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from markdown_it import MarkdownIt

PROGRAMS = frozenset(
    {"aws", "cd", "cp", "eval", "export", "git", "helm", "kubectl", "make", "terraform", "terracutter"}
)
"""Code in a sentence that begins with one of them and goes on is a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """`begins` is the first command of its block, for which a document says in which directory it is."""

    text: str
    document: str
    begins: str

    @property
    def shown(self) -> str:
        return f"{self.document}: {self.text}"


def commands(document: str, text: str) -> Iterator[Command]:
    """Every command of the shell blocks and of the sentences, in their order."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "fence" and token.info == "sh":
            found = list(split(token.content))
            yield from (Command(one, document, found[0]) for one in found)
        for child in token.children or () if token.type == "inline" else ():
            if child.type == "code_inline" and is_command(child.content):
                yield Command(child.content, document, "")


def is_command(code: str) -> bool:
    program, _, arguments = code.partition(" ")
    return program in PROGRAMS and bool(arguments)


def split(block: str) -> Iterator[str]:
    """Lines that a shell takes as one command stay together; a comment at the end of a line is no part of it."""
    pending = ""
    for line in block.splitlines():
        pending += re.sub(r"(^| +)# .*$", "", line)
        if not pending.strip():
            pending = ""
        elif not pending.endswith("\\") and _is_whole(pending):
            yield pending
            pending = ""
        else:
            pending += "\n"
    assert not pending.strip(), pending


def _is_whole(text: str) -> bool:
    return subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    code: int


class Shell:
    """bash, which keeps its directory and its variables from one command to the next."""

    def __init__(self, directory: Path, scratch: Path, variables: Mapping[str, str]) -> None:
        self._directory, self._scratch = directory, scratch
        scratch.mkdir()
        self._bash = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=directory,
            env=dict(variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bash.communicate("exit\n", timeout=20)

    def run(self, command: str, typed: str = "") -> Said:
        """What it says on both channels, and how it ends; `typed` is what the person answers."""
        for name, content in (("command", command), ("typed", typed)):
            (self._scratch / name).write_text(content, encoding="utf-8")
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        place = self._scratch
        self._bash.stdin.write(f". {place}/command <{place}/typed >{place}/said 2>&1; echo $?\n")
        self._bash.stdin.flush()
        code = int(self._bash.stdout.readline())
        return Said((place / "said").read_text(encoding="utf-8"), code)

    def to_the_top(self) -> None:
        self.run(f"cd '{self._directory}'")
