"""The bucket that bootstrap makes keeps every state, its own too, and a lock of somebody else's holds.

What is asked of AWS is held against what each may ask: who applies `bootstrap/`, the roles that plan and that apply.
"""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import locks
import pytest
from allowed import Statement, actions, refused
from asked import Call
from loopback import ACCOUNT, Loopback
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import write

pytestmark = [pytest.mark.e2e("state"), pytest.mark.timeout(1800)]

BUCKET = f"kept-{ACCOUNT}-terraform-state"
STATE = "kept/production/terraform.tfstate"


def prepare(ground: Ground) -> Steps:
    repository = ground.build("repository=kept", "profile=development", "ci=github-actions", "ci_repository=acme/kept")

    def steps() -> dict[str, Any]:
        write(ground.directory, repository)
        found = _bootstrap(ground, ground.directory / "bootstrap")
        policies = {name: _policies(ground.aws, f"kept-production-ci-{name}") for name in ("apply", "plan")}
        policies["bootstrap"] = json.loads(repository.files["permissions/bootstrap.json"])["Statement"]
        found |= _environment(ground, ground.directory / "environments" / "production", found["init command"])
        calls = {name: ground.aws.calls(_key(name)) for name in policies}
        listed = ground.aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
        return found | {"objects": [one["Key"] for one in listed], "policies": policies, "calls": calls}

    return steps


def _key(name: str) -> str:
    return f"kept-{name}"


def _policies(aws: Loopback, role: str) -> list[Statement]:
    """All that a role may do, as IAM has it."""
    iam, found = aws.client("iam"), []
    assert iam.list_role_policies(RoleName=role)["PolicyNames"] == []
    for one in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        policy = iam.get_policy(PolicyArn=one["PolicyArn"])["Policy"]
        version = iam.get_policy_version(PolicyArn=one["PolicyArn"], VersionId=policy["DefaultVersionId"])
        found += version["PolicyVersion"]["Document"]["Statement"]
    return found


def _bootstrap(ground: Ground, root: Path) -> dict[str, Any]:
    run = _runner(ground, root, "bootstrap")
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
    apply, plan = _runner(ground, root, "apply"), _runner(ground, root, "plan")
    s3 = ground.aws.client("s3")
    apply(*shlex.split(init)[1:])
    apply("apply", "-auto-approve")
    locks.lock_elsewhere(s3, BUCKET, STATE)
    stopped = plan("plan", succeeds=False)
    plan("force-unlock", "-force", locks.ID)
    plan("plan", "-detailed-exitcode")
    kept = s3.head_object(Bucket=BUCKET, Key=STATE)
    return {"stopped": stopped.returncode, "said": stopped.stderr, "encryption": kept["ServerSideEncryption"]}


def _runner(ground: Ground, root: Path, name: str) -> Any:
    """Terraform with a key by which its requests are told from those of others."""
    variables = ground.aws.environment | {"AWS_ACCESS_KEY_ID": _key(name)}

    def run(*arguments: str, succeeds: bool = True) -> Any:
        flags = () if "output" in arguments or "force-unlock" in arguments else ("-no-color",)
        done = ground.terraform(*arguments, *flags, cwd=root, variables=variables)
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
    assert result["stopped"] == 1
    assert "Error acquiring the state lock" in result["said"]
    assert locks.WHO in result["said"]


@pytest.mark.parametrize("name", ["bootstrap", "plan", "apply"])
def test_each_role_is_allowed_what_it_asks_of_aws(result, name):  # noqa: F811
    calls: list[Call] = result["calls"][name]
    policies = result["policies"]
    assert refused(calls, policies[name]) == []
    assert len({call.action for call in calls}) > 20
    if name == "apply":
        writing = set(actions(policies["apply"])) - set(actions(policies["plan"]))
        assert {call.action for call in refused(calls, policies["plan"])} <= writing | {"s3:PutObject"}
        # What the policies allow is within the environment: not the roles of CI, not what keeps the states.
        assert refused(result["calls"]["bootstrap"], policies["apply"])
        with_roles = [call for call in result["calls"]["bootstrap"] if ":role/ci/" in call.resource]
        assert refused(with_roles, policies["apply"]) == list(dict.fromkeys(with_roles))
