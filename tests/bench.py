"""Times whole commands, interleaved in one run: what a person waits for.

new             `terracutter new --defaults` in a new process with an empty cache, every check on
new again       the same with the cache of an earlier run
cookiecutter    `cookiecutter --no-input` of the very files that the first one wrote
imports         `python -c "import click, jinja2"`, the floor of any such tool
help            `terracutter --help`
click           `python -c "import click"`, its floor
first question  `terracutter new` in a pseudo-terminal, until it asks; with arrow keys where questionary is installed
validate        `terracutter validate` of the example `production`
terraform       `terraform init -backend=false` and `validate` in each of its environments
fmt, terraform fmt   `-check -recursive` of the same tree

A ratio, or the CPU of the first question, stands beside the bound that it is to stay within.
"""

from __future__ import annotations

import importlib.util
import os
import pty
import resource
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from terracutter.hcl.format import format_text
from terracutter.hcl.parser import parse

BIN = Path(sys.executable).parent
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "production" / "expected"
RATIOS: list[tuple[str, str, float | None]] = [
    ("new", "cookiecutter", 1.5),
    ("new again", "cookiecutter", 1.0),
    ("new", "imports", None),
    ("help", "click", 1.3),
    ("terraform", "validate", None),
    ("fmt", "terraform fmt", None),
]
FIRST_QUESTION = {"first question": "dumb", "with arrow keys": "xterm"}
"""What `TERM` is; only one of them has arrow keys."""

MOST_CPU = 200
"""Milliseconds until the first question."""

Commands = Sequence[Sequence[str | Path]]


def prepare(directory: Path) -> dict[str, tuple[int, Commands]]:
    """Each command by its name, with how often it runs."""
    template, output = directory / "template", directory / "template" / "{{cookiecutter.name}}"
    template.mkdir()
    subprocess.run([BIN / "terracutter", "new", output, "--defaults"], check=True, capture_output=True)
    (template / "cookiecutter.json").write_text('{"name": "made"}\n', encoding="utf-8")
    example = shutil.copytree(EXAMPLE, directory / "example")
    new = [[BIN / "terracutter", "new", "made", "--defaults"]]
    commands: dict[str, tuple[int, Commands]] = {
        "new": (21, new),
        "new again": (21, new),
        "cookiecutter": (21, [[BIN / "cookiecutter", "--no-input", template]]),
        "imports": (21, [[sys.executable, "-c", "import click, jinja2"]]),
        "validate": (21, [[BIN / "terracutter", "validate", example]]),
        "fmt": (21, [[BIN / "terracutter", "fmt", "-check", "-recursive", example]]),
    }
    for name, words in {"help": ["terracutter", "--help"], "click": ["python", "-c", "import click"]}.items():
        commands[name] = (21, [[BIN / words[0], *words[1:]]])
    commands["first question"] = (21, [])
    if importlib.util.find_spec("questionary"):
        commands["with arrow keys"] = (21, [])
    terraform = shutil.which("terraform")
    if terraform is None:
        print("terraform is not on PATH: its rows are left out")
        return commands
    commands["terraform fmt"] = (21, [[terraform, "fmt", "-check", "-recursive", example]])
    roots = [[terraform, f"-chdir={root}"] for root in sorted((example / "environments").iterdir())]
    both = [[*root, *words] for root in roots for words in (["init", "-backend=false"], ["validate"])]
    if all(subprocess.run(words, capture_output=True, check=False).returncode == 0 for words in both):
        commands["terraform"] = (3, both)
    else:
        print("the AWS provider cannot be installed here: the row terraform is left out")
    return commands


def measure(name: str, commands: Commands, directory: Path) -> tuple[float, float]:
    """Wall and CPU milliseconds, with a home of their own."""
    shutil.rmtree(directory / "made", ignore_errors=True)
    if name == "new":
        shutil.rmtree(directory / ".cache", ignore_errors=True)
    environment = {**os.environ, "HOME": str(directory), "XDG_CACHE_HOME": str(directory / ".cache")}
    before, start = cpu_of_children(), time.perf_counter()
    if name in FIRST_QUESTION:
        wall = until_asked(directory, {**environment, "TERM": FIRST_QUESTION[name]}) - start
    else:
        for command in commands:
            subprocess.run(command, cwd=directory, env=environment, check=True, capture_output=True)
        wall = time.perf_counter() - start
    return wall * 1000, (cpu_of_children() - before) * 1000


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def until_asked(directory: Path, environment: dict[str, str]) -> float:
    """When the last of the first question came; whoever asks then waits, and is ended."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(directory)
        os.execve(BIN / "terracutter", ["terracutter", "new"], environment)
    shown, last = b"", time.perf_counter()
    while b"[1/" not in shown or select.select([terminal], [], [], 0.2)[0]:
        shown += os.read(terminal, 65536)
        last = time.perf_counter()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return last


def time_commands() -> dict[str, tuple[float, float]]:
    """The medians of wall and CPU milliseconds by command."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        commands = prepare(directory)
        times: dict[str, list[tuple[float, float]]] = {command: [] for command in commands}
        for round_number in range(max(rounds for rounds, _ in commands.values()) + 1):
            for command, (rounds, words) in commands.items():
                if round_number <= rounds:
                    times[command].append(measure(command, words, directory))
    kept = {command: zip(*taken[1:], strict=True) for command, taken in times.items()}
    return {command: tuple(statistics.median(values) for values in taken) for command, taken in kept.items()}


def speed(work: Callable[[str], object]) -> float:
    """MiB of Terraform a second of CPU, the best of five."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLE.rglob("*.tf"))] * 10
    size = sum(len(text.encode()) for text in texts) / 2**20
    seconds = []
    for _ in range(5):
        start = time.process_time()
        for text in texts:
            work(text)
        seconds.append(time.process_time() - start)
    return size / min(seconds)


def main() -> None:
    medians = time_commands()
    print("medians of interleaved rounds, the first round left out")
    print(f"{'':18}{'wall ms':>10}{'CPU ms':>10}")
    for command, (wall, cpu) in medians.items():
        print(f"{command:18}{wall:10.0f}{cpu:10.0f}")
    for one, other, bound in RATIOS:
        if one in medians and other in medians:
            wall, cpu = (mine / theirs for mine, theirs in zip(medians[one], medians[other], strict=True))
            within = f", at most {bound}" if bound else ""
            print(f"{one} / {other}: {wall:.2f} wall, {cpu:.2f} CPU{within}")
    print(f"first question: {medians['first question'][1]:.0f} ms of CPU, at most {MOST_CPU}")
    print(f"reader {speed(parse):.1f} MiB/s, formatter {speed(format_text):.1f} MiB/s")


if __name__ == "__main__":
    main()
