"""A second process for work of a few tenths of a second, on machines with a second processor."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable
from typing import BinaryIO, Generic, NoReturn, TypeVar

RequestT = TypeVar("RequestT")
AnswerT = TypeVar("AnswerT")


class Companion(Generic[RequestT, AnswerT]):
    """A forked process that prepares itself while we go on, takes one request and answers it.

    It never prints and never runs what we would do at our end. What becomes of it does not matter: without an answer,
    whoever asked does the work.
    """

    def __init__(self, prepare: Callable[[], object], work: Callable[[RequestT], AnswerT]) -> None:
        request_reading, request_writing = os.pipe()
        answer_reading, answer_writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(request_writing)
            os.close(answer_reading)
            _serve(prepare, work, os.fdopen(request_reading, "rb"), os.fdopen(answer_writing, "wb"))
        os.close(request_reading)
        os.close(answer_writing)
        self._request: BinaryIO = os.fdopen(request_writing, "wb")
        self._answer: BinaryIO = os.fdopen(answer_reading, "rb")

    def ask(self, request: RequestT) -> None:
        with contextlib.suppress(BrokenPipeError), self._request as pipe:
            pipe.write(pickle.dumps(request))

    def answer(self) -> AnswerT | None:
        """Waits for it; None where none comes."""
        delivered = self._answer.read()
        self.dismiss()
        try:
            found: AnswerT = pickle.loads(delivered)  # noqa: S301  our own process wrote it
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    def dismiss(self) -> None:
        """Ends it, asked or not."""
        for pipe in (self._request, self._answer):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)


def has_second_processor() -> bool:
    return (os.cpu_count() or 1) > 1


def _serve(
    prepare: Callable[[], object], work: Callable[[RequestT], AnswerT], request: BinaryIO, answer: BinaryIO
) -> NoReturn:
    with contextlib.suppress(BaseException):
        prepare()
        # Nothing is asked where the other end is closed: the run was refused.
        asked = request.read()
        if asked:
            with answer:
                answer.write(pickle.dumps(work(pickle.loads(asked))))  # noqa: S301  our own process wrote it
    os._exit(0)
