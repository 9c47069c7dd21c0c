"""Cycles, as Terraform sees them: it names the objects, we also say where the first one stands."""

from __future__ import annotations

import pytest
from verdicts import asked, files_of, problems_of

CYCLES = {
    "locals": ("locals {\n  a = local.b\n  b = local.a\n}", "Cycle: local.a, local.b", 2),
    "three locals": (
        'locals {\n  a = "${local.b}"\n  b = [for x in [1] : local.c]\n  c = { a = local.a }\n}',
        "Cycle: local.a, local.b, local.c",
        2,
    ),
    "resources": (
        (
            'resource "terraform_data" "a" {\n  input = terraform_data.b.id\n}\n'
            'resource "terraform_data" "b" {\n  input = terraform_data.a.id\n}'
        ),
        "Cycle: terraform_data.a, terraform_data.b",
        1,
    ),
    "resource and local": (
        'resource "terraform_data" "a" {\n  input = local.b\n}\nlocals {\n  b = terraform_data.a.id\n}',
        "Cycle: terraform_data.a, local.b",
        1,
    ),
    "data source": (
        (
            'data "terraform_remote_state" "a" {\n  backend = terraform_data.a.id\n}\n'
            'resource "terraform_data" "a" {\n  input = data.terraform_remote_state.a.outputs\n}'
        ),
        "Cycle: data.terraform_remote_state.a, terraform_data.a",
        1,
    ),
    "depends_on": (
        (
            'resource "terraform_data" "a" {\n  depends_on = [terraform_data.b]\n}\n'
            'resource "terraform_data" "b" {\n  depends_on = [terraform_data.a]\n}'
        ),
        "Cycle: terraform_data.a, terraform_data.b",
        1,
    ),
    "replace_triggered_by": (
        (
            'resource "terraform_data" "a" {\n  lifecycle {\n    replace_triggered_by = [terraform_data.b]\n  }\n}\n'
            'resource "terraform_data" "b" {\n  lifecycle {\n    replace_triggered_by = [terraform_data.a]\n  }\n}'
        ),
        "Cycle: terraform_data.a, terraform_data.b",
        1,
    ),
    "provisioners": (
        (
            'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = terraform_data.b.id\n  }\n}\n'
            'resource "terraform_data" "b" {\n  provisioner "local-exec" {\n    command = terraform_data.a.id\n  }\n}'
        ),
        "Cycle: terraform_data.a, terraform_data.b",
        1,
    ),
    "validations": (
        (
            'variable "a" {\n  validation {\n    condition     = var.a == var.b\n    error_message = "x"\n  }\n}\n'
            'variable "b" {\n  validation {\n    condition     = var.a == var.b\n    error_message = "x"\n  }\n}'
        ),
        "Cycle: var.a, var.b",
        1,
    ),
    "a module's own output": (
        'module "a" {\n  source = "./child"\n  size   = module.a.size\n}',
        "Cycle: module.a.var.size, module.a.output.size",
        3,
    ),
    "two modules": (
        (
            'module "a" {\n  source = "./child"\n  size   = module.b.size\n}\n'
            'module "b" {\n  source = "./child"\n  size   = module.a.size\n}'
        ),
        "Cycle: module.a.var.size, module.a.output.size, module.b.var.size, module.b.output.size",
        3,
    ),
    "module and local": (
        'locals {\n  a = module.a.size\n}\nmodule "a" {\n  source = "./child"\n  size   = local.a\n}',
        "Cycle: local.a, module.a.var.size, module.a.output.size",
        2,
    ),
    "a whole module": (
        (
            'module "a" {\n  source = "./child"\n  size   = module.b\n}\n'
            'module "b" {\n  source = "./child"\n  size   = 1\n  color  = module.a.size\n}'
        ),
        "Cycle: module.a.var.size, module.a.output.size, module.b.var.color, module.b.output.color, module.b (all)",
        3,
    ),
    "an instance that is not known": (
        (
            'locals {\n  i = 0\n}\nmodule "a" {\n  source = "./child"\n  size   = module.b[local.i].size\n}\n'
            'module "b" {\n  source = "./child"\n  count  = 1\n  size   = 1\n  color  = module.a.size\n}'
        ),
        "Cycle: module.a.var.size, module.a.output.size, module.b.var.color, module.b.output.color, module.b (all)",
        6,
    ),
    "count of a module": (
        'module "a" {\n  source = "./child"\n  size   = 1\n  count  = length(module.a[0].size)\n}',
        "Cycle: module.a, module.a.var.size, module.a.output.size",
        1,
    ),
    "modules that wait": (
        (
            'module "a" {\n  source     = "./child"\n  size       = 1\n  depends_on = [module.b]\n}\n'
            'module "b" {\n  source = "./child"\n  size   = 1\n  color  = module.a.size\n}'
        ),
        (
            "Cycle: module.a, module.a.var.size, module.a.output.size, module.b.var.color, module.b.output.color, "
            "module.b (all)"
        ),
        1,
    ),
    "through a resource of a module": (
        {
            "main.tf": 'module "a" {\n  source = "./a"\n  given  = terraform_data.b.id\n}\n'
            'resource "terraform_data" "b" {\n  input = module.a.made\n}\n',
            "a/main.tf": 'variable "given" {}\nresource "terraform_data" "a" {\n  input = var.given\n}\n'
            'output "made" {\n  value      = 1\n  depends_on = [terraform_data.a]\n}\n',
        },
        "Cycle: module.a.var.given, module.a.output.made, terraform_data.b",
        3,
    ),
    "through two levels": (
        {
            "main.tf": 'module "a" {\n  source = "./a"\n  given  = module.a.made\n}\n',
            "a/main.tf": 'variable "given" {}\nmodule "b" {\n  source = "../child"\n  size   = var.given\n}\n'
            'output "made" {\n  value = module.b.size\n}\n',
            "child/main.tf": 'variable "size" {}\noutput "size" {\n  value = var.size\n}\n',
        },
        "Cycle: module.a.var.given, module.a.output.made",
        3,
    ),
}

