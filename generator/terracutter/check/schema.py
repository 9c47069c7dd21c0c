"""Resources, data sources and providers against the providers' schemas: what is required, what is known, which type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from terracutter.catalog.schemas import BlockSchema, Kind, ProviderSchema
from terracutter.check.attributes import as_steps, ignored, into_block
from terracutter.check.bodies import judge
from terracutter.check.problems import Problem, agreed
from terracutter.check.requirements import Provider, local_name, provider_of, source_of
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl import syntax

_META: Final = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner", "_"})
_PROVIDER_META: Final = frozenset({"alias", "version"})
_KINDS: Final[Mapping[str, Kind]] = {"resource": "resource", "data": "data", "ephemeral": "ephemeral"}
_WHAT: Final = {"resource": "resource type", "data": "data source", "ephemeral": "ephemeral resource type"}
_LABELS: Final = 2  # of a resource: its type and its name


def check_schema(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """What the providers' schemas refuse. Where the constraint allows several known versions, each must take it."""
    check = _Check(module, modules)
    for file, source in zip(module.files, module.sources, strict=True):
        for item in file.body.items:
            for problem in check.item(item):
                yield problem.diagnostic(source)


class _Check:
    """One module; its providers are looked up once."""

    def __init__(self, module: Module, modules: Mapping[str, Module]) -> None:
        self.module = module
        self.modules = modules
        self.providers: dict[str, Provider] = {}
        self.reported: set[str] = set()

    def provider(self, name: str) -> Provider:
        if name not in self.providers:
            self.providers[name] = provider_of(name, self.module, self.modules)
        return self.providers[name]

    def item(self, item: syntax.Attribute | syntax.Block) -> Iterator[Problem]:
        if isinstance(item, syntax.Block):
            for name in _provider_names(item):
                provider = self.provider(name)
                if not provider.schemas:
                    yield from self.unknown(item, provider)
                elif item.type == "provider":
                    yield from self.own_block(item, provider)
                else:
                    yield from self.resource(item, _KINDS[item.type], provider)
        yield from self.references(item)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def own_block(self, block: syntax.Block, provider: Provider) -> Iterator[Problem]:
        def problems(schema: ProviderSchema) -> Iterable[Problem]:
            found = schema.block("provider")
            return judge(block, found, _PROVIDER_META) if found else ()

        yield from self.agreed(provider, problems)

    def resource(self, block: syntax.Block, kind: Kind, provider: Provider) -> Iterator[Problem]:
        type_name = block.labels[0].value

        def problems(schema: ProviderSchema) -> Iterator[Problem]:
            found = schema.block(kind, type_name)
            if found is None:
                yield _unknown_type(block.labels[0], kind, schema)
                return
            yield from judge(block, found, _META)
            yield from _implicit_id(block, kind, found, schema)
            for path in ignored(block):
                problem = into_block(as_steps(path), found) if path.root != "all" else None
                if problem is not None:
                    yield problem

        yield from self.agreed(provider, problems)

    def agreed(self, provider: Provider, problems: Callable[[ProviderSchema], Iterable[Problem]]) -> Iterator[Problem]:
        found = [problems(schema) for schema in provider.schemas]
        return agreed(provider.schemas, found, every_version=provider.is_constrained)

    def unknown(self, block: syntax.Block, provider: Provider) -> Iterator[Problem]:
        """A word on a provider without a schema, in the first module that uses it."""
        if provider.source in self.reported or self.used_before(provider.source):
            return
        self.reported.add(provider.source)
        label = block.labels[0]
        detail = f"Its blocks are not checked: {provider.reason}."
        yield Problem(label.start, label.end, f"Provider {provider.source} not checked", detail, severity="warning")

    def used_before(self, source: str) -> bool:
        for module in self.modules.values():
            if module is self.module:
                return False
            names = {name for block in module.blocks for name in _provider_names(block)}
            for name in names:
                if source_of(name, module) == source and not provider_of(name, module, self.modules).schemas:
                    return True
        return False

    # --- references ---------------------------------------------------------------------------------------------------

    def references(self, item: syntax.Attribute | syntax.Block) -> Iterator[Problem]:
        for node in syntax.walk(item):
            if not isinstance(node, syntax.Reference) or not node.steps:
                continue
            kind: Kind = "resource"
            steps: Sequence[syntax.Step] = node.steps
            type_name = node.root
            if type_name in {"data", "ephemeral"} and isinstance(steps[0], syntax.AttributeStep):
                kind = "data" if type_name == "data" else "ephemeral"
                type_name, steps = steps[0].name, steps[1:]
            if len(steps) > 1 and isinstance(steps[0], syntax.AttributeStep):
                block = self.module.named(kind, type_name, steps[0].name)
                if block is not None:
                    yield from self.reference(block, kind, steps[1:])

    def reference(self, block: syntax.Block, kind: Kind, steps: Sequence[syntax.Step]) -> Iterator[Problem]:
        is_repeated = any(
            isinstance(item, syntax.Attribute) and item.name in {"count", "for_each"} for item in block.body.items
        )
        if not isinstance(steps[0], syntax.SplatStep) and is_repeated != isinstance(steps[0], syntax.IndexStep):
            return  # a key that is missing or too much is told elsewhere
        if isinstance(steps[0], syntax.IndexStep):
            steps = steps[1:]
        if not steps:
            return
        provider = self.provider(local_name(block))

        def problems(schema: ProviderSchema) -> Iterator[Problem]:
            found = schema.block(kind, block.labels[0].value)
            problem = into_block(steps, found) if found else None
            if problem is not None:
                yield problem

        yield from self.agreed(provider, problems)


def _provider_names(block: syntax.Block) -> Iterator[str]:
    """The local name of the provider that checks a block."""
    if block.type in _KINDS and len(block.labels) == _LABELS:
        yield local_name(block)
    elif block.type == "provider" and block.labels:
        yield block.labels[0].value


def _unknown_type(label: syntax.Label, kind: Kind, schema: ProviderSchema) -> Problem:
    what, type_name = _WHAT[kind], label.value
    hint = did_you_mean(type_name, schema.types(kind))
    other: Kind = "data" if kind == "resource" else "resource"
    if kind != "ephemeral" and schema.block(other, type_name) is not None:
        hint = f'it is a {_WHAT[other]}: write `{other} "{type_name}"`'
    summary = "Invalid data source" if kind == "data" else f"Invalid {what}"
    return Problem(label.start, label.end, summary, f'{schema} has no {what} "{type_name}".', hint)


def _implicit_id(block: syntax.Block, kind: Kind, schema: BlockSchema, provider: ProviderSchema) -> Iterator[Problem]:
    """The schema of an AWS resource calls `id` optional, and the provider refuses it."""
    given = block.body.attributes.get("id") if kind == "resource" and provider.provider == "hashicorp/aws" else None
    if given is not None and "id" in schema.attributes and schema.attributes["id"].flags == "oc":
        detail = '"id" is decided by the provider and cannot be set.'
        yield Problem(given.start, given.start + len(given.name), "Value for unconfigurable attribute", detail)
