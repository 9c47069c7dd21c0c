"""Cycles: what waits for itself, also through the modules that are called.

A module call is not one node: each input and each output is. What is known of a called module is which of its inputs,
and which provider configurations of its caller, each output waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from terracutter.check.modules import META_ARGUMENTS
from terracutter.check.places import Span, at, header, name_of
from terracutter.configuration import Declaration, Module, local_source
from terracutter.diagnostics import Diagnostic
from terracutter.hcl import syntax
from terracutter.hcl.syntax import AttributeStep, Block, IndexStep, Reference
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import Use

Edges = dict[str, list[str]]
Summary = Mapping[str, frozenset[str]]

_ALL: Final = " (all)"  # behind a module call: every object in it
_RESOURCES: Final = frozenset({"resource", "data", "ephemeral"})


@dataclass(slots=True)
class _Graph:
    """What each object of a module waits for, by name, and where the objects stand."""

    edges: Edges = field(default_factory=dict)
    places: dict[str, tuple[Source, Span]] = field(default_factory=dict)
    calls: dict[str, tuple[Block, str | None]] = field(default_factory=dict)
    own: list[tuple[Source, Reference, str]] = field(default_factory=list)

    def add(self, name: str, source: Source, place: Span, needs: Iterable[str]) -> None:
        self.edges.setdefault(name, []).extend(needs)
        self.places.setdefault(name, (source, place))


def check_graph(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    yield from _recursion(module, modules)
    graph = _graph(module, {})
    for source, reference, name in graph.own:
        detail = f"{name} is made from its own value; refer to something else."
        yield at(source, reference, "Self-referencing local value", detail)
    if not _cycles(_coarse(graph.edges)):
        return
    graph = _graph(module, _summaries(module, modules))
    for cycle in _cycles(graph.edges):
        known = [name for name in graph.edges if name in cycle]
        first = next((name for name in known if name in graph.places), None)
        if first is not None:
            detail = "Each of these waits for the next, and the last for the first. Break the ring at one of them."
            yield at(*graph.places[first], f"Cycle: {', '.join(known)}", detail)


def _coarse(edges: Edges) -> Edges:
    """As if each output of a module waited for all that the module is given: quickly told, and mostly enough."""
    providers = [name for name in edges if name.startswith("provider.")]
    return {
        name: [_whole(need) for need in needs] + (providers if name.endswith(_ALL) else [])
        for name, needs in edges.items()
    }


def _whole(name: str) -> str:
    if not name.startswith("module."):
        return name
    call, is_output, _ = name.partition(".output.")
    return f"{call}{_ALL}" if is_output else name


def _recursion(module: Module, modules: Mapping[str, Module]) -> Iterator[Diagnostic]:
    """A module that reaches itself through the modules that it calls has no end."""
    for one in module.declared("module"):
        pending = [local_source(one.block, module.directory)]
        seen: set[str] = set()
        while pending:
            directory = pending.pop()
            if directory is None:
                continue
            if directory == module.directory:
                detail = f"The module in {directory or '.'} is called by itself, directly or by a module that it calls."
                yield at(one.source, header(one.block), "Module calls itself", detail)
                break
            if directory in seen or directory not in modules:
                continue
            seen.add(directory)
            called = modules[directory]
            pending += [local_source(call, called.directory) for call in called.of_type("module")]


# --- what waits for what ----------------------------------------------------------------------------------------------


def _summaries(module: Module, modules: Mapping[str, Module]) -> dict[str, Summary]:
    """Of every module below this one: what each output waits for. The innermost come first; nothing recurses."""
    order: list[str] = []
    pending = [module.directory]
    seen = {module.directory}
    while pending:
        directory = pending.pop()
        order.append(directory)
        current = modules.get(directory, module)
        for call in current.of_type("module"):
            called = local_source(call, directory)
            if called in modules and called is not None:
                if called in seen and called in order:
                    order.remove(called)  # it is needed before this caller too
                    order.append(called)
                elif called not in seen:
                    seen.add(called)
                    pending.append(called)
    summaries: dict[str, Summary] = {}
    for directory in reversed(order[1:]):
        summaries[directory] = _summary(_graph(modules[directory], summaries))
    return summaries


def _summary(graph: _Graph) -> Summary:
    """The inputs (`var.x`) and foreign provider configurations (`provider.x`) that each output waits for."""
    found: dict[str, frozenset[str]] = {}
    for name in graph.edges:
        if name.startswith("output."):
            reached = _reached(graph.edges, name)
            wanted = {
                one
                for one in reached
                if one.startswith("var.") or (one.startswith("provider.") and one not in graph.edges)
            }
            found[name.removeprefix("output.")] = frozenset(wanted)
    return found


def _reached(edges: Edges, start: str) -> set[str]:
    seen = {start}
    pending = [start]
    while pending:
        for name in edges.get(pending.pop(), ()):
            if name not in seen:
                seen.add(name)
                pending.append(name)
    return seen


def _graph(module: Module, summaries: Mapping[str, Summary]) -> _Graph:
    graph = _Graph()
    for block in module.of_type("module"):
        if block.labels:
            graph.calls[block.labels[0].value] = (block, local_source(block, module.directory))
    for one in module.declarations:
        _ADD.get(one.block.type, _nothing)(graph, one, summaries)
    return graph


def _nothing(graph: _Graph, one: Declaration, summaries: Mapping[str, Summary]) -> None:
    """Nothing waits for a block of another type."""


def _locals(graph: _Graph, one: Declaration, summaries: Mapping[str, Summary]) -> None:  # noqa: ARG001
    needs: dict[str, list[str]] = {}
    for use in one.uses:
        name = f"local.{use.argument}"
        found = _needed(use)
        if name in found:
            graph.own.append((one.source, use.reference, name))
        needs.setdefault(use.argument, []).extend(other for other in found if other != name)
    for name, attribute in one.block.body.attributes.items():
        graph.add(f"local.{name}", one.source, name_of(attribute, name), needs.get(name, ()))


def _labelled(graph: _Graph, one: Declaration, summaries: Mapping[str, Summary]) -> None:  # noqa: ARG001
    """A variable with its validations, an output, a resource, a provider's configuration: one node each."""
    block = one.block
    labels = ".".join(label.value for label in block.labels)
    name = labels if block.type == "resource" else f"{_KINDS.get(block.type, block.type)}.{labels}"
    needs = [other for use in one.uses for other in _needed(use) if other != name]
    if block.type in _RESOURCES and block.labels:
        needs.append(f"provider.{_provider(block)}")
    elif block.type == "provider":
        alias = block.body.attributes.get("alias")
        name += f".{alias.value.value}" if alias and isinstance(alias.value, syntax.String) else ""
    graph.add(name, one.source, header(block), needs)


