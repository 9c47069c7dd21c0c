"""Files that are no answers, broken manifests and caches: refused in words, quickly, and nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from bad_files import CONTENTS, MADE, NAME, make, says, told
from bounded import MEGABYTES, SECONDS, Bounded, bounded, snapshot, surroundings
from conftest import note, read_tree
from terracutter import write
from terracutter.answers import complete, from_file
from terracutter.diagnostics import Refused
from terracutter.write.manifest import MANIFEST

SAYS = says()
NAMES = [*CONTENTS, *MADE]


@pytest.fixture(scope="module")
def limited():
    with bounded() as running:
        yield running
        note(running.summary("bad files refused by the real command"))


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    return surroundings(tmp_path_factory.mktemp("home"))


def refused(limited: Bounded, variables, cwd, *arguments):
    """What is said, by a command that keeps within its limits and writes nothing."""
    before = snapshot(cwd)
    done = limited.run([sys.executable, "-m", "terracutter", *arguments], cwd, variables)
    assert (done.code, done.stdout) == (1, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(cwd) == before
    assert done.seconds < SECONDS
    assert done.megabytes < MEGABYTES
    return done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_file_is_refused_in_these_words(name, limited, variables, tmp_path):
    make(name, tmp_path / NAME)
    said = refused(limited, variables, tmp_path, "new", "made", "--answers", NAME)
    assert told(said) == SAYS[name], "`python tests/bad_files.py` writes tests/bad_files.yaml again"


def test_the_table_has_every_file_and_no_other():
    assert list(SAYS) == NAMES
    assert len(NAMES) >= 80


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_refused(limited, variables, tmp_path):
    (tmp_path / NAME).write_text("region: eu-west-1\n")
    (tmp_path / NAME).chmod(0)
    said = refused(limited, variables, tmp_path, "new", "made", "--answers", NAME)
    assert f"{NAME}: Permission denied." in said


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# nothing yet\n",
        b"\xef\xbb\xbfregion: us-east-1\n",
        b"region: us-east-1\r\nnetwork: new\r\n",
        b"region: us-east-1\rnetwork: new\r",
        b'{"region": "us-east-1", "zones": ["us-east-1a", "us-east-1b", "us-east-1c"]}',
        b'region:\n  "us-east-1"\n',
    ],
    ids=["empty", "comment", "byte order mark", "Windows", "Macintosh", "JSON", "two lines"],
)
def test_an_unusual_file_is_taken(content, questionnaire, tmp_path):
    (tmp_path / NAME).write_bytes(content)
    given, problems = from_file(tmp_path / NAME, questionnaire)
    assert complete(questionnaire, given, problems)["region"] == "us-east-1"


BROKEN = {
    "empty": (b"", ":1: Broken manifest\n  It is not JSON: expecting value."),
    "cut off": (b'{\n  "format": 1,\n', ":3: Broken manifest\n  It is not JSON: expecting property name enclosed in"),
    "list": (b"[]", ": Broken manifest\n  It is not of format 1, the one that Terracutter"),
    "100,000 levels": (b"[" * 100_000, ": Broken manifest\n  It is not JSON that we wrote: it is nested too deep"),
    "number of 10,000 digits": (b'{"format": ' + b"9" * 10_000 + b"}", ": Broken manifest\n  It is not JSON that we"),
    "UTF-16": ("{".encode("utf-16") + b"\xff", ": Broken manifest\n  It is not JSON that we wrote"),
    "of a newer Terracutter": (b'{"format": 99}', ": Newer manifest\n  It is of format 99, and Terracutter"),
    "path out of the repository": (
        b'{"format": 1, "files": {"../victim": "sha256:' + b"0" * 64 + b'"}}',
        ": Broken manifest\n  This entry cannot be ours: ",
    ),
    "100 MB": (b" " * 100_000_000, ": Broken manifest\n  It has more than 5,000,000 bytes"),
}


@pytest.fixture(scope="module")
def files(build):
    return build().files


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_manifest_is_refused_before_anything_is_written(name, files, tmp_path):
    content, said = BROKEN[name]
    write.create(tmp_path / "made", files)
    (tmp_path / "made" / MANIFEST).write_bytes(content)
    before = snapshot(tmp_path)
    with pytest.raises(Refused) as error:
        write.update(tmp_path / "made", {**files, "README.md": "other"})
    assert f"Error: {MANIFEST}{said}" in str(error.value)
    assert snapshot(tmp_path) == before


def test_a_broken_cache_changes_nothing(files, tmp_path):
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    variables = {**surroundings(home), "PYTHONPYCACHEPREFIX": "", "PYTHONDONTWRITEBYTECODE": "1"}
    cwd.mkdir()

    def made(name):
        command = [sys.executable, "-m", "terracutter", "new", name, "--defaults", "--set", "repository=same"]
        done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return read_tree(cwd / name)

    first = made("first")
    kept = [path for path in (home / ".cache").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        path.write_bytes(b"\x00" + path.read_bytes()[::-1])
    assert made("second") == first
