"""From what was given to an answer for every question in every environment, with all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from terracutter.answers.model import Answer, Answers, EnvironmentAnswers, Given, Layer, Resolution
from terracutter.answers.parts import node_of_value, overlaid
from terracutter.diagnostics import Diagnostic, Refused, Severity, Subject, did_you_mean
from terracutter.document import NO_LINE, Node, Scalar
from terracutter.document import Mapping as MappingNode
from terracutter.document import Sequence as SequenceNode
from terracutter.questions import INVALID, Invalid, Place, Question, Questionnaire, Rule, Value
from terracutter.questions.composites import Objects, inner_type
from terracutter.questions.expressions import evaluate, named_items, sentence
from terracutter.questions.interpreter import Undetermined


def resolve(questionnaire: Questionnaire, given: Iterable[Given]) -> Resolution:
    """Every answer that can be told, and every problem; the order of the questions is the order of resolution."""
    return _Resolver(questionnaire, given).run()


def complete(questionnaire: Questionnaire, given: Iterable[Given], problems: Iterable[Diagnostic] = ()) -> Answers:
    """The valid answers. Raises `Refused` with every problem at once."""
    resolution = resolve(questionnaire, given)
    diagnostics = [*problems, *resolution.diagnostics]
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    if errors:
        raise Refused(diagnostics)
    environments = tuple(EnvironmentAnswers(name, answers) for name, answers in resolution.environments.items())
    return Answers(resolution.shared, environments, tuple(diagnostics))


def wholes(questionnaire: Questionnaire, given: Iterable[Given]) -> list[Given]:
    """The same answers, those that were given in parts as wholes."""
    every = list(given)
    merged = {(one.question, one.environment): one for one in reversed(resolve(questionnaire, every).merged)}
    return [*(one for one in every if not one.path), *merged.values()]


def in_environment(question: Question, value: Value, index: int) -> Value:
    """What the repository's answer comes to in the environment at this position, counted from 0."""
    if question.each_environment is None:
        return value
    result: Value = evaluate(question.each_environment, {"value": value, "index": index})
    return result


class _RulePlace(NamedTuple):
    key: str
    subject: Subject | None


