"""checkov finds nothing in what comes out, and what it is told to pass over says why beside the resource."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import write_tree
from terracutter import pipeline
from terracutter.answers import from_settings
from terracutter.roundtrip import Cache
from test_provider_6 import SETTINGS as CAPABILITIES
from test_repository import MATRIX

CHECKOV = "checkov==3.3.30"

PASSED, DISTINCT = 117, 45
"""At least so many of the default answers' checks pass, of so many kinds: a module that vanishes is no success."""

VARIANTS = {
    **MATRIX,
    "capabilities": CAPABILITIES,
    "capabilities in Auto Mode": (
        "aws_provider=6",
        "auto_mode=true",
        "capabilities=ack",
        "ack_policy_arns=arn:aws:iam::aws:policy/AmazonS3FullAccess",
    ),
    "a regional NAT gateway": ("aws_provider=6", "nat_gateways=regional"),
}
"""What real Terraform takes, and what needs version 6 of the AWS provider: checkov asks for neither."""

CLUSTER = "module.eks_cluster.aws_eks_cluster.this"
SHORT_LOGS, NO_FLOW_LOGS = "A retention of less than a year was asked for.", "Flow logs were not asked for."

SHORT_CLUSTER_LOG = ("CKV_AWS_338", "module.eks_cluster.aws_cloudwatch_log_group.cluster", SHORT_LOGS)
SHORT_FLOW_LOG = ("CKV_AWS_338", "module.vpc.aws_cloudwatch_log_group.flow_logs", SHORT_LOGS)
WITHOUT_FLOW_LOGS = ("CKV2_AWS_11", "module.vpc.aws_vpc.this", NO_FLOW_LOGS)
FEWER_LOGS = ("CKV_AWS_37", CLUSTER, "Not every kind of log was asked for.")
KEY_OF_AWS = (
    "CKV_AWS_58",
    CLUSTER,
    "EKS encrypts the secrets with a key that AWS owns; no other was asked for.",
)
NEW_VERSION = ("CKV_AWS_339", CLUSTER, "EKS offers this Kubernetes version, which the check does not know yet.")

OWN_ADMINISTRATOR = (
    "CKV_AWS_61",
    "module.eks_cluster.aws_iam_role.administrator",
    "Nobody was named as administrator; IAM of this account says who may use the role.",
)

STATE_BUCKET = {
    (check, "module.state_bucket.aws_s3_bucket.this", why)
    for check, why in {
        "CKV_AWS_18": (
            "CloudTrail tells who read a state, where data events are on; a log bucket is not for this module."
        ),
        "CKV_AWS_144": ("Versions bring back what was overwritten; a state names what stands in this region anyway."),
        "CKV2_AWS_62": "Nothing waits for a state to change.",
    }.items()
}
"""Of every repository that makes the bucket of its states."""


MAKES_ANEW = "What it makes has no name yet; the reasons stand with the statements."
LOAD_BALANCERS = {
    (check, "module.eks_controllers.aws_iam_role_policy.aws_load_balancer_controller", MAKES_ANEW)
    for check in ("CKV_AWS_290", "CKV_AWS_355")
}
LATTICE = {
    (check, "module.eks_controllers.aws_iam_role_policy.gateway_api_controller", why)
    for check, why in {
        "CKV_AWS_289": "Access logs are delivered through policies of buckets and log groups.",
        "CKV_AWS_290": MAKES_ANEW,
        "CKV_AWS_355": MAKES_ANEW,
    }.items()
}

SKIPPED = {
    "development": {SHORT_CLUSTER_LOG, WITHOUT_FLOW_LOGS},
    "private without flow logs": {WITHOUT_FLOW_LOGS},
    "no endpoints": {WITHOUT_FLOW_LOGS},
    "gateway endpoints": {OWN_ADMINISTRATOR},
    "two environments": {SHORT_CLUSTER_LOG, SHORT_FLOW_LOG},
    "auto mode in two environments": {SHORT_CLUSTER_LOG, SHORT_FLOW_LOG},
    "controllers by Argo CD": LOAD_BALANCERS | LATTICE,
    "controllers by Flux in an existing network": LOAD_BALANCERS,
    "the newest Kubernetes": {NEW_VERSION},
    "two accounts, roles for GitHub": {OWN_ADMINISTRATOR},
    "a given key": {FEWER_LOGS},
    "a given key without logs": {FEWER_LOGS},
    "no key of the cluster's own": {FEWER_LOGS, KEY_OF_AWS, WITHOUT_FLOW_LOGS},
    "the AWS key with logs": {FEWER_LOGS, KEY_OF_AWS},
    "an own key without logs": {FEWER_LOGS, WITHOUT_FLOW_LOGS},
    "central egress": {FEWER_LOGS, KEY_OF_AWS, WITHOUT_FLOW_LOGS},
    "capabilities": {SHORT_CLUSTER_LOG, SHORT_FLOW_LOG},
}
"""By variant: check, resource and reason. A variant that is not named here has nothing to pass over."""

