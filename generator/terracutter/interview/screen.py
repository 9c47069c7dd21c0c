"""What an interview needs of a terminal. The words are the same on every screen, and so is what they mean."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import Final, Protocol

from terracutter.answers import Given
from terracutter.errors import TerracutterError
from terracutter.records import record

BACK: Final = "<"
HELP: Final = "?"


@record
class Prompt:
    """One thing to ask for.

    `default` is what Enter takes, None where something must be typed; `because` says why it is the default. `choices`
    are what may be typed, by meaning; `several` of them where a list is wanted. In a menu, where `enter` says what
    Enter does, the choices are commands; a screen of lines shows `rows` instead, and `hint` says what to type.
    """

    title: str
    default: str | None
    progress: str = ""
    help: str = ""
    because: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    enter: str = ""
    rows: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


class Left(TerracutterError):
    """The person left before the end: Ctrl-C, the end of the input or a closed terminal. `given` is what was known."""

    def __init__(self, given: Sequence[Given] = ()) -> None:
        super().__init__("left")
        self.given = tuple(given)


class Screen(Protocol):
    """Shows and asks. `ask` returns what was typed or chosen, `<` and `?` included. Raises `Left`."""

    def say(self, text: str) -> None: ...

    def complain(self, text: str) -> None: ...

    def ask(self, prompt: Prompt) -> str: ...


@contextmanager
def listening() -> Iterator[None]:
    """A closed terminal, or a request to end, leaves as Ctrl-C does."""

    def leave(number: int, frame: object) -> None:  # noqa: ARG001
        raise Left

    names = [number for number in (getattr(signal, "SIGHUP", None), signal.SIGTERM) if number is not None]
    before = {number: signal.signal(number, leave) for number in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
