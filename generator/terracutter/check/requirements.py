"""Which provider a block belongs to, and which of its known versions the constraints allow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from terracutter.catalog.schemas import ProviderSchema, Version, schemas_of
from terracutter.configuration import Module, local_source
from terracutter.hcl import syntax
from terracutter.records import record

_TERM = re.compile(r"\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?\s*")
_LAST: Final = 1 << 30
_FIRST_VERSION: Final[Version] = (0, 0, 0)
_LAST_VERSION: Final[Version] = (_LAST, _LAST, _LAST)


@record
class Interval:
    """The versions from `first` to `last`, both included."""

    first: Version = _FIRST_VERSION
    last: Version = _LAST_VERSION

    def meet(self, other: Interval) -> Interval:
        return Interval(max(self.first, other.first), min(self.last, other.last))

    @property
    def is_empty(self) -> bool:
        return self.first > self.last


@record
class Provider:
    """A provider as a module sees it.

    `schemas` are the known versions that the constraints allow; each must take the module when `is_constrained`,
    otherwise one is enough. `reason` says why there is none.
    """

    source: str
    schemas: tuple[ProviderSchema, ...]
    is_constrained: bool = False
    reason: str = ""


def local_name(block: syntax.Block) -> str:
    """The name in the module of the provider that a resource belongs to: what `provider` says, or its type's prefix."""
    for item in block.body.items:
        if isinstance(item, syntax.Attribute) and item.name == "provider":
            if isinstance(item.value, syntax.Reference):
                return item.value.root
            if isinstance(item.value, syntax.String):
                return item.value.value.partition(".")[0]
    return block.labels[0].value.partition("_")[0]


def provider_of(name: str, module: Module, modules: Mapping[str, Module]) -> Provider:
    source = source_of(name, module)
    known = schemas_of(source)
    if not known:
        return Provider(source, (), reason=f"no schema of {source} is known")
    allowed = list(_allowed(source, module, modules, frozenset()))
    if not allowed:
        return Provider(source, known)
    fitting = tuple(
        schema
        for schema in known
        if any(not one.meet(Interval((schema.version[0], 0, 0), schema.version)).is_empty for one in allowed)
    )
    names = " and ".join(str(schema) for schema in known)
    return Provider(source, fitting, is_constrained=True, reason=f"the constraint excludes what is known, {names}")


def source_of(name: str, module: Module) -> str:
    """`hashicorp/aws`; a host before it is dropped, as mirrors carry the same provider."""
    if name == "terraform":
        return "builtin/terraform"
    requirement = _requirement(name, module)
    if isinstance(requirement, syntax.Object):
        source = _text(requirement, "source")
        if source is not None:
            return "/".join(source.lower().split("/")[-2:]) if "/" in source else f"hashicorp/{source.lower()}"
    return f"hashicorp/{name}"


def _requirements(module: Module) -> Iterator[syntax.Attribute]:
    for block in module.of_type("terraform"):
        for inner in block.body.blocks:
            if inner.type == "required_providers":
                yield from inner.body.attributes.values()


def _requirement(name: str, module: Module) -> syntax.Expression | None:
    return next((one.value for one in _requirements(module) if one.name == name), None)


def _text(requirement: syntax.Object, wanted: str) -> str | None:
    for item in requirement.items:
        if isinstance(item.key, syntax.Name | syntax.String) and item.key.value == wanted:
            return item.value.value if isinstance(item.value, syntax.String) else None
    return None


def _allowed(source: str, module: Module, modules: Mapping[str, Module], below: frozenset[str]) -> Iterator[Interval]:
    """The versions that a module and those who call it allow, one interval for each way in; none without a word."""
    own = _own(source, module)
    above = [
        interval
        for caller in _callers(module, modules)
        if caller.directory not in below
        for interval in _allowed(source, caller, modules, below | {module.directory})
    ]
    if own is None:
        yield from above
        return
    both = [met for interval in above if not (met := own.meet(interval)).is_empty]
    yield from both or [own]


def _callers(module: Module, modules: Mapping[str, Module]) -> Iterator[Module]:
    for other in modules.values():
        if any(local_source(call, other.directory) == module.directory for call in other.of_type("module")):
            yield other


def _own(source: str, module: Module) -> Interval | None:
    for requirement in _requirements(module):
        value = requirement.value
        text = value.value if isinstance(value, syntax.String) else None
        if isinstance(value, syntax.Object):
            text = _text(value, "version")
        if text is not None and source_of(requirement.name, module) == source:
            return interval_of(text)
    return None


def interval_of(constraint: str) -> Interval | None:
    """The versions that a constraint allows, gaps from `!=` apart; None for what is no constraint."""
    result = Interval()
    for term in constraint.split(","):
        match = _TERM.fullmatch(term)
        if match is None:
            return None
        numbers = [int(part) for part in match.group(2, 3, 4) if part is not None]
        result = result.meet(_interval(match[1] or "=", numbers))
    return result


def _interval(operator: str, numbers: list[int]) -> Interval:
    major, minor, patch = (*numbers, 0, 0)[:3]
    version = (major, minor, patch)
    match operator:
        case "=":
            return Interval(version, version)
        case ">=":
            return Interval(version)
        case ">":
            return Interval((major, minor, patch + 1))
        case "<=":
            return Interval(last=version)
        case "<":
            return Interval(last=_before(version))
        case "~>" if len(numbers) > 1:
            following = (major + 1, 0, 0) if len(numbers) == 2 else (major, minor + 1, 0)  # noqa: PLR2004
            return Interval(version, _before(following))
        case "~>":
            return Interval(version)
    return Interval()


def _before(version: Version) -> Version:
    """The last version before another, as if numbers ended."""
    major, minor, patch = version
    if patch:
        return major, minor, patch - 1
    if minor:
        return major, minor - 1, _LAST
    return (major - 1, _LAST, _LAST) if major else (-1, 0, 0)
