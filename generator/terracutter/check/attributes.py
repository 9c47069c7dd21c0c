"""References into resources and data sources: what is asked for must be among what the schema gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terracutter.catalog.schemas import BlockSchema, Type
from terracutter.check.problems import Problem
from terracutter.diagnostics import did_you_mean
from terracutter.hcl import syntax


def into_block(steps: Sequence[syntax.Step], schema: BlockSchema) -> Problem | None:
    """What is wrong with the first of the steps that a block's value does not allow."""
    if not steps or schema.is_open:
        return None
    step, rest = steps[0], steps[1:]
    if isinstance(step, syntax.SplatStep):
        return into_block(_behind_splat(step, rest), schema)
    name = _name(step)
    if name is None:
        return None
    if name in schema.attributes:
        return _into_type(rest, schema.attributes[name].type)
    nested = schema.blocks.get(name)
    if nested is None:
        detail = f'There is neither an argument nor a block nor an exported attribute "{name}".'
        hint = did_you_mean(name, [*schema.attributes, *schema.blocks])
        return Problem(step.start, step.end, "Unsupported attribute", detail, hint)
    if not rest or nested.nesting == "single":
        return into_block(rest, nested.block)
    following = rest[0]
    if isinstance(following, syntax.SplatStep):
        return into_block(_behind_splat(following, rest[1:]), nested.block)
    if nested.nesting == "set":
        detail = f'The "{name}" blocks are a set, whose members have no key.'
        hint = "write a for expression, or `one(…)` where there is one"
        return Problem(following.start, following.end, "Cannot index a set value", detail, hint)
    if nested.nesting == "list" and isinstance(following, syntax.AttributeStep):
        detail = f'The "{name}" blocks are a list.'
        return Problem(following.start, following.end, "Invalid operation", detail, f"write `{name}[0]`")
    return into_block(rest[1:], nested.block)


def _name(step: syntax.Step) -> str | None:
    if isinstance(step, syntax.AttributeStep):
        return step.name
    if isinstance(step, syntax.IndexStep) and isinstance(step.key, syntax.String):
        return step.key.value
    return None


def _behind_splat(splat: syntax.SplatStep, rest: Sequence[syntax.Step]) -> Sequence[syntax.Step]:
    """The steps that each member takes: after `.*` an index picks a member of the result."""
    if splat.full:
        return rest
    picked = next((index for index, step in enumerate(rest) if isinstance(step, syntax.IndexStep)), None)
    return rest if picked is None else [*rest[:picked], *rest[picked + 1 :]]


def _into_type(steps: Sequence[syntax.Step], given: Type) -> Problem | None:
    if not steps or given == "dynamic":
        return None
    step, rest = steps[0], steps[1:]
    if isinstance(given, list) and given[0] == "nested":
        given = _flat(given)
    if isinstance(given, str):
        return _into_primitive(step, rest, given)
    if given[0] == "object":
        return _into_object(step, rest, given[1])
    if isinstance(step, syntax.SplatStep):
        return _into_type(_behind_splat(step, rest), given[1] if given[0] != "map" else given)
    if given[0] == "set" and isinstance(step, syntax.IndexStep):
        detail = "The members of a set have no key."
        return Problem(
            step.start, step.end, "Invalid index", detail, "write `tolist(…)` around it, or a for expression"
        )
    if given[0] in {"list", "set"} and isinstance(step, syntax.AttributeStep):
        detail, hint = f'A {given[0]} has no attribute "{step.name}".', f"take it from a member: `[0].{step.name}`"
        return Problem(step.start, step.end, "Unsupported attribute", detail, hint if given[0] == "list" else "")
    return _into_type(rest, given[1])


def _into_primitive(step: syntax.Step, rest: Sequence[syntax.Step], given: str) -> Problem | None:
    if isinstance(step, syntax.SplatStep):
        return _into_type(_behind_splat(step, rest), given)
    is_index = isinstance(step, syntax.IndexStep)
    detail = f"This is a {given}, which has neither attributes nor members."
    return Problem(step.start, step.end, "Invalid index" if is_index else "Unsupported attribute", detail)


def _into_object(step: syntax.Step, rest: Sequence[syntax.Step], members: dict[str, Type]) -> Problem | None:
    if isinstance(step, syntax.SplatStep):
        return _into_type(_behind_splat(step, rest), ["object", members])
    name = _name(step)
    if name is None:
        return None
    if name not in members:
        detail = f'This object has no attribute "{name}".'
        return Problem(step.start, step.end, "Unsupported attribute", detail, did_you_mean(name, members))
    return _into_type(rest, members[name])


def _flat(nested: Type) -> Type:
    inner = ["object", {name: one for name, (_, one) in nested[2].items()}]
    return inner if nested[1] == "single" else [nested[1], inner]


def ignored(block: syntax.Block) -> Iterator[syntax.Reference]:
    """The paths in `ignore_changes`, which begin at the resource itself."""
    for inner in block.body.blocks:
        given = inner.body.attributes.get("ignore_changes") if inner.type == "lifecycle" else None
        if given is not None and isinstance(given.value, syntax.Tuple):
            yield from (item for item in given.value.items if isinstance(item, syntax.Reference))


def as_steps(reference: syntax.Reference) -> list[syntax.Step]:
    """A reference whose root is itself an attribute."""
    root = syntax.AttributeStep(reference.start, reference.start + len(reference.root), reference.root)
    return [root, *reference.steps]
