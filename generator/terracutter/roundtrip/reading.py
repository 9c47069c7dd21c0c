"""What python-hcl2 makes of a text, compared with our own syntax tree."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
from hcl2 import parser
from hcl2.utils import SerializationOptions, process_escape_sequences
from lark.parse_tree_builder import PropagatePositions

from terracutter.diagnostics import Diagnostic, Subject
from terracutter.hcl import syntax
from terracutter.hcl.format import format_text
from terracutter.hcl.parser import parse_expression


def load_grammar(kept: Path | None) -> None:
    """Loads the compiled grammar, from the file `kept` where python-hcl2's own directory cannot be written.

    There it would compile its grammar in every process, which takes more than a second.
    """
    if kept is not None and not parser.PARSER_FILE.exists() and not os.access(parser.PARSER_FILE.parent, os.W_OK):
        parser.PARSER_FILE = kept
    builders = parser.parser()._callbacks  # noqa: SLF001  the option is of the grammar's file, which is not ours
    for rule, builder in builders.items():
        # Nobody asks a tree where its parts stand, and to know it takes almost half of the parsing.
        if isinstance(builder, PropagatePositions):
            builders[rule] = builder.node_builder


def read(file: syntax.File) -> tuple[Diagnostic, ...]:
    """The problems of one file."""

    def problem(detail: str, line: int | None = None) -> Diagnostic:
        return Diagnostic("Round trip failed", f"python-hcl2 {detail}", Subject(file.path, line))

    try:
        tree = hcl2.parses_to_tree(file.text)
        written = hcl2.reconstruct(tree)
        dictionary = hcl2.serialize(
            hcl2.transform(tree), serialization_options=SerializationOptions(with_comments=False)
        )
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
    raw = quoted.removeprefix('"').removesuffix('"')
    return unicodedata.normalize("NFC", process_escape_sequences(raw.replace("$${", "${").replace("%%{", "%{")))


def _says_the_same(node: syntax.Expression, found: Any) -> bool:
    """Its expressions are text of its own making, wrapped in `${ }`: they are parsed, and the trees compared."""
    shown = str(found)
    if shown.startswith("${") and shown.endswith("}"):
        shown = shown[2:-1]
    other, problems = parse_expression(shown)
    return not problems and other is not None and syntax.equal(node, other)
