"""What a module declares: valid names, each of them once."""

from __future__ import annotations

from collections.abc import Iterator

from terracutter.check.places import Span, at, header, name_of
from terracutter.configuration import Declaration, Module
from terracutter.diagnostics import Diagnostic
from terracutter.hcl.identifiers import name_end
from terracutter.hcl.syntax import Block, String
from terracutter.hcl.tokens import Source

_NAMED = {
    "variable": "input variable",
    "output": "output value",
    "module": "module call",
    "resource": "resource",
    "data": "data source",
    "ephemeral": "ephemeral resource",
    "check": "check",
}
_RESERVED_VARIABLES = frozenset(
    {"source", "version", "providers", "provider", "count", "for_each", "lifecycle", "depends_on", "locals"}
)
_TYPED = frozenset({"resource", "data", "ephemeral"})


def check_declarations(module: Module) -> Iterator[Diagnostic]:
    for one in module.declarations:
        if one.block.type in _NAMED:
            yield from _names(one.source, one.block)
    yield from _repeated_blocks(module)
    yield from _repeated_locals(module)
    yield from _repeated_providers(module)
    yield from _repeated_settings(module)


def _names(source: Source, block: Block) -> Iterator[Diagnostic]:
    kinds = ("type name", "name") if block.type in _TYPED else ("name",)
    for label, kind in zip(block.labels, kinds, strict=False):
        if not is_name(label.value):
            detail = f'"{label.value}" is no name: letters, digits, _ and - can make one, and it begins with no digit.'
            yield at(source, label, f"Invalid {block.type} {kind}", detail)
        elif block.type == "variable" and label.value in _RESERVED_VARIABLES:
            detail = f'"{label.value}" means something of its own in a module block, so no variable can have that name.'
            yield at(source, label, "Invalid variable name", detail)


def is_name(text: str) -> bool:
    if text.isascii():
        return text.replace("-", "_").isidentifier() and text[0] != "-"
    return bool(text) and not text[0].isdigit() and text[0] != "-" and name_end(text, 0) == len(text)


def _repeated_blocks(module: Module) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], Declaration] = {}
    for one in module.declarations:
        block = one.block
        if block.type not in _NAMED:
            continue
        labels = tuple(label.value for label in block.labels)
        if len(labels) != (2 if block.type in _TYPED else 1):
            continue
        first = seen.setdefault((block.type, *labels), one)
        if first is not one:
            summary = f"Duplicate {_NAMED[block.type]} {'.'.join(labels)}"
            yield at(one.source, header(block), summary, _already(first.source, first.block.start))
        for nested in _nested_data(block):
            key = ("data", *(label.value for label in nested.labels))
            other = seen.setdefault(key, one)
            if other is not one:
                summary = f"Duplicate data source {'.'.join(key[1:])}"
                yield at(one.source, header(nested), summary, _already(other.source, other.block.start))


def _nested_data(block: Block) -> list[Block]:
    return [one for one in block.body.blocks if one.type == "data"] if block.type == "check" else []


def _already(source: Source, start: int) -> str:
    return f"It is declared already in {source.path}:{source.line(start)}; rename or remove one of the two."


def _repeated_locals(module: Module) -> Iterator[Diagnostic]:
    seen: dict[str, tuple[Source, int]] = {}
    for one in module.declared("locals"):
        for name, attribute in one.block.body.attributes.items():
            place = (one.source, attribute.start)
            if seen.setdefault(name, place) is not place:
                detail = _already(*seen[name])
                yield at(one.source, name_of(attribute, name), f"Duplicate local value {name}", detail)


def _repeated_providers(module: Module) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], Declaration] = {}
    for one in module.declared("provider"):
        if len(one.block.labels) != 1:
            continue
        alias = one.block.body.attributes.get("alias")
        name = alias.value.value if alias and isinstance(alias.value, String) else ""
        if alias is not None and not is_name(name):
            if isinstance(alias.value, String):
                detail = f'"{name}" is no name: letters, digits, _ and - can make one, and it begins with no digit.'
                yield at(one.source, alias.value, "Invalid provider configuration alias", detail)
            continue
        first = seen.setdefault((one.block.labels[0].value, name), one)
        if first is not one:
            detail = f"{_already(first.source, first.block.start)} Different configurations have different aliases."
            yield at(one.source, header(one.block), "Duplicate provider configuration", detail)


def _repeated_settings(module: Module) -> Iterator[Diagnostic]:
    """Backend, cloud and provider requirements stand once in a module, in whichever `terraform` block."""
    seen: dict[tuple[str, ...], tuple[Source, Span]] = {}
    for one in module.declared("terraform"):
        for nested in one.block.body.blocks:
            if nested.type not in {"backend", "cloud", "required_providers", "provider_meta"}:
                continue
            is_meta = nested.type == "provider_meta"
            key = (nested.type, *(label.value for label in nested.labels if is_meta))
            place = (one.source, header(nested))
            first = seen.setdefault(key, place)
            if first is not place:
                summary = f"Duplicate {nested.type.replace('_', ' ')} configuration"
                yield at(one.source, header(nested), summary, _already(first[0], first[1].start))
    if ("backend",) in seen and ("cloud",) in seen:
        detail = "Only one of the two can keep the state; remove the other."
        yield at(*seen["backend",], "Both a backend and a cloud configuration", detail)
