"""Reads a provider's schema out of its generated TypeScript bindings (the wheels `cdktn-provider-*`).

Each compiled file carries the TypeScript that it was made from in its source map. There, every member of every class
stands below a line such as `// tags_all - computed: true, optional: true, required: false`; the HCL writers tell the
kind of a collection, and the documentation of an interface tells a nested block ("timeouts block") from an attribute.

Not in the bindings, and so not found here: what is deprecated or sensitive, and counts of blocks beyond none, one and
any number. What they leave open is marked: `open` for a block that may hold anything, `either` for a name that may be
an attribute or a block.
"""

from __future__ import annotations

import base64
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

_SOURCE_MAP = re.compile(r"sourceMappingURL=data:application/json;(?:charset=[\w-]+;)?base64,([\w+/=]+)")
_DECLARATION = re.compile(r"^export (class|interface|function) (\w+)", re.MULTILINE)
_BASE = re.compile(r"extends cdktn\.(\w+)")
_MEMBER = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$", re.MULTILINE
)
_NESTED = re.compile(
    r"private _\w+ = new (?:cdktn\.)?(\w+?)(OutputReference|List|Map)\(this, \"\w+\"(?:, (true|false))?\)"
)
_PRIVATE = re.compile(r"private _\w+\?: ([^;]*); *$", re.MULTILINE)
_GETTER = re.compile(r"return (.*get(\w*)Attribute\('\w+'\).*);")
_WRITER = re.compile(
    r"^ {4,6}(\w+): \{\n\s*value: (.*),\n\s*isBlock: (?:true|false),\n\s*type: \"(\w+)\",", re.MULTILINE
)
_BLOCK = re.compile(r"^  \* (\w+) block$", re.MULTILINE)
_TYPE = re.compile(r"tfResourceType = \"(\w+)\"")

_KINDS = {
    "TerraformResource": "resource",
    "TerraformDataSource": "data",
    "TerraformEphemeralResource": "ephemeral",
    "TerraformProvider": "provider",
}
_DEPTH = 4  # of a compiled file in the package: package/lib/<type>/index.js
_PROVIDER_TYPES: dict[str, Any] = {
    "string": "string",
    "number": "number",
    "boolean | cdktn.IResolvable": "bool",
    "string[]": ["list", "string"],
    "{ [key: string]: string }": ["map", "string"],
}
_SCALARS = {"String": "string", "Number": "number", "Boolean": "bool"}
_OPEN: dict[str, Any] = {"attributes": {}, "block_types": {}, "open": True}


@dataclass(frozen=True, slots=True)
class _Source:
    """The declarations of one resource: text by name, with a class's HCL writer beside it."""

    classes: dict[str, str] = field(default_factory=dict)
    interfaces: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)


def read_wheel(path: Path, *, objects_nest: bool) -> tuple[str, dict[str, dict[str, Any]]]:
    """The provider's version, and each block schema, as `terraform providers schema -json` has it, by `kind type`.

    `objects_nest` tells that the provider knows nested attributes, which have flags of their own.
    """
    with zipfile.ZipFile(path) as wheel:
        inner = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
        data = wheel.read(inner)
    version = ""
    found: dict[str, dict[str, Any]] = {}
    for directory, texts in _directories(data):
        if directory == "":
            version = json.loads(texts[0])["cdktn"]["provider"]["version"]
            continue
        found.update(_schemas(_declarations(texts), objects_nest=objects_nest))
    return version, found


def _directories(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """The TypeScript below each directory of `lib`, and `package.json` under the empty name."""
    texts: dict[str, list[str]] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            wanted = parts[:2] == ("package", "lib") and len(parts) >= _DEPTH and parts[-1].endswith(".js")
            if not wanted and parts != ("package", "package.json"):
                continue
            file = archive.extractfile(member)
            assert file is not None
            text = file.read().decode()
            texts.setdefault(parts[2] if wanted else "", []).append(_typescript(text) if wanted else text)
    yield from texts.items()


def _typescript(text: str) -> str:
    match = _SOURCE_MAP.search(text)
    return str(json.loads(base64.b64decode(match[1]))["sourcesContent"][0]) if match else ""


def _declarations(texts: list[str]) -> _Source:
    source = _Source()
    kinds = {"class": source.classes, "interface": source.interfaces, "function": source.functions}
    for text in texts:
        starts = list(_DECLARATION.finditer(text))
        for match, end in _with_ends(starts, text):
            kinds[match[1]][match[2]] = text[match.start() : end]
    return source


def _with_ends(starts: list[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], int]]:
    for index, match in enumerate(starts):
        yield match, starts[index + 1].start() if index + 1 < len(starts) else len(text)


