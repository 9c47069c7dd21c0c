"""Loads the questions from `templates/repository.yaml` and `modules/*/module.yaml`, in the order they are resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from terracutter import catalog
from terracutter.questions import addons
from terracutter.questions.composites import Document, Field, ListOf, MapOf, Objects, Optional
from terracutter.questions.controls import NO_CONTROLS, Controls, read_controls
from terracutter.questions.expressions import NOTHING, TRUE, Expression
from terracutter.questions.instances import INSTANCE_TYPE, alike, kin
from terracutter.questions.releases import Changed, former_questions, read_releases
from terracutter.questions.source import QuestionFileError, Source, shelf_of
from terracutter.questions.types import Boolean, Choice, Integer, Network, Text, Type, Value
from terracutter.questions.words import ENGLISH, Words
from terracutter.records import record

COSTS: Final = {
    "none": "nothing",
    "hour": "by the hour",
    "instances": "by the instance or pod, as long as it runs",
    "usage": "by use",
    "rate": "at another price",
}
"""The classes below a question's `cost`, in words. A question without `cost` costs nothing by itself, as with `none`.

By the hour is paid what stands there whether or not it is used; by use what passes, is stored or is asked, by the
gigabyte, request or event; a rate changes the price of what other answers make.
"""


@record
class Harm:
    """The address of what another answer ends, or cannot change.

    `when` speaks of the answers as they are now and of what this one was `before`; with `fields`, of named objects, an
    object that stays has another value in one of them. `because` is the reason, where the question does not say it.
    """

    address: str
    when: str | None = None
    fields: tuple[str, ...] = ()
    because: str = ""

    @property
    def is_certain(self) -> bool:
        return self.when is None and not self.fields


@record
class Carrier:
    """Where an answer stands in the Terraform: an address of an environment's configuration, as `proof` reads it.

    `expect` is an expression for the value that must stand there (the answer itself when None); `when` says when the
    carrier exists; for named objects the address and the expression speak of one entry, as `name` and `entry`. A
    carrier `for_each` item of a list or mapping speaks of `{item}` in the address, of `item` and its `value` elsewhere.
    """

    address: str
    expect: str | None = None
    when: str | None = None
    for_each: str | None = None


@record
class Rule:
    """A refusal, or a warning: when the expression holds, the sentence is said about the question.

    A rule of the scope `entry` may speak of one `field`. A rule `for_each` item of a list or mapping speaks of `item`
    and its `value`; the item is the path within the answer that it is about, joined by dots. `source` names who set the
    limit, where it is not ours. What breaks the rule may be made right by the answer to the question that it `opens`:
    a person is asked it next.
    """

    question: str
    summary: str
    detail: str
    when: str = TRUE
    hint: str = NOTHING
    severity: str = "error"
    scope: str = "environment"
    field: str = ""
    for_each: str = ""
    source: str = ""
    opens: str = ""


@record
class Question:
    """One question; what it asks, why it matters, and where its answer ends up.

    `compute` and `each_environment` are expressions: the default from earlier answers, and the value for the
    environment at position `index` from the repository's own `value`. An answer that `sets_defaults` is carried by the
    answers that it sets, and nothing else; one that `checks_only` is read by rules, and carried by nothing.
    `entries` is an expression for the named objects that carriers speak of, where they are not those of the answer;
    `offers` is one for what a person may choose from, where that depends on earlier answers.
    `cost` says by class (of `COSTS`) what is paid for; `link` is a page of public documentation; `default_because`
    says by profile why the default is the default, and by `default` for all others.
    `replaces`, `destroys` and `stalls` are what Terraform replaces, destroys, or means to change and cannot, when the
    answer changes; `removal_destroys` goes with an item that is taken out. A repository in use changes none of them
    unless it is told to.
    """

    name: str
    feature: str
    section: str
    type: Type
    title: str
    help: str
    why: str
    default: Value
    compute: str | None
    profiles: Mapping[str, Value]
    per_environment: bool
    each_environment: str | None
    when: str | None
    carried_by: tuple[Carrier, ...]
    sets_defaults: bool
    checks_only: bool
    entries: str | None
    offers: str | None
    source: str
    cost: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    default_because: Mapping[str, str] = field(default_factory=dict)
    replaces: tuple[Harm, ...] = ()
    destroys: tuple[Harm, ...] = ()
    stalls: tuple[Harm, ...] = ()
    removal_destroys: tuple[Harm, ...] = ()

    @property
    def lasts(self) -> bool:
        """Whether another answer does harm where what this one made is in use."""
        return bool(self.harms)

    @property
    def harms(self) -> tuple[Harm, ...]:
        return (*self.replaces, *self.destroys, *self.stalls, *self.removal_destroys)


@record
class Feature:
    """A folder of Terraform: the templates of one module and what it adds to every environment.

    `when` is an expression, as in `Questionnaire.has`; where it does not hold, nothing of the folder is rendered.
    """

    name: str
    summary: str
    why: str
    needs: tuple[str, ...]
    when: str | None
    directory: Path


@dataclass(frozen=True)
class Questionnaire:
    """All that the question files say.

    `has` names what the templates choose their blocks by: expressions over the answers of the first environment, whose
    structure all share, and over `every` environment's. `sections` are those of the interview, name to title.
    `controls` are what benchmarks ask for, `releases` what each release changed, the oldest first.
    `words` speak the language of all of it; `original` is the one that it was translated from.
    """

    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    features: tuple[Feature, ...]
    interview: tuple[str, ...]
    has: Mapping[str, str]
    sections: Mapping[str, str]
    controls: Controls = NO_CONTROLS
    releases: tuple[Changed, ...] = ()
    words: Words = ENGLISH
    original: Questionnaire | None = None

    @property
    def in_english(self) -> Questionnaire:
        return self.original or self

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        return {question.name: question for question in self.questions}

    @cached_property
    def former(self) -> Mapping[str, tuple[str, str]]:
        """Questions of earlier releases: since which version each is asked no more, and what to type."""
        return former_questions(self.releases)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def is_basic(self, question: Question) -> bool:
        return question.name in self.interview


def load(modules: Path, templates: Path, compiled: Path | None = None) -> Questionnaire:
    """The whole questionnaire. Raises `QuestionFileError` naming file and key.

    What the files were compiled to is kept in the directory `compiled`, which nobody else may write.
    """
    shelf = shelf_of(compiled)
    repository = _File(Source(templates / "repository.yaml", shelf))
    files = [_File(Source(path, shelf)) for path in sorted(modules.glob("*/module.yaml"))]
    features = _in_order([file.feature() for file in files])
    order = {feature.name: position for position, feature in enumerate(features)}
    files.sort(key=lambda file: order[file.name])
    questions = [question for file in (repository, *files) for question in file.questions()]
    names = {question.name for question in questions}
    interview = tuple(str(name) for name in repository.take("interview", []))
    for name in interview:
        if name not in names:
            raise QuestionFileError(f"{repository.path}: interview names {name!r}, which no file asks")
    if len(names) < len(questions):
        raise QuestionFileError("two question files ask a question of the same name")
    has = _united(file.has() for file in (repository, *files))
    sections = {str(name): str(title) for name, title in repository.take("sections", {}).items()}
    for question in questions:
        if question.section not in sections:
            what = f"{question.feature}: {question.name} is in section {question.section!r}"
            raise QuestionFileError(f"{what}, which is not among the sections of {repository.path}")
    rules = [rule for file in (repository, *files) for rule in file.rules()]
    releases = [one for file in (repository, *files) for one in file.releases()]
    releases.sort(key=lambda one: one.release)
    for file in (repository, *files):
        file.nothing_left()
        file.source.keep()
    asked_for = templates / "compliance.yaml"
    controls = read_controls(Source(asked_for, shelf)) if asked_for.is_file() else NO_CONTROLS
    asked = (tuple(questions), tuple(rules), tuple(features), interview)
    return Questionnaire(*asked, has, sections, controls, tuple(releases))


def _united(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    united: dict[str, str] = {}
    for part in parts:
        for name, expression in part.items():
            if name in united:
                raise QuestionFileError(f"two question files say when the repository has {name}")
            united[name] = expression
    return united


def _in_order(features: list[Feature]) -> list[Feature]:
    """Each feature behind the ones that it needs, otherwise by name."""
    ordered: list[Feature] = []
    waiting = sorted(features, key=lambda feature: feature.name)
    while waiting:
        placed = {feature.name for feature in ordered}
        ready = next((feature for feature in waiting if placed.issuperset(feature.needs)), None)
        if ready is None:
            names = ", ".join(feature.name for feature in waiting)
            raise QuestionFileError(f"modules {names} need each other, or a module that is missing")
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


class _File:
    """One question file, consumed key by key so that a misspelt key is noticed."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = source.path
        self.name = self.path.parent.name if self.path.name == "module.yaml" else "repository"
        self._left = dict(source.document)
        self._section = ""

    def take(self, key: str, default: Any = None) -> Any:
        return self._left.pop(key, default)

    def nothing_left(self) -> None:
        if self._left:
            raise QuestionFileError(f"{self.path}: unknown key {next(iter(self._left))!r}")

    def feature(self) -> Feature:
        needs = tuple(self.take("needs", []))
        when = self.take("when")
        when = None if when is None else self.source.expression(when, f"{self.path}: when")
        return Feature(self.name, self.take("summary", ""), self.take("why", ""), needs, when, self.path.parent)

    def has(self) -> dict[str, str]:
        found = self.take("has", {}).items()
        return {name: self.source.expression(str(text), f"{self.path}: has {name}") for name, text in found}

    def questions(self) -> Iterator[Question]:
        self._section = str(self.take("section", ""))
        for name, entry in self.take("questions", {}).items():
            yield self._question(name, _Entry(f"{self.path}: {name}", entry, self.source))

    def rules(self) -> Iterator[Rule]:
        for number, raw in enumerate(self.take("rules", []), start=1):
            yield _Entry(f"{self.path}: rule {number}", raw, self.source).rule()

    def releases(self) -> Iterator[Changed]:
        feature = "" if self.name == "repository" else self.name
        return read_releases(self.take("releases", {}), feature, str(self.path))

    def _question(self, name: str, entry: _Entry) -> Question:
        per_environment = entry.take("per_environment", default=False)
        computed = entry.compiled(per_environment) if isinstance(per_environment, str) else None
        default, compute = entry.default()
        question = Question(
            name=name,
            feature=self.name,
            section=entry.take("section", self._section),
            type=entry.type(),
            title=entry.take("title"),
            help=entry.take("help", ""),
            why=entry.take("why", ""),
            default=default,
            compute=compute,
            profiles={key: _value(value) for key, value in entry.take("profiles", {}).items()},
            per_environment=bool(per_environment),
            each_environment=computed,
            when=entry.expression("when"),
            carried_by=tuple(map(entry.carrier, entry.take("carried_by", []))),
            sets_defaults=entry.take("sets_defaults", default=False),
            checks_only=entry.take("checks_only", default=False),
            entries=entry.expression("entries"),
            offers=entry.expression("offers"),
            source=entry.take("source", ""),
            cost=entry.cost(),
            link=entry.link(),
            default_because=entry.reasons(),
            replaces=tuple(map(entry.harm, entry.take("replaces", []))),
            destroys=tuple(map(entry.harm, entry.take("destroys", []))),
            stalls=tuple(map(entry.harm, entry.take("stalls", []))),
            removal_destroys=tuple(map(entry.harm, entry.take("removal_destroys", []))),
        )
        entry.nothing_left()
        return question


