"""Programs of other people, each in a virtual environment of its own, made once and found again by later runs."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

_MARK = "installed"


@dataclass(frozen=True, slots=True)
class ProgramEnvironment:
    """`bin` holds its programs; `problem` says why it could not be made, and is empty when it could."""

    bin: Path
    problem: str = ""


def environment_for(requirement: str, below: Path) -> ProgramEnvironment:
    """The environment for a pinned requirement such as `checkov==3.3.30`, with nothing else in it."""
    directory = below / f"{requirement}-python{sys.version_info.major}.{sys.version_info.minor}"
    found = ProgramEnvironment(directory / "bin")
    if (directory / _MARK).exists() and (found.bin / "python").exists():
        return found
    venv.create(directory, with_pip=True, clear=True)
    command = [found.bin / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return ProgramEnvironment(found.bin, f"pip cannot install {requirement} here")
    (directory / _MARK).touch()
    return found
