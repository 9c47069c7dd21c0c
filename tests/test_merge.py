"""Three texts merged: neither what a person changed nor what is new is lost, or the place is named."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.write.merge import marker_line, merge

BASE = "".join(f"line {number}\n" for number in range(1, 10))
TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "}\n", "\n"]), max_size=12).map("".join)


def test_both_changes_stand_in_the_merged_text():
    here = BASE.replace("line 2\n", "mine\n")
    new = BASE.replace("line 7\n", "").replace("line 9\n", "line 9\nnew\n")
    merged = merge(BASE, here, new)
    assert merged.text == "line 1\nmine\nline 3\nline 4\nline 5\nline 6\nline 8\nline 9\nnew\n"
    assert merged.conflicts == ()


def test_a_conflict_shows_the_lines_of_both_sides():
    here = BASE.replace("line 4\nline 5\n", "mine\n")
    new = BASE.replace("line 1\n", "line 0\nline 1\n").replace("line 5\n", "five\n")
    merged = merge(BASE, here, new)
    assert [str(one) for one in merged.conflicts] == [
        "before, lines 4 to 5:\n  line 4\n  line 5\nyours, line 4:\n  mine\nnew, lines 5 to 6:\n  line 4\n  five"
    ]
    assert merged.text == (
        "line 0\nline 1\nline 2\nline 3\n<<<<<<< yours\nmine\n=======\nline 4\nfive\n>>>>>>> new\n"
        "line 6\nline 7\nline 8\nline 9\n"
    )
    assert merged.marked == (marker_line(merged.text),) == (5,)
    assert marker_line(BASE) is None


def test_windows_line_ends_stay():
    here = BASE.replace("line 2\n", "mine\n").replace("\n", "\r\n")
    merged = merge(BASE, here, BASE.replace("line 7\n", "seven\n"))
    assert merged.text == BASE.replace("line 2\n", "mine\n").replace("line 7\n", "seven\n").replace("\n", "\r\n")


@given(base=TEXTS, other=TEXTS)
def test_a_change_of_one_side_is_taken_as_it_is(base, other):
    for here, new in ((other, base), (base, other), (other, other)):
        assert merge(base, here, new).text == other
        assert merge(base, here, new).conflicts == ()


@given(base=TEXTS, here=TEXTS, new=TEXTS)
@settings(max_examples=300)
def test_every_line_that_a_person_added_is_there_or_in_a_conflict(base, here, new):
    merged = merge(base, here, new)
    lines = merged.text.splitlines()
    for line in set(here.splitlines()) - set(base.splitlines()):
        assert line in lines
    for line in set(new.splitlines()) - set(base.splitlines()):
        assert line in lines


def test_edits_far_from_what_is_new_never_conflict():
    source = random.Random(7)
    for _ in range(50):
        number = source.randrange(1, 5)
        here = BASE.replace(f"line {number}\n", source.choice(["", "mine\n", f"line {number}\nmine\n"]))
        merged = merge(BASE, here, BASE.replace("line 8\n", "eight\n"))
        assert (merged.text, merged.conflicts) == (here.replace("line 8\n", "eight\n"), ())
