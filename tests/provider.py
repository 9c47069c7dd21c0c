"""One provider process for all commands of a run: Terraform would start and question a new one for each of them.

`provider_between` shortens its answers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from terracutter import resources

_UNTIL_INPUT_ENDS = '"$0" -debug & cat >/dev/null; kill $!'
_KIND = re.compile(r"\baws_[a-z0-9_]+")
_SAID = re.compile(r"TF_REATTACH_PROVIDERS='(.+)'")


@dataclass(frozen=True, slots=True)
class KeptProvider:
    """Where it was installed, and the variables with which Terraform uses it."""

    directory: Path
    variables: Mapping[str, str]

    def lend(self, root: Path) -> None:
        """Makes a directory as good as initialised, but for its modules."""
        shutil.copy(self.directory / ".terraform.lock.hcl", root)
        (root / ".terraform").mkdir()
        (root / ".terraform" / "providers").symlink_to(self.directory / ".terraform" / "providers")


@contextmanager
def kept_running(root: Path, variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The variables with which Terraform uses the provider that `terraform init` installed in `root`.

    It knows what templates write, and ends with us, however we end: the shell around it reads until its standard input
    is closed.
    """
    # Where a mirror is a directory, the last folder is a link, which ** does not follow.
    (binary,) = (root / ".terraform" / "providers").glob("*/hashicorp/aws/*/*/terraform-provider-aws_*")
    command = ["sh", "-c", _UNTIL_INPUT_ENDS, str(binary)]
    with _ended_by_its_input(command, variables) as lines:
        found = next((said for line in lines if (said := _SAID.search(line))), None)
        assert found is not None, f"{binary} does not say how it is reached"
        reached = json.loads(found[1])
        with _shortened(reached) as shorter:
            yield {"TF_REATTACH_PROVIDERS": json.dumps(shorter)}


@contextmanager
def _shortened(reached: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same provider, asked by way of `provider_between`."""
    ((name, place),) = reached.items()
    with tempfile.TemporaryDirectory() as directory:
        socket = f"{directory}/provider"
        between = Path(__file__).with_name("provider_between.py")
        command = [sys.executable, str(between), place["Addr"]["String"], socket, *kinds()]
        with _ended_by_its_input(command, os.environ) as lines:
            assert next(iter(lines), "").strip() == "ready"
            yield {name: {**place, "Addr": {"Network": "unix", "String": socket}}}


@cache
def kinds() -> tuple[str, ...]:
    """Every resource and data source that a template may write."""
    directories = resources.modules_directory(), resources.templates_directory()
    templates = [path for directory in directories for path in sorted(directory.rglob("*.j2"))]
    return tuple(sorted({kind for path in templates for kind in _KIND.findall(path.read_text(encoding="utf-8"))}))


@contextmanager
def _ended_by_its_input(command: list[str], variables: Mapping[str, str]) -> Iterator[Iterable[str]]:
    """The lines that a process says; it ends by itself when its standard input is closed."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=dict(variables), stdin=pipe, stdout=pipe, stderr=nowhere, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.stdin.close()
            process.stdout.read()
            process.wait(timeout=20)
