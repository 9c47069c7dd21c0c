"""Finds the data that ships with the code: `modules/` and `templates/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def data_directory() -> Path:
    """The directory that holds `modules/` and `templates/`.

    A wheel carries both inside the package; a checkout, an editable install and cookiecutter's clone have them at the
    repository's root.
    """
    package = Path(__file__).resolve().parent
    return package if (package / "modules").is_dir() else package.parents[1]


def modules_directory() -> Path:
    return data_directory() / "modules"


def templates_directory() -> Path:
    return data_directory() / "templates"
