"""Values that the schema allows and the provider's code or AWS refuses."""

from __future__ import annotations

import pytest
from marked import BOTH, OURS, THEIRS, marks, terraform_tells, told, versions
from terracutter.check.policy import check_policy
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

VALUE, LENGTH, RANGE, ARN = "Invalid argument value", "Invalid length", "Number out of range", "Invalid ARN"
CIDR, JSON, COUNT = "Invalid CIDR block", "Invalid JSON", "Wrong number of entries"
CONFLICT, COMBINATION = "Conflicting configuration arguments", "Invalid combination of arguments"

REQUIRED = {
    "aws_eks_cluster": {
        "name": '"a"',
        "role_arn": '"arn:aws:iam::111122223333:role/a"',
        "vpc_config": {"subnet_ids": '["a", "b"]'},
    },
    "aws_eks_node_group": {
        "cluster_name": '"a"',
        "node_role_arn": '"arn:aws:iam::111122223333:role/a"',
        "subnet_ids": '["a"]',
        "scaling_config": {"min_size": "1", "desired_size": "1", "max_size": "1"},
    },
    "aws_eks_addon": {"cluster_name": '"a"', "addon_name": '"vpc-cni"'},
    "aws_eks_access_entry": {"cluster_name": '"a"', "principal_arn": '"arn:aws:iam::111122223333:role/a"'},
    "aws_subnet": {"vpc_id": '"v"'},
    "aws_nat_gateway": {"subnet_id": '"s"'},
    "aws_route": {"route_table_id": '"r"', "destination_cidr_block": '"0.0.0.0/0"', "gateway_id": '"g"'},
    "aws_vpc_security_group_ingress_rule": {
        "security_group_id": '"s"',
        "ip_protocol": '"tcp"',
        "cidr_ipv4": '"10.0.0.0/8"',
    },
    "aws_flow_log": {"vpc_id": '"v"', "traffic_type": '"ALL"'},
    "aws_iam_role": {"assume_role_policy": '"{}"'},
    "aws_iam_role_policy_attachment": {"role": '"r"', "policy_arn": '"arn:aws:iam::aws:policy/A"'},
    "aws_kms_alias": {"target_key_id": '"k"'},
    "aws_vpc_endpoint": {"vpc_id": '"v"', "service_name": '"s"'},
    "aws_ecr_repository": {"name": '"ab"'},
    "aws_autoscaling_group": {
        "min_size": "1",
        "max_size": "3",
        "launch_configuration": '"a"',
        "availability_zones": '["a"]',
    },
    "aws_instance": {"ami": '"a"', "instance_type": '"m7i.large"'},
}

