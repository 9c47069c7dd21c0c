"""No false alarms, not slow, and not stopped by what is deep or strange."""

from __future__ import annotations

import time
from random import Random

import pytest
from golden import ROOT
from terracutter.check import check
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse
from verdicts import CHILD, asked, problems_of, read_examples

SOUND = {
    "main.tf": """
terraform {
  required_version = ">= 1.11, < 2.0.0"

  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }

  backend "local" {
    path = "terraform.tfstate"
  }
}

provider "terraform" {
  alias = "second"
}

variable "names" {
  description = "Names of things."
  type        = list(string)
  default     = ["a", "b"]
  nullable    = false
  sensitive   = false

  validation {
    condition     = length(var.names) > 0 && alltrue([for name in var.names : name != local.prefix])
    error_message = "At least one name is needed, not ${length(var.names)}."
  }
}

variable "options" {
  type = object({
    size  = optional(number, 1)
    tags  = optional(map(string), {})
    rules = optional(list(object({ from = number, to = optional(number) })), [{ from = 1 }])
    any   = optional(any)
    pair  = optional(tuple([string, bool]), ["1", "true"])
  })
  default = {}
}

variable "legacy" {
  type    = list
  default = [1, "a", true]
}

locals {
  prefix   = "x"
  lengths  = { for name in var.names : name => length(name) if name != "" }
  shown    = "%{for index, name in var.names}${index}${name}%{endfor}"
  nested   = [for outer in [[1]] : [for inner in outer : inner + length(outer)]]
  maybe    = try(var.options.any.deep[0], null)
  escaped  = "$${var.nothing} %%{if}"
  kébab    = { (local.prefix) = 1, "${local.prefix}-y" = 2, plain = 3 }
  document = <<-EOT
    %{~for name in var.names~}
    ${name}: ${local.lengths[name]} $${not.this}
    %{~endfor~}
  EOT
}

resource "terraform_data" "one" {
  provider         = terraform.second
  for_each         = local.lengths
  input            = { key = each.key, value = each.value, type = "t", self = path.root }
  triggers_replace = [local.kébab, local.maybe, terraform.workspace]
  depends_on       = [terraform_data.two, module.child, module.several]

  lifecycle {
    create_before_destroy = true
    prevent_destroy       = "false"
    ignore_changes        = [input, triggers_replace[0]]
    replace_triggered_by  = [terraform_data.two[0].id, terraform_data.three]

    precondition {
      condition     = each.value > 0
      error_message = "Bad ${each.key}."
    }

    postcondition {
      condition     = self.output != null
      error_message = "Bad ${self.id}."
    }
  }

  connection {
    host = self.id
  }

  provisioner "local-exec" {
    command     = "echo ${self.id} ${each.key}"
    interpreter = ["sh", "-c"]
    when        = destroy
    on_failure  = continue
  }
}

resource "terraform_data" "two" {
  count = length(var.names)
  input = [count.index, var.names[count.index], var.legacy]
}

resource "terraform_data" "three" {
  input = [terraform_data.two[*].id, terraform_data.two.*.output, terraform_data.two[0].id, local.nested]
}

data "terraform_remote_state" "there" {
  backend = "local"
  config  = { path = "x" }
}

module "child" {
  source = "./child"
  size   = values(terraform_data.two)[*].id
  color  = module.several["a"].color
}

module "several" {
  source   = "./child"
  for_each = toset(["a"])
  size     = each.value
}

module "counted" {
  source    = "./child"
  count     = 2
  size      = count.index
  providers = {}
}

check "health" {
  data "terraform_remote_state" "scoped" {
    backend = "local"
  }

  assert {
    condition     = data.terraform_remote_state.scoped.outputs != {}
    error_message = "Nothing is there."
  }
}

moved {
  from = terraform_data.old
  to   = terraform_data.three
}

removed {
  from = terraform_data.gone

  lifecycle {
    destroy = false
  }
}

import {
  to = terraform_data.three
  id = "x-${local.prefix}"
}

output "size" {
  description = "Everything."
  value       = [module.child.size, module.several["a"].size, module.counted[*].size, module.counted[0].color]
  sensitive   = true
  depends_on  = [module.child]

  precondition {
    condition     = length(var.names) > 0
    error_message = "No names."
  }
}

output "rest" {
  value = {
    shown     = local.shown
    escaped   = local.escaped
    document  = local.document
    there     = data.terraform_remote_state.there.outputs
    instances = { for key, one in terraform_data.one : key => one.id }
    explicit  = resource.terraform_data.three.output
    options   = var.options
  }
}
""",
    "child/main.tf": CHILD,
}


def test_a_sound_configuration_raises_no_alarm(terraform, tmp_path):
    assert problems_of(SOUND) == ()
    files = {path: text.replace("values(terraform_data.two)", "terraform_data.two") for path, text in SOUND.items()}
    assert asked(terraform, tmp_path, files) == (set(), False)


@pytest.mark.parametrize("example", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_the_examples_raise_no_alarm(example):
    assert check(read_examples(example / "expected")) == ()


def test_all_of_it_takes_little_time():
    example = ROOT / "examples" / "production" / "expected"
    times = []
    for _ in range(5):
        modules = read_examples(example)
        start = time.process_time()
        check(modules)
        times.append(time.process_time() - start)
    assert min(times) < 0.1  # seconds; ten times of what it takes, for slow machines


def mutants(count):
    """Variants of a sound text with pieces left out, doubled or replaced."""
    random = Random(7)
    text = SOUND["main.tf"]
    pieces = [*['"', "{", "}", "[", "]", "(", ".", "=", "[*]", ".0", '""', "null", "each", "é"], "\n", 'dynamic "" {}']
    for _ in range(count):
        start = random.randrange(len(text))
        end = start + random.randrange(30)
        yield text[:start] + random.choice(["", text[start:end] * 2, random.choice(pieces)]) + text[end:]


def test_nothing_that_is_written_stops_it():
    for text in mutants(300):
        found = [parse(one, path) for path, one in {**SOUND, "main.tf": text}.items()]
        assert isinstance(check(modules_of([file for file, _ in found])), tuple)


@pytest.mark.parametrize(
    "expression",
    [
        " + ".join(["1"] * 20_000),
        "!" * 20_000 + "true",
        " ? 1 : ".join(["var.x"] * 5_000),
        "[" * 120 + "]" * 120,
        "local.x" + "[0]" * 20_000,
        "local.x" + ".y" * 20_000,
        '"' + "${local.x}" * 5_000 + '"',
    ],
    ids=["operators", "negations", "conditions", "brackets", "indexes", "attributes", "interpolations"],
)
def test_long_and_deep_expressions_are_followed(expression):
    text = f'variable "x" {{\n  default = {expression}\n}}\nlocals {{\n  x = 1\n  y = {expression}\n}}\n'
    assert isinstance(problems_of({"main.tf": text}), tuple)


def test_deep_types_and_blocks_are_followed():
    depth = 120
    kind = "list(" * depth + "string" + ")" * depth
    value = "[" * depth + "1" + "]" * depth
    blocks = "a {\n" * depth + "b = var.x\n" + "}\n" * depth
    text = f'variable "x" {{\n  type = {kind}\n  default = {value}\n}}\nresource "example_thing" "a" {{\n{blocks}}}\n'
    assert [one.severity for one in problems_of({"main.tf": text})] == ["warning"]
