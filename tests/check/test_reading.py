"""Directories on disk: what is read, what is followed, and what is said about the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import write_tree
from golden import ROOT
from terracutter.check import check
from terracutter.reading import read, roots

FILES = {
    "live/main.tf": 'module "a" {\n  source = "../modules/a"\n  size   = var.size\n}\nvariable "size" {}\n',
    "live/terraform.tfvars": "size = 1\n",
    "live/z.auto.tfvars": "size = 2\n",
    "live/other.tfvars": "size = 3\n",
    "live/.terraform/modules/x/main.tf": "broken {",
    "live/.hidden.tf": "broken {",
    "live/main.tf~": "broken {",
    "modules/a/main.tf": 'variable "size" {}\nmodule "b" {\n  source = "../b"\n  size   = var.size\n}\n',
    "modules/a/terraform.tfvars": "broken {",
    "modules/b/main.tf": 'variable "size" {}\noutput "size" {\n  value = var.size\n}\n',
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_local_modules_are_followed(here):
    write_tree(here, FILES)
    found = read(Path("live"))
    assert (found.root, sorted(found.modules), found.problems) == ("live", ["live", "modules/a", "modules/b"], ())
    assert check(found.modules) == ()


def test_the_last_value_counts(here):
    write_tree(here, FILES)
    module = read(Path("live")).modules["live"]
    assert [file.path for file in module.value_files] == ["live/terraform.tfvars", "live/z.auto.tfvars"]
    assert module.values["size"].value.value == 2


def test_modules_outside_the_directory_are_named_as_a_person_would(here, monkeypatch):
    write_tree(here, FILES)
    monkeypatch.chdir(here / "live")
    found = read(Path())
    assert sorted(found.modules) == ["", "../modules/a", "../modules/b"]
    assert [file.path for file in found.modules["../modules/b"].files] == ["../modules/b/main.tf"]
    assert check(found.modules) == ()


def test_an_absolute_directory_works_as_well(here):
    write_tree(here, FILES)
    found = read(here / "live")
    assert found.root == (here / "live").as_posix()
    assert len(found.modules) == 3


def test_a_module_that_is_not_there_is_refused_by_the_call(here):
    write_tree(here, {"main.tf": 'module "a" {\n  source = "./gone"\n}\n'})
    found = read(Path())
    assert found.problems == ()
    assert [(one.summary, str(one.subject)) for one in check(found.modules)] == [
        ("Unreadable module directory", "main.tf:1:1")
    ]


def test_an_empty_module_directory_is_a_module(here, terraform):
    write_tree(here, {"main.tf": 'module "a" {\n  source = "./empty"\n}\n', "empty/README.md": "x\n"})
    assert check(read(Path()).modules) == ()
    assert terraform("init", "-backend=false", cwd=here).returncode == 0
    assert terraform("validate", cwd=here).returncode == 0


def test_syntax_errors_of_all_modules_are_reported_and_nothing_is_guessed(here):
    files = {**FILES, "modules/b/main.tf": 'variable "size" {}\noutput "a" {\n  value = \n}\n'}
    write_tree(here, files)
    found = read(Path("live"))
    assert [str(one.subject) for one in found.problems] == ["modules/b/main.tf:3:11"]
    assert check(found.modules) == ()


def test_what_is_not_understood_is_said_once(here):
    write_tree(
        here,
        {
            "main.tf": 'output "a" {\n  value = [var.a, module.b.c]\n}\n'
            'module "b" {\n  source = "./b"\n  x      = 1\n}\n',
            "more.tf.json": "{}",
            "terraform.tfvars.json": "{}",
            "b/main.tf.json": "{}",
        },
    )
    found = read(Path())
    assert [(one.severity, one.summary, str(one.subject)) for one in found.problems] == [
        ("warning", "File not read", "more.tf.json"),
        ("warning", "File not read", "terraform.tfvars.json"),
        ("warning", "File not read", "b/main.tf.json"),
    ]
    assert check(found.modules) == ()


def test_override_files_are_noted_and_raise_no_alarm(here, terraform):
    write_tree(
        here,
        {
            "main.tf": 'variable "a" {}\nmodule "b" {\n  source = "./b"\n}\n'
            'resource "terraform_data" "c" {\n  count = 1\n}\noutput "d" {\n  value = terraform_data.c.id\n}\n',
            "override.tf": 'module "b" {\n  given = var.a\n}\n',
            "c_override.tf": 'resource "terraform_data" "c" {\n  count = null\n}\n',
            "b/main.tf": 'variable "given" {}\noutput "given" {\n  value = var.given\n}\n',
        },
    )
    found = read(Path())
    assert [(one.severity, one.summary, one.subject.source) for one in found.problems] == [
        ("warning", "Override file not merged", "c_override.tf"),
        ("warning", "Override file not merged", "override.tf"),
    ]
    assert check(found.modules) == ()


def test_files_that_cannot_be_read_are_named(here):
    write_tree(here, {"main.tf": 'output "a" {\n  value = var.a\n}\n', "directory.tf/x": ""})
    (here / "latin.tf").write_bytes('# ok\nlocals {\n  a = "é'.encode() + b'\xe9"\n}\n')
    (here / "broken.tf").symlink_to(here / "gone.tf")
    (here / "loop.tf").symlink_to(here / "loop.tf")
    os.mkfifo(here / "pipe.tf")
    found = read(Path())
    assert [(one.severity, one.summary, str(one.subject)) for one in found.problems] == [
        ("error", "Unreadable file", "broken.tf"),
        ("error", "Invalid character encoding", "latin.tf:3:9"),
        ("error", "Unreadable file", "loop.tf"),
        ("error", "Unreadable file", "pipe.tf"),
    ]
    assert check(found.modules) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(here):
    write_tree(here, {"main.tf": "locals {}\n"})
    (here / "main.tf").chmod(0)
    assert [one.summary for one in read(Path()).problems] == ["Unreadable file"]


def test_a_directory_that_is_not_there_is_an_error(here):
    found = read(Path("gone"))
    assert [(one.summary, str(one.subject)) for one in found.problems] == [("Unreadable directory", "gone")]


def test_links_and_byte_order_marks_are_read(here):
    write_tree(here, {"real/main.txt": '\ufefflocals {\r\n  a = 1\r\n}\r\noutput "a" {\r\n  value = local.a\r\n}\r\n'})
    (here / "main.tf").symlink_to(here / "real" / "main.txt")
    found = read(Path())
    assert found.problems == ()
    assert "a" in found.modules[""].locals


def test_roots_are_what_no_other_module_calls(here):
    write_tree(here, {**FILES, "live/examples/small/main.tf": 'module "a" {\n  source = "../.."\n  size = 1\n}\n'})
    assert roots(Path()) == (Path("live/examples/small"),)
    assert roots(Path("modules")) == (Path("modules/a"),)
    assert roots(Path("gone")) == ()


def test_modules_that_call_each_other_are_all_roots(here):
    write_tree(
        here,
        {
            "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
            "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
        },
    )
    assert roots(Path()) == (Path("a"), Path("b"))
    assert {one.summary for one in check(read(Path("a")).modules)} == {"Module calls itself"}


def test_the_roots_of_an_example_are_its_environments_and_what_is_applied_before_them():
    for example in sorted((ROOT / "examples").iterdir()):
        found = roots(example / "expected")
        made = {path.relative_to(example / "expected").parts[0] for path in found}
        assert "environments" in made <= {"bootstrap", "environments"}
        for root in found:
            configuration = read(root)
            assert (configuration.problems, check(configuration.modules)) == ((), ())