class _Resolver:
    def __init__(self, questionnaire: Questionnaire, given: Iterable[Given]) -> None:
        self._questionnaire = questionnaire
        self._words = questionnaire.words
        self._say = None if questionnaire.original is None else questionnaire.words.of
        self._given: dict[tuple[str, str | None], list[Given]] = {}
        self._parts: dict[tuple[str, str | None], list[Given]] = {}
        for one in given:
            kind = self._parts if one.path else self._given
            kind.setdefault((one.question, one.environment), []).append(one)
        self._read: dict[int, Value | Invalid] = {}
        self._reported: dict[Diagnostic, None] = {}
        self._every: list[dict[str, Any]] = []
        self._shared_values: dict[str, Any] = {}
        self.result = Resolution()

    def run(self) -> Resolution:
        for question in self._questionnaire:
            self._resolve_shared(question)
        names = self.result.shared.get("environments")
        if names is not None and isinstance(names.value, tuple):
            self._resolve_environments([str(name) for name in names.value])
        self._unknown_environments()
        self._asked_nowhere()
        self._know_all()
        for rule in self._questionnaire.rules:
            self._apply(rule)
        self.result.diagnostics = list(self._reported)
        return self.result

    def _resolve_shared(self, question: Question) -> None:
        best = self._best(question, None)
        answer = self._answer(question, best, self._shared_values, self._parts_of(question, None, best))
        if answer is not None:
            self.result.shared[question.name] = answer
            self._shared_values[question.name] = answer.value

    def _resolve_environments(self, names: list[str]) -> None:
        for index, name in enumerate(names):
            answers = self.result.environments.setdefault(name, {})
            context: dict[str, Any] = {"environment": name, "index": index}
            for question in self._questionnaire:
                answer = self._in_environment(question, name, index, context)
                if answer is not None:
                    answers[question.name] = answer
                    context[question.name] = answer.value

    def _in_environment(self, question: Question, name: str, index: int, context: dict[str, Any]) -> Answer | None:
        if not question.per_environment:
            return self.result.shared.get(question.name)
        own, shared = self._best(question, name), self._best(question, None)
        chosen = own if own is not None and (shared is None or own.layer >= shared.layer) else shared
        parts = self._parts_of(question, name, chosen)
        if (chosen is not None and chosen is own) or any(part.environment is not None for part in parts):
            return self._answer(question, chosen, context, parts)
        answer = self._answer(question, shared, context, parts)
        if answer is None or question.each_environment is None or not answer.asked:
            return answer
        try:
            value = in_environment(question, answer.value, index)
        except ValueError as error:
            key = f"environments.{name}.{question.name}"
            hint = self._words("answer {key}, or change {question}", key=key, question=question.name)
            subject = answer.given.subject if answer.given else None
            summary = self._words("No value for a further environment")
            self._report(Diagnostic(summary, f"{key}: {error}.", subject, hint))
            self.result.poisoned.add(question.name)
            return None
        return Answer(value, answer.layer, answer.given, value)

    def _best(self, question: Question, environment: str | None) -> Given | None:
        return max(self._given.get((question.name, environment), ()), key=lambda one: one.layer, default=None)

    def _parts_of(self, question: Question, environment: str | None, whole: Given | None) -> list[Given]:
        """What is laid over the whole answer, the weakest first."""
        parts = [*self._parts.get((question.name, None), ())]
        if environment is not None:
            parts += self._parts.get((question.name, environment), ())
        if whole is not None:
            strength = (whole.layer, whole.environment is not None)
            parts = [one for one in parts if (one.layer, one.environment is not None) >= strength]
        return sorted(parts, key=lambda one: one.layer)

    def _merged(
        self, question: Question, given: Given | None, context: Mapping[str, Any], parts: list[Given]
    ) -> Given | None:
        """The whole answer with its parts; None where the default that they change is not known."""
        if given is None:
            value, _ = self._default(question, context)
            if isinstance(value, Invalid):
                return None
            base = Given(question.name, None, node_of_value(value), Layer.DEFAULT, parts[-1].source)
        else:
            base = given
        node, environment = base.node, base.environment
        for part in parts:
            node = overlaid(node, part.path, part.node)
            environment = part.environment or environment
        last = parts[-1]
        merged = Given(question.name, environment, node, last.layer, last.source, file=base.file or base.source)
        self.result.merged.append(merged)
        return merged

    def _answer(
        self, question: Question, given: Given | None, context: Mapping[str, Any], parts: list[Given]
    ) -> Answer | None:
        """None where the answer is invalid, or depends on an invalid one."""
        asked = True if question.when is None else self._evaluate(question.when, context)
        if isinstance(asked, Invalid):
            return None
        if parts and not asked:
            given = max(parts, key=lambda one: one.environment is not None)
        elif parts:
            given = self._merged(question, given, context, parts)
            if given is None:
                self.result.poisoned.add(question.name)
                return None
        if given is None:
            value, layer = self._default(question, context) if asked else (None, Layer.DEFAULT)
        elif asked or (given.environment is None and question.per_environment):
            value, layer = (None if given.path else self._value(question, given, parts)), given.layer
        else:
            self._not_asked(question, given)
            value, layer = INVALID, given.layer
        if isinstance(value, Invalid):
            self.result.poisoned.add(question.name)
            return None
        value = value if asked else None
        try:
            filled = self._with_defaults(question, value, context)
        except Undetermined:
            # The default of a field may depend on an answer that was refused.
            if not self.result.poisoned:
                raise
            self.result.poisoned.add(question.name)
            return None
        return Answer(filled, layer, given, value, asked=bool(asked))

    def _not_asked(self, question: Question, given: Given) -> None:
        words = self._words
        detail = words("{key}: it is asked only where {when}.", key=given.key, when=question.when)
        self._report(Diagnostic(words("Question not asked"), detail, given.subject, words("delete this answer")))

    def _asked_nowhere(self) -> None:
        """An answer for all environments may suit some of them only, but not none."""
        for question in self._questionnaire:
            parts = self._parts.get((question.name, None), ())
            given = self._best(question, None) or next(iter(parts), None)
            if given is None or question.when is None or not question.per_environment:
                continue
            answers = [environment.get(question.name) for environment in self.result.environments.values()]
            if answers and all(answer is not None and not answer.asked for answer in answers):
                self._not_asked(question, given)

    def _value(self, question: Question, given: Given, parts: Iterable[Given] = ()) -> Value | Invalid:
        key = id(given)
        if key not in self._read:
            report: list[Diagnostic] = []
            place = Place(given.key, given.file or given.source, report, question.source, self._words)
            self._read[key] = question.type.read(given.node, place)
            for diagnostic in report:
                self._report(_blamed(diagnostic, given, parts))
        return self._read[key]

    def _default(self, question: Question, context: Mapping[str, Any]) -> tuple[Value | Invalid, Layer]:
        profile = context.get("profile")
        if profile in question.profiles:
            return question.profiles[str(profile)], Layer.PROFILE
        if question.compute is not None:
            return self._evaluate(question.compute, context), Layer.DEFAULT
        return question.default, Layer.DEFAULT

    def _with_defaults(self, question: Question, value: Value, context: Mapping[str, Any]) -> Value:
        kind = inner_type(question.type)
        if not isinstance(kind, Objects) or not isinstance(value, Mapping):
            return value
        return {name: self._entry(kind, name, entry, context) for name, entry in value.items()}

    def _entry(self, kind: Objects, name: str, entry: Any, context: Mapping[str, Any]) -> Value:
        values: dict[str, Any] = {}
        for each in kind.fields:
            if each.name in entry:
                values[each.name] = entry[each.name]
            elif each.compute is not None:
                values[each.name] = evaluate(each.compute, {**context, **values, "name": name})
            else:
                values[each.name] = each.default
        return values

    def _evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        try:
            return evaluate(expression, context)
        except Undetermined:
            # An expression over an answer that was refused has no value; over anything else it is a fault of ours.
            if not self.result.poisoned:
                raise
            return INVALID

    def _unknown_environments(self) -> None:
        answer = self.result.shared.get("environments")
        if answer is None or not isinstance(answer.value, tuple):
            return
        names = [str(name) for name in answer.value]
        for givens in (*self._given.values(), *self._parts.values()):
            for one in givens:
                if one.environment is not None and one.environment not in names:
                    detail = '"{name}" is not among the environments {names}.'
                    detail = self._words(detail, name=one.environment, names=", ".join(names))
                    hint = did_you_mean(one.environment, names, self._words)
                    self._report(Diagnostic(self._words("Unknown environment"), detail, one.subject, hint))

    def _know_all(self) -> None:
        """What the rules may speak of, once for all of them."""
        every = [{**_values(answers), "environment": name} for name, answers in self.result.environments.items()]
        self._every = [{**values, "index": index, "every": every} for index, values in enumerate(every)]
        self._shared_values = {**_values(self.result.shared), "every": every}

    def _apply(self, rule: Rule) -> None:
        for context, place in self._items(rule):
            holds = self._evaluate(rule.when, context)
            if isinstance(holds, Invalid) or not holds:
                continue
            try:
                detail, hint = (sentence(one, context, self._say) for one in (rule.detail, rule.hint))
            except Undetermined:
                # The sentence names an answer that was refused itself.
                if not self.result.poisoned:
                    raise
                continue
            severity: Severity = "warning" if rule.severity == "warning" else "error"
            detail = f"{place.key}: {detail}"
            self._report(Diagnostic(rule.summary, detail, place.subject, hint, severity, rule.source, rule.opens))

    def _items(self, rule: Rule) -> Iterable[tuple[dict[str, Any], _RulePlace]]:
        if not rule.for_each:
            yield from self._contexts(rule)
            return
        for context, place in self._contexts(rule):
            items = self._evaluate(rule.for_each, context)
            if isinstance(items, Invalid):
                continue
            given = self._answers_of(context)[rule.question].given
            for item, value in named_items(items):
                yield {**context, "item": item, "value": value}, _at(place, given, item)

    def _answers_of(self, context: Mapping[str, Any]) -> Mapping[str, Answer]:
        return self.result.environments.get(context.get("environment", ""), self.result.shared)

    def _contexts(self, rule: Rule) -> Iterable[tuple[dict[str, Any], _RulePlace]]:
        if rule.scope == "repository":
            yield self._shared_values, _place(self.result.shared, rule.question)
            return
        for context in self._every:
            answers = self.result.environments[context["environment"]]
            if rule.scope == "environment":
                yield context, _place(answers, rule.question)
                continue
            entries = context.get(rule.question)
            for name, entry in (entries or {}).items():
                yield {**context, **entry, "name": name}, _place(answers, rule.question, name, rule.field)

    def _report(self, diagnostic: Diagnostic) -> None:
        self._reported.setdefault(diagnostic)


