from __future__ import annotations

import pytest
from hcl_samples import SPICE, VALID, mutants
from hypothesis import given
from hypothesis import strategies as st
from terracutter.hcl.tokens import Source, tokenize

hcl_like = st.lists(st.one_of(st.sampled_from(SPICE), st.text(max_size=3)), max_size=30).map("".join)


def kinds(text: str) -> list[str]:
    return [token.kind for token in tokenize(text)]


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def complaints(text: str) -> list[tuple[int, str]]:
    return [(problem.offset, problem.summary) for problem in tokenize(text).problems]


def assert_lossless(text: str) -> None:
    tokens = list(tokenize(text))
    position = 0
    for token in tokens:
        assert not text[position : token.start].strip(" \t")
        assert text[token.start : token.end] == token.text
        position = token.end
    assert tokens[-1] == ("end", len(text), len(text), "")


@given(hcl_like)
def test_any_text_is_the_concatenation_of_its_tokens_and_blanks(text):
    assert_lossless(text)


@pytest.mark.parametrize("text", [*VALID, *mutants(200, seed=1)])
def test_samples_and_mutants_are_lossless(text):
    assert_lossless(text)


def test_operators_names_and_numbers():
    assert words("a-b=c::d(1.5e-3...)>=!x&&[y.0]") == [
        "a-b", "=", "c", "::", "d", "(", "1.5e-3", "...", ")", ">=", "!", "x", "&&", "[", "y", ".", "0", "]", "",
    ]  # fmt: skip


def test_a_string_without_sequences_is_one_token():
    assert kinds(r'"a $ % \" \u00e9"') == ["string", "end"]


def test_a_template_shows_its_interior():
    assert [tuple(token)[::3] for token in tokenize('"a${~ {b = "c"} ~}$${d}"')] == [
        ("open_quote", '"'),
        ("literal", "a"),
        ("${", "${~"),
        ("{", "{"),
        ("identifier", "b"),
        ("=", "="),
        ("string", '"c"'),
        ("}", "}"),
        ("sequence_end", "~}"),
        ("literal", "$${d}"),
        ("close_quote", '"'),
        ("end", ""),
    ]


def test_a_heredoc_ends_at_a_line_with_nothing_but_its_marker():
    assert [tuple(token)[::3] for token in tokenize("<<-E\n E x\n  ${y}E\n\tE \n")] == [
        ("open_heredoc", "<<-E\n"),
        ("literal", " E x\n  "),
        ("${", "${"),
        ("identifier", "y"),
        ("sequence_end", "}"),
        ("literal", "E\n"),
        ("close_heredoc", "\tE "),
        ("newline", "\n"),
        ("end", ""),
    ]


def test_comments_leave_their_newline_alone():
    assert words("# a\r\n// b\n/* c\n*/d") == ["# a", "\r\n", "// b", "\n", "/* c\n*/", "d", ""]


def test_a_byte_order_mark_is_a_token_at_the_beginning_only():
    assert kinds("\ufeffa") == ["bom", "identifier", "end"]
    assert complaints("a\ufeff") == [(1, "Invalid character")]


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (r'"a\d"', "Invalid escape sequence"),
        (r'"\u12"', "Invalid escape sequence"),
        (r'"\ud800"', "Invalid escape sequence"),
        (r'"\U00110000"', "Invalid escape sequence"),
        ('"a\nb"', "Newline in a quoted string"),
        ('"a\\\n"', "Newline in a quoted string"),
        ('"a', "Unterminated quoted string"),
        ('"${a', "Unclosed template sequence"),
        ("<<E\na\n", "Unterminated heredoc"),
        ("<<E\na\nE", "Unterminated heredoc"),
        ("/* a", "Unterminated comment"),
        ("'a'", "Invalid character"),
        ("a\rb", "Invalid character"),
        ("\u0301", "Invalid character"),
        ("\u0560", "Invalid character"),  # a letter since Unicode 11, which Terraform does not know
        ("\ud800", "Invalid character"),
    ],
)
def test_lexical_errors(text, summary):
    assert summary in {found for _, found in complaints(text)}


@pytest.mark.parametrize("text", ['"\\n\\r\\t\\"\\\\"', '"$${ %%{ $ % $$"', '"\\U0001f600"', "é_1-x", "_a", "\u037a"])
def test_lexically_valid(text):
    assert complaints(text) == []


def test_positions_count_characters_and_bytes():
    source = Source("é\r\n  x", "main.tf")
    assert source.position(5) == (2, 3, 6)
    assert str(source.subject(5)) == "main.tf:2:3"


def test_nested_templates_are_bounded():
    assert complaints('"${' * 10_000) == [(384, "Nested too deeply"), (1, "Unclosed template sequence")]