# Resource type, argument, value, summary; each value alone is at fault.
REFUSED_BY_THE_PROVIDER = [
    ("aws_cloudwatch_log_group", "retention_in_days", "31", VALUE),
    ("aws_cloudwatch_log_group", "retention_in_days", '"45"', VALUE),
    ("aws_cloudwatch_log_group", "name", '"a b"', VALUE),
    ("aws_cloudwatch_log_group", "log_group_class", '"CHEAP"', VALUE),
    ("aws_eks_cluster", "name", '"-a"', VALUE),
    ("aws_eks_cluster", "name", f'"{"a" * 101}"', LENGTH),
    ("aws_eks_cluster", "role_arn", '"role/a"', ARN),
    ("aws_eks_cluster", "role_arn", '"arn:aws:iam::1111:role/a"', ARN),
    ("aws_eks_cluster", "enabled_cluster_log_types", '["api", "apix"]', VALUE),
    ("aws_eks_cluster", "access_config.authentication_mode", '"APIX"', VALUE),
    ("aws_eks_cluster", "upgrade_policy.support_type", '"standard"', VALUE),
    ("aws_eks_cluster", "kubernetes_network_config.ip_family", '"ipv5"', VALUE),
    ("aws_eks_cluster", "kubernetes_network_config.service_ipv4_cidr", '"11.0.0.0/16"', CIDR),
    ("aws_eks_cluster", "kubernetes_network_config.service_ipv4_cidr", '"10.0.0.0/8"', CIDR),
    ("aws_eks_cluster", "compute_config.node_pools", '["general"]', VALUE),
    ("aws_eks_cluster", "vpc_config.public_access_cidrs", '["10.0.0.0"]', CIDR),
    ("aws_eks_cluster", "vpc_config.public_access_cidrs", '["0.0.0.0/0", "10.0.0.1/8"]', CIDR),
    ("aws_eks_cluster", "vpc_config.subnet_ids", "[]", COUNT),
    ("aws_eks_node_group", "ami_type", '"AL3"', VALUE),
    ("aws_eks_node_group", "capacity_type", '"spot"', VALUE),
    ("aws_eks_node_group", "node_group_name", f'"{"a" * 64}"', LENGTH),
    ("aws_eks_node_group", "scaling_config.min_size", "-1", RANGE),
    ("aws_eks_node_group", "update_config.max_unavailable", "101", RANGE),
    ("aws_eks_node_group", "update_config.max_unavailable_percentage", "0", RANGE),
    ("aws_eks_node_group", "subnet_ids", "[]", COUNT),
    ("aws_eks_addon", "addon_version", '"latest"', VALUE),
    ("aws_eks_addon", "resolve_conflicts_on_create", '"PRESERVE"', VALUE),
    ("aws_eks_addon", "resolve_conflicts_on_update", '"KEEP"', VALUE),
    ("aws_eks_access_entry", "type", '"NODE"', VALUE),
    ("aws_vpc", "cidr_block", '"10.0.0.0/8"', CIDR),
    ("aws_vpc", "cidr_block", '"10.0.0.1/16"', CIDR),
    ("aws_vpc", "cidr_block", '"10.0.0.256/16"', CIDR),
    ("aws_vpc", "instance_tenancy", '"host"', VALUE),
    ("aws_subnet", "cidr_block", '"10.0.0.1/24"', CIDR),
    ("aws_nat_gateway", "connectivity_type", '"open"', VALUE),
    ("aws_route", "destination_cidr_block", '"0.0.0.0"', CIDR),
    ("aws_security_group", "name", '"sg-a"', VALUE),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", '"10.0.0.1/8"', CIDR),
    ("aws_vpc_security_group_ingress_rule", "from_port", "70000", RANGE),
    ("aws_flow_log", "traffic_type", '"all"', VALUE),
    ("aws_flow_log", "max_aggregation_interval", "100", VALUE),
    ("aws_iam_role", "name", '"a b"', VALUE),
    ("aws_iam_role", "name", f'"{"a" * 65}"', LENGTH),
    ("aws_iam_role", "assume_role_policy", '"allow"', JSON),
    ("aws_iam_role", "max_session_duration", "100", RANGE),
    ("aws_iam_role_policy_attachment", "policy_arn", '"AmazonEKS_CNI_Policy"', ARN),
    ("aws_kms_key", "deletion_window_in_days", "5", RANGE),
    ("aws_kms_key", "policy", '"allow"', JSON),
    ("aws_kms_alias", "name", '"eks"', VALUE),
    ("aws_kms_alias", "name", '"alias/aws/eks"', VALUE),
    ("aws_launch_template", "name", '"a"', LENGTH),
    ("aws_launch_template", "metadata_options.http_tokens", '"always"', VALUE),
    ("aws_launch_template", "metadata_options.http_put_response_hop_limit", "65", RANGE),
    ("aws_launch_template", "block_device_mappings.ebs.volume_type", '"gp4"', VALUE),
    ("aws_launch_template", "block_device_mappings.ebs.throughput", "100", RANGE),
    ("aws_launch_template", "block_device_mappings.ebs.encrypted", '"yes"', VALUE),
    ("aws_vpc_endpoint", "vpc_endpoint_type", '"interface"', VALUE),
    ("aws_ecr_repository", "image_tag_mutability", '"NEVER"', VALUE),
    ("aws_sqs_queue", "message_retention_seconds", "10", RANGE),
    ("aws_efs_file_system", "throughput_mode", '"fast"', VALUE),
]  # fmt: skip

