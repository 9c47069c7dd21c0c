"""Terraform text whose faulty lines say in a comment what is expected there.

#! Summary    told by us and by Terraform
#+ Summary    told by us alone: AWS refuses it later, or Terraform is silent about it
#-            told by Terraform alone, which complains about the same fault on this line, too
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

_MARK = re.compile(r"#([!+-])\s*(.*)$")
BOTH, OURS, THEIRS = "!", "+", "-"


def versions(constraint: str) -> str:
    requirement = f'      source  = "hashicorp/aws"\n      version = "{constraint}"\n'
    return f"terraform {{\n  required_providers {{\n    aws = {{\n{requirement}    }}\n  }}\n}}\n"


def marks(text: str, *kinds: str) -> set[tuple[int, str]]:
    """The line and summary of every mark of these kinds; several summaries stand apart by semicolons."""
    found = set()
    for number, line in enumerate(text.splitlines(), start=1):
        match = _MARK.search(line)
        if match and match[1] in kinds:
            found |= {(number, summary) for summary in match[2].split("; ")}
    return found


def told(check, files: Mapping[str, str], path: str = "main.tf") -> set[tuple[int, str]]:
    """What a check says about one of the files of a root module."""
    parsed = [parse(text, name) for name, text in files.items()]
    assert all(problems == () for _, problems in parsed)
    modules = modules_of([file for file, _ in parsed])
    problems = [problem for module in modules.values() for problem in check(module, modules)]
    return {(one.subject.line, one.summary) for one in problems if one.subject.source == path}


def terraform_tells(terraform, directory, texts: Iterable[str]) -> tuple[str, set[tuple[int, str]]]:
    """All texts as one file and what `terraform validate` says about it: one init, one validate."""
    text = "\n".join(texts)
    (directory / "versions.tf").write_text(versions(">= 5.100, < 7.0"), encoding="utf-8")
    (directory / "main.tf").write_text(text, encoding="utf-8")
    initialised = terraform("init", "-backend=false", "-no-color", cwd=directory)
    assert initialised.returncode == 0, initialised.stderr
    diagnostics = json.loads(terraform("validate", "-json", cwd=directory).stdout)["diagnostics"]
    return text, {(one["range"]["start"]["line"], one["summary"]) for one in diagnostics}
