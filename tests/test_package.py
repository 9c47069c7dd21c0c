"""The wheel, the sdist and the editable install carry the same data as git."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import read_tree
from golden import ROOT, example_files


def committed(*directories: str) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *directories]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(name for name in names if (ROOT / name).is_file())


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A wheel and an sdist, built as pip builds them but without a network."""
    target = tmp_path_factory.mktemp("dist")
    code = "import sys, hatchling.build as b\nprint(b.build_sdist(sys.argv[1]))\nprint(b.build_wheel(sys.argv[1]))\n"
    subprocess.run([sys.executable, "-c", code, target], cwd=ROOT, check=True, capture_output=True)
    return target


def test_the_wheel_holds_every_data_file_of_git(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        found = {name: wheel.read(name) for name in wheel.namelist()}
    expected = {f"terracutter/{name}": (ROOT / name).read_bytes() for name in committed("modules", "templates")}
    data = {
        name: text
        for name, text in found.items()
        if name.startswith(("terracutter/modules/", "terracutter/templates/"))
    }
    assert any("/." in name for name in expected), "the dotfiles of the generated repository are among the data"
    assert data == expected
    code = {name.removeprefix("generator/") for name in committed("generator/terracutter")}
    assert code <= set(found)


def test_the_sdist_holds_what_a_build_needs(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        found = {name.partition("/")[2] for name in sdist.getnames()}
    assert set(committed("modules", "templates", "generator", "tests", "LICENSE", "README.md")) <= found


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_an_installed_terracutter_makes_the_same_repository(built, tmp_path, kind):
    venv.create(tmp_path / "venv", with_pip=True)
    package = next(built.glob("*.whl" if kind == "wheel" else "*.tar.gz"))
    command = [tmp_path / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, package], check=True, capture_output=True)
    environment = {"HOME": str(tmp_path), "PATH": os.defpath}
    answers = ROOT / "examples" / "minimal" / "terracutter.yaml"
    program = tmp_path / "venv" / "bin" / "terracutter"
    run = [program, "new", tmp_path / "made", "--answers", answers]
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = read_tree(tmp_path / "made")
    del made[".terracutter/base.json"]  # the same texts once more
    assert made == example_files("minimal")
