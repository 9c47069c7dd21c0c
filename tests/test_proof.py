"""The proof finds every answer, and nothing but the answer."""

from __future__ import annotations

import re

import pytest
from golden import ROOT
from terracutter import pipeline, yaml_files
from terracutter.answers import from_settings
from terracutter.configuration import modules_of
from terracutter.diagnostics import Refused
from terracutter.evaluate import UNKNOWN, root_scope
from terracutter.hcl.parser import parse
from terracutter.proof import look_up, prove

SETTINGS = (
    "environments=staging,production",
    "environments.staging.profile=development",
    "account_id=111122223333",
    "state_bucket=acme-state",
    "tags={team: platform}",
    "endpoint_public_access_cidrs=203.0.113.0/24",
    "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
    "access_entries={a: {principal_arn: 'arn:aws:iam::111122223333:user/a', policy: edit, namespaces: [shop]}}",
    "api_access_cidrs=10.0.0.0/16",
    "cluster_security_group_rules={a: {cidr: 192.168.0.0/24, from_port: 9100}}",
    "secrets_encryption=given_key",
    "secrets_key_arn=arn:aws:kms:us-east-1:111122223333:key/mrk-1234567890abcdef1234567890abcdef",
    "node_groups={a: {instance_types: [m7g.large], labels: {x: y}}}",
    "self_managed_node_groups={b: {instance_types: [m7i.large, m6i.large], labels: {x: y}, taints: ['d:NO_EXECUTE']}}",
    "autoscaler=karpenter",
)

# Answers of questions that are asked only where others say so.
WHERE_ASKED = (
    "flow_logs=s3",
    "flow_log_bucket_arn=arn:aws:s3:::acme-log-archive",
    "transit_gateway_id=tgw-0123456789abcdef0",
    "transit_gateway_cidrs=192.168.0.0/16,10.64.0.0/12",
    "addons=aws-ebs-csi-driver,aws-mountpoint-s3-csi-driver,cert-manager,external-dns,fluent-bit",
    "ebs_key_arn=arn:aws:kms:us-east-1:111122223333:key/mrk-1234567890abcdef1234567890abcdef",
    "mountpoint_bucket_arns=arn:aws:s3:::acme-data,arn:aws:s3:::acme-models",
    "cert_manager_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "external_dns_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "fluent_bit_log_group=/aws/eks/acme/workloads",
    "addon_configuration={coredns: {replicaCount: 3, corefile: '${file(a)} %{b}', podLabels: {a/b: '1.0', c: null}}}",
)


def parsed(files):
    found = [parse(text, path) for path, text in files.items() if path.endswith(pipeline.HCL_SUFFIXES)]
    assert all(problems == () for _, problems in found)
    return modules_of([file for file, _ in found])


def is_ours(path):
    return path.startswith("platform/") and path.endswith(yaml_files.SUFFIXES)


def documents(files):
    found = {path: yaml_files.read(text, path) for path, text in files.items() if is_ours(path)}
    assert all(problems == () for _, problems in found.values())
    return {path: read for path, (read, _) in found.items()}


def scope(files, directory="root"):
    return root_scope(parsed({f"{directory}/{name}": text for name, text in files.items()}), directory)


def test_every_question_is_proven_in_every_environment(questionnaire, build):
    repository = build(*SETTINGS, *WHERE_ASKED)
    found = {(one.environment, one.question) for one in repository.proof.proven}
    for environment in repository.answers.environments:
        asked = {name for name, answer in environment.answers.items() if answer.asked}
        expected = {name for name in asked if name not in {"profile", "peer_cidrs", "hyperpod"}}
        assert {question for name, question in found if name == environment.name} == expected


def test_only_what_rules_alone_read_is_carried_by_nothing(questionnaire):
    assert [question.name for question in questionnaire if question.checks_only] == ["peer_cidrs", "hyperpod"]
    assert all(any(name in rule.when for rule in questionnaire.rules) for name in ("peer_cidrs", "hyperpod"))


def test_only_the_profile_is_carried_by_other_answers(questionnaire):
    assert [question.name for question in questionnaire if question.sets_defaults] == ["profile"]
    assert any("profile" in (question.compute or "") or question.profiles for question in questionnaire)


