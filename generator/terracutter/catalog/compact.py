"""What AWS answers about itself, in the form of the catalogue's files.

`tools/` make the built-in files so, from answers that others have recorded; `terracutter catalogue refresh` makes the
same of its own answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

OWNERS: Final = frozenset({"aws", "community"})
"""Of add-ons; those of vendors are sold on the marketplace."""

COLUMNS: Final = (
    "vcpus", "memory", "architectures", "interfaces", "addresses", "usage", "traits", "accelerator", "regions", "partly"
)  # fmt: skip

_ACCELERATORS: Final = {  # the list in a description, by what holds it
    "GpuInfo": "Gpus",
    "NeuronInfo": "NeuronDevices",
    "InferenceAcceleratorInfo": "Accelerators",
    "FpgaInfo": "Fpgas",
    "MediaAcceleratorInfo": "Accelerators",
}

_ANNOTATIONS: Final = {"$comment", "$id", "$schema", "default", "description", "examples", "format", "title"}
_NAMED: Final = {"properties", "patternProperties", "definitions", "$defs"}  # schemas by names that are no keywords
_NESTED: Final = {"additionalProperties", "items", "not", "if", "then", "else", "propertyNames"}
_LISTED: Final = {"anyOf", "allOf", "oneOf"}
_CHECKED: Final = {"$ref", "const", "enum", "required", "type", "pattern", "uniqueItems", "minimum", "maximum"} | {
    f"{bound}{what}" for bound in ("min", "max") for what in ("Length", "Items", "Properties")
}
_MISPLACED: Final = {"enabled", "maxUnavailable", "minAvailable"}  # properties that a schema of AWS has beside keywords


class UnknownKeywordError(Exception):
    """A keyword of a JSON schema that the reader of configurations does not check."""


def row(description: Mapping[str, Any]) -> list[Any]:
    """An instance type of DescribeInstanceTypes, without the columns of where it is offered."""
    network = description["NetworkInfo"]
    card = network.get("DefaultNetworkCardIndex", 0)
    cards = {entry["NetworkCardIndex"]: entry["MaximumNetworkInterfaces"] for entry in network["NetworkCards"]}
    return [
        description["VCpuInfo"]["DefaultVCpus"],
        description["MemoryInfo"]["SizeInMiB"],
        " ".join(sorted(description["ProcessorInfo"]["SupportedArchitectures"])),
        cards[card],
        network["Ipv4AddressesPerInterface"],
        " ".join(sorted(description["SupportedUsageClasses"])),
        _traits(description),
        _accelerator(description),
    ]


def _traits(description: Mapping[str, Any]) -> str:
    """Words: current (generation), metal, efa, nitro."""
    has = {
        "current": description["CurrentGeneration"],
        "metal": description["BareMetal"],
        "efa": description["NetworkInfo"].get("EfaSupported", False),
        "nitro": description.get("Hypervisor") == "nitro",
    }
    return " ".join(word for word, is_so in has.items() if is_so)


def _accelerator(description: Mapping[str, Any]) -> list[Any] | None:
    """Its kind, how many, and the model; a share of a GPU counts as one."""
    for holder, devices in _ACCELERATORS.items():
        for device in description.get(holder, {}).get(devices, [])[:1]:
            maker = device.get("Manufacturer", "AWS")
            kind = {"NVIDIA": "nvidia", "AWS": "neuron"}.get(maker, "other")
            return [kind, device["Count"] or device["LogicalGpuCount"], device["Name"]]
    return None


def places(name: str, offered: Mapping[str, Mapping[str, set[str]]]) -> list[str]:
    """The columns `regions` and `partly`; `offered` has by region and type the zones that offer it."""
    regions = partly = 0
    for bit, zones in enumerate(offered.values()):
        mine = zones.get(name, set())
        regions |= bool(mine) << bit
        partly |= bool(mine and mine != set().union(*zones.values())) << bit
    return [f"{regions:x}", f"{partly:x}"]


def addon(document: Mapping[str, Any], minors: Iterable[str]) -> dict[str, Any]:
    """An add-on of DescribeAddonVersions, for these minor versions of Kubernetes."""
    newest = document["addonVersions"][0]
    return {
        "owner": document["owner"],
        "namespace": document["defaultNamespace"],
        "compute": sorted(newest["computeTypes"]),
        "architectures": sorted(newest["architecture"]),
        "needs_iam": newest["requiresIamPermissions"],
        "needs_configuration": newest["requiresConfiguration"],
        "versions": _versions(document["addonVersions"], minors),
    }


def _versions(releases: Sequence[Mapping[str, Any]], minors: Iterable[str]) -> dict[str, list[str]]:
    """By minor version of Kubernetes: the version that EKS takes when none is given, and the newest."""
    found: dict[str, list[str]] = {}
    for minor in minors:
        fitting = [
            (release["addonVersion"], compatibility["defaultVersion"])
            for release in releases
            for compatibility in release["compatibilities"]
            if compatibility["clusterVersion"] == minor
        ]
        defaults = [version for version, is_default in fitting if is_default]
        if fitting:
            found[minor] = [defaults[0] if defaults else fitting[0][0], fitting[0][0]]
    return found


def bare(schema: Any) -> Any:
    """A JSON schema without what only explains or suggests."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _NAMED:
            found[keyword] = {name: bare(one) for name, one in value.items()}
        elif keyword in _NESTED:
            found[keyword] = bare(value)
        elif keyword in _LISTED:
            found[keyword] = [bare(one) for one in value]
        elif keyword in _CHECKED:
            found[keyword] = value
        elif keyword not in _ANNOTATIONS | _MISPLACED:
            raise UnknownKeywordError(keyword)
    return found


def text(head: Mapping[str, Any], key: str, entries: Mapping[str, Any]) -> str:
    """A JSON file with one entry a line, so that a reader can find an entry without reading the others."""
    lines = [f"    {json.dumps(one)}: {json.dumps(entry)}" for one, entry in entries.items()]
    top = "".join(f"  {json.dumps(field)}: {json.dumps(value)},\n" for field, value in head.items())
    body = ",\n".join(lines)
    return f'{{\n{top}  "{key}": {{\n{body}\n  }}\n}}\n'


def newest_first(minors: Iterable[str]) -> list[str]:
    return sorted(minors, key=lambda minor: [int(part) for part in re.findall(r"\d+", minor)], reverse=True)
