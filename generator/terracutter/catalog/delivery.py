"""What a repository's checks and pipelines fetch: actions, pre-commit hooks and rule sets, each at one commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).parent / "delivery.json"


class Pin(NamedTuple):
    """A version of a project on GitHub, and the commit that its tag names."""

    project: str
    version: str
    commit: str
    date: date

    @property
    def uses(self) -> str:
        """As a step of a workflow names it."""
        return f"{self.project}@{self.commit}"

    @property
    def url(self) -> str:
        return f"https://github.com/{self.project}"

    @property
    def number(self) -> str:
        """The version without the v."""
        return self.version.removeprefix("v")

    @property
    def frozen(self) -> str:
        """As pre-commit itself notes the version of a revision."""
        return f"frozen: {self.version}"


class Pins(NamedTuple):
    """By project without its owner; of programs the version alone."""

    actions: Mapping[str, Pin]
    hooks: Mapping[str, Pin]
    rulesets: Mapping[str, Pin]
    programs: Mapping[str, str]


@cache
def pins() -> Pins:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    actions, hooks, rulesets = (_read(document[kind]) for kind in ("actions", "hooks", "rulesets"))
    return Pins(actions, hooks, rulesets, {name: one["version"] for name, one in document["programs"].items()})


def _read(entries: Mapping[str, Any]) -> dict[str, Pin]:
    return {
        name.rpartition("/")[2].replace("-", "_"): Pin(
            name, one["version"], one["commit"], date.fromisoformat(one["date"])
        )
        for name, one in entries.items()
    }
