"""Answers given one by one: with `--set`, and in environment variables. The question decides what the text is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from terracutter.answers.given import known, of_environments, of_one_environment, read_bytes
from terracutter.answers.model import Given, Layer
from terracutter.answers.parts import descend, joined, split
from terracutter.diagnostics import Diagnostic, Refused, Subject, did_you_mean
from terracutter.document import NO_LINE, Node, Scalar, normal, quoted, read_document, read_text, shortened
from terracutter.document import Mapping as MappingNode
from terracutter.questions import Place, Questionnaire, Type
from terracutter.questions.composites import Document, ListOf, MapOf, Objects, inner_type
from terracutter.questions.types import node_of_text
from terracutter.records import record

VARIABLE_PREFIX = "TERRACUTTER_"
_STEP = "__"


def from_settings(settings: Iterable[str], questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """`KEY=VALUE` as `--set` takes it; the last of a key wins.

    A key is a question, what stands within its answer (`node_groups.general.max_size`), or either of them behind
    `environments.ENVIRONMENT.`. A value `@FILE` is the content of a file, `@-` standard input, `@@…` a text with @.
    """
    found = _Found(questionnaire, Layer.SET, {}, [])
    for setting in settings:
        key, separator, text = _parted(setting)
        source = f"--set {shortened(key)}"
        if not separator:
            detail = f"found {quoted(setting)}; allowed is NAME=VALUE, such as region=eu-west-1."
            found.problems.append(Diagnostic("Invalid setting", detail, Subject("--set")))
            continue
        found.take(split(key), text, source, f"--set {key}", may_be_file=True)
    return list(found.given.values()), found.problems


def from_variables(variables: Mapping[str, str], questionnaire: Questionnaire) -> tuple[list[Given], list[Diagnostic]]:
    """The answers among the process's environment variables; `__` stands where a key of `--set` has a dot."""
    found = _Found(questionnaire, Layer.VARIABLE, {}, [])
    names = {name.upper(): name for name in questionnaire.by_name}
    for variable, text in sorted(variables.items()):
        if not variable.startswith(VARIABLE_PREFIX):
            continue
        name, separator, rest = variable.removeprefix(VARIABLE_PREFIX).partition(_STEP)
        if name not in names:
            near = did_you_mean(name.upper(), names)
            detail = f"{quoted(name)} is not a question in upper case; `terracutter questions` lists them."
            hint = near.replace('"', f'"{VARIABLE_PREFIX}', 1)
            problem = Diagnostic("Unknown question", detail, Subject(shortened(variable)), hint)
            found.problems.append(problem)
            continue
        steps = tuple(rest.lower().split(_STEP)) if separator else ()
        found.take((names[name], *steps), text, shortened(variable), variable, may_be_file=False)
    return list(found.given.values()), found.problems


def _parted(setting: str) -> tuple[str, str, str]:
    """Key, `=` and value; a key may have `=` within quotation marks."""
    mark = ""
    for position, character in enumerate(setting):
        if character == mark:
            mark = ""
        elif character in "\"'" and not mark and setting[position - 1 : position] in {".", ""}:
            mark = character
        elif character == "=" and not mark:
            return setting[:position], "=", setting[position + 1 :]
    return setting.partition("=")


@record
class _Found:
    questionnaire: Questionnaire
    layer: Layer
    given: dict[tuple[str, str | None, tuple[str, ...]], Given]
    problems: list[Diagnostic]

    def take(self, steps: tuple[str, ...], text: str, source: str, typed: str, *, may_be_file: bool) -> None:
        """One setting; `typed` is the key as a person typed it."""
        value = _Value(text, source, may_be_file)
        try:
            self._take(steps, value, typed)
        except Refused as refused:
            self.problems.extend(refused.diagnostics)

    def _take(self, steps: tuple[str, ...], value: _Value, typed: str) -> None:
        environment: str | None = None
        if steps[0] == "environments" and len(steps) > 1:
            environment, steps = steps[1], steps[2:]
            if not steps:
                node = value.node(Document())
                for one in of_one_environment(
                    environment, node, self.layer, value.source, self.questionnaire, self.problems
                ):
                    self._keep(one)
                return
        name, path = steps[0], steps[1:]
        word = Scalar(name if name in self.questionnaire.by_name else joined(steps), NO_LINE)
        if not known(word, value.source, self.questionnaire, self.problems):
            return
        question = self.questionnaire.by_name[name]
        if environment is not None and not question.per_environment:
            detail = f"{name} is one answer for the whole repository."
            hint = f"type {typed.replace(f'environments.{environment}.', '', 1)}={shortened(value.text)}"
            self.problems.append(Diagnostic("Shared question", detail, Subject(value.source), hint))
            return
        key = ".".join([*(["environments", environment] if environment is not None else []), name])
        place = Place(key, value.source, self.problems, words=self.questionnaire.words)
        found = descend(question.type, typed.removesuffix("." + joined(path)), path, place)
        if found is None:
            return
        path, kind = found
        node = value.node(kind, is_entry=bool(path) and isinstance(kind, Objects))
        if name == "environments" and isinstance(node, MappingNode):
            for one in of_environments(node, self.layer, value.file or value.source, self.questionnaire, self.problems):
                self._keep(one)
            return
        self._keep(Given(name, environment, node, self.layer, value.source, path, value.file))

    def _keep(self, one: Given) -> None:
        """The last wins; a whole answer takes the place of the parts before it."""
        key = one.question, one.environment, one.path
        for other in [other for other in self.given if other[:2] == key[:2] and other[2][: len(one.path)] == one.path]:
            del self.given[other]
        self.given[key] = one


@record
class _Value:
    """The text behind `=`, or the file that it names."""

    text: str
    source: str
    may_be_file: bool

    @property
    def file(self) -> str:
        """The name of the file; empty where the text is the value itself."""
        if not self.may_be_file or not self.text.startswith("@") or self.text.startswith("@@"):
            return ""
        return "standard input" if self.text == "@-" else Path(self.text[1:]).name or self.text[1:]

    def node(self, kind: Type, *, is_entry: bool = False) -> Node:
        """Raises `Refused`."""
        inner = inner_type(kind)
        is_plain = not is_entry and not isinstance(inner, ListOf | MapOf | Objects | Document)
        if self.file:
            data = _content(self.text[1:], self.source)
            if is_plain:
                return Scalar(read_text(data, self.file).rstrip("\r\n"), NO_LINE)
            return read_document(data, self.file)
        text = self.text[1:] if self.may_be_file and self.text.startswith("@@") else self.text
        if is_plain:
            return Scalar(normal(text.strip()), NO_LINE)
        if isinstance(inner, Document) and text.lstrip().startswith(('"', "'")):
            return read_document(text, self.source, first_line=NO_LINE)
        return node_of_text(text, self.source)


def _content(path: str, source: str) -> bytes:
    try:
        return read_bytes(Path(path))
    except (OSError, ValueError) as error:
        detail = f"{shortened(path) if path != '-' else 'standard input'}: {getattr(error, 'strerror', None) or error}."
        hint = "a value that begins with @ is the content of a file; type @@ for the character itself"
        raise Refused([Diagnostic("Unreadable file", detail, Subject(source), hint)]) from None
