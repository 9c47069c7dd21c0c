"""Pools of one's own in EKS Auto Mode: the objects that Kubernetes is given, and the instances that they stand for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from terracutter import catalog
from terracutter.catalog.instances import instance_types
from terracutter.questions.auto_mode import auto_mode_has, too_small_for_auto_mode
from test_repository import MATRIX, POOLS

FILE = "platform/production/auto-mode/node-pools.yaml"
SCHEMAS = yaml.safe_load((Path(__file__).parent / "auto_mode_schemas.yaml").read_text(encoding="utf-8"))

OWN_CLASS = """\
apiVersion: eks.amazonaws.com/v1
kind: NodeClass
metadata:
  name: gpu
spec:
  role: acme-production-auto-node
  subnetSelectorTerms:
    - tags:
        Name: acme-production-private-us-east-1a
    - tags:
        Name: acme-production-private-us-east-1b
  # The group that EKS made for the cluster.
  securityGroupSelectorTerms:
    - tags:
        aws:eks:cluster-name: acme-production
  ephemeralStorage:
    size: 300Gi
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: gpu
spec:
  template:
    metadata:
      labels:
        example.com/kind: training
    spec:
      nodeClassRef:
        group: eks.amazonaws.com
        kind: NodeClass
        name: gpu
      requirements:
        - key: eks.amazonaws.com/instance-family
          operator: In
          values: [g6, g6e]
        - key: kubernetes.io/arch
          operator: In
          values: [amd64]
        - key: karpenter.sh/capacity-type
          operator: In
          values: [spot, on-demand]
      taints:
        - key: nvidia.com/gpu
          effect: NoSchedule
        - key: team
          value: 'true'
          effect: NoExecute
      # Two weeks, as in the built-in pools; EKS ends every node after three.
      expireAfter: 336h
      terminationGracePeriod: 24h
  disruption:
    consolidationPolicy: WhenEmptyOrUnderutilized
    consolidateAfter: 5m
    budgets:
      - nodes: 10%
  limits:
    cpu: '64'
    memory: 512Gi
  weight: 10
"""


def documents(repository, environment="production"):
    return list(yaml.safe_load_all(repository.files[f"platform/{environment}/auto-mode/node-pools.yaml"]))


def test_a_pool_with_a_disk_of_its_own_has_a_node_class(build):
    pool = (
        "auto_mode_pools={gpu: {instance_families: [g6, g6e], capacity_types: [spot, on-demand], disk_size: 300, "
        "cpu_limit: 64, memory_limit: 512, labels: {example.com/kind: training}, consolidate_after: 5m, weight: 10, "
        "taints: ['nvidia.com/gpu:NoSchedule', 'team=true:NoExecute']}}"
    )
    repository = build("repository=acme", "auto_mode=true", "zones=us-east-1a,us-east-1b", pool)
    assert repository.files[FILE].partition("-f node-pools.yaml\n")[2] == OWN_CLASS


def test_a_plain_pool_uses_the_node_class_of_the_built_in_ones(build):
    (pool,) = documents(build("auto_mode=true", "auto_mode_pools={arm: {architectures: [arm64]}}"))
    spec = pool["spec"]["template"]["spec"]
    assert spec["nodeClassRef"]["name"] == "default"
    assert {one["key"]: one["values"] for one in spec["requirements"]} == {
        "eks.amazonaws.com/instance-category": ["c", "m", "r"],
        "eks.amazonaws.com/instance-generation": ["4"],
        "kubernetes.io/arch": ["arm64"],
        "karpenter.sh/capacity-type": ["on-demand"],
    }


def test_without_built_in_pools_a_pool_brings_its_node_class_and_the_role_is_let_in(build):
    repository = build(*MATRIX["auto mode, private, node pools of one's own"])
    kinds = [(one["kind"], one["metadata"]["name"]) for one in documents(repository)]
    assert kinds == [("NodeClass", "arm"), ("NodePool", "arm"), ("NodeClass", "batch"), ("NodePool", "batch")]
    role = documents(repository)[0]["spec"]["role"]
    cluster = "module.eks_cluster"
    proven = {one.address: one.value for one in repository.proof.proven}
    policy = proven[f"{cluster}.aws_eks_access_policy_association.auto_mode_node.policy_arn"]
    assert policy.endswith("/AmazonEKSAutoNodePolicy")
    assert role == f"{proven[f'{cluster}.aws_eks_cluster.this.name']}-auto-node"
    assert 'name = "${var.name}-auto-node"' in repository.files["modules/eks-cluster/auto_mode.tf"]


def test_subnets_of_an_existing_network_are_named_by_id(build):
    settings = (*MATRIX["auto mode in an existing network"], "auto_mode_pools={a: {disk_size: 100}}")
    terms = documents(build(*settings))[0]["spec"]["subnetSelectorTerms"]
    assert terms == [{"id": "subnet-0a1b2c3d4e5f60718"}, {"id": "subnet-1a1b2c3d4e5f60718"}]


@pytest.mark.parametrize("variant", [name for name, settings in MATRIX.items() if POOLS in settings])
def test_kubernetes_knows_all_that_is_written(build, variant):
    for document in documents(build(*MATRIX[variant])):
        schema = {**SCHEMAS[document["kind"]], "$defs": SCHEMAS["$defs"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_an_environment_without_pools_has_no_file_for_them(build):
    files = build(*MATRIX["auto mode in two environments"]).files
    assert [path for path in files if path.startswith("platform/") and path.endswith(".yaml")] == [FILE]


def test_every_family_of_auto_mode_is_one_of_ec2():
    known = {name.partition(".")[0] for name in instance_types()}
    assert catalog.auto_mode().families <= known


def pool(**asked):
    nothing = {"instance_types": (), "instance_families": (), "instance_categories": (), "minimum_generation": None}
    return {**nothing, "architectures": ("amd64",), **asked}


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        (pool(instance_categories=("c", "m", "r"), minimum_generation=5), True),
        (pool(instance_categories=("c", "m", "r"), minimum_generation=5, architectures=("arm64",)), True),
        (pool(instance_families=("g6",), architectures=("arm64",)), False),
        (pool(instance_families=("m7g",)), False),
        (pool(instance_families=("m99x",)), True),
        (pool(instance_families=("t3",), instance_categories=("m",)), False),
        (pool(instance_families=("m5",), minimum_generation=6), False),
        (pool(instance_types=("m5.large", "m6i.large"), minimum_generation=6), True),
        (pool(instance_types=("t3.small",)), False),
        (pool(instance_categories=("u",)), False),
        (pool(minimum_generation=20), False),
    ],
)
def test_some_instance_type_is_what_a_pool_asks_for(asked, has):
    assert auto_mode_has(asked) is has


def test_auto_mode_makes_no_small_instances():
    named = ("t3.small", "t3.medium", "m7g.medium", "m7i.large", "t4g.nano", "m99x.micro", "m99x.large")
    assert too_small_for_auto_mode(named) == ("t3.small", "m7g.medium", "t4g.nano", "m99x.micro")
