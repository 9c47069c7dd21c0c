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
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def manifest_file(files: Mapping[str, File]) -> File:
    """The manifest that records these files; the person's `terracutter.yaml` is not ours to record."""
    digests = {path: files[path].digest for path in sorted(files) if path != ANSWERS}
    document = {"format": _FORMAT, "terracutter": __version__, "files": digests}
    return File.of(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n")


def read_manifest(root: int) -> dict[str, str]:
    """Path -> digest as last written; empty without a manifest, `Refused` when it cannot be trusted."""
    content = read(root, MANIFEST)
    if content is None:
        return {}
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as problem:
        _broken(f"It is not JSON: {problem}.")
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
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


def _broken(detail: str) -> NoReturn:
    hint = (
        f"restore it with `git checkout -- {MANIFEST}`, or delete it: "
        "then every file that differs from the new text counts as edited"
    )
    raise Refused([Diagnostic("Broken manifest", detail, Subject(MANIFEST), hint)])
