"""The round trip through python-hcl2: a second reader, written by other people, must read the same text the same way.

It must accept the text; written back and formatted, its tree must give the text again; and its dictionary must say what
our own syntax tree says. `hcl2` is imported late: it costs a tenth of a second, and may be missing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeAlias

from terracutter.diagnostics import Diagnostic, Subject
from terracutter.hcl import syntax
from terracutter.hcl.format import format_text
from terracutter.hcl.parser import parse, parse_expression
from terracutter.parallel import Companion, has_second_processor

_Text: TypeAlias = tuple[str, str, str]
"""Digest, path and text of a file."""

_Verdict: TypeAlias = tuple[str, tuple[Diagnostic, ...]]
"""Digest and problems of a text."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the second reader found. `skipped` says why it did not read, and is empty when it did.

    `earlier` counts the texts that an earlier run has read; `sound` holds the digests of those now found sound.
    """

    files: int
    diagnostics: tuple[Diagnostic, ...]
    skipped: str = ""
    earlier: int = 0
    sound: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cache:
    """A directory of the user's own, and the digests that it holds."""

    directory: Path
    digests: frozenset[str]


class SecondReader:
    """Reads files once more; equal texts once, and not at all where the cache knows them to be sound.

    Without a cache to go by, a companion process imports python-hcl2 and reads while the caller goes on.
    """

    def __init__(self, known: Cache | None = None, *, alone: bool = False) -> None:
        self._known = known
        self._version = _version()
        self._grammar = known.directory / "grammar" if known is not None else None
        self._earlier: frozenset[str] = frozenset()
        self._unread: dict[str, syntax.File] = {}
        self._files = 0
        is_cold = known is None or not known.digests
        self._companion: Companion[list[_Text], list[_Verdict]] | None = None
        if is_cold and not alone and self._version is not None and has_second_processor():
            self._companion = Companion(self._prepare, _read_texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._companion is not None:
            self._companion.dismiss()

    def start(self, files: Iterable[syntax.File]) -> None:
        """Takes the files; what can be done meanwhile is done."""
        salt = f"{self._version} {_own_version()}"
        texts = {_digest(salt, file): file for file in files}
        self._files = len(texts)
        self._earlier = self._known.digests & texts.keys() if self._known is not None else frozenset()
        self._unread = {digest: file for digest, file in texts.items() if digest not in self._earlier}
        if self._companion is not None:
            self._companion.ask([(digest, file.path, file.text) for digest, file in self._unread.items()])

    def finish(self) -> SecondReading:
        """The verdict on the files taken."""
        if self._version is None:
            return SecondReading(0, (), "python-hcl2 8 is not installed")
        verdicts = self._companion.answer() if self._companion is not None else None
        self._companion = None
        if verdicts is None and self._unread:
            self._prepare()
            verdicts = [(digest, _read(file)) for digest, file in self._unread.items()]
        found = dict(verdicts or ())
        problems = [problem for digest in self._unread for problem in found[digest]]
        sound = [digest for digest in self._unread if not found[digest]]
        return SecondReading(self._files, tuple(problems), "", len(self._earlier), tuple(sound))

    def _prepare(self) -> None:
        from hcl2 import parser

        # Where its own directory cannot be written, it would compile its grammar in every process.
        is_kept = parser.PARSER_FILE.exists() or os.access(parser.PARSER_FILE.parent, os.W_OK)
        if self._grammar is not None and not is_kept:
            parser.PARSER_FILE = self._grammar
        parser.parser()


def read_again(files: Iterable[syntax.File], known: Cache | None = None) -> SecondReading:
    """Reads every file once more, in this process."""
    with SecondReader(known, alone=True) as reader:
        reader.start(files)
        return reader.finish()


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
    package = Path(__file__).parent
    sources = [Path(__file__), *sorted((package / "hcl").glob("*.py"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()


def _digest(salt: str, file: syntax.File) -> str:
    return hashlib.sha256(f"{salt}\0{file.text}".encode()).hexdigest()


def _read_texts(texts: list[_Text]) -> list[_Verdict]:
    return [(digest, _read(parse(text, path)[0])) for digest, path, text in texts]


def _read(file: syntax.File) -> tuple[Diagnostic, ...]:
    """The problems of one file."""
    import hcl2
    from hcl2.utils import SerializationOptions

    def problem(detail: str, line: int | None = None) -> Diagnostic:
        return Diagnostic("Round trip failed", f"python-hcl2 {detail}", Subject(file.path, line))

    try:
        tree = hcl2.parses(file.text)
        written = hcl2.reconstruct(tree)
        dictionary = hcl2.serialize(tree, serialization_options=SerializationOptions(with_comments=False))
    except Exception as error:  # noqa: BLE001  whatever it raises, the text was not taken
        line = getattr(error, "line", None)
        return (problem(f"refuses the text: {str(error).strip().splitlines()[0]}", line),)
    problems = [problem(f"reads {difference}") for difference in _body(file.body, dictionary, "")]
    if written != file.text and (formatted := format_text(written)) != file.text:
        problems.insert(0, problem("writes another text back", _first_difference(file.text, formatted)))
    return tuple(problems)


def _first_difference(expected: str, found: str) -> int:
    pairs = zip(expected.splitlines(), found.splitlines(), strict=False)
    return next((line for line, (ours, theirs) in enumerate(pairs, start=1) if ours != theirs), 1)


# The dictionary against the syntax tree.


def _body(body: syntax.Body, found: Any, at: str) -> Iterator[str]:
    attributes = body.attributes
    types = dict.fromkeys(block.type for block in body.blocks)
    expected = {*attributes, *types}
    names = {name for name in found if name != "__is_block__"} if isinstance(found, dict) else None
    if names != expected:
        yield f"other names at {at or 'the top'}: {sorted(names ^ expected) if names is not None else found!r}"
        return
    for name, attribute in attributes.items():
        yield from _expression(attribute.value, found[name], f"{at}{name}")
    for type_name in types:
        blocks = [block for block in body.blocks if block.type == type_name]
        if len(found[type_name]) != len(blocks):
            yield f"{len(found[type_name])} blocks {at}{type_name} instead of {len(blocks)}"
            continue
        for block, one in zip(blocks, found[type_name], strict=True):
            yield from _block(block, one, f"{at}{type_name}.")


def _block(block: syntax.Block, found: Any, at: str) -> Iterator[str]:
    for label in block.labels:
        name = f'"{label.value}"' if label.quoted else label.value
        if not isinstance(found, dict) or name not in found:
            yield f"no label {name} at {at}"
            return
        found, at = found[name], f"{at}{label.value}."
    yield from _body(block.body, found, at)


def _expression(node: syntax.Expression, found: Any, at: str) -> Iterator[str]:
    match node:
        case syntax.Tuple() if isinstance(found, list) and len(found) == len(node.items):
            for index, (item, one) in enumerate(zip(node.items, found, strict=True)):
                yield from _expression(item, one, f"{at}[{index}]")
        case syntax.Object() if isinstance(found, dict) and len(found) == len(node.items):
            for pair, (key, one) in zip(node.items, found.items(), strict=True):
                yield from _expression(pair.key, key, f"a key of {at}")
                yield from _expression(pair.value, one, f"{at}.{key}")
        case _:
            if not _same(node, found):
                yield f"{found!r} at {at}"


def _same(node: syntax.Expression, found: Any) -> bool:
    match node:
        case syntax.Literal(value=value):
            return found is value
        case syntax.Name(value=name):
            return str(found) == name
        case syntax.Number(value=number) if isinstance(found, int | float):
            return bool(found == number)
        case syntax.String(value=value):
            return isinstance(found, str) and _decoded(found) == value
    return _says_the_same(node, found)


def _decoded(quoted: str) -> str:
    """The text that a quoted string means, by python-hcl2's own reading of its escapes."""
    from hcl2.utils import process_escape_sequences

    raw = quoted.removeprefix('"').removesuffix('"')
    return unicodedata.normalize("NFC", process_escape_sequences(raw.replace("$${", "${").replace("%%{", "%{")))


def _says_the_same(node: syntax.Expression, found: Any) -> bool:
    """Its expressions are text of its own making, wrapped in `${ }`: they are parsed, and the trees compared."""
    shown = str(found)
    if shown.startswith("${") and shown.endswith("}"):
        shown = shown[2:-1]
    other, problems = parse_expression(shown)
    return not problems and other is not None and syntax.equal(node, other)
