"""python-hcl2 as the second reader: what it takes, what it would say of a text that we misread."""

from __future__ import annotations

import sys

import pytest
from terracutter import roundtrip
from terracutter.hcl.parser import parse
from terracutter.parallel import Companions
from terracutter.render import HCL_SUFFIXES
from terracutter.roundtrip import Cache, SecondReader, read_again


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
    texts = {text for path, text in repository.files.items() if path.endswith(HCL_SUFFIXES)}
    assert repository.second_reading.files == len(texts) > 20


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
    assert read_again([read("a = 1\n")]).skipped == "python-hcl2 8 is not installed"


def test_another_package_of_the_same_name_is_not_mistaken_for_it(monkeypatch, tmp_path):
    (tmp_path / "hcl2").mkdir()
    (tmp_path / "hcl2" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "hcl2"]:
        monkeypatch.delitem(sys.modules, name)
    assert read_again([read("a = 1\n")]).skipped == "python-hcl2 8 is not installed"


def test_a_companion_says_the_same():
    files = [read("a = 1\n"), read("a = (b\n.c)\n")]
    with SecondReader() as reader:
        for file in files:
            reader.take(file)
        found = reader.finish()
    assert found == read_again(files)
    assert len(found.diagnostics) == 1


def test_without_an_answer_of_the_companion_the_files_are_read_here(monkeypatch):
    monkeypatch.setattr(Companions, "answers", lambda companions: companions.dismiss())
    with SecondReader() as reader:
        reader.take(read("a = 1\n"))
        assert len(reader.finish().sound) == 1


def test_a_text_that_was_sound_is_not_read_twice(tmp_path):
    file, other = read("a = 1\n"), read("b = 2\n")
    first = read_again([file])
    cache = Cache(tmp_path, frozenset(first.sound))
    again = read_again([file, other], cache)
    assert (first.files, first.earlier, len(first.sound)) == (1, 0, 1)
    assert (again.files, again.earlier, len(again.sound)) == (2, 1, 1)


def test_an_unsound_text_is_never_remembered():
    wrong = type(read("a = 1\n"))(0, 6, "main.tf", "a = 1\n", read("a = 2\n").body)
    assert read_again([wrong]).sound == ()


def test_a_verdict_ends_with_the_code_that_gave_it(monkeypatch, tmp_path):
    file = read("a = 1\n")
    cache = Cache(tmp_path, frozenset(read_again([file]).sound))
    monkeypatch.setattr(roundtrip, "_own_version", lambda: "another")
    assert read_again([file], cache).earlier == 0


def test_an_install_that_cannot_be_written_keeps_its_grammar_in_the_cache(monkeypatch, tmp_path):
    from hcl2 import parser

    monkeypatch.setattr(parser, "PARSER_FILE", tmp_path / "gone" / "grammar.bin")
    parser.parser.cache_clear()
    read_again([read("a = 1\n")], Cache(tmp_path, frozenset()))
    parser.parser.cache_clear()
    assert (tmp_path / "grammar").is_file()


def test_no_time_is_spent_on_where_the_parts_of_a_tree_stand():
    import hcl2
    from terracutter.roundtrip.reading import load_grammar

    load_grammar(None)
    tree = hcl2.parses_to_tree("a = [1, b.c]\n")
    assert tree.pretty().split()[0] == "start"
    assert all(part.meta.empty for part in tree.iter_subtrees())
