"""Our own output, and what Terraform alone could not judge, raises nothing: no error and no warning."""

from __future__ import annotations

import pytest
from golden import EXAMPLES, examples
from terracutter.check.policy import check_policy
from terracutter.check.schema import check_schema
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse
from test_repository import MATRIX


def problems_of(texts):
    files = [parse(text, path)[0] for path, text in texts.items() if path.endswith((".tf", ".tfvars"))]
    modules = modules_of(files)
    assert modules
    return [
        str(problem)
        for check in (check_schema, check_policy)
        for module in modules.values()
        for problem in check(module, modules)
    ]


@pytest.mark.parametrize("name", examples())
def test_the_examples(name):
    root = EXAMPLES / name / "expected"
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in root.rglob("*.tf*")}
    assert problems_of(texts) == []


@pytest.mark.parametrize("settings", MATRIX.values(), ids=MATRIX.keys())
def test_every_kind_of_answer(build, settings):
    assert problems_of(build(*settings).files) == []


@pytest.mark.parametrize("constraint", ["~> 5.0", "~> 6.0", ">= 5.100, < 7.0", ">= 5.0"])
def test_our_modules_suit_every_version_that_they_allow(build, constraint):
    texts = {
        path: text.replace(">= 5.100, < 7.0", constraint) for path, text in build("profile=production").files.items()
    }
    assert any(constraint in text for text in texts.values())
    assert problems_of(texts) == []


def test_a_configuration_that_makes_no_sense_ends_no_check():
    """What only Terraform would refuse: cycles, operators on the wrong types, keys that are no text."""
    text = """\
locals {
  a = local.b
  b = local.a
  c = -"x"
  d = { (local.c) = 1 < "a" }
}

resource "aws_vpc" "a" {
  cidr_block = local.a
  tags       = local.d
}

resource "aws_vpc" "b" {
  for_each   = local.a
  cidr_block = local.c
}

resource "aws_vpc" "c" {
  count      = local.a
  cidr_block = aws_vpc.c.cidr_block
}

resource "aws_vpc" {
}

data {}
"""
    assert problems_of({"main.tf": text, "terraform.tfvars": "x = 1\n"}) == []
