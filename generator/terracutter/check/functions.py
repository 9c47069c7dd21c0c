"""Functions and types: every expression of a module is inferred, and what it is used for is compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from terracutter.check.defaults import check_defaults
from terracutter.check.places import Span, at
from terracutter.check.types import repetition
from terracutter.check.types.constraint import constraint_of
from terracutter.check.types.convert import Mismatch, convert
from terracutter.check.types.model import ANY, BOOL, DYNAMIC, SENSITIVE, STRING, Primitive, Value, describe, marks_of
from terracutter.check.types.module import ModuleTypes, is_false
from terracutter.check.types.problems import Certainty, Problem
from terracutter.configuration import Module, local_source
from terracutter.diagnostics import Diagnostic, Severity
from terracutter.hcl import syntax

_Names = Mapping[str, Value]
_NOT_READ: Final = {
    "module": frozenset({"source", "version", "providers", "depends_on", "count", "for_each"}),
    "resource": frozenset({"provider", "depends_on", "count", "for_each"}),
    "output": frozenset({"depends_on"}),
    "provider": frozenset({"alias", "version"}),
    "import": frozenset({"to", "provider", "for_each"}),
    "provisioner": frozenset({"when", "on_failure"}),
}
_RESOURCES: Final = frozenset({"resource", "data", "ephemeral"})
_CONDITIONS: Final = frozenset({"precondition", "postcondition", "assert"})


def check_functions(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """What is wrong with functions, operators and types; a warning where only some plans would find it."""
    types = ModuleTypes(module, modules, {})
    walker = _Walker(types, is_root=_is_root(module, modules))
    for one in module.declarations:
        types.report.source = one.source
        walker.block(one.block)
    check_defaults(types)
    seen: set[tuple[str, int, str]] = set()
    for problem in sorted([*types.report.found, *types.problems], key=lambda one: (one.source.path, one.start)):
        key = (problem.source.path, problem.start, problem.summary)
        if key not in seen:
            seen.add(key)
            yield _diagnostic(problem)


def _diagnostic(problem: Problem) -> Diagnostic:
    severity: Severity = "warning" if problem.certainty is Certainty.POSSIBLE else "error"
    span = Span(problem.start, problem.end)
    return at(problem.source, span, problem.summary, problem.detail, problem.hint, severity)


def _is_root(module: Module, modules: Mapping[str, Module]) -> bool:
    """Whether nothing calls the module."""
    calls = ((call, one.directory) for one in modules.values() for call in one.of_type("module"))
    return all(local_source(call, directory) != module.directory for call, directory in calls)


class _Walker:
    """Goes through the blocks of a module; problems go to its report."""

    def __init__(self, types: ModuleTypes, *, is_root: bool) -> None:
        self.types = types
        self.report = types.report
        self.is_root = is_root

    def infer(self, node: syntax.Expression, names: _Names) -> Value:
        return self.types.inference.infer(node, names)

    def block(self, block: syntax.Block) -> None:
        if block.type in _RESOURCES:
            self.body(block.body, repetition.names_of(self.types, block), _NOT_READ["resource"])
            return
        read = _READERS.get(block.type)
        if read is not None:
            read(self, block)

    def body(self, body: syntax.Body, names: _Names, not_read: frozenset[str] = frozenset()) -> None:
        for item in body.items:
            if isinstance(item, syntax.Attribute):
                if item.name not in not_read:
                    self.infer(item.value, names)
            else:
                self.nested(item, names)

    def nested(self, block: syntax.Block, names: _Names) -> None:
        if block.type == "lifecycle":
            for inner in block.body.blocks:
                self.condition(inner, names)
        elif block.type == "dynamic" and block.labels:
            inner_names = repetition.names_in_dynamic(self.types, block, names)
            for inner in block.body.blocks:
                self.body(inner.body, inner_names)
        elif block.type in _CONDITIONS:
            self.condition(block, names)
        else:
            self.body(block.body, names, _NOT_READ.get(block.type, frozenset()))

    def condition(self, block: syntax.Block, names: _Names, summary: str = "Invalid condition result") -> None:
        """`condition` is true or false, `error_message` a string."""
        attribute = block.body.attributes.get("condition")
        if attribute is not None:
            node, value = attribute.value, self.infer(attribute.value, names)
            span = (node.start, node.end)
            if value.is_null:
                self.report.add(span, summary, "A condition is true or false, and this one is null.", value)
            else:
                self.fits(node, value, BOOL, summary)
        message = block.body.attributes.get("error_message")
        if message is not None:
            self.fits(message.value, self.infer(message.value, names), STRING, "Invalid error message")

    def fits(self, node: syntax.Expression, value: Value, target: Primitive, summary: str) -> None:
        try:
            convert(value, target)
        except Mismatch as mismatch:
            certainty = Certainty.REFUSED if value.is_known else Certainty.DOOMED
            detail = f"This is a {describe(value.type)}: {mismatch}."
            self.report.add((node.start, node.end), summary, detail, value, certainty=certainty)

    def variable(self, block: syntax.Block) -> None:
        for validation in block.body.blocks:
            self.condition(validation, {}, "Invalid variable validation result")

    def locals(self, block: syntax.Block) -> None:
        for name in block.body.attributes:
            self.types.local(name)

    def output(self, block: syntax.Block) -> None:
        attribute = block.body.attributes.get("value")
        value = self.infer(attribute.value, {}) if attribute else DYNAMIC
        for inner in block.body.blocks:
            self.condition(inner, {})
        if self.is_root and marks_of([value]) & SENSITIVE and "sensitive" not in block.body.attributes:
            detail = (
                "The value comes from a sensitive one. Set sensitive = true, or release it with nonsensitive where "
                "nothing secret is left in it."
            )
            self.report.add((block.start, block.end), "Output refers to sensitive values", detail)

    def call(self, block: syntax.Block) -> None:
        names = repetition.names_of(self.types, block)
        called = self.types.called(block)
        for attribute in block.body.attributes.values():
            if attribute.name in _NOT_READ["module"]:
                continue
            value = self.infer(attribute.value, names)
            variable = called.module.named("variable", attribute.name) if called else None
            if variable is not None:
                self.input(attribute, value, variable)

    def input(self, attribute: syntax.Attribute, value: Value, variable: syntax.Block) -> None:
        target = constraint_of(variable)
        if target is ANY:
            return
        span, summary = (attribute.value.start, attribute.value.end), "Invalid value for input variable"
        try:
            convert(value, target)
        except Mismatch as mismatch:
            detail = f'A {describe(value.type)} does not fit the variable "{attribute.name}": {mismatch}.'
            self.report.add(span, summary, detail, value)
            return
        unset = value.is_null and not isinstance(attribute.value, syntax.Parentheses)
        if unset and is_false(variable, "nullable") and "default" not in variable.body.attributes:
            detail = f'The variable "{attribute.name}" takes no null and has no default.'
            self.report.add(span, "Required variable not set", detail, value, certainty=Certainty.DOOMED)

    def plain(self, block: syntax.Block) -> None:
        self.body(block.body, {}, _NOT_READ.get(block.type, frozenset()))

    def imported(self, block: syntax.Block) -> None:
        self.body(block.body, repetition.names_of(self.types, block), _NOT_READ["import"])

    def check(self, block: syntax.Block) -> None:
        """An assertion never stops Terraform, whatever is wrong with it."""
        for inner in block.body.blocks:
            if inner.type == "data":
                self.block(inner)
            else:
                with self.report.supposing():
                    self.condition(inner, {})


_READERS: Final[Mapping[str, Callable[[_Walker, syntax.Block], None]]] = {
    "variable": _Walker.variable,
    "locals": _Walker.locals,
    "output": _Walker.output,
    "module": _Walker.call,
    "provider": _Walker.plain,
    "import": _Walker.imported,
    "check": _Walker.check,
}
