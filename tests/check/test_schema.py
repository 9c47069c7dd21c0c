"""Blocks and references against the providers' schemas, as `terraform validate` judges them."""

from __future__ import annotations

import pytest
from marked import BOTH, OURS, marks, terraform_tells, told, versions
from terracutter.check.schema import check_schema
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

CLUSTER = '  name     = "a"\n  role_arn = "arn:aws:iam::111122223333:role/a"\n'
VPC_CONFIG = '  vpc_config {\n    subnet_ids = ["a", "b"]\n  }\n'

CASES = {
    "a required argument is missing": 'resource "aws_subnet" "missing" { #! Missing required argument\n}\n',
    "a required block and argument are missing": (
        'resource "aws_eks_cluster" "missing" { #! Missing required argument; Insufficient vpc_config blocks\n'
        '  name = "a"\n}\n'
    ),
    "a required argument of a nested block is missing": (
        f'resource "aws_eks_cluster" "inner" {{\n{CLUSTER}  vpc_config {{ #! Missing required argument\n  }}\n}}\n'
    ),
    "a required argument is null": (
        'resource "aws_subnet" "null" {\n  vpc_id = null #! Missing required argument\n}\n'
    ),
    "an argument is not known": (
        'resource "aws_vpc" "unknown" {\n  cidr_blok = "10.0.0.0/16" #! Unsupported argument\n}\n'
    ),
    "an argument of a nested block is not known": (
        f'resource "aws_eks_cluster" "deep" {{\n{CLUSTER}  vpc_config {{\n    subnet_ids = ["a", "b"]\n'
        "    subnets    = 3 #! Unsupported argument\n  }\n}\n"
    ),
    "a block is not known": (
        f'resource "aws_eks_cluster" "block" {{ #! Insufficient vpc_config blocks\n{CLUSTER}'
        "  vpc_confg { #! Unsupported block type\n  }\n}\n"
    ),
    "a block stands for an argument": (
        'resource "aws_vpc" "tags" {\n  tags { #! Unsupported block type\n    a = 1\n  }\n}\n'
    ),
    "an argument stands for a block": (
        f'resource "aws_eks_cluster" "attribute" {{ #! Insufficient vpc_config blocks\n{CLUSTER}'
        '  vpc_config = { #! Unsupported argument\n    subnet_ids = ["a", "b"]\n  }\n}\n'
    ),
    "a block stands twice": (
        f'resource "aws_eks_cluster" "twice" {{\n{CLUSTER}{VPC_CONFIG}  access_config {{\n  }}\n'
        "  access_config { #! Too many access_config blocks\n  }\n}\n"
    ),
    "timeouts stand twice": (
        f'resource "aws_eks_cluster" "timeouts" {{\n{CLUSTER}{VPC_CONFIG}  timeouts {{\n'
        '    creat = "1m" #! Unsupported argument\n  }\n  timeouts { #! Duplicate timeouts block\n  }\n}\n'
    ),
    "a resource has no timeouts": (
        'resource "aws_vpc" "timeouts" {\n  timeouts { #! Unsupported block type\n  }\n}\n'
    ),
    "a block has a label": (
        f'resource "aws_eks_cluster" "label" {{\n{CLUSTER}{VPC_CONFIG}'
        '  access_config "x" { #! Extraneous label for access_config\n  }\n}\n'
    ),
    "a computed attribute is set": (
        'resource "aws_vpc" "computed" {\n  arn = "x" #! Value for unconfigurable attribute\n}\n'
    ),
    "text is no number": (
        'resource "aws_cloudwatch_log_group" "number" {\n'
        '  retention_in_days = "abc" #! Incorrect attribute value type\n}\n'
    ),
    "a number is no boolean": (
        'resource "aws_cloudwatch_log_group" "boolean" {\n  skip_destroy = 1 #! Incorrect attribute value type\n}\n'
    ),
    "text is no boolean": (
        'resource "aws_subnet" "boolean" {\n  vpc_id                  = "v"\n'
        '  map_public_ip_on_launch = "yes" #! Incorrect attribute value type\n}\n'
    ),
    "a list is no text": (
        'resource "aws_cloudwatch_log_group" "text" {\n  name = ["a"] #! Incorrect attribute value type\n}\n'
    ),
    "an object is no text": (
        'resource "aws_vpc" "text" {\n  cidr_block = { a = 1 } #! Incorrect attribute value type\n}\n'
    ),
    "a list is no map": 'resource "aws_vpc" "map" {\n  tags = ["a"] #! Incorrect attribute value type\n}\n',
    "a for expression is no map": (
        'resource "aws_vpc" "for" {\n  tags = [for a in [1] : a] #! Incorrect attribute value type\n}\n'
    ),
    "text is no set": (
        f'resource "aws_eks_cluster" "set" {{\n{CLUSTER}  vpc_config {{\n'
        '    subnet_ids = "a" #! Incorrect attribute value type\n  }\n}\n'
    ),
    "an element has the wrong type": (
        'resource "aws_vpc" "element" {\n  tags = { a = ["b"] } #! Incorrect attribute value type\n}\n'
    ),
    "an object lacks attributes": (
        'resource "aws_route_table" "object" {\n  vpc_id = "v"\n'
        '  route  = [{ cidr_block = "0.0.0.0/0" }] #! Incorrect attribute value type\n}\n'
    ),
    "an attribute written as blocks": (
        'resource "aws_route_table" "blocks" {\n  vpc_id = "v"\n  route {\n    cidr_block = "0.0.0.0/0"\n'
        '    gateway    = "x" #! Unsupported argument\n  }\n}\n'
    ),
    "a dynamic block of no known type": (
        'resource "aws_route_table" "dynamic" {\n  vpc_id = "v"\n  dynamic "rout" { #! Unsupported block type\n'
        "    for_each = [1]\n    content {\n    }\n  }\n}\n"
    ),
    "the content of a dynamic block": (
        f'resource "aws_eks_cluster" "content" {{\n{CLUSTER}  dynamic "vpc_config" {{\n    for_each = [1]\n'
        "    content { #! Missing required argument\n    }\n  }\n}\n"
    ),
    "a dynamic block without for_each": (
        'resource "aws_route_table" "each" {\n  vpc_id = "v"\n  dynamic "route" { #! Missing required argument\n'
        "    fr_each = [1] #! Unsupported argument\n    content {\n    }\n  }\n}\n"
    ),
    "a dynamic block without content": (
        'resource "aws_route_table" "empty" {\n  vpc_id = "v"\n'
        '  dynamic "route" { #! Missing dynamic content block\n    for_each = [1]\n  }\n}\n'
    ),
    "a resource type that is a data source": (
        'resource "aws_vpcs" "type" { #! Invalid resource type\n}\n'
    ),
    "a data source that is not there": 'data "aws_regionn" "type" { #! Invalid data source\n}\n',
    "a built-in type": (
        'resource "terraform_data" "one" {\n  inputs = 1 #! Unsupported argument\n}\n'
    ),
    "a deprecated argument": (
        'resource "aws_s3_bucket" "acl" {\n  acl = "private" #! Argument is deprecated\n}\n'
    ),
}  # fmt: skip

