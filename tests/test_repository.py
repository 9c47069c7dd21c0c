"""What comes out is what real Terraform takes: formatted, valid, for every kind of answer."""

from __future__ import annotations

import random

import pytest
from conftest import write_tree

GRAVITON = "{instance_types: [m7g.large], labels: {example.com/x: y}}"
SPOT = "{instance_types: [m7i.large, m6i.large], capacity_type: SPOT, min_size: 0}"
OKTA = (
    "{issuer_url: https://acme.okta.com/oauth2/default, client_id: kubernetes, username_claim: email, "
    "username_prefix: 'okta:', groups_claim: groups, required_claims: {hd: example.com}}"
)

MATRIX = {
    "defaults": (),
    "development": ("profile=development",),
    "private": ("profile=private",),
    "private without flow logs": ("profile=private", "flow_logs=false", "addons=none"),
    "two environments": (
        "environments=staging,production",
        "environments.staging.profile=development",
        "environments.staging.region=eu-west-1",
    ),
    "auto mode": ("auto_mode=true",),
    "auto mode, private, node pools of one's own": ("auto_mode=true", "profile=private", "auto_mode_node_pools=none"),
    "auto mode in two environments": (
        "auto_mode=true",
        "environments=staging,production",
        "environments.staging.profile=development",
        "environments.staging.auto_mode_node_pools=general-purpose",
        "addons=snapshot-controller",
    ),
    "roles for service accounts, sign-in from outside": (
        "environments=dev,prod",
        "irsa=true",
        f"environments.prod.oidc_identity_provider={{okta: {OKTA}}}",
    ),
    "a little sign-in from outside": (
        "oidc_identity_provider={dex: {issuer_url: https://dex.example.com, client_id: kubernetes}}",
    ),
    "hybrid nodes": (
        "remote_node_cidrs=192.168.0.0/17,172.16.0.0/16",
        "remote_pod_cidrs=192.168.128.0/17",
    ),
    "hybrid nodes whose pods are not reached": ("remote_node_cidrs=192.168.0.0/16",),
    "everything answered": (
        "environments=a,b",
        "region=us-gov-west-1",
        "account_id=111122223333",
        "state_bucket=acme-state",
        'tags={team: platform, "cost center": "4711"}',
        "endpoint_public_access_cidrs=203.0.113.0/24",
        "environments.b.endpoint_public_access_cidrs=none",
        "administrator_role_arns=arn:aws-us-gov:iam::111122223333:role/team/platform",
        "addons=aws-ebs-csi-driver,eks-node-monitoring-agent,metrics-server,snapshot-controller",
        f"node_groups={{a: {GRAVITON}, b: {SPOT}}}",
        "addon_versions={vpc-cni: v1.20.4-eksbuild.2}",
        "environments.b.addon_versions={coredns: v1.12.4-eksbuild.1}",
    ),
}


@pytest.mark.parametrize("settings", MATRIX.values(), ids=MATRIX.keys())
def test_terraform_takes_it(terraform_with_aws, tmp_path, build, settings):
    repository = build(*settings)
    write_tree(tmp_path, repository.files)
    formatted = terraform_with_aws("fmt", "-check", "-recursive", cwd=tmp_path)
    assert (formatted.returncode, formatted.stdout) == (0, "")
    for environment in repository.plan.environments:
        root = tmp_path / "environments" / environment.name
        initialised = terraform_with_aws("init", "-backend=false", "-no-color", cwd=root)
        assert initialised.returncode == 0, initialised.stderr
        validated = terraform_with_aws("validate", "-no-color", cwd=root)
        assert validated.returncode == 0, validated.stderr


def test_nodes_wait_for_their_network_and_deployments_for_nodes(terraform_with_aws, tmp_path, build):
    """The order that keeps a first apply from hanging, as Terraform's own graph has it."""
    files = {path: text for path, text in build().files.items() if not path.endswith("backend.tf")}
    edges = graph_of(terraform_with_aws, tmp_path, files)
    group, addon = '"module.eks_node_group.aws_eks_node_group.this"', '"module.eks_addons.aws_eks_addon.{}"'
    for name in ("vpc_cni", "kube_proxy", "eks_pod_identity_agent"):
        assert addon.format(name) in reachable(edges, group)
    for name in ("coredns", "metrics_server", "aws_ebs_csi_driver"):
        assert group in reachable(edges, addon.format(name))


def test_auto_mode_has_its_rights_and_its_way_out_before_and_after_the_cluster(terraform_with_aws, tmp_path, build):
    files = {path: text for path, text in build("auto_mode=true").files.items() if not path.endswith("backend.tf")}
    edges = graph_of(terraform_with_aws, tmp_path, files)
    needed = reachable(edges, '"module.eks_cluster.aws_eks_cluster.this"')
    attachment = '"module.eks_cluster.aws_iam_role_policy_attachment.{}"'
    assert {attachment.format(name) for name in ("cluster", "auto_mode", "auto_mode_node")} <= needed
    assert {'"module.vpc.aws_route.nat"', '"module.vpc.aws_subnet.private"'} <= needed
    cluster = '"module.eks_cluster.aws_eks_cluster.this"'
    assert cluster in reachable(edges, '"module.eks_addons.aws_eks_addon.metrics_server"')


def graph_of(terraform, directory, files):
    """The edges of Terraform's own graph, from what waits to what it waits for."""
    write_tree(directory, files)
    root = directory / "environments" / "production"
    assert terraform("init", cwd=root).returncode == 0
    graph = terraform("graph", cwd=root).stdout
    return {tuple(line.strip().rstrip(";").split(" -> ")) for line in graph.splitlines() if " -> " in line}


def reachable(edges, start):
    found, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        for source, target in edges:
            if source == node and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def test_random_answers_render_to_what_fmt_leaves_alone(terraform, tmp_path, build):
    """Forty seeded answer sets, one call of the real formatter over all of them."""
    source = random.Random(2)
    for number in range(40):
        write_tree(tmp_path / str(number), build(*random_settings(source)).files)
    formatted = terraform("fmt", "-check", "-recursive", cwd=tmp_path)
    assert (formatted.returncode, formatted.stdout) == (0, "")


def random_settings(source: random.Random) -> list[str]:
    zones = source.sample("abcdef", source.randrange(2, 7))
    settings = [
        f"profile={source.choice(['production', 'development', 'private'])}",
        f"repository=r{'x' * source.randrange(20)}",
        f"zones={','.join(f'us-east-1{zone}' for zone in zones)}",
        f"vpc_cidr=10.{source.randrange(200)}.0.0/{source.randrange(16, 23)}",
        f"environments={','.join(source.sample(['dev', 'test', 'prod', 'a', 'b-c'], source.randrange(1, 4)))}",
        f"log_retention_days={source.choice([1, 30, 365])}",
        f"flow_logs={source.choice(['true', 'false'])}",
    ]
    groups = []
    for index in range(source.randrange(1, 4)):
        labels = source.choice(["", ", labels: {a.b/c: d, e: f}"])
        groups.append(f"g{index}: {{instance_types: [m7i.large, c7i.xlarge], min_size: {source.randrange(4)}{labels}}}")
    settings.append("node_groups={" + ", ".join(groups) + "}")
    optional = [
        "account_id=111122223333",
        "state_bucket=acme-state",
        "tags={k: 'v w', 'key with space': x}",
        "endpoint_public_access_cidrs=198.51.100.7/32,203.0.113.0/24",
        "administrator_role_arns=arn:aws:iam::111122223333:role/a",
        "support_type=EXTENDED",
    ]
    return settings + [setting for setting in optional if source.random() < 0.5]
