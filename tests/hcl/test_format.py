from __future__ import annotations

import re
from pathlib import Path

import pytest
from differential import mangled
from hcl_samples import CLUSTER, SPICE, VALID, mutants
from hypothesis import given
from hypothesis import strategies as st
from terracutter.diagnostics import Refused
from terracutter.hcl.format import format_text
from terracutter.hcl.graphemes import width
from terracutter.hcl.parser import parse

hcl_like = st.lists(st.one_of(st.sampled_from(SPICE), st.text(max_size=3)), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("", ""),
        ("a=1", "a = 1"),
        ("a=1\r\nbb=2\r\n", "a  = 1\r\nbb = 2\r\n"),
        ("\ufeffa=1\n", "a = 1\n"),
        ("a = 1  \n\n\n   \nb = 1\n\t ", "a = 1\n\n\n\nb = 1\n  "),
        ("a={}\nb={ }\nc=[ ]\nd={x:1,y=2}\n", "a = {}\nb = {}\nc = []\nd = { x : 1, y = 2 }\n"),
        ("a=[1,]\n", "a = [1, ]\n"),
        ("a = - b-c - -1 +(2)*! d\n", "a = -b-c - -1 + (2) * !d\n"),
        ('a = f (b , "c")[ 0 ] . d.* [0]\n', 'a = f(b, "c")[0].d.* [0]\n'),
        ("a = [for x in [1]:x if (y)]\n", "a = [for x in [1] : x if(y)]\n"),
        ("a = { for k,v in b:k=>v ... }\n", "a = { for k, v in b : k => v... }\n"),
        ('a = "${ b+1 }%{ if c }d%{ endif }x"\n', 'a = "${b + 1}%{if c}d%{endif}x"\n'),
        ('a = "${ b }"\n', "a = b\n"),
        ('a = "${ b\n ? c : d }"\n', "a = (b\n? c : d)\n"),
        ('a = ["${b}"]\nc = "${d}${e}"\n', 'a = ["${b}"]\nc = "${d}${e}"\n'),
        ('a /* x */ b "c" /* y */ {}\n', 'a "b" "c" /* y */ {}\n'),
        ('a "\\u0041\\t\u200b" {}\n', 'a "A\\t\\u200b" {}\n'),
        ("variable x {\ntype=list\ndefault=[]\n}\n", 'variable "x" {\n  type    = list(any)\n  default = []\n}\n'),
        ('variable x {\ntype="map"\n}\n', 'variable "x" {\n  type = map(string)\n}\n'),
        ("a {# x\nb=1# y\n}# z\n\nc=1 # d\n", "a {     # x\n  b = 1 # y\n}       # z\n\nc = 1 # d\n"),
        ("a = 1 # x\nbb = 22 # y\nccc = [\n] # z\n", "a  = 1  # x\nbb = 22 # y\nccc = [\n] # z\n"),
        ("a=[[[\n1\n]\n]\n]\n", "a = [[[\n  1\n  ]\n  ]\n]\n"),
        ("a = f({\nb=1\n}, [\n1\n])\n", "a = f({\n  b = 1\n  }, [\n  1\n])\n"),
        ("x {\na=<<E\n  ${ b }\n E\nccc=1\n}\n", "x {\n  a   = <<E\n  ${b}\n E\n  ccc = 1\n}\n"),
        ("x {\na = <<E\n${ [\n1] }\nE\nb=1\n}\n", "x {\n  a = <<E\n${[\n1]}\nE\nb = 1\n}\n"),
        ('aa = "👩‍👩‍👧" # x\nb = "가e\u0301" # y\n', 'aa = "👩‍👩‍👧"  # x\nb  = "가e\u0301" # y\n'),
    ],
)  # fmt: skip
def test_canonical_layout(text, formatted):
    assert format_text(text) == formatted


def test_canonical_text_stays_but_for_the_unwrapped_template():
    assert format_text(CLUSTER) == CLUSTER.replace('"${var.kubernetes_version}"', "var.kubernetes_version")


def test_a_label_with_a_dollar_is_kept():
    assert format_text('a "x$y" b {}\n') == 'a "x$y" "b" {}\n'


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ('a = "${\n(b)\n+\n(c)\n}"\n', "a = ((b)\n  +\n(c))\n"),
        ('a = "${b # x\n? c : d}"\n', "a = (b # x\n? c : d)\n"),
    ],
)
def test_an_unwrapped_expression_stays_valid(text, formatted):
    assert format_text(text) == formatted
    assert parse(formatted)[1] == ()


def test_invalid_text_is_refused_with_its_diagnostics():
    with pytest.raises(Refused, match=r"main\.tf:1:7: Missing newline after argument"):
        format_text("a = 1 b = 2\n", "main.tf")


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("a\r\nb", 3), ("é", 1), ("e\u0301", 1), ("🇩🇪🇫", 2), ("각", 1), ("👩‍👩‍👧", 1), ("\u200b", 1)],
)
def test_width_counts_what_a_reader_sees(text, columns):
    assert width(text) == columns


def assert_settled(text: str) -> None:
    """Formatting again changes nothing; a template that wraps a template is unwrapped one layer a time."""
    if parse(text)[1]:
        return
    formatted = format_text(text)
    assert parse(formatted)[1] == ()
    if not re.search(r'"\$\{\s*"', text):
        assert format_text(formatted) == formatted


@given(hcl_like)
def test_formatting_settles(text):
    assert_settled(f"a = [{text}]\n")
    assert_settled(text)


@pytest.mark.parametrize("text", [*VALID, *mutants(300, seed=3)])
def test_formatting_of_samples_settles(text):
    assert_settled(text)


def test_bytes_are_terraforms(terraform, tmp_path):
    texts = [text for text in [*VALID, *mutants(3000, seed=4), *mangled(500, seed=5)] if not parse(text)[1]]
    for number, text in enumerate(texts):
        (tmp_path / f"f{number:04}.tf").write_bytes(text.encode())
    assert terraform("fmt", "-list=false", cwd=tmp_path).returncode == 0
    different = [text for number, text in enumerate(texts) if format_text(text) != written(tmp_path, number)]
    assert different == []


def written(directory: Path, number: int) -> str:
    return (directory / f"f{number:04}.tf").read_bytes().decode()
