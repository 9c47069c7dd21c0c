"""Values of variables, and what Terraform says only when it plans."""

from __future__ import annotations

import time

import pytest
from golden import ROOT
from terracutter.check.functions import check_functions
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse


def problems_of(files):
    found = [parse(text, path) for path, text in files.items()]
    assert all(problems == () for _, problems in found)
    modules = modules_of([file for file, _ in found])
    return [one for module in modules.values() for one in check_functions(module, modules)]


def said(files):
    return [(one.severity, one.summary, str(one.subject)) for one in problems_of(files)]


VERSION = """\
variable "release" {
  type    = string
  default = "1.33"
  validation {
    condition     = can(regex("^1\\\\.[0-9]+$", var.release))
    error_message = "A minor version is due."
  }
}
"""


def test_a_default_that_its_own_validation_refuses_is_found():
    text = VERSION.replace('"1.33"', '"latest"')
    (problem,) = problems_of({"root/main.tf": text})
    assert problem.severity == "warning"
    assert problem.summary == "Invalid value for variable"
    assert problem.detail == 'The validation of "release" refuses this value: A minor version is due.'
    assert text[problem.subject.start : problem.subject.end] == '"latest"'


def test_a_given_value_that_the_validation_refuses_is_found():
    files = {"root/main.tf": VERSION, "root/terraform.tfvars": '\nrelease = "2"\n'}
    assert said(files) == [("warning", "Invalid value for variable", "root/terraform.tfvars:2:11")]


def test_a_given_value_that_can_never_fit_is_an_error():
    main = 'variable "zones" {\n  type = list(string)\n}\n'
    files = {"root/main.tf": main, "root/terraform.tfvars": 'zones = "a"\n'}
    assert said(files) == [("error", "Invalid value for input variable", "root/terraform.tfvars:1:9")]


@pytest.mark.parametrize(
    ("kind", "value", "condition"),
    [
        ("number", "3", "contains([1, 3, 5], var.x)"),
        ("number", '"3"', "var.x >= 1 && var.x <= 10 && floor(var.x) == var.x"),
        ("string", '"10.0.0.0/16"', 'can(cidrhost(var.x, 0)) && tonumber(split("/", var.x)[1]) <= 24'),
        ("list(string)", '["a1", "b1"]', 'alltrue([for one in var.x : endswith(one, "1")])'),
        ("map(object({ a = optional(number, 2) }))", "{ x = {} }", "alltrue([for one in var.x : one.a == 2])"),
        ("object({ a = optional(string) })", "{}", "var.x.a == null || can(length(var.x.a))"),
        ("string", "null", 'var.x == null ? true : startswith(var.x, "a")'),
        ("list(string)", '["a", "b"]', "length(distinct(var.x)) == length(var.x)"),
        ("string", '"a"', 'try(var.x.b, "none") == "none"'),
        ("string", '"a"', "var.x == local.other"),
        ("string", '"a"', "var.x == var.other"),
        ("string", '"a"', "timecmp(plantimestamp(), var.x) < 0"),
    ],
)
def test_what_passes_or_cannot_be_told_raises_no_alarm(kind, value, condition):
    text = f'variable "x" {{\n  type = {kind}\n  default = {value}\n  validation {{\n    condition = {condition}\n'
    text += '    error_message = "no"\n  }\n}\nlocals {\n  other = "b"\n}\nvariable "other" {\n  default = "b"\n}\n'
    assert said({"root/main.tf": text}) == []


@pytest.mark.parametrize(
    ("kind", "value", "condition"),
    [
        ("number", "4", "contains([1, 3, 5], var.x)"),
        ("string", '"10.0.0.0/33"', "can(cidrhost(var.x, 0))"),
        ("string", '"10.0.0.0"', "can(cidrnetmask(var.x))"),
        ("list(string)", '["a1", "b2"]', 'alltrue([for one in var.x : endswith(one, "1")])'),
        ("map(object({ a = optional(number, 2) }))", "{ x = {} }", "alltrue([for one in var.x : one.a > 2])"),
        ("list(string)", '["a", "a"]', "length(distinct(var.x)) == length(var.x)"),
        ("bool", "true", "var.x == 1"),
    ],
)
def test_what_fails_is_found(kind, value, condition):
    text = f'variable "x" {{\n  type = {kind}\n  default = {value}\n  validation {{\n    condition = {condition}\n'
    text += '    error_message = "no"\n  }\n}\n'
    assert said({"root/main.tf": text}) == [("warning", "Invalid value for variable", "root/main.tf:3:13")]


