"""Functions, operators and types, as `terraform validate` judges them."""

from __future__ import annotations

import json

import pytest
from conftest import write_tree
from sound_types import CHILD, SOUND
from terracutter.check.functions import check_functions
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

VARIABLES = """\
variable "name" { type = string }
variable "size" { type = number }
variable "on" { type = bool }
variable "names" { type = list(string) }
variable "tags" { type = map(string) }
variable "zones" { type = set(string) }
variable "numbers" { type = set(number) }
variable "pair" { type = tuple([string, number]) }
variable "shape" { type = object({ a = string, b = optional(number) }) }
variable "shapes" { type = map(object({ a = string, b = optional(number) })) }
"""
# Each is one expression, and what is said of it.
EXPRESSIONS = {
    "lenght(var.names)": "Call to unknown function",
    "other::upper(1)": "Unknown provider function",
    "upper()": "Not enough function arguments",
    'replace("a", "b")': "Not enough function arguments",
    'upper("a", "b")': "Too many function arguments",
    "can(1, 2)": "Too many function arguments",
    "upper([])": "Invalid function argument",
    "upper(null)": "Invalid function argument",
    "upper(var.names)": "Invalid function argument",
    'join(",", var.name)': "Invalid function argument",
    'max(1, "two")': "Invalid function argument",
    "max(1...)": "Invalid expanding argument value",
    "max(null...)": "Invalid expanding argument value",
    "length(var.size)": "Error in function call",
    "keys(var.names)": "Invalid function argument",
    "values(var.names)": "Error in function call",
    "merge(var.names)": "Error in function call",
    "merge([{}])": "Error in function call",
    "concat(var.zones)": "Invalid function argument",
    "element(var.zones, 0)": "Error in function call",
    "element([], 0)": "Error in function call",
    'lookup(var.shape, "c")': "Invalid function argument",
    'lookup(var.tags, "a", [])': "Invalid function argument",
    "tolist(var.shape)": "Invalid function argument",
    "tolist([1, []])": "Invalid function argument",
    "toset(var.name)": "Invalid function argument",
    "tomap(var.names)": "Invalid function argument",
    'tonumber("abc")': "Invalid function argument",
    'tobool("yes")': "Invalid function argument",
    "flatten({})": "Error in function call",
    "one([1, 2])": "Invalid function argument",
    'zipmap(["a"], [1, 2])': "Error in function call",
    "coalesce([1], {})": "Error in function call",
    "coalesce(null, null)": "Error in function call",
    "setproduct(var.names)": "Error in function call",
    "slice([1], 0, 5)": "Invalid function argument",
    'contains("abc", "a")': "Error in function call",
    "reverse(var.tags)": "Invalid function argument",
    "sum([])": "Invalid function argument",
    "parseint(var.size, 10)": "Invalid function argument",
    "range()": "Error in function call",
    "try([1][5])": "Error in function call",
    'cidrsubnet("10.0.0.0/16", 8, 300)': "Error in function call",
    "var.names + 1": "Invalid operand",
    '1 < "a"': "Invalid operand",
    "var.on && var.size": "Invalid operand",
    "!var.size": "Invalid operand",
    '-"a"': "Invalid operand",
    "1 + null": "Operation failed",
    '"x${null}"': "Invalid template interpolation value",
    '"x${[]}"': "Invalid template interpolation value",
    '"%{ for one in [{}] }${one}%{ endfor }"': "Invalid template interpolation value",
    '"%{ if 1 }a%{ endif }"': "Incorrect condition type",
    "true ? 1 : []": "Inconsistent conditional result types",
    "var.on ? { a = 1, b = [] } : {}": "Inconsistent conditional result types",
    "var.on ? var.names : var.tags": "Inconsistent conditional result types",
    '"abc" ? 1 : 2': "Incorrect condition type",
    "null ? 1 : 2": "Null condition",
    "var.name.first": "Unsupported attribute",
    "var.names.first": "Unsupported attribute",
    "var.shape.c": "Unsupported attribute",
    "values(var.shapes)[*].c": "Unsupported attribute",
    'var.shapes["a"].b.c': "Unsupported attribute",
    "local.settings.missing": "Unsupported attribute",
    "merge(local.settings, { c = 1 }).d": "Unsupported attribute",
    'tomap({ a = 1 })["b"]': "Invalid index",
    "tomap({ a = 1 }).b": "Missing map element",
    "var.zones[0]": "Invalid index",
    'var.names["first"]': "Invalid index",
    "var.pair[2]": "Invalid index",
    "[1, 2][-1]": "Invalid index",
    "var.size[0]": "Invalid index",
    "var.names[null]": "Invalid index",
    "null.a": "Attempt to get attribute from null value",
    "[for one in var.name : one]": "Iteration over non-iterable value",
    "[for one in null : one]": "Iteration over null value",
    '[for one in var.names : one if "maybe"]': "Invalid 'for' condition",
    '{ for one in ["a", "a"] : one => 1 }': "Duplicate object key",
    "{ for one in [1] : [] => one }": "Invalid object key",
    "{ (null) = 1 }": "Null value as key",
    "{ ([]) = 1 }": "Incorrect key type",
}
# Whole modules; the problem stands in the line that ends with `# here`.
BLOCKS = {
    "for_each over a list": (
        """\
resource "terraform_data" "x" {
  for_each = var.names # here
}
""",
        "Invalid for_each argument",
    ),
    "for_each over a tuple": (
        """\
resource "terraform_data" "x" {
  for_each = ["a"] # here
}
""",
        "Invalid for_each argument",
    ),
    "for_each over null": (
        """\
module "m" {
  source = "./child"
  for_each = null # here
}
""",
        "Invalid for_each argument",
    ),
    "for_each over numbers": (
        """\
resource "terraform_data" "x" {
  for_each = toset([1, 2]) # here
}
""",
        "Invalid for_each set argument",
    ),
    "for_each over null in a set": (
        """\
resource "terraform_data" "x" {
  for_each = toset(["a", null]) # here
}
""",
        "Invalid for_each set argument",
    ),
    "for_each over something sensitive": (
        """\
resource "terraform_data" "x" {
  for_each = sensitive(toset(["a"])) # here
}
""",
        "Invalid for_each argument",
    ),
    "count of no number": (
        """\
resource "terraform_data" "x" {
  count = var.names # here
}
""",
        "Incorrect value type",
    ),
    "count below zero": (
        """\
resource "terraform_data" "x" {
  count = -1 # here
}
""",
        "Invalid count argument",
    ),
    "count of null": (
        """\
resource "terraform_data" "x" {
  count = null # here
}
""",
        "Invalid count argument",
    ),
    "a string for a list": (
        """\
module "m" {
  source = "./child"
  list = "a" # here
}
""",
        "Invalid value for input variable",
    ),
    "a list of lists for a list of strings": (
        """\
module "m" {
  source = "./child"
  list = [[]] # here
}
""",
        "Invalid value for input variable",
    ),
    "an object without an attribute": (
        """\
module "m" {
  source = "./child"
  shape = {} # here
}
""",
        "Invalid value for input variable",
    ),
    "text for a number": (
        """\
module "m" {
  source = "./child"
  size = "big" # here
}
""",
        "Invalid value for input variable",
    ),
    "a fault in a local": (
        """\
locals {
  wrong = 1 + [] # here
}
""",
        "Invalid operand",
    ),
    "a fault in a precondition": (
        """\
resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition = length(var.size) > 1 # here
      error_message = "no"
    }
  }
}
""",
        "Error in function call",
    ),
    "a fault in a provisioner": (
        """\
resource "terraform_data" "x" {
  provisioner "local-exec" {
    command = "echo ${[]}" # here
  }
}
""",
        "Invalid template interpolation value",
    ),
    "a validation that tells neither true nor false": (
        """\
variable "x" {
  type = string
  validation {
    condition = var.x == "" ? "maybe" : "perhaps"
    error_message = "no"
  }
}
locals {
  y = upper([]) # here
}
""",
        "Invalid function argument",
    ),
}
# What Terraform refuses before it looks at anything else, or in the root only.
ALONE = {
    "a default of another type": (
        """\
variable "x" {
  type = number
  default = "big" # here
}
""",
        "Invalid default value for variable",
    ),
    "a default that lacks an attribute": (
        """\
variable "x" {
  type = object({ a = string })
  default = {} # here
}
""",
        "Invalid default value for variable",
    ),
    "a null default where null is refused": (
        """\
variable "x" {
  nullable = false
  default = null # here
}
""",
        "Invalid default value for variable",
    ),
    "an optional attribute with a wrong default": (
        """\
variable "x" {
  type = object({ a = optional(number, "b") }) # here
}
""",
        "Invalid default value for optional attribute",
    ),
    "a sensitive output": (
        """\
variable "x" {
  sensitive = true
}
output "y" { # here
  value = "a${var.x}"
}
""",
        "Output refers to sensitive values",
    ),
    "an output of something made sensitive": (
        """\
output "y" { # here
  value = [sensitive("a")]
}
""",
        "Output refers to sensitive values",
    ),
}
LOCALS = "locals {\n  settings = { a = 1, b = null }\n}\n"


