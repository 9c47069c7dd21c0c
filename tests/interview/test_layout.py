"""Lines for a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.interview import layout


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ("", ""),
        ("short", "short"),
        ("one two three four", "one two\nthree\nfour"),
        ("  one two three", "  one two\n  three"),
        ("- one two three", "- one two\n  three"),
        ("a  b   c d e f", "a  b   c\nd e f"),
        ("overlong-without-blanks", "overlong-without-blanks"),
        ("x overlong-without-blanks y", "x\noverlong-without-blanks\ny"),
        ("first\n\n  second third", "first\n\n  second\n  third"),
        ("가용 영역을 고르십시오", "가용\n영역을\n고르십시오"),
    ],
)
def test_lines_are_wrapped_between_words(text, fitted):
    assert layout.fitted(text, 9) == fitted


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("ab가 ", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1, max_size=12))
def test_nothing_is_lost_and_no_line_is_too_long(words):
    text = layout.fitted(" ".join(words), 30)
    assert text.split() == " ".join(words).split()
    assert all(layout.columns(line) <= 30 for line in text.split("\n"))


def test_names_and_meanings_stand_in_columns():
    meanings = {"production": "zones that survive", "한국": "wide letters", "none": ""}
    found = [f"{head}  {body}".rstrip() for head, body in layout.described(meanings, 24)]
    assert found == ["production  zones that\n            survive", "한국        wide letters", "none"]


def test_what_is_too_long_ends_in_an_ellipsis():
    assert layout.shortened("instance_types", 9) == "instance…"
    assert layout.shortened("가용 영역", 7) == "가용…"
    assert layout.columns(layout.shortened("가나다라마", 6)) <= 6


def test_a_terminal_is_no_narrower_than_can_be_read_and_no_wider(monkeypatch):
    for columns, wide in (("20", 40), ("80", 79), ("300", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        assert layout.width() == wide
