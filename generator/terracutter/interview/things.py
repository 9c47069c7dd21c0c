"""Answers that are named things, such as node groups: added, changed and removed one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from terracutter.diagnostics import did_you_mean
from terracutter.interview.screen import BACK, HELP, Prompt, Screen
from terracutter.interview.state import State
from terracutter.questions import Question
from terracutter.questions.composites import Field, Objects, inner_type
from terracutter.questions.formats import choices, flow

_COMMANDS = ("add NAME", "change NAME", "remove NAME")
_DONE = "done"


def edit(state: State, screen: Screen, question: Question, prompt: Prompt) -> bool:
    """A menu over the entries, until Enter; or all of them on one line. Every change is judged at once. False: back."""
    return _Editor(state, screen, question).run(prompt)


class _Editor:
    def __init__(self, state: State, screen: Screen, question: Question) -> None:
        self._state = state
        self._screen = screen
        self._question = question
        kind = inner_type(question.type)
        assert isinstance(kind, Objects)
        self._fields = {field.name: field for field in kind.fields}

    def run(self, prompt: Prompt) -> bool:
        while True:
            entries = self._entries()
            listed = {name: flow(entry) for name, entry in entries.items()}
            typed = f"Type {', '.join(_COMMANDS)}." if entries else f"There is none. Type {_COMMANDS[0]}."
            text = self._screen.ask(replace(prompt, default=_DONE, lines=[*prompt.lines, typed], choices=listed))
            if text in {_DONE, BACK}:
                return text == _DONE
            if text == HELP:
                self._screen.say(f"  {self._question.why}\n  All about it: terracutter explain {self._question.name}")
            else:
                self._obey(text, entries)

    def _obey(self, text: str, entries: Mapping[str, Any]) -> None:
        word, _, name = (part.strip() for part in text.partition(" "))
        if text == "none" or text.startswith("{"):
            self._take(text)
        elif word == "add" and name and name not in entries:
            self._add(name)
        elif word == "change" and name in entries:
            self._change(name)
        elif word == "remove" and name in entries:
            self._give({key: entry for key, entry in entries.items() if key != name})
        else:
            self._screen.complain(f"  {_misunderstood(word, name, entries)}")

    def _entries(self) -> Mapping[str, Any]:
        written = self._state.written(self._question.name)
        return written if isinstance(written, Mapping) else {}

    def _add(self, name: str) -> None:
        """The required fields, then any other."""
        entry: dict[str, Any] = {}
        for field in self._fields.values():
            while field.required and field.name not in entry:
                text = self._ask(field, None)
                if text == BACK:
                    return
                if text:
                    entry[field.name] = text
        if self._give({**self._entries(), name: entry}):
            self._change(name)

    def _change(self, name: str) -> None:
        """One field after the other, until Enter."""
        while True:
            values = self._values(name)
            menu = {field: flow(values[field]) for field in self._fields}
            text = self._screen.ask(Prompt(name, _DONE, lines=["Type the name of a field to change it."], choices=menu))
            if text in {_DONE, BACK}:
                return
            if text in self._fields:
                self._change_field(name, self._fields[text], menu[text])
            else:
                self._screen.complain(f'  There is no field "{text}". {did_you_mean(text, self._fields)}'.rstrip())

    def _values(self, name: str) -> Mapping[str, Any]:
        answer = self._state.answer(self._question.name)
        assert answer is not None, "an answer that was taken is there"
        assert isinstance(answer.value, Mapping), "its entries are named"
        found: Any = answer.value[name]
        return found  # type: ignore[no-any-return]  # a mapping of fields

    def _change_field(self, name: str, field: Field, default: str) -> None:
        while True:
            text = self._ask(field, default)
            if text in {BACK, default}:
                return
            entries = {key: dict(entry) for key, entry in self._entries().items()}
            entries[name][field.name] = text
            if self._give(entries):
                return

    def _ask(self, field: Field, default: str | None) -> str:
        prompt = Prompt(field.title or field.name, default, choices=choices(field.type))
        while True:
            text = self._screen.ask(prompt)
            if text != HELP:
                return text
            self._screen.say(f"  Allowed is {field.type.allowed}.")

    def _give(self, entries: Mapping[str, Any]) -> bool:
        return self._take(flow(entries))

    def _take(self, text: str) -> bool:
        problems = self._state.give(self._question.name, text)
        for problem in problems:
            self._screen.complain(f"  {problem.detail} {problem.hint}".rstrip())
        return not problems


def _misunderstood(word: str, name: str, entries: Mapping[str, Any]) -> str:
    if word == "add" and name:
        return f"{name} is there already; type: change {name}"
    if word in {"change", "remove"} and entries:
        return f"Type {word} and a name. {did_you_mean(name, entries) or 'There is ' + ', '.join(entries) + '.'}"
    return f"Type {', '.join(_COMMANDS)}, or press Enter."
