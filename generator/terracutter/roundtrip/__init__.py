"""The round trip through python-hcl2: a second reader, written by other people, must read the same text the same way.

It must accept the text; written back and formatted, its tree must give the text again; and its dictionary must say what
our own syntax tree says. This module is all that a caller loads: the reader itself, in `reading`, costs a tenth of a
second and may be missing.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Self, TypeAlias

from terracutter.diagnostics import Diagnostic
from terracutter.hcl import syntax
from terracutter.hcl.parser import parse
from terracutter.parallel import Companions, has_second_processor
from terracutter.records import record

_Text: TypeAlias = tuple[str, str, str]
"""Digest, path and text of a file."""

_Verdict: TypeAlias = tuple[str, tuple[Diagnostic, ...]]
"""Digest and problems of a text."""


@record
class SecondReading:
    """What the second reader found. `skipped` says why it did not read, and is empty when it did.

    `earlier` counts the texts that an earlier run has read; `sound` holds the digests of those now found sound.
    """

    files: int
    diagnostics: tuple[Diagnostic, ...]
    skipped: str = ""
    earlier: int = 0
    sound: tuple[str, ...] = ()


@record
class Cache:
    """A directory of the user's own, and the digests that it holds."""

    directory: Path
    digests: frozenset[str]


class SecondReader:
    """Reads files once more; equal texts once, and not at all where the cache knows them to be sound.

    Without a cache to go by, companion processes load python-hcl2 and read while the caller goes on.
    """

    def __init__(self, known: Cache | None = None, *, alone: bool = False) -> None:
        self._known = known.digests if known is not None else frozenset()
        self._version = _version()
        self._grammar = known.directory / "grammar" if known is not None else None
        self._earlier: set[str] = set()
        self._unread: dict[str, syntax.File] = {}
        self._companions: Companions[_Text, _Verdict] | None = None
        if not self._known and not alone and self._version is not None and has_second_processor():
            self._companions = Companions(self._prepare, _read_text, count=2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._companions is not None:
            self._companions.dismiss()

    def take(self, file: syntax.File) -> None:
        """Takes a file; what can be done meanwhile is done."""
        digest = hashlib.sha256(f"{self._version} {_own_version()}\0{file.text}".encode()).hexdigest()
        if digest in self._known:
            self._earlier.add(digest)
        elif digest not in self._unread:
            self._unread[digest] = file
            if self._companions is not None:
                self._companions.ask((digest, file.path, file.text))

    def finish(self) -> SecondReading:
        """The verdict on the files taken."""
        if self._version is None:
            return SecondReading(0, (), "python-hcl2 8 is not installed")
        found: dict[str, tuple[Diagnostic, ...]] | None = None
        if self._companions is not None:
            answers = self._companions.answers()
            found = dict(answers) if answers is not None else None
            self._companions = None
        if found is None:
            found = self._read_here()
        problems = [problem for digest in self._unread for problem in found[digest]]
        sound = [digest for digest in self._unread if not found[digest]]
        files = len(self._earlier) + len(self._unread)
        return SecondReading(files, tuple(problems), "", len(self._earlier), tuple(sound))

    def _read_here(self) -> dict[str, tuple[Diagnostic, ...]]:
        if not self._unread:
            return {}
        self._prepare()
        from terracutter.roundtrip.reading import read

        return {digest: read(file) for digest, file in self._unread.items()}

    def _prepare(self) -> None:
        from terracutter.roundtrip.reading import load_grammar

        load_grammar(self._grammar)


def read_again(files: Iterable[syntax.File], known: Cache | None = None) -> SecondReading:
    """Reads every file once more, in this process."""
    with SecondReader(known, alone=True) as reader:
        for file in files:
            reader.take(file)
        return reader.finish()


def _read_text(request: _Text) -> _Verdict:
    from terracutter.roundtrip.reading import read

    digest, path, text = request
    return digest, read(parse(text, path)[0])


def _version() -> str | None:
    """The release of python-hcl2 that would be imported; None where there is none, or another package of its name.

    `importlib.metadata` would tell as well, and cost more than the rest of a cached reading.
    """
    spec = importlib.util.find_spec("hcl2")
    if spec is None or spec.origin is None:
        return None
    installed = sorted(Path(spec.origin).parents[1].glob("python_hcl2-8.*.dist-info"))
    return installed[-1].name if installed else None


@cache
def _own_version() -> str:
    """Of the code that compares: a verdict is worth as much as the comparison behind it."""
    here = Path(__file__).parent
    sources = [*sorted(here.glob("*.py")), *sorted((here.parent / "hcl").glob("*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