SOUND = f"""\
resource "aws_vpc" "this" {{
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = "true"
  enable_dns_hostnames = null

  tags = {{ count = 1, flag = true, none = null }}

  lifecycle {{
    ignore_changes = [tags["a"], cidr_block]
  }}
}}

resource "aws_vpc" "many" {{
  count      = 2
  cidr_block = "10.0.0.0/16"
}}

resource "aws_vpc" "each" {{
  for_each   = toset(["a"])
  provider   = aws
  cidr_block = "10.0.0.0/16"
  depends_on = [aws_vpc.this]
}}

resource "aws_cloudwatch_log_group" "this" {{
  retention_in_days = "30"
}}

resource "aws_eks_cluster" "this" {{
{CLUSTER}
{VPC_CONFIG}
  dynamic "access_config" {{
    for_each = aws_vpc.many[*].id
    iterator = item

    content {{
      authentication_mode = "API"
    }}
  }}
}}

resource "aws_eks_node_group" "this" {{
  cluster_name  = aws_eks_cluster.this.name
  node_role_arn = "arn:aws:iam::111122223333:role/a"
  subnet_ids    = ["a"]

  scaling_config {{
    min_size     = 1
    max_size     = 1
    desired_size = 1
  }}
}}

resource "aws_security_group" "this" {{
  ingress = []
}}

resource "aws_route_table" "this" {{
  vpc_id = aws_vpc.this.id

  dynamic "route" {{
    for_each = [1]

    content {{
      cidr_block = "0.0.0.0/0"
      gateway_id = "x"
    }}
  }}
}}

data "aws_region" "this" {{}}

locals {{
  sound = [
    aws_vpc.many[*].arn, aws_vpc.many.*.arn, aws_vpc.each["a"].arn, [for vpc in aws_vpc.many : vpc.arn],
    aws_eks_cluster.this.identity[0].oidc[0].issuer, aws_eks_cluster.this.certificate_authority.0.data,
    aws_eks_cluster.this.vpc_config[0].subnet_ids, aws_eks_cluster.this.vpc_config[*].subnet_ids,
    aws_vpc.this.tags.anything, aws_vpc.this.tags["anything"], data.aws_region.this.name,
    aws_eks_cluster.this.identity.*.oidc[0][0].issuer,
  ]
}}
"""

