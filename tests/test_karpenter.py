"""What Karpenter gets in AWS is what the catalogue says of it, for the longest names too."""

from __future__ import annotations

import json

import pytest
from terracutter.catalog.controllers import controllers
from terracutter.catalog.policies import policies
from terracutter.evaluate import root_scope
from terracutter.proof import look_up
from test_proof import parsed

ANSWERS = (f"repository={'r' * 30}", f"environments={'e' * 16}", "autoscaler=karpenter")
REGION, ACCOUNT, CLUSTER = "us-gov-east-1", "111122223333", f"{'r' * 30}-{'e' * 16}"
QUEUE = f"arn:aws-us-gov:sqs:{REGION}:{ACCOUNT}:{CLUSTER}-karpenter"
NODE_ROLE = f"arn:aws-us-gov:iam::{ACCOUNT}:role/{CLUSTER}-karpenter-nodes"
MOST_INLINE = 10_240
"""Characters of all inline policies of a role, blanks not counted. Source: IAM quotas."""


@pytest.fixture(scope="module")
def at(build):
    """What stands at an address of the module, where AWS knows already what it knows after an apply."""
    files = build(*ANSWERS, f"region={REGION}", f"account_id={ACCOUNT}").files
    known = {
        "aws_eks_cluster.this.id": "aws_eks_cluster.this.name",
        "aws_sqs_queue.interruption.arn": f'"{QUEUE}"',
        "aws_iam_role.node.arn": f'"{NODE_ROLE}"',
    }
    for unknown, value in known.items():
        files = {path: text.replace(unknown, value) for path, text in files.items()}
    scope = root_scope(parsed(files), f"environments/{'e' * 16}")
    return lambda address: look_up(address.replace("aws_", "module.karpenter.aws_", 1), scope)


POLICIES = {
    "nodes": "karpenter-nodes",
    "instance_profiles": "karpenter-instance-profiles",
    "cluster": "karpenter-cluster",
}
VALUES = {
    "partition": "aws-us-gov",
    "region": REGION,
    "account": ACCOUNT,
    "cluster": CLUSTER,
    "queue_arn": QUEUE,
    "node_role_arn": NODE_ROLE,
}


@pytest.mark.parametrize("name", POLICIES)
def test_the_controller_may_do_what_karpenter_documents(at, name):
    documented = policies()[POLICIES[name]].document(VALUES)["Statement"]
    assert at(f"aws_iam_role_policy.{name}.policy.Statement") == _tuples(documented)


def test_the_policies_fit_into_one_role(at):
    statements = [at(f"aws_iam_role_policy.{name}.policy.Statement") for name in POLICIES]
    texts = [json.dumps({"Version": "2012-10-17", "Statement": one}, separators=(",", ":")) for one in statements]
    assert 6_000 < sum(map(len, texts)) <= MOST_INLINE


def test_every_event_that_karpenter_knows_reaches_its_queue(at):
    names = at("keys(aws_cloudwatch_event_rule.interruption)")
    assert len(names) == len(controllers()["karpenter"].events)


def _tuples(value):
    if isinstance(value, dict):
        return {key: _tuples(one) for key, one in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
