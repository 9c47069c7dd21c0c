"""Parsed Terraform by directory: what a module declares, and which local modules it calls."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from terracutter.hcl.syntax import Attribute, Block, Expression, File, String


@dataclass(frozen=True)
class Module:
    """The Terraform files of one directory, read as one body, and the values of its `terraform.tfvars`."""

    directory: str
    files: tuple[File, ...]
    values: Mapping[str, Attribute]
    values_file: File | None = None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for file in self.files for block in file.body.blocks)

    def of_type(self, type_name: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.type == type_name)

    def named(self, type_name: str, *labels: str) -> Block | None:
        """The block `type "label" …`, or None."""
        return self._by_name.get((type_name, *labels))

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, ...], Block]:
        return {(block.type, *(label.value for label in block.labels)): block for block in self.blocks}

    @cached_property
    def locals(self) -> Mapping[str, Expression]:
        return {name: one.value for block in self.of_type("locals") for name, one in block.body.attributes.items()}

    def file_of(self, block: Block) -> File:
        return next(file for file in self.files if any(one is block for one in file.body.items))


def modules_of(files: Iterable[File]) -> dict[str, Module]:
    """The modules among parsed files, by directory, relative and in POSIX form."""
    sources: dict[str, list[File]] = {}
    values: dict[str, File] = {}
    for file in files:
        directory, name = posixpath.split(file.path)
        if name == "terraform.tfvars":
            values[directory] = file
        elif name.endswith(".tf"):
            sources.setdefault(directory, []).append(file)
    return {
        directory: Module(directory, tuple(found), given.body.attributes if given else {}, given)
        for directory, found in sources.items()
        for given in (values.get(directory),)
    }


def local_source(call: Block, directory: str) -> str | None:
    """The directory that a module call names, when it is a local one."""
    source = call.body.attributes.get("source")
    if source is None or not isinstance(source.value, String) or not source.value.value.startswith(("./", "../")):
        return None
    return posixpath.normpath(posixpath.join(directory, source.value.value))