class _Entry:
    """One mapping of a question file."""

    def __init__(self, where: str, raw: dict[str, Any], source: Source) -> None:
        self._where = where
        self._left = dict(raw)
        self._source = source

    def within(self, part: str, raw: dict[str, Any]) -> _Entry:
        return _Entry(f"{self._where}: {part}", raw, self._source)

    def take(self, key: str, default: Any = None) -> Any:
        return self._left.pop(key, default)

    def expression(self, key: str) -> Expression | None:
        text = self.take(key)
        return None if text is None else self.compiled(text)

    def compiled(self, text: str) -> Expression:
        return self._source.expression(text, self._where)

    def carrier(self, raw: str | dict[str, str]) -> Carrier:
        if isinstance(raw, str):
            return Carrier(raw)
        return Carrier(**{key: text if key == "address" else self.compiled(text) for key, text in raw.items()})

    def harm(self, raw: str | dict[str, Any]) -> Harm:
        if isinstance(raw, str):
            return Harm(raw)
        when = self.compiled(raw["when"]) if "when" in raw else None
        return Harm(raw["address"], when, tuple(raw.get("fields", ())), raw.get("because", ""))

    def rule(self) -> Rule:
        for key in self._left.keys() & {"for_each", "when"}:
            self._left[key] = self.compiled(self._left[key])
        for key in self._left.keys() & {"detail", "hint"}:
            self._left[key] = self._source.sentence(self._left[key], self._where)
        try:
            return Rule(question=self.take("question"), **self._left)
        except TypeError as error:
            raise QuestionFileError(f"{self._where}: {error}") from None

    def nothing_left(self) -> None:
        if self._left:
            raise QuestionFileError(f"{self._where}: unknown key {next(iter(self._left))!r}")

    def cost(self) -> Mapping[str, str]:
        found = {str(name): str(what) for name, what in (self.take("cost") or {}).items()}
        unknown = next((name for name in found if name not in COSTS), None)
        if unknown is not None:
            raise QuestionFileError(f"{self._where}: cost {unknown!r} is none of {', '.join(COSTS)}")
        return found

    def link(self) -> str:
        link = str(self.take("link", ""))
        if link and not re.fullmatch(r"https://[a-z0-9.-]+/[!-~]*", link):
            raise QuestionFileError(f"{self._where}: link {link!r} is no https address of a page")
        return link

    def reasons(self) -> Mapping[str, str]:
        """One sentence for every profile, or a mapping of profiles to theirs."""
        raw = self.take("default_because") or {}
        return {str(key): str(text) for key, text in raw.items()} if isinstance(raw, dict) else {"default": str(raw)}

    def default(self) -> tuple[Value, str | None]:
        raw = self.take("default")
        if isinstance(raw, dict) and set(raw) == {"compute"}:
            return None, self.compiled(str(raw["compute"]))
        return _value(raw), None

    def type(self) -> Type:
        kind = self.take("type")
        if kind == "list":
            item = self.within("items", self.take("items"))
            inner: Type = ListOf(item.type(), self.take("minimum", 0), self.take("maximum", 50))
        elif kind == "map":
            key, item = (self.within(part, self.take(part)) for part in ("keys", "items"))
            inner = MapOf(key.text(), item.type(), self.take("maximum", 50))
        elif kind == "objects":
            key = self.within("keys", self.take("keys"))
            fields = tuple(self._field(name, raw) for name, raw in self.take("fields").items())
            inner = Objects(key.text(), fields, self.take("minimum", 0), self.take("maximum", 50))
        else:
            inner = self._plain_type(kind)
        return Optional(inner) if self.take("optional", default=False) else inner

    def _field(self, name: str, raw: dict[str, Any]) -> Field:
        entry = self.within(name, raw)
        default, compute = entry.default()
        required = bool(entry.take("required", default=False))
        source = str(entry.take("source", ""))
        field = Field(name, entry.type(), entry.take("title", ""), default, compute, required, source)
        entry.nothing_left()
        return field

    def _plain_type(self, kind: str) -> Type:
        match kind:
            case "text":
                return self.text()
            case "choice":
                told = _TOLD.get(str(self._left.get("choices")))
                return Choice(self._choices(), self.take("mistakes", {}), told=told)
            case "integer":
                among = tuple(self.take("among", []))
                return Integer(
                    self.take("minimum", min(among, default=0)), self.take("maximum", max(among, default=0)), among
                )
            case "boolean":
                return Boolean()
            case "document":
                return Document()
            case "network":
                example = self.take("example", "10.0.0.0/16")
                return Network(self.take("shortest", 0), self.take("longest", 32), example)
            case "instance_type":
                allowed = "an EC2 instance type such as m7i.large"
                return Text(INSTANCE_TYPE, allowed, mistakes=self.take("mistakes", {}), alike=alike, kin=kin)
        raise QuestionFileError(f"{self._where}: unknown type {kind!r}")

    def text(self) -> Text:
        keys = ("pattern", "allowed", "minimum_length", "maximum_length", "mistakes")
        return Text(**{key: self.take(key) for key in keys if key in self._left})

    def _choices(self) -> dict[str, str]:
        raw = self.take("choices")
        if raw == "regions":
            return dict.fromkeys(catalog.built_in_regions(), "")
        if raw == "addons":
            return addons.choices()
        if raw == "kubernetes_versions":
            return dict.fromkeys(catalog.kubernetes_versions(), "")
        return {str(key): str(value) for key, value in raw.items()}


_TOLD: Final[Mapping[str, Callable[[str], bool]]] = {
    "regions": lambda name: name in catalog.regions(),
    "kubernetes_versions": lambda version: catalog.kubernetes_version(version) is not None,
}


def _value(raw: Any) -> Value:
    if isinstance(raw, list):
        return tuple(_value(item) for item in raw)
    if isinstance(raw, dict):
        return {key: _value(item) for key, item in raw.items()}
    if raw is None or isinstance(raw, bool | int | str):
        return raw
    raise QuestionFileError(f"unknown value {raw!r}")
