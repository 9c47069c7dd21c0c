"""The repositories that earlier releases rendered, kept to be upgraded: `make previous REF=… VERSION=…` writes them.

`tests/previous/VERSION.tar.xz` has a directory for each example of the release, and for each answers file in
`tests/previous/VERSION/`, which are there for what no example of that time answers. `questions.json` is the JSON Schema
of the release's questions.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
RELEASES = Path(__file__).with_name("previous")
_QUESTIONS = "questions.json"


def versions() -> list[str]:
    """The releases that are kept, the oldest first."""
    return sorted((path.name.removesuffix(".tar.xz") for path in RELEASES.glob("*.tar.xz")), key=_numbers)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def repositories(version: str) -> dict[str, dict[str, str]]:
    """Text by path, by the name of the repository."""
    found: dict[str, dict[str, str]] = {}
    for path, text in _archived(version).items():
        name, slash, inner = path.partition("/")
        if slash:
            found.setdefault(name, {})[inner] = text
    return found


def questions(version: str) -> dict[str, Any]:
    return json.loads(_archived(version)[_QUESTIONS])


def _archived(version: str) -> dict[str, str]:
    with tarfile.open(RELEASES / f"{version}.tar.xz") as archive:
        return {one.name: archive.extractfile(one).read().decode() for one in archive}


def main(ref: str, version: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        release, made = Path(directory, "release"), Path(directory, "made")
        release.mkdir()
        tar = subprocess.run(["git", "archive", ref], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
            archive.extractall(release, filter="data")
        for name, answers in _answers(release, version):
            _run(release, "new", str(made / name), "--answers", str(answers))
        (made / _QUESTIONS).write_text(_run(release, "questions", "--format", "json-schema"), encoding="utf-8")
        target = RELEASES / f"{version}.tar.xz"
        target.write_bytes(_packed(made))
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes", file=sys.stderr)


def _answers(release: Path, version: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((release / "examples").glob("*/terracutter.yaml")):
        yield path.parent.name, path
    for path in sorted((RELEASES / version).glob("*.yaml")):
        yield path.stem, path


def _run(release: Path, *arguments: str) -> str:
    """The release's own command, in an empty home."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(release), "PYTHONPATH": str(release / "generator")}
    command = [sys.executable, "-m", "terracutter", *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def _packed(directory: Path) -> bytes:
    """The same files are the same bytes: sorted, and without owners and times."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(path for path in directory.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(path.relative_to(directory).as_posix())
            content = path.read_bytes()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return lzma.compress(packed.getvalue(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    main(*sys.argv[1:])
