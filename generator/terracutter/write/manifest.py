"""`.terracutter/`: what was written here, so that an edit is told from our own text, and can be merged with the next.

`manifest.json` has the digest of each file and the answers that cannot change; `base.json` has the texts, line by line,
so that Git merges it as it merges them. A text whose digest is not in the manifest counts for nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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


Recorded = Mapping[str, Mapping[str, Any]]
"""Answers that cannot change later: by environment, then by question."""


@record
class History:
    """The version that wrote the repository last, and the earlier one from which something may still be applied."""

    last: str | None = None
    since: str | None = None


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
    """Path -> text as last written, of those that the manifest vouches for."""
    content = read(root, BASE, _MOST_BASE + 1) or b""
    try:
        files = json.loads(content)["files"] if len(content) <= _MOST_BASE else {}
        texts = {path: "\n".join(lines) for path, lines in files.items() if path in digests}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {path: text for path, text in texts.items() if _digest(text) == digests[path]}


def _digest(text: str) -> str:
    return File.of(text.encode("utf-8", "replace")).digest


def read_answers(root: int) -> Recorded:
    """What `record_files` was given, as far as it is there."""
    content = read(root, MANIFEST, _MOST)
    if content is None:
        return {}
    read_manifest(root)
    found = json.loads(content).get("answers", {})
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        _broken('"answers" is not a mapping of environment to answers.')
    return found


def read_history(root: int) -> History:
    document = _read(root) or {}
    last = document.get("terracutter")
    first = document.get("since", last)
    is_earlier = first is not None and release(first) < release(__version__)
    return History(last, first if is_earlier else None)


def read_manifest(root: int) -> dict[str, str]:
    """Path -> digest as last written; empty without a manifest, `Refused` when it cannot be trusted."""
    document = _read(root)
    return {} if document is None else document["files"]


def _read(root: int) -> dict[str, Any] | None:
    content = read(root, MANIFEST, _MOST + 1)
    if content is None:
        return None
    if len(content) > _MOST:
        _broken(f"It has more than {_MOST:,} bytes, and no manifest of ours is as long.")
    try:
        document: dict[str, Any] = json.loads(content)
    except json.JSONDecodeError as problem:
        _broken(f"It is not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}.", problem.lineno)
    except (ValueError, RecursionError):
        _broken("It is not JSON that we wrote: it is nested too deep, or has too long a number, or is not UTF-8.")
    form = document.get("format") if isinstance(document, dict) else None
    if isinstance(form, int) and form > _FORMAT:
        detail = f"It is of format {form}, and Terracutter {__version__} reads format {_FORMAT}."
        hint = "a newer Terracutter wrote it; install that one"
        raise Refused([Diagnostic("Newer manifest", detail, Subject(MANIFEST), hint)])
    if form != _FORMAT:
        _broken(f'It is not of format {_FORMAT}, the one that Terracutter {__version__} reads ("format": {_FORMAT}).')
    files = document.get("files")
    if not isinstance(files, dict):
        _broken('"files" is not a mapping of path to digest.')
    for path, digest in files.items():
        if path == ANSWERS or fault(path) or not is_digest(digest):
            _broken(f"This entry cannot be ours: {json.dumps(path)}: {json.dumps(digest)}.")
    _check_versions(document)
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


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _broken(detail: str, line: int | None = None) -> NoReturn:
    hint = (
        f"restore it with `git checkout -- {MANIFEST}`, or delete it: "
        "then every file that differs from the new text counts as edited"
    )
    raise Refused([Diagnostic("Broken manifest", detail, Subject(MANIFEST, line), hint)])
