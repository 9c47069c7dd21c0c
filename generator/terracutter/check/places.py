"""What a diagnostic about a piece of syntax points at."""

from __future__ import annotations

from typing import NamedTuple

from terracutter.diagnostics import Diagnostic, Severity
from terracutter.hcl.syntax import Block, Node
from terracutter.hcl.tokens import Source


class Span(NamedTuple):
    start: int
    end: int


def at(  # noqa: PLR0913, PLR0917  what a diagnostic has
    source: Source, place: Node | Span, summary: str, detail: str, hint: str = "", severity: Severity = "error"
) -> Diagnostic:
    return Diagnostic(summary, detail, source.subject(place.start, place.end), hint, severity)


def header(block: Block) -> Span:
    """A block's type and labels."""
    return Span(block.start, block.labels[-1].end if block.labels else block.start + len(block.type))


def brace(source: Source, block: Block) -> Span:
    """The brace that opens a block: the place of what is missing in it."""
    start = source.text.find("{", header(block).end, block.end)
    return Span(start, start + 1)


def name_of(node: Node, name: str) -> Span:
    """The name at the beginning of an argument or a block."""
    return Span(node.start, node.start + len(name))
