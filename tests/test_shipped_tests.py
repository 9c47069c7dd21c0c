"""The tests that every module brings pass under the real `terraform test`, and fail where a promise is broken."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, reduce
from itertools import chain
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import leave_out, note, write_tree
from golden import ROOT
from jinja2 import Environment
from terracutter.answers import complete, from_settings
from terracutter.hcl.format import format_text
from terracutter.plan import Plan, make_plan
from terracutter.render import render
from test_provider_6 import SIX
from test_repository import ENTRIES, GRAVITON, KEPT, KEY, MATRIX, OKTA, RULES

AT_A_TIME = int(os.environ.get("TERRACUTTER_TESTS_AT_A_TIME", "2"))
"""Modules that are tested at once; each takes half a gigabyte and a processor."""

EVERY = "TERRACUTTER_EVERY_MODULE" in os.environ
"""Whether every different module is tested, not only as many as have everything that the templates can write."""

OPEN_GROUP = """resource "aws_default_security_group" "this" {
  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
"""

OF_THE_CLUSTER = 'Condition = {\n          StringEquals = {\n            "aws:'

BROKEN = {
    "vpc": {
        "enable_dns_hostnames = true": "enable_dns_hostnames = false",
        "cidr_block = each.value": 'cidr_block = "10.9.0.0/24"',
        '"kubernetes.io/role/internal-elb" = "1"': '"kubernetes.io/role/internal-elb" = "0"',
        '"kubernetes.io/role/elb" = "1"': '"kubernetes.io/role/elb" = "0"',
        "map_public_ip_on_launch = false": "map_public_ip_on_launch = true",
        "[for table in aws_route_table.private : table.id]": "[aws_route_table.intra.id]",
        "contains(var.nat_gateway_zones, each.key) ? each.key :": "",
        '"ALL"': '"REJECT"',
        "kms_key_id = aws_kms_key.flow_logs.arn": "kms_key_id = null",
        "in aws_subnet.private : zone => subnet.id": "in aws_subnet.private : subnet.id => zone",
        "in aws_route_table.private : zone => table.id": "in aws_route_table.private : table.id => zone",
        'resource "aws_default_security_group" "this" {': OPEN_GROUP,
        ", 4, local.zone_numbers[each.key])": ", 4, 0)",
        "assign_ipv6_address_on_creation = true": "assign_ipv6_address_on_creation = false",
        '"egress_only" {\n  for_each = var.private_subnets': '"egress_only" {\n  for_each = var.public_subnets',
        "route_table_id = aws_route_table.private[each.key].id": "route_table_id = aws_route_table.intra.id",
        "route_table_id = aws_route_table.database.id": "route_table_id = aws_route_table.intra.id",
        "private_dns_enabled = true": "private_dns_enabled = false",
        "cidr_ipv4 = aws_vpc.this.cidr_block": 'cidr_ipv4 = "0.0.0.0/0"',
        "cidr_ipv4 = aws_vpc_ipv4_cidr_block_association.pods.cidr_block": 'cidr_ipv4 = "0.0.0.0/0"',
        "= var.flow_log_bucket_arn": '= "arn:aws:s3:::another"',
    },
    "eks-cluster": {
        'authentication_mode = "API"': 'authentication_mode = "CONFIG_MAP"',
        "bootstrap_cluster_creator_admin_permissions = false": "bootstrap_cluster_creator_admin_permissions = true",
        "principal_arn = aws_iam_role.administrator.arn": 'principal_arn = "arn:aws:iam::111122223333:role/a"',
        "endpoint_private_access = true": "endpoint_private_access = false",
        "endpoint_public_access = false": "endpoint_public_access = true",
        "key_arn = aws_kms_key.this.arn": "key_arn = aws_iam_role.cluster.arn",
        "enable_key_rotation = true": "enable_key_rotation = false",
        "= var.control_plane_logs\n": '= ["api"]\n',
        '"/aws/eks/${var.name}/cluster"': "var.name",
        "kms_key_id = aws_kms_key.this.arn": "kms_key_id = null",
        "bootstrap_self_managed_addons = false": "bootstrap_self_managed_addons = true",
        'name => entry if entry.policy != "none" }': 'name => merge(entry, { policy = "edit" }) }',
        'length(each.value.namespaces) > 0 ? "namespace" : "cluster"': '"cluster"',
        "security_group_ids = [aws_security_group.control_plane.id]": 'security_group_ids = ["sg-1"]',
        "from_port = 443": "from_port = 0",
        "= each.value.security_group_id": '= each.value.security_group_id == null ? null : "sg-1"',
        "key_arn = var.secrets_key_arn": "key_arn = aws_iam_role.cluster.arn",
        "cidrs = var.remote_node_cidrs": 'cidrs = ["192.168.9.0/24"]',
        "cidrs = var.remote_pod_cidrs": 'cidrs = ["192.168.9.0/24"]',
        "url = aws_eks_cluster.this.identity[0].oidc[0].issuer": 'url = "https://example.com"',
        "= each.value.issuer_url": '= "https://another.example.com"',
        "for_each = toset(var.administrator_role_arns)": 'for_each = toset(["arn:aws:iam::111122223333:role/a"])',
        "enabled = true": "enabled = false",
        "node_pools = var.auto_mode_node_pools": 'node_pools = ["system"]',
        '["sts:AssumeRole", "sts:TagSession"]': '["sts:AssumeRole"]',
        'ip_family = "ipv6"': 'ip_family = "ipv4"',
    },
    "eks-node-group": {
        'http_tokens = "required"': 'http_tokens = "optional"',
        "http_put_response_hop_limit = 1": "http_put_response_hop_limit = 2",
        "encrypted = true": "encrypted = false",
        "id = aws_launch_template.this.id": 'id = "lt-1"',
        "  scaling_config {": '  remote_access {\n    ec2_ssh_key = "a"\n  }\n\n  scaling_config {',
        "desired_size = var.desired_size": "desired_size = 4",
        "labels = var.labels": "labels = {}",
        "tags = merge(var.tags, {": "tags = merge({",
        "for_each = var.taints": "for_each = []",
        "max_unavailable = var.update_config.max_unavailable\n": "max_unavailable = 2\n",
        "node_repair_config {\n    enabled = true": "node_repair_config {\n    enabled = false",
        "monitoring {\n    enabled = var.monitoring": "monitoring {\n    enabled = false",
        "kms_key_id = var.disk_key_arn": "kms_key_id = null",
        "throughput = var.disk_performance.throughput": "throughput = 125",
        "base64encode(local.user_data)": 'base64encode("none")',
        'resource_type = "network-interface"': 'resource_type = "elastic-gpu"',
        '"AmazonEKSWorkerNodePolicy",': '"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",',
    },
    "eks-self-managed-node-group": {
        'http_tokens = "required"': 'http_tokens = "optional"',
        "http_put_response_hop_limit = 1": "http_put_response_hop_limit = 2",
        "encrypted = true": "encrypted = false",
        "image_id = local.image_id": 'image_id = "ami-00000000"',
        "cidr = var.service_cidr": 'cidr = "10.100.0.0/16"',
        "[var.cluster_security_group_id]": '["sg-1"]',
        "version = aws_launch_template.this.latest_version": 'version = "$Default"',
        "for_each = var.instance_types": 'for_each = ["m7i.large"]',
        "on_demand_percentage_above_base_capacity = var.on_demand_percentage": (
            "on_demand_percentage_above_base_capacity = 0"
        ),
        "capacity_rebalance = var.on_demand_percentage < 100": "capacity_rebalance = false",
        "desired_capacity = var.desired_size": "desired_capacity = 4",
        '= "owned"': '= "shared"',
        "tags = merge(var.tags, {": "tags = merge({",
        'type = "EC2_LINUX"': 'type = "STANDARD"',
        '"AmazonEKSWorkerNodePolicy",': '"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",',
        '"--node-labels=': '"--labels=',
        '"NoSchedule"': '"NoExecute"',
        "maxPods = var.max_pods": "maxPods = 29",
        '"k8s.io/cluster-autoscaler/${var.cluster_name}"': '"k8s.io/cluster-autoscaler/other"',
        "autoscaling_group_name = aws_autoscaling_group.this.name": 'autoscaling_group_name = "another"',
    },
    "node-termination-handler": {
        "role_arn = aws_iam_role.this.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "AutoScalingGroupName = var.group_names": 'AutoScalingGroupName = [{ prefix = "example" }]',
        '"aws:SourceArn" = aws_cloudwatch_event_rule.this.arn': '"aws:SourceArn" = "*"',
        "autoScalingGroupName/${name}": "autoScalingGroupName/*",
        "value = aws_sqs_queue.this.url": "value = aws_sqs_queue.this.name",
    },
    "eks-fargate-profile": {
        "labels = selector.value": "labels = {}",
        "for_each = each.value.selectors": 'for_each = { kube-system = { k8s-app = "another" } }',
        "subnet_ids = var.subnet_ids": 'subnet_ids = ["subnet-c"]',
        "fargateprofile/${var.cluster_name}/*": "fargateprofile/*",
        '"eks-fargate-pods.amazonaws.com"': '"ec2.amazonaws.com"',
        "log-group:/aws/eks/${var.cluster_name}/fargate:*": "log-group:*",
    },
    "eks-hybrid-nodes": {
        'type = "HYBRID_LINUX"': 'type = "EC2_LINUX"',
        "Resource = var.cluster_arn": 'Resource = "*"',
        '"ssm.amazonaws.com"': '"ec2.amazonaws.com"',
        '"aws:SourceAccount" = var.account_id': '"aws:SourceAccount" = "*"',
        '"ssm:resourceTag/EKSClusterARN" = var.cluster_arn': '"ssm:resourceTag/EKSClusterARN" = "*"',
    },
    "eks-addons": {
        ':sub" = [for account in accounts : ': ':sub" = [for account in ["kube-system:other"] : ',
        "service_account_role_arn = aws_iam_role.vpc_cni.arn": "service_account_role_arn = null",
        "role_arn = aws_iam_role.vpc_cni.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role_arn = aws_iam_role.aws_ebs_csi_driver.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        '"pods.eks.amazonaws.com"': '"ec2.amazonaws.com"',
        "value = var.cluster_name": 'value = "another"',
        "cluster_name = var.cluster_name": 'cluster_name = "another"',
        'lookup(var.addon_versions, "vpc-cni", null)': '"v1.0.0-eksbuild.1"',
        'ENABLE_PREFIX_DELEGATION = "true"': 'ENABLE_PREFIX_DELEGATION = "false"',
        "id = subnet_id": 'id = "subnet-1"',
        '"ec2:AssignIpv6Addresses", ': "",
        'enableNetworkPolicy = "true"': 'enableNetworkPolicy = "false"',
        "Resource = var.ebs_key_arn": 'Resource = "*"',
        "Resource = var.external_dns_zone_arns": 'Resource = ["*"]',
        "Resource = var.cert_manager_zone_arns": 'Resource = ["*"]',
        "Resource = var.prometheus_workspace_arn": 'Resource = "*"',
        '"${arn}/*"': '"*"',
        "log-group:${var.fluent_bit_log_group}": "log-group:*",
        'lookup(var.addon_versions, "coredns", data.aws_eks_addon_version.latest["coredns"].version)': "null",
        'lookup(var.addon_versions, "vpc-cni", data.aws_eks_addon_version.latest["vpc-cni"].version)': "null",
    },
    "eks-controllers": {
        '"pods.eks.amazonaws.com"': '"ec2.amazonaws.com"',
        "role_arn = aws_iam_role.velero.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role_arn = aws_iam_role.external_secrets.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role_arn = aws_iam_role.gateway_api_controller.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role_arn = aws_iam_role.aws_load_balancer_controller.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        '"system:serviceaccount:${account}"': '"system:serviceaccount:default:default"',
        "role_arn = aws_iam_role.cluster_autoscaler.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        "role = aws_iam_role.cluster_autoscaler.id": 'role = "a"',
        'cluster-autoscaler/${var.cluster_name}" = "owned"': 'cluster-autoscaler/another" = "owned"',
        "role = aws_iam_role.velero.id": 'role = "a"',
        "role = aws_iam_role.external_secrets.id": 'role = "a"',
        "role = aws_iam_role.gateway_api_controller.id": 'role = "a"',
        "role = aws_iam_role.aws_load_balancer_controller.id": 'role = "a"',
        "Resource = var.external_secrets_secret_arns": 'Resource = ["*"]',
        "Resource = var.external_secrets_parameter_arns": 'Resource = ["*"]',
        '"arn:aws:s3:::${var.velero_bucket}"': '"arn:aws:s3:::*"',
        '"elasticloadbalancing:DeleteListener",': '"elasticloadbalancing:DeleteLoadBalancer",',
    },
    "karpenter": {
        "role_arn = aws_iam_role.controller.arn": 'role_arn = "arn:aws:iam::111122223333:role/a"',
        '"pods.eks.amazonaws.com"': '"ec2.amazonaws.com"',
        "system:serviceaccount:kube-system:karpenter": "system:serviceaccount:kube-system:another",
        OF_THE_CLUSTER: OF_THE_CLUSTER.replace("Condition", "Conditions"),
        "Resource = aws_iam_role.node.arn": 'Resource = "arn:aws:iam::111122223333:role/a"',
        "role = aws_iam_role.node.name\n}": 'role = "another"\n}',
        'type = "EC2_LINUX"': 'type = "STANDARD"',
        '"AmazonEKSWorkerNodePolicy",': '"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy",',
        "sqs_managed_sse_enabled = true": "sqs_managed_sse_enabled = false",
        '"aws:SecureTransport" = "false"': '"aws:SecureTransport" = "true"',
        "arn = aws_sqs_queue.interruption.arn\n}": 'arn = "arn:aws:sqs:us-east-1:111122223333:another"\n}',
    },
    "ci-roles": {
        'StringLike = { "${local.issuer}:sub" = subjects }': 'StringLike = { "${local.issuer}:sub" = ["repo:*"] }',
        '"${local.issuer}:aud" = var.audience': '"${local.issuer}:aud" = "another"',
        "for_each = local.policies\n\n  role": "for_each = {}\n\n  role",
        'if policy.name == "plan"': 'if policy.name != "plan"',
        "policy = each.value.document": 'policy = jsonencode({ Version = "2012-10-17", Statement = [] })',
        'path = "/ci/"': 'path = "/"',
        '"${local.issuer}:repository" = var.repository': '"${local.issuer}:repository" = "acme/*"',
        "client_id_list = [var.audience]": 'client_id_list = ["another"]',
    },
    "state-bucket": {
        'status = "Enabled"\n  }\n}': 'status = "Suspended"\n  }\n}',
        "block_public_acls = true": "block_public_acls = false",
        '"BucketOwnerEnforced"': '"ObjectWriter"',
        'sse_algorithm = "aws:kms"': 'sse_algorithm = "AES256"',
        "enable_key_rotation = true": "enable_key_rotation = false",
        'Effect = "Deny"': 'Effect = "Allow"',
        '"aws:SecureTransport" = "false"': '"aws:SecureTransport" = "true"',
        "noncurrent_days = var.noncurrent_version_days": "noncurrent_days = 1",
    },
    "transit-gateway": {
        "setproduct(keys(var.private_route_table_ids), var.cidrs)": 'setproduct(["us-east-1a"], var.cidrs)',
        "for_each = toset(var.cidrs)": 'for_each = toset(["10.64.0.0/12"])',
    },
}
"""By module, what is written and what is put in its place: then every promise of its tests is broken."""

BROKEN_IN = {
    "vpc": [
        MATRIX["defaults"],
        MATRIX["such pods without a way out"],
        (
            *MATRIX["IPv6"],
            *MATRIX["interface endpoints"],
            *MATRIX["flow logs in S3"],
            *MATRIX["transit gateway"],
        ),
    ],
    "eks-cluster": [
        MATRIX["defaults"],
        ("auto_mode=true", "ip_family=ipv6"),
        (
            *MATRIX["hybrid nodes"],
            "irsa=true",
            f"oidc_identity_provider={{okta: {OKTA}}}",
            f"access_entries={ENTRIES}",
            f"cluster_security_group_rules={RULES}",
            "api_access_cidrs=10.0.0.0/16",
            "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
            "secrets_encryption=given_key",
            KEY,
        ),
    ],
    "eks-node-group": [(f"node_groups={{a: {GRAVITON}, b: {KEPT}}}",)],
    "eks-self-managed-node-group": [
        MATRIX["self-managed node groups"],
        MATRIX["self-managed node groups, private"],
    ],
    "node-termination-handler": [MATRIX["self-managed node groups"]],
    "eks-fargate-profile": [MATRIX["Fargate alone"]],
    "eks-hybrid-nodes": [MATRIX["hybrid nodes"]],
    "eks-addons": [
        MATRIX["defaults"],
        MATRIX["auto mode in two environments"],
        ("ip_family=ipv6",),
        (*MATRIX["every add-on at once"], "pod_cidr=100.64.0.0/16"),
        MATRIX["the newest add-ons, by roles for service accounts"],
    ],
    "eks-controllers": [
        MATRIX["controllers by Argo CD"],
        MATRIX["controllers by Flux in an existing network"],
    ],
    "karpenter": [
        MATRIX["Karpenter without a way out"],
        ("autoscaler=karpenter", "workload_identity=irsa", "account_id=111122223333"),
    ],
    "ci-roles": [MATRIX["two accounts, roles for GitHub"]],
    "state-bucket": [MATRIX["defaults"]],
    "transit-gateway": [MATRIX["transit gateway"]],
}
"""By module, the answers that between them write all of it."""

ENVIRONMENT = Environment(autoescape=True)

_FOR_BOTH = ">= 5.100, < 7.0"
"""The versions of the provider that modules admit which nothing newer is needed for."""


@pytest.fixture(scope="module")
def initialised(tmp_path_factory):
    """Where a module's provider is, by what its `versions.tf` says; empty where `terraform init` does not find it."""
    found: dict[str, Path | None] = {}

    def find(terraform, versions: str) -> Path | None:
        if versions not in found:
            directory = tmp_path_factory.mktemp("initialised")
            write_tree(directory, {"versions.tf": versions})
            done = terraform("init", "-backend=false", "-no-color", cwd=directory)
            found[versions] = directory if done.returncode == 0 else None
        return found[versions]

    return find


@pytest.fixture
def terraform_test(terraform_with_aws, kept, initialised, tmp_path):
    """`terraform test` of modules, so many at a time: what it says of each, by name."""

    def run(trees: Mapping[str, Mapping[str, str]]) -> dict[str, CompletedProcess[str]]:
        variables = []
        for number, files in enumerate(trees.values()):
            write_tree(tmp_path / str(number), files)
            if _FOR_BOTH in files["versions.tf"]:
                kept.lend(tmp_path / str(number))
                variables.append(kept.variables)
                continue
            variables.append({})
            if (first := initialised(terraform_with_aws, files["versions.tf"])) is None:
                leave_out("version 6 of the AWS provider cannot be installed here")
            shutil.copy(first / ".terraform.lock.hcl", tmp_path / str(number))
            (tmp_path / str(number) / ".terraform").symlink_to(first / ".terraform")
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            done = pool.map(tested, range(len(trees)), variables)
            return dict(zip(trees, done, strict=True))

    def tested(number: int, variables: Mapping[str, str]) -> CompletedProcess[str]:
        return terraform_with_aws("test", "-no-color", cwd=tmp_path / str(number), variables=variables)

    return run


@pytest.fixture(scope="module")
def rendered(questionnaire, tmp_path_factory):
    """The plan behind settings, and the files of each module by module and by path within it, formatted."""
    compiled = tmp_path_factory.mktemp("compiled")

    @cache
    def run(*settings: str) -> tuple[Plan, dict[str, dict[str, str]]]:
        plan = make_plan(questionnaire, complete(questionnaire, *from_settings(settings, questionnaire)))
        found: dict[str, dict[str, str]] = {}
        for file in render(plan, ROOT / "modules", ROOT / "templates", compiled):
            if file.path.startswith("modules/"):
                _, name, inner = file.path.split("/", 2)
                text = format_text(file.text) if inner.endswith((".tf", ".hcl")) else file.text
                found.setdefault(name, {})[inner] = text
        return plan, found

    return run


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_every_module_keeps_its_promises(terraform_test, rendered, name):
    variants = different(name, rendered)
    chosen = list(variants) if EVERY else covering(name, variants)
    note(f"terraform test: {len(chosen)} of {len(variants)} different modules {name}")
    failed = failures(terraform_test({variant: variants[variant][1] for variant in chosen}))
    assert failed == []


@pytest.mark.parametrize("variant", SIX)
def test_modules_that_version_6_alone_takes_keep_their_promises(terraform_test, rendered, variant):
    assert failures(terraform_test(rendered(*SIX[variant])[1])) == []


def failures(done: Mapping[str, CompletedProcess[str]]) -> list[str]:
    return [f"{name}: {one.stdout}{one.stderr}" for name, one in done.items() if one.returncode != 0]


def different(name: str, rendered) -> dict[str, tuple[Plan, dict[str, str]]]:
    """The plan and the files of a module, each different one once, by the first variant that has it."""
    found: dict[tuple[str, ...], tuple[str, Plan, dict[str, str]]] = {}
    for variant, settings in MATRIX.items():
        plan, modules = rendered(*settings)
        if name in modules:
            found.setdefault(without_prose(modules[name]), (variant, plan, modules[name]))
    return {variant: (plan, files) for variant, plan, files in found.values()}


def covering(name: str, variants: Mapping[str, tuple[Plan, dict[str, str]]]) -> list[str]:
    """The default answers, and a few variants that have every line, and decide each `if` of the templates both ways."""
    asked = {
        condition: ENVIRONMENT.compile_expression(condition)
        for path in (ROOT / "modules" / name).rglob("*.j2")
        if not path.relative_to(ROOT / "modules" / name).parts[0].startswith(("environment", "platform", "README"))
        for condition in re.findall(r"\{% (?:el)?if (.*?) %\}", path.read_text(encoding="utf-8"))
    }
    reached = {}
    for variant, (plan, files) in variants.items():
        decided = {(text, bool(condition(plan=plan, has=plan.has))) for text, condition in asked.items()}
        reached[variant] = decided | {" ".join(line.split()) for line in without_prose(files)}
    chosen = [next(iter(variants))]
    missing = set().union(*reached.values()) - reached[chosen[0]]
    while missing:
        chosen.append(max(variants, key=lambda variant: len(reached[variant] & missing)))
        missing -= reached[chosen[-1]]
    return chosen


def without_prose(files: dict[str, str]) -> tuple[str, ...]:
    """What Terraform reads of a module."""
    lines = (line for path, text in files.items() if not path.endswith(".md") for line in text.splitlines())
    return tuple(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_every_broken_promise_is_told(terraform_test, rendered, name):
    written = [rendered(*settings)[1][name] for settings in BROKEN_IN[name]]
    text = unaligned("".join(chain.from_iterable(files.values() for files in written)))
    gone = [old for old in BROKEN[name] if old not in text]
    assert gone == [], f"break these promises of modules/{name} another way"
    done = terraform_test({str(number): broken(files, BROKEN[name]) for number, files in enumerate(written)})
    for files, one in zip(written, done.values(), strict=True):
        told = " ".join(one.stderr.replace("│", "").split())
        promises = re.findall(r'error_message = "(.*)"', main_run(files))
        assert promises
        assert [promise for promise in promises if promise not in told] == [], told


def broken(files: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """A module that keeps none of its promises, with the one run of its tests that says so."""
    changed = {}
    for path, text in files.items():
        if path.startswith("tests/"):
            changed[path] = text.split("\nrun ")[0] + "\nrun " + main_run(files)
        else:
            changed[path] = reduce(lambda one, change: one.replace(*change), changes.items(), unaligned(text))
    return changed


def unaligned(text: str) -> str:
    """Without the spaces that only align."""
    return re.sub(r" +=", " =", text)


def main_run(files: Mapping[str, str]) -> str:
    """The first run of a module's tests that asserts something."""
    (tests,) = (text for path, text in files.items() if path.startswith("tests/"))
    return next(run for run in tests.split("\nrun ")[1:] if "  assert {" in run)
