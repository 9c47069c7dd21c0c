"""One provider process for all commands of a run: Terraform would start and question a new one for each of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_UNTIL_INPUT_ENDS = '"$0" -debug & cat >/dev/null; kill $!'
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

    It ends with us, however we end: the shell around it reads until its standard input is closed.
    """
    # Where a mirror is a directory, the last folder is a link, which ** does not follow.
    (binary,) = (root / ".terraform" / "providers").glob("*/hashicorp/aws/*/*/terraform-provider-aws_*")
    with subprocess.Popen(
        ["sh", "-c", _UNTIL_INPUT_ENDS, str(binary)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(variables),
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = next((said for line in process.stdout if (said := _SAID.search(line))), None)
        try:
            assert found is not None, f"{binary} does not say how it is reached"
            yield {"TF_REATTACH_PROVIDERS": found[1]}
        finally:
            process.stdin.close()
            process.stdout.read()
            process.wait(timeout=20)
