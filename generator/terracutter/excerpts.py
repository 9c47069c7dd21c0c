"""Diagnostics beside the lines that they are about: as text in the form of Terraform's messages, and as its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from terracutter.diagnostics import Diagnostic
from terracutter.hcl.syntax import File
from terracutter.hcl.tokens import Source
from terracutter.records import record

FORMAT_VERSION = "1.0"
"""Of `terraform validate -json`."""


def as_text(diagnostic: Diagnostic, file: File | None) -> str:
    """One diagnostic with its line, and a mark below what it means; `file` is the one that the subject names."""
    lines = [f"{diagnostic.severity.capitalize()}: {diagnostic.summary}", ""]
    excerpt = _excerpt(diagnostic, file) if file is not None else None
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


def as_json(diagnostics: Iterable[Diagnostic], files: Mapping[str, File], *, strict: bool = False) -> str:
    """All diagnostics as `terraform validate -json` prints them; `files` are by the path that a subject names.

    `strict` counts warnings as errors.
    """
    found = [replace(one, severity="error") if strict else one for one in diagnostics]
    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    document = {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": len(found) - errors,
        "diagnostics": [_one(diagnostic, files) for diagnostic in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


@record
class _Excerpt:
    """Whole lines of a text: the number of the first, and what is meant, in characters from the excerpt's start."""

    path: str
    context: str
    code: str
    line: int
    start: int
    end: int


def _excerpt(diagnostic: Diagnostic, file: File) -> _Excerpt | None:
    subject, text = diagnostic.subject, file.text
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
        _context(file, subject.start),
        code_text,
        subject.line,
        start,
        max(start, min(subject.end - begin, len(code_text))),
    )


def _context(file: File, offset: int) -> str:
    """The header of the outermost block around the offset, such as `resource "aws_vpc" "this"`."""
    for block in file.body.blocks:
        if block.start <= offset < block.end:
            return " ".join([block.type, *(f'"{label.value}"' for label in block.labels)])
    return ""


def _detail(diagnostic: Diagnostic) -> str:
    source = f"Source: {diagnostic.source}." if diagnostic.source else ""
    return " ".join(part for part in (diagnostic.detail, diagnostic.hint, source) if part)


def _one(diagnostic: Diagnostic, files: Mapping[str, File]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "severity": diagnostic.severity,
        "summary": diagnostic.summary,
        "detail": _detail(diagnostic),
    }
    subject = diagnostic.subject
    file = files.get(subject.source) if subject is not None else None
    excerpt = _excerpt(diagnostic, file) if file is not None else None
    if subject is None or file is None or excerpt is None or subject.start is None or subject.end is None:
        return entry
    source = Source(file.text, file.path)
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
