"""What people and their tools do to the files of a repository, and what must be left of it afterwards."""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ANSWERS = "terracutter.yaml"
RECORDS = (".terracutter/base.json", ".terracutter/manifest.json")

Entry = tuple[str, bytes, int]
"""Kind, content or target, mode."""

Tree = Mapping[str, Entry]


def tree(root: Path) -> dict[str, Entry]:
    return dict(_entries(root))


def _entries(root: Path) -> Iterator[tuple[str, Entry]]:
    for top, directories, names in os.walk(root):
        for name in (*directories, *names):
            path = Path(top, name)
            kind = "link" if path.is_symlink() else "directory" if path.is_dir() else "file"
            content = str(path.readlink()).encode() if kind == "link" else path.read_bytes() if kind == "file" else b""
            yield path.relative_to(root).as_posix(), (kind, content, path.lstat().st_mode)


@dataclass(slots=True)
class Person:
    """Edits the files of a repository; what is touched is written down, so that a refusal can be held against it."""

    root: Path
    source: random.Random
    touched: set[str]

    def edit(self, kind: str, path: str) -> None:
        self.touched.add(path)
        target = self.root / path
        if kind in ANYWHERE:
            ANYWHERE[kind](self, target)
        elif target.is_file() and not target.is_symlink():
            INSIDE[kind](self, target)

    def note(self) -> bytes:
        return b"# by hand %d" % self.source.randrange(10**6)

    def ours(self) -> Iterator[Path]:
        for path in sorted(self.root.rglob("*")):
            relative = path.relative_to(self.root).as_posix()
            if path.is_file() and not path.is_symlink() and relative not in RECORDS and relative != ANSWERS:
                yield path


