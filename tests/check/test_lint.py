"""What Terraform is silent about until it plans, or altogether."""

from __future__ import annotations

import pytest
from verdicts import asked, files_of, marked, places, problems_of

CASES = {
    "unused variable": 'variable "a" {} #?\nvariable "b" {}\noutput "a" {\n  value = var.b\n}',
    "variable of its own validation": """
variable "a" { #?
  validation {
    condition     = var.a == 1
    error_message = "x"
  }
}
""",
    "unused local value": 'locals {\n  a = 1 #?\n  b = 2\n}\noutput "a" {\n  value = local.b\n}',
    "unused data source": """
data "terraform_remote_state" "a" { #?
  backend = "local"
}
data "terraform_remote_state" "b" {
  backend = "local"
  lifecycle {
    postcondition {
      condition     = self.outputs != {}
      error_message = "x"
    }
  }
}
data "terraform_remote_state" "c" {
  backend = "local"
}
resource "terraform_data" "a" {
  depends_on = [data.terraform_remote_state.c]
}
""",
    "resource of itself": 'resource "terraform_data" "a" {\n  input = terraform_data.a.id #!\n}',
    "data source of itself": """
data "terraform_remote_state" "a" {
  backend = "local"
  config  = { path = data.terraform_remote_state.a.outputs.path } #!
}
""",
    "resource of its instances": """
resource "terraform_data" "a" {
  count = 2
  input = terraform_data.a[0].id #?
}
resource "terraform_data" "b" {
  depends_on = [terraform_data.b] #?
}
""",
    "undeclared trigger": """
resource "terraform_data" "a" {
  lifecycle {
    replace_triggered_by = [
      terraform_data.gone, #?
      terraform_data.b.id,
    ]
  }
}
resource "terraform_data" "b" {}
""",
    "each and count in a sole module": """
module "a" {
  source = "./child"
  size   = each.key #!
  color  = count.index #!
}
""",
    "index of a sole module": """
module "a" {
  source = "./child"
  size   = 1
}
output "a" {
  value = module.a[0].size #!
}
output "b" {
  value = module.a["sise"] #!
}
""",
    "attribute of all instances": """
module "a" {
  source   = "./child"
  for_each = {}
  size     = 1
}
resource "terraform_data" "a" {
  for_each = {}
}
output "a" {
  value = module.a.size #?
}
output "b" {
  value = module.a[*].size #?
}
output "c" {
  value = terraform_data.a[*].id #?
}
output "d" {
  value = [values(module.a)[*].size, values(terraform_data.a)[*].id, module.a[*], terraform_data.a[*]]
}
""",
    "word as an index": """
resource "terraform_data" "a" {
  count = 1
}
output "a" {
  value = terraform_data.a["x"] #!
}
""",
    "values": {
        "main.tf": 'variable "size" {}\noutput "a" {\n  value = var.size\n}\n',
        "terraform.tfvars": "size = 1\nsise = 1 #?\n",
        "more.auto.tfvars": "color = 1 #?\n",
    },
    "values that are no constants": {
        "main.tf": 'variable "size" {}\noutput "a" {\n  value = var.size\n}\n',
        "terraform.tfvars": "size = local.size #!\nthing {} #!\n",
    },
    "backend": 'variable "a" {} #?\nterraform {\n  backend "s3" {\n    bucket = var.a #!\n  }\n}',
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_more_is_said_than_terraform_says(terraform, tmp_path, case):
    files = files_of(case)
    problems = problems_of(files)
    assert (places(problems, "error"), places(problems, "warning")) == (marked(files, "#!"), marked(files, "#?"))
    assert asked(terraform, tmp_path, files) == (set(), False)


def test_quotes_that_are_no_longer_needed_are_a_warning(terraform, tmp_path):
    text = """
resource "terraform_data" "a" {
  provider   = "terraform" #?
  depends_on = ["terraform_data.b"] #?
  lifecycle {
    ignore_changes = ["input"] #?
  }
}
resource "terraform_data" "b" {
  provisioner "local-exec" {
    command    = "x"
    when       = "create" #?
    on_failure = "fail" #?
  }
}
"""
    files = {"main.tf": text}
    assert places(problems_of(files), "warning") == marked(files, "#?")
    assert asked(terraform, tmp_path, files) == (set(), False)


def test_a_near_name_is_offered_for_a_value():
    files = {"main.tf": 'variable "size" {}\noutput "a" {\n  value = var.size\n}\n', "terraform.tfvars": "sise = 1\n"}
    problem = problems_of(files)[0]
    assert (problem.summary, problem.hint) == ("Value for undeclared variable", 'Did you mean "size"?')
