"""The course of an interview: basic questions, sections, review. One may go back at every point; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from terracutter.answers import Given
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.interview import guide, layout, things
from terracutter.interview.prompts import as_typed, prompt_of
from terracutter.interview.review import Table, reviewed, table
from terracutter.interview.screen import BACK, HELP, Left, Prompt, Screen
from terracutter.interview.state import State
from terracutter.questions import Question, Questionnaire
from terracutter.questions.composites import Objects, inner_type
from terracutter.questions.explain import long_help

_WELCOME: Final = "Enter takes the default, ? explains, < goes back. Ctrl-C leaves and keeps the answers in a file."
_NETWORK: Final = "vpc_cidr"
"""Before it is asked, the network that the answers lead to is shown; from then on it is shown when it changes."""

_PROFILE: Final = "profile"
"""Where somebody who does not know yet whether EKS is right may ask for the guide."""

_POINTER: Final = 4
"""Columns before what may be chosen."""

_TOLD: Final = 4
"""Warnings that the review repeats; what is written tells them all."""

_LABELS: Final = 22
"""Columns that the name of a section takes, with what stands around it."""

Preview = Callable[[Sequence[Given]], str]


def ask(questionnaire: Questionnaire, given: Iterable[Given], screen: Screen, preview: Preview) -> list[Given]:
    """What was given and what is answered now. A question that was answered before is not asked again.

    `preview` shows the network that answers lead to, or nothing. Raises `Left` with what is known by then, and
    `Refused` for what can never become valid.
    """
    dialog = _Dialog(State(questionnaire, given), screen, preview)
    try:
        dialog.run()
    except (Left, KeyboardInterrupt):
        raise Left(dialog.state.given) from None
    return dialog.state.given


class _Dialog:
    def __init__(self, state: State, screen: Screen, preview: Preview) -> None:
        self.state = state
        self._words = state.questionnaire.words
        self._screen = screen
        self._preview = preview
        self._shown = ""
        self._warned: set[Diagnostic] = {one for one in state.diagnostics if one.severity == "warning"}

    def run(self) -> None:
        """Basic questions, sections, review; each of the last two may lead back."""
        basic = self._unanswered()
        if not basic:
            return
        self._screen.say(self._words(_WELCOME) + "\n")
        self._questions(basic, counted=True)
        while True:
            if not self._sections():
                self._questions(basic, counted=True, from_last=True)
            elif self._review():
                return

    def _unanswered(self) -> list[str]:
        questionnaire = self.state.questionnaire
        names = dict.fromkeys([*questionnaire.interview, *self.state.must_be_answered()])
        return [name for name in names if not self.state.was_given(name)]

    def _questions(self, names: Sequence[str], *, counted: bool = False, from_last: bool = False) -> bool:
        """Each that the answers so far leave to be asked, and what they make necessary. False: back from the first."""
        done = [name for name in names if self.state.is_asked(name)] if from_last else []
        again = done.pop() if done else None
        while True:
            needed = [name for name in self.state.must_be_answered() if name not in names]
            waiting = [name for name in (*needed, *names) if name not in done and self.state.is_asked(name)]
            name = again or next(iter(waiting), None)
            if name is None:
                return True
            progress = f"[{len(done) + 1}/{len(done) + len(waiting)}]" if counted else ""
            goes_on = self._question(self.state.questionnaire.by_name[name], progress)
            again = None
            if goes_on:
                done.append(name)
            elif done:
                again = done.pop()
            elif counted:
                self._screen.complain(f"  {self._words('This is the first question.')}\n")
            else:
                return False

    def _question(self, question: Question, progress: str) -> bool:
        """Asks until the answer is a valid one. False: back."""
        if question.name == _NETWORK:
            self._show_network()
        prompt = prompt_of(self.state, question, progress)
        if question.name == _PROFILE:
            offer = self.state.questionnaire.words("a short guide: is EKS right for you, or ECS?")
            prompt = replace(prompt, choices={**prompt.choices, guide.NOT_SURE: offer})
        if isinstance(inner_type(question.type), Objects):
            goes_on = things.edit(self.state, self._screen, question, prompt)
            self._follow()
            return goes_on
        while True:
            text = self._screen.ask(prompt)
            if text == HELP:
                self._screen.say("\n".join(f"  {line}" for line in long_help(question, self._words)) + "\n")
            elif text == BACK:
                self._screen.say("")
                return False
            elif text.lower() == guide.NOT_SURE and text.lower() in prompt.choices:
                prompt = self._advised(prompt)
            elif text == prompt.default or self._takes(question, text):
                self._follow()
                return True

    def _advised(self, prompt: Prompt) -> Prompt:
        """The same question after the guide. Raises `Declined` for who follows its advice to use something else."""
        words = self.state.questionnaire.words
        self._screen.say("")
        advice = guide.consult(self._screen, words)
        if advice is None:
            return prompt
        self._screen.say("\n".join(f"  {line}" for line in guide.lines(advice, words)) + "\n")
        if not advice.is_eks:
            guide.confirm(self._screen, words)
        self.state.give(_PROFILE, advice.profile)
        return replace(prompt, default=advice.profile, because=words("the guide recommends it"))

    def _takes(self, question: Question, text: str) -> bool:
        problems = self.state.give(question.name, as_typed(question.type, text))
        for problem in problems:
            for line in self._lines(problem):
                self._screen.complain(f"  {line}")
        if problems:
            self._screen.complain("")
        return not problems

    def _follow(self) -> None:
        """What an answer brings about: warnings that were not there before, and another network."""
        self._screen.say("")
        for one in self.state.diagnostics:
            if one.severity == "warning" and one not in self._warned:
                self._warned.add(one)
                told = "\n  ".join(self._lines(one))
                self._screen.complain(f"  {self._words('Warning:')} {told}\n")
        if self._shown:
            self._show_network()

    def _warnings(self) -> str:
        """What the answers are warned of as they stand, a line each."""
        found = [one for one in self.state.diagnostics if one.severity == "warning"]
        lines = [f"{self._words('Warning:')} {one.detail}" for one in found[:_TOLD]]
        if found[_TOLD:]:
            more = self._words.count(len(found) - _TOLD, "1 more warning", "{number} more warnings")
            lines.append(self._words("{more}, told at the end", more=more))
        return "\n  ".join(lines)

    def _show_network(self) -> None:
        shown = self._preview(self.state.given)
        if shown and shown != self._shown:
            self._shown = shown
            self._screen.say("\n".join(f"  {line}" for line in shown.splitlines()) + "\n")

    def _sections(self) -> bool:
        words = self._words
        while True:
            menu = dict(self._menu())
            text = self._screen.ask(
                Prompt(
                    words("Anything else?"),
                    "no",
                    help=words("All other questions have a default that fits the answers so far."),
                    choices=layout.labelled(menu, layout.width() - _POINTER),
                    enter=words("go on to the review"),
                    rows=menu,
                    hint=words("Enter goes on to the review; the name of a section shows its answers."),
                )
            )
            self._screen.say("")
            if text == BACK:
                return False
            if text == "no":
                return True
            if text == HELP:
                about = words("A section shows its answers and who gave them, and lets you change each of them.")
                self._screen.say(f"  {about}\n")
            elif text not in menu:
                problem = words('There is no section "{name}".', name=text)
                self._screen.complain(f"  {problem} {did_you_mean(text, menu, words)}".rstrip() + "\n")
            else:
                self._section(text)

    def _menu(self) -> Iterator[tuple[str, str]]:
        """Each section that has questions: how many, and about what."""
        questions = self.state.questionnaire.by_name
        for section in self.state.questionnaire.sections:
            names = self._of_section(section)
            given = sum(self.state.is_given(name) for name in names)
            if names:
                counts = self._words.count(len(names), "1 question", "{number} questions")
                counts += self._words(", {number} answered", number=given) if given else ""
                topics = f"{counts}: {', '.join(questions[name].title for name in names)}"
                yield section, layout.shortened(topics, layout.width() - _LABELS)

    def _of_section(self, section: str) -> list[str]:
        """Its questions that are no basic ones."""
        questionnaire = self.state.questionnaire
        return [
            question.name
            for question in questionnaire
            if question.section == section
            and not questionnaire.is_basic(question)
            and self.state.is_asked(question.name)
        ]

    def _section(self, section: str) -> None:
        title, words = self.state.questionnaire.sections[section], self._words
        while names := self._of_section(section):
            found = table(self.state, names)
            hint = words("Enter goes back to the sections; the number or the name of an answer changes it.")
            enter = words("back to the sections")
            prompt = Prompt(title, "done", choices=found.rows, enter=enter, rows=found.rows, hint=hint)
            typed = self._screen.ask(prompt)
            self._screen.say("")
            if typed in {BACK, "done"}:
                return
            self._change(typed, found)

    def _review(self) -> bool:
        while True:
            found = reviewed(self.state)
            hint = self._words("Enter writes the repository; the number or the name of an answer changes it.")
            title, enter = self._words("Review"), self._words("write the repository")
            prompt = Prompt(
                title, "yes", help=self._warnings(), choices=found.rows, enter=enter, rows=found.rows, hint=hint
            )
            typed = self._screen.ask(prompt)
            self._screen.say("")
            if typed == BACK:
                return False
            if typed != "yes":
                self._change(typed, found)
            elif self._questions([]):
                return True

    def _change(self, typed: str, found: Table) -> None:
        """Asks again what a number or a name of the table stands for."""
        if typed == HELP:
            about = self._words("Each line is an answer and who gave it. Type its number to be asked again.")
            self._screen.say(f"  {about}\n")
            return
        name = found.names.get(typed, typed)
        if name in self.state.questionnaire.by_name and self.state.is_asked(name):
            self._questions([name])
        else:
            problem = self._words('There is no answer "{name}".', name=typed)
            near = did_you_mean(typed, found.names.values(), self._words)
            hint = near or self._words("Type a number from 1 to {last}.", last=len(found.names))
            self._screen.complain(f"  {problem} {hint}\n")

    def _lines(self, problem: Diagnostic) -> Iterator[str]:
        yield problem.detail
        if problem.hint:
            yield f"{self._words('hint:')} {problem.hint}"
        if problem.source and problem.severity == "error":
            yield f"{self._words('source:')} {problem.source}"
