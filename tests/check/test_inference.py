"""Inference never raises, always ends, and says of random expressions what Terraform says."""

from __future__ import annotations

import json
from random import Random

import pytest
from expressions import VARIABLES, expression
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.check.functions import check_functions
from terracutter.check.types.module import ModuleTypes
from terracutter.check.types.problems import Certainty
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse


def modules(text: str):
    file, problems = parse(text, "root/main.tf")
    assert problems == ()
    return modules_of([file])


def configuration(expressions):
    outputs = (f'output "o{n}" {{\n  value = {one}\n}}\n' for n, one in enumerate(expressions))
    return VARIABLES + "".join(outputs)


def judged(text):
    """The certainties of what is wrong with each output."""
    found = modules(text)
    types = ModuleTypes(found["root"], found, {})
    for one in found["root"].declared("output"):
        types.report.source = one.source
        with types.report.apart() as problems:
            types.inference.infer(one.block.body.attributes["value"].value, {})
        yield {problem.certainty for problem in problems}


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=6))
def test_inference_never_raises(seed, depth):
    list(judged(configuration([expression(Random(seed), depth)])))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_expressions_are_judged_as_by_terraform(terraform, tmp_path, seed):
    random = Random(seed)
    expressions = [expression(random, 2) for _ in range(400)]
    text = configuration(expressions)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    answer = json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)
    first = VARIABLES.count("\n") + 1
    refused = {(one["range"]["start"]["line"] - first) // 3 for one in answer["diagnostics"]}
    assert len(refused) > len(expressions) / 3
    for number, (one, found) in enumerate(zip(expressions, judged(text), strict=True)):
        if number in refused:
            assert found - {Certainty.POSSIBLE}, f"{one} is accepted, and Terraform refuses it"
        else:
            assert Certainty.REFUSED not in found, f"{one} is refused, and Terraform accepts it"


def problems_of(text):
    found = modules(text)
    return [(one.summary, one.subject.line) for one in check_functions(found["root"], found)]


ENDLESS = {
    "locals in a circle": "locals {\n  a = local.b + 1\n  b = local.a + 1\n}\n",
    "a local of itself": "locals {\n  a = [local.a]\n}\n",
    "many locals in a row": "locals {\n" + "".join(f"  a{n} = local.a{n + 1}\n" for n in range(3000)) + "}\n",
    "deep brackets": f"locals {{\n  a = {'(' * 90}1{')' * 90}\n}}\n",
    "a long sum": f"locals {{\n  a = {' + '.join(['1'] * 2000)}\n}}\n",
    "doubling": "locals {\n  a0 = 1\n" + "".join(f"  a{n + 1} = [local.a{n}, local.a{n}]\n" for n in range(60)) + "}\n",
    "loops in loops": "locals {\n  a = range(9)\n  n = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n  b = "
    + "[for x in local.n : " * 9 + "x" + "]" * 9 + "\n}\n",
    "calls in calls": f"locals {{\n  a = {'try(' * 60}1{', 2)' * 60}\n}}\n",
    "a module of itself": 'module "m" {\n  source = "../root"\n}\noutput "o" {\n  value = module.m.o + 1\n}\n',
}  # fmt: skip


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_goes_on_and_on_is_left_open(text):
    assert problems_of(text) == []
