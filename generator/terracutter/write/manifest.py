"""`.terracutter/manifest.json`: what was written here, so that an edit is told from our own text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

from terracutter import __version__
from terracutter.diagnostics import Diagnostic, Refused, Subject
from terracutter.write.disk import File, read
from terracutter.write.paths import ANSWERS, STATE, fault

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = f"{STATE}/manifest.json"

_FORMAT = 1
_MOST = 5_000_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def manifest_file(files: Mapping[str, File]) -> File:
    """The manifest that records these files; the person's `terracutter.yaml` is not ours to record."""
    digests = {path: files[path].digest for path in sorted(files) if path != ANSWERS}
    document = {"format": _FORMAT, "terracutter": __version__, "files": digests}
    return File.of(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n")


def read_manifest(root: int) -> dict[str, str]:
    """Path -> digest as last written; empty without a manifest, `Refused` when it cannot be trusted."""
    content = read(root, MANIFEST, _MOST + 1)
    if content is None:
        return {}
    if len(content) > _MOST:
        _broken(f"It has more than {_MOST:,} bytes, and no manifest of ours is as long.")
    try:
        document = json.loads(content)
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
    return files


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _broken(detail: str, line: int | None = None) -> NoReturn:
    hint = (
        f"restore it with `git checkout -- {MANIFEST}`, or delete it: "
        "then every file that differs from the new text counts as edited"
    )
    raise Refused([Diagnostic("Broken manifest", detail, Subject(MANIFEST, line), hint)])
