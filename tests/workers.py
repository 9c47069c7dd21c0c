"""How the tests are divided among processes by `pytest -n auto`: whole files, those that take longest first.

What really applies mostly waits, so that one worker more than there are processors has something to do.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

LONGEST = (
    "tests/e2e/test_apply.py",
    "tests/e2e/test_stability.py",
    "tests/test_combinations.py",
    "tests/test_shipped_tests.py",
    "tests/test_bad_answers.py",
    "tests/interview/test_terminal.py",
    "tests/test_write.py",
    "tests/test_bad_files.py",
    "tests/test_policy_scan.py",
    "tests/test_repository.py",
    "tests/test_cli.py",
    "tests/test_network.py",
    "tests/test_package.py",
    "tests/test_kill.py",
)
TOGETHER = "tests/e2e/test_"
"""They share what they apply, and the AWS that it is applied on."""

_MOST = 5


def in_order(items: list[pytest.Item]) -> None:
    places = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], len(places)))


def number() -> int:
    return min((os.cpu_count() or 1) + 1, _MOST)


def scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.split("::", maxsplit=1)[0]

    config.option.loadscopereorder = False
    return ByFile(config, log)


def merged(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        for test, count in part.items():
            found[test] = found.get(test, 0) + count
    return found