def insert(person: Person, path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    lines.insert(person.source.randrange(len(lines)), person.note())
    path.write_bytes(b"\n".join(lines))


def change(person: Person, path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[person.source.randrange(len(lines))] += b" " + person.note()
    path.write_bytes(b"\n".join(lines))


def cut(person: Person, path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    at = person.source.randrange(len(lines))
    path.write_bytes(b"\n".join(lines[:at] + lines[at + person.source.randrange(1, 4) :]))


def windows(person: Person, path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def no_end(person: Person, path: Path) -> None:
    path.write_bytes(path.read_bytes().rstrip(b"\n"))


def byte_order_mark(person: Person, path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def latin(person: Person, path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"# caf\xe9 %d\n" % person.source.randrange(10**6))


def binary(person: Person, path: Path) -> None:
    path.write_bytes(person.source.randbytes(64) + b"\0\xff")


def empty(person: Person, path: Path) -> None:
    path.write_bytes(b"")


def executable(person: Person, path: Path) -> None:
    path.chmod(0o755)


def private(person: Person, path: Path) -> None:
    path.chmod(0o600)


def link(person: Person, path: Path) -> None:
    """The file moved elsewhere, and a link in its place."""
    own = path.with_name(f"moved-{path.name}")
    path.rename(own)
    path.symlink_to(own.name)


def elsewhere(person: Person, path: Path) -> None:
    """The directory of the file moved, and a link in its place."""
    if path.parent in (person.root, person.root / ".terracutter") or path.parent.is_symlink():
        return
    own = path.parent.with_name(f"moved-{path.parent.name}")
    path.parent.rename(own)
    path.parent.symlink_to(own.name)
    person.touched.add(path.parent.relative_to(person.root).as_posix())


def directory(person: Person, path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.mkdir()
    (path / "inside").write_bytes(content)


def delete(person: Person, path: Path) -> None:
    path.unlink()


def rename(person: Person, path: Path) -> None:
    path.rename(path.with_name(f"mine-{path.name}"))


def copy(person: Person, path: Path) -> None:
    path.with_name(f"copy-{path.name}").write_bytes(path.read_bytes() + person.note())


def add(person: Person, path: Path) -> None:
    """Files of one's own beside ours, with what Terraform leaves there."""
    names = ("own.tf", ".terraform.lock.hcl", "terraform.tfstate", "OWN.md", ".hidden/own.tf", "own/deep/x.yaml")
    own = path.parent / person.source.choice(names)
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_bytes(person.note() + b"\n")
    person.touched.add(own.relative_to(person.root).as_posix())


def sed(person: Person, path: Path) -> None:
    """`sed -i` over all files, binary ones too."""
    word = person.source.choice((b"Amazon", b"nodes", b"description", b"Written by"))
    for one in person.ours():
        content = one.read_bytes()
        if word in content:
            one.write_bytes(content.replace(word, word + b"X%d" % person.source.randrange(1000)))
            person.touched.add(one.relative_to(person.root).as_posix())


def hook(person: Person, path: Path) -> None:
    """What a hook before each commit does to all files: no blanks at the end of a line, one line end at the end."""
    for one in person.ours():
        content = one.read_bytes()
        tidied = re.sub(rb"[ \t]+$", b"", content, flags=re.MULTILINE).rstrip(b"\n") + b"\n"
        if tidied != content:
            one.write_bytes(tidied)
            person.touched.add(one.relative_to(person.root).as_posix())


def answers(person: Person, path: Path) -> None:
    """Comments, order and line ends of the answers, which mean the same afterwards."""
    target = person.root / ANSWERS
    text = target.read_bytes()
    kind = person.source.randrange(4)
    if kind == 0:
        text = text.replace(b"\n\n", b"\n\n%s\n" % person.note(), 1)
    elif kind == 1:
        text = re.sub(rb"\A((?:#.*\n|\n)*)((?:.|\n)*?\n)(\n(?:.|\n)*)\Z", rb"\1\3\2", text)
    elif kind == 2:
        text = text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    else:
        text = text.rstrip(b"\n")
    target.write_bytes(text)


def record(person: Person, path: Path) -> None:
    """Our own records: written another way, with an entry more, broken, or gone."""
    name = person.source.choice(RECORDS)
    target = person.root / name
    if not target.is_file():
        return
    person.touched.add(name)
    kind = person.source.randrange(5)
    try:
        document = json.loads(target.read_bytes())
    except ValueError:
        return
    if kind == 0:
        target.write_text(json.dumps(document, indent=7, sort_keys=True))
    elif kind == 1:
        target.write_text(json.dumps({**document, "mine": 1}))
    elif kind == 2:
        target.write_bytes(target.read_bytes()[: person.source.randrange(1000)])
    elif kind == 3:
        target.unlink()
    else:
        target.chmod(0o600)


INSIDE: Mapping[str, Callable[[Person, Path], None]] = {
    one.__name__: one
    for one in (
        *(insert, change, cut, windows, no_end, byte_order_mark, latin, binary, empty, executable, private, link),
        *(elsewhere, directory, delete, rename, copy),
    )
}
ANYWHERE: Mapping[str, Callable[[Person, Path], None]] = {
    one.__name__: one for one in (add, sed, hook, answers, record)
}
KINDS = (*INSIDE, *ANYWHERE)


def lost(path: str, here: bytes, was: bytes | None, new: bytes | None, stands: bytes, *, marked: bool) -> str:
    """What a person did to a file, `was` by us before, that is not in what `stands` there now; empty if all of it is.

    Line ends of Windows are the person's where all of a file has them. Each line that is `marked` off ends in one.
    """
    if was is None or was in (new, here):
        expected = new if here == was and new is not None else here
        return "" if stands == expected or stands == new == here else f"{path} is another file"
    if b"\r\n" in here and b"\n" not in here.replace(b"\r\n", b""):
        if b"\n" in stands.replace(b"\r\n", b""):
            return f"{path} has lost line ends"
        here, stands = (text.replace(b"\r\n", b"\n") for text in (here, stands))
    texts = (text.rstrip(b"\n") + b"\n" if marked and text else text for text in (here, was, new or b"", stands))
    one, other, third, now = (Counter(lines(text)) for text in texts)
    if missing := (one - other) - now:
        return f"{path} has lost {sorted(missing)}"
    back = {line for line in other - one if now[line] > one[line] + max(0, third[line] - other[line])}
    return f"{path} has again {sorted(back)}" if back and not marked else ""


def lines(text: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", text)
