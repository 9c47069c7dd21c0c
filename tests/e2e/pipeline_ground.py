"""What pipelines run on here: a Git repository, the programs of a runner, and what those were asked for."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import terracutter
from loopback import Loopback

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

# Modules are tested by other tests, and environments validated once; whether a pipeline asks for it is in the log.
_TERRAFORM = """#!/bin/sh
echo "terraform $*" >> "$TOOLS/log"
case "$*" in
  "-chdir=modules/"*) exit 0 ;;
  *" init -backend=false"* | *" validate") if [ -f "$TOOLS/validated" ]; then exit 0; fi ;;
esac
exec "$REAL_TERRAFORM" "$@"
"""
_TERRACUTTER = """#!/bin/sh
echo "terracutter $*" >> "$TOOLS/log"
exec "$PYTHON" -m terracutter "$@"
"""
_PIPX = """#!/bin/sh
echo "pipx $*" >> "$TOOLS/log"
case "$*" in
  *" terracutter "*) exec "$PYTHON" -m terracutter render --check ;;
esac
"""
_RECORDED = """#!/bin/sh
echo "{name} $*" >> "$TOOLS/log"
"""
# One comment, and an issue for each title, kept in files; what `--jq` asks for is answered here.
_GH = """#!/bin/sh
echo "gh $*" >> "$TOOLS/log"
case "$*" in
  "api --paginate "*) if [ -f "$TOOLS/comment.md" ]; then echo 41; fi ;;
  "api "*) cp comment.md "$TOOLS/comment.md" ;;
  "issue list "*) echo "$TITLE" > "$TOOLS/title"; if [ -f "$TOOLS/$TITLE.md" ]; then echo 7; fi ;;
  "issue close "*) rm "$TOOLS/$(cat "$TOOLS/title").md" ;;
  "issue "*) cp issue.md "$TOOLS/$(cat "$TOOLS/title").md" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Tools:
    """Programs in the place of those that are fetched or that ask GitHub; all are logged."""

    directory: Path
    variables: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("HOME", "TMPDIR", "TF_CLI_CONFIG_FILE") if name in os.environ},
            **self.variables,
            "LANG": "C.UTF-8",
            "PATH": f"{self.directory / 'bin'}:{os.environ['PATH']}",
            "PYTHON": sys.executable,
            "PYTHONPATH": str(Path(terracutter.__file__).parents[1]),
            "REAL_TERRAFORM": shutil.which("terraform") or "terraform",
            "TOOLS": str(self.directory),
        }

    def take_log(self) -> list[str]:
        """What was called since the last time."""
        log = self.directory / "log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    def validate_no_more(self) -> None:
        (self.directory / "validated").touch()


def tools(directory: Path, variables: Mapping[str, str]) -> Tools:
    (directory / "bin").mkdir(parents=True)
    programs = {"terraform": _TERRAFORM, "terracutter": _TERRACUTTER, "pipx": _PIPX, "gh": _GH}
    programs |= {name: _RECORDED.format(name=name) for name in ("apk", "checkov", "pip")}
    for name, script in programs.items():
        (directory / "bin" / name).write_text(script, encoding="utf-8")
        (directory / "bin" / name).chmod(0o755)
    return Tools(directory, variables)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a repository under version control."""

    directory: Path

    def commit(self) -> None:
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "Change something")

    def start(self) -> None:
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("config", "user.name", "Somebody")
        self._git("config", "user.email", "somebody@example.com")
        self.commit()

    def check_out(self, into: Path) -> None:
        subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{self.directory}", into], check=True)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.directory, check=True, capture_output=True)


@dataclass(slots=True)
class Told:
    """What a job said, and how it ended: success, failure or skipped."""

    result: str = "success"
    output: str = ""
    summary: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


def run_script(script: str, directory: Path, variables: Mapping[str, str], shell: list[str]) -> tuple[bool, str]:
    """Whether it succeeded, and what it said."""
    done = subprocess.run(
        [*shell, script],
        cwd=directory,
        env=dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode == 0, _COLOURS.sub("", done.stdout)


def distrusted(aws: Loopback, arn: str, issuer: str, claims: Mapping[str, str]) -> list[str]:
    """The claims for which a role takes no such token, as IAM judges it."""
    role = aws.client("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]
    assert role["Arn"] == arn
    policy = role["AssumeRolePolicyDocument"]
    (statement,) = (json.loads(policy) if isinstance(policy, str) else policy)["Statement"]
    compared = {
        (operator, key.removeprefix(f"{issuer}:")): [allowed] if isinstance(allowed, str) else allowed
        for operator, pairs in statement["Condition"].items()
        for key, allowed in pairs.items()
    }
    assert {key for _, key in compared} == claims.keys()
    return sorted(
        key
        for (operator, key), allowed in compared.items()
        if not any(_matches(operator, claims[key], one) for one in allowed)
    )


def _matches(operator: str, claim: str, allowed: str) -> bool:
    return fnmatch.fnmatchcase(claim, allowed) if operator == "StringLike" else claim == allowed
