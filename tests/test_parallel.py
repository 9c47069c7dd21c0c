"""A companion answers, or is done without, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import time

import pytest
from terracutter.parallel import Companions

HERE = os.getpid()


def nothing():
    return None


def is_gone(companion):
    """Other tests of the run may have processes of their own."""
    with pytest.raises(ChildProcessError):
        os.waitpid(companion._child, os.WNOHANG)
    return True


def test_it_answers_from_another_process():
    companion = Companions(nothing, lambda numbers: (os.getpid(), [number * number for number in numbers]))
    companion.ask([1, 2, 3])
    companion.ask([4])
    (process, squares), (same_process, others) = companion.answers()
    assert (squares, others) == ([1, 4, 9], [16])
    assert process == same_process != HERE
    assert is_gone(companion)


def test_several_divide_the_work():
    companions = Companions(nothing, lambda text: (os.getpid(), text), count=3)
    for letter in "abcdef":
        companions.ask(letter)
    answers = companions.answers()
    assert sorted(letter for _, letter in answers) == list("abcdef")
    assert len({process for process, _ in answers}) == 3


def test_where_one_of_several_is_killed_there_is_no_answer():
    companions = Companions(nothing, lambda ends: os.kill(os.getpid(), signal.SIGKILL) if ends else 1, count=2)
    companions.ask("")
    companions.ask("x")
    assert companions.answers() is None


def test_requests_that_no_pipe_holds_are_not_waited_for():
    companion = Companions(lambda: time.sleep(0.1), lambda text: text * 2)
    for letter in "xy":
        companion.ask(letter * 1_000_000)
    assert companion.answers() == ["x" * 2_000_000, "y" * 2_000_000]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("when", ["prepare", "work"])
def test_a_killed_companion_has_no_answer(number, when):
    def end(*_):
        os.kill(os.getpid(), number)

    companion = Companions(end if when == "prepare" else nothing, end if when == "work" else nothing)
    companion.ask("x" * 1_000_000)
    assert companion.answers() is None
    assert is_gone(companion)


def test_a_companion_that_fails_has_no_answer(capfd):
    companion = Companions(nothing, lambda number: 1 // number)
    companion.ask(0)
    assert companion.answers() is None
    assert capfd.readouterr() == ("", "")


def test_a_companion_that_is_not_asked_ends():
    companion = Companions(nothing, lambda request: request)
    companion.dismiss()
    assert is_gone(companion)
