"""What was compiled is kept for the very text and code that it was compiled from, and never believed blindly."""

from __future__ import annotations

import marshal
import os
import shutil

import pytest
from terracutter import resources
from terracutter.compiled import Shelf
from terracutter.questions import load, source

VALUE = ({"a": [1, None, True, "x"]}, ("name", "zones"))


@pytest.fixture
def shelf(tmp_path):
    return Shelf("kind", b"guard", tmp_path)


def test_what_is_put_is_got(shelf):
    shelf.put("name", b"source", VALUE)
    assert shelf.get("name", b"source") == VALUE


def test_another_text_another_name_or_another_code_gets_nothing(shelf, tmp_path):
    shelf.put("name", b"source", VALUE)
    assert shelf.get("name", b"other") is None
    assert shelf.get("other", b"source") is None
    assert Shelf("kind", b"other", tmp_path).get("name", b"source") is None


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda kept: b"",
        lambda kept: kept[:-1],
        lambda kept: kept[:20] + b"\xff" + kept[21:],
        lambda kept: marshal.dumps(VALUE),
        lambda kept: kept + b"x",
    ],
)
def test_a_damaged_file_is_none(shelf, tmp_path, spoiled):
    shelf.put("name", b"source", VALUE)
    [path] = tmp_path.iterdir()
    path.write_bytes(spoiled(path.read_bytes()))
    assert shelf.get("name", b"source") is None
    shelf.put("name", b"source", VALUE)
    assert shelf.get("name", b"source") == VALUE
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_nothing_is_kept_without_a_directory_that_can_be_written(tmp_path):
    for directory in (None, tmp_path / "missing"):
        shelf = Shelf("kind", b"", directory)
        shelf.put("name", b"source", VALUE)
        assert shelf.get("name", b"source") is None


def test_a_directory_that_everybody_may_write_is_not_believed(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    assert resources.bytecode_directory() == package / "__pycache__"
    (package / "__pycache__").chmod(0o777)
    assert resources.bytecode_directory() is None


def question_files(directory):
    modules = shutil.copytree(resources.modules_directory(), directory / "modules")
    templates = directory / "templates"
    templates.mkdir()
    shutil.copy(resources.templates_directory() / "repository.yaml", templates)
    return modules, templates


def test_a_compiled_questionnaire_is_the_one_that_the_files_say(tmp_path, monkeypatch):
    modules, templates = question_files(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    fresh = load(modules, templates)
    assert load(modules, templates, kept) == fresh
    read = source.document.read_document
    monkeypatch.setattr(source.document, "read_document", lambda *_: pytest.fail("a file is read again"))
    again = load(modules, templates, kept)
    assert again == fresh
    assert [rule.when.form for rule in again.rules] == [rule.when.form for rule in fresh.rules]
    monkeypatch.setattr(source.document, "read_document", read)


def test_a_changed_question_file_is_read_again(tmp_path):
    modules, templates = question_files(tmp_path)
    kept = tmp_path / "kept"
    kept.mkdir()
    before = load(modules, templates, kept).by_name["zones"]
    path = modules / "vpc" / "module.yaml"
    status = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("title: Availability zones", "title: Availability Zones"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = load(modules, templates, kept).by_name["zones"]
    assert (before.title, after.title) == ("Availability zones", "Availability Zones")
