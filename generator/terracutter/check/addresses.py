"""The addresses that `moved`, `removed` and `import` blocks name."""

from __future__ import annotations

from collections.abc import Iterator

from terracutter.check.constants import check_constant, is_null, is_static
from terracutter.check.places import Span, at, header
from terracutter.diagnostics import Diagnostic
from terracutter.hcl.syntax import AttributeStep, Block, Expression, IndexStep, Number, Reference
from terracutter.hcl.tokens import Source

_NO_RESOURCE = frozenset({"var", "local", "count", "each", "self", "path", "terraform"})


def check_moved(source: Source, block: Block) -> Iterator[Diagnostic]:
    kinds: list[str] = []
    for name in ("from", "to"):
        attribute = block.body.attributes.get(name)
        if attribute is None:
            return
        kind = _kind(attribute.value)
        if kind == "":
            yield _invalid(source, attribute.value)
        kinds.append(kind)
    if all(kinds) and (kinds[0] == "module") != (kinds[1] == "module"):
        detail = "Either both addresses name resources or both name modules."
        yield at(source, header(block), 'Invalid "moved" addresses', detail)


def _invalid(source: Source, value: Expression) -> Diagnostic:
    if not isinstance(value, Reference) or not is_static(value):
        detail = "A plain address is due here: names and constant keys, with nothing to calculate."
        return at(source, value, "Invalid expression", detail)
    detail = "An address names a resource (TYPE.NAME) or a module (module.NAME), and nothing inside it."
    return at(source, value, "Invalid address", detail)


def _kind(value: Expression) -> str:
    """`resource`, `data` or `module`, or an empty string for what is no address."""
    if not isinstance(value, Reference) or not is_static(value) or value.root in _NO_RESOURCE:
        return ""
    parts: list[str | None] = [value.root]
    parts += [step.name if isinstance(step, AttributeStep) else None for step in value.steps]
    at = 0
    while parts[at : at + 1] == ["module"]:
        at += 2 if len(parts) > at + 1 and parts[at + 1] is not None else len(parts) + 1
        at += 1 if parts[at : at + 1] == [None] else 0
    if at == len(parts):
        return "module"
    kind = "resource"
    if parts[at : at + 1] == ["data"]:
        kind, at = "data", at + 1
    elif parts[at : at + 1] == ["resource"]:
        at += 1
    rest = parts[at:]
    is_address = len(rest) >= 2 and None not in rest[:2] and rest[2:] in ([], [None])  # noqa: PLR2004  type, name
    return kind if is_address else ""


def check_removed(source: Source, block: Block) -> Iterator[Diagnostic]:
    attribute = block.body.attributes.get("from")
    if attribute is not None:
        yield from _removed(source, attribute.value)
    for nested in block.body.blocks:
        destroy = nested.body.attributes.get("destroy")
        if nested.type == "lifecycle" and destroy is not None:
            yield from check_constant(source, destroy.value, "bool")
        elif nested.type == "provisioner":
            when = nested.body.attributes.get("when")
            if when is None or not (isinstance(when.value, Reference) and when.value.root == "destroy"):
                detail = "What is removed can only run provisioners with `when = destroy`."
                yield at(source, header(nested), "Invalid provisioner block", detail)


def _removed(source: Source, value: Expression) -> Iterator[Diagnostic]:
    kind = _kind(value)
    if kind == "":
        yield _invalid(source, value)
    elif kind == "data":
        detail = "A data source is never destroyed; remove its block and nothing else."
        yield at(source, value, "Data source address not allowed", detail)
    elif isinstance(value, Reference):
        key = next((step for step in value.steps if isinstance(step, IndexStep)), None)
        if key is not None:
            detail = "All instances are removed together; leave the key out."
            yield at(source, key, "Resource instance keys not allowed", detail)


def check_import(source: Source, block: Block) -> Iterator[Diagnostic]:
    identity = block.body.attributes.get("id")
    if identity is not None and is_null(identity.value):
        yield at(source, identity.value, "Invalid import id argument", "The id says what to import; it is never null.")
    attribute = block.body.attributes.get("to")
    if attribute is None:
        return
    value = attribute.value
    has_each = "for_each" in block.body.attributes
    if not isinstance(value, Reference) or not (has_each or is_static(value)):
        yield at(source, value, "Invalid expression", "A plain address of a resource is due here, as in TYPE.NAME.")
        return
    fixed = Reference(value.start, value.end, value.root, tuple(_without_key(step) for step in value.steps))
    if _kind(fixed) != "resource":
        detail = (
            "Only a managed resource can be imported: write TYPE.NAME, with its key where it has several instances."
        )
        yield at(source, Span(attribute.start, attribute.end), "Invalid import address", detail)


def _without_key(step: object) -> AttributeStep | IndexStep:
    if isinstance(step, AttributeStep):
        return step
    return IndexStep(0, 0, Number(0, 0, "0"))
