"""Runs all that applies, several at a time: in an apply the provider mostly waits by itself.

A test is marked with the name of its run, as in `@pytest.mark.e2e("private")`, and reads what came of it from `result`.
The first test that asks starts the runs of all tests that were selected, and waits for them; no thread outlives that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import counted
from loopback import Loopback, started
from terracutter import pipeline

AT_A_TIME = int(os.environ.get("TERRACUTTER_E2E_AT_A_TIME", "3"))
"""Each takes about 0.7 GB."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run stands on."""

    aws: Loopback
    terraform: Callable[..., Any]
    directory: Path
    build: Callable[..., pipeline.Repository]
    environments: Path
    """Where programs of other people are kept."""


Steps = Callable[[], Any]
Run = Callable[[Ground], Steps]
"""Renders what it needs, and gives the steps that then happen beside those of other runs."""

_runs: dict[str, Run] = {}
_RESULTS = pytest.StashKey[dict[str, "Future[Any]"]]()


def register(name: str, run: Run) -> None:
    assert name not in _runs, name
    _runs[name] = run


@pytest.fixture
def result(request, terraform_with_aws, build, tmp_path_factory):
    """What the run of this test found; raises what stopped it."""
    stash = request.session.stash
    if _RESULTS not in stash:
        kept = Path(request.config.cache.mkdir("environments"))
        stash[_RESULTS] = _perform(_selected(request.session.items), build, tmp_path_factory, kept)
    return stash[_RESULTS][_name(request.node)].result()


def _name(item: pytest.Item) -> str:
    marker = item.get_closest_marker("e2e")
    assert marker is not None
    return marker.args[0]


def _selected(items: Iterable[pytest.Item]) -> dict[str, str]:
    """By run, the test for which its commands are counted."""
    wanted = [item for item in items if "result" in getattr(item, "fixturenames", ())]
    return {_name(item): item.nodeid for item in reversed(wanted)}


def _perform(
    selected: dict[str, str],
    build: Callable[..., pipeline.Repository],
    directories: pytest.TempPathFactory,
    environments: Path,
) -> dict[str, Future[Any]]:
    import shutil

    results: dict[str, Future[Any]] = {}
    binary = shutil.which("terraform")
    assert binary is not None
    with started() as aws, ThreadPoolExecutor(AT_A_TIME) as pool:
        prepared: dict[str, Steps] = {}
        # Rendering forks, which is for the time before there are threads.
        for name in sorted(selected, key=list(_runs).index):
            directory = directories.mktemp(name.replace(" ", "-")) / "repository"
            ground = Ground(aws, counted(selected[name], binary), directory, build, environments)
            try:
                prepared[name] = _runs[name](ground)
            except Exception as problem:  # noqa: BLE001 - the test of this run raises it
                results[name] = Future()
                results[name].set_exception(problem)
        results |= {name: pool.submit(_timed, name, steps) for name, steps in prepared.items()}
    return results


def _timed(name: str, steps: Steps) -> Any:
    start = time.perf_counter()
    try:
        return steps()
    finally:
        print(f"{name}: {time.perf_counter() - start:.0f} s")
