"""checkov finds nothing in what comes out, and what it is told to pass over says why beside the resource."""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import write_tree
from terracutter import pipeline
from terracutter.answers import from_settings
from test_repository import MATRIX

CHECKOV = "checkov==3.3.30"

PASSED, DISTINCT = 105, 38
"""At least so many of the default answers' checks pass, of so many kinds: a module that vanishes is no success."""

SHORT_LOGS, NO_FLOW_LOGS = "A retention of less than a year was asked for.", "Flow logs were not asked for."

SKIPPED = {
    "development": {
        ("CKV_AWS_338", "module.eks_cluster.aws_cloudwatch_log_group.cluster", SHORT_LOGS),
        ("CKV2_AWS_11", "module.vpc.aws_vpc.this", NO_FLOW_LOGS),
    },
    "private without flow logs": {("CKV2_AWS_11", "module.vpc.aws_vpc.this", NO_FLOW_LOGS)},
    "two environments": {
        ("CKV_AWS_338", "module.eks_cluster.aws_cloudwatch_log_group.cluster", SHORT_LOGS),
        ("CKV_AWS_338", "module.vpc.aws_cloudwatch_log_group.flow_logs", SHORT_LOGS),
    },
}
"""By variant: check, resource and reason. A variant that is not named here has nothing to pass over."""

UNEXPLAINED = "without a reason"
"""The development variant with the reasons taken out, to see that silence means something."""


@pytest.fixture(scope="module")
def scan(programs, questionnaire, tmp_path_factory):
    """The records of one run over all variants, by variant and by result."""
    checkov = programs(CHECKOV) / "checkov"
    tree = tmp_path_factory.mktemp("policy")
    rendered = {
        name: pipeline.build(questionnaire, *from_settings(settings, questionnaire)).files
        for name, settings in MATRIX.items()
    }
    rendered[UNEXPLAINED] = {path: without_reasons(text) for path, text in rendered["development"].items()}
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


@pytest.mark.parametrize("variant", MATRIX)
def test_no_check_fails(scan, variant):
    assert scan[variant]["parsing_errors"] == []
    assert "\n".join(line(record) for record in scan[variant]["failed_checks"]) == ""


def line(record) -> str:
    """What a developer needs to find it: check, resource, file and lines."""
    first, last = record["file_line_range"]
    place = f"{record['file_path'].lstrip('/')}:{first}-{last}"
    return f"{record['check_id']} {record['resource']} in {place}: {record['check_name']}"


@pytest.mark.parametrize("variant", MATRIX)
def test_what_is_passed_over_says_why(scan, variant):
    skipped = {
        (record["check_id"], record["resource"], record["check_result"]["suppress_comment"])
        for record in scan[variant]["skipped_checks"]
    }
    assert skipped == SKIPPED.get(variant, set())


def test_enough_is_checked(scan):
    passed = scan["defaults"]["passed_checks"]
    assert len(passed) >= PASSED
    assert len({record["check_id"] for record in passed}) >= DISTINCT


def test_what_is_not_explained_fails(scan):
    found = [line(record).split(" in ")[0] for record in scan[UNEXPLAINED]["failed_checks"]]
    assert found == [
        "CKV_AWS_338 module.eks_cluster.aws_cloudwatch_log_group.cluster",
        "CKV2_AWS_11 module.vpc.aws_vpc.this",
    ]


def without_reasons(text: str) -> str:
    return "".join(one for one in text.splitlines(keepends=True) if "checkov:skip" not in one)
