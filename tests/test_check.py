"""References and module calls, as `terraform validate` judges them."""

from __future__ import annotations

import json

import pytest
from conftest import write_tree
from terracutter.check import check
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

CHILD = {"child/main.tf": 'variable "size" {}\noutput "size" {\n  value = var.size\n}\n'}

BROKEN = {
    "variable": (
        'output "x" {\n  value = var.nam\n}\nvariable "name" {}\n',
        "Reference to undeclared input variable",
        2,
    ),
    "local": ('output "x" {\n  value = local.a\n}\n', "Reference to undeclared local value", 2),
    "resource": ('output "x" {\n  value = terraform_data.a.id\n}\n', "Reference to undeclared resource", 2),
    "data": ('output "x" {\n  value = data.terraform_remote_state.a.id\n}\n', "Reference to undeclared data source", 2),
    "module": ('output "x" {\n  value = module.a.b\n}\n', "Reference to undeclared module", 2),
    "in a template": ('output "x" {\n  value = "a${var.b}"\n}\n', "Reference to undeclared input variable", 2),
    "in a for": ('output "x" {\n  value = [for a in [1] : b.c]\n}\n', "Reference to undeclared resource", 2),
    "duplicate": ('variable "a" {}\nvariable "a" {}\n', "Duplicate input variable a", 2),
    "missing input": ('module "c" {\n  source = "./child"\n}\n', "Missing required argument", 1),
    "unknown input": (
        'module "c" {\n  source = "./child"\n  size   = 1\n  sise   = 2\n}\n',
        "Unsupported argument",
        4,
    ),
    "unknown output": (
        'module "c" {\n  source = "./child"\n  size   = 1\n}\noutput "x" {\n  value = module.c.sise\n}\n',
        "Unsupported attribute",
        6,
    ),
    "no such module": ('module "c" {\n  source = "./gone"\n}\n', "Unreadable module directory", 1),
}

SOUND = """\
variable "names" {
  type = list(string)
}

locals {
  lengths = { for name in var.names : name => length(name) if name != "" }
  shown   = "%{ for name in var.names }${name}%{ endfor }"
}

resource "terraform_data" "one" {
  for_each = local.lengths
  input    = each.value

  lifecycle {
    ignore_changes = [input]
  }
}

module "child" {
  source = "./child"
  size   = values(terraform_data.one)[*].id
}

output "size" {
  value = [module.child.size, local.shown, path.module, terraform.workspace]
}
"""


def problems_of(files):
    found = [parse(text, f"root/{path}") for path, text in files.items()]
    assert all(problems == () for _, problems in found)
    return check(modules_of([file for file, _ in found]))


@pytest.mark.parametrize(("text", "summary", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_each_problem_is_found_where_it_stands(text, summary, line):
    problems = problems_of({"main.tf": text, **CHILD})
    assert [(one.summary, one.subject.source, one.subject.line) for one in problems] == [
        (summary, "root/main.tf", line)
    ]


@pytest.mark.parametrize(("text", "summary", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_terraform_refuses_the_same(terraform, tmp_path, text, summary, line):
    write_tree(tmp_path, {"main.tf": text, **CHILD})
    initialised = terraform("init", "-backend=false", "-no-color", cwd=tmp_path)
    if initialised.returncode != 0:
        assert f"line {line}" in initialised.stderr or f"main.tf:{line}" in initialised.stderr
        return
    found = json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)
    assert line in [one["range"]["start"]["line"] for one in found["diagnostics"] if one["severity"] == "error"]


def test_sound_configurations_raise_no_alarm(terraform, tmp_path):
    files = {"main.tf": SOUND, **CHILD}
    assert problems_of(files) == ()
    write_tree(tmp_path, files)
    assert terraform("init", "-backend=false", cwd=tmp_path).returncode == 0
    assert terraform("validate", cwd=tmp_path).returncode == 0


def test_near_names_are_offered():
    problem = problems_of({"main.tf": BROKEN["variable"][0]})[0]
    assert problem.hint == 'Did you mean "name"?'


def test_a_value_for_a_variable_that_is_not_declared_is_found():
    problem = problems_of({"main.tf": 'variable "size" {}\n', "terraform.tfvars": "sise = 1\n"})[0]
    assert (problem.summary, problem.hint) == ("Value for undeclared variable", 'Did you mean "size"?')
