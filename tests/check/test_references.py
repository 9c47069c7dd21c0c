"""References, as Terraform judges them."""

from __future__ import annotations

import pytest
from verdicts import asked, files_of, marked, places, problems_of

CASES = {
    "undeclared": """
variable "name" {}
output "a" {
  value = var.nam #!
}
output "b" {
  value = local.a #!
}
output "c" {
  value = terraform_data.a.id #!
}
output "d" {
  value = data.terraform_remote_state.a.id #!
}
output "e" {
  value = module.a.b #!
}
output "f" {
  value = "a${var.b}" #!
}
output "g" {
  value = [for a in [1] : b.c] #!
}
output "h" {
  value = ephemeral.a.b #!
}
output "i" {
  value = resource.terraform_data.a #!
}
output "j" {
  value = <<-EOT
    %{for a in [1]}${a}
    ${b.c} #!
    %{endfor}
  EOT
}
output "k" {
  value = { (var.x) = 1 } #!
}
output "l" {
  value = var.name[local.index] #!
}
output "m" {
  value = try(var.x, 1) #!
}
""",
    "incomplete": """
output "a" {
  value = foo #!
}
output "b" {
  value = foo[0] #!
}
output "c" {
  value = var #!
}
output "d" {
  value = var["x"] #!
}
output "e" {
  value = data.foo #!
}
output "f" {
  value = module #!
}
output "g" {
  value = [for x in [1] : y] #!
}
output "h" {
  value = local.* #!
}
""",
    "roots": """
output "a" {
  value = path.foo #!
}
output "b" {
  value = terraform.env #!
}
output "c" {
  value = count.index #!
}
output "d" {
  value = each.key #!
}
output "e" {
  value = self.id #!
}
output "f" {
  value = template.a #!
}
output "g" {
  value = path #!
}
locals {
  a = count.foo #!
}
""",
    "each, count and self": """
resource "terraform_data" "a" {
  input = each.key #!
}
resource "terraform_data" "b" {
  input = count.index #!
}
resource "terraform_data" "c" {
  count = 2
  input = each.key #!
}
resource "terraform_data" "d" {
  for_each = {}
  input    = count.index #!
}
resource "terraform_data" "e" {
  for_each = { a = each.key } #!
}
resource "terraform_data" "f" {
  count = count.index #!
}
resource "terraform_data" "g" {
  for_each = {}
  input    = each.foo #!
}
resource "terraform_data" "h" {
  input = self.id #!
  provisioner "local-exec" {
    command = self.id
  }
  lifecycle {
    precondition {
      condition     = self.id != "" #!
      error_message = "x"
    }
    postcondition {
      condition     = self.id != ""
      error_message = "x"
    }
  }
}
resource "terraform_data" "i" {
  input = each #!
}
resource "terraform_data" "j" {
  lifecycle {
    precondition {
      condition     = each.key == "x" #!
      error_message = "x"
    }
  }
}
module "b" {
  source   = "./child"
  for_each = { a = 1 }
  size     = each.value
}
""",
    "instance keys": """
variable "key" {}
resource "terraform_data" "one" {}
resource "terraform_data" "counted" {
  count = 1
}
resource "terraform_data" "each" {
  for_each = {}
}
data "terraform_remote_state" "each" {
  for_each = {}
  backend  = "local"
}
output "a" {
  value = terraform_data.counted.id #!
}
output "b" {
  value = terraform_data.each.id #!
}
output "c" {
  value = terraform_data.one[0].id #!
}
output "d" {
  value = terraform_data.one["x"] #!
}
output "e" {
  value = terraform_data.one.0.id #!
}
output "f" {
  value = data.terraform_remote_state.each.outputs #!
}
output "g" {
  value = [terraform_data.one[*].id, terraform_data.counted[*].id, terraform_data.counted.*.id]
}
output "h" {
  value = [terraform_data.one[var.key], terraform_data.counted.0.id, terraform_data.each["x"].id]
}
output "i" {
  value = [terraform_data.counted, values(terraform_data.each)[*].id]
}
output "j" {
  value = terraform_data.one[true] #!
}
""",
    "depends_on attribute": """
resource "terraform_data" "a" {
  depends_on = [terraform_data.b.id] #!
}
resource "terraform_data" "b" {}
resource "terraform_data" "c" {
  depends_on = [terraform_data.b["x"]] #!
}
""",
    "depends_on": """
resource "terraform_data" "b" {
  depends_on = [terraform_data.c] #!
}
output "a" {
  value      = 1
  depends_on = [var.a, module.a] #!
}
output "b" {
  value      = 1
  depends_on = [data.terraform_remote_state.a] #!
}
resource "terraform_data" "d" {
  for_each   = {}
  depends_on = [each.key] #!
}
output "c" {
  value      = 1
  depends_on = [terraform_data.d, terraform_data.d["x"]]
}
""",
    "rules": """
variable "a" {
  validation {
    condition     = var.a == local.b #!
    error_message = "not ${var.c}" #!
  }
}
output "a" {
  value = 1
  precondition {
    condition     = var.d == 1 #!
    error_message = "x"
  }
}
check "a" {
  assert {
    condition     = var.e == 1 #!
    error_message = "x"
  }
}
""",
    "data source of a check": """
check "a" {
  data "terraform_remote_state" "a" {
    backend = "local"
  }
  assert {
    condition     = data.terraform_remote_state.a.outputs != {}
    error_message = "x"
  }
}
output "a" {
  value = data.terraform_remote_state.b #!
}
""",
    "import": """
resource "terraform_data" "a" {
  count = 1
}
resource "terraform_data" "b" {}
resource "terraform_data" "c" {
  for_each = {}
}
import {
  to = terraform_data.a #!
  id = "x"
}
import {
  to = terraform_data.b["x"] #!
  id = "x"
}
import {
  for_each = { a = 1 }
  to       = terraform_data.c[each.key]
  id       = each.value
}
""",
    "import with a reference": """
resource "terraform_data" "a" {}
import {
  to = terraform_data.a
  id = var.a #!
}
""",
    "provider configuration": 'resource "terraform_data" "a" {\n  provider = terraform.b #!\n}',
    "words that are no references": """
variable "string" {
  type = string
}
provider "terraform" {
  alias = "a"
}
resource "terraform_data" "a" {
  provider = terraform.a
  input    = { type = var.string, key = "x" }
  lifecycle {
    ignore_changes = [input, triggers_replace]
  }
  provisioner "local-exec" {
    command    = "x"
    when       = destroy
    on_failure = continue
  }
}
moved {
  from = terraform_data.old
  to   = terraform_data.a
}
removed {
  from = terraform_data.gone
}
output "a" {
  value = [for index, type in [1] : { for key in [type] : key => index }]
}
""",
}

