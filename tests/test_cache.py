"""The cache of verdicts is believed only where nobody else can write."""

from __future__ import annotations

import os

import pytest
from terracutter.cache import load_verdicts, open_cache, save_verdicts

DIGESTS = [f"{number:064x}" for number in range(3)]


def test_what_is_saved_is_loaded(tmp_path):
    directory = open_cache(tmp_path / "a" / "cache")
    save_verdicts(directory, DIGESTS[:2])
    save_verdicts(directory, DIGESTS[1:])
    assert load_verdicts(directory) == tuple(DIGESTS)
    assert [path.name for path in directory.iterdir()] == ["verdicts"]


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_directory_that_others_may_write_is_not_used(tmp_path, mode):
    directory = tmp_path / "cache"
    directory.mkdir()
    directory.chmod(mode)
    assert open_cache(directory) is None


def test_a_link_or_a_file_is_not_used(tmp_path):
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").write_text("")
    assert open_cache(tmp_path / "link") is None
    assert open_cache(tmp_path / "file") is None
    assert open_cache(tmp_path / "file" / "below") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory to somebody else")
def test_a_directory_of_somebody_else_is_not_used(tmp_path):
    directory = tmp_path / "cache"
    directory.mkdir(mode=0o700)
    os.chown(directory, 65534, 65534)
    assert open_cache(directory) is None


@pytest.mark.parametrize("content", [b"\xff\xfe", b"not a digest\n", b"", b"0" * 63 + b"\n"])
def test_a_damaged_cache_is_an_empty_one(tmp_path, content):
    (tmp_path / "verdicts").write_bytes(content)
    assert load_verdicts(tmp_path) == ()
    save_verdicts(tmp_path, DIGESTS)
    assert load_verdicts(tmp_path) == tuple(DIGESTS)