SOUND = {
    "each other's outputs": (
        'module "a" {\n  source = "./child"\n  size   = 1\n  color  = module.b.size\n}\n'
        'module "b" {\n  source = "./child"\n  size   = module.a.size\n}'
    ),
    "an output that needs nothing": ('module "a" {\n  source = "./child"\n  size   = 1\n  color  = module.a.size\n}'),
    "a known instance": (
        'module "a" {\n  source = "./child"\n  size   = 1\n  color  = module.b[0].size\n}\n'
        'module "b" {\n  source = "./child"\n  count  = 1\n  size   = module.a.size\n}'
    ),
    "another instance of a resource": (
        'resource "terraform_data" "a" {\n  count = 2\n  input = terraform_data.a[0].id\n}'
    ),
    "a shared module": {
        "main.tf": 'module "a" {\n  source = "./child"\n  size   = 1\n}\n'
        'module "b" {\n  source = "./b"\n  size   = module.a.size\n}\n',
        "b/main.tf": 'variable "size" {}\nmodule "c" {\n  source = "../child"\n  size   = var.size\n}\n',
        "child/main.tf": 'variable "size" {}\noutput "size" {\n  value = var.size\n}\n',
    },
}


@pytest.mark.parametrize(("case", "summary", "line"), CYCLES.values(), ids=CYCLES.keys())
def test_a_cycle_is_found_where_terraform_finds_one(terraform, tmp_path, case, summary, line):
    files = files_of(case)
    errors = [one for one in problems_of(files) if one.severity == "error"]
    assert [(one.summary, one.subject.source, one.subject.line) for one in errors] == [(summary, "main.tf", line)]
    assert asked(terraform, tmp_path, files) == (set(), True)
    assert "Cycle: " in terraform("validate", "-no-color", cwd=tmp_path).stderr


@pytest.mark.parametrize("case", SOUND.values(), ids=SOUND.keys())
def test_what_only_looks_like_a_cycle_is_none(terraform, tmp_path, case):
    files = files_of(case)
    assert [one for one in problems_of(files) if one.severity == "error"] == []
    assert asked(terraform, tmp_path, files) == (set(), False)


def test_a_local_of_itself_is_named(terraform, tmp_path):
    files = {"main.tf": "locals {\n  a = 1\n  b = [local.b]\n}\n"}
    errors = [one for one in problems_of(files) if one.severity == "error"]
    assert [(one.summary, one.subject.line) for one in errors] == [("Self-referencing local value", 3)]
    assert asked(terraform, tmp_path, files) == ({("main.tf", 3)}, False)


def test_a_provider_that_needs_what_it_makes_is_a_cycle():
    text = """
provider "kubernetes" {
  host = module.cluster.endpoint
}
module "cluster" {
  source = "./a"
}
"""
    child = """
resource "kubernetes_namespace" "a" {
  metadata {}
}
output "endpoint" {
  value = kubernetes_namespace.a.id
}
output "name" {
  value = "fixed"
}
"""
    problems = problems_of({"main.tf": text, "a/main.tf": child})
    assert [one.summary for one in problems] == ["Cycle: provider.kubernetes, module.cluster.output.endpoint"]
    assert problems_of({"main.tf": text.replace("endpoint", "name"), "a/main.tf": child}) == ()


def test_a_long_chain_is_no_cycle():
    names = range(5000)
    text = "locals {\n" + "".join(f"  a{n} = local.a{n + 1}\n" for n in names) + f"  a{len(names)} = 1\n}}\n"
    assert [one for one in problems_of({"main.tf": text}) if one.severity == "error"] == []
    ring = text.replace(f"a{len(names)} = 1", f"a{len(names)} = local.a0")
    assert len([one for one in problems_of({"main.tf": ring}) if one.severity == "error"]) == 1