@pytest.mark.parametrize(
    ("path", "found", "instead", "question"),
    [
        ("environments/production/terraform.tfvars", '"10.1.0.0/16"', '"10.2.0.0/16"', "vpc_cidr"),
        ("environments/production/terraform.tfvars", '"10.1.32.0/19"', '"10.1.96.0/19"', "vpc_cidr"),
        (
            "environments/staging/terraform.tfvars",
            "log_retention_days = 30",
            "log_retention_days = 365",
            "log_retention",
        ),
        ("environments/staging/terraform.tfvars", '"1.35"', '"1.34"', "kubernetes_version"),
        ("environments/staging/terraform.tfvars", '"111122223333"', '"111122223334"', "account_id"),
        ("environments/staging/backend.tf", '"acme-state"', '"other-state"', "state_bucket"),
        ("environments/staging/terraform.tfvars", '"platform"', '"other"', "tags"),
        ("environments/staging/terraform.tfvars", "203.0.113.0/24", "0.0.0.0/0", "endpoint_public_access_cidrs"),
        ("modules/eks-cluster/main.tf", "= var.support_type", '= "EXTENDED"', "support_type"),
        ("modules/eks-cluster/main.tf", "= var.kubernetes_version", '= "1.31"', "kubernetes_version"),
        ("modules/eks-cluster/main.tf", "length(var.endpoint_public_access_cidrs) > 0\n", "false\n", "endpoint_public"),
        ("modules/eks-cluster/main.tf", "= var.service_cidr", '= "10.100.0.0/16"', "service_cidr"),
        ("modules/eks-cluster/main.tf", "= var.control_plane_logs", '= ["audit"]', "control_plane_logs"),
        ("modules/eks-cluster/main.tf", "= var.secrets_key_arn", "= aws_kms_key.this.arn", "secrets_key_arn"),
        ("modules/eks-cluster/main.tf", "= var.zonal_shift", "= false", "zonal_shift"),
        ("modules/eks-cluster/main.tf", '["secrets"]', "[]", "secrets_encryption"),
        ("modules/eks-cluster/access.tf", '"AmazonEKSEditPolicy"', '"AmazonEKSAdminPolicy"', "access_entries"),
        ("modules/eks-cluster/access.tf", "namespaces = each.value.namespaces", "namespaces = []", "access_entries"),
        ("modules/eks-cluster/security_group.tf", "toset(var.api_access_cidrs)", "toset([])", "api_access_cidrs"),
        ("modules/eks-cluster/security_group.tf", "each.value.cidr", '"10.0.0.0/8"', "cluster_security_group_rules"),
        ("modules/eks-node-group/main.tf", "max_size     = var.max_size", "max_size     = 9", "node_groups"),
        ("modules/eks-node-group/main.tf", "var.disk_size", "var.min_size", "node_groups"),
        ("modules/eks-self-managed-node-group/main.tf", "= override.value", '= "m7i.large"', "self_managed"),
        ("modules/eks-self-managed-node-group/launch_template.tf", '"NoExecute"', '"NoSchedule"', "self_managed"),
        ("modules/eks-self-managed-node-group/launch_template.tf", "${key}=", "x${key}=", "self_managed"),
        ("modules/eks-self-managed-node-group/launch_template.tf", '"x86_64"', '"arm64"', "self_managed"),
        ("modules/eks-addons/main.tf", '"metrics-server"\n', '"coredns"\n', "addons"),
        ("modules/karpenter/main.tf", '"karpenter"\n', '"other"\n', "autoscaler"),
        ("platform/staging/karpenter/node-pools.yaml", "[c, m, r]", "[c, m]", "karpenter_node_pools"),
        ("platform/staging/karpenter/node-pools.yaml", "cpu: '200'", "cpu: '2000'", "karpenter_node_pools"),
        ("platform/staging/karpenter/node-pools.yaml", "Size: 50Gi", "Size: 60Gi", "karpenter_node_pools"),
        ("environments/staging/terraform.tfvars", '"v1.13.2-eksbuild.11"', '"v1.13.2-eksbuild.4"', "addon_release"),
        ("modules/eks-addons/main.tf", 'lookup(var.addon_versions, "coredns", null)', "null", "addon_versions"),
        ("modules/eks-addons/main.tf", 'on_update = "OVERWRITE"', 'on_update = "NONE"', "addon_conflicts"),
        ("modules/eks-addons/main.tf", '= "aws-node"', '= "default"', "workload_identity"),
        ("modules/vpc/routes.tf", "for_each = toset(var.nat_gateway_zones)", "for_each = toset([])", "nat_gateways"),
        ("environments/staging/main.tf", "name               = var.cluster_name", 'name = "other"', "repository"),
        ("environments/staging/providers.tf", "= var.environment", '= "production"', "environments"),
        ("environments/staging/providers.tf", "= var.region", '= "eu-west-1"', "region"),
    ],
)
def test_a_value_that_differs_is_found(questionnaire, build, path, found, instead, question):
    problems = told_of(questionnaire, build(*SETTINGS), path, found, instead)
    assert any(question in problem.detail for problem in problems), problems


