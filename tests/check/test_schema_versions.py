"""Which versions of a provider a configuration is held to, and what is said of providers without a schema."""

from __future__ import annotations

import pytest
from marked import told, versions
from terracutter.check.requirements import Interval, interval_of
from terracutter.check.schema import check_schema
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

CLUSTER = '  name     = "a"\n  role_arn = "arn:aws:iam::111122223333:role/a"\n'
VPC_CONFIG = '  vpc_config {\n    subnet_ids = ["a", "b"]\n  }\n'


def problems_of(text, constraint):
    files = [parse(text, "main.tf")[0], parse(versions(constraint), "versions.tf")[0]]
    modules = modules_of(files)
    return [problem for module in modules.values() for problem in check_schema(module, modules)]


ADDON = 'resource "aws_eks_addon" "a" {\n  cluster_name = "a"\n  addon_name   = "b"\n  %s\n}\n'
GROUP = (
    'resource "aws_eks_node_group" "a" {\n  cluster_name  = "a"\n  node_role_arn = "r"\n  subnet_ids    = []\n'
    "  scaling_config {\n    min_size     = 1\n    max_size     = 1\n    desired_size = 1\n  }\n"
    '  update_config {\n    max_unavailable = 1\n    update_strategy = "MINIMAL"\n  }\n}\n'
)
ONLY_5 = {
    "resolve_conflicts": ADDON % 'resolve_conflicts = "NONE"',
    "vpc of an address": 'resource "aws_eip" "a" {\n  vpc = true\n}\n',
    "log_group_name": 'resource "aws_flow_log" "a" {\n  vpc_id         = "v"\n  log_group_name = "x"\n}\n',
    "elastic graphics": (
        'resource "aws_launch_template" "a" {\n  elastic_gpu_specifications {\n    type = "a"\n  }\n}\n'
    ),
}
ONLY_6 = {
    "region of a resource": 'resource "aws_vpc" "a" {\n  region = "us-east-1"\n}\n',
    "deletion protection": (
        f'resource "aws_eks_cluster" "a" {{\n{CLUSTER}{VPC_CONFIG}  deletion_protection = true\n}}\n'
    ),
    "control plane tier": (
        f'resource "aws_eks_cluster" "a" {{\n{CLUSTER}{VPC_CONFIG}'
        '  control_plane_scaling_config {\n    tier = "standard"\n  }\n}\n'
    ),
    "update strategy": GROUP,
    "namespace of an add-on": ADDON % 'namespace_config {\n    namespace = "x"\n  }',
    "a NAT gateway without a subnet": 'resource "aws_nat_gateway" "a" {\n  availability_mode = "regional"\n}\n',
    "a resource type": (
        'resource "aws_eks_capability" "a" {\n  capability_name           = "a"\n  cluster_name              = "b"\n'
        '  delete_propagation_policy = "RETAIN"\n  role_arn                  = "r"\n'
        '  type                      = "ACK"\n}\n'
    ),
    "session tags": (
        'resource "aws_eks_pod_identity_association" "a" {\n  cluster_name         = "a"\n'
        '  namespace            = "b"\n  role_arn             = "r"\n  service_account      = "s"\n'
        "  disable_session_tags = true\n}\n"
    ),
}  # fmt: skip


def errors(text, constraint):
    return [one for one in problems_of(text, constraint) if one.severity == "error"]


@pytest.mark.parametrize("text", ONLY_5.values(), ids=ONLY_5.keys())
def test_what_version_6_removed_is_refused_where_it_is_allowed(text):
    assert errors(text, "~> 5.0") == []
    (problem,) = errors(text, ">= 5.100, < 7.0")
    assert "hashicorp/aws 6.69.1 refuses this; hashicorp/aws 5.100.0, " in problem.detail
    (problem,) = errors(text, "~> 6.0")
    assert "refuses" not in problem.detail


@pytest.mark.parametrize("text", ONLY_6.values(), ids=ONLY_6.keys())
def test_what_version_6_added_is_refused_where_version_5_is_allowed(text):
    assert errors(text, "~> 6.0") == []
    assert errors(text, ">= 6.0, < 7.0") == []
    problems = errors(text, ">= 5.100, < 7.0")
    assert problems
    assert all("hashicorp/aws 5.100.0 refuses this; hashicorp/aws 6.69.1, " in one.detail for one in problems)
    assert errors(text, "~> 5.0")