REFUSED_BY_AWS = [
    ("aws_eks_cluster", "version", '"latest"', VALUE),
    ("aws_eks_cluster", "version", '"1.9"', VALUE),
    ("aws_eks_cluster", "vpc_config.subnet_ids", '["a"]', COUNT),
    ("aws_eks_cluster", "tags", '{ "aws:owner" = "a" }', VALUE),
    ("aws_eks_node_group", "node_group_name", '"a.b"', VALUE),
    ("aws_eks_node_group", "instance_types", '["m5large"]', VALUE),
    ("aws_eks_node_group", "labels", '{ "a b" = "c" }', VALUE),
    ("aws_eks_node_group", "labels", f'{{ a = "{"c" * 64}" }}', VALUE),
    ("aws_eks_addon", "configuration_values", '"{"', JSON),
    ("aws_eks_access_entry", "kubernetes_groups", '["system:masters"]', VALUE),
    ("aws_subnet", "cidr_block", '"10.0.0.0/8"', CIDR),
    ("aws_subnet", "cidr_block", '"10.0.0.0/29"', CIDR),
    ("aws_security_group", "description", '"Knoten für Pods"', VALUE),
    ("aws_launch_template", "block_device_mappings.ebs.volume_size", "0", RANGE),
    ("aws_instance", "instance_type", '"large"', VALUE),
]  # fmt: skip

HEAD = 'cluster_name = "a"\n  node_role_arn = "arn:aws:iam::111122223333:role/a"\n  subnet_ids = ["a"]\n'
SIZES = "  scaling_config {\n    min_size = 1\n    desired_size = 1\n    max_size = 1\n  }\n"
CLUSTER = 'name = "a"\n  role_arn = "arn:aws:iam::111122223333:role/a"\n'

TOGETHER = {
    "name and prefix": (
        f'resource "aws_iam_role" "both" {{\n  assume_role_policy = "{{}}"\n  name = "a" #! {CONFLICT}\n'
        f'  name_prefix = "b" #! {CONFLICT}\n}}\n'
    ),
    "number and percentage": (
        f'resource "aws_eks_node_group" "both" {{\n  {HEAD}{SIZES}  update_config {{\n'
        f"    max_unavailable = 1 #! {CONFLICT}\n    max_unavailable_percentage = 33 #! {CONFLICT}\n  }}\n}}\n"
    ),
    "two targets of a route": (
        f'resource "aws_route" "both" {{ #-\n  route_table_id = "r"\n  destination_cidr_block = "0.0.0.0/0"\n'
        f'  gateway_id = "a" #! {CONFLICT}\n  nat_gateway_id = "b" #! {CONFLICT}\n}}\n'
    ),
    "no target of a route": (
        f'resource "aws_route" "none" {{ #! {COMBINATION}\n  route_table_id = "r"\n'
        '  destination_cidr_block = "0.0.0.0/0"\n}\n'
    ),
    "no source of a rule": (
        f'resource "aws_vpc_security_group_ingress_rule" "none" {{ #! {COMBINATION}\n  security_group_id = "s"\n'
        '  ip_protocol = "-1"\n  cidr_ipv4 = null\n}\n'
    ),
    "a rotation period without rotation": (
        'resource "aws_kms_key" "period" {\n  rotation_period_in_days = 90 #! Missing required argument\n}\n'
    ),
    "sizes that fall": (
        f'resource "aws_eks_node_group" "sizes" {{\n  {HEAD}  scaling_config {{\n'
        "    min_size = 5 #+ Sizes out of order\n    desired_size = 2\n    max_size = 8\n  }\n}\n"
    ),
    "more wanted than allowed": (
        'resource "aws_autoscaling_group" "sizes" {\n  launch_configuration = "a"\n  availability_zones = ["a"]\n'
        "  min_size = 1\n  max_size = 3\n  desired_capacity = 4 #+ Sizes out of order\n}\n"
    ),
    "half of Auto Mode": (
        f'resource "aws_eks_cluster" "half" {{\n  {CLUSTER}  vpc_config {{\n    subnet_ids = ["a", "b"]\n  }}\n'
        f"  compute_config {{\n    enabled = true #+ {COMBINATION}\n  }}\n}}\n"
    ),
    "a cluster without an endpoint": (
        f'resource "aws_eks_cluster" "closed" {{\n  {CLUSTER}  vpc_config {{\n    subnet_ids = ["a", "b"]\n'
        f"    endpoint_public_access = false #+ {COMBINATION}\n  }}\n}}\n"
    ),
    "inside of a dynamic block": (
        f'resource "aws_eks_node_group" "dynamic" {{\n  {HEAD}{SIZES}  dynamic "taint" {{\n    for_each = ["a"]\n'
        f'    content {{\n      key = taint.value\n      effect = "NoSchedule" #+ {VALUE}\n    }}\n  }}\n}}\n'
    ),
    "through a local value": (
        "locals {\n  days = 31\n}\n"
        f'resource "aws_cloudwatch_log_group" "local" {{\n  retention_in_days = local.days #! {VALUE}\n}}\n'
    ),
}  # fmt: skip

