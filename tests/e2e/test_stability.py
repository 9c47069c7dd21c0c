"""After an apply one answer changes at a time, and what Terraform then plans is no more than that answer.

One stack is applied once; every change is rendered over it, planned and taken back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import Plan, initialised, write

pytestmark = [pytest.mark.e2e("stability"), pytest.mark.timeout(1800)]

ADMINISTRATORS = tuple(f"arn:aws:iam::111122223333:role/{name}" for name in ("platform", "security"))
BEFORE = (
    "repository=stability",
    "zones=us-east-1a,us-east-1b",
    "endpoint_public_access_cidrs=203.0.113.0/24",
    f"administrator_role_arns={ADMINISTRATORS[0]}",
    "node_groups={general: {instance_types: [m7i.large]}}",
    "controllers=velero",
    "velero_bucket=acme-backups",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What is answered anew, what that changes in place, replaces, and of which type of resource it adds how many."""

    name: str
    settings: tuple[str, ...]
    updates: frozenset[str] | None = frozenset()
    """None where it may be everything."""
    adds: Mapping[str, int] = field(default_factory=dict)
    replaces: frozenset[str] = frozenset()


CLUSTER = "module.eks_cluster.aws_eks_cluster.this"
GROUP = 'module.eks_node_group["general"].aws_eks_node_group.this'
CHANGES = (
    Change(
        "a zone",
        ("zones=us-east-1a,us-east-1b,us-east-1c",),
        updates=frozenset({CLUSTER, "module.vpc.aws_vpc_endpoint.s3"}),
        adds={
            "aws_eip": 1,
            "aws_nat_gateway": 1,
            "aws_route": 1,
            "aws_route_table": 1,
            "aws_route_table_association": 3,
            "aws_subnet": 3,
        },
        # EKS cannot give a node group another subnet.
        replaces=frozenset({GROUP}),
    ),
    Change(
        "a node group",
        ("node_groups={general: {instance_types: [m7i.large]}, batch: {instance_types: [m7g.large]}}",),
        adds={
            "aws_eks_node_group": 1,
            "aws_iam_role": 1,
            "aws_iam_role_policy_attachment": 3,
            "aws_launch_template": 1,
        },
    ),
    Change(
        "a self-managed node group",
        (
            "node_termination_handler=true",
            "self_managed_node_groups={own: {instance_types: [m7i.large, m6i.large], on_demand_percentage: 0}}",
        ),
        adds={
            "aws_autoscaling_group": 1,
            "aws_autoscaling_lifecycle_hook": 1,
            "aws_cloudwatch_event_rule": 1,
            "aws_cloudwatch_event_target": 1,
            "aws_eks_access_entry": 1,
            "aws_eks_pod_identity_association": 1,
            "aws_iam_instance_profile": 1,
            "aws_iam_role": 2,
            "aws_iam_role_policy": 1,
            "aws_iam_role_policy_attachment": 3,
            "aws_launch_template": 1,
            "aws_sqs_queue": 1,
            "aws_sqs_queue_policy": 1,
        },
    ),
    Change(
        "labels, taints and the share of an update",
        (
            (
                "node_groups={general: {instance_types: [m7i.large], labels: {team: x}, max_unavailable: 1, "
                "taints: 'a=b:PREFER_NO_SCHEDULE'}}"
            ),
        ),
        updates=frozenset({GROUP}),
    ),
    Change(
        "what nodes are told when they start",
        ("node_groups={general: {instance_types: [m7i.large], kube_reserved: {cpu: 100m}, disk_iops: 4000}}",),
        # The group takes the new version of its template.
        updates=frozenset({GROUP, 'module.eks_node_group["general"].aws_launch_template.this'}),
    ),
    Change(
        "a node group on Bottlerocket",
        (
            (
                "node_groups={general: {instance_types: [m7i.large]}, batch: {instance_types: [m7g.large], "
                "ami_type: BOTTLEROCKET_ARM_64, subnets: per_zone}}"
            ),
        ),
        adds={
            "aws_eks_node_group": 2,
            "aws_iam_role": 2,
            "aws_iam_role_policy_attachment": 6,
            "aws_launch_template": 2,
        },
    ),
    Change(
        "the days that logs are kept",
        ("log_retention_days=731",),
        updates=frozenset(
            {"module.eks_cluster.aws_cloudwatch_log_group.cluster", "module.vpc.aws_cloudwatch_log_group.flow_logs"}
        ),
    ),
    Change("a log type", ("control_plane_logs=audit",), updates=frozenset({CLUSTER})),
    Change(
        "an administrator",
        (f"administrator_role_arns={','.join(ADMINISTRATORS)}",),
        adds={"aws_eks_access_entry": 1, "aws_eks_access_policy_association": 1},
    ),
    Change(
        "a network at the public endpoint",
        ("endpoint_public_access_cidrs=203.0.113.0/24,198.51.100.0/24",),
        updates=frozenset({CLUSTER}),
    ),
    Change(
        "an add-on",
        ("addons=aws-ebs-csi-driver,eks-node-monitoring-agent,metrics-server,snapshot-controller",),
        adds={"aws_eks_addon": 1},
    ),
    Change(
        "a controller",
        ("controllers=external-secrets,velero",),
        adds={"aws_eks_pod_identity_association": 1, "aws_iam_role": 1},
    ),
    Change(
        "the bucket of Velero",
        ("velero_bucket=acme-archive",),
        updates=frozenset({"module.eks_controllers.aws_iam_role_policy.velero"}),
    ),
    Change("what installs controllers", ("gitops=flux",)),
    Change("who applies, and with what", ("engine=opentofu", "ci=github-actions", "ci_repository=acme/eks")),
    Change(
        "the version of an add-on",
        ("addon_versions={coredns: v1.14.3-eksbuild.14}",),
        updates=frozenset({"module.eks_addons.aws_eks_addon.coredns"}),
    ),
    Change(
        "the newest add-ons",
        ("addon_release=newest",),
        updates=frozenset(
            f"module.eks_addons.aws_eks_addon.{name}"
            for name in ("coredns", "eks_pod_identity_agent", "kube_proxy", "vpc_cni")
        ),
    ),
    Change(
        "the configuration of an add-on",
        ("addon_configuration={coredns: {replicaCount: 3}}",),
        updates=frozenset({"module.eks_addons.aws_eks_addon.coredns"}),
    ),
    Change(
        "network policies",
        ("network_policy=true",),
        updates=frozenset({"module.eks_addons.aws_eks_addon.vpc_cni"}),
    ),
    Change(
        "Karpenter",
        ("autoscaler=karpenter",),
        # Their tags tell Karpenter where nodes may be.
        updates=frozenset(f'module.vpc.aws_subnet.private["us-east-1{zone}"]' for zone in "ab"),
        adds={
            "aws_cloudwatch_event_rule": 5,
            "aws_cloudwatch_event_target": 5,
            "aws_ec2_tag": 1,
            "aws_eks_access_entry": 1,
            "aws_eks_pod_identity_association": 1,
            "aws_iam_role": 2,
            "aws_iam_role_policy": 3,
            "aws_iam_role_policy_attachment": 3,
            "aws_sqs_queue": 1,
            "aws_sqs_queue_policy": 1,
        },
    ),
    Change(
        "a key for volumes",
        ("ebs_key_arn=arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",),
        adds={"aws_iam_role_policy": 1},
    ),
    Change(
        "runtime protection",
        ("addons=aws-ebs-csi-driver,aws-guardduty-agent,eks-node-monitoring-agent,metrics-server",),
        adds={
            "aws_eks_addon": 1,
            "aws_security_group": 1,
            "aws_vpc_endpoint": 1,
            "aws_vpc_security_group_ingress_rule": 1,
        },
    ),
    Change(
        "what happens to changes by hand",
        ("addon_conflicts=PRESERVE",),
        updates=frozenset(
            f"module.eks_addons.aws_eks_addon.{name}"
            for name in (
                *("aws_ebs_csi_driver", "coredns", "eks_node_monitoring_agent", "eks_pod_identity_agent"),
                *("kube_proxy", "metrics_server", "vpc_cni"),
            )
        ),
    ),
    Change(
        "a Fargate profile",
        ("fargate_profiles={shop: {selectors: {shop: {}}}}",),
        adds={"aws_eks_fargate_profile": 1, "aws_iam_role": 1, "aws_iam_role_policy_attachment": 1},
    ),
    Change("an environment", ("environments=production,staging",)),
    Change("a tag", ("tags={team: platform}",), updates=None),
)
_TYPE = re.compile(r"(aws_\w+)\.\w+(\[.*\])?$")


def prepare(ground: Ground) -> Steps:
    before = ground.build(*BEFORE)
    changed = {one.name: ground.build(*BEFORE, *one.settings) for one in CHANGES}

    def steps() -> dict[str, Plan]:
        write(ground.directory, before)
        with initialised(ground.directory, before, ground.terraform, ground.aws) as stacks:
            stack = stacks["production"]
            stack.apply()
            stack.plan_nothing()
            plans = {}
            for name, repository in changed.items():
                write(ground.directory, repository)
                stack.get()
                plans[name] = stack.plan("-refresh=false")
            return plans

    return steps


register("stability", prepare)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_an_answer_changes_what_it_says_and_nothing_else(change, result):  # noqa: F811
    plan = result[change.name]
    assert plan.destructive == change.replaces
    assert change.updates in {None, plan.at("update")}
    assert Counter(_TYPE.search(address)[1] for address in plan.at("create")) == change.adds