def expression_case(expression: str) -> str:
    return f'{VARIABLES}{LOCALS}output "x" {{\n  value = {expression} # here\n}}\n'


CASES = {expression: (expression_case(expression), summary) for expression, summary in EXPRESSIONS.items()}
CASES |= {name: (VARIABLES + text, summary) for name, (text, summary) in BLOCKS.items()}


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here"))


def problems_of(files, directory="root"):
    found = [parse(text, f"root/{path}") for path, text in files.items()]
    assert all(problems == () for _, problems in found)
    modules = modules_of([file for file, _ in found])
    return list(check_functions(modules[directory], modules))


@pytest.mark.parametrize(("text", "summary"), [*CASES.values(), *ALONE.values()], ids=[*CASES, *ALONE])
def test_each_problem_is_found_where_it_stands(text, summary):
    problems = problems_of({"main.tf": text, "child/main.tf": CHILD})
    errors = [one for one in problems if one.severity == "error" and one.subject.line == line_of(text)]
    assert summary in [one.summary for one in errors]
    assert {one.subject.source for one in problems} == {"root/main.tf"}


def test_terraform_refuses_the_same(terraform, tmp_path):
    """Each case is a module of one configuration."""
    files = {"main.tf": ""}
    for number, (text, _) in enumerate(CASES.values()):
        inputs = "".join(f"  {name} = var.anything\n" for name in inputs_of(text))
        files["main.tf"] += f'module "m{number}" {{\n  source = "./m{number}"\n{inputs}}}\n'
        files[f"m{number}/main.tf"] = text
        files[f"m{number}/child/main.tf"] = CHILD
    files["main.tf"] += 'variable "anything" {}\n'
    write_tree(tmp_path, files)
    assert terraform("init", "-backend=false", cwd=tmp_path).returncode == 0
    answer = json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)
    found = {(one["range"]["filename"], one["range"]["start"]["line"], one["summary"]) for one in answer["diagnostics"]}
    for number, (name, (text, summary)) in enumerate(CASES.items()):
        assert (f"m{number}/main.tf", line_of(text), summary) in found, name


