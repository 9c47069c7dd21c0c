"""The resources that a root module makes, through the modules that it calls, and which of its variables reach each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from terracutter.configuration import Declaration, Module, local_source
from terracutter.hcl.syntax import Block, Template
from terracutter.hcl.uses import Use, references
from terracutter.records import record

_RESOURCES = frozenset({"resource", "data"})


@record
class Resource:
    """A resource or data source; its address has no keys, as all instances are of one block."""

    address: str
    type: str
    is_data: bool
    variables: frozenset[str]
    feature: str


@dataclass(frozen=True)
class Stack:
    """A root module. What a variable of a called module stands for is followed to variables of the root."""

    modules: Mapping[str, Module]
    directory: str
    inputs: Mapping[str, frozenset[str]] | None = None
    each: frozenset[str] = frozenset()
    prefix: str = ""
    _known: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def module(self) -> Module:
        return self.modules[self.directory]

    @property
    def feature(self) -> str:
        """The folder that the module was rendered from; `the environment` where it is a root."""
        found = self.directory.removeprefix("modules/")
        return found if found != self.directory else "the environment"

    @cached_property
    def called(self) -> Mapping[str, Stack]:
        """By call, with what each of its inputs comes from; the keys of `for_each` are an input of each."""
        found = {}
        for one in self.module.declared("module"):
            directory = local_source(one.block, self.directory)
            if directory is None or directory not in self.modules:
                continue
            by_argument: dict[str, list[Use]] = {}
            for use in one.uses:
                by_argument.setdefault(use.place[0], []).append(use)
            name = one.block.labels[0].value
            each = self._of(by_argument.get("for_each", ()))
            inputs = {
                argument: self._of(by_argument.get(argument, ())) | each for argument in one.block.body.attributes
            }
            found[name] = Stack(self.modules, directory, inputs, each, f"{self.prefix}module.{name}.")
        return found

    def resources(self) -> Iterator[Resource]:
        """Everything that Terraform would make or read, in the order of the text."""
        for one in self.module.declarations:
            if one.block.type in _RESOURCES:
                kind, name = (label.value for label in one.block.labels)
                is_data = one.block.type == "data"
                address = f"{self.prefix}{'data.' if is_data else ''}{kind}.{name}"
                yield Resource(address, kind, is_data, self._of(one.uses), self.feature)
        for inner in self.called.values():
            yield from inner.resources()

    def calls(self) -> Iterator[tuple[str, Stack]]:
        """Every module call below this one by address."""
        for name, inner in self.called.items():
            yield f"{self.prefix}module.{name}", inner
            yield from inner.calls()

    def variables_at(self, segments: Sequence[str], *, keys: bool = False) -> frozenset[str]:
        """The variables of the root behind the value at an address, or behind the `keys` of `for_each` there."""
        if segments[0] == "module":
            inner = self.called.get(segments[1])
            if inner is not None and len(segments) > 2:  # noqa: PLR2004
                return inner.variables_at(segments[2:], keys=keys)
            return inner.each if inner is not None else frozenset()
        if segments[0] == "var":
            return self._of_variable(segments[1])
        found = self._declared(segments)
        if found is None:
            return frozenset()
        one, rest = found
        wanted = {"for_each", *rest[:1]} if keys else set(rest[:1])
        at_it = [use for use in one.uses if not wanted.isdisjoint(use.place) or use.place[0] == "dynamic"]
        within_text = _within_text(one.block, wanted)
        return self._of(use for use in at_it if id(use.reference) not in within_text)

    def _declared(self, segments: Sequence[str]) -> tuple[Declaration, Sequence[str]] | None:
        kind, at = ("data", 1) if segments[0] == "data" else ("resource", 0)
        labels, rest = list(segments[at : at + 2]), segments[at + 2 :]
        for one in self.module.declared(kind):
            if [label.value for label in one.block.labels] == labels:
                return one, rest
        return None

    def _of(self, uses: Iterable[Use]) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for use in uses:
            target = use.target
            if target is not None and target.kind == "var":
                found |= self._of_variable(target.name)
            elif target is not None and target.kind == "local":
                found |= self._of_local(target.name)
        return found

    def _of_variable(self, name: str) -> frozenset[str]:
        return frozenset({name}) if self.inputs is None else self.inputs.get(name, frozenset())

    def _of_local(self, name: str) -> frozenset[str]:
        if name not in self._known:
            self._known[name] = frozenset()  # a local that refers to itself was refused before
            uses = (use for one in self.module.declared("locals") for use in one.uses if use.argument == name)
            self._known[name] = self._of(uses)
        return self._known[name]


def _within_text(block: Block, names: Iterable[str]) -> frozenset[int]:
    """The references that only name something, as in `"${var.name}-nodes"`."""
    attributes = block.body.attributes
    texts = [attributes[name].value for name in names if name in attributes]
    return frozenset(id(one) for text in texts if isinstance(text, Template) for one in references(text))
