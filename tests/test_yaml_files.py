"""YAML text means the value that it was written from, to readers of YAML 1.1 and 1.2, or it is refused."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from terracutter.yaml_files import NotRepresentable, in_lines, on_one_line, read

CORE = {
    "null": re.compile(r"~|null|Null|NULL|"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    "float": re.compile(
        r"[-+]?([.][0-9]+|[0-9]+([.][0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?[.](inf|Inf|INF)|[.](nan|NaN|NAN)"
    ),
}
"""Section 10.3.2 of YAML 1.2.2."""


class Core(yaml.SafeLoader):
    """Resolves plain words as YAML 1.2's core schema does."""


Core.yaml_implicit_resolvers = {}

for name, pattern in CORE.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"(?:{pattern.pattern})$"), None)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node), 0))

WORDS = """
yes no on off y n Y N true True null ~ Null 0o17 017 0x1F 0b11 1_000 1e3 1.5e3 +1 -1 .5 1. .inf .NaN 190:20:30
2026-08-20 2026-08-20T10:00:00Z << = - ? : # ! & * % @ ` | > { } [ ] , a:b
"""
TRAPS = [
    *WORDS.split(),
    "",
    " ",
    "a: b",
    "a #b",
    "a:\tb",
    " a",
    "a ",
    "---",
    "...",
    "- a",
    "a\nb",
    "a\n",
    "\na",
    "a\n\n",
    "a\n\n\nb",
    "a \nb",
    "  a\nb",
    "\ta\nb",
    "a\r\nb",
    "a\x85b\u2028c\u2029d\x85",
    "\ufeff",
    "\x00\x1b",
    "\U0001f600",
    'it\'s "x"',
    "{{ x }}",
    "${x}",
    "a" * 200,
]

texts = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(exclude_categories=["Cs"])))
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_stays_text(text):
    assert means(on_one_line(text)) == [text] * 3
    assert means(f"a:\n  b: {on_one_line(text)}\n") == [{"a": {"b": text}}] * 3
    assert (
        means("a:\n  " + in_lines({text: {"b": text}, "c": [text]}, 2) + "\n")
        == [{"a": {text: {"b": text}, "c": [text]}}] * 3
    )


@given(values)
def test_every_reader_takes_a_value_for_what_it_is(value):
    assert means(f"x: {on_one_line(value)}\nz: 1\n") == [{"x": value, "z": 1}] * 3
    if isinstance(value, dict | list) and value:
        assert means(f"x:\n    {in_lines(value, 4)}\nz: 1\n") == [{"x": value, "z": 1}] * 3


def means(text):
    """To PyYAML, to YAML 1.2's core schema, and to our own strict reading."""
    documents, problems = read(text, "a.yaml")
    assert problems == ()
    (document,) = documents
    return [yaml.safe_load(text), yaml.load(text, Core), thawed(document)]


def thawed(value):
    if isinstance(value, dict):
        return {key: thawed(one) for key, one in value.items()}
    return [thawed(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1: 2}, {"a"}, b"a", object()])
def test_what_yaml_cannot_say_plainly_is_refused(value):
    with pytest.raises(NotRepresentable):
        on_one_line(value)


AMBIGUOUS = "not every reader of YAML takes {} for the same; put it between quotes."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "p.yaml:3:1: Invalid YAML\n  the key a stands twice."),
        ("a: 1\nb: [\n", "p.yaml:3:1: Invalid YAML\n  did not find expected node content."),
        *(
            (f"a: 1\nb: {word}\n", f"p.yaml:2:4: Invalid YAML\n  {AMBIGUOUS.format(word)}")
            for word in ("yes", "Off", "010", "0o17", "1e3", "1_000", "2026-08-20", "12:30", "n", "~", "0x1F")
        ),
    ],
)
def test_a_file_that_is_read_in_two_ways_is_refused(text, said):
    assert [str(one) for one in read(text, "p.yaml")[1]] == [f"Error: {said}"]