REFERENCES = {
    "of a resource": ("aws_vpc.this.arnn", "Unsupported attribute"),
    "behind an index": ("aws_vpc.many[0].arnn", "Unsupported attribute"),
    "behind a key": ('aws_vpc.each["a"].arnn', "Unsupported attribute"),
    "of a data source": ("data.aws_region.this.nam", "Unsupported attribute"),
    "of an exported object": ("aws_eks_cluster.this.identity[0].oidcx", "Unsupported attribute"),
    "of an object in an object": ("aws_eks_cluster.this.identity[0].oidc[0].issuerr", "Unsupported attribute"),
    "of a list": ("aws_eks_cluster.this.identity.oidc", "Unsupported attribute"),
    "of a nested block": ("aws_eks_cluster.this.vpc_config[0].subnet_idz", "Unsupported attribute"),
    "of blocks without an index": ("aws_eks_cluster.this.vpc_config.subnet_ids", "Invalid operation"),
    "of text": ("aws_vpc.this.arn.foo", "Unsupported attribute"),
    "of a set of objects": ("aws_security_group.this.ingress.cidr_blocks", "Unsupported attribute"),
    "a member of a set": ("aws_security_group.this.ingress[0]", "Invalid index"),
    "a member of blocks that are a set": ("aws_eks_node_group.this.taint[0]", "Cannot index a set value"),
    "a member of a boolean": ("aws_vpc.this.enable_dns_support[0]", "Invalid index"),
    "inside of try": ('try(aws_vpc.this.arnn, "")', "Unsupported attribute"),
    "in a template": ('"a ${aws_vpc.this.arnn}"', "Unsupported attribute"),
}  # fmt: skip

PATHS = {
    "a path in ignore_changes": (
        f'resource "aws_eks_cluster" "path" {{\n{CLUSTER}{VPC_CONFIG}  lifecycle {{\n'
        "    ignore_changes = [vpc_config[0].subnet_idz] #! Unsupported attribute\n  }\n}\n"
    ),
    "a name in ignore_changes": (
        'resource "aws_vpc" "name" {\n  lifecycle {\n    ignore_changes = [tagz] #! Unsupported attribute\n  }\n}\n'
    ),
}

