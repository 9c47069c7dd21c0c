"""Module calls, as Terraform judges them."""

from __future__ import annotations

import pytest
from verdicts import asked, files_of, marked, places, problems_of

ALIASED = """
terraform {
  required_providers {
    terraform = {
      source                = "terraform.io/builtin/terraform"
      configuration_aliases = [terraform.a]
    }
  }
}
"""
BUILT_IN = ALIASED.replace("      configuration_aliases = [terraform.a]\n", "")

CASES = {
    "missing input": 'module "a" { #!\n  source = "./child"\n}',
    "unknown inputs": """
module "b" {
  source = "./child"
  size   = 1
  colour = "blue" #!
  shape  = "round" #!
}
module "c" {
  source = "./child"
  size   = null
}
""",
    "ephemeral output": {
        "main.tf": 'module "a" {\n  source = "./a"\n}\noutput "a" { #!\n  value     = 1\n  ephemeral = true\n}\n',
        "a/main.tf": 'variable "a" {\n  default   = 1\n  ephemeral = true\n}\n'
        'output "a" {\n  value     = var.a\n  ephemeral = true\n}\n',
    },
    "outputs": """
module "a" {
  source = "./child"
  size   = 1
}
output "a" {
  value = module.a.sise #!
}
output "b" {
  value = module.a.size
}
output "c" {
  value = try(module.a.sise, null)
}
output "d" {
  value = module.a[*].sise #!
}
output "e" {
  value = [module.a["size"], module.a[*].size, module.a]
}
""",
    "outputs of several": """
module "a" {
  source = "./child"
  count  = 1
  size   = 1
}
module "b" {
  source   = "./child"
  for_each = {}
  size     = 1
}
output "a" {
  value = module.a[0].sise #!
}
output "b" {
  value = module.b["x"].sise #!
}
output "c" {
  value = module.a.size #!
}
output "d" {
  value = module.a["x"].size #!
}
output "e" {
  value = module.a[*].sise #!
}
output "f" {
  value = [module.a[0].size, module.a[*].size, module.a.*.size, module.b["x"].size, module.b]
}
output "g" {
  value = module.a[local.index].sise #!
}
locals {
  index = 0
}
""",
    "missing directory": 'module "a" { #!\n  source = "./gone"\n}',
    "missing directory above": 'module "a" { #!\n  source = "../../gone"\n}',
    "modules in modules": {
        "main.tf": 'module "a" {\n  source = "./a"\n}\noutput "a" {\n  value = module.a.b\n}\n',
        "a/main.tf": 'module "b" {\n  source = "../b"\n  size   = 1\n}\noutput "b" {\n  value = module.b.c #!\n}\n',
        "b/main.tf": 'variable "size" {}\noutput "size" {\n  value = var.size\n}\n',
    },
    "slashes": """
module "a" {
  source = "./child/"
  size   = 1
}
module "b" {
  source = ".//child"
  sise   = 1 #!
  size   = 1
}
""",
    "asked for configuration": {
        "main.tf": 'module "a" { #!\n  source = "./a"\n}\n',
        "a/main.tf": ALIASED,
    },
    "configuration of another name": {
        "main.tf": BUILT_IN
        + 'module "a" {\n  source = "./a"\n  providers = {\n    terraform.a = terraform\n'
        + "    terraform.b = terraform #!\n  }\n}",
        "a/main.tf": ALIASED,
    },
    "configuration of another provider": {
        "main.tf": BUILT_IN.replace("terraform.io/builtin/terraform", "example/other")
        + 'module "a" {\n  source = "./a"\n  providers = {\n    terraform.a = terraform #!\n  }\n}',
        "a/main.tf": ALIASED,
    },
    "absent configuration": {
        "main.tf": 'module "a" {\n  source = "./a"\n}\n',
        "a/main.tf": BUILT_IN + 'resource "terraform_data" "a" {\n  provider = terraform.a #!\n}\n',
    },
    "passed configuration": {
        "main.tf": BUILT_IN
        + 'provider "terraform" {\n  alias = "b"\n}\n'
        + 'module "a" {\n  source = "./a"\n  providers = {\n    terraform.a = terraform.b\n  }\n}',
        "a/main.tf": ALIASED + 'resource "terraform_data" "a" {\n  provider = terraform.a\n}\n',
    },
    "called many times": {
        "main.tf": 'module "a" {\n  source = "./a"\n  count  = 1 #!\n}\n',
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'provider "terraform" {\n  x = 1\n}\n',
    },
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_errors_stand_where_terraform_has_them(terraform, tmp_path, case):
    files = files_of(case)
    assert places(problems_of(files), "error") == marked(files, "#!")
    found, has_others = asked(terraform, tmp_path, files)
    if has_others:  # Terraform has no place for what is wrong between modules and directories
        assert found <= marked(files, "#!")
    else:
        assert found == marked(files, "#!")


SOURCES = [
    "terraform-aws-modules/vpc/aws",
    "terraform-aws-modules/vpc/aws//modules/vpc-endpoints",
    "app.terraform.io/example/vpc/aws",
    "git::https://example.com/vpc.git?ref=v1.2.0",
    "git@github.com:example/vpc.git",
    "github.com/example/vpc",
    "https://example.com/vpc.zip",
    "s3::https://s3-eu-west-1.amazonaws.com/example/vpc.zip",
    "/srv/modules/vpc",
]


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_not_read_is_not_judged(source):
    text = f'module "a" {{\n  source = "{source}"\n  x      = 1\n}}\noutput "a" {{\n  value = module.a.b[0].c\n}}\n'
    assert problems_of({"main.tf": text}) == ()


def test_a_module_that_calls_itself_has_no_end():
    files = {
        "main.tf": 'module "a" {\n  source = "./a"\n}\n',
        "a/main.tf": 'module "b" { #!\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" { #!\n  source = "../a"\n}\n',
    }
    problems = problems_of(files)
    assert places(problems, "error") == marked(files, "#!")
    assert {one.summary for one in problems} == {"Module calls itself"}


def test_a_near_name_is_offered():
    files = files_of('module "a" {\n  source = "./child"\n  sise   = 1\n  size   = 2\n}\n')
    problem = problems_of(files)[0]
    assert (problem.detail, problem.hint) == ('child has no variable "sise".', 'Did you mean "size"?')
