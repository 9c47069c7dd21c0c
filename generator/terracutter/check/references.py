"""References: what is named is declared, is known where it is named, and is asked for the right instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from terracutter.check.places import Span, at
from terracutter.configuration import Declaration, Module, key_of
from terracutter.diagnostics import Diagnostic, Severity, did_you_mean
from terracutter.hcl.syntax import AttributeStep, Block, IndexStep, Literal, Number, Reference, SplatStep, String
from terracutter.hcl.targets import ROOTS, Target, address
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import Use
from terracutter.records import record

_WHAT: Final = {
    "var": "input variable",
    "local": "local value",
    "module": "module",
    "resource": "resource",
    "data": "data source",
    "ephemeral": "ephemeral resource",
}
_ATTRIBUTES: Final = {
    "path": ("module", "root", "cwd"),
    "terraform": ("workspace", "applying"),
    "count": ("index",),
    "each": ("key", "value"),
}
_RESERVED: Final = frozenset({"template", "lazy", "arg"})
_COUNTED: Final = frozenset({"resource", "data", "ephemeral", "module"})
_OF_SELF: Final = frozenset({"provisioner", "connection", "postcondition"})
_WITH_INSTANCES: Final = frozenset({"resource", "data", "ephemeral"})
_LONGEST_LIST: Final = 5


@record
class Names:
    """What a module declares: the name of each object with its block, by kind."""

    of_kind: Mapping[str, Mapping[str, Block | None]]
    overridden: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, module: Module) -> Names:
        kinds: dict[str, dict[str, Block | None]] = {kind: {} for kind in _WHAT}
        for block in module.blocks:
            kind = "var" if block.type == "variable" else block.type
            if kind == "check":
                for nested in block.body.blocks:
                    if nested.type == "data":
                        kinds["data"][".".join(label.value for label in nested.labels)] = nested
            elif kind in kinds and kind != "local":
                kinds[kind][".".join(label.value for label in block.labels)] = block
        kinds["local"] = dict.fromkeys(module.locals)
        return cls(kinds, module.overridden)


def check_references(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:  # noqa: ARG001  as every tier
    """A module that could not be read completely may declare what is not known here: it is left alone."""
    if not module.complete:
        return
    names = Names.of(module)
    for one in module.declarations:
        severity = _severity(one.block, module)
        for use in one.uses:
            if use.argument == "replace_triggered_by":
                continue  # Terraform is silent about these: see lint
            for problem in _problems(one, use, names, module):
                is_error = severity == "error" and use.is_certain
                yield problem if is_error else replace(problem, severity="warning")


def _severity(block: Block, module: Module) -> Severity:
    """A provider's configuration is only evaluated where something uses it."""
    if block.type != "provider" or not block.labels:
        return "error"
    provider = block.labels[0].value
    is_used = any(
        one.type == "module"
        or (one.type in {"resource", "data"} and one.labels and one.labels[0].value.partition("_")[0] == provider)
        for one in module.blocks
    )
    return "error" if is_used else "warning"


def _problems(one: Declaration, use: Use, names: Names, module: Module) -> Iterator[Diagnostic]:
    reference, source = use.reference, one.source
    found = use.target
    if one.block.type == "import" and use.place == ("to",):
        if found is not None and found.name in names.of_kind["resource"]:
            yield from _imported(source, reference, found, names)
    elif found is None:
        yield _incomplete(source, reference, names)
    elif found.kind in ROOTS:
        yield from _root(one, use, found.kind)
    elif reference.root in _RESERVED:
        detail = f'The word "{reference.root}" is kept for later; write resource.{address(found)} for a resource type.'
        yield at(source, Span(reference.start, found.end), "Reserved symbol name", detail)
    elif found.name not in names.of_kind[found.kind]:
        yield _undeclared(source, reference, found, names, module)
    elif use.argument == "depends_on":
        yield from _dependency(source, found)
        yield from _instance(source, reference, found, names)
    else:
        yield from _instance(source, reference, found, names)


def _incomplete(source: Source, reference: Reference, names: Names) -> Diagnostic:
    root = reference.root
    if root in {"data", "ephemeral", "resource"}:
        detail = f"A reference to one is written {root}.TYPE.NAME."
    elif root in _WHAT:
        known = sorted(names.of_kind[root])
        some = ", ".join(f"{root}.{name}" for name in known[:_LONGEST_LIST])
        detail = f"`{root}` alone is nothing; a {_WHAT[root]} is written {root}.NAME" + (f": {some}." if some else ".")
    else:
        detail = f"`{root}` is no value. A resource is written TYPE.NAME, text stands in quotes."
    return at(
        source, Span(reference.start, reference.start + len(root)), "Invalid reference", detail, _quoted(root, names)
    )


def _quoted(root: str, names: Names) -> str:
    for kind in ("var", "local"):
        if root in names.of_kind[kind]:
            return f"write {kind}.{root}"
    return did_you_mean(root, [*_WHAT, *ROOTS])