_KINDS: Final = {"variable": "var"}


def _provider(block: Block) -> str:
    attribute = block.body.attributes.get("provider")
    if attribute is not None and isinstance(attribute.value, Reference):
        value = attribute.value
        return ".".join([value.root, *(step.name for step in value.steps if isinstance(step, AttributeStep))])
    return block.labels[0].value.partition("_")[0]


def _call(graph: _Graph, one: Declaration, summaries: Mapping[str, Summary]) -> None:
    """A node for the call itself (how many there are), one for each input and output, one for all of it."""
    block = one.block
    if not block.labels:
        return
    call = f"module.{block.labels[0].value}"
    by_argument: dict[str, list[str]] = {}
    for use in one.uses:
        by_argument.setdefault(use.place[0], []).extend(_needed(use))
    expanded = [need for name in ("count", "for_each", "depends_on") for need in by_argument.get(name, ())]
    graph.add(call, one.source, header(block), expanded)
    inputs: list[str] = []
    for name, attribute in block.body.attributes.items():
        if name not in META_ARGUMENTS:
            inputs.append(f"{call}.var.{name}")
            graph.add(inputs[-1], one.source, name_of(attribute, name), [*by_argument.get(name, ()), call])
    directory = graph.calls[block.labels[0].value][1]
    summary = summaries.get(directory, {}) if directory is not None else {}
    outputs: list[str] = []
    for name, needs in summary.items():
        outputs.append(f"{call}.output.{name}")
        passed = [_outside(block, call, need) for need in needs]
        graph.add(outputs[-1], one.source, header(block), [*(need for need in passed if need), call])
    graph.add(f"{call}{_ALL}", one.source, header(block), [call, *inputs, *outputs])


def _outside(block: Block, call: str, need: str) -> str:
    """What a called module's input or provider is for its caller."""
    if need.startswith("var."):
        return f"{call}.{need}"
    name = need.removeprefix("provider.")
    attribute = block.body.attributes.get("providers")
    if attribute is None or not isinstance(attribute.value, syntax.Object):
        return "" if "." in name else need
    for item in attribute.value.items:
        key, value = (_dotted(side) for side in (item.key, item.value))
        if key == name:
            return f"provider.{value}"
    return ""


def _dotted(value: syntax.Expression) -> str:
    if isinstance(value, syntax.Name | syntax.String):
        return value.value
    if isinstance(value, Reference):
        return ".".join([value.root, *(step.name for step in value.steps if isinstance(step, AttributeStep))])
    return ""


_ADD: Final = {
    "locals": _locals,
    "module": _call,
    **dict.fromkeys(("variable", "output", "resource", "data", "ephemeral", "provider"), _labelled),
}


def _needed(use: Use) -> list[str]:
    """The nodes that a reference waits for."""
    found = use.target
    if found is None or not found.name:
        return []
    if found.kind == "resource":
        return [found.name]
    if found.kind != "module":
        return [f"{found.kind}.{found.name}"]
    call = f"module.{found.name}"
    steps = found.steps
    if steps and isinstance(steps[0], IndexStep) and isinstance(steps[0].key, syntax.String | syntax.Number):
        steps = steps[1:]
    if steps and isinstance(steps[0], AttributeStep):
        return [f"{call}.output.{steps[0].name}"]
    return [f"{call}{_ALL}"]


# --- cycles -----------------------------------------------------------------------------------------------------------


def _cycles(edges: Edges) -> list[set[str]]:  # noqa: C901  one walk, one state
    """The sets of nodes that all reach each other (Tarjan's algorithm, with a stack of its own)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[set[str]] = []
    for start in edges:
        if start in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            name, needs = work[-1]
            for need in needs:
                if need not in edges:
                    continue
                if need not in index:
                    index[need] = low[need] = len(index)
                    stack.append(need)
                    on_stack.add(need)
                    work.append((need, iter(edges[need])))
                    break
                if need in on_stack:
                    low[name] = min(low[name], index[need])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    component: set[str] = set()
                    while name not in component:
                        component.add(stack.pop())
                    on_stack -= component
                    if len(component) > 1:
                        found.append(component)
    return found
