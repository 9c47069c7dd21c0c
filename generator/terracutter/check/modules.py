"""Module calls: a local module gets what it needs, nothing that it does not know, and is asked for what it has.

Modules from a registry or a repository are not read, and nothing is said about what they need or give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from terracutter.check.places import Span, at, header, name_of
from terracutter.check.shapes import FILE, missing
from terracutter.configuration import Declaration, Module, local_source
from terracutter.diagnostics import Diagnostic, Severity, did_you_mean
from terracutter.hcl.syntax import AttributeStep, Block, IndexStep, Literal, Reference, SplatStep, Step, String
from terracutter.hcl.tokens import Source

_ADDRESSES: Final = frozenset({"depends_on", "replace_triggered_by"})
META_ARGUMENTS: Final = FILE.blocks["module"].required | FILE.blocks["module"].optional


def check_calls(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """Missing and unexpected inputs of local modules, and references to outputs that they do not have."""
    for one in module.declared("module"):
        directory = local_source(one.block, module.directory)
        if directory is not None and not _is_overridden(one.block, module):
            yield from _call(one, directory, modules)
    yield from _ephemeral(module, modules)
    if not module.complete:
        return
    for one in module.declarations:
        for use in one.uses:
            is_value = use.reference.root == "module" and use.argument not in _ADDRESSES and not use.is_tried
            if is_value and (one.block.type != "import" or use.place != ("to",)):
                for problem in _output(one.source, use.reference, module, modules):
                    yield problem if use.is_certain else replace(problem, severity="warning")


def _ephemeral(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """What is never kept cannot be an output of the root module, which is kept."""
    for one in module.declared("output"):
        attribute = one.block.body.attributes.get("ephemeral")
        if attribute is None or not isinstance(attribute.value, Literal) or attribute.value.value is not True:
            continue
        called = {local_source(call, other.directory) for other in modules.values() for call in other.of_type("module")}
        if module.directory not in called:
            detail = "An output of a root module is kept in the state; remove `ephemeral`."
            yield at(one.source, header(one.block), "Ephemeral output not allowed", detail)


def _is_overridden(block: Block, module: Module) -> bool:
    return ("module", *(label.value for label in block.labels)) in module.overridden


def _call(one: Declaration, directory: str, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    called = modules.get(directory)
    call, source = one.block, one.source
    if called is None:
        yield at(source, header(call), "Unreadable module directory", f"There is no directory {directory or '.'}.")
        return
    if not called.complete:
        return
    variables = {block.labels[0].value: block for block in called.of_type("variable") if block.labels}
    given = {name: value for name, value in call.body.attributes.items() if name not in META_ARGUMENTS}
    shown = directory or "this module"
    for name, attribute in given.items():
        if name not in variables:
            detail = f'{shown} has no variable "{name}".'
            yield at(source, name_of(attribute, name), "Unsupported argument", detail, did_you_mean(name, variables))
    for name, block in variables.items():
        if name not in given and "default" not in block.body.attributes and ("variable", name) not in called.overridden:
            yield missing(source, call, name, shown)


def _output(source: Source, node: Reference, module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    match node.steps:
        case (AttributeStep(name=name), first, *rest):
            pass
        case _:
            return
    call = module.named("module", name)
    directory = local_source(call, module.directory) if call is not None else None
    called = modules.get(directory) if directory is not None else None
    if call is None or called is None or not called.complete or _is_overridden(call, module):
        return
    yield from _taken(source, call, called, [node.steps[0], first, *rest])


def _taken(source: Source, call: Block, called: Module, steps: list[Step]) -> Iterator[Diagnostic]:
    """The steps from `module.name` on, the name's own first."""
    repeated = next((name for name in ("count", "for_each") if name in call.body.attributes), "")
    name = call.labels[0].value
    _, first, *rest = steps
    outputs = called.names("output")
    if repeated and isinstance(first, AttributeStep):
        example = "0" if repeated == "count" else '"KEY"'
        detail = f"module.{name} has {repeated}: write module.{name}[{example}].{first.name}."
        severity: Severity = "error" if repeated == "count" else "warning"
        yield at(source, first, "Missing module instance key", detail, severity=severity)
    elif not repeated and isinstance(first, IndexStep) and isinstance(first.key, String):
        if first.key.value not in outputs:
            yield _no_output(source, Span(first.start, first.end), called, first.key.value)
    elif not repeated and isinstance(first, IndexStep) and _is_number(source, first):
        detail = f"module.{name} has neither count nor for_each, so it has no instances; remove the index."
        yield at(source, first, "Unexpected module instance key", detail)
    elif repeated == "count" and isinstance(first, IndexStep) and _is_word(first):
        detail = f"module.{name} has count, so its instances are numbered: write module.{name}[0]."
        yield at(source, first, "Invalid index", detail)
    else:
        step = first if isinstance(first, AttributeStep) else rest[0] if rest else None
        if repeated == "for_each" and isinstance(first, SplatStep) and step is not None:
            detail = f"module.{name} is a map, which a splat does not enter: write values(module.{name})[*]."
            yield at(source, first, "Splat over a map", detail, severity="warning")
        elif isinstance(step, AttributeStep) and step.name not in outputs:
            yield _no_output(source, step, called, step.name)


def _no_output(source: Source, place: Span | AttributeStep, called: Module, name: str) -> Diagnostic:
    outputs = called.names("output")
    detail = f'{called.directory or "This module"} has no output "{name}".'
    return at(source, place, "Unsupported attribute", detail, did_you_mean(name, outputs))


def _is_number(source: Source, step: IndexStep) -> bool:
    return source.text[step.key.start : step.key.end].isdecimal()


def _is_word(step: IndexStep) -> bool:
    return isinstance(step.key, String) and not step.key.value.isdecimal()