SOUND = """\
variable "days" {
  default = 31
}

variable "cidr" {
  default = ""
}

locals {
  loop  = local.other
  other = [for size in [1] : size]
}

resource "aws_cloudwatch_log_group" "sound" {
  name              = "/aws/eks/${var.cidr}/cluster"
  retention_in_days = var.days
  name_prefix       = null
}

resource "aws_cloudwatch_log_group" "text" {
  retention_in_days = "30"
}

resource "aws_vpc" "sound" {
  count      = 0
  cidr_block = var.cidr
}

resource "aws_vpc" "another" {
  cidr_block = cidrsubnet("10.0.0.0/8", 8, 1)
  tags       = { (var.cidr) = "a" }
}

resource "aws_eks_addon" "sound" {
  cluster_name             = "a"
  addon_name               = "vpc-cni"
  addon_version            = "v1.20.4-eksbuild.2"
  configuration_values     = jsonencode({ a = 1 })
  service_account_role_arn = ""
}

resource "aws_eks_addon" "written" {
  cluster_name         = "a"
  addon_name           = "coredns"
  configuration_values = "replicaCount: 2"
}

resource "aws_route" "sound" {
  route_table_id         = "r"
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.cidr == "" ? "g" : null
  nat_gateway_id         = var.cidr == "" ? null : "n"
}

resource "aws_iam_role" "sound" {
  name                 = "a"
  name_prefix          = null
  permissions_boundary = "arn:aws-us-gov:iam::111122223333:policy/team/platform"
  assume_role_policy   = jsonencode({ Version = "2012-10-17" })
}

resource "aws_iam_role_policy_attachment" "sound" {
  for_each   = toset(["A"])
  role       = aws_iam_role.sound.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

resource "aws_kms_alias" "sound" {
  name          = "alias/eks/a_b-c"
  target_key_id = "k"
}

resource "aws_eks_cluster" "sound" {
  name     = "a"
  role_arn = aws_iam_role.sound.arn

  vpc_config {
    subnet_ids              = aws_vpc.sound[*].id
    public_access_cidrs     = ["0.0.0.0/0", "2001:db8::/32"]
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  compute_config {
    enabled = false
  }
}
"""


def resource(type_name, argument, value, name, mark):
    """A resource that is sound but for one argument."""
    content = {key: dict(part) if isinstance(part, dict) else part for key, part in REQUIRED.get(type_name, {}).items()}
    place = content
    *path, last = argument.split(".")
    for step in path:
        place = place.setdefault(step, {})
    place[last] = f"{value} {mark}"
    return f'resource "{type_name}" "{name}" {{\n{body(content)}}}\n'


def body(content):
    lines = [f"{key} = {value}\n" for key, value in content.items() if not isinstance(value, dict)]
    return "".join(
        [*lines, *(f"{key} {{\n{body(value)}}}\n" for key, value in content.items() if isinstance(value, dict))]
    )


SINGLE = {
    f"{type_name}.{argument} = {value:.40}": resource(
        type_name, argument, value, f"{kind}{index}", f"#{mark} {summary}"
    )
    for kind, mark, cases in (("p", "!", REFUSED_BY_THE_PROVIDER), ("a", "+", REFUSED_BY_AWS))
    for index, (type_name, argument, value, summary) in enumerate(cases)
}
EVERYTHING = {**SINGLE, **TOGETHER}
BOTH_VERSIONS = versions(">= 5.100, < 7.0")


