"""The course of an interview: basic questions, sections, review. One may go back at every point; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from terracutter.answers import Given
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.interview import things
from terracutter.interview.review import table
from terracutter.interview.screen import BACK, HELP, Left, Prompt, Screen
from terracutter.interview.state import State
from terracutter.questions import Question, Questionnaire
from terracutter.questions.composites import ListOf, Objects, inner_type
from terracutter.questions.formats import choices

_WELCOME: Final = (
    "Enter takes what stands in brackets, ? explains, < goes back, Ctrl-C leaves and keeps the answers in a file.\n"
)
_FOLLOWED: Final = frozenset({"zones", "vpc_cidr", "pod_cidr", "nat_gateways", "database_subnets", "environments"})
"""After these the network is shown again."""

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
        self._screen = screen
        self._preview = preview
        self._shown = ""
        self._warned: set[Diagnostic] = {one for one in state.diagnostics if one.severity == "warning"}

    def run(self) -> None:
        """Basic questions, sections, review; each of the last two may lead back."""
        basic = self._unanswered()
        if not basic:
            return
        self._screen.say(_WELCOME)
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
                self._screen.complain("  This is the first question.")
            else:
                return False

    def _question(self, question: Question, progress: str) -> bool:
        """Asks until the answer is a valid one. False: back."""
        prompt = self._prompt(question, progress)
        if isinstance(inner_type(question.type), Objects):
            goes_on = things.edit(self.state, self._screen, question, prompt)
            self._follow(question)
            return goes_on
        while True:
            text = self._screen.ask(prompt)
            if text == HELP:
                self._screen.say("\n".join(f"  {line}" for line in explained(question)))
            elif text == BACK:
                self._screen.say("")
                return False
            elif text == prompt.default or self._takes(question.name, text):
                self._follow(question)
                return True

    def _prompt(self, question: Question, progress: str = "") -> Prompt:
        return Prompt(
            title=question.title,
            default=self.state.text(question),
            progress=progress,
            lines=(question.help,) if question.help else (),
            choices=choices(question.type),
            several=isinstance(inner_type(question.type), ListOf),
        )

    def _takes(self, name: str, text: str) -> bool:
        problems = self.state.give(name, text)
        for problem in problems:
            for line in _lines(problem):
                self._screen.complain(f"  {line}")
        return not problems

    def _follow(self, question: Question) -> None:
        """What an answer brings about: warnings that were not there before, and the network."""
        self._screen.say("")
        for one in self.state.diagnostics:
            if one.severity == "warning" and one not in self._warned:
                self._warned.add(one)
                self._screen.complain(f"  Warning: {' '.join(_lines(one))}\n")
        shown = self._preview(self.state.given) if question.name in _FOLLOWED else self._shown
        if shown and shown != self._shown:
            self._shown = shown
            self._screen.say("\n".join(f"  {line}" for line in shown.splitlines()) + "\n")

    def _sections(self) -> bool:
        while True:
            menu = dict(self._menu())
            prompt = Prompt("Anything else?", "no", lines=("Each section may stay as it is.",), choices=menu)
            text = self._screen.ask(prompt)
            if text == BACK:
                return False
            if text == "no":
                self._screen.say("")
                return True
            if text == HELP:
                self._screen.say("  Type the name of a section to go through its questions.")
            elif text not in menu:
                hint = did_you_mean(text, menu)
                self._screen.complain(f'  There is no section "{text}". {hint}'.rstrip())
            else:
                self._screen.say("")
                self._questions(self._of_section(text))

    def _menu(self) -> Iterator[tuple[str, str]]:
        for name, title in self.state.questionnaire.sections.items():
            questions = self._of_section(name)
            changed = sum(self.state.origin(one) not in {"default", "profile"} for one in questions)
            if questions:
                yield name, f"{title}; {_questions_count(len(questions))}{f', {changed} answered' if changed else ''}"

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

    def _review(self) -> bool:
        while True:
            names, text = table(self.state)
            self._screen.say(text)
            lines = ("Enter writes the repository; the number or the name of an answer changes it.",)
            typed = self._screen.ask(Prompt("All right?", "yes", lines=lines))
            if typed == BACK:
                return False
            if typed == "yes":
                self._screen.say("")
                if self._questions([]):
                    return True
                continue
            name = names.get(typed, typed)
            if name in self.state.questionnaire.by_name and self.state.is_asked(name):
                self._screen.say("")
                self._questions([name])
            else:
                hint = did_you_mean(typed, names.values()) or f"type a number from 1 to {len(names)}"
                self._screen.complain(f'  There is no answer "{typed}". {hint}')


def explained(question: Question) -> Iterator[str]:
    if question.why:
        yield question.why
    yield f"Allowed is {question.type.allowed}."
    yield f"All about it: terracutter explain {question.name}"


def _lines(problem: Diagnostic) -> Iterator[str]:
    yield f"{problem.detail} {problem.hint}".strip()
    if problem.source and problem.severity == "error":
        yield f"source: {problem.source}"


def _questions_count(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"
