"""Parsed Terraform by directory: what a module declares, and which local modules it calls."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from terracutter.hcl.syntax import Attribute, Block, Body, Expression, File, String
from terracutter.hcl.tokens import Source
from terracutter.hcl.uses import Use, uses

VALUES_FILE = "terraform.tfvars"
AUTOMATIC_VALUES = ".auto.tfvars"


class Declaration(NamedTuple):
    """A top-level block, the text that it stands in, and what it refers to."""

    block: Block
    source: Source
    uses: list[Use]


@dataclass(frozen=True)
class Module:
    """The Terraform files of one directory, read as one body, and the values that its root gives to variables.

    `overrides` are the override files, which are not merged. `broken` are the paths of files with syntax errors, whose
    blocks may be cut short. A module is not `complete` when something of it could not be read: then it may declare more
    than is known.
    """

    directory: str
    files: tuple[File, ...]
    values: Mapping[str, Attribute]
    value_files: tuple[File, ...] = ()
    overrides: tuple[File, ...] = ()
    complete: bool = True
    broken: frozenset[str] = frozenset()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for file in self.files for block in file.body.blocks)

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """The top-level blocks in order. Two files with the same text may share their blocks, never their source."""
        return tuple(
            Declaration(block, source, uses(block))
            for file, source in zip(self.files, self.sources, strict=True)
            for block in file.body.blocks
        )

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """One for each file, for everybody who points into its text."""
        return tuple(Source(file.text, file.path) for file in self.files)

    def of_type(self, type_name: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.type == type_name)

    def declared(self, type_name: str) -> Iterator[Declaration]:
        return (one for one in self.declarations if one.block.type == type_name)

    def named(self, type_name: str, *labels: str) -> Block | None:
        """The block `type "label" …`, or None."""
        return self._by_name.get((type_name, *labels))

    def names(self, type_name: str) -> tuple[str, ...]:
        """The first labels of the blocks of a type."""
        return tuple(block.labels[0].value for block in self.of_type(type_name) if block.labels)

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], Block]:
        return {key_of(block): block for block in self.blocks}

    @cached_property
    def locals(self) -> Mapping[str, Expression]:
        return {name: one.value for block in self.of_type("locals") for name, one in block.body.attributes.items()}

    @cached_property
    def overridden(self) -> frozenset[tuple[str, ...]]:
        """The keys of the blocks that an override file changes, in a way that is not known here."""
        return frozenset(key_of(block) for file in self.overrides for block in file.body.blocks)

    def file_of(self, block: Block) -> File:
        return next(file for file in self.files if any(one is block for one in file.body.items))


def key_of(block: Block) -> tuple[str, ...]:
    """A block's type and labels."""
    return (block.type, *(label.value for label in block.labels))


def modules_of(files: Iterable[File]) -> dict[str, Module]:
    """The modules among parsed files, by directory, relative and in POSIX form."""
    sources: dict[str, list[File]] = {}
    overrides: dict[str, list[File]] = {}
    values: dict[str, list[File]] = {}
    for file in files:
        directory, name = posixpath.split(file.path)
        if name == VALUES_FILE or name.endswith(AUTOMATIC_VALUES):
            values.setdefault(directory, []).append(file)
        elif is_override(name):
            overrides.setdefault(directory, []).append(file)
        elif name.endswith(".tf"):
            sources.setdefault(directory, []).append(file)
    return {
        directory: module_of(directory, found, values.get(directory, ()), overrides.get(directory, ()))
        for directory, found in sources.items()
    }


def module_of(
    directory: str,
    files: Iterable[File],
    value_files: Iterable[File] = (),
    overrides: Iterable[File] = (),
) -> Module:
    """A module; of the values for one variable the last in Terraform's order of files counts."""
    given = sorted(value_files, key=lambda file: (file.path.endswith(AUTOMATIC_VALUES), file.path))
    values = {name: value for file in given for name, value in file.body.attributes.items()}
    return Module(directory, tuple(files), values, tuple(given), tuple(overrides))


def settings_of(body: Body) -> dict[str, Any]:
    """What is set in a file that is no Terraform, below the types of its blocks; only text is read."""
    found = {name: one.value.value for name, one in body.attributes.items() if isinstance(one.value, String)}
    return {**found, **{block.type: settings_of(block.body) for block in body.blocks}}


def is_override(name: str) -> bool:
    return name == "override.tf" or name.endswith("_override.tf")


def local_source(call: Block, directory: str) -> str | None:
    """The directory that a module call names, when it is a local one."""
    source = call.body.attributes.get("source")
    if source is None or not isinstance(source.value, String) or not source.value.value.startswith(("./", "../")):
        return None
    found = posixpath.normpath(posixpath.join(directory, source.value.value))
    return "" if found == "." else found