def test_without_a_constraint_one_version_that_takes_it_is_enough():
    text = ONLY_5["vpc of an address"] + ONLY_6["region of a resource"]
    found = list(check_schema(module := modules_of([parse(text, "main.tf")[0]])[""], {"": module}))
    assert [one for one in found if one.severity == "error"] == []
    wrong = parse('resource "aws_vpc" "a" {\n  cidr = 1\n}\n', "main.tf")[0]
    (problem,) = check_schema(module := modules_of([wrong])[""], {"": module})
    assert (problem.summary, problem.subject.line) == ("Unsupported argument", 2)


def test_a_module_is_held_to_the_versions_of_those_who_call_it():
    child = versions(">= 5.0") + ONLY_5["vpc of an address"]
    root = versions("~> 5.0") + 'module "child" {\n  source = "./child"\n}\n'
    files = [parse(root, "main.tf")[0], parse(child, "child/main.tf")[0]]
    modules = modules_of(files)
    assert [one for one in check_schema(modules["child"], modules) if one.severity == "error"] == []
    (problem,) = (one for one in check_schema(modules["child"], {"child": modules["child"]}) if one.severity == "error")
    assert problem.summary == "Unsupported argument"


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("~> 5.0", Interval((5, 0, 0), (5, 1 << 30, 1 << 30))),
        ("~> 5.31.2", Interval((5, 31, 2), (5, 31, 1 << 30))),
        (">= 5.100, < 7.0", Interval((5, 100, 0), (6, 1 << 30, 1 << 30))),
        ("= 6.2.1", Interval((6, 2, 1), (6, 2, 1))),
        ("5.1", Interval((5, 1, 0), (5, 1, 0))),
        ("> 5.1.0, <= 6.0.3, != 5.2.0", Interval((5, 1, 1), (6, 0, 3))),
        ("newest", None),
    ],
)
def test_constraints_are_read_as_intervals(constraint, expected):
    assert interval_of(constraint) == expected


# --- other providers --------------------------------------------------------------------------------------------------


def test_a_provider_without_a_schema_is_named_once():
    text = (
        'resource "random_pet" "a" {\n  length = "x"\n}\nresource "random_id" "b" {}\ndata "tls_certificate" "c" {}\n'
    )
    modules = modules_of([parse(text, "a/main.tf")[0], parse(text, "b/main.tf")[0]])
    found = [problem for module in modules.values() for problem in check_schema(module, modules)]
    assert [(str(one.subject), one.severity, one.summary) for one in found] == [
        ("a/main.tf:1:10", "warning", "Provider hashicorp/random not checked"),
        ("a/main.tf:5:6", "warning", "Provider hashicorp/tls not checked"),
    ]


@pytest.mark.parametrize("constraint", ["~> 4.0", ">= 6.80", "= 7.1.0"])
def test_a_version_without_a_schema_is_not_judged(constraint):
    (problem,) = problems_of('resource "aws_vpc" "a" {\n  cidr = 1\n}\n', constraint)
    assert (problem.severity, problem.summary) == ("warning", "Provider hashicorp/aws not checked")
    assert "hashicorp/aws 5.100.0 and hashicorp/aws 6.69.1" in problem.detail


def test_the_provider_is_found_by_its_source_not_its_local_name():
    head = 'terraform {\n  required_providers {\n    cloud = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
    text = f'{head}resource "aws_vpc" "a" {{\n  provider = cloud\n  cidr     = 1\n}}\n'
    assert told(check_schema, {"main.tf": text}) == {(10, "Unsupported argument")}
    other = head.replace("hashicorp/aws", "acme/aws").replace("cloud", "aws")
    text = f'{other}resource "aws_vpc" "a" {{\n  cidr = 1\n}}\n'
    assert told(check_schema, {"main.tf": text}) == {(8, "Provider acme/aws not checked")}


HELM = 'resource "helm_release" "a" {\n  name  = "a"\n  chart = "b"\n  %s\n}\n'


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ('set = [{ name = "a", value = "b" }]', set()),
        ("values = [yamlencode({ a = 1 })]", set()),
        ('set {\n    name = "a"\n  }', {(4, "Unsupported block type")}),
        ('set = [{ nam = "a" }]', {(4, "Incorrect attribute value type")}),
        ("set = [{ name = [1] }]", {(4, "Incorrect attribute value type")}),
    ],
)
def test_attributes_with_attributes_of_their_own(argument, expected):
    assert told(check_schema, {"main.tf": HELM % argument}) == expected


def test_kubernetes_has_a_schema():
    text = 'resource "kubernetes_namespace_v1" "a" {\n  metadata {\n    nam = "a"\n  }\n}\n'
    assert told(check_schema, {"main.tf": text}) == {(3, "Unsupported argument")}
