"""Module calls: a local module gets what it needs, nothing that it does not know, and is asked for what it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terracutter.configuration import Module, local_source
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl import syntax
from terracutter.hcl.tokens import Source

_META_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def check_calls(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """Missing and unexpected inputs of local modules, and references to outputs that they do not have."""
    for file in module.files:
        source = Source(file.text, file.path)
        for call in file.body.blocks:
            if call.type != "module":
                continue
            directory = local_source(call, module.directory)
            if directory is not None:
                yield from _call(source, call, directory, modules)
        for node in syntax.walk(file.body):
            if isinstance(node, syntax.Reference) and node.root == "module":
                yield from _output(source, node, module, modules)


def _call(source: Source, call: syntax.Block, directory: str, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    called = modules.get(directory)
    if called is None:
        yield Diagnostic("Unreadable module directory", f"{directory} holds no module.", source.subject(call.start))
        return
    variables = {block.labels[0].value: block for block in called.of_type("variable")}
    given = {name for name in call.body.attributes if name not in _META_ARGUMENTS}
    for name in sorted(given - variables.keys()):
        detail = f'{directory} has no variable "{name}".'
        hint = did_you_mean(name, variables)
        yield Diagnostic("Unsupported argument", detail, source.subject(call.body.attributes[name].start), hint)
    for name, block in variables.items():
        if name not in given and "default" not in block.body.attributes:
            detail = f'{directory} needs the argument "{name}".'
            yield Diagnostic("Missing required argument", detail, source.subject(call.start))


def _output(
    source: Source, node: syntax.Reference, module: Module, modules: Mapping[str, Module]
) -> Iterator[Diagnostic]:
    match [step.name for step in node.steps if isinstance(step, syntax.AttributeStep)]:
        case [name, output, *_]:
            call = module.named("module", name)
        case _:
            return
    called = modules.get(local_source(call, module.directory) or "") if call else None
    if called is None:
        return
    outputs = [block.labels[0].value for block in called.of_type("output")]
    if output not in outputs:
        detail = f'{called.directory} has no output "{output}".'
        yield Diagnostic("Unsupported attribute", detail, source.subject(node.start), did_you_mean(output, outputs))
