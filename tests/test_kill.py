"""Killed at any moment, `new` leaves the whole repository or nothing, `render` and `update` an old or a new tree."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import read_tree

KILLS = 15
COMMAND = [sys.executable, "-m", "terracutter"]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def kill_at(seconds: float, how: signal.Signals, *arguments: str | Path) -> None:
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(how)
    process.wait()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A finished repository, and how long it takes to make one."""
    directory = tmp_path_factory.mktemp("made") / "repository"
    start = time.perf_counter()
    assert run("new", directory, "--defaults", "--set", "repository=a").returncode == 0
    return directory, time.perf_counter() - start


def moments(seed: int, duration: float) -> list[tuple[float, signal.Signals]]:
    """Random moments, most of them late, where the writing is."""
    source = random.Random(seed)
    kinds = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
    return [(duration * source.triangular(0.2, 1.1, 0.95), source.choice(kinds)) for _ in range(KILLS)]


def test_new_leaves_everything_or_nothing(made, tmp_path):
    finished, duration = made
    expected = read_tree(finished)
    for number, (moment, how) in enumerate(moments(1, duration)):
        target = tmp_path / str(number) / "repository"
        target.parent.mkdir()
        kill_at(moment, how, "new", target, "--defaults", "--set", "repository=a")
        if target.exists():
            assert read_tree(target) == expected
        else:
            again = run("new", target, "--defaults", "--set", "repository=a")
            assert again.returncode == 0, again.stderr
        assert list(target.parent.iterdir()) == [target], "no stage stays behind once the next command has run"


TFVARS = "environments/production/terraform.tfvars"


def edit(directory: Path) -> None:
    """One file that is merged, one that is kept, one of one's own, and one that is gone."""
    (directory / TFVARS).write_text((directory / TFVARS).read_text() + "# mine\n")
    (directory / "modules/vpc/versions.tf").write_text("# mine\n" + (directory / "modules/vpc/versions.tf").read_text())
    (directory / "modules/vpc/own.tf").write_text("# mine\n")
    (directory / "docs/COST.md").unlink()


@pytest.mark.parametrize(("command", "by_hand"), [("render", False), ("update", True)])
def test_an_old_or_a_new_tree_is_left(made, tmp_path, command, by_hand):
    finished, duration = made
    old = tmp_path / "old"
    shutil.copytree(finished, old)
    answers = (finished / "terracutter.yaml").read_text()
    other = answers.replace("# nat_gateways: per_zone", "nat_gateways: single\n#")
    other = other.replace("# flow_logs: cloudwatch", "flow_logs: none\n#")
    assert other != answers
    (old / "terracutter.yaml").write_text(other)
    if by_hand:
        edit(old)
    changed = tmp_path / "changed"
    shutil.copytree(old, changed)
    done = run(command, changed)
    assert (done.returncode, f"  merged   {TFVARS}  " in done.stdout) == (0, by_hand), done.stderr
    before, after = read_tree(old), read_tree(changed)
    for number, (moment, how) in enumerate(moments(2 + by_hand, duration)):
        target = tmp_path / str(number)
        shutil.copytree(old, target)
        kill_at(moment, how, command, target)
        checked = run(command, "--check", target)
        assert checked.returncode in {0, 3}, checked.stderr
        assert read_tree(target) == (after if checked.returncode == 0 else before)
        assert not (target / ".terracutter" / "staging").exists()
    if by_hand:
        assert run(command, target, "--restore", TFVARS).returncode == 0
        assert read_tree(target) == {**after, TFVARS: after[TFVARS].removesuffix("# mine\n")}


def test_two_renders_at_once_leave_one_result(made, tmp_path):
    finished, _ = made
    target = tmp_path / "repository"
    shutil.copytree(finished, target)
    answers = (
        (target / "terracutter.yaml").read_text().replace('kubernetes_version: "1.35"', 'kubernetes_version: "1.36"')
    )
    (target / "terracutter.yaml").write_text(answers)
    processes = [subprocess.Popen([*COMMAND, "render", target], stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert run("render", "--check", target).returncode == 0