HINTS = [
    ('variable "name" {}\noutput "a" {\n  value = var.nam\n}', 'Did you mean "name"?'),
    ('variable "name" {}\noutput "a" {\n  value = name\n}', "write var.name"),
    ('variable "name" {}\noutput "a" {\n  value = local.name\n}', "write var.name"),
    ('output "a" {\n  value = variable.name\n}', "write var.NAME"),
    ('output "a" {\n  value = terraform.workspac\n}', 'Did you mean "workspace"?'),
    (
        'resource "terraform_data" "cluster" {}\noutput "a" {\n  value = terraform_data.clutser.id\n}',
        'Did you mean "terraform_data.cluster"?',
    ),
]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_errors_stand_where_terraform_has_them(terraform, tmp_path, case):
    files = files_of(case)
    assert places(problems_of(files), "error") == marked(files, "#!")
    found, has_others = asked(terraform, tmp_path, files)
    if has_others:  # some have no place in Terraform's own words, "each" alone for one
        assert found <= marked(files, "#!")
    else:
        assert found == marked(files, "#!")


@pytest.mark.parametrize(("text", "hint"), HINTS)
def test_a_hint_says_what_to_type(text, hint):
    assert hint in [one.hint for one in problems_of({"main.tf": text})]


def test_the_whole_name_is_meant():
    text = 'output "a" {\n  value = "x ${data.terraform_remote_state.a.outputs.b}"\n}\n'
    subject = problems_of({"main.tf": text})[0].subject
    assert (text[subject.start : subject.end], subject.line, subject.column) == ("data.terraform_remote_state.a", 2, 16)


def test_what_a_dynamic_block_may_leave_out_is_a_warning():
    text = """
variable "many" {}
resource "example_thing" "a" { #?
  dynamic "rule" {
    for_each = var.many
    iterator = one
    content {
      name = one.value
      text = each.value #?
      dynamic "inner" {
        for_each = [one.key]
        content {
          name = inner.value
          text = local.a #?
        }
      }
    }
  }
  dynamic "always" {
    for_each = [1]
    labels   = [always.value]
    content {
      text = local.b #!
    }
  }
}
"""
    files = {"main.tf": text}
    problems = problems_of(files)
    assert (places(problems, "error"), places(problems, "warning")) == (marked(files, "#!"), marked(files, "#?"))


def test_an_unused_provider_block_is_not_evaluated(terraform, tmp_path):
    files = {"main.tf": 'provider "terraform" {\n  alias = "a"\n  x     = var.a #?\n}\n'}
    assert asked(terraform, tmp_path, files) == (set(), False)
    assert places(problems_of(files), "warning") == marked(files, "#?")