CHECKED = re.compile(
    r'^resource "aws_(eks_cluster|iam_role_policy|iam_role|launch_template|route|s3_bucket)', re.MULTILINE
)
"""Of these a module has one, if it has anything that checkov knows; an add-on alone it does not."""

UNEXPLAINED = "without a reason"
"""The development variant with the reasons taken out, to see that silence means something."""


@pytest.fixture(scope="module")
def rendered(questionnaire, tmp_path_factory):
    """The files of every variant; what one shares with those before it is not read a second time."""
    directory = tmp_path_factory.mktemp("cache")
    found, sound = {}, frozenset()
    for name, settings in VARIANTS.items():
        given, problems = from_settings(settings, questionnaire)
        repository = pipeline.build(questionnaire, given, problems, Cache(directory, sound))
        found[name] = repository.files
        sound |= frozenset(repository.second_reading.sound)
    found[UNEXPLAINED] = {path: without_reasons(text) for path, text in found["development"].items()}
    return found


@pytest.fixture(scope="module")
def scan(programs, rendered, tmp_path_factory):
    """The records of one run over all variants, by variant and by result."""
    checkov = programs(CHECKOV) / "checkov"
    tree = tmp_path_factory.mktemp("policy")
    for name, files in rendered.items():
        write_tree(tree / name, files)
    offline = ["--skip-download", "--download-external-modules", "false"]
    done = subprocess.run(
        [checkov, "-d", ".", "--framework", "terraform", *offline, "-o", "json", "--soft-fail"],
        cwd=tree,
        env={"PATH": os.defpath, "HOME": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    records = {name: defaultdict(list) for name in rendered}
    for result, found in json.loads(done.stdout)["results"].items():
        for record in found:
            path = record if result == "parsing_errors" else record["file_path"]
            name = Path(path).relative_to(tree if path.startswith(str(tree)) else "/").parts[0]
            records[name][result].append(record)
    return records


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_check_fails(scan, variant):
    assert scan[variant]["parsing_errors"] == []
    assert "\n".join(line(record) for record in scan[variant]["failed_checks"]) == ""


def line(record) -> str:
    """What a developer needs to find it: check, resource, file and lines."""
    first, last = record["file_line_range"]
    place = f"{record['file_path'].lstrip('/')}:{first}-{last}"
    return f"{record['check_id']} {record['resource']} in {place}: {record['check_name']}"


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_passed_over_says_why(scan, rendered, variant):
    skipped = {
        (record["check_id"], record["resource"], record["check_result"]["suppress_comment"])
        for record in scan[variant]["skipped_checks"]
    }
    of_state = STATE_BUCKET if "modules/state-bucket/main.tf" in rendered[variant] else set()
    assert skipped == SKIPPED.get(variant, set()) | of_state


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_module_is_checked(scan, rendered, variant):
    """Where checkov does not follow a call, nothing fails either."""
    folders = {path.split("/")[1] for path, text in rendered[variant].items() if CHECKED.search(text)}
    places = [Path(record["file_path"]).parts[2:4] for record in scan[variant]["passed_checks"]]
    assert {folder for kind, folder in places if kind == "modules"} == folders


def test_enough_is_checked(scan):
    passed = scan["defaults"]["passed_checks"]
    assert len(passed) >= PASSED
    assert len({record["check_id"] for record in passed}) >= DISTINCT


def test_what_is_not_explained_fails(scan):
    found = [line(record).split(" in ")[0] for record in scan[UNEXPLAINED]["failed_checks"]]
    assert sorted(found) == [
        "CKV2_AWS_11 module.vpc.aws_vpc.this",
        "CKV2_AWS_62 module.state_bucket.aws_s3_bucket.this",
        "CKV_AWS_144 module.state_bucket.aws_s3_bucket.this",
        "CKV_AWS_18 module.state_bucket.aws_s3_bucket.this",
        "CKV_AWS_338 module.eks_cluster.aws_cloudwatch_log_group.cluster",
    ]


def without_reasons(text: str) -> str:
    return "".join(one for one in text.splitlines(keepends=True) if "checkov:skip" not in one)
