"""Work of a few tenths of a second on two processors, where there are two."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_WORTH_IT = 8
"""Fewer items cost less than a process."""


def in_two_processes(work: Callable[[Sequence[ItemT]], list[ResultT]], items: Sequence[ItemT]) -> list[ResultT]:
    """`work(items)`, one half of it in a forked process: its imports are then paid for at the same time as ours.

    What becomes of the other process does not matter: what it does not deliver is done here.
    """
    if len(items) < _WORTH_IT or (os.cpu_count() or 1) < 2:  # noqa: PLR2004
        return work(items)
    # Every other item, since neighbours are of one kind and size.
    theirs, ours = items[::2], items[1::2]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _deliver(work, theirs, writing)
    os.close(writing)
    try:
        found = work(ours)
        with os.fdopen(reading, "rb") as pipe:
            delivered = pipe.read()
    finally:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
    try:
        return [*pickle.loads(delivered), *found]  # noqa: S301  our own process wrote it
    except (EOFError, pickle.UnpicklingError):
        return [*work(theirs), *found]


def _deliver(work: Callable[[Sequence[ItemT]], list[ResultT]], items: Sequence[ItemT], writing: int) -> None:
    """In the forked process: never returns, never prints, never runs what the parent would do at its end."""
    with contextlib.suppress(BaseException), os.fdopen(writing, "wb") as pipe:
        pipe.write(pickle.dumps(work(items)))
    os._exit(0)
