"""References: what is named must be declared, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terracutter.configuration import Module
from terracutter.diagnostics import Diagnostic, Subject, did_you_mean
from terracutter.hcl import syntax
from terracutter.hcl.tokens import Source

_ALWAYS_THERE = frozenset({"each", "count", "self", "path", "terraform"})
_DECLARED_BY = {"variable": "input variable", "output": "output value", "module": "module call", "resource": "resource"}


def check_references(module: Module) -> Iterator[Diagnostic]:
    """Duplicate declarations, and references to what nothing declares."""
    yield from _duplicates(module)
    declared = _declared(module)
    for file in module.files:
        source = Source(file.text, file.path)
        for item in file.body.items:
            for reference, names in _references(item, frozenset()):
                problem = _undeclared(reference, names, declared)
                if problem is not None:
                    yield _diagnostic(source, reference.start, *problem)
    for name in module.values:
        if module.named("variable", name) is None:
            detail = f'No variable "{name}" is declared in {module.directory}.'
            place = Subject(f"{module.directory}/terraform.tfvars")
            yield Diagnostic("Value for undeclared variable", detail, place, did_you_mean(name, declared["var"]))


def _diagnostic(source: Source, offset: int, summary: str, detail: str, hint: str) -> Diagnostic:
    return Diagnostic(summary, detail, source.subject(offset), hint)


def _duplicates(module: Module) -> Iterator[Diagnostic]:
    seen: set[tuple[str, ...]] = set()
    for file in module.files:
        source = Source(file.text, file.path)
        for block in file.body.blocks:
            key = (block.type, *(label.value for label in block.labels))
            if block.type in _DECLARED_BY and key in seen:
                what = f"{_DECLARED_BY[block.type]} {'.'.join(key[1:])}"
                yield _diagnostic(source, block.start, f"Duplicate {what}", "It is declared twice in this module.", "")
            seen.add(key)


def _declared(module: Module) -> Mapping[str, frozenset[str]]:
    def labels(type_name: str) -> frozenset[str]:
        return frozenset(".".join(label.value for label in block.labels) for block in module.of_type(type_name))

    return {
        "var": labels("variable"),
        "local": frozenset(module.locals),
        "module": labels("module"),
        "data": labels("data"),
        "resource": labels("resource"),
    }


def _references(node: syntax.Node, names: frozenset[str]) -> Iterator[tuple[syntax.Reference, frozenset[str]]]:
    """Every reference below a node, with the names that for expressions around it bring in."""
    if isinstance(node, syntax.Reference):
        yield node, names
    if isinstance(node, syntax.For | syntax.ForDirective):
        names = names | {node.key_name, node.value_name}
    for child in syntax.children(node):
        if not _is_meta(node, child):
            yield from _references(child, names)


def _is_meta(node: syntax.Node, child: syntax.Node) -> bool:
    """Attributes whose value names something else than an object of the module."""
    if isinstance(node, syntax.Body) and isinstance(child, syntax.Attribute):
        return child.name in {"ignore_changes", "provider", "providers"}
    return isinstance(child, syntax.Attribute) and child.name == "type"


def _undeclared(
    reference: syntax.Reference, names: frozenset[str], declared: Mapping[str, frozenset[str]]
) -> tuple[str, str, str] | None:
    if reference.root in names or reference.root in _ALWAYS_THERE:
        return None
    steps = [step.name for step in reference.steps[:2] if isinstance(step, syntax.AttributeStep)]
    if reference.root in {"var", "local", "module"}:
        kind, name = reference.root, steps[0] if steps else ""
    elif reference.root == "data":
        kind, name = "data", ".".join(steps)
    elif steps:
        kind, name = "resource", f"{reference.root}.{steps[0]}"
    else:
        return None
    if name in declared[kind]:
        return None
    what = {"var": "input variable", "local": "local value", "module": "module", "data": "data source"}.get(kind, kind)
    hint = did_you_mean(name, declared[kind])
    return f"Reference to undeclared {what}", f'No {what} "{name}" is declared in this module.', hint
