"""A rendered repository under the real Terraform on the loopback AWS: one stack for each environment."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback import ACCOUNT, Loopback
from provider import kept_running
from terracutter.pipeline import Repository
from terracutter.write import ANSWERS, create, update

_OF = "of-"


@dataclass(frozen=True, slots=True)
class Plan:
    """What Terraform would do, by address: create, update, delete, replace. Reading is not doing."""

    actions: Mapping[str, str]

    def at(self, *actions: str) -> frozenset[str]:
        return frozenset(address for address, action in self.actions.items() if action in actions)

    @property
    def destructive(self) -> frozenset[str]:
        return self.at("delete", "replace")


@dataclass(frozen=True, slots=True)
class Stack:
    """The root module of one environment. Every command must succeed; if not, the test shows what Terraform said."""

    root: Path
    terraform: Callable[..., Any]
    variables: Mapping[str, str]
    bucket: str
    """Of its state."""

    def init(self) -> None:
        self._run("init", f"-backend-config=bucket={self.bucket}")

    def get(self) -> None:
        """What `init` does for a module that a change has brought."""
        self._run("get")

    def apply(self, *flags: str) -> Plan:
        """What was planned, and then done."""
        return _planned(self._run("apply", "-json", "-auto-approve", *flags))

    def plan(self, *flags: str) -> Plan:
        return _planned(self._run("plan", "-json", *flags))

    def plan_nothing(self) -> None:
        """What was just applied is what Terraform wants."""
        assert not (found := self.plan().actions), f"{self.root.name} is never settled: {found}"

    def destroy(self) -> None:
        self._run("destroy", "-auto-approve")

    def _run(self, command: str, *arguments: str) -> str:
        flags = () if command == "state" else ("-no-color",)
        done = self.terraform(command, *arguments, *flags, cwd=self.root, variables=self.variables)
        assert done.returncode == 0, f"terraform {command} in {self.root.name}:\n{_said(done.stdout)}\n{done.stderr}"
        return done.stdout


def _planned(output: str) -> Plan:
    lines = [json.loads(line) for line in output.splitlines()]
    changes = [line["change"] for line in lines if line["type"] == "planned_change"]
    return Plan({one["resource"]["addr"]: one["action"] for one in changes if one["action"] != "read"})


def _said(output: str) -> str:
    """The diagnostics among machine-readable lines, or the end of what is meant for people."""
    found = []
    for line in output.splitlines():
        if not line.startswith("{"):
            return output[-4000:]
        message = json.loads(line)
        if message["type"] == "diagnostic":
            found.append(f"{message['diagnostic']['summary']}: {message['diagnostic']['detail']}")
    return "\n".join(found)


def write(directory: Path, repository: Repository) -> None:
    """As `terracutter new` and, the answers file edited, `terracutter render` write it."""
    if not directory.exists():
        create(directory, repository.files)
        return
    (directory / ANSWERS).write_text(repository.files[ANSWERS], encoding="utf-8")
    update(directory, repository.files)


def access_key(repository: Repository) -> str:
    """By it the requests of a run are told from those of others."""
    return f"{_OF}{repository.plan.repository}"


@contextmanager
def initialised(
    directory: Path, repository: Repository, terraform: Callable[..., Any], aws: Loopback
) -> Iterator[dict[str, Stack]]:
    """The stacks by environment, in the order of the answers."""
    names = [one.name for one in repository.plan.environments]
    with initialised_as(access_key(repository), directory, names, terraform, aws) as stacks:
        yield stacks


@contextmanager
def initialised_as(
    key: str, directory: Path, names: Sequence[str], terraform: Callable[..., Any], aws: Loopback
) -> Iterator[dict[str, Stack]]:
    variables = aws.environment | {"AWS_ACCESS_KEY_ID": key}
    bucket = f"{key.removeprefix(_OF)}-{ACCOUNT}-terraform-state"
    aws.client("s3").create_bucket(Bucket=bucket)
    found = {name: Stack(directory / "environments" / name, terraform, variables, bucket) for name in names}
    for stack in found.values():
        stack.init()
    with kept_running(found[names[0]].root, os.environ | variables) as reached:
        variables |= reached
        yield found
