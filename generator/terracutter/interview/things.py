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
from terracutter.questions.words import Words

_DONE = "done"
_POINTER = 4
"""Columns before what may be chosen."""


def edit(state: State, screen: Screen, question: Question, prompt: Prompt) -> bool:
    """A menu over the entries, until Enter; or all of them on one line. Every change is judged at once. False: back."""
    return _Editor(state, screen, question).run(prompt)


class _Editor:
    def __init__(self, state: State, screen: Screen, question: Question) -> None:
        self._state = state
        self._words = state.questionnaire.words
        self._screen = screen
        self._question = question
        kind = inner_type(question.type)
        assert isinstance(kind, Objects)
        self._kind = kind
        self._fields = {field.name: field for field in kind.fields}

    def run(self, prompt: Prompt) -> bool:
        while True:
            entries = self._entries()
            listed = {name: flow(entry).strip("{}") or self._words("all defaults") for name, entry in entries.items()}
            text = self._screen.ask(_menu(prompt, listed, self._words))
            if text in {_DONE, BACK}:
                return text == _DONE
            self._screen.say("")
            if text == HELP:
                self._screen.say("\n".join(f"  {line}" for line in long_help(self._question, self._words)) + "\n")
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
            self._screen.complain(f"  {_misunderstood(word, name, entries, self._words)}\n")

    def _entries(self) -> Mapping[str, Any]:
        written = self._state.written(self._question.name)
        return written if isinstance(written, Mapping) else {}

    def _add(self, name: str) -> None:
        """Its name, the required fields, then any other."""
        while not self._can_be_named(name):
            about = self._words("What it is called; nothing else here has that name.")
            name = self._screen.ask(Prompt(self._words("Name"), None, help=about))
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
        allowed, there = self._kind.key.allowed, ", ".join(self._entries())
        if not there:
            return self._words("Allowed is {allowed}.", allowed=allowed)
        return self._words("Allowed is {allowed}; there is {names} already.", allowed=allowed, names=there)

    def _change(self, name: str) -> None:
        """One field after the other, until Enter."""
        while True:
            values, own = self._values(name), self._entries()[name]
            texts = {field: as_shown(self._fields[field].type, flow(values[field])) for field in self._fields}
            others = ", ".join(field for field in self._fields if field not in own)
            defaults = self._words("At their defaults: {fields}.", fields=others)
            prompt = Prompt(
                name,
                _DONE,
                choices=layout.labelled(texts, layout.width() - _POINTER),
                enter=self._words("done"),
                rows={field: texts[field] for field in own},
                hint=f"{defaults}\n{self._words('The name of a field changes it; Enter when it is right.')}",
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
                problem = self._words('There is no field "{name}".', name=text)
                hint = did_you_mean(text, self._fields, self._words)
                self._screen.complain(f"  {problem} {hint}".rstrip() + "\n")

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
                self._screen.say(f"  {self._words('Allowed is {allowed}.', allowed=field.type.allowed)}\n")
            elif text in {BACK, default} or self._is_right(
                field.type, as_typed(field.type, text), f"{name}.{field.name}"
            ):
                return text

    def _is_right(self, kind: Type, text: str, key: str) -> bool:
        """Whether the text is such a value, whatever else is answered."""
        problems = problems_of(kind, text, key, self._words)
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
            hint = f"\n  {self._words('hint:')} {problem.hint}" if problem.hint else ""
            self._screen.complain(f"  {problem.detail}{hint}\n")


def _menu(prompt: Prompt, entries: Mapping[str, str], words: Words) -> Prompt:
    first = next(iter(entries), None)
    commands = "Type add, change {name} or remove {name}; Enter goes on." if first else "Type add; Enter goes on."
    changes = {f"change {name}": text for name, text in entries.items()}
    choices = {**changes, **{f"remove {name}": "" for name in entries}, "add": words("one more")}
    return replace(
        prompt,
        default=_DONE,
        choices=layout.labelled(choices, layout.width() - _POINTER),
        enter=words("go on"),
        rows=entries,
        hint=words(commands, name=first),
    )


def _misunderstood(word: str, name: str, entries: Mapping[str, Any], words: Words) -> str:
    if word == "add" and name:
        return words("{name} is there already; type: change {name}", name=name)
    if word in {"change", "remove"} and entries:
        hint = did_you_mean(name, entries, words) or words("There is {names}.", names=", ".join(entries))
        return f"{words('Type {word} and a name.', word=word)} {hint}"
    many = "Type add NAME, change NAME or remove NAME, or press Enter."
    return words(many if entries else "Type add NAME, or press Enter.")