@pytest.mark.parametrize("text", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_each_fault_is_told_where_it_stands(text):
    both = f"{text}\n{SOUND}"
    assert told(check_policy, {"main.tf": both, "versions.tf": BOTH_VERSIONS}) == marks(both, BOTH, OURS)


def test_terraform_refuses_the_same_lines(terraform_with_aws, tmp_path):
    text, found = terraform_tells(terraform_with_aws, tmp_path, [*EVERYTHING.values(), SOUND])
    expected = {line for line, _ in marks(text, BOTH, THEIRS)}
    # Terraform reports what stands in a set of blocks at the resource, so only the line differs.
    assert {line for line, _ in found} == expected | {line_of(text, '"dynamic" {')}


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


# --- versions ---------------------------------------------------------------------------------------------------------

NEWER = [
    ("aws_eks_node_group", "ami_type", '"WINDOWS_CORE_2025_x86_64"'),
    ("aws_ecr_repository", "image_tag_mutability", '"IMMUTABLE_WITH_EXCLUSION"'),
    ("aws_launch_template", "block_device_mappings.ebs.throughput", "1500"),
]


@pytest.mark.parametrize(("type_name", "argument", "value"), NEWER)
def test_what_only_version_6_takes(type_name, argument, value):
    text = resource(type_name, argument, value, "a", "")
    assert told(check_policy, {"main.tf": text, "versions.tf": versions("~> 6.0")}) == set()
    for constraint in ("~> 5.0", ">= 5.100, < 7.0"):
        assert told(check_policy, {"main.tf": text, "versions.tf": versions(constraint)})
    assert told(check_policy, {"main.tf": text}) == set()


def test_other_providers_are_not_judged():
    head = versions("~> 5.0").replace("hashicorp/aws", "acme/aws")
    text = 'resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = 31\n}\n'
    assert told(check_policy, {"main.tf": text, "versions.tf": head}) == set()


# --- values from terraform.tfvars -------------------------------------------------------------------------------------

MODULE = """\
variable "days" {
  type = number
}

variable "sizes" {
  default = { min = 1, max = 2 }
}

resource "aws_cloudwatch_log_group" "one" {
  retention_in_days = var.days
}

resource "aws_cloudwatch_log_group" "none" {
  count             = 0
  retention_in_days = var.days
}

resource "aws_autoscaling_group" "one" {
  launch_configuration = "a"
  availability_zones   = ["a"]
  min_size             = var.sizes.min
  max_size             = var.sizes.max
}
"""
ROOT = """\
variable "days" {}

variable "groups" {
  default = {}
}

module "logs" {
  source   = "../modules/logs"
  for_each = var.groups
  days     = var.days
  sizes    = each.value
}
"""


def problems_of(values):
    files = {"root/main.tf": ROOT, "root/terraform.tfvars": values, "modules/logs/main.tf": MODULE}
    modules = modules_of([parse(text, path)[0] for path, text in files.items()])
    problems = [problem for module in modules.values() for problem in check_policy(module, modules)]
    return [(str(one.subject), one.summary, one.detail) for one in problems]


RETENTION = "0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"


def test_values_are_followed_from_the_root_to_the_resource():
    assert problems_of("days = 31\ngroups = { a = { min = 5, max = 2 }, b = { min = 1, max = 2 } }\n") == [
        (
            "modules/logs/main.tf:10:23",
            "Invalid argument value",
            f"31 is none of {RETENTION}. It comes from root.",
        ),
        (
            "modules/logs/main.tf:21:3",
            "Sizes out of order",
            "min_size is 5 and max_size is 2; the order is min_size ≤ max_size. It comes from root.",
        ),
    ]


def test_what_has_no_instance_is_not_judged():
    assert problems_of("days = 31\n") == []
    assert problems_of("days = 30\ngroups = { a = { min = 1, max = 2 } }\n") == []
    assert problems_of("days = null\ngroups = { a = {} }\n") == []