def _schemas(source: _Source, *, objects_nest: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, text in source.classes.items():
        base = _BASE.search(text)
        kind = _KINDS.get(base[1]) if base else None
        label = _TYPE.search(text)
        if kind is not None and label is not None:
            reader = _Reader(source, objects_nest=objects_nest)
            yield (kind if kind == "provider" else f"{kind} {label[1]}"), reader.block(text, text, f"{name}Config")


class _Reader:
    def __init__(self, source: _Source, *, objects_nest: bool) -> None:
        self.source = source
        self.objects_nest = objects_nest
        self.open: list[str] = []  # the structures around the one that is read

    def block(self, text: str, writer: str, interface: str) -> dict[str, Any]:
        """The attributes and block types that the members of a class stand for."""
        kinds = {match[1]: (match[3], "markWriteOnly" in match[2]) for match in _WRITER.finditer(writer)}
        blocks = set(_BLOCK.findall(self.source.interfaces.get(interface, "")))
        result: dict[str, Any] = {"attributes": {}, "block_types": {}}
        for name, flags, body in _members(text):
            kind, write_only = kinds.get(name, ("", False))
            nested = _NESTED.search(body)
            if nested is not None and name in blocks:
                result["block_types"][name] = self.nested_block(nested, kind, required=flags["required"])
                continue
            declared = _PRIVATE.search(body)
            if declared is not None and name in blocks and nested is None:
                # A provider's structures are plain interfaces, which do not say how Terraform names their members.
                result["block_types"][name] = {"nesting_mode": "list", "block": _OPEN}
                continue
            attribute: dict[str, Any] = {flag: True for flag, is_set in flags.items() if is_set}
            if declared is not None and declared[1] == "any":
                attribute["either"] = True
            if write_only:
                attribute["write_only"] = True
            settable = flags["required"] or flags["optional"]
            if nested is not None and self.objects_nest and settable and nested[1] + nested[2] in self.source.classes:
                attribute["nested_type"] = {"nesting_mode": _nesting(nested, kind), **self.struct(nested[1])}
            else:
                attribute["type"] = self.type_of(body, nested, kind)
            if attribute.get("type") == "dynamic" and declared is not None:
                attribute["type"] = _PROVIDER_TYPES.get(declared[1], "dynamic")
            result["attributes"][name] = attribute
        return result

    def struct(self, name: str) -> dict[str, Any]:
        """The block that a structure stands for; one that holds itself is left open there."""
        if name in self.open:
            return _OPEN
        writer = self.source.functions.get(f"{name[0].lower()}{name[1:]}ToHclTerraform", "")
        self.open.append(name)
        result = self.block(self.source.classes.get(f"{name}OutputReference", ""), writer, name)
        self.open.pop()
        return result

    def nested_block(self, nested: re.Match[str], kind: str, *, required: bool) -> dict[str, Any]:
        result: dict[str, Any] = {"nesting_mode": _nesting(nested, kind), "block": self.struct(nested[1])}
        if required:
            result["min_items"] = 1
        if nested[2] == "OutputReference" and kind != "struct":
            result["max_items"] = 1
        return result

    def type_of(self, body: str, nested: re.Match[str] | None, kind: str) -> Any:
        if nested is None:
            return _plain_type(body, kind)
        if nested[1] + nested[2] not in self.source.classes:  # cdktn.StringMap and the like
            scalar = next((_SCALARS[word] for word in _SCALARS if nested[1].startswith(word)), "dynamic")
            wraps = ["set" if nested[3] == "true" else "list"] if nested[2] == "List" else []
            return [*wraps, ["map", scalar]] if wraps else ["map", scalar]
        members = self.struct(nested[1])
        types = {name: _flat(attribute) for name, attribute in members["attributes"].items()}
        types |= {name: [block["nesting_mode"], _object(block)] for name, block in members["block_types"].items()}
        mode = _nesting(nested, kind)
        return ["object", types] if mode == "single" else [mode, ["object", types]]


def _members(text: str) -> Iterator[tuple[str, dict[str, bool], str]]:
    starts = list(_MEMBER.finditer(text))
    for match, end in _with_ends(starts, text):
        flags = {word: match[place] == "true" for place, word in ((2, "computed"), (3, "optional"), (4, "required"))}
        yield match[1], flags, text[match.end() : end]


def _nesting(nested: re.Match[str], kind: str) -> str:
    """A computed collection has no writer; its constructor tells a set."""
    if kind == "struct" or (not kind and nested[2] == "OutputReference"):
        return "single"
    return kind or ("map" if nested[2] == "Map" else "set" if nested[3] == "true" else "list")


def _flat(attribute: Mapping[str, Any]) -> Any:
    if "type" in attribute:
        return attribute["type"]
    nested = attribute["nested_type"]
    inner = ["object", {name: _flat(one) for name, one in nested["attributes"].items()}]
    return inner if nested["nesting_mode"] == "single" else [nested["nesting_mode"], inner]


def _object(block: Mapping[str, Any]) -> Any:
    return ["object", {name: _flat(one) for name, one in block["block"]["attributes"].items()}]


def _plain_type(body: str, kind: str) -> Any:
    """From the getter: `getStringAttribute`, `cdktn.Fn.tolist(this.getNumberListAttribute(…))` for a set."""
    getter = _GETTER.search(body)
    if getter is None:
        return "dynamic"
    what = getter[2]
    if what in _SCALARS:
        return _SCALARS[what]
    if what.endswith("Map"):
        scalar = _SCALARS.get(what[:-3], "dynamic")
        # A map of anything is how the bindings write an attribute without a fixed type.
        return ["map", scalar] if scalar != "dynamic" else "dynamic"
    if what.endswith("List"):
        collection = kind if kind in {"list", "set"} else "set" if "tolist" in getter[1] else "list"
        return [collection, _SCALARS.get(what[:-4], "string")]
    return "dynamic"