def _undeclared(source: Source, reference: Reference, found: Target, names: Names, module: Module) -> Diagnostic:
    what = _WHAT[found.kind]
    known = names.of_kind[found.kind]
    hint = did_you_mean(found.name, known)
    if not hint:
        others = [kind for kind in _WHAT if kind != found.kind and found.name in names.of_kind[kind]]
        hint = f"write {address(Target(others[0], found.name, 0, ()))}" if others else ""
    where = module.directory or "this directory"
    detail = f'No {what} "{found.name}" is declared in {where}.'
    if found.kind == "resource" and reference.root in {"variable", "locals", "output"}:
        hint = {"variable": "write var.NAME", "locals": "write local.NAME"}.get(reference.root, hint)
    return at(source, Span(reference.start, found.end), f"Reference to undeclared {what}", detail, hint)


def _root(one: Declaration, use: Use, root: str) -> Iterator[Diagnostic]:
    reference, source = use.reference, one.source
    first = reference.steps[0] if reference.steps else None
    end = first.end if isinstance(first, AttributeStep) else reference.start + len(root)
    place = Span(reference.start, end)
    if root == "self":
        if not _OF_SELF & set(use.place):
            detail = "self is known in provisioner, connection and postcondition blocks only."
            yield at(source, Span(reference.start, reference.start + len(root)), 'Invalid "self" reference', detail)
        return
    allowed = _ATTRIBUTES[root]
    if not isinstance(first, AttributeStep):
        detail = f"`{root}` alone is nothing; write {_either(root)}."
        yield at(source, Span(reference.start, reference.start + len(root)), "Invalid reference", detail)
    elif first.name not in allowed:
        detail = f'`{root}` has no attribute "{first.name}"; write {_either(root)}.'
        yield at(source, place, f'Invalid "{root}" attribute', detail, did_you_mean(first.name, allowed))
    elif root in {"each", "count"} and not _is_repeated(one.block, use, root):
        needed = "for_each" if root == "each" else "count"
        detail = f"{root}.{first.name} is known only in a block that has {needed}, and not in {needed} itself."
        summary = f'Reference to "{root}" in a context without {needed}'
        yield at(source, place, summary, detail)


def _either(root: str) -> str:
    return " or ".join(f"{root}.{name}" for name in _ATTRIBUTES[root])


def _is_repeated(block: Block, use: Use, root: str) -> bool:
    needed = "for_each" if root == "each" else "count"
    if block.type not in _COUNTED and not (block.type == "import" and root == "each"):
        return False
    return needed in block.body.attributes and use.place[0] not in {"for_each", "count", "depends_on"}


def _dependency(source: Source, found: Target) -> Iterator[Diagnostic]:
    """`depends_on` names whole objects."""
    if found.kind == "module":
        return
    rest = found.steps[1:] if found.steps and isinstance(found.steps[0], IndexStep) else found.steps
    if rest:
        detail = f"Whole objects are named here: write {address(found)}, without what follows."
        yield at(source, Span(rest[0].start, rest[-1].end), "Invalid depends_on reference", detail)


def _imported(source: Source, reference: Reference, found: Target, names: Names) -> Iterator[Diagnostic]:
    """What is imported is one instance; a resource that is not declared may still be generated."""
    block = names.of_kind["resource"][found.name]
    repeated = _repeated(block) if block is not None else ""
    has_key = bool(found.steps) and isinstance(found.steps[0], IndexStep)
    if has_key == bool(repeated):
        return
    detail = f"{found.name} has {repeated}: name the instance, as in {found.name}[KEY]."
    if has_key:
        detail = f"{found.name} has neither count nor for_each; remove the key."
    yield at(source, Span(reference.start, reference.end), "Invalid import 'to' expression", detail)


def _repeated(block: Block) -> str:
    """The argument that makes several instances of a block."""
    return next((name for name in ("count", "for_each") if name in block.body.attributes), "")


def _instance(source: Source, reference: Reference, found: Target, names: Names) -> Iterator[Diagnostic]:
    """Resources with several instances are asked for one of them, others are not."""
    block = names.of_kind[found.kind].get(found.name)
    if block is None or found.kind not in _WITH_INSTANCES or not found.steps or key_of(block) in names.overridden:
        return
    first = found.steps[0]
    repeated = _repeated(block)
    name = address(found)
    if repeated and isinstance(first, AttributeStep):
        key = "0" if repeated == "count" else '"KEY"'
        detail = f"{name} has {repeated}, so one instance is asked for its attributes: {name}[{key}].{first.name}."
        yield at(source, Span(reference.start, found.end), "Missing resource instance key", detail)
    elif isinstance(first, IndexStep):
        yield from _key(source, Span(reference.start, first.end), first, repeated, name)
    elif repeated == "for_each" and isinstance(first, SplatStep) and len(found.steps) > 1:
        detail = f"{name} has for_each, so it is a map, which a splat does not enter: write values({name})[*]."
        yield at(source, Span(reference.start, first.end), "Splat over a map", detail, severity="warning")


def _key(source: Source, place: Span, step: IndexStep, repeated: str, name: str) -> Iterator[Diagnostic]:
    if isinstance(step.key, Literal):
        yield at(source, step, "Invalid index key", "An instance has a number or a string as its key.")
    elif not repeated and isinstance(step.key, String | Number):
        detail = f"{name} has neither count nor for_each, so it has no instances to choose from; remove the key."
        yield at(source, place, "Unexpected resource instance key", detail)
    elif repeated == "count" and isinstance(step.key, String) and not step.key.value.isdecimal():
        detail = f"{name} has count, so its instances are numbered: write {name}[0]."
        yield at(source, place, "Invalid index", detail)