CHILD = """\
resource "terraform_data" "this" {}
output "id" {
  value = terraform_data.this.id
}
output "ids" {
  value = [1]
}
"""
MAIN = """\
variable "names" {
  type = list(string)
}
variable "numbers" {
  type = set(number)
}
variable "size" {
  type = number
}
variable "on" {
  type = bool
}
variable "shapes" {
  type = map(object({ a = string }))
}
resource "terraform_data" "a" {
  input = "a"
}
resource "terraform_data" "many" {
  for_each = var.shapes
}
module "m" {
  source = "./child"
}
"""
UNKNOWN_KEYS = "for_each keys known only after apply"
LATER = {
    "keys from an id": ("for_each = toset([terraform_data.a.id])", "warning", UNKNOWN_KEYS),
    "keys of an object from an id": (
        "for_each = { (terraform_data.a.id) = 1 }", "warning", UNKNOWN_KEYS),
    "keys through a loop": (
        "for_each = { for one in terraform_data.many : one.id => one }", "warning", UNKNOWN_KEYS),
    "keys through a module": ("for_each = toset([module.m.id])", "warning", UNKNOWN_KEYS),
    "keys that are set": ("for_each = toset([terraform_data.a.input])", None, None),
    "ids as values": ("for_each = { for key, one in terraform_data.many : key => one.id }", None, None),
    "a list by a loop": ("for_each = [for one in var.names : one]", "error", "Invalid for_each argument"),
    "a set of numbers": ("for_each = var.numbers", "error", "Invalid for_each set argument"),
    "the element of a list": ("for_each = var.shapes\n  input = each.value.zz", "warning", "Unsupported attribute"),
    "a loop over strings": ("input = [for one in var.names : one.id]", "warning", "Unsupported attribute"),
    "a list in a text": ('input = "x${var.names}"', "error", "Invalid template interpolation value"),
    "a number as condition": ("input = var.size ? 1 : 2", "error", "Incorrect condition type"),
    "an output of another type": ("input = upper(module.m.ids)", "error", "Invalid function argument"),
    "a function of a provider": ("input = provider::aws::arn_parse([]).region", None, None),
    "a branch that is guarded": ("input = var.size > 1 ? { a = 1 }.b : null", None, None),
    "an unknown function in a branch": ("input = var.on ? lenght([]) : null", "error", "Call to unknown function"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "severity", "summary"), LATER.values(), ids=LATER.keys())
def test_what_only_a_plan_would_find(text, severity, summary):
    main = f'{MAIN}resource "terraform_data" "x" {{\n  {text}\n}}\n'
    found = problems_of({"root/main.tf": main, "root/child/main.tf": CHILD})
    assert [(one.severity, one.summary) for one in found] == ([(severity, summary)] if severity else [])


def example(name):
    root = ROOT / "examples" / name / "expected"
    paths = [path for path in root.rglob("*") if path.suffix == ".tf" or path.name == "terraform.tfvars"]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}


@pytest.mark.parametrize("name", ["minimal", "production"])
def test_the_examples_raise_no_alarm(name):
    assert said(example(name)) == []


def test_a_repository_is_checked_in_no_time():
    modules = modules_of([parse(text, path)[0] for path, text in example("production").items()])
    costs = []
    for _ in range(5):
        start = time.process_time()
        for module in modules.values():
            list(check_functions(module, modules))
        costs.append(time.process_time() - start)
    assert min(costs) < 0.05, "it takes 0.01 s on a usual machine"