SILENT = {
    "a splat": ('output "splat" {\n  value = aws_vpc.many[*].arnn #+ Unsupported attribute\n}\n'),
}

RANGE = versions(">= 5.100, < 7.0")
EVERYTHING = {
    **CASES,
    **PATHS,
    **{
        f"an attribute {name}": f'output "o{number}" {{\n  value = {text} #! {summary}\n}}\n'
        for number, (name, (text, summary)) in enumerate(REFERENCES.items())
    },
    **SILENT,
}


@pytest.mark.parametrize("text", EVERYTHING.values(), ids=EVERYTHING.keys())
def test_each_fault_is_told_where_it_stands(text):
    both = f"{text}\n{SOUND}"
    assert told(check_schema, {"main.tf": both, "versions.tf": RANGE}) == marks(both, BOTH, OURS)


def test_terraform_tells_the_same(terraform_with_aws, tmp_path):
    text, found = terraform_tells(terraform_with_aws, tmp_path, [*EVERYTHING.values(), SOUND])
    assert found == marks(text, BOTH)


PROVIDER_CASES = {
    "argument": 'provider "aws" {\n  regin = "a" #! Unsupported argument\n}\n',
    "block": 'provider "aws" {\n  default_tag { #! Unsupported block type\n  }\n}\n',
    "type": 'provider "aws" {\n  max_retries = "many" #! Incorrect attribute value type\n}\n',
}


@pytest.mark.parametrize("text", PROVIDER_CASES.values(), ids=PROVIDER_CASES.keys())
def test_the_provider_block_has_a_schema_too(text):
    assert told(check_schema, {"main.tf": text, "versions.tf": RANGE}) == marks(text, BOTH)


def test_terraform_reads_the_provider_block_alike(terraform_with_aws, tmp_path):
    texts = [
        text.replace('"aws" {', f'"aws" {{\n  alias = "a{index}"') for index, text in enumerate(PROVIDER_CASES.values())
    ]
    uses = [f'data "aws_region" "r{index}" {{\n  provider = aws.a{index}\n}}\n' for index in range(len(texts))]
    text, found = terraform_tells(terraform_with_aws, tmp_path, [*texts, *uses])
    assert found == marks(text, BOTH)


def problems_of(text, constraint):
    files = [parse(text, "main.tf")[0], parse(versions(constraint), "versions.tf")[0]]
    modules = modules_of(files)
    return [problem for module in modules.values() for problem in check_schema(module, modules)]


def test_each_of_several_missing_arguments_is_told():
    found = problems_of('resource "aws_eks_addon" "a" {}\n', ">= 5.100, < 7.0")
    assert [(one.detail, str(one.subject)) for one in found] == [
        ('The argument "addon_name" is required here.', "main.tf:1:1"),
        ('The argument "cluster_name" is required here.', "main.tf:1:1"),
    ]


def test_near_names_are_offered():
    (problem,) = problems_of('resource "aws_vpc" "a" {\n  cidr_blok = "10.0.0.0/16"\n}\n', "~> 6.0")
    assert problem.hint == 'Did you mean "cidr_block"?'
    (problem,) = problems_of('resource "aws_eks_clustr" "a" {}\n', "~> 6.0")
    assert problem.hint == 'Did you mean "aws_eks_cluster"?'
    (problem,) = problems_of('resource "aws_caller_identity" "a" {}\n', "~> 6.0")
    assert problem.hint == 'it is a data source: write `data "aws_caller_identity"`'
    (problem,) = problems_of('data "aws_region" "a" {}\noutput "o" {\n  value = data.aws_region.a.nme\n}\n', "~> 6.0")
    assert problem.hint == 'Did you mean "name"?'


def test_the_place_is_the_text_that_is_meant():
    text = 'resource "aws_vpc" "a" {\n  cidr_blok = "10.0.0.0/16"\n}\n'
    (problem,) = problems_of(text, "~> 6.0")
    assert text[problem.subject.start : problem.subject.end] == "cidr_blok"
