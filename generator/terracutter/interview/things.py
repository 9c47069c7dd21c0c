"""Answers that are named things, such as node groups: added, changed and removed one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.interview import layout
from terracutter.interview.prompts import as_shown, as_typed, offered
from terracutter.interview.screen import BACK, HELP, Prompt, Screen
from terracutter.interview.state import State, problems_of
from terracutter.questions import Question
from terracutter.questions.composites import Field, ListOf, Objects, inner_type
from terracutter.questions.explain import long_help
from terracutter.questions.formats import flow
from terracutter.questions.types import Type

_DONE = "done"
_POINTER = 4
"""Columns before what may be chosen."""


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
        self._kind = kind
        self._fields = {field.name: field for field in kind.fields}

    def run(self, prompt: Prompt) -> bool:
        while True:
            entries = self._entries()
            text = self._screen.ask(_menu(prompt, {name: _on_one_line(entry) for name, entry in entries.items()}))
            if text in {_DONE, BACK}:
                return text == _DONE
            self._screen.say("")
            if text == HELP:
                self._screen.say("\n".join(f"  {line}" for line in long_help(self._question)) + "\n")
            else:
                self._obey(text, entries)

    def _obey(self, text: str, entries: Mapping[str, Any]) -> None:
        word, _, name = (part.strip() for part in text.partition(" "))
        if text == "none" or text.startswith("{"):
            self._take(text)
        elif word == "add" and name not in entries:
            self._add(name)
        elif word == "change" and name in entries:
            self._change(name)
        elif word == "remove" and name in entries:
            self._give({key: entry for key, entry in entries.items() if key != name})
        else:
            self._screen.complain(f"  {_misunderstood(word, name, entries)}\n")

    def _entries(self) -> Mapping[str, Any]:
        written = self._state.written(self._question.name)
        return written if isinstance(written, Mapping) else {}

    def _add(self, name: str) -> None:
        """Its name, the required fields, then any other."""
        while not self._can_be_named(name):
            name = self._screen.ask(Prompt("Name", None, help="What it is called; nothing else here has that name."))
            self._screen.say("")
            if name == BACK:
                return
        entry: dict[str, Any] = {}
        while True:
            for field in self._fields.values():
                if field.required:
                    text = self._ask(name, field, entry.get(field.name))
                    if text == BACK:
                        return
                    entry[field.name] = text
            if self._give({**self._entries(), name: entry}):
                self._change(name)
                return
            if not entry:
                return

    def _can_be_named(self, name: str) -> bool:
        if name in {"", HELP} or name in self._entries():
            if name:
                self._screen.complain(f"  {self._what_may_be_named()}\n")
            return False
        return self._is_right(self._kind.key, name, "name")

    def _what_may_be_named(self) -> str:
        there = ", ".join(self._entries())
        return f"Allowed is {self._kind.key.allowed}{f'; there is {there} already' if there else ''}."

    def _change(self, name: str) -> None:
        """One field after the other, until Enter."""
        while True:
            values, own = self._values(name), self._entries()[name]
            texts = {field: as_shown(self._fields[field].type, flow(values[field])) for field in self._fields}
            others = ", ".join(field for field in self._fields if field not in own)
            prompt = Prompt(
                name,
                _DONE,
                choices=layout.labelled(texts, layout.width() - _POINTER),
                enter="done",
                rows={field: texts[field] for field in own},
                hint=f"At their defaults: {others}.\nThe name of a field changes it; Enter when it is right.",
            )
            text = self._screen.ask(prompt)
            self._screen.say("")
            if text in {_DONE, BACK}:
                return
            if text == HELP:
                self._screen.say("\n".join(f"  {one.name}: {one.title}" for one in self._fields.values()) + "\n")
            elif text in self._fields:
                self._change_field(name, self._fields[text], texts[text])
            else:
                self._screen.complain(
                    f'  There is no field "{text}". {did_you_mean(text, self._fields)}'.rstrip() + "\n"
                )

    def _values(self, name: str) -> Mapping[str, Any]:
        answer = self._state.answer(self._question.name)
        assert answer is not None, "an answer that was taken is there"
        assert isinstance(answer.value, Mapping), "its entries are named"
        found: Any = answer.value[name]
        return found  # type: ignore[no-any-return]  # a mapping of fields

    def _change_field(self, name: str, field: Field, default: str) -> None:
        while True:
            text = self._ask(name, field, default)
            if text in {BACK, default}:
                return
            entries = {key: dict(entry) for key, entry in self._entries().items()}
            entries[name][field.name] = as_typed(field.type, text)
            if self._give(entries):
                return

    def _ask(self, name: str, field: Field, default: str | None) -> str:
        several = isinstance(inner_type(field.type), ListOf)
        prompt = Prompt(
            f"{name}: {field.name}", default, help=field.title, choices=offered(field.type), several=several
        )
        while True:
            text = self._screen.ask(prompt)
            self._screen.say("")
            if text == HELP:
                self._screen.say(f"  Allowed is {field.type.allowed}.\n")
            elif text in {BACK, default} or self._is_right(
                field.type, as_typed(field.type, text), f"{name}.{field.name}"
            ):
                return text

    def _is_right(self, kind: Type, text: str, key: str) -> bool:
        """Whether the text is such a value, whatever else is answered."""
        problems = problems_of(kind, text, key)
        self._complain(problems)
        return not problems

    def _give(self, entries: Mapping[str, Any]) -> bool:
        return self._take(flow(entries))

    def _take(self, text: str) -> bool:
        problems = self._state.give(self._question.name, text)
        self._complain(problems)
        return not problems

    def _complain(self, problems: Iterable[Diagnostic]) -> None:
        for problem in problems:
            self._screen.complain(f"  {problem.detail} {problem.hint}".rstrip() + "\n")


def _menu(prompt: Prompt, entries: Mapping[str, str]) -> Prompt:
    first = next(iter(entries), None)
    commands = f"add, change {first} or remove {first}" if first else "add"
    changes = {f"change {name}": text for name, text in entries.items()}
    choices = {**changes, **{f"remove {name}": "" for name in entries}, "add": "one more"}
    return replace(
        prompt,
        default=_DONE,
        choices=layout.labelled(choices, layout.width() - _POINTER),
        enter="go on",
        rows=entries,
        hint=f"Type {commands}; Enter goes on.",
    )


def _on_one_line(entry: Any) -> str:
    return flow(entry).strip("{}") or "all defaults"


def _misunderstood(word: str, name: str, entries: Mapping[str, Any]) -> str:
    if word == "add" and name:
        return f"{name} is there already; type: change {name}"
    if word in {"change", "remove"} and entries:
        return f"Type {word} and a name. {did_you_mean(name, entries) or 'There is ' + ', '.join(entries) + '.'}"
    commands = "add NAME, change NAME or remove NAME"
    return f"Type {commands}, or press Enter." if entries else "Type add NAME, or press Enter."
