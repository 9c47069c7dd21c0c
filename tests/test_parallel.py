"""Two processes do what one would do, whatever becomes of the second."""

from __future__ import annotations

import os
import signal

import pytest
from terracutter.parallel import in_two_processes

HERE = os.getpid()


def squares(numbers):
    return [number * number for number in numbers]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 100])
def test_every_item_is_worked_on_once(count):
    assert sorted(in_two_processes(squares, range(count))) == squares(range(count))


def test_the_second_process_does_half():
    found = in_two_processes(lambda items: [os.getpid() for _ in items], range(20))
    expected = {HERE: 10, **{pid: 10 for pid in found if pid != HERE}} if os.cpu_count() != 1 else {HERE: 20}
    assert {pid: found.count(pid) for pid in found} == expected


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_process_does_not_deliver_is_done_here(number):
    def work(items):
        if os.getpid() != HERE:
            os.kill(os.getpid(), number)
        return squares(items)

    assert sorted(in_two_processes(work, range(20))) == squares(range(20))


def test_an_error_is_raised_here():
    def work(items):
        raise ValueError(len(items))

    with pytest.raises(ValueError, match="10"):
        in_two_processes(work, range(20))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
