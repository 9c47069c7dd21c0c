"""What Terraform providers take and give: their schemas as data, written by `tools/schemas.py`, read when needed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from terracutter.records import record

Kind: TypeAlias = Literal["resource", "data", "ephemeral", "provider"]
Version: TypeAlias = tuple[int, int, int]

# A type as Terraform's own JSON has it: "string", ["list", "string"], ["object", {"a": "number"}]; "dynamic" is any.
# ["nested", nesting, {name: [flags, type]}] is an attribute with attributes of its own.
Type: TypeAlias = Any

_DIRECTORY: Final = Path(__file__).parent
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "hashicorp/aws": ("aws-5", "aws-6"),
    "hashicorp/helm": ("helm-3",),
    "hashicorp/kubernetes": ("kubernetes-3",),
    "builtin/terraform": ("terraform",),
}


class AttributeSchema(NamedTuple):
    """`flags`: r required, o optional, c computed, d deprecated, w write-only, e attribute or block."""

    flags: str
    type: Type

    @property
    def is_required(self) -> bool:
        return "r" in self.flags

    @property
    def is_settable(self) -> bool:
        return "r" in self.flags or "o" in self.flags

    @property
    def takes_blocks(self) -> bool:
        """A list or set of objects may be written as blocks, too."""
        return (
            isinstance(self.type, list)
            and self.type[0] in {"list", "set"}
            and isinstance(self.type[1], list)
            and self.type[1][0] == "object"
        )


class NestedSchema(NamedTuple):
    """A block type inside another block. `most` is 0 for any number; `nesting` is single, list, set or map."""

    nesting: str
    least: int
    most: int
    block: BlockSchema


@dataclass(frozen=True)
class BlockSchema:
    """The attributes and block types of a block; one that is `open` may hold more than is known."""

    attributes: Mapping[str, AttributeSchema]
    blocks: Mapping[str, NestedSchema]
    is_open: bool = False

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, attribute in self.attributes.items() if attribute.is_required)


@record
class ProviderSchema:
    """One version of one provider; `source` and `date` say where the schema was read, and when."""

    provider: str
    version: Version
    source: str
    date: str
    _name: str
    _lines: dict[str, str]
    _blocks: dict[str, BlockSchema] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.provider} {'.'.join(str(number) for number in self.version)}"

    def block(self, kind: Kind, type_name: str = "") -> BlockSchema | None:
        """The schema of a resource, data source, ephemeral resource, or of the provider's own block."""
        key = f"{kind} {type_name}" if type_name else kind
        if key not in self._blocks:
            found = _block(self._lines, key, {}) if key in self._lines else _block(self._rest(), key, {})
            if found is None:
                return None
            self._blocks[key] = found
        return self._blocks[key]

    def types(self, kind: Kind) -> Iterator[str]:
        """The names of every type of a kind."""
        for lines in (self._lines, self._rest()):
            for key in lines:
                found, _, type_name = key.partition(" ")
                if found == kind and type_name:
                    yield type_name

    def _rest(self) -> Mapping[str, str]:
        """What is seldom used of a large provider."""
        return _lines(f"{self._name}.rest")[1] if self.is_divided else {}

    @property
    def is_divided(self) -> bool:
        return (_DIRECTORY / f"{self._name}.rest.gz").exists()


@cache
def schemas_of(provider: str) -> tuple[ProviderSchema, ...]:
    """The known versions of a provider such as `hashicorp/aws`, oldest first; none for one that is not known."""
    return tuple(_schema(name) for name in _NAMES.get(provider, ()))


def _schema(name: str) -> ProviderSchema:
    divided = (_DIRECTORY / f"{name}.core.gz").exists()
    header, lines = _lines(f"{name}.core" if divided else name)
    major, minor, patch = (int(number) for number in header["version"].split("."))
    return ProviderSchema(header["provider"], (major, minor, patch), header["source"], header["date"], name, lines)


@cache
def _lines(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """The first line of a file, and the text of every other by its key."""
    text = gzip.decompress((_DIRECTORY / f"{name}.gz").read_bytes()).decode("utf-8")
    header, *lines = text.splitlines()
    return json.loads(header), dict(line.split("\t", 1) for line in lines)


def _block(lines: Mapping[str, str], key: str, shared: dict[str, BlockSchema]) -> BlockSchema | None:
    return _built(json.loads(lines[key]), lines, shared) if key in lines else None


def _built(value: Mapping[str, Any], lines: Mapping[str, str], shared: dict[str, BlockSchema]) -> BlockSchema:
    """A block; the ones that it names by number are looked up once."""
    attributes = {name: AttributeSchema(*attribute) for name, attribute in value.get("a", {}).items()}
    blocks: dict[str, NestedSchema] = {}
    for name, (nesting, least, most, inner) in value.get("b", {}).items():
        if isinstance(inner, int):
            number = str(inner)
            if number not in shared:
                shared[number] = _built(json.loads(lines[number]), lines, shared)
            block = shared[number]
        else:
            block = _built(inner, lines, shared)
        blocks[name] = NestedSchema(nesting, least, most, block)
    return BlockSchema(attributes, blocks, "open" in value)
