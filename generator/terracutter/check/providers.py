"""Provider configurations: what a resource or a module call names is configured, and is what the module asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from terracutter.check.places import at, header
from terracutter.configuration import Declaration, Module, local_source
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl import syntax
from terracutter.hcl.syntax import Block
from terracutter.records import record

_WITH_PROVIDER: Final = frozenset({"resource", "data", "ephemeral"})


@record
class _Declared:
    """The configurations of one module as `name` or `name.alias`, and the source that each name stands for."""

    blocks: frozenset[str]
    aliases: frozenset[str]
    sources: Mapping[str, str]

    @classmethod
    def of(cls, module: Module) -> _Declared:
        blocks: set[str] = set()
        aliases: set[str] = set()
        sources: dict[str, str] = {}
        for block in module.of_type("provider"):
            alias = block.body.attributes.get("alias")
            suffix = f".{alias.value.value}" if alias and isinstance(alias.value, syntax.String) else ""
            blocks |= {f"{label.value}{suffix}" for label in block.labels}
        for block in module.of_type("terraform"):
            for nested in block.body.blocks:
                if nested.type == "required_providers":
                    for name, attribute in nested.body.attributes.items():
                        sources[name], found = _requirement(name, attribute.value)
                        aliases |= found
        return cls(frozenset(blocks), frozenset(aliases), sources)

    def has(self, name: str) -> bool:
        """A configuration without alias may be implied."""
        return "." not in name or name in self.blocks or name in self.aliases


def _requirement(name: str, value: syntax.Expression) -> tuple[str, set[str]]:
    """The provider's full source, as far as it is said, and the aliases that the caller has to pass."""
    source = ""
    aliases: set[str] = set()
    for item in value.items if isinstance(value, syntax.Object) else ():
        key = item.key.value if isinstance(item.key, syntax.Name | syntax.String) else ""
        if key == "source" and isinstance(item.value, syntax.String):
            # Wherever it comes from: the host of a registry says nothing of the provider.
            source = "/".join(item.value.value.lower().split("/")[-2:])
            source = source if "/" in source else f"hashicorp/{source}"
        elif key == "configuration_aliases" and isinstance(item.value, syntax.Tuple):
            aliases |= {named for one in item.value.items if (named := _named(one))}
    return source or f"hashicorp/{name}", aliases


def _named(value: syntax.Expression) -> str:
    """`aws.east` as text; empty for what is no provider's name."""
    if isinstance(value, syntax.Name | syntax.String):
        return value.value
    if not isinstance(value, syntax.Reference):
        return ""
    words = [value.root, *(step.name for step in value.steps if isinstance(step, syntax.AttributeStep))]
    return ".".join(words)


def check_providers(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    if not module.complete:
        return
    own = _Declared.of(module)
    passed: set[str] | None = None
    for one in module.declarations:
        if one.block.type in _WITH_PROVIDER:
            attribute = one.block.body.attributes.get("provider")
            name = _named(attribute.value) if attribute else ""
            if attribute is None or own.has(name):
                continue
            passed = _passed_to(module, modules) if passed is None else passed
            if name not in passed:
                yield _absent(one, attribute.value, name, own)
        elif one.block.type == "module":
            yield from _call(one, own, module, modules)


def _absent(one: Declaration, place: syntax.Expression, name: str, own: _Declared) -> Diagnostic:
    provider, _, alias = name.partition(".")
    detail = f'There is no provider "{provider}" with alias = "{alias}" here, nor does a caller pass one.'
    hint = did_you_mean(name, own.blocks | own.aliases)
    return at(one.source, place, "Provider configuration not present", detail, hint)


def _passed_to(module: Module, modules: Mapping[str, Module]) -> set[str]:
    """The names of the configurations that callers pass to a module."""
    found: set[str] = set()
    for caller in modules.values():
        for call in caller.of_type("module"):
            if local_source(call, caller.directory) == module.directory:
                found |= {_named(item.key) for item in _mapping(call)}
    return found


def _mapping(call: Block) -> tuple[syntax.ObjectItem, ...]:
    attribute = call.body.attributes.get("providers")
    return attribute.value.items if attribute and isinstance(attribute.value, syntax.Object) else ()


def _call(one: Declaration, own: _Declared, module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    items = _mapping(one.block)
    for item in items:
        if not own.has(_named(item.value)):
            yield _absent(one, item.value, _named(item.value), own)
    directory = local_source(one.block, module.directory)
    called = modules.get(directory) if directory is not None else None
    if called is None or not called.complete:
        return
    theirs = _Declared.of(called)
    for item in items:
        yield from _passed(one, item, own, theirs)
    lacking = theirs.aliases - theirs.blocks - {_named(item.key) for item in items}
    for name in sorted(lacking):
        detail = f"The module asks for the configuration {name}: write providers = {{ {name} = … }}."
        yield at(one.source, header(one.block), "Missing required provider configuration", detail)
    yield from _repeated(one, called, modules)


def _passed(one: Declaration, item: syntax.ObjectItem, own: _Declared, theirs: _Declared) -> Iterator[Diagnostic]:
    inner, outer = _named(item.key), _named(item.value)
    summary = "Reference to undefined provider"
    if not theirs.has(inner):
        detail = f"The module does not ask for {inner} in configuration_aliases."
        yield at(one.source, item.key, summary, detail, did_you_mean(inner, theirs.aliases))
        return
    name, other = inner.partition(".")[0], outer.partition(".")[0]
    if name not in theirs.sources and inner not in theirs.blocks:
        detail = f'The module does not say which provider "{name}" is; state it in its required_providers.'
        yield at(one.source, item.key, summary, detail, severity="warning")
    elif name in theirs.sources and other in own.sources and theirs.sources[name] != own.sources[other]:
        detail = f"{outer} is a configuration of {own.sources[other]}, {inner} one of {theirs.sources[name]}."
        yield at(one.source, item.value, "Provider type mismatch", detail)


def _repeated(one: Declaration, called: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """A module that configures a provider itself can be called once only, and waits for nothing."""
    attributes = one.block.body.attributes
    used = [attributes[name] for name in ("count", "for_each", "depends_on") if name in attributes]
    place = used and _configured(called, modules)
    for attribute in used if place else ():
        detail = f"The module configures a provider itself, in {place}, so {attribute.name} cannot be used on it."
        yield at(one.source, attribute.value, "Module is incompatible with count, for_each, and depends_on", detail)


def _configured(module: Module, modules: Mapping[str, Module]) -> str:
    """Where a module, or one below it, configures a provider; empty when none does."""
    pending, seen = [module], {module.directory}
    while pending:
        current = pending.pop()
        for one in current.declared("provider"):
            if any(name not in {"alias", "version"} for name in one.block.body.attributes) or one.block.body.blocks:
                return f"{one.source.path}:{one.source.line(one.block.start)}"
        for call in current.of_type("module"):
            directory = local_source(call, current.directory)
            if directory is not None and directory in modules and directory not in seen:
                seen.add(directory)
                pending.append(modules[directory])
    return ""
