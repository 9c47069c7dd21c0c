"""What goes through the `hcl` filter comes back from Terraform as it was."""

from __future__ import annotations

import json
import random
import unicodedata

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.configuration import Module
from terracutter.evaluate import Scope, evaluate
from terracutter.hcl.format import format_text
from terracutter.hcl.literal import Expression, NotRepresentable, key, literal
from terracutter.hcl.parser import parse, parse_expression

HOSTILE = [
    '${file("/etc/passwd")}',
    "%{ for x in [1] }${x}%{ endfor }",
    'x"\n}\nresource "null_resource" "owned" {}\n',
    "$${x}",
    "$$${x}",
    "%%{x}",
    "${",
    "%{",
    "$${",
    "$",
    "%",
    "$$",
    "${}",
    "${${}}",
    "a${b}c${",
    '${"}"}',
    "${a\\}",
    "\\",
    '\\"',
    '"',
    "\\u0024{x}",
    "\n\r\t",
    "\x00\x01\x1f\x7f",
    "<<EOT\nx\nEOT",
    "/* */ // #",
    "{{ 7*7 }} {% if x %} {# #}",
    "~",
    "é",
    "e\u0301",
    "🚀🇰🇷",
    "한국어",
    "\u202e\u200b\u00a0\ufeff\u2028",
    "\U0001f468\u200d\U0001f469",
    "null",
    "true",
    "1.30",
    "",
    " ",
    "`$(id)`",
    "-",
    "x" * 65536,
]

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.sampled_from(HOSTILE[:-1])
SCALAR = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
NESTED = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def normal(value):
    """As Terraform gives it back: strings in NFC, and of two keys that are one in NFC the later."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {normal(name): normal(item) for name, item in value.items()}
    return value


def random_value(source: random.Random, depth: int = 0):
    kind = source.randrange(8 if depth < 4 else 6)
    if kind == 6:
        return [random_value(source, depth + 1) for _ in range(source.randrange(4))]
    if kind == 7:
        return {random_text(source): random_value(source, depth + 1) for _ in range(source.randrange(4))}
    simple = [None, source.random() < 0.5, source.randrange(-(10**12), 10**12), source.randrange(1000) / 8]
    return simple[kind] if kind < 4 else random_text(source)


def random_text(source: random.Random) -> str:
    if source.random() < 0.4:
        return source.choice(HOSTILE[:-1])
    alphabet = '${}%"\\~\n\t ab_-1.:/é🚀\u200b'
    parts = [source.choice([*alphabet, "${", "%{", "}"]) for _ in range(source.randrange(12))]
    return "".join(parts)


def test_2000_values_come_back_from_a_real_apply(terraform, tmp_path):
    source = random.Random(20261122)
    values = [*HOSTILE, *(random_value(source) for _ in range(2000 - len(HOSTILE)))]
    lines = [f'output "v{index}" {{\n  value = {literal(value)}\n}}\n' for index, value in enumerate(values)]
    (tmp_path / "main.tf").write_text("".join(lines), encoding="utf-8")
    applied = terraform("apply", "-auto-approve", "-no-color", cwd=tmp_path)
    assert applied.returncode == 0, applied.stderr[-2000:]
    shown = json.loads(terraform("output", "-json", cwd=tmp_path).stdout)
    found = [shown[f"v{index}"]["value"] if f"v{index}" in shown else None for index in range(len(values))]
    assert found == [normal(value) for value in values]


@given(NESTED)
@settings(max_examples=400, deadline=None)
def test_both_readers_take_what_the_filter_writes(value):
    text = format_text(f"x = {literal(value)}\n")
    _, problems = parse(text)
    assert problems == ()
    hcl2.parses(text)


def plain(value):
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return {name: plain(item) for name, item in value.items()} if isinstance(value, dict) else value


@given(NESTED)
@settings(max_examples=400, deadline=None)
def test_our_reader_gives_the_value_back(value):
    expression, problems = parse_expression(literal(value))
    assert problems == ()
    module = Module("", (), {})
    assert plain(evaluate(expression, Scope({"": module}, module, {}))) == normal(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        ("plain", '"plain"'),
        ("${x}", '"$${x}"'),
        ("${x", '"\\u0024{x"'),
        ("%{ if }", '"%%{ if }"'),
        ('a"b\\c\n', '"a\\"b\\\\c\\n"'),
        ("\u202ea", '"\\u202ea"'),
        ((), "[]"),
        ({}, "{}"),
        ([1, "a"], '[1, "a"]'),
        ({"a": 1, "b-c": {"for": []}}, '{\na = 1\nb-c = {\n"for" = []\n}\n}'),
        (Expression("var.x"), "var.x"),
    ],
)
def test_literals_read_as_a_person_would_write_them(value, text):
    assert literal(value) == text


def test_a_long_list_stands_on_lines_of_its_own():
    assert literal(["x" * 50, "y" * 50]) == f'[\n"{"x" * 50}",\n"{"y" * 50}",\n]'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", object(), {1: 2}, b"x", {"a": {"\udfff": 1}}])
def test_what_hcl_cannot_say_is_refused(value):
    with pytest.raises(NotRepresentable):
        literal(value)


@pytest.mark.parametrize("name", ["for", "true", "null", "in", "a b", "1a", "", "é", "a.b", "${x}"])
def test_a_key_that_would_not_mean_itself_is_quoted(name):
    assert key(name).startswith('"')