def inputs_of(text: str) -> list[str]:
    blocks = parse(text, "main.tf")[0].body.blocks
    return [block.labels[0].value for block in blocks if block.type == "variable"]


@pytest.mark.parametrize(("text", "summary"), ALONE.values(), ids=ALONE.keys())
def test_terraform_refuses_the_same_at_once(terraform, tmp_path, text, summary):
    write_tree(tmp_path, {"main.tf": text})
    answer = json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)
    assert (summary, line_of(text)) in [
        (one["summary"], one["range"]["start"]["line"]) for one in answer["diagnostics"]
    ]


def test_what_terraform_accepts_raises_no_alarm(terraform, tmp_path):
    files = {"main.tf": SOUND, "child/main.tf": CHILD}
    assert [str(one) for one in problems_of(files)] == []
    assert [str(one) for one in problems_of(files, "root/child")] == []
    write_tree(tmp_path, files)
    assert terraform("init", "-backend=false", cwd=tmp_path).returncode == 0
    assert json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)["diagnostics"] == []


def test_near_names_are_offered():
    cases = map(expression_case, ("lenght(var.names)", "local.settings.aa"))
    hints = [one.hint for case in cases for one in problems_of({"main.tf": case})]
    assert hints == ['Did you mean "length"?', 'Did you mean "a"?']
