"""python-hcl2 as the second reader: what it takes, what it would say of a text that we misread."""

from __future__ import annotations

import sys

import pytest
from terracutter.hcl.parser import parse
from terracutter.roundtrip import read_again


def read(text):
    file, problems = parse(text, "main.tf")
    assert problems == ()
    return file


def details(text, tree_of=None):
    file = read(text)
    if tree_of is not None:
        file.body = read(tree_of).body
    return [problem.detail for problem in read_again([file]).diagnostics]


def test_every_rendered_file_is_read_again(build):
    repository = build("environments=a,b")
    assert repository.second_reading.skipped == ""
    assert repository.second_reading.files == repository.hcl_files > 30


@pytest.mark.parametrize(
    "text",
    [
        'a = null\nb = [1, -2, 1.5, "x${y}", true]\n',
        'c = {\n  "k" = { for x, y in z : x => y... if y }\n  d   = f(a.b[*].c, "${g}")\n}\n',
        'block "l" {\n  nested {\n  }\n  nested {\n    e = a ? !b : (c + 1) * 2\n  }\n}\n',
        'f = jsonencode({\n  "a:b" = ["x"]\n  c     = { d = "arn:${e}" }\n})\n',
    ],
)
def test_it_agrees_with_our_reader(text):
    assert details(text) == []


@pytest.mark.parametrize(
    ("text", "other", "message"),
    [
        ("a = 1\n", "a = 2\n", "python-hcl2 reads 1 at a"),
        ("a = 1\n", "b = 1\n", "python-hcl2 reads other names at the top: ['a', 'b']"),
        ('a = "x"\n', 'a = "y"\n', "python-hcl2 reads '\"x\"' at a"),
        ("a = b.c\n", "a = b.d\n", "python-hcl2 reads '${b.c}' at a"),
        ("a = [1, 2]\n", "a = [1, 3]\n", "python-hcl2 reads 2 at a[1]"),
        ("a = true\n", "a = null\n", "python-hcl2 reads True at a"),
        ("x {\n}\nx {\n}\n", "x {\n}\n", "python-hcl2 reads 2 blocks x instead of 1"),
        ('x "l" {\n}\n', 'x "m" {\n}\n', 'python-hcl2 reads no label "m" at x.'),
        ("a = { b = 1 }\n", "a = { b = 2 }\n", "python-hcl2 reads 1 at a.b"),
        ("a = f({ b = 1 })\n", "a = f({ b = 2 })\n", "python-hcl2 reads '${f({b = 1})}' at a"),
    ],
)
def test_it_disagrees_where_our_tree_says_something_else(text, other, message):
    file = read(text)
    wrong = read(other)
    # Our tree of another text, laid over this text, stands for a mistake of our reader.
    shifted = type(file)(file.start, file.end, file.path, text, wrong.body)
    found = [problem.detail for problem in read_again([shifted]).diagnostics]
    assert message in found


def test_text_that_it_refuses_is_refused():
    assert details("a = (b\n.c)\n")[0].startswith("python-hcl2 refuses the text: ")


def test_it_is_left_out_with_a_reason_where_it_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "hcl2", None)
    assert read_again([read("a = 1\n")]).skipped == "python-hcl2 is not installed"


def test_another_package_of_the_same_name_is_not_mistaken_for_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "hcl2", type(sys)("hcl2"))
    monkeypatch.setitem(sys.modules, "hcl2.utils", type(sys)("hcl2.utils"))
    assert "another one" in read_again([read("a = 1\n")]).skipped