def told_of(questionnaire, repository, path, found, instead):
    """What the proof says where something else stands in a file."""
    assert found in repository.files[path]
    files = {**repository.files, path: repository.files[path].replace(found, instead)}
    return prove(questionnaire, repository.plan, parsed(files), documents(files)).diagnostics


NETWORKS = {
    "existing": (
        "network=existing",
        "vpc_id=vpc-0000000a",
        "private_subnet_ids=subnet-0000000a,subnet-0000000b",
        "intra_subnet_ids=subnet-0000000c,subnet-0000000d",
        "public_subnet_ids=subnet-0000000e",
        "ip_family=ipv6",
    ),
    "pods": ("pod_cidr=100.64.0.0/16", "prefix_delegation=true", "database_subnets=true"),
    "regional": ("nat_gateways=regional", "aws_provider=6", "ip_family=ipv6"),
}


@pytest.mark.parametrize(
    ("path", "found", "instead", "question"),
    [
        ("main.tf", "replicaCount = 3", "replicaCount = 4", "addon_configuration"),
        ("main.tf", '"1.0"', "1.0", "addon_configuration"),
        ("roles.tf", "Resource = var.ebs_key_arn", 'Resource = "*"', "ebs_key_arn"),
        ("roles.tf", '"${arn}/*"', '"${arn}*"', "mountpoint_bucket_arns"),
        ("roles.tf", "= var.external_dns_zone_arns", '= ["*"]', "external_dns_zone_arns"),
        ("roles.tf", "= var.cert_manager_zone_arns", '= ["*"]', "cert_manager_zone_arns"),
        ("roles.tf", 'name = "fluent-bit"', 'name = "other"', "fluent_bit_log_group"),
    ],
)
def test_what_an_addon_may_and_is_told_is_proven(questionnaire, build, path, found, instead, question):
    repository = build(*SETTINGS, *WHERE_ASKED)
    path = f"modules/eks-addons/{path}"
    changed = {**repository.files, path: _with_single_blanks(repository.files[path]).replace(found, instead)}
    assert changed[path] != _with_single_blanks(repository.files[path])
    proof = prove(questionnaire, repository.plan, parsed(changed), documents(changed))
    assert any(question in problem.detail for problem in proof.diagnostics), proof.diagnostics


def _with_single_blanks(text):
    return re.sub(r" +=", " =", text)


@pytest.mark.parametrize(
    ("network", "path", "found", "instead", "question"),
    [
        ("existing", "environments/production/terraform.tfvars", '"vpc-0000000a"', '"vpc-0000000b"', "vpc_id"),
        ("existing", "environments/production/terraform.tfvars", "subnet-0000000b", "subnet-0000000f", "private_s"),
        (
            "existing",
            "environments/production/main.tf",
            "= var.intra_subnet_ids\n",
            "= var.private_subnet_ids\n",
            "intra",
        ),
        ("existing", "environments/production/main.tf", "toset(var.public_subnet_ids)", "toset([])", "public_subnet"),
        ("existing", "modules/eks-cluster/main.tf", '"ipv6"', '"ipv4"', "ip_family"),
        (
            "existing",
            "environments/production/main.tf",
            "subnet_ids         = var.private",
            "subnet_ids = var.intra",
            "priv",
        ),
        ("pods", "environments/production/terraform.tfvars", '"100.64.32.0/19"', '"100.64.64.0/19"', "pod_cidr"),
        ("pods", "environments/production/terraform.tfvars", '"10.0.224.0/22"', '"10.0.240.0/22"', "database_subnets"),
        ("pods", "modules/vpc/main.tf", "= var.pod_cidr", '= "100.65.0.0/16"', "pod_cidr"),
        (
            "pods",
            "modules/eks-addons/main.tf",
            'CUSTOM_NETWORK_CFG = "true"',
            'CUSTOM_NETWORK_CFG = "false"',
            "pod_cidr",
        ),
        ("pods", "modules/eks-addons/main.tf", "ENABLE_PREFIX_DELEGATION ", "ENABLE_PREFIXES ", "prefix_delegation"),
        ("regional", "modules/vpc/routes.tf", '"regional"', '"zonal"', "nat_gateways"),
        ("regional", "modules/vpc/main.tf", "  assign_generated_ipv6_cidr_block = true\n", "", "ip_family"),
    ],
)
def test_a_network_that_differs_is_found(questionnaire, build, network, path, found, instead, question):
    problems = told_of(questionnaire, build(*NETWORKS[network]), path, found, instead)
    assert any(question in problem.detail for problem in problems), problems


