"""What the catalogue's tools read: wheels from PyPI and files of public repositories at a commit.

Both stay in a work directory and are not downloaded again: `NAME-VERSION-….whl`, and a bare clone `OWNER+NAME`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from terracutter.catalog.compact import text

CATALOG = Path(__file__).resolve().parents[1] / "generator" / "terracutter" / "catalog"


@contextmanager
def work_directory(description: str) -> Iterator[Path]:
    """The one that the command line names, or a temporary one."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--work", type=Path, help="keeps what has been downloaded")
    given: Path | None = parser.parse_args().work
    with tempfile.TemporaryDirectory() as temporary:
        directory = given or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        yield directory


@dataclass(frozen=True, slots=True)
class Wheel:
    """One release of a package on PyPI."""

    name: str
    version: str
    work: Path

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def path(self) -> Path:
        found = next(iter(self.work.glob(f"{self.name}-{self.version}-*.whl")), None)
        if found is None:
            requirement = f"{self.name}=={self.version}"
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(self.work), requirement]
            subprocess.run(command, check=True, stdout=sys.stderr)
            return self.path()
        return found

    def document(self, member: str) -> Any:
        """A JSON member, gzipped in newer releases and plain in older ones."""
        with zipfile.ZipFile(self.path()) as archive:
            if f"{member}.gz" in archive.namelist():
                return json.loads(gzip.decompress(archive.read(f"{member}.gz")))
            return json.loads(archive.read(member))

    def date(self) -> date:
        """The day on which it was built, as the archive says."""
        with zipfile.ZipFile(self.path()) as archive:
            return max(date(*member.date_time[:3]) for member in archive.infolist())


@dataclass(frozen=True, slots=True)
class Repository:
    """A public repository on GitHub at one commit or tag."""

    name: str
    commit: str
    work: Path

    def __str__(self) -> str:
        return f"{self.name} {self.commit[:12]}"

    def text(self, path: str) -> str:
        return self._git("show", f"{self.commit}:{path}")

    def document(self, path: str) -> Any:
        return json.loads(self.text(path))

    def date(self) -> date:
        """The day of the commit."""
        return date.fromisoformat(self._git("log", "-1", "--format=%cs", self.commit).strip())

    def _git(self, *arguments: str) -> str:
        directory = self.work / self.name.replace("/", "+")
        if not directory.exists():
            origin = f"https://github.com/{self.name}"
            subprocess.run(["git", "clone", "--quiet", "--bare", origin, str(directory)], check=True)
        command = ["git", "--git-dir", str(directory), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def write(name: str, head: Mapping[str, Any], key: str, entries: Mapping[str, Any]) -> None:
    """A JSON file with one entry a line, so that a reader can find an entry without reading the others."""
    (CATALOG / name).write_text(text(head, key, dict(sorted(entries.items()))), encoding="utf-8")
