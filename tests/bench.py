"""Times whole commands, interleaved in one run: what a person waits for.

terracutter   `terracutter new --defaults` in a new process, every check on
cookiecutter  `cookiecutter --no-input` of the very files that the first one wrote
imports       `python -c "import click, jinja2"`, the floor of any such tool
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 21
BIN = Path(sys.executable).parent


def prepare(directory: Path) -> None:
    """A cookiecutter template that holds the output of `terracutter new`, as it is."""
    template = directory / "template"
    output = template / "{{cookiecutter.name}}"
    template.mkdir()
    subprocess.run([BIN / "terracutter", "new", output, "--defaults"], check=True, capture_output=True)
    text = '{"name": "made", "_copy_without_render": []}\n'
    (template / "cookiecutter.json").write_text(text, encoding="utf-8")


def measure(name: str, command: list[str | Path], directory: Path) -> tuple[float, float]:
    """Wall and CPU milliseconds of one process, with a home of its own."""
    shutil.rmtree(directory / "made", ignore_errors=True)
    if name == "terracutter":
        shutil.rmtree(directory / ".cache", ignore_errors=True)
    environment = {**os.environ, "HOME": str(directory), "XDG_CACHE_HOME": str(directory / ".cache")}
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, cwd=directory, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall * 1000, cpu * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prepare(directory)
        commands: dict[str, list[str | Path]] = {
            "terracutter": [BIN / "terracutter", "new", "made", "--defaults"],
            "terracutter again": [BIN / "terracutter", "new", "made", "--defaults"],
            "cookiecutter": [BIN / "cookiecutter", "--no-input", directory / "template"],
            "imports": [sys.executable, "-c", "import click, jinja2"],
        }
        times: dict[str, list[tuple[float, float]]] = {command: [] for command in commands}
        for round_number in range(ROUNDS + 1):
            for command, arguments in commands.items():
                taken = measure(command, arguments, directory)
                if round_number > 0:
                    times[command].append(taken)
    print(f"medians of {ROUNDS} interleaved rounds, the first round left out")
    print(f"{'':18}{'wall ms':>10}{'CPU ms':>10}")
    medians = {}
    for command, taken in times.items():
        wall, cpu = (statistics.median(values) for values in zip(*taken, strict=True))
        medians[command] = (wall, cpu)
        print(f"{command:18}{wall:10.0f}{cpu:10.0f}")
    for ours, other in (
        ("terracutter", "cookiecutter"),
        ("terracutter again", "cookiecutter"),
        ("terracutter", "imports"),
    ):
        wall, cpu = (mine / theirs for mine, theirs in zip(medians[ours], medians[other], strict=True))
        print(f"{ours} / {other}: {wall:.2f} wall, {cpu:.2f} CPU")


if __name__ == "__main__":
    main()
