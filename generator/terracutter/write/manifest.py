"""`.terracutter/`: what was written here, so that an edit is told from our own text, and can be merged with the next.

`manifest.json` has the digest of each file and the answers that cannot change; `base.json` has the texts, line by line,
so that Git merges it as it merges them. A text whose digest is not in the manifest counts for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from terracutter import __version__
from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.records import record
from terracutter.versions import is_newer, is_version, release
from terracutter.write.disk import File, read
from terracutter.write.paths import ANSWERS, STATE, fault

MANIFEST = f"{STATE}/manifest.json"
BASE = f"{STATE}/base.json"
RECORDS = (BASE, MANIFEST)
"""In the order in which they are written: the last promises all others."""

_FORMAT = 1
_MOST = 5_000_000
_MOST_BASE = 100_000_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_KEYS = {MANIFEST: {"format", "terracutter", "since", "files", "answers"}, BASE: {"format", "files"}}


Recorded = Mapping[str, Mapping[str, Any]]
"""Answers that cannot change later: by environment, then by question."""


def record_files(files: Mapping[str, File], answers: Recorded, since: str | None = None) -> dict[str, File]:
    """The records of these files; the person's `terracutter.yaml` is not ours to record."""
    ours = {path: files[path] for path in sorted(files) if path != ANSWERS}
    digests = {path: file.digest for path, file in ours.items()}
    versions = {"terracutter": __version__, **({} if since is None else {"since": since})}
    manifest: dict[str, Any] = {"format": _FORMAT, **versions, "files": digests}
    if answers:
        manifest["answers"] = answers
    texts = {path: ours[path].content.decode().split("\n") for path in ours if not path.startswith(f"{STATE}/")}
    return {BASE: _as_json({"format": _FORMAT, "files": texts}, 0), MANIFEST: _as_json(manifest, 2)}


def _as_json(document: Mapping[str, Any], indent: int) -> File:
    return File.of(json.dumps(document, indent=indent, ensure_ascii=False).encode() + b"\n")


def read_base(root: int, digests: Mapping[str, str]) -> dict[str, str]:
    """Path -> text as last written, of those that the manifest vouches for; `Refused` when it cannot be read."""
    content = read(root, BASE, _MOST_BASE + 1)
    if content is None:
        return {}
    if len(content) > _MOST_BASE:
        _broken(f"It has more than {_MOST_BASE:,} bytes, and no record of ours is as long.", path=BASE)
    document = _document(content, BASE)
    try:
        texts = {path: "\n".join(lines) for path, lines in document["files"].items() if path in digests}
    except (TypeError, KeyError, AttributeError):
        _broken('"files" is not a mapping of path to lines.', path=BASE)
    return {path: text for path, text in texts.items() if _digest(text) == digests[path]}


def find_base(directory: Path, digests: Mapping[str, str]) -> dict[str, str]:
    """The same, as it stands in a directory that somebody names: only where it is what the manifest vouches for."""
    found = {}
    for path, digest in digests.items():
        place = directory / path
        content = place.read_bytes() if place.is_file() and place.stat().st_size <= _MOST else b""
        if File.of(content).digest == digest:
            found[path] = content.decode("utf-8", "replace")
    return found


def _digest(text: str) -> str:
    return File.of(text.encode("utf-8", "replace")).digest


@record
class Last:
    """What was recorded of the last write: the answers that cannot change, and the version that wrote.

    What is applied may be of an earlier release, `since`; None where it is of this one.
    """

    answers: Recorded
    version: str
    since: str | None = None


def read_last(root: int) -> Last | None:
    """None where there are no records."""
    document = _manifest(root)
    if document is None:
        return None
    found = document.get("answers", {})
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        _broken('"answers" is not a mapping of environment to answers.')
    version = document.get("terracutter", "")
    first = document.get("since", version)
    return Last(found, version, first if first and release(first) < release(__version__) else None)


def read_manifest(root: int) -> dict[str, str]:
    """Path -> digest as last written; empty without a manifest, `Refused` when it cannot be trusted."""
    document = _manifest(root)
    return {} if document is None else dict(document["files"])


def _manifest(root: int) -> dict[str, Any] | None:
    content = read(root, MANIFEST, _MOST + 1)
    if content is None:
        return None
    if len(content) > _MOST:
        _broken(f"It has more than {_MOST:,} bytes, and no manifest of ours is as long.")
    document = _document(content, MANIFEST)
    files = document.get("files")
    if not isinstance(files, dict):
        _broken('"files" is not a mapping of path to digest.')
    for path, digest in files.items():
        if path == ANSWERS or fault(path) or not is_digest(digest):
            _broken(f"This entry cannot be ours: {json.dumps(path)}: {json.dumps(digest)}.")
    return document


def _check_versions(document: Mapping[str, Any]) -> None:
    for key in ("terracutter", "since"):
        version = document.get(key)
        if key in document and not is_version(version):
            _broken(f'"{key}" is not a version of Terracutter: {json.dumps(version)}.')
    written = document.get("terracutter", __version__)
    if is_newer(written, __version__):
        detail = f"Terracutter {written} wrote this repository, and {__version__} would undo what is new in it."
        hint = f"install Terracutter {written} or newer"
        raise Refused([Diagnostic("Newer repository", detail, Subject(MANIFEST), hint)])


def _document(content: bytes, path: str) -> dict[str, Any]:
    """What stands in one of our records; `Refused` where it has more than we know, which a write would lose."""
    try:
        document = json.loads(content)
    except json.JSONDecodeError as problem:
        _broken(f"It is not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}.", problem.lineno, path)
    except (ValueError, RecursionError):
        detail = "It is not JSON that we wrote: it is nested too deep, or has too long a number, or is not UTF-8."
        _broken(detail, path=path)
    form = document.get("format") if isinstance(document, dict) else None
    if isinstance(form, int) and form > _FORMAT:
        detail = f"It is of format {form}, and Terracutter {__version__} reads format {_FORMAT}."
        hint = "a newer Terracutter wrote it; install that one"
        raise Refused([Diagnostic("Newer manifest", detail, Subject(path), hint)])
    if form != _FORMAT:
        detail = f'It is not of format {_FORMAT}, the one that Terracutter {__version__} reads ("format": {_FORMAT}).'
        _broken(detail, path=path)
    _check_versions(document)
    if unknown := sorted(document.keys() - _KEYS[path]):
        _broken(f"Terracutter {__version__} does not write {', '.join(map(json.dumps, unknown))}.", path=path)
    return dict(document)


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _broken(detail: str, line: int | None = None, path: str = MANIFEST) -> NoReturn:
    what, then = (
        ("manifest", "then every file that differs from the new text counts as edited")
        if path == MANIFEST
        else ("record of what was rendered", "then an edited file whose text changes is named, and not merged")
    )
    hint = f"restore it with `git checkout -- {path}`, or delete it: {then}"
    raise Refused([Diagnostic(f"Broken {what}", detail, Subject(path, line), hint)])
