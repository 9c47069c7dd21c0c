"""`terracutter fmt` behaves as `terraform fmt`: output, exit codes, and the bytes it writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FILES = {
    "a.tf": b"a=1\n",
    "b.tfvars": b"b   = 2\nc = 3\n",
    "ok.tf": b"x = 1\n",
    "crlf.tf": b"#x\r\na=1\r\n",
    "other.hcl": b"x=1\n",
    ".hidden.tf": b"x=1\n",
    "no-newline.tfvars": b"long_name=1\nx=2",
    "sub/x.tftest.hcl": b"x=1",
    "sub/y.tfmock.hcl": b"x=1\n",
    "sub/.hidden/h.tf": b"x=1\n",
    "sub/.terraform/h.tf": b"x=1\n",
}
BROKEN = {"bad.tf": b"a = \n", "sub/bad.tf": b"b {\n"}

CALLS = [
    "",
    "-check",
    "-check -list=false",
    "-diff -check ok.tf a.tf",
    "-recursive -check sub",
    "-check ok.tf",
    "-check nope.tf",
    "-check other.hcl",
    "-write=false",
    "-diff -list=false -write=false -recursive",
    "-recursive",
    "-check ./a.tf",
    "--check --diff sub",
    ".hidden.tf",
    "-check -",
    "-",
    "-diff -",
    "-list=true -",
]


def tree(directory: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(content)
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def run(*command: str | Path, cwd: Path, stdin: bytes = b"a=1") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False)


def fmt(*arguments: str, cwd: Path, stdin: bytes = b"a=1") -> subprocess.CompletedProcess[bytes]:
    return run(sys.executable, "-m", "terracutter", "fmt", *arguments, cwd=cwd, stdin=stdin)


@pytest.mark.parametrize("files", [FILES, {**FILES, **BROKEN}], ids=["sound", "broken"])
@pytest.mark.parametrize("call", CALLS)
def test_it_does_what_terraform_does(terraform, tmp_path, call, files):
    ours, theirs = tree(tmp_path / "ours", files), tree(tmp_path / "theirs", files)
    expected = terraform("fmt", "-no-color", *call.split(), cwd=theirs, stdin="a=1")
    found = fmt(*call.split(), cwd=ours)
    # Python's text mode has read Terraform's CRLF as LF.
    assert found.stdout.decode().replace("\r\n", "\n") == expected.stdout
    assert found.returncode == expected.returncode, found.stderr
    assert contents(ours) == contents(theirs)


@pytest.mark.parametrize("text", ["", "a=1", "a=1\n", "a = 1\n\n", "# only\n"])
def test_standard_input_ends_with_a_newline_as_terraform_has_it(terraform, tmp_path, text):
    expected = terraform("fmt", "-", cwd=tmp_path, stdin=text)
    assert fmt("-", cwd=tmp_path, stdin=text.encode()).stdout.decode() == expected.stdout


def test_an_error_shows_the_line(tmp_path):
    tree(tmp_path, BROKEN)
    found = fmt("bad.tf", cwd=tmp_path)
    assert found.returncode == 2
    assert found.stderr.decode().startswith(
        "\nError: Missing expression\n\n  on bad.tf line 1:\n   1: a =\n          ^\n\n"
    )


def test_mode_and_link_stay(tmp_path):
    tree(tmp_path, FILES)
    (tmp_path / "a.tf").chmod(0o640)
    (tmp_path / "link.tf").symlink_to("a.tf")
    assert fmt("link.tf", cwd=tmp_path).returncode == 0
    assert (tmp_path / "link.tf").is_symlink()
    assert (tmp_path / "a.tf").read_bytes() == b"a = 1\n"
    assert (tmp_path / "a.tf").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("arguments", [["-", "a.tf"], ["-nope"], ["-check=maybe"]])
def test_wrong_usage_exits_2(tmp_path, arguments):
    assert fmt(*arguments, cwd=tmp_path).returncode == 2


def test_what_is_not_text_is_named(tmp_path):
    tree(tmp_path, {"latin.tf": 'a = "é"\n'.encode("latin-1")})
    found = fmt(cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, b"")
    assert b"It is not UTF-8." in found.stderr
    assert fmt("-", cwd=tmp_path, stdin=b'a = "\xe9"\n').returncode == 2
