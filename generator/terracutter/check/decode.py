"""What can be told from the text alone: the structure of Terraform's own blocks, their names and their constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from terracutter.check.addresses import check_import, check_moved, check_removed
from terracutter.check.constants import check_constant, check_keyword, check_not_constant, check_static, items_of
from terracutter.check.constraints import ANY, check_default, read_type
from terracutter.check.declarations import check_declarations
from terracutter.check.places import at, header, name_of
from terracutter.check.shapes import CONNECTION, FILE, PROVISIONERS, check_body
from terracutter.check.versions import check_required_providers, check_version
from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl import syntax
from terracutter.hcl.syntax import Block
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import references, uses


def check_decode(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:  # noqa: ARG001  as every tier
    """The first tier: nothing beyond the module's own text is looked at."""
    for file, source in zip(module.files, module.sources, strict=True):
        if file.path in module.broken:
            continue
        yield from check_body(source, file.body, FILE)
        for block in file.body.blocks:
            check = _CHECKS.get(block.type)
            if check is not None:
                yield from check(source, block)
    yield from check_declarations(module)


def _variable(source: Source, block: Block) -> Iterator[Diagnostic]:
    attributes = block.body.attributes
    yield from _constants(source, block, string=("description",), boolean=("sensitive", "nullable", "ephemeral"))
    constraint = ANY
    if "type" in attributes:
        constraint, problems = read_type(source, attributes["type"].value)
        yield from problems
    nullable = attributes.get("nullable")
    is_nullable = nullable is None or not (isinstance(nullable.value, syntax.Literal) and nullable.value.value is False)
    if "default" in attributes:
        yield from check_default(source, attributes["default"].value, constraint, nullable=is_nullable)
    if block.labels:
        for rule in block.body.blocks:
            if rule.type == "validation":
                yield from _validation(source, rule, block.labels[0].value)


def _validation(source: Source, rule: Block, variable: str) -> Iterator[Diagnostic]:
    condition = rule.body.attributes.get("condition")
    if condition is None:
        return
    named = (
        reference.steps[0].name
        for reference in references(condition.value)
        if reference.root == "var" and reference.steps and isinstance(reference.steps[0], syntax.AttributeStep)
    )
    if variable not in named:
        detail = f"The condition must refer to var.{variable}, or it tests nothing that is given."
        yield at(source, condition.value, "Invalid variable validation condition", detail)


def _constants(
    source: Source, block: Block, string: tuple[str, ...] = (), boolean: tuple[str, ...] = ()
) -> Iterator[Diagnostic]:
    for item in block.body.items:
        if isinstance(item, syntax.Attribute):
            if item.name in string:
                yield from check_constant(source, item.value, "string")
            elif item.name in boolean:
                yield from check_constant(source, item.value, "bool")


def _output(source: Source, block: Block) -> Iterator[Diagnostic]:
    yield from _constants(source, block, string=("description",), boolean=("sensitive", "ephemeral"))
    yield from _depends_on(source, block)
    for rule in block.body.blocks:
        if rule.type == "precondition":
            yield from check_not_constant(source, rule)


def _depends_on(source: Source, block: Block) -> Iterator[Diagnostic]:
    attribute = block.body.attributes.get("depends_on")
    if attribute is not None:
        problems, items = items_of(source, attribute.value)
        yield from problems
        for item in items:
            yield from check_static(source, item)


def _instances(source: Source, block: Block) -> Iterator[Diagnostic]:
    attributes = block.body.attributes
    if "count" in attributes and "for_each" in attributes:
        detail = "Only one of the two may decide how many there are; remove the other."
        summary = 'Invalid combination of "count" and "for_each"'
        yield at(source, name_of(attributes["for_each"], "for_each"), summary, detail)
    yield from _depends_on(source, block)


def _module(source: Source, block: Block) -> Iterator[Diagnostic]:
    yield from _instances(source, block)
    attributes = block.body.attributes
    address = attributes.get("source")
    if "version" in attributes:
        yield from check_version(source, attributes["version"].value)
    if address is not None:
        yield from _source(source, address.value, has_version="version" in attributes)
    if "providers" in attributes:
        yield from _providers(source, attributes["providers"].value)


