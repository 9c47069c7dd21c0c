"""`terracutter validate`: any directory, Terraform's voice and JSON, without init."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import write_tree
from golden import EXAMPLES

BROKEN = {
    "main.tf": """\
variable "a" {}

output "x" {
  value = "${var.é}-${local.x}"
}

module "c" {
  source = "./child"
  size   = var.a
  sise   = 2
}
""",
    "child/main.tf": 'variable "size" {}\n\noutput "size" {\n  value = var.size\n}\n',
}

TEXT = """\
Error: Reference to undeclared input variable

  on main.tf line 4, in output "x":
   4:   value = "${var.é}-${local.x}"
                   ^^^^^

No input variable "é" is declared in this directory.
"""


@pytest.fixture
def validate(tmp_path):
    def run(*arguments: str | Path, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "terracutter", "validate", *arguments]
        environment = {"PATH": os.defpath, "HOME": str(tmp_path)}
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    return run


def test_errors_are_shown_beside_their_lines(validate, tmp_path):
    write_tree(tmp_path, BROKEN)
    done = validate()
    assert (done.returncode, done.stdout) == (1, "")
    assert TEXT in done.stderr
    assert done.stderr.endswith("\n1 configuration of 2 modules: 3 errors, 0 warnings.\n")


def test_json_is_terraforms(terraform, validate, tmp_path):
    """The same keys, and for each error the same range and snippet; the words are our own."""
    write_tree(tmp_path, {**BROKEN, "main.tf": BROKEN["main.tf"].replace("  sise   = 2\n", "")})
    assert terraform("init", "-backend=false", cwd=tmp_path).returncode == 0
    theirs = json.loads(terraform("validate", "-json", cwd=tmp_path).stdout)
    done = validate("--format", "json")
    ours = json.loads(done.stdout)
    assert done.returncode == 1
    assert ours.keys() == theirs.keys()
    assert {key: ours[key] for key in ours if key != "diagnostics"} == {
        key: theirs[key] for key in theirs if key != "diagnostics"
    }

    def places(document):
        return sorted(
            (json.dumps(one["range"], sort_keys=True), json.dumps(one["snippet"], sort_keys=True), one["severity"])
            for one in document["diagnostics"]
        )

    assert places(ours) == places(theirs)


@pytest.mark.parametrize("example", sorted(path.name for path in EXAMPLES.iterdir()))
def test_our_own_output_has_no_warning(validate, example):
    done = validate(EXAMPLES / example / "expected", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Success! ")


def test_warnings_count_only_when_strict(validate, tmp_path):
    write_tree(tmp_path, {"main.tf": 'variable "unused" {}\n'})
    lenient, strict = validate(), validate("--strict")
    assert (lenient.returncode, lenient.stdout) == (0, "Success! 1 configuration of 1 module, valid, 1 warning.\n")
    assert "Warning: Unused variable" in lenient.stderr
    assert strict.returncode == 1
    document = json.loads(validate("--strict", "--format", "json").stdout)
    assert (document["valid"], document["error_count"]) == (False, 1)


def test_every_root_below_is_validated_once_and_terraform_s_own_directory_is_left_alone(validate, tmp_path):
    sound = {"main.tf": 'module "c" {\n  source = "../child"\n  size   = 1\n}\n'}
    for name in ("one", "two"):
        write_tree(tmp_path / name, sound)
    write_tree(tmp_path, {"child/main.tf": BROKEN["child/main.tf"], "one/.terraform/modules/x/main.tf": "broken {\n"})
    assert validate().stdout == "Success! 2 configurations of 3 modules, valid, 0 warnings.\n"


def test_a_file_stands_for_its_directory(validate, tmp_path):
    write_tree(tmp_path, BROKEN)
    assert validate("main.tf").returncode == 1
    assert validate("child/main.tf").returncode == 0


@pytest.mark.parametrize("arguments", [["nothing"], ["--format", "xml"]])
def test_what_cannot_be_validated_is_refused(validate, arguments):
    assert validate(*arguments).returncode in {1, 2}


def test_a_directory_without_terraform_is_a_warning(validate, tmp_path):
    done = validate()
    assert done.returncode == 0
    assert "holds no Terraform files" in done.stderr


def test_ten_thousand_brackets_are_a_diagnostic(validate, tmp_path):
    (tmp_path / "main.tf").write_text(f"locals {{\n  a = {'[' * 10_000}{']' * 10_000}\n}}\n")
    done = validate()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_error_in_a_file_of_values_is_shown_beside_its_line(validate, tmp_path):
    write_tree(tmp_path, {"main.tf": 'variable "a" {\n  type = number\n}\noutput "a" {\n  value = var.a\n}\n'})
    write_tree(tmp_path, {"terraform.tfvars": '# values\na = "x"\n'})
    assert '  on terraform.tfvars line 2:\n   2: a = "x"\n          ^^^\n' in validate().stderr
    (found,) = json.loads(validate("--format", "json").stdout)["diagnostics"]
    assert (found["range"]["start"]["line"], found["snippet"]["code"]) == (2, 'a = "x"')
