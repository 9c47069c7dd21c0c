"""Configurations with marked lines: `#!` where an error is due, `#?` where a warning is."""

from __future__ import annotations

import json

from conftest import write_tree
from terracutter.check import check
from terracutter.configuration import modules_of
from terracutter.hcl.parser import parse

CHILD = """\
variable "size" {}
variable "color" {
  default = "red"
}
output "size" {
  value = var.size
}
output "color" {
  value = var.color
}
"""


def files_of(case):
    """A case is the text of `main.tf`, or all files by path; `child` is there in any case."""
    files = {"main.tf": case} if isinstance(case, str) else dict(case)
    return {"child/main.tf": CHILD, **files} if "./child" in str(case) else files


def marked(files, mark):
    return {
        (path, number)
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if line.endswith(mark)
    }


def problems_of(files):
    found = [parse(text, path) for path, text in files.items()]
    assert [problem for _, problems in found for problem in problems] == []
    return check(modules_of([file for file, _ in found]))


def places(problems, severity):
    return {(one.subject.source, one.subject.line) for one in problems if one.severity == severity}


def asked(terraform, directory, files):
    """What Terraform says: the places of its errors, and whether it has others without a place."""
    write_tree(directory, files)
    done = terraform("init", "-backend=false", "-json", cwd=directory)
    if done.returncode == 0:
        diagnostics = json.loads(terraform("validate", "-json", cwd=directory).stdout)["diagnostics"]
    else:
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        diagnostics = [line["diagnostic"] for line in lines if "diagnostic" in line]
        diagnostics = [one for one in diagnostics if not one["summary"].startswith("Terraform encountered problems")]
    errors = [one for one in diagnostics if one["severity"] == "error"]
    found = {
        (one["range"]["filename"], one["range"]["start"]["line"])
        for one in errors
        if one.get("range", {}).get("filename")
    }
    return found, any(not one.get("range", {}).get("filename") for one in errors)


def read_examples(directory):
    """The modules below a directory, by path from there."""
    paths = [path for path in sorted(directory.rglob("*")) if path.suffix in {".tf", ".tfvars"}]
    found = [parse(path.read_text(encoding="utf-8"), path.relative_to(directory).as_posix()) for path in paths]
    assert [problem for _, problems in found for problem in problems] == []
    return modules_of([file for file, _ in found])
