"""What the names of a module stand for: its variables, locals, resources, and the outputs of modules that it calls."""

from __future__ import annotations

from collections.abc import Mapping

from terracutter.check.types.constraint import constraint_of
from terracutter.check.types.convert import plain
from terracutter.check.types.infer import Inference
from terracutter.check.types.model import ANY, DYNAMIC, OUTPUT, SENSITIVE, UNKNOWN, Value
from terracutter.check.types.problems import Problem, Report
from terracutter.configuration import Module, local_source
from terracutter.hcl import syntax

Step = tuple[Value, tuple[syntax.Step, ...]]


class ModuleTypes:
    """A module as it stands, whoever calls it: its variables have types and no values.

    Each declaration is read once, when it is first asked for; one that leads back to itself is unknown.
    """

    def __init__(self, module: Module, modules: Mapping[str, Module], known: dict[str, ModuleTypes]) -> None:
        self.module = module
        self.modules = modules
        self.known = known
        known[module.directory] = self
        self.report = Report()
        self.inference = Inference(self.report, self.resolve)
        self.values: dict[tuple[str, str], Value] = {}
        self.problems: list[Problem] = []
        self.locals = {
            name: (attribute.value, one.source)
            for one in module.declared("locals")
            for name, attribute in one.block.body.attributes.items()
        }

    def resolve(self, node: syntax.Reference) -> Step:
        """The object that a reference names, and the steps that remain."""
        steps = node.steps
        if not steps or not isinstance(steps[0], syntax.AttributeStep):
            return DYNAMIC, steps
        name, rest = steps[0].name, steps[1:]
        match node.root:
            case "var":
                return self.variable(name), rest
            case "local":
                return self.local(name), rest
            case "module":
                return self.output(name, rest)
            case "data" | "each" | "count" | "self" | "path" | "terraform" | "ephemeral":
                return DYNAMIC, steps
        block = self.module.named("resource", node.root, name)
        if block is None:
            return DYNAMIC, rest
        instances = not block.body.attributes.keys().isdisjoint({"count", "for_each"})
        return Value(ANY, origin=block, instances=instances), rest

    def variable(self, name: str) -> Value:
        value = self.values.get(("var", name))
        if value is None:
            block = self.module.named("variable", name)
            value = DYNAMIC
            if block is not None:
                value = Value(plain(constraint_of(block)), marks=SENSITIVE if is_true(block, "sensitive") else 0)
            self.values["var", name] = value
        return value

    def local(self, name: str) -> Value:
        value = self.values.get(("local", name))
        if value is not None or name not in self.locals:
            return value or DYNAMIC
        self.values["local", name] = DYNAMIC
        expression, source = self.locals[name]
        with self.report.reading(source):
            value = self.inference.infer(expression, {})
            self.problems += self.report.found
        self.values["local", name] = value
        return value

    def output(self, name: str, steps: tuple[syntax.Step, ...]) -> Step:
        """An output of a called module, as far as the steps name one."""
        call = self.module.named("module", name)
        if call is None:
            return DYNAMIC, steps
        if not call.body.attributes.keys().isdisjoint({"count", "for_each"}):
            if not steps or not isinstance(steps[0], syntax.IndexStep):
                return DYNAMIC, steps
            steps = steps[1:]
        called = self.called(call)
        if called is None or not steps or not isinstance(steps[0], syntax.AttributeStep):
            return DYNAMIC, steps
        return called.given_out(steps[0].name, self.inference.depth), steps[1:]

    def called(self, call: syntax.Block) -> ModuleTypes | None:
        """The module behind a module block, when it is a local one."""
        directory = local_source(call, self.module.directory)
        if directory is None or directory not in self.modules:
            return None
        return self.known.get(directory) or ModuleTypes(self.modules[directory], self.modules, self.known)

    def given_out(self, name: str, depth: int) -> Value:
        """An output's value, seen from outside."""
        value = self.values.get(("output", name))
        if value is not None:
            return value
        self.values["output", name] = DYNAMIC
        block = self.module.named("output", name)
        attribute = block.body.attributes.get("value") if block else None
        if block is None or attribute is None:
            return DYNAMIC
        outer, self.inference.depth = self.inference.depth, max(depth, self.inference.depth)
        with self.report.apart():
            value = hollow(self.inference.infer(attribute.value, {}))
        self.inference.depth = outer
        value = value.marked(OUTPUT | (SENSITIVE if is_true(block, "sensitive") else 0))
        self.values["output", name] = value
        return value


def hollow(value: Value) -> Value:
    """The value without what Terraform does not look at before it plans: the shape stays."""
    if isinstance(value.content, tuple):
        return Value(value.type, tuple(map(hollow, value.content)), value.marks)
    if isinstance(value.content, Mapping):
        return Value(value.type, {name: hollow(one) for name, one in value.content.items()}, value.marks)
    return Value(value.type, UNKNOWN, value.marks)


def is_true(block: syntax.Block, name: str) -> bool:
    return _written(block, name) is True


def is_false(block: syntax.Block, name: str) -> bool:
    return _written(block, name) is False


def _written(block: syntax.Block, name: str) -> bool | None:
    attribute = block.body.attributes.get(name)
    return attribute.value.value if attribute and isinstance(attribute.value, syntax.Literal) else None
