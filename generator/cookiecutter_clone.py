"""Tells cookiecutter's templates and hooks where this repository was cloned to; cookiecutter itself does not."""

from pathlib import Path

from jinja2 import Environment
from jinja2.ext import Extension


class CloneRoot(Extension):
    """Adds the global `clone_root`, the absolute path of the clone."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["clone_root"] = str(Path(__file__).resolve().parents[1])
