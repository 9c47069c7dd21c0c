"""The body of a block against its schema, as the provider reads it: arguments, nested and dynamic blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from terracutter.catalog.schemas import AttributeSchema, BlockSchema, NestedSchema
from terracutter.check.conversion import is_given, refusal
from terracutter.check.problems import Problem
from terracutter.diagnostics import did_you_mean
from terracutter.hcl import syntax

_DYNAMIC_ARGUMENTS: Final = frozenset({"for_each", "iterator", "labels"})


def header_end(block: syntax.Block) -> int:
    """Where the type and the labels of a block end."""
    return block.labels[-1].end if block.labels else block.start + len(block.type)


def judge(block: syntax.Block, schema: BlockSchema, known: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Everything in a block that its schema refuses; the names that are `known` belong to Terraform itself."""
    given: set[str] = set()  # arguments
    blocks: Counter[str] = Counter()
    dynamic: set[str] = set()
    for item in block.body.items:
        if isinstance(item, syntax.Attribute):
            if item.name not in known:
                given.add(item.name)
                yield from _attribute(item, schema)
        elif item.type == "dynamic" and item.labels:
            dynamic.add(item.labels[0].value)
            yield from _dynamic(item, schema)
        elif item.type not in known:
            blocks[item.type] += 1
            yield from _block(item, schema, blocks[item.type])
    for name in schema.required:
        if name not in given and name not in blocks and name not in dynamic:
            detail = f'The argument "{name}" is required here.'
            yield Problem(block.start, header_end(block), "Missing required argument", detail, about=name)
    for name, nested in schema.blocks.items():
        if nested.least > blocks[name] and name not in dynamic:
            detail = f'At least {nested.least} "{name}" {_blocks(nested.least)} required here.'
            yield Problem(block.start, header_end(block), f"Insufficient {name} blocks", detail)


def _blocks(number: int) -> str:
    return "block is" if number == 1 else "blocks are"


def _attribute(item: syntax.Attribute, schema: BlockSchema) -> Iterator[Problem]:
    name, end = item.name, item.start + len(item.name)
    attribute = schema.attributes.get(name)
    if attribute is None:
        if schema.is_open:
            return
        if name in schema.blocks:
            detail, hint = f'"{name}" is a block, not an argument.', f"write `{name} {{` without `=`"
        else:
            detail, hint = f'No argument is named "{name}" here.', did_you_mean(name, _settable(schema))
        yield Problem(item.start, end, "Unsupported argument", detail, hint)
        return
    if not attribute.is_settable:
        if not is_given(item.value):
            return
        detail = f'"{name}" is decided by the provider and cannot be set.'
        yield Problem(item.start, end, "Value for unconfigurable attribute", detail)
        return
    if "d" in attribute.flags:
        yield Problem(item.start, end, "Argument is deprecated", f'"{name}" will go away.', severity="warning")
    yield from _value(item, attribute)


def _value(item: syntax.Attribute, attribute: AttributeSchema) -> Iterator[Problem]:
    value = item.value
    if isinstance(value, syntax.Literal) and value.value is None:
        if attribute.is_required:
            detail = f'"{item.name}" is required, so it cannot be null.'
            yield Problem(value.start, value.end, "Missing required argument", detail)
        return
    found = refusal(value, attribute.type)
    if found:
        detail = f'The value does not suit "{item.name}": {found}.'
        yield Problem(value.start, value.end, "Incorrect attribute value type", detail)


def _settable(schema: BlockSchema) -> list[str]:
    return [name for name, attribute in schema.attributes.items() if attribute.is_settable]


def _block(item: syntax.Block, schema: BlockSchema, number: int) -> Iterator[Problem]:
    """A nested block, the `number`th of its type."""
    nested = _nested(item.type, schema)
    if nested is None:
        yield from _unsupported(item.type, item.start, schema)
        return
    labels = item.labels if nested.nesting != "map" else item.labels[1:]
    if labels:
        detail = f'"{item.type}" blocks have no label.'
        yield Problem(labels[0].start, labels[0].end, f"Extraneous label for {item.type}", detail)
    most = 1 if nested.nesting == "single" else nested.most
    if 0 < most < number:
        summary = "Duplicate {} block" if nested.nesting == "single" else "Too many {} blocks"
        detail = f'At most {most} "{item.type}" {_blocks(most)} allowed here.'
        yield Problem(item.start, header_end(item), summary.format(item.type), detail)
    yield from judge(item, nested.block)


def _nested(name: str, schema: BlockSchema) -> NestedSchema | None:
    """The schema of a nested block; an attribute that takes blocks has optional arguments, a free name any."""
    found = schema.blocks.get(name)
    if found is not None:
        return found
    attribute = schema.attributes.get(name)
    if schema.is_open or (attribute is not None and "e" in attribute.flags):
        return NestedSchema("list", 0, 0, BlockSchema({}, {}, is_open=True))
    if attribute is None or not attribute.takes_blocks:
        return None
    members = {inner: AttributeSchema("o", one) for inner, one in attribute.type[1][1].items()}
    return NestedSchema(attribute.type[0], 0, 0, BlockSchema(members, {}))


def _unsupported(name: str, start: int, schema: BlockSchema) -> Iterator[Problem]:
    if name in schema.attributes:
        detail, hint = f'"{name}" is an argument, not a block.', f"write `{name} =` before the value"
    else:
        detail, hint = f'No block is named "{name}" here.', did_you_mean(name, schema.blocks)
    yield Problem(start, start + len(name), "Unsupported block type", detail, hint)


def _dynamic(item: syntax.Block, schema: BlockSchema) -> Iterator[Problem]:
    label = item.labels[0]
    nested = _nested(label.value, schema)
    if nested is None:
        for problem in _unsupported(label.value, label.start, schema):
            yield problem._replace(end=label.end)
        return
    attributes = item.body.attributes
    known = _DYNAMIC_ARGUMENTS if nested.nesting == "map" else _DYNAMIC_ARGUMENTS - {"labels"}
    for name in sorted(attributes.keys() - known):
        detail, start = f'A dynamic block has no argument "{name}".', attributes[name].start
        yield Problem(start, start + len(name), "Unsupported argument", detail, did_you_mean(name, known))
    if "for_each" not in attributes:
        detail = 'The argument "for_each" is required in a dynamic block.'
        yield Problem(item.start, header_end(item), "Missing required argument", detail)
    contents = [inner for inner in item.body.blocks if inner.type == "content"]
    if not contents:
        detail = f'A dynamic block needs a "content" block with what each "{label.value}" block holds.'
        yield Problem(item.start, header_end(item), "Missing dynamic content block", detail)
    for content in contents:
        yield from judge(content, nested.block)
