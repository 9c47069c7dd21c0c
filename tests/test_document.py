"""Any bytes either become a document with line numbers or are refused in words, quickly."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from terracutter import document
from terracutter.diagnostics import Refused
from terracutter.document import (
    MAXIMUM_BYTES,
    MAXIMUM_DEPTH,
    NO_LINE,
    Mapping,
    Scalar,
    Sequence,
    plain,
    quoted,
    read_document,
    scalar,
)

ALIAS_BOMB = "a: &a [x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz"))


def messages(data, **options):
    with pytest.raises(Refused) as refused:
        read_document(data, "terracutter.yaml", **options)
    return [str(one) for one in refused.value.diagnostics]


def test_scalars_stay_the_text_that_was_typed_and_know_their_line():
    lines = ["version: 1.30", "flag: NO", "mode: 0755", "time: 10:30", "id: 012345678901", "hex: 0x1F"]
    text = "\n".join([*lines, "day: 2026-11-22", "number: 1_000"])
    node = read_document(text, "f")
    assert isinstance(node, Mapping)
    values = {key.text: value for key, value in node.entries}
    assert values == {
        "version": Scalar("1.30", 1),
        "flag": Scalar("NO", 2),
        "mode": Scalar("0755", 3),
        "time": Scalar("10:30", 4),
        "id": Scalar("012345678901", 5),
        "hex": Scalar("0x1F", 6),
        "day": Scalar("2026-11-22", 7),
        "number": Scalar("1_000", 8),
    }


def test_lists_and_mappings_know_the_line_they_begin_on():
    node = read_document("# comment\n\nzones:\n  - a\n  - b\ntags: {x: y}\n", "f")
    assert node == Mapping(
        (
            (Scalar("zones", 3), Sequence((Scalar("a", 4), Scalar("b", 5)), 4)),
            (Scalar("tags", 6), Mapping(((Scalar("x", 6), Scalar("y", 6)),), 6)),
        ),
        3,
    )


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing\n", b"---\n", b"\xef\xbb\xbf", ""])
def test_an_empty_document_is_an_empty_mapping(data):
    node = read_document(data, "f")
    assert isinstance(node, Mapping)
    assert node.entries == ()


def test_a_byte_order_mark_of_utf_8_is_no_part_of_the_first_key():
    assert read_document(b"\xef\xbb\xbfregion: x\n", "f") == Mapping(((Scalar("region", 1), Scalar("x", 1)),), 1)


def test_windows_line_ends_count_as_one_line_each():
    node = read_document(b"a: x\r\nb: y\r\n", "f")
    assert node == Mapping(((Scalar("a", 1), Scalar("x", 1)), (Scalar("b", 2), Scalar("y", 2))), 1)


def test_text_is_in_the_form_in_which_terraform_compares_it():
    assert read_document("a: e\u0301", "f") == Mapping(((Scalar("a", 1), Scalar("\u00e9", 1)),), 1)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            "region: a\nzones: x\nregion: b\n",
            ['Error: terracutter.yaml:3: Duplicate key\n  "region" stands on line 1 already; keep one of the two.'],
        ),
        (
            "environments:\n  dev:\n    region: a\n    region: b\n",
            ['Error: terracutter.yaml:4: Duplicate key\n  "region" stands on line 3 already; keep one of the two.'],
        ),
        (
            "region: !!str a\n",
            ["Error: terracutter.yaml:1: Tags are not read\n  found !!str; delete it, the question decides."],
        ),
        (
            "a: 1\nb: !!python/object/apply:os.system ['true']\n",
            [
                (
                    "Error: terracutter.yaml:2: Tags are not read\n"
                    "  found !!python/object/apply:os.system; delete it, the question decides."
                )
            ],
        ),
        (
            "a: &x b\n",
            ["Error: terracutter.yaml:1: Anchors are not read\n  found &x; write the value out where it is needed."],
        ),
        (
            "a: *x\n",
            ["Error: terracutter.yaml:1: Anchors are not read\n  found *x; write the value out where it is needed."],
        ),
        (
            "a: b\n---\nc: d\n",
            ["Error: terracutter.yaml:2: Second document\n  A file holds one document; delete the `---` line."],
        ),
        (
            "? [a, b]\n: c\n",
            ["Error: terracutter.yaml:1: Invalid key\n  A key is a word, not a list or a mapping; quote {{ and [."],
        ),
        (
            "a: b\n\tc: d\n",
            [
                (
                    "Error: terracutter.yaml:2: Invalid YAML\n"
                    "  This is not YAML: found a tab character that violates indentation.\n"
                    "  hint: indent with blanks, not with a tab"
                )
            ],
        ),
        (
            "a: [x\n",
            [
                (
                    "Error: terracutter.yaml:1: Invalid YAML\n"
                    "  This is not YAML: did not find expected ',' or ']'.\n"
                    "  hint: look for a missing comma or bracket, and for a comment, which begins with #"
                )
            ],
        ),
        (
            'a: "\\ud800"\n',
            [
                (
                    "Error: terracutter.yaml:1: Invalid YAML\n"
                    "  This is not YAML: found invalid Unicode character escape code."
                )
            ],
        ),
        (
            "a: b\nc: \ud800\n",
            ["Error: terracutter.yaml:2: Unreadable text\n  It has the character U+D800, which answers cannot hold."],
        ),
        (
            b"a: b\nc: \x00\n",
            ["Error: terracutter.yaml:2: Unreadable text\n  It has the character U+0000, which answers cannot hold."],
        ),
        (
            "a: b\u2028c: d\n",
            ["Error: terracutter.yaml:1: Unreadable text\n  It has the character U+2028, which answers cannot hold."],
        ),
        (
            "a: \x1b[31m\n",
            ["Error: terracutter.yaml:1: Unreadable text\n  It has the character U+001B, which answers cannot hold."],
        ),
        (
            "region: a\n".encode("utf-16"),
            ["Error: terracutter.yaml: Unreadable text\n  It is UTF-16 or UTF-32; save it as UTF-8."],
        ),
        (
            "region: a\nteam: Zürich\n".encode("latin-1"),
            ["Error: terracutter.yaml:2: Unreadable text\n  This line is not UTF-8; save the file as UTF-8."],
        ),
        (
            b"a: b\n" + b"#" * MAXIMUM_BYTES,
            ["Error: terracutter.yaml: Unreadable text\n  It has more than 250,000 bytes; no answers need as many."],
        ),
    ],
)
def test_what_no_answers_file_holds_is_refused_with_its_line(data, expected):
    assert messages(data) == expected


def test_all_problems_of_a_document_are_told_at_once():
    text = "a: &x 1\na: 2\nb: *x\nc: !t 3\n---\nd: 4\n"
    assert messages(text) == [
        "Error: terracutter.yaml:1: Anchors are not read\n  found &x; write the value out where it is needed.",
        'Error: terracutter.yaml:2: Duplicate key\n  "a" stands on line 1 already; keep one of the two.',
        "Error: terracutter.yaml:3: Anchors are not read\n  found *x; write the value out where it is needed.",
        "Error: terracutter.yaml:4: Tags are not read\n  found !t; delete it, the question decides.",
        "Error: terracutter.yaml:5: Second document\n  A file holds one document; delete the `---` line.",
    ]


def test_what_came_from_a_command_line_has_no_line():
    assert messages("{a: x, a: y}", first_line=NO_LINE) == [
        'Error: terracutter.yaml: Duplicate key\n  "a" stands already; keep one of the two.'
    ]
    assert messages("{a: x", first_line=NO_LINE) == [
        (
            "Error: terracutter.yaml: Invalid YAML\n"
            "  This is not YAML: did not find expected ',' or '}'.\n"
            "  hint: look for a missing comma or bracket, and for a comment, which begins with #"
        )
    ]


def test_as_many_levels_as_are_read_and_no_more():
    def nested(levels):
        return "[" * (levels - 1) + "x" + "]" * (levels - 1)

    read_document(nested(MAXIMUM_DEPTH), "f")
    assert messages(nested(MAXIMUM_DEPTH + 1)) == [
        "Error: terracutter.yaml:1: Nesting too deep\n  At most 20 levels are read."
    ]


@pytest.mark.parametrize(
    "data",
    [
        "[" * 10_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "\n".join(" " * level + "a:" for level in range(1_300)),
        "? " * 10_000,
        ALIAS_BOMB,
        b"x" * 10_000_000,
        b"a: " + b"x" * (MAXIMUM_BYTES - 10) + b": y",
        b"\x00" * MAXIMUM_BYTES,
        b"'" * (MAXIMUM_BYTES - 1),
        b"[a, a: " * 30_000,
    ],
    ids=[
        "flow lists",
        "flow mappings",
        "lists",
        "mappings",
        "keys",
        "aliases",
        "10 MB",
        "long key",
        "NUL",
        "quotes",
        "mess",
    ],
)
def test_hostile_documents_are_refused_quickly(data):
    start = time.process_time()
    messages(data)
    assert time.process_time() - start < 1


_SNIPPETS = st.sampled_from(
    ["a", "b: ", ": ", "- ", "\n", "  ", "\t", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "'", '"', "---\n", "...\n",
     "|\n", ">\n", "#", "%", "? ", "\\", "\\ud800", "\\U00110000", "\x00", "\ud800", "\ufeff", "\x85", "<<: ", "~"]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(_SNIPPETS, max_size=25).map("".join) | st.text() | st.binary())
@example('"\\U00110000"')
@pytest.mark.parametrize(
    "loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)], ids=["pure Python", "libyaml"]
)
def test_any_text_is_read_or_refused(loader, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "CSafeLoader", loader, raising=False)
        try:
            read_document(data, "f")
        except Refused as refused:
            assert refused.diagnostics  # noqa: PT017


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(10**12), 10**12) | st.booleans())
def test_a_scalar_written_as_yaml_reads_back_as_the_same_text(value):
    text = scalar(value)
    assert "\n" not in text
    expected = text if not isinstance(value, str) else document.normal(value)
    assert read_document(f"key: {text}", "f") == Mapping(
        ((Scalar("key", 1), Scalar(expected, 1, quoted=text[:1] == '"')),), 1
    )


@pytest.mark.parametrize(
    "word", ["no", "Yes", "ON", "null", "~", "1.30", "0755", "10:30", "", "a: b", "a #b", "-", "y"]
)
def test_text_that_some_reader_takes_for_something_else_is_quoted(word):
    assert scalar(word) == json.dumps(word)


@pytest.mark.parametrize("word", ["eu-west-1", "10.0.0.0/16", "arn:aws:iam::111122223333:role/x", "m7i.large", "a"])
def test_ordinary_words_stand_as_they_are(word):
    assert scalar(word) == word


def test_a_message_shows_text_on_one_line_without_control_characters():
    assert quoted("a\nb\x1b[31m\ud800") == r'"a\nb\U0000001B[31m\U0000D800"'
    assert quoted("x" * 61) == '"' + "x" * 57 + '..."'


def test_our_own_data_files_have_plain_values():
    text = "a: [1, -2, x, '3', true, false, ~, 1.5, 1-2, --3]\nb: {c: null}"
    assert plain(read_document(text, "f")) == {
        "a": [1, -2, "x", "3", True, False, None, "1.5", "1-2", "--3"],
        "b": {"c": None},
    }
