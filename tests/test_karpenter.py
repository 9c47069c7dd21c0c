"""What Karpenter gets in AWS is what the catalogue says of it, for the longest names too."""

from __future__ import annotations

import json

import pytest
from terracutter.catalog.controllers import controllers
from terracutter.evaluate import root_scope
from terracutter.plan.policies import policy_document
from terracutter.proof import look_up
from terracutter.questions.karpenter import instance_types_of_pool
from test_proof import documents, parsed
from test_repository import EXISTING, MATRIX

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
    return lambda address: look_up(address.replace("aws_", "module.karpenter.aws_", 1), scope, {})


ISOLATED = MATRIX["Karpenter without a way out"][:3]

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
    documented = policy_document(POLICIES[name], VALUES)["Statement"]
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


ONE_POOL = (
    "repository=acme",
    "autoscaler=karpenter",
    "prefix_delegation=true",
    "tags={team: platform}",
    (
        "karpenter_node_pools={batch: {capacity_types: [spot], instance_families: [m7i, c7i], minimum_generation: 7, "
        "memory_limit: 400, image: bottlerocket@v1.50.0, labels: {example.com/kind: batch}, "
        "taints: ['example.com/batch=true:NoSchedule'], quiet_times: {0 9 * * mon-fri: 8h}, "
        "termination_grace_period: 24h, weight: 10}}"
    ),
)

NODE_POOLS = """\
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: batch
spec:
  role: acme-production-karpenter-nodes
  amiSelectorTerms:
    - alias: bottlerocket@v1.50.0
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: acme-production
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: acme-production
  kubelet:
    maxPods: 110
  metadataOptions:
    httpEndpoint: enabled
    httpTokens: required
    httpPutResponseHopLimit: 1
  blockDeviceMappings:
    - deviceName: /dev/xvda
      ebs:
        volumeType: gp3
        volumeSize: 4Gi
        encrypted: true
        deleteOnTermination: true
    - deviceName: /dev/xvdb
      ebs:
        volumeType: gp3
        volumeSize: 50Gi
        encrypted: true
        deleteOnTermination: true
  tags:
    team: platform
    Repository: acme
    Environment: production
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: batch
spec:
  template:
    metadata:
      labels:
        example.com/kind: batch
    spec:
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: batch
      requirements:
        - key: karpenter.k8s.aws/instance-family
          operator: In
          values: [m7i, c7i]
        - key: karpenter.k8s.aws/instance-generation
          operator: Gt
          values: ['6']
        - key: karpenter.k8s.aws/instance-hypervisor
          operator: In
          values: [nitro]
        - key: kubernetes.io/arch
          operator: In
          values: [amd64]
        - key: kubernetes.io/os
          operator: In
          values: [linux]
        - key: karpenter.sh/capacity-type
          operator: In
          values: [spot]
      taints:
        - key: example.com/batch
          value: 'true'
          effect: NoSchedule
      expireAfter: 720h
      terminationGracePeriod: 24h
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 1m
    budgets:
      - nodes: 10%
      - nodes: '0'
        schedule: 0 9 * * mon-fri
        duration: 8h
  limits:
    cpu: '200'
    memory: 400Gi
  weight: 10
"""


def test_a_node_pool_is_written_as_karpenter_reads_it(build):
    text = build(*ONE_POOL).files["platform/production/karpenter/node-pools.yaml"]
    assert text.partition("\n\n")[2] == NODE_POOLS


def test_an_existing_network_is_told_by_its_subnets_and_an_isolated_one_by_its_instance_profile(build):
    (existing,) = _node_classes(build(*EXISTING, "autoscaler=karpenter"))
    assert existing["subnetSelectorTerms"] == tuple({"id": one} for one in EXISTING[-1].partition("=")[2].split(","))
    (isolated,) = _node_classes(build(*ISOLATED))
    assert "role" not in isolated
    assert isolated["instanceProfile"] == "eks-platform-production-karpenter-nodes"


def _node_classes(repository):
    text = repository.files["platform/production/karpenter/node-pools.yaml"]
    return [one["spec"] for one in documents({"platform/a.yaml": text})["platform/a.yaml"] if one["kind"] != "NodePool"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (((), (), ("c", "m", "r"), 5, ("amd64",)), ("c5.12xlarge", "c5.18xlarge", "c5.24xlarge")),
        ((("m7i.large", "m7g.large"), (), (), None, ("arm64",)), ("m7g.large",)),
        ((("m99z.large",), (), (), None, ("amd64",)), ("m99z.large",)),
        (((), ("u-6tb1",), ("u",), 1, ("amd64",)), ("u-6tb1.112xlarge", "u-6tb1.56xlarge", "u-6tb1.metal")),
        (((), ("inf2",), (), 3, ("amd64",)), ()),
        (((), (), ("mac",), None, ("amd64", "arm64")), ()),
    ],
)
def test_the_instance_types_of_a_pool(asked, found):
    assert instance_types_of_pool(*asked)[:3] == found