def _source(source: Source, value: syntax.Expression, *, has_version: bool) -> Iterator[Diagnostic]:
    if isinstance(value, syntax.Literal | syntax.Number):
        yield at(source, value, "Unsuitable value type", "A string in quotes is due here.")
    if not isinstance(value, syntax.String):
        yield from check_constant(source, value, "string")
        return
    address = value.value
    summary = "Invalid module source address"
    if address in {"", ".", ".."} or ("/" not in address and ":" not in address):
        detail = f'"{address}" is no place that a module can come from.'
        hint = f'a directory beside this one is written "./{address}"' if address not in {"", ".", ".."} else ""
        yield at(source, value, summary, detail, hint or (f'write "{address}/"' if address else ""))
    elif has_version and address.startswith(("./", "../")):
        detail = "A module in a local directory has no version; remove the argument."
        yield at(source, value, summary, detail)


def _providers(source: Source, value: syntax.Expression) -> Iterator[Diagnostic]:
    if not isinstance(value, syntax.Object):
        yield at(source, value, "Invalid expression", "A map in braces is due here, as in { aws = aws.name }.")
        return
    seen: set[str] = set()
    for item in value.items:
        for side in (item.key, item.value):
            text = source.text[side.start : side.end]
            if isinstance(side, syntax.Name | syntax.String):
                continue
            if not isinstance(side, syntax.Reference) or len(side.steps) > 1:
                detail = f"A provider is named NAME or NAME.ALIAS, not {text}."
                yield at(source, side, "Invalid provider configuration reference", detail)
        name = source.text[item.key.start : item.key.end].strip('"')
        if name in seen:
            detail = f'A configuration is already passed to "{name}"; each is passed once.'
            yield at(source, item.value, "Duplicate provider address", detail)
        seen.add(name)


def _resource(source: Source, block: Block) -> Iterator[Diagnostic]:
    yield from _instances(source, block)
    provider = block.body.attributes.get("provider")
    if provider is not None:
        yield from _provider_reference(source, provider.value)
    seen: set[str] = set()
    for nested in block.body.blocks:
        if nested.type in _SOLE and nested.type in seen:
            detail = f"This {block.type} has one already; put everything into the first."
            yield at(source, header(nested), f"Duplicate {nested.type} block", detail)
        seen.add(nested.type)
        if nested.type == "lifecycle":
            yield from _lifecycle(source, nested, block)
        elif nested.type == "provisioner" and block.type == "resource":
            yield from _provisioner(source, nested)
        elif nested.type == "connection" and any(one.type == "provisioner" for one in block.body.blocks):
            yield from check_body(source, nested.body, CONNECTION, nested)


_SOLE: Final = frozenset({"lifecycle", "connection", "_"})


def _provider_reference(source: Source, value: syntax.Expression) -> Iterator[Diagnostic]:
    if isinstance(value, syntax.String):
        yield from check_static(source, value)
    elif not isinstance(value, syntax.Reference) or len(value.steps) > 1:
        detail = "A provider is named NAME or NAME.ALIAS, without quotes."
        yield at(source, value, "Invalid provider configuration reference", detail)


def _lifecycle(source: Source, lifecycle: Block, block: Block) -> Iterator[Diagnostic]:
    yield from _constants(source, lifecycle, boolean=("create_before_destroy", "prevent_destroy"))
    for name, attribute in lifecycle.body.attributes.items():
        if block.type != "resource" and name in _MANAGED_ONLY:
            detail = f"{name} is for resource blocks only; {block.type} blocks have nothing to keep or replace."
            yield at(source, name_of(attribute, name), f"Invalid {block.type} lifecycle argument", detail)
        elif name == "ignore_changes" and not _is_all(attribute.value):
            problems, items = items_of(source, attribute.value)
            yield from problems
            for item in items:
                yield from check_static(source, item)
        elif name == "replace_triggered_by":
            yield from _triggers(source, attribute.value)
    for rule in lifecycle.body.blocks:
        if rule.type in {"precondition", "postcondition"}:
            yield from check_not_constant(source, rule)
            yield from _self_reference(source, rule, block)


_MANAGED_ONLY: Final = frozenset({"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"})


def _is_all(value: syntax.Expression) -> bool:
    return isinstance(value, syntax.Reference) and value.root == "all" and not value.steps


def _triggers(source: Source, value: syntax.Expression) -> Iterator[Diagnostic]:
    problems, items = items_of(source, value)
    yield from problems
    for item in items:
        root = item.root if isinstance(item, syntax.Reference) else ""
        if not root or root in {"var", "local", "module", "path", "terraform", "each", "count", "self"}:
            detail = "Only a managed resource of this module, or an attribute of one, can trigger a replacement."
            yield at(source, item, "Invalid replace_triggered_by expression", detail)