def test_an_answer_that_reaches_nothing_is_found(questionnaire, build):
    repository = build(*SETTINGS)
    files = {path: text for path, text in repository.files.items() if path != "modules/eks-cluster/access.tf"}
    details = [
        problem.detail for problem in prove(questionnaire, repository.plan, parsed(files), documents(files)).diagnostics
    ]
    address = "keys(module.eks_cluster.aws_eks_access_entry.administrator)"
    role = "('arn:aws:iam::111122223333:role/platform',)"
    assert f"administrator_role_arns in staging: {address} is (), answered was {role}." in details


def test_a_faulty_template_stops_the_build_and_names_the_question(questionnaire, monkeypatch):
    original = pipeline.render

    def sabotaged(*arguments):
        files = original(*arguments)
        change = {"environments/production/terraform.tfvars": ('"STANDARD"', '"EXTENDED"')}
        return tuple(
            type(file)(file.path, file.text.replace(*change.get(file.path, ("", ""))), file.template) for file in files
        )

    monkeypatch.setattr(pipeline, "render", sabotaged)
    with pytest.raises(Exception, match=r"support_type in production: module\.eks_cluster.* is 'EXTENDED'"):
        pipeline.build(questionnaire, *from_settings((), questionnaire))


ROOT_FILES = {
    "main.tf": """\
locals {
  prefix = "${var.name}-x"
}

module "child" {
  source   = "./child"
  for_each = var.items
  size     = each.value.size
  label    = "${local.prefix}-${each.key}"
}

resource "aws_thing" "one" {
  for_each = toset(["a", "b"])
  name     = each.key
  nested {
    list = [for item in ["p", "q"] : item if item != "p"]
  }
}

resource "aws_thing" "four" {
  role {
    name = "a"
    who {
      id = 1
    }
    who {
      id = var.name
    }
  }
  role {
    name = "b"
    who {
      id = 3
    }
  }
  role {
    name = "c"
  }
}

resource "aws_thing" "two" {
  id_of  = aws_thing.unknown.id
  chosen = length(var.items) > 1 ? "many" : "few"
  same   = module.child["m"].label
  text = jsonencode({
    env  = { NAME = "true" }
    from = aws_thing.unknown.id
  })
  lines = base64encode(join("\\n", ["a", trimspace("b"), yamlencode({ sizes = [1, 2] })]))
  words = join(" ", ["a", "b"])

  dynamic "item" {
    for_each = var.items

    content {
      name = item.key
      size = item.value.size
    }
  }

  dynamic "later" {
    for_each = aws_thing.unknown.id

    content {
      name = later.value
    }
  }
}

data "aws_fact" "known" {
  id = "x-1"
}

data "aws_fact" "each" {
  for_each = toset(["a"])
  id       = each.key
}

terraform {
  backend "s3" {
    key = "k"
  }
}

terraform {
  required_version = ">= 1.11"
}
""",
    "variables.tf": 'variable "name" {}\nvariable "items" {\n  default = {}\n}\n',
    "terraform.tfvars": 'name = "n"\nitems = { m = { size = 1 }, o = { size = 2 } }\n',
    "child/main.tf": """\
variable "size" {}
variable "label" {}
resource "aws_item" "this" {
  size  = var.size
  label = var.label
}
output "label" {
  value = var.label
}
""",
}


