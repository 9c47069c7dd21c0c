"""Finds the data that ships with the code: `modules/` and `templates/`."""

from __future__ import annotations

import os
import stat
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path


@cache
def data_directory() -> Path:
    """The directory that holds `modules/` and `templates/`.

    A wheel carries both inside the package; a checkout, an editable install and cookiecutter's clone have them at the
    repository's root.
    """
    package = Path(__file__).resolve().parent
    return package if (package / "modules").is_dir() else package.parents[1]


def bytecode_directory() -> Path | None:
    """Where Python keeps what it has compiled of this package; None where we cannot write, or everybody can."""
    directory = Path(cache_from_source(__file__)).parent
    if not os.access(directory, os.W_OK) or directory.stat().st_mode & stat.S_IWOTH:
        return None
    return directory


def modules_directory() -> Path:
    return data_directory() / "modules"


def templates_directory() -> Path:
    return data_directory() / "templates"


def answers_schema() -> Path:
    """The JSON Schema of the answers file, as `make golden` writes it."""
    return templates_directory() / "answers.schema.json"
