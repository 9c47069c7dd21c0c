"""Which arguments, blocks and labels Terraform's own blocks take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from terracutter.check.places import at, brace, name_of
from terracutter.diagnostics import Diagnostic, did_you_mean
from terracutter.hcl.syntax import Attribute, Block, Body
from terracutter.hcl.tokens import Source
from terracutter.records import record


@record
class Shape:
    """What a body may hold. `blocks` are the shapes of nested blocks by type, None where anything goes.

    An `open` body takes whatever else a provider or a module knows; `reserved` names are refused even there.
    """

    labels: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    blocks: Mapping[str, Shape] = field(default_factory=dict)
    is_open: bool = False
    takes_blocks: bool = True
    reserved: frozenset[str] = frozenset()
    reserved_blocks: frozenset[str] = frozenset()


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ANYTHING: Final = Shape(is_open=True)
_RULE: Final = Shape(required=_words("condition error_message"))
_DYNAMIC: Final = Shape(
    labels=("type",),
    required=_words("for_each"),
    optional=_words("iterator labels"),
    blocks={"content": _ANYTHING},
)
_ALWAYS: Final = _words("when on_failure")
PROVISIONERS: Final = {
    name: Shape(required=_words(required), optional=_words(optional) | _ALWAYS, blocks={"connection": _ANYTHING})
    for name, required, optional in (
        ("local-exec", "command", "interpreter working_dir environment quiet"),
        ("remote-exec", "", "inline script scripts"),
        ("file", "destination", "source content"),
    )
}
CONNECTION: Final = Shape(
    required=_words("host"),
    optional=_words(
        "type user password port timeout script_path target_platform private_key certificate agent agent_identity "
        "host_key https insecure use_ntlm cacert proxy_scheme proxy_host proxy_port proxy_user_name "
        "proxy_user_password bastion_host bastion_host_key bastion_port bastion_user bastion_password "
        "bastion_private_key bastion_certificate"
    ),
)
_PROVISIONER: Final = Shape(labels=("type",), is_open=True)
_LIFECYCLE: Final = Shape(
    optional=_words("create_before_destroy prevent_destroy ignore_changes replace_triggered_by"),
    blocks={"precondition": _RULE, "postcondition": _RULE},
)
_INSTANCES: Final = _words("count for_each provider depends_on")
_RESOURCE: Final = Shape(
    labels=("type", "name"),
    optional=_INSTANCES,
    blocks={"lifecycle": _LIFECYCLE, "provisioner": _PROVISIONER, "connection": _ANYTHING, "_": _ANYTHING},
    is_open=True,
    reserved_blocks=_words("locals"),
)
_DATA: Final = Shape(
    labels=("type", "name"),
    optional=_INSTANCES,
    blocks={"lifecycle": _LIFECYCLE, "_": _ANYTHING},
    is_open=True,
    reserved_blocks=_words("locals"),
)
_NO_BLOCKS: Final = Shape(is_open=True, takes_blocks=False)
_TERRAFORM: Final = Shape(
    optional=_words("required_version experiments language"),
    blocks={
        "backend": Shape(labels=("type",), is_open=True),
        "cloud": _ANYTHING,
        "provider_meta": Shape(labels=("provider",), is_open=True),
        "required_providers": _NO_BLOCKS,
    },
)

FILE: Final = Shape(
    blocks={
        "terraform": _TERRAFORM,
        "provider": Shape(
            labels=("name",),
            optional=_words("alias version"),
            is_open=True,
            reserved=_words("count depends_on for_each source"),
            reserved_blocks=_words("lifecycle locals"),
        ),
        "variable": Shape(
            labels=("name",),
            optional=_words("description default type sensitive ephemeral nullable"),
            blocks={"validation": _RULE},
        ),
        "locals": _NO_BLOCKS,
        "output": Shape(
            labels=("name",),
            required=_words("value"),
            optional=_words("description depends_on sensitive ephemeral"),
            blocks={"precondition": _RULE},
        ),
        "module": Shape(
            labels=("name",),
            required=_words("source"),
            optional=_words("version count for_each providers depends_on"),
            is_open=True,
            takes_blocks=False,
            reserved_blocks=_words("lifecycle locals"),
        ),
        "resource": _RESOURCE,
        "data": _DATA,
        "ephemeral": _DATA,
        "moved": Shape(required=_words("from to")),
        "import": Shape(required=_words("to id"), optional=_words("provider for_each")),
        "removed": Shape(
            required=_words("from"),
            blocks={"lifecycle": Shape(optional=_words("destroy")), "provisioner": _PROVISIONER},
        ),
        "check": Shape(labels=("name",), blocks={"assert": _RULE, "data": _DATA}),
    }
)


def check_body(source: Source, body: Body, shape: Shape, block: Block | None = None) -> Iterator[Diagnostic]:
    """What a body holds that it may not, or lacks, and the same of the blocks in it."""
    given: set[str] = set()
    for item in body.items:
        if isinstance(item, Attribute):
            given.add(item.name)
            yield from _argument(source, item, shape, block)
        else:
            yield from _block(source, item, shape, block)
    if block is not None:
        for name in sorted(shape.required - given):
            yield missing(source, block, name)


def missing(source: Source, block: Block, name: str, needs: str = "This block") -> Diagnostic:
    detail = f"{needs} needs the argument `{name} = …`, which is not set."
    return at(source, brace(source, block), "Missing required argument", detail)


def _where(block: Block | None) -> str:
    return f"a {block.type} block" if block else "a file outside all blocks"


def _argument(source: Source, item: Attribute, shape: Shape, block: Block | None) -> Iterator[Diagnostic]:
    name = item.name
    if name in shape.reserved:
        detail = f'Terraform keeps "{name}" for itself in {_where(block)}; remove it.'
        yield at(source, name_of(item, name), "Reserved argument name", detail)
    elif not shape.is_open and name not in shape.required and name not in shape.optional:
        known = shape.required | shape.optional
        hint = did_you_mean(name, known) or _other_form(name, shape.blocks, f"`{name} {{ … }}` is a block")
        detail = f'There is no argument "{name}" in {_where(block)}.'
        yield at(source, name_of(item, name), "Unsupported argument", detail, hint)


def _block(source: Source, item: Block, shape: Shape, block: Block | None) -> Iterator[Diagnostic]:
    inner = shape.blocks.get(item.type)
    if item.type in shape.reserved_blocks:
        detail = f'Terraform keeps the block type "{item.type}" for itself in {_where(block)}; remove it.'
        yield at(source, name_of(item, item.type), "Reserved block type name", detail)
    elif inner is not None:
        yield from check_labels(source, item, inner)
        yield from check_body(source, item.body, inner, item)
    elif shape.is_open and shape.takes_blocks:
        if item.type == "dynamic":
            yield from _dynamic(source, item)
        else:
            yield from check_body(source, item.body, _ANYTHING, item)
    else:
        arguments = dict.fromkeys(shape.required | shape.optional, _ANYTHING)
        form = _other_form(item.type, arguments, f"`{item.type}` is an argument: write `{item.type} = …`")
        hint = did_you_mean(item.type, shape.blocks) or form
        detail = f'Blocks of type "{item.type}" have no place in {_where(block)}.'
        yield at(source, name_of(item, item.type), "Unsupported block type", detail, hint)


def _dynamic(source: Source, block: Block) -> Iterator[Diagnostic]:
    yield from check_labels(source, block, _DYNAMIC)
    yield from check_body(source, block.body, _DYNAMIC, block)
    if not any(nested.type == "content" for nested in block.body.blocks):
        detail = "A dynamic block needs `content { … }`, which says what each of the blocks holds."
        yield at(source, brace(source, block), "Missing content block", detail)


def _other_form(name: str, known: Mapping[str, Shape], hint: str) -> str:
    return hint if name in known else ""


def check_labels(source: Source, block: Block, shape: Shape) -> Iterator[Diagnostic]:
    """A block has as many labels as its type asks for."""
    wanted = " ".join(f'"{label.upper()}"' for label in shape.labels)
    form = f"`{block.type} {wanted} {{`" if wanted else f"`{block.type} {{`"
    if len(block.labels) < len(shape.labels):
        lacking = shape.labels[len(block.labels)]
        detail = f"The header of this block has no {lacking}; write {form}."
        yield at(source, brace(source, block), f"Missing {lacking} for {block.type}", detail)
    elif len(block.labels) > len(shape.labels):
        detail = f"The header of this block has more labels than its type takes; write {form}."
        yield at(source, block.labels[len(shape.labels)], f"Extraneous label for {block.type}", detail)
