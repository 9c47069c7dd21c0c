"""What works, or is not noticed before a plan, and is still most likely a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terracutter.check.constants import check_constant
from terracutter.check.places import at, header, name_of
from terracutter.configuration import Declaration, Module, key_of
from terracutter.diagnostics import Diagnostic, Severity, did_you_mean
from terracutter.hcl.syntax import AttributeStep, Block
from terracutter.hcl.targets import address
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import Use, uses


def check_lint(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:  # noqa: ARG001  as every tier
    if module.complete:
        yield from _unused(module)
        yield from _values(module)
    for one in module.declared("resource"):
        for use in one.uses:
            yield from _own(one, use)
            if use.argument == "replace_triggered_by" and module.complete:
                yield from _trigger(one.source, use, module)
    for one in module.declared("data"):
        for use in one.uses:
            yield from _own(one, use)


def _unused(module: Module) -> Iterator[Diagnostic]:
    used: set[str] = set()
    changed = [use for file in module.overrides for block in file.body.blocks for use in uses(block)]
    for one in module.declarations:
        own = f"var.{one.block.labels[0].value}" if one.block.type == "variable" and one.block.labels else ""
        used |= {name for use in one.uses if (name := _name(use)) != own}
    used |= {_name(use) for use in changed}
    for one in module.declarations:
        block = one.block
        if block.type == "variable" and block.labels and f"var.{block.labels[0].value}" not in used:
            detail = f"Nothing refers to var.{block.labels[0].value}; use it, or remove the variable."
            yield at(one.source, header(block), "Unused variable", detail, severity="warning")
        elif block.type == "locals":
            for name, attribute in block.body.attributes.items():
                if f"local.{name}" not in used:
                    detail = f"Nothing refers to local.{name}; use it, or remove it."
                    yield at(one.source, name_of(attribute, name), "Unused local value", detail, severity="warning")
        elif block.type == "data" and not _checks(block) and ".".join(key_of(block)) not in used:
            detail = "It is read at every plan, and nothing refers to it; use it, or remove it."
            yield at(one.source, header(block), "Unused data source", detail, severity="warning")


def _checks(block: Block) -> bool:
    """Whether reading a data source is of use by itself, for its conditions."""
    return any(nested.type == "lifecycle" for nested in block.body.blocks)


def _name(use: Use) -> str:
    found = use.target
    return address(found) if found is not None and found.name else ""


def _values(module: Module) -> Iterator[Diagnostic]:
    """The values of a root module belong to its variables and are constants."""
    variables = module.names("variable")
    for file in module.value_files:
        source = Source(file.text, file.path)
        for name, attribute in file.body.attributes.items():
            if name not in variables:
                detail = f'No variable "{name}" is declared in {module.directory or "this directory"}.'
                hint = did_you_mean(name, variables)
                place = name_of(attribute, name)
                yield at(source, place, "Value for undeclared variable", detail, hint, severity="warning")
            yield from check_constant(source, attribute.value)
        for block in file.body.blocks:
            detail = f"Values are written `name = …`; a {block.type} block belongs into a .tf file."
            yield at(source, header(block), "Unexpected block in a file of values", detail)


def _own(one: Declaration, use: Use) -> Iterator[Diagnostic]:
    """A resource that needs itself: Terraform refuses to plan it; what depends on its own instances it may plan."""
    found = use.target
    own = ".".join(label.value for label in one.block.labels)
    if found is None or found.kind != one.block.type or found.name != own or not own:
        return
    if {"provisioner", "connection", "precondition", "postcondition"} & set(use.place):
        return
    certain = use.argument not in {"depends_on", "replace_triggered_by"}
    certain = certain and bool(found.steps) and isinstance(found.steps[0], AttributeStep)
    detail = f"{address(found)} cannot be made from itself; refer to something else, or use self in a postcondition."
    severity: Severity = "error" if certain else "warning"
    yield at(one.source, use.reference, "Self-referencing resource", detail, severity=severity)


def _trigger(source: Source, use: Use, module: Module) -> Iterator[Diagnostic]:
    found = use.target
    if found is None or found.kind not in {"resource", "data"}:
        return
    known = {".".join(label.value for label in block.labels) for block in module.of_type(found.kind)}
    if found.name not in known:
        detail = f'No {found.kind} block for "{found.name}" is declared in {module.directory or "this directory"}.'
        hint = did_you_mean(found.name, known)
        summary = "Reference to undeclared resource"
        yield at(source, use.reference, summary, detail, hint, severity="warning")
