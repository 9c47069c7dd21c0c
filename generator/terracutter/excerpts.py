"""Diagnostics beside the lines that they are about: as text in the form of Terraform's messages, and as its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from terracutter.diagnostics import Diagnostic
from terracutter.hcl.parser import parse
from terracutter.hcl.tokens import Source

FORMAT_VERSION = "1.0"
"""Of `terraform validate -json`."""


def as_text(diagnostic: Diagnostic, text: str) -> str:
    """One diagnostic with its line, and a mark below what it means."""
    lines = [f"{diagnostic.severity.capitalize()}: {diagnostic.summary}", ""]
    excerpt = _excerpt(diagnostic, text)
    if excerpt is not None:
        context = f", in {excerpt.context}" if excerpt.context else ""
        first, *rest = excerpt.code.split("\n")
        number = f"{excerpt.line:4}: "
        until = len(first) if rest else excerpt.end
        lines += [f"  on {excerpt.path} line {excerpt.line}{context}:", f"{number}{first}".rstrip()]
        lines += [" " * (len(number) + excerpt.start) + "^" * max(1, until - excerpt.start), ""]
    elif diagnostic.subject is not None:
        lines += [f"  on {diagnostic.subject}", ""]
    return "\n".join([*lines, _detail(diagnostic)]).rstrip()


def as_json(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], *, strict: bool = False) -> str:
    """All diagnostics as `terraform validate -json` prints them; `texts` are the files by the path of a subject.

    `strict` counts warnings as errors.
    """
    found = [replace(one, severity="error") if strict else one for one in diagnostics]
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    document = {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": len(found) - errors,
        "diagnostics": [_one(diagnostic, texts) for diagnostic in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """Whole lines of a text: the number of the first, and what is meant, in characters from the excerpt's start."""

    path: str
    context: str
    code: str
    line: int
    start: int
    end: int


def _excerpt(diagnostic: Diagnostic, text: str) -> _Excerpt | None:
    subject = diagnostic.subject
    if subject is None or subject.line is None:
        return None
    if subject.start is None or subject.end is None:
        code = text.split("\n")[subject.line - 1 : subject.line]
        return _Excerpt(subject.source, "", code[0].rstrip("\r") if code else "", subject.line, 0, 1)
    begin = text.rfind("\n", 0, subject.start) + 1
    until = text.find("\n", max(subject.start, subject.end - 1))
    code_text = text[begin : len(text) if until < 0 else until].rstrip("\r")
    start = subject.start - begin
    return _Excerpt(
        subject.source,
        _context(text, subject.start, subject.source),
        code_text,
        subject.line,
        start,
        max(start, min(subject.end - begin, len(code_text))),
    )


def _context(text: str, offset: int, path: str) -> str:
    """The header of the outermost block around the offset, such as `resource "aws_vpc" "this"`."""
    file, _ = parse(text, path)
    for block in file.body.blocks:
        if block.start <= offset < block.end:
            return " ".join([block.type, *(f'"{label.value}"' for label in block.labels)])
    return ""


def _detail(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.detail} {diagnostic.hint}".strip()


def _one(diagnostic: Diagnostic, texts: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "severity": diagnostic.severity,
        "summary": diagnostic.summary,
        "detail": _detail(diagnostic),
    }
    subject = diagnostic.subject
    text = texts.get(subject.source) if subject is not None else None
    excerpt = _excerpt(diagnostic, text) if text is not None else None
    if subject is None or text is None or excerpt is None or subject.start is None or subject.end is None:
        return entry
    source = Source(text, subject.source)
    entry["range"] = {
        "filename": subject.source,
        "start": source.position(subject.start)._asdict(),
        "end": source.position(subject.end)._asdict(),
    }
    entry["snippet"] = {
        "context": excerpt.context or None,
        "code": excerpt.code,
        "start_line": excerpt.line,
        "highlight_start_offset": len(excerpt.code[: excerpt.start].encode()),
        "highlight_end_offset": len(excerpt.code[: excerpt.end].encode()),
        "values": [],
    }
    return entry
