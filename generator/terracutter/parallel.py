"""A second process for work of a few tenths of a second, on machines with a second processor."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Generic, NoReturn, TypeVar

RequestT = TypeVar("RequestT")
AnswerT = TypeVar("AnswerT")


class Companion(Generic[RequestT, AnswerT]):
    """A forked process that prepares itself while we go on, and answers requests in their order.

    It never prints and never runs what we would do at our end. What becomes of it does not matter: without answers,
    whoever asked does the work.
    """

    def __init__(self, prepare: Callable[[], object], work: Callable[[RequestT], AnswerT]) -> None:
        request_reading, self._request = os.pipe()
        answer_reading, answer_writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._request)
            os.close(answer_reading)
            _serve(prepare, work, os.fdopen(request_reading, "rb"), os.fdopen(answer_writing, "wb"))
        os.close(request_reading)
        os.close(answer_writing)
        # A pipe holds little, and the other end may still be preparing: what it does not take now is kept for later.
        os.set_blocking(self._request, False)
        self._kept = bytearray()
        self._answer: BinaryIO = os.fdopen(answer_reading, "rb")

    def ask(self, request: RequestT) -> None:
        """Hands it over without waiting."""
        self._kept += pickle.dumps(request)
        with contextlib.suppress(BrokenPipeError, BlockingIOError):
            del self._kept[: os.write(self._request, self._kept)]

    def answers(self) -> list[AnswerT] | None:
        """Waits for all of them; None where none come."""
        os.set_blocking(self._request, True)
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._request, "wb") as pipe:
            pipe.write(self._kept)
        delivered = self._answer.read()
        self._end()
        try:
            found: list[AnswerT] = pickle.loads(delivered)  # noqa: S301  our own process wrote it
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    def dismiss(self) -> None:
        """Ends it, asked or not; unless it has answered."""
        if not self._answer.closed:
            os.close(self._request)
            self._end()

    def _end(self) -> None:
        self._answer.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)


def has_second_processor() -> bool:
    return (os.cpu_count() or 1) > 1


def _serve(
    prepare: Callable[[], object], work: Callable[[RequestT], AnswerT], requests: BinaryIO, answer: BinaryIO
) -> NoReturn:
    with contextlib.suppress(BaseException):
        prepare()
        answers = [work(request) for request in _each(requests)]
        # Nothing is asked where the other end is closed: the run was refused.
        if answers:
            with answer:
                answer.write(pickle.dumps(answers))
    os._exit(0)


def _each(requests: BinaryIO) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(requests)  # noqa: S301  our own process wrote it
