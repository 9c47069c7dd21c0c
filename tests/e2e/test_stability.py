"""After an apply one answer changes at a time, and what Terraform then plans is no more than that answer.

A stack is applied once; every change is rendered over it, planned and taken back. What a question declares to be
replaced, destroyed or changed in vain is what that plan says, and nothing else of what lasts is replaced or destroyed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from hand_made import Network, make_network
from loopback import Loopback
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import Plan, initialised, write
from terracutter import pipeline
from terracutter.answers.lasting import Destruction, destructions
from terracutter.pipeline import Repository
from terracutter.questions import Questionnaire

pytestmark = pytest.mark.timeout(1800)

ADMINISTRATORS = tuple(f"arn:aws:iam::111122223333:role/{name}" for name in ("platform", "security"))
BEFORE = (
    "repository=stability",
    "zones=us-east-1a,us-east-1b",
    "endpoint_public_access_cidrs=203.0.113.0/24",
    f"administrator_role_arns={ADMINISTRATORS[0]}",
    "node_groups={general: {instance_types: [m7i.large]}}",
    "controllers=velero",
    "velero_bucket=acme-backups",
    "pod_cidr=100.64.0.0/16",
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
        updates=frozenset({CLUSTER, "module.eks_addons.aws_eks_addon.vpc_cni", "module.vpc.aws_vpc_endpoint.s3"}),
        adds={
            "aws_eip": 1,
            "aws_nat_gateway": 1,
            "aws_route": 1,
            "aws_route_table": 1,
            "aws_route_table_association": 4,
            "aws_subnet": 4,
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
            # One for the range of the VPC, one for that of pods.
            "aws_vpc_security_group_ingress_rule": 2,
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

HARM = {
    "another zone": ("zones=us-east-1a,us-east-1c",),
    "another range": ("vpc_cidr=10.64.0.0/16",),
    "another range of pods": ("pod_cidr=100.80.0.0/16",),
    "no range of pods": ("pod_cidr=none",),
    "other addresses of services": ("service_cidr=172.31.0.0/16",),
    "IPv6": ("pod_cidr=", "ip_family=ipv6"),
    "an older Kubernetes": ("kubernetes_version=1.34",),
    "no key for secrets": ("secrets_encryption=aws_key",),
    "other instances": ("node_groups={general: {instance_types: [m7i.xlarge]}}",),
}
"""What cannot be answered anew without harm, in the VPC of its own; an answer that is empty is taken back."""
IN_OWN_NETWORK = {
    *("ip_family", "kubernetes_version", "node_groups", "pod_cidr", "secrets_encryption", "service_cidr"),
    *("vpc_cidr", "zones"),
}
IN_GIVEN_NETWORK = {
    *("fargate_profiles", "network", "private_subnet_ids", "remote_node_cidrs", "remote_pod_cidrs"),
    *("secrets_encryption", "secrets_key_arn", "vpc_id"),
}
"""Questions whose harm is planned, in each of the two stacks."""
NOT_PLANNED = {
    "region": "in another region nothing of the state is found, and all is made anew",
    "repository": "it names the state too, so that a new one is begun",
}


def given(aws: Loopback) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """A cluster in somebody else's network, under somebody else's key, and what does harm to it."""
    zones = ("us-east-1a", "us-east-1b", "us-east-1c")
    network, other = make_network(aws, zones), make_network(aws, cidr="10.96.0.0/16")
    keys = [aws.client("kms").create_key()["KeyMetadata"]["Arn"] for _ in "ab"]
    before = (
        "repository=given",
        "addons=[]",
        "fargate_profiles={shop: {selectors: {shop: {}}}}",
        "remote_node_cidrs=192.168.16.0/20",
        "remote_pod_cidrs=192.168.32.0/20",
        "secrets_encryption=given_key",
        f"secrets_key_arn={keys[0]}",
        *_in(network, network.private[:2]),
    )
    return before, {
        "another key": (f"secrets_key_arn={keys[1]}",),
        "a key of its own": ("secrets_encryption=own_key", "secrets_key_arn="),
        "a subnet more": (f"private_subnet_ids={','.join(network.private)}",),
        "other subnets": (f"private_subnet_ids={','.join(network.private[1:])}",),
        "another VPC": _in(other, other.private),
        "a VPC of its own": ("network=", "vpc_id=", "private_subnet_ids=", "intra_subnet_ids="),
        "other machines": ("remote_node_cidrs=192.168.48.0/20",),
        "other pods on machines": ("remote_pod_cidrs=192.168.64.0/20",),
        "other pods on Fargate": ("fargate_profiles={shop: {selectors: {till: {}}}}",),
    }


def _in(network: Network, private: Iterable[str]) -> tuple[str, ...]:
    ids = {"private_subnet_ids": private, "intra_subnet_ids": network.intra}
    return ("network=existing", f"vpc_id={network.vpc}", *(f"{name}={','.join(one)}" for name, one in ids.items()))


def anew(before: Iterable[str], settings: Iterable[str]) -> list[str]:
    """The answers with others in their place."""
    answers = dict(one.split("=", 1) for one in (*before, *settings))
    return [f"{name}={value}" for name, value in answers.items() if value]


@dataclass(frozen=True, slots=True)
class Found:
    """What Terraform plans, and what is declared to be harmed."""

    plan: Plan
    declared: tuple[Destruction, ...]


def planned(ground: Ground, before: Repository, changed: Mapping[str, Repository], *, settled: bool) -> Steps:
    questionnaire = pipeline.load_questionnaire()

    def steps() -> dict[str, Found]:
        write(ground.directory, before)
        with initialised(ground.directory, before, ground.terraform, ground.aws) as stacks:
            stack = stacks["production"]
            stack.apply()
            if settled:
                stack.plan_nothing()
            found = {}
            for name, repository in changed.items():
                write(ground.directory, repository)
                stack.get()
                declared = tuple(destructions(questionnaire, repository.answers, before.lasting))
                found[name] = Found(stack.plan("-refresh=false"), declared)
            return found

    return steps


def prepare(ground: Ground) -> Steps:
    settings = {**{one.name: one.settings for one in CHANGES}, **HARM}
    changed = {name: ground.build(*anew(BEFORE, one)) for name, one in settings.items()}
    return planned(ground, ground.build(*BEFORE), changed, settled=True)


def prepare_given(ground: Ground) -> Steps:
    before, harm = given(ground.aws)
    changed = {name: ground.build(*anew(before, one)) for name, one in harm.items()}
    return planned(ground, ground.build(*before), changed, settled=False)


register("stability", prepare)
register("stability of what is given", prepare_given)


@pytest.mark.e2e("stability")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_an_answer_changes_what_it_says_and_nothing_else(change, result):  # noqa: F811
    plan, declared = result[change.name].plan, result[change.name].declared
    assert plan.destructive == change.replaces
    assert change.updates in {None, plan.at("update")}
    assert Counter(_TYPE.search(address)[1] for address in plan.at("create")) == change.adds
    assert {address for one in declared for address in one.replaced} == _resources(change.replaces)


def _resources(addresses: Iterable[str]) -> set[str]:
    return {re.sub(r"\[[^\]]*\]", "", address) for address in addresses}


WHOLE = {CLUSTER, "module.vpc.aws_vpc.this"}
"""With them goes whatever depends on them."""


def wrong(found: Found, questionnaire: Questionnaire) -> Iterator[str]:
    """What is declared and not planned, and what lasts and is planned to end without having been declared."""
    declared = {
        "replace": {address for one in found.declared for address in one.replaced},
        "delete": {address for one in found.declared for address in one.destroyed},
        "update": {address for one in found.declared for address in one.stalled},
    }
    for action, addresses in declared.items():
        missing = addresses - _resources(found.plan.at(action))
        yield from (f"{address} is not planned to {action}" for address in sorted(missing))
    ends = _resources(found.plan.destructive)
    lasting = {one.address for question in questionnaire for one in question.harms}
    undeclared = ends & (WHOLE if ends & WHOLE else lasting) - declared["replace"] - declared["delete"]
    yield from (f"{address} ends undeclared" for address in sorted(undeclared))


def judged(result: Mapping[str, Found], questionnaire: Questionnaire) -> tuple[dict[str, list[str]], set[str]]:  # noqa: F811
    """What is wrong, by change, and the questions whose harm was planned."""
    problems = {name: list(wrong(one, questionnaire)) for name, one in result.items()}
    found = {one.question for each in result.values() for one in each.declared}
    return {name: one for name, one in problems.items() if one}, found


@pytest.mark.e2e("stability")
def test_what_is_declared_to_do_harm_does_so(result, questionnaire):  # noqa: F811
    assert judged(result, questionnaire) == ({}, IN_OWN_NETWORK)


@pytest.mark.e2e("stability of what is given")
def test_what_is_declared_to_do_harm_to_what_is_given_does_so(result, questionnaire):  # noqa: F811
    assert judged(result, questionnaire) == ({}, IN_GIVEN_NETWORK)


def test_every_harm_is_planned_or_it_is_said_why_not(questionnaire):
    assert IN_OWN_NETWORK | IN_GIVEN_NETWORK | {*NOT_PLANNED} == {one.name for one in questionnaire if one.lasts}
