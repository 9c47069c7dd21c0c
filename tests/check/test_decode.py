"""What can be told from the text alone, judged as Terraform judges it."""

from __future__ import annotations

import pytest
from verdicts import asked, files_of, marked, places, problems_of

CASES = {
    "block type": 'resorce "terraform_data" "a" {} #!\nvarible "b" {} #!',
    "argument outside": "region = 1 #!",
    "labels": """
resource "terraform_data" {} #!
resource "terraform_data" "a" "b" {} #!
variable {} #!
output "a" "b" { #!
  value = 1
}
locals "a" { #!
  b = 1
}
terraform "a" { #!
}
check { #!
  assert {
    condition     = path.module != ""
    error_message = "x"
  }
}
""",
    "labels of nested blocks": """
terraform {
  backend { #!
  }
  required_providers "a" { #!
  }
}
resource "terraform_data" "a" {
  provisioner {} #!
  lifecycle "a" { #!
  }
}
""",
    "names": """
variable "1a" {} #!
variable "count" {} #!
variable "lifecycle" {} #!
output "a b" { #!
  value = 1
}
resource "terraform_data" "a.b" {} #!
resource "9data" "a" {} #!
data "terraform_remote_state" "-a" { #!
  backend = "local"
}
""",
    "module name": 'module "a/b" { #!\n  source = "./child"\n  size   = 1\n}',
    "names beyond ASCII": 'variable "größe" {}\noutput "o\u0302" {\n  value = var.größe\n}\nlocals {\n  日本 = 1\n}',
    "twice": """
variable "a" {}
variable "a" {} #!
output "a" {
  value = 1
}
output "a" { #!
  value = 1
}
locals {
  a = 1
}
locals {
  a = 2 #!
}
resource "terraform_data" "a" {}
resource "terraform_data" "a" {} #!
data "terraform_remote_state" "a" {
  backend = "local"
}
data "terraform_remote_state" "a" { #!
  backend = "local"
}
provider "terraform" {}
provider "terraform" {} #!
provider "terraform" {
  alias = "a"
}
provider "terraform" { #!
  alias = "a"
}
""",
    "twice in two files": {
        "a.tf": 'variable "a" {}\nresource "terraform_data" "a" {}\n',
        "b.tf": 'variable "a" {} #!\nresource "terraform_data" "a" {} #!\n',
    },
    "module twice": """
module "a" {
  source = "./child"
  size   = 1
}
module "a" { #!
  source = "./child"
  size   = 1
}
""",
    "settings twice": """
terraform {
  backend "local" {}
  required_providers {}
  provider_meta "a" {}
}
terraform {
  backend "local" {} #!
  required_providers {} #!
  provider_meta "a" {} #!
}
""",
    "backend and cloud": 'terraform {\n  backend "local" {} #!\n  cloud {}\n}',
    "missing arguments": """
output "a" {} #!
variable "a" {
  validation { #!
    condition = var.a == 1
  }
}
moved { #!
  from = terraform_data.a
}
removed {} #!
import { #!
  to = terraform_data.a
}
resource "terraform_data" "a" {
  lifecycle {
    postcondition { #!
      error_message = "x"
    }
  }
}
""",
    "module without a source": 'module "a" {} #!',
    "unknown arguments": """
terraform {
  required_versions = "1" #!
}
variable "a" {
  typ = string #!
}
output "a" {
  value       = 1
  descripton  = "x" #!
}
resource "terraform_data" "a" {
  lifecycle {
    ignore_change = [input] #!
  }
}
removed {
  from = terraform_data.b
  lifecycle {
    destory = false #!
  }
}
check "a" {
  enabled = true #!
  assert {
    condition     = path.module != ""
    error_message = "x"
  }
}
""",
    "unknown blocks": """
terraform {
  backends {} #!
}
variable "a" {
  validations {} #!
}
output "a" {
  value = 1
  postcondition {} #!
}
locals {
  a {} #!
}
resource "terraform_data" "a" {
  lifecycle {
    condition {} #!
  }
  locals {} #!
}
check "a" {
  resource "terraform_data" "b" {} #!
  assert {
    condition     = path.module != ""
    error_message = "x"
  }
}
""",
    "block in a module call": 'module "a" {\n  source = "./child"\n  size   = 1\n  tags {} #!\n}',
    "reserved block in a module call": 'module "a" {\n  source = "./child"\n  size   = 1\n  lifecycle {} #!\n}',
    "reserved in a provider": """
provider "terraform" {
  count      = 1 #!
  for_each   = {} #!
  depends_on = [] #!
  source     = "x" #!
  lifecycle {} #!
}
""",
    "count and for_each": """
resource "terraform_data" "a" {
  count    = 1
  for_each = {} #!
}
data "terraform_remote_state" "a" {
  for_each = {} #!
  count    = 1
  backend  = "local"
}
""",
    "meta-blocks twice": """
resource "terraform_data" "a" {
  lifecycle {}
  lifecycle {} #!
  connection {}
  connection {} #!
}
""",
    "null": """
variable "a" {
  description = null #!
  sensitive   = null #!
  default     = null
  type        = null #!
}
resource "terraform_data" "a" {
  lifecycle {
    prevent_destroy = null #!
  }
}
terraform {
  required_version = null
  required_providers {
    a = null #!
    b = { source = null } #!
  }
}
""",
    "null as an id": "import {\n  to = terraform_data.a\n  id = null #!\n}",
    "types": """
variable "a" {
  type = strin #!
}
variable "b" {
  type = "string" #!
}
variable "c" {
  type = set #!
}
variable "d" {
  type = list() #!
}
variable "e" {
  type = map(string, number) #!
}
variable "f" {
  type = object(string) #!
}
variable "g" {
  type = object({
    a = text #!
    b = optional(string, 1)
    c = optional() #!
    "d" = string #!
    e = optional(number, "x") #!
    f = optional(string, 1, 2) #!
  })
}
variable "h" {
  type = tuple(string) #!
}
variable "i" {
  type = optional(string) #!
}
variable "j" {
  type = list(list) #!
}
variable "k" {
  type = bool.a #!
}
variable "l" {
  type = array(string) #!
}
variable "m" {
  type = string() #!
}
variable "n" {
  type = object({ a = string, a = number }) #!
}
variable "o" {
  type = String #!
}
variable "p" {
  type = list(var.a) #!
}
""",
    "defaults": """
variable "a" {
  type    = number
  default = "x" #!
}
variable "b" {
  type    = list(string)
  default = "x" #!
}
variable "c" {
  type    = map(string)
  default = [] #!
}
variable "d" {
  type    = object({ a = string })
  default = { b = 1 } #!
}
variable "e" {
  type    = bool
  default = 1 #!
}
variable "f" {
  default  = null #!
  nullable = false
}
variable "g" {
  type    = map(number)
  default = { a = "x" } #!
}
variable "h" {
  type    = tuple([string])
  default = ["1", 2] #!
}
variable "i" {
  type    = list(any)
  default = [1, {}] #!
}
variable "j" {
  type    = list(object({ a = string }))
  default = [{ a = 1, b = 2 }, {}] #!
}
variable "k" {
  type    = bool
  default = "TRUE" #!
}
variable "l" {
  type    = number
  default = true #!
}
variable "m" {
  type    = set(string)
  default = { a = 1 } #!
}
variable "n" {
  default = var.a #!
}
variable "o" {
  default = timestamp() #!
}
""",
    "constants": """
variable "a" {
  description = "for ${var.b}" #!
  sensitive   = "yes" #!
  nullable    = 1 #!
}
output "a" {
  value     = 1
  sensitive = var.b #!
  ephemeral = [] #!
}
resource "terraform_data" "a" {
  lifecycle {
    prevent_destroy       = var.b #!
    create_before_destroy = "x" #!
  }
}
removed {
  from = terraform_data.b
  lifecycle {
    destroy = local.x #!
  }
}
terraform {
  required_version = var.b #!
}
""",
    "validation of something else": """
variable "a" {
  validation {
    condition     = var.b == 1 #!
    error_message = "x"
  }
}
variable "b" {
  validation {
    condition     = length("x") == 1 #!
    error_message = var.b
  }
}
variable "c" {
  validation {
    condition     = alltrue([for one in [var.c] : one == var.b])
    error_message = "x"
  }
}
""",
    "rules about nothing": """
output "a" {
  value = 1
  precondition {
    condition     = 1 == 1 #!
    error_message = "x"
  }
}
check "a" {
  assert {
    condition     = path.module != ""
    error_message = "x"
  }
  data "terraform_remote_state" "a" {
    backend = "local"
    count   = 1 #!
    lifecycle {} #!
  }
}
check "b" { #!
}
check "c" {
  assert {
    condition     = path.module != ""
    error_message = "x"
  }
  data "terraform_remote_state" "b" {
    backend = "local"
  }
  data "terraform_remote_state" "c" { #!
    backend = "local"
  }
}
""",
    "static lists": """
resource "terraform_data" "a" {
  depends_on = terraform_data.b #!
  lifecycle {
    ignore_changes       = "all" #!
    replace_triggered_by = terraform_data.b #!
  }
}
resource "terraform_data" "b" {
  depends_on = [terraform_data.c[each.key], 1] #!
  lifecycle {
    ignore_changes       = [input[var.x]] #!
    replace_triggered_by = [var.x] #!
  }
}
resource "terraform_data" "c" {
  lifecycle {
    ignore_changes = all
  }
}
""",
    "self-reference in a condition": """
resource "terraform_data" "a" {
  lifecycle {
    postcondition {
      condition     = terraform_data.a.id != "" #!
      error_message = "x"
    }
  }
}
""",
    "lifecycle of a data source": """
data "terraform_remote_state" "a" {
  backend = "local"
  lifecycle {
    prevent_destroy = true #!
  }
}
""",
    "provisioner keywords": """
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command    = "x"
    when       = creat #!
    on_failure = "stop" #!
  }
  provisioner "local-exec" {
    command = var.x #!
    when    = destroy
  }
}
""",
    "provisioner arguments": """
resource "terraform_data" "a" {
  provisioner "local-exec" { #!
    commnd = "x" #!
  }
}
""",
    "connection arguments": """
resource "terraform_data" "a" {
  connection { #!
    hots = "x" #!
  }
  provisioner "local-exec" {
    command = "x"
  }
}
""",
    "moved": """
moved {
  from = terraform_data.a
  to   = terraform_data.b.id #!
}
moved { #!
  from = terraform_data.a
  to   = module.a
}
moved {
  from = "a" #!
  to   = terraform_data.a[var.x] #!
}
moved {
  from = local.a #!
  to   = var.a #!
}
moved {
  from = module.a["x"].terraform_data.a
  to   = terraform_data.b[0]
}
moved {
  from = data.terraform_remote_state.a
  to   = data.terraform_remote_state.b
}
""",
    "removed": """
removed {
  from = terraform_data.a[0] #!
}
removed {
  from = data.terraform_remote_state.a #!
}
removed {
  from = terraform_data.b
  provisioner "local-exec" { #!
    command = "x"
  }
}
removed {
  from = module.a.terraform_data.b
}
""",
    "import": """
import {
  to = data.terraform_remote_state.a #!
  id = "x"
}
import {
  to = terraform_data.a.id #!
  id = "x"
}
import {
  to = "terraform_data.a" #!
  id = "x"
}
""",
    "version constraints": """
terraform {
  required_version = "=> 1.0" #!
}
terraform {
  required_version = ">= 1.0," #!
}
terraform {
  required_version = "1.x" #!
}
terraform {
  required_version = "> 1.0.0 < 2" #!
}
terraform {
  required_version = "" #!
}
""",
    "prerelease": 'terraform {\n  required_version = ">= 1.0.0-beta1" #!\n}',
    "required providers": """
terraform {
  required_providers {
    a   = "1 or 2" #!
    b   = { source = "a/b/c/d" } #!
    c   = { version = "newest" } #!
    d   = { sorce = "x" } #!
    f   = { source = var.x } #!
    G   = { source = "a/g" } #!
    h_i = { source = "a/h" } #!
    j   = [1] #!
    k   = { configuration_aliases = "x" } #!
    l   = { configuration_aliases = [x.y] } #!
    m   = { source = "a/m", version = "~> 1.0, != 1.5" }
  }
}
""",
    "experiments": "terraform {\n  experiments = [anything] #!\n}",
    "version of a provider": 'provider "terraform" {\n  version = "newest" #!\n}',
    "alias of a provider": 'provider "terraform" {\n  alias = var.x #!\n}',
    "provider of a resource": 'resource "terraform_data" "a" {\n  provider = terraform.a.b #!\n}',
    "source with a variable": 'module "a" {\n  source = "./${var.a}" #!\n}\nvariable "a" {}',
    "source without ./": 'module "a" {\n  source = "child" #!\n}',
    "source that is a dot": 'module "a" {\n  source = ".." #!\n}',
    "empty source": 'module "a" {\n  source = "" #!\n}',
    "number as a source": 'module "a" {\n  source = 1 #!\n}',
    "null as a source": 'module "a" {\n  source = null #!\n}',
    "version of a local module": 'module "a" {\n  source  = "./child" #!\n  version = "1.0"\n  size    = 1\n}',
    "providers that are a list": 'module "a" {\n  source    = "./child"\n  size      = 1\n  providers = [] #!\n}',
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_errors_stand_where_terraform_has_them(terraform, tmp_path, case):
    files = files_of(case)
    assert places(problems_of(files), "error") >= marked(files, "#!")
    found, _ = asked(terraform, tmp_path, files)
    assert found == marked(files, "#!")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nothing_else_is_an_error(case):
    """What later tiers find beside it is found by Terraform too, once the text is right."""
    files = files_of(case)
    further = {"Reference to undeclared", "Reference to", "Missing resource instance key", "Invalid reference"}
    errors = [one for one in problems_of(files) if one.severity == "error"]
    first = [one for one in errors if not one.summary.startswith(tuple(further))]
    assert places(first, "error") <= marked(files, "#!")


def test_a_backend_takes_constants_only():
    """Terraform notices with `init`, which reads the backend; `validate` does not."""
    files = files_of('variable "a" {}\nterraform {\n  backend "s3" {\n    bucket = var.a\n  }\n}')
    found = [(one.summary, one.subject.line) for one in problems_of(files) if one.severity == "error"]
    assert found == [("Variables not allowed", 4)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('resorce "a" "b" {}', 'Did you mean "resource"?'),
        ('variable "a" {\n  typ = string\n}', 'Did you mean "type"?'),
        ('variable "a" {\n  type = strin\n}', 'Did you mean "string"?'),
        ('variable "a" {\n  type = "string"\n}', "write string without the quotes"),
        ('variable "a" {\n  validation = 1\n}', "`validation { … }` is a block"),
        ('variable "a" {\n  default {}\n}', "`default` is an argument: write `default = …`"),
        ('module "a" {\n  source = "child"\n}', 'a directory beside this one is written "./child"'),
        ('terraform {\n  required_version = "=> 1.0"\n}', "write `>=` instead of `=>`"),
        (
            'resource "terraform_data" "a" {\n  lifecycle {\n    ignore_change = []\n  }\n}',
            'Did you mean "ignore_changes"?',
        ),
        (
            'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n    command = ""\n    when = creat\n  }\n}',
            'Did you mean "create"?',
        ),
    ],
)
def test_a_hint_says_what_to_type(text, hint):
    assert hint in [one.hint for one in problems_of({"main.tf": text})]


def test_a_problem_knows_the_text_that_it_means():
    text = 'variable "a" {\n  type = list(strin)\n}\n\noutput "b" {}\n'
    found = [text[one.subject.start : one.subject.end] for one in problems_of({"main.tf": text})]
    assert found == ['variable "a"', "strin", "{"]