def _self_reference(source: Source, rule: Block, block: Block) -> Iterator[Diagnostic]:
    labels = [label.value for label in block.labels]
    for use in uses(rule):
        words = [use.reference.root]
        words += [step.name for step in use.reference.steps[:2] if isinstance(step, syntax.AttributeStep)]
        own = ["data", *labels] if block.type == "data" else labels
        if words[: len(own)] == own:
            detail = f"{'.'.join(own)} cannot refer to itself; in a postcondition write self."
            yield at(source, use.reference, f"Invalid reference in {rule.type}", detail)


def _provisioner(source: Source, block: Block) -> Iterator[Diagnostic]:
    attributes = block.body.attributes
    label = block.labels[0] if block.labels else None
    shape = PROVISIONERS.get(label.value) if label else None
    if shape is not None:
        yield from check_body(source, block.body, shape, block)
    elif label is not None:
        detail = f'There is no provisioner "{label.value}"; there are {", ".join(sorted(PROVISIONERS))}.'
        yield at(source, label, "Unknown provisioner", detail, did_you_mean(label.value, PROVISIONERS))
    for name, keywords in _PROVISIONER_KEYWORDS.items():
        if name in attributes:
            yield from check_keyword(source, attributes[name].value, name, keywords)
    when = attributes.get("when")
    if when is None or not _is_word(when.value, "destroy"):
        return
    for use in uses(block):
        if use.reference.root not in {"self", "count", "each", "path", "terraform"}:
            detail = "When the resource is destroyed only self, count.index and each.key are still known."
            yield at(source, use.reference, "Invalid reference from destroy provisioner", detail)


_PROVISIONER_KEYWORDS: Final = {"when": ("create", "destroy"), "on_failure": ("continue", "fail")}


def _is_word(value: syntax.Expression, word: str) -> bool:
    if isinstance(value, syntax.String):
        return value.value == word
    return isinstance(value, syntax.Reference) and value.root == word and not value.steps


def _provider(source: Source, block: Block) -> Iterator[Diagnostic]:
    attributes = block.body.attributes
    if "alias" in attributes:
        yield from check_constant(source, attributes["alias"].value, "string")
    if "version" in attributes:
        value = attributes["version"].value
        detail = "State the version in terraform { required_providers { … } } and remove it here."
        yield at(source, value, "Version constraint in a provider block", detail, severity="warning")
        yield from check_version(source, value)


def _terraform(source: Source, block: Block) -> Iterator[Diagnostic]:
    version = block.body.attributes.get("required_version")
    if version is not None:
        yield from check_version(source, version.value, takes_prerelease=False)
    experiments = block.body.attributes.get("experiments")
    if experiments is not None:
        detail = "Released versions of Terraform refuse experiments; remove the argument."
        yield at(source, name_of(experiments, "experiments"), "Experimental features", detail)
    for nested in block.body.blocks:
        if nested.type == "required_providers":
            yield from check_required_providers(source, nested)
        elif nested.type in {"backend", "cloud"}:
            for use in uses(nested):
                detail = f"The settings of {nested.type} are read before anything is known. Write the value itself."
                yield at(source, use.reference, "Variables not allowed", detail)


def _check(source: Source, block: Block) -> Iterator[Diagnostic]:
    rules = [one for one in block.body.blocks if one.type == "assert"]
    data = [one for one in block.body.blocks if one.type == "data"]
    if not rules:
        yield at(source, header(block), "Zero assert blocks", "A check needs an assert block, or it checks nothing.")
    for rule in rules:
        yield from check_not_constant(source, rule)
    for one in data[1:]:
        yield at(source, header(one), "Multiple data resource blocks", "A check holds one data source at most.")
    for one in data:
        for name, attribute in one.body.attributes.items():
            if name in {"count", "for_each"}:
                detail = f"A data source inside a check has one instance; {name} has no place here."
                yield at(source, name_of(attribute, name), f'Invalid "{name}" attribute', detail)
        for nested in one.body.blocks:
            if nested.type == "lifecycle":
                detail = "A data source inside a check has no lifecycle; move the conditions into assert blocks."
                yield at(source, header(nested), "Invalid lifecycle block", detail)


_CHECKS: Final[Mapping[str, Callable[[Source, Block], Iterator[Diagnostic]]]] = {
    "variable": _variable,
    "output": _output,
    "module": _module,
    "resource": _resource,
    "data": _resource,
    "ephemeral": _resource,
    "provider": _provider,
    "terraform": _terraform,
    "check": _check,
    "moved": check_moved,
    "removed": check_removed,
    "import": check_import,
}
