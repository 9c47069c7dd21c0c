"""The bucket that bootstrap makes keeps every state, its own too, and a lock of somebody else's holds."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from loopback import ACCOUNT
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import write

pytestmark = [pytest.mark.e2e("state"), pytest.mark.timeout(1800)]

BUCKET = f"kept-{ACCOUNT}-terraform-state"
LOCK = "kept/production/terraform.tfstate.tflock"
FOREIGN = {
    "ID": "6f1d2a3b-0000-4000-8000-123456789abc",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "somebody@elsewhere",
    "Version": "1.11.4",
    "Created": "2026-11-23T06:00:00Z",
    "Path": f"{BUCKET}/kept/production/terraform.tfstate",
}
ONE = "-target=module.vpc.aws_vpc.this"
"""Enough of an environment to have a state."""


def prepare(ground: Ground) -> Steps:
    repository = ground.build("repository=kept", "ci=github-actions", "ci_repository=acme/kept")

    def steps() -> dict[str, Any]:
        write(ground.directory, repository)
        found = _bootstrap(ground, ground.directory / "bootstrap")
        found |= _environment(ground, ground.directory / "environments" / "production", found["init command"])
        listed = ground.aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
        return found | {"objects": [one["Key"] for one in listed]}

    return steps


def _bootstrap(ground: Ground, root: Path) -> dict[str, Any]:
    run = _runner(ground, root)
    run("init")
    run("apply", "-auto-approve")
    run("plan", "-detailed-exitcode")
    migrate = run("output", "-raw", "migrate_command").stdout
    shutil.copy(root / "backend.tf.example", root / "backend.tf")
    run(*shlex.split(migrate)[1:], "-force-copy")
    (root / "terraform.tfstate").unlink()
    run("plan", "-detailed-exitcode")
    return {"migrate command": migrate, "init command": run("output", "-raw", "init_command").stdout}


def _environment(ground: Ground, root: Path, init: str) -> dict[str, Any]:
    run, s3 = _runner(ground, root), ground.aws.client("s3")
    run(*shlex.split(init)[1:])
    run("apply", "-auto-approve", ONE)
    s3.put_object(Bucket=BUCKET, Key=LOCK, Body=json.dumps(FOREIGN).encode())
    refused = run("plan", ONE, succeeds=False)
    run("force-unlock", "-force", FOREIGN["ID"])
    run("plan", ONE)
    kept = s3.head_object(Bucket=BUCKET, Key=FOREIGN["Path"].removeprefix(f"{BUCKET}/"))
    return {"refused": refused.returncode, "said": refused.stderr, "encryption": kept["ServerSideEncryption"]}


def _runner(ground: Ground, root: Path) -> Any:
    def run(*arguments: str, succeeds: bool = True) -> Any:
        flags = () if "output" in arguments or "force-unlock" in arguments else ("-no-color",)
        done = ground.terraform(*arguments, *flags, cwd=root, variables=ground.aws.environment)
        assert (done.returncode == 0) is succeeds, f"{arguments} in {root.name}:\n{done.stdout[-3000:]}\n{done.stderr}"
        return done

    return run


register("state", prepare)


def test_every_state_is_in_the_bucket_that_was_made_for_them(result):  # noqa: F811
    assert result["objects"] == ["kept/bootstrap.tfstate", "kept/production/terraform.tfstate"]
    assert result["encryption"] == "aws:kms"
    assert result["init command"] == f"terraform init -backend-config=bucket={BUCKET}"
    assert result["migrate command"] == f"terraform init -migrate-state -backend-config=bucket={BUCKET}"


def test_a_lock_of_somebody_else_stops_a_plan_and_says_whose_it_is(result):  # noqa: F811
    assert result["refused"] == 1
    assert "Error acquiring the state lock" in result["said"]
    assert FOREIGN["Who"] in result["said"]
