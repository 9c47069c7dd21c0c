"""Further processes for work of a few tenths of a second, on machines with a second processor."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, Generic, NoReturn, TypeVar

RequestT = TypeVar("RequestT")
AnswerT = TypeVar("AnswerT")


class Companions(Generic[RequestT, AnswerT]):
    """A forked process that prepares itself while we go on, divides into `count`, and answers requests.

    They never print and never run what we would do at our end. What becomes of them does not matter: without answers,
    whoever asked does the work.
    """

    def __init__(self, prepare: Callable[[], object], work: Callable[[RequestT], AnswerT], count: int = 1) -> None:
        self._lines = [_Line() for _ in range(count)]
        self._child = os.fork()
        if self._child == 0:
            _serve(prepare, work, self._lines)
        for line in self._lines:
            line.be_asking()

    def ask(self, request: RequestT) -> None:
        """Hands it to the one that has the least to do, without waiting."""
        min(self._lines, key=lambda line: line.asked).ask(pickle.dumps(request))

    def answers(self) -> list[AnswerT] | None:
        """Waits for all of them, in no order; None where any are missing."""
        for line in self._lines:
            line.finish_asking()
        delivered = [line.answers.read() for line in self._lines if line.asked]
        self.dismiss()
        try:
            return [answer for part in delivered for answer in pickle.loads(part)]  # noqa: S301  our own wrote it
        except (EOFError, pickle.UnpicklingError):
            return None

    def dismiss(self) -> None:
        """Ends them, asked or not."""
        for line in self._lines:
            line.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)


class _Line:
    """Two pipes, one to a companion and one back; `asked` counts the bytes of all requests."""

    def __init__(self) -> None:
        requests_reading, requests_writing = os.pipe()
        answers_reading, answers_writing = os.pipe()
        self._theirs = os.fdopen(requests_reading, "rb"), os.fdopen(answers_writing, "wb")
        self._requests = os.fdopen(requests_writing, "wb", buffering=0)
        self.answers: BinaryIO = os.fdopen(answers_reading, "rb")
        self._kept = bytearray()
        self.asked = 0

    def be_asking(self) -> None:
        for pipe in self._theirs:
            pipe.close()
        # A pipe holds little, and the other end may still be preparing: what it does not take now is kept for later.
        os.set_blocking(self._requests.fileno(), False)

    def be_answering(self) -> tuple[BinaryIO, BinaryIO]:
        self._requests.close()
        self.answers.close()
        return self._theirs

    def ask(self, request: bytes) -> None:
        self.asked += len(request)
        self._kept += request
        with contextlib.suppress(BrokenPipeError):
            del self._kept[: self._requests.write(self._kept) or 0]

    def finish_asking(self) -> None:
        os.set_blocking(self._requests.fileno(), True)
        with contextlib.suppress(BrokenPipeError), self._requests:
            while self._kept:
                del self._kept[: self._requests.write(self._kept)]

    def close(self) -> None:
        self._requests.close()
        self.answers.close()


def has_second_processor() -> bool:
    return (os.cpu_count() or 1) > 1


def _serve(prepare: Callable[[], object], work: Callable[[RequestT], AnswerT], lines: Sequence[_Line]) -> NoReturn:
    with contextlib.suppress(BaseException):
        ends = [line.be_answering() for line in lines]
        prepare()
        mine = 0
        while mine < len(ends) - 1 and os.fork() != 0:
            mine += 1
        for requests, answers in (end for number, end in enumerate(ends) if number != mine):
            requests.close()
            answers.close()
        requests, answers = ends[mine]
        # Nothing is asked where the other end is closed: the run was refused.
        if found := [work(request) for request in _each(requests)]:
            with answers:
                answers.write(pickle.dumps(found))
    os._exit(0)


def _each(requests: BinaryIO) -> Iterator[Any]:
    with contextlib.suppress(EOFError):
        while True:
            yield pickle.load(requests)  # noqa: S301  our own process wrote it