def _blamed(diagnostic: Diagnostic, given: Given, parts: Iterable[Given]) -> Diagnostic:
    """A problem without a line is of the part that it is about, or that lies in what it is about."""
    if not given.file or (diagnostic.subject is not None and diagnostic.subject.line):
        return diagnostic
    about = diagnostic.detail.partition(": ")[0].removeprefix(f"{given.key}.")
    whole = about == given.key
    near = [one for one in parts if whole or f"{about}.".startswith(_dotted(one)) or _dotted(one).startswith(about)]
    return replace(diagnostic, subject=Subject(near[-1].source if near else given.file))


def _dotted(part: Given) -> str:
    return "".join(f"{step}." for step in part.path)


def _place(answers: Mapping[str, Answer], question: str, entry: str | None = None, field: str = "") -> _RulePlace:
    """What a rule speaks of: the answer where it was given, the entry of it, or the field of that, if it was given."""
    given = answers[question].given if question in answers else None
    whole = question if given is None else given.key
    key = whole if entry is None else f"{whole}.{entry}"
    if given is None:
        return _RulePlace(key, None)
    if entry is not None and isinstance(given.node, MappingNode):
        name, node = next(pair for pair in given.node.entries if pair[0].text == entry)
        for part, _ in node.entries if isinstance(node, MappingNode) else ():
            if part.text == field:
                return _RulePlace(f"{key}.{field}", given.at(part.line))
        return _RulePlace(key, given.at(name.line))
    return _RulePlace(key, given.subject)


def _at(place: _RulePlace, given: Given | None, item: str) -> _RulePlace:
    """An item of a list, or the innermost key of a path that was given; a key may itself have dots."""
    if given is None:
        return place
    node, line, path = given.node, given.node.line, item
    if isinstance(node, SequenceNode):
        line = next((one.line for one in node.items if isinstance(one, Scalar) and one.text == item), line)
        return _RulePlace(place.key, given.at(line))
    while path and not isinstance(node, Scalar):
        key, inner, rest = _step(node, path)
        if inner is None:
            break
        node, line, path = inner, key, rest
    return _RulePlace(f"{place.key}.{item}", given.at(line))


def _step(node: MappingNode | SequenceNode, path: str) -> tuple[int, Node | None, str]:
    """The line of the next step on a path, what stands there, and the rest of the path."""
    if isinstance(node, SequenceNode):
        position, _, rest = path.partition(".")
        inner = node.items[int(position)]
        return inner.line, inner, rest
    for key, inner in node.entries:
        if f"{path}.".startswith(f"{key.text}."):
            return key.line, inner, path[len(key.text) + 1 :]
    return NO_LINE, None, path


def _values(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {name: answer.value for name, answer in answers.items()}
