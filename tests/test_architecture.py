"""The fences that import-linter cannot see: who writes, who prints, who starts processes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from golden import ROOT

PACKAGE = ROOT / "generator" / "terracutter"
MODULES = sorted(PACKAGE.rglob("*.py"))
WRITERS = {"write_text", "write_bytes", "mkdir", "makedirs", "rename", "replace", "unlink", "rmdir", "rmtree", "touch"}


def calls(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_the_write_room_changes_files(path):
    if {"write", "cache.py", "compiled.py"} & set(path.relative_to(PACKAGE).parts):
        return
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            assert not (call.func.value.id in {"os", "shutil"} and call.func.attr in WRITERS | {"open", "link"})
        if isinstance(call.func, ast.Attribute):
            assert call.func.attr not in {"write_text", "write_bytes", "mkdir", "unlink", "rmtree", "touch"}
        if isinstance(call.func, ast.Name):
            assert call.func.id != "open"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_printed_but_by_the_front_doors(path):
    for call in calls(path):
        assert not (isinstance(call.func, ast.Name) and call.func.id == "print")


def imported(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, check=False)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["new", "--help"]])
def test_help_imports_click_and_nothing_heavy(arguments):
    code = f"import sys; sys.argv = ['terracutter', *{arguments!r}]; from terracutter.cli import main; main()"
    found = imported(code)
    assert "click" in found
    assert not found & {"jinja2", "hcl2", "lark", "yaml", "questionary", "prompt_toolkit", "markupsafe"}
