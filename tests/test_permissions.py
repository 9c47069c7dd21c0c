"""The policies that a repository brings are whole, small enough for IAM, and no broader than what stands there."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from conftest import leave_out, write_tree
from golden import ROOT
from terracutter.catalog.permissions import permissions
from terracutter.derived.permissions import DIRECTORY
from terracutter.derived.policy import text_of
from test_repository import MATRIX

TYPE = re.compile(r'^(resource|data) "(aws[a-z0-9_]+)"', re.MULTILINE)


def policies_of(files, environment="production"):
    start = f"permissions/{environment}/"
    return {path.removeprefix(start): json.loads(text) for path, text in files.items() if path.startswith(start)}


def actions_of(document):
    for one in document["Statement"]:
        yield from [one["Action"]] if isinstance(one["Action"], str) else one["Action"]


def test_every_type_of_resource_that_a_template_can_write_is_known_and_no_other():
    below = ("modules", "templates/bootstrap", "templates/environment", "templates/eks-addons", "templates/shared")
    templates = [path for directory in below for path in ROOT.glob(f"{directory}/**/*.j2")]
    found = {match for path in templates for match in TYPE.findall(path.read_text(encoding="utf-8"))}
    used = {f"data.{name}" if kind == "data" else name for kind, name in found}
    assert used - permissions().types.keys() == set()
    assert permissions().types.keys() - used == set()


def test_every_action_has_a_service_and_a_scope():
    for name, needs in permissions().types.items():
        for action in (*needs.read, *needs.create, *needs.update, *needs.delete, *needs.unseen):
            assert re.fullmatch(r"[a-z0-9]+:[A-Z][A-Za-z0-9]+", action), (name, action)
            assert action.partition(":")[0] in permissions().services
            scopes = (permissions().scopes, permissions().scopes_before)
            assert any(one.has(action) for every in scopes for one in every), action
        assert ("iam:PassRole" in needs.create) == bool(needs.passed_to), name
        assert ("iam:CreateServiceLinkedRole" in needs.unseen) == bool(needs.linked_roles), name


@pytest.mark.parametrize("variant", [*list(MATRIX)[:3], *list(MATRIX)[3::6]])
def test_each_document_is_a_policy_that_iam_takes(build, variant):
    files = build(*MATRIX[variant]).files
    assert "What is not covered" not in files["docs/PERMISSIONS.md"]
    for path, text in files.items():
        if path.startswith("permissions/"):
            document = json.loads(text)
            assert text == json.dumps(document, indent=2, sort_keys=True) + "\n"
            assert sum(not character.isspace() for character in text) <= permissions().characters, path
            sids = [one["Sid"] for one in document["Statement"]]
            assert len(sids) == len(set(sids))
            assert all(re.fullmatch("[A-Za-z0-9]+", sid) for sid in sids)
            listed = list(actions_of(document))
            attach = [one for one in document["Statement"] if "iam:AttachRolePolicy" in one["Action"]]
            assert all("iam:PolicyARN" in str(one["Condition"]) for one in attach)
            assert not any("*" in action for action in listed)
            assert f"](../{path})" in files["docs/PERMISSIONS.md"]


def test_the_role_that_applies_cannot_reach_itself(build):
    """Nor may anybody give it more but who applies `bootstrap/`, whose own policy reaches these roles alone."""
    settings = ("repository=acme", "account_id=111122223333", "ci=github-actions", "ci_repository=acme/eks")
    files = build(*settings).files
    documents = [*policies_of(files).values(), json.loads(files["permissions/bootstrap.json"])]
    roles = {one["Resource"] for document in documents for one in document["Statement"] if one["Sid"] == "Roles"}
    assert roles == {"arn:aws:iam::111122223333:role/acme-production-*", "arn:aws:iam::111122223333:role/ci/acme-*"}
    applies = "role/ci/acme-production-ci-apply"
    assert f"arn:aws:iam::111122223333:{applies}" in files[".github/workflows/terraform.yml"]
    assert 'path               = "/ci/"' in files["modules/ci-roles/main.tf"]


def test_what_keeps_the_states_cannot_be_deleted_by_who_made_it(build):
    document = json.loads(build().files["permissions/bootstrap.json"])
    deleting = {one for one in actions_of(document) if ":Delete" in one or "Deletion" in one}
    assert deleting == {"kms:DeleteAlias", "s3:DeleteBucketPolicy", "s3:DeleteObject"}
    (delete,) = (one for one in document["Statement"] if "s3:DeleteObject" in one["Action"])
    assert delete["Resource"] == "arn:aws:s3:::eks-platform-*-terraform-state/eks-platform/bootstrap.tfstate.tflock"


def test_parliament_finds_no_fault(build, programs, tmp_path):
    """It knows every action with its resources and conditions; that whoever makes a bucket may open it is so."""
    if sys.version_info >= (3, 12):
        leave_out("parliament needs what Python has no more")
    variants = ("two accounts, roles for GitHub", "self-managed node groups", "Karpenter without a way out", "IPv6")
    for number, name in enumerate(variants):
        files = build(*MATRIX[name]).files
        write_tree(tmp_path / str(number), {path: text for path, text in files.items() if path.startswith(DIRECTORY)})
    wrong = text_of({"Statement": [{"Action": "ec2:DeleteVpcs", "Effect": "Allow", "Resource": "*"}]})
    (tmp_path / "wrong.json").write_text(wrong.replace("{", '{"Version": "2012-10-17",', 1), encoding="utf-8")
    command = [programs("parliament==1.6.4") / "parliament", "--directory", tmp_path, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = {(one["issue"], one["location"]["filepath"]) for one in map(json.loads, done.stdout.splitlines())}
    assert {(issue, path.rpartition("/")[2]) for issue, path in found if issue != "RESOURCE_STAR"} == {
        ("RESOURCE_POLICY_PRIVILEGE_ESCALATION", "bootstrap.json"),
        ("UNKNOWN_ACTION", "wrong.json"),
    }
    assert not any(path.endswith("apply-identity.json") for issue, path in found if issue == "RESOURCE_STAR")


def test_roles_get_the_policies_that_the_modules_name_and_no_others(build):
    documents = policies_of(build("auto_mode=true").files)
    (attach,) = (
        one for one in documents["apply-identity.json"]["Statement"] if one["Action"] == "iam:AttachRolePolicy"
    )
    names = [arn.rpartition("/")[2] for arn in attach["Condition"]["ArnEquals"]["iam:PolicyARN"]]
    assert names == [
        *("AmazonEC2ContainerRegistryPullOnly", "AmazonEKSBlockStoragePolicy", "AmazonEKSClusterPolicy"),
        *("AmazonEKSComputePolicy", "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy"),
        "AmazonEKSWorkerNodeMinimalPolicy",
    ]


def test_only_what_has_the_tags_of_the_environment_is_deleted(build):
    documents = policies_of(build("repository=acme").files)
    own = [one for document in documents.values() for one in document["Statement"] if one["Sid"].startswith("Own")]
    assert [one["Condition"] for one in own] == [
        {"StringEquals": {"aws:ResourceTag/Environment": "production", "aws:ResourceTag/Repository": "acme"}}
    ] * 2
    deleted = {action for one in own for action in one["Action"] if re.search("Delet|Release", action)}
    assert deleted >= {"ec2:DeleteVpc", "ec2:DeleteSubnet", "ec2:ReleaseAddress", "kms:ScheduleKeyDeletion"}


def test_planning_changes_nothing_but_the_lock(build):
    plan = policies_of(build().files)["plan.json"]
    reading = re.compile(r"[a-z0-9]+:(Describe|Get|List)[A-Za-z]+")
    assert {one for one in actions_of(plan) if not reading.fullmatch(one)} == {
        *("kms:Decrypt", "kms:GenerateDataKey", "s3:DeleteObject", "s3:PutObject"),
    }
    (lock,) = (one for one in plan["Statement"] if one["Sid"] == "StateLock")
    assert lock["Resource"] == (
        "arn:aws:s3:::eks-platform-*-terraform-state/eks-platform/production/terraform.tfstate.tflock"
    )


def test_names_are_those_of_the_answers(build):
    settings = ("repository=acme", "account_id=111122223333", "region=us-gov-west-1", "state_bucket=acme-state")
    found = policies_of(build(*settings).files)
    statements = {one["Sid"]: one for document in found.values() for one in document["Statement"]}
    assert statements["Roles"]["Resource"] == "arn:aws-us-gov:iam::111122223333:role/acme-production-*"
    assert statements["Network"]["Condition"] == {"StringEquals": {"aws:RequestedRegion": "us-gov-west-1"}}
    assert statements["StateWrite"]["Resource"] == "arn:aws-us-gov:s3:::acme-state/acme/production/terraform.tfstate"
    assert statements["PassedRoles"]["Condition"]["StringEquals"]["iam:PassedToService"] == [
        *("ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com"),
    ]


def test_what_is_not_there_is_not_allowed(build):
    default = {action for one in policies_of(build().files).values() for action in actions_of(one)}
    karpenter = {
        action for one in policies_of(build("autoscaler=karpenter").files).values() for action in actions_of(one)
    }
    assert {one.partition(":")[0] for one in karpenter - default} == {"ec2", "events", "sqs"}
    assert not any(one.startswith(("sqs:", "events:", "autoscaling:")) for one in default)