PLATFORM = documents(
    {
        "platform/a.yaml": """\
clusterName: c
serviceAccount:
  annotations:
    a.b/c: d
images:
  - name: one
    tags: [v, w]
  - name: two
    tags: [z]
""",
        "platform/b.yaml": """\
kind: Pool
metadata:
  name: p
spec:
  requirements:
    - key: zone/x
      values: [e]
---
kind: Pool
metadata:
  name: q
spec:
  weight: 3
---
kind: Class
metadata: {}
""",
    }
)
PLATFORM = {path.removeprefix("platform/"): found for path, found in PLATFORM.items()}


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("platform.a.yaml#clusterName", "c"),
        ('platform.a.yaml#serviceAccount.annotations["a.b/c"]', "d"),
        ("keys(platform.a.yaml#serviceAccount)", ("annotations",)),
        ("keys(platform.a.yaml#missing)", ()),
        ("platform.a.yaml#images[*].name", ("one", "two")),
        ("platform.a.yaml#images[*].tags[*]", ("v", "w", "z")),
        ("platform.a.yaml#images[name=two].tags", ("z",)),
        ("platform.a.yaml#images[name=three].tags", None),
        ("platform.a.yaml#missing.name", None),
        ("platform.c.yaml#clusterName", None),
        ("platform.b.yaml#spec.weight", None),
        ("platform.b.yaml[Pool/q]#spec.weight", 3),
        ("platform.b.yaml[Pool/p]#spec.requirements[key=zone/x].values", ("e",)),
        ("platform.b.yaml[Pool/r]#spec", None),
        ("platform.b.yaml[Pool/*]#metadata.name", ("p", "q")),
        ("platform.b.yaml[Class/*]#metadata.name", (None,)),
        ("data.aws_fact.known.id", "x-1"),
        ("keys(data.aws_fact.each)", ("a",)),
        ("data.aws_fact.missing.id", None),
        ("aws_thing.two.text.env.NAME", "true"),
        ("aws_thing.two.text.env.OTHER", None),
        ("aws_thing.two.text", UNKNOWN),
        ("aws_thing.two.lines.sizes", (1, 2)),
        ("aws_thing.two.words.sizes", None),
        ("aws_thing.two.item[*].name", ("m", "o")),
        ("aws_thing.two.item[*].size", (1, 2)),
        ("aws_thing.two.later[*].name", (None,)),
        ("aws_thing.one[*].name", {"a": "a", "b": "b"}),
        ("keys(aws_thing.one)", ("a", "b")),
        ("keys(module.child)", ("m", "o")),
        ('module.child["o"].aws_item.this.size', 2),
        ('module.child["o"].aws_item.this.label', "n-x-o"),
        ("module.child[*].aws_item.this.size", {"m": 1, "o": 2}),
        ("aws_thing.two.chosen", "many"),
        ("aws_thing.two.same", "n-x-m"),
        ("aws_thing.two.id_of", UNKNOWN),
        ('aws_thing.one["a"].nested.list', ("q",)),
        ("aws_thing.four.role[*].name", ("a", "b", "c")),
        ("aws_thing.four.role[*].who[*].id", (1, "n", 3)),
        ("aws_thing.four.role.name", "a"),
        ("aws_thing.four.rule[*].name", None),
        ("aws_thing.two.missing", None),
        ("aws_thing.three.name", None),
        ("keys(aws_thing.three)", ()),
        ("terraform.backend.s3.key", "k"),
        ("terraform.required_version", ">= 1.11"),
        ("terraform.backend.gcs.key", None),
    ],
)
def test_an_address_is_followed_to_its_value(address, value):
    assert look_up(address, scope(ROOT_FILES), PLATFORM) == value


@pytest.mark.parametrize(
    "address", ["a b", "aws_thing.one[0].name", 'x["a', "keys(a b)", "platform.a", "platform.a.yaml#a b"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match=re.escape("is no address")):
        look_up(address, scope(ROOT_FILES), PLATFORM)


def test_a_fault_in_rendered_text_names_the_template(questionnaire, monkeypatch):
    original = pipeline.render

    def sabotaged(*arguments):
        change = {
            "modules/vpc/main.tf": ("var.cidr_block", "var.cidr_blok"),
            "modules/vpc/outputs.tf": ("aws_vpc.this", "aws_vpc.that"),
        }
        return tuple(
            type(file)(file.path, file.text.replace(*change.get(file.path, ("", ""))), file.template)
            for file in original(*arguments)
        )

    monkeypatch.setattr(pipeline, "render", sabotaged)
    with pytest.raises(Refused) as caught:
        pipeline.build(questionnaire, *from_settings((), questionnaire))
    told = {(one.subject.source, one.summary): one.hint for one in caught.value.diagnostics}
    undeclared = told["modules/vpc/main.tf", "Reference to undeclared input variable"]
    assert undeclared == 'Did you mean "cidr_block"? It was written by modules/vpc/main.tf.j2.'
    assert ("modules/vpc/outputs.tf", "Reference to undeclared resource") in told
    template = (ROOT / "modules" / "vpc" / "variables.tf.j2").read_text().splitlines()
    number = template.index('variable "cidr_block" {') + 1
    assert (
        told["modules/vpc/variables.tf", "Unused variable"]
        == f"It was written by modules/vpc/variables.tf.j2:{number}."
    )
