"""EC2 instance types: what EC2 says of each, and how many pods the VPC CNI gives it addresses for.

`instances.json` is written by `tools/instances.py` and names its source and date. It has one type a line, so that one
type is read without parsing the other 1,400.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from terracutter.catalog import refreshed

_FILE: Final = Path(__file__).parent / "instances.json"
_PREFIX_ADDRESSES: Final = 16  # a delegated prefix is a /28
_HOST_NETWORK_PODS: Final = 2  # aws-node and kube-proxy take the node's own address


class Accelerator(NamedTuple):
    """`number` of devices; a share of a GPU counts as one. `other` is FPGA, media, AMD and Habana."""

    kind: Literal["nvidia", "neuron", "other"]
    number: int
    model: str


class InstanceType(NamedTuple):
    """One EC2 instance type, from DescribeInstanceTypes.

    `memory` in MiB; `interfaces` and `addresses` (IPv4, an interface) of the default network card; `architectures` of
    x86_64, i386, arm64, x86_64_mac, arm64_mac; `usage_classes` of on-demand, spot, capacity-block. `is_listed` is
    false where the newest answer of EC2 leaves the type out and no region offers it. `regions` are those that offer it,
    of `recorded_regions()`; `partly_in` are those of them in which some zones do not.
    """

    name: str
    vcpus: int
    memory: int
    architectures: tuple[str, ...]
    interfaces: int
    addresses: int
    usage_classes: tuple[str, ...]
    is_current_generation: bool
    is_bare_metal: bool
    is_nitro: bool
    supports_efa: bool
    is_listed: bool
    accelerator: Accelerator | None
    regions: tuple[str, ...]
    partly_in: tuple[str, ...]

    @property
    def delegates_prefixes(self) -> bool:
        """Whether the VPC CNI can give its interfaces /28 prefixes."""
        return self.is_nitro or self.is_bare_metal

    @property
    def shape(self) -> tuple[int, int]:
        """VCPUs and MiB: what the Cluster Autoscaler takes as equal within a group."""
        return self.vcpus, self.memory


@cache
def instance_type(name: str) -> InstanceType | None:
    """None for a name that EC2 does not have, or has but does not describe (`is_instance_type` tells them apart)."""
    start = _text().find(f'\n    "{name}": [') if _is_plain(name) else -1
    if start < 0:
        return None
    line = _text()[start : _text().index("\n", start + 1)]
    return _read(name, json.loads(line[line.index("[") :].rstrip(",")))


def is_instance_type(name: str) -> bool:
    """Whether the EC2 API knows the name, by what is built in or what AWS has told of since."""
    return instance_type(name) is not None or name in _head()["undescribed"] or name in _told()


def instance_types() -> tuple[str, ...]:
    """Every name that the EC2 API knows, sorted."""
    document = json.loads(_text())
    return tuple(sorted({*document["types"], *document["undescribed"], *_told()}))


def recorded_regions() -> tuple[str, ...]:
    """Those whose offers of instance types are known; of others, nothing is."""
    return tuple(_head()["regions"])


def is_offered(instance: InstanceType, region: str) -> bool | None:
    """As recorded, which is reason to warn and not to refuse: AWS adds offers weekly. None: the region is unknown."""
    found = refreshed.document("instances")
    if found is not None and region in found["regions"]:
        row = found["types"].get(instance.name)
        return row is not None and bool(int(row[8], 16) >> found["regions"].index(region) & 1)
    return region in instance.regions if region in recorded_regions() else None


def _told() -> Collection[str]:
    """Names alone: what is rendered of a type depends on nothing but its name and what is built in."""
    found = refreshed.document("instances")
    return found["types"] if found is not None else ()


def nearest(name: str) -> str | None:
    """The instance type that was probably meant."""
    import difflib

    plain = _letters(name)
    names = instance_types()
    for known in names:
        if _letters(known) == plain:
            return known
    return next(iter(difflib.get_close_matches(name.lower(), names, 1, 0.75)), None)


def max_pods(
    instance: InstanceType, *, prefix_delegation: bool = False, custom_networking: bool = False, capped: bool = True
) -> int:
    """Pods that the VPC CNI has IPv4 addresses for; `capped` at what EKS sets for managed node groups.

    Interfaces * (addresses - 1) + 2: the first address of an interface is its own. With prefix delegation each address
    is a /28, on instances that can; with custom networking the first interface serves no pods. The cap is 110 pods
    below 30 vCPU and 250 from there on. Source: Amazon EKS user guide, "Increase the available IP addresses for your
    Amazon EC2 node"; eni-max-pods.txt of amazon-vpc-cni-k8s.
    """
    each = _PREFIX_ADDRESSES if prefix_delegation and instance.delegates_prefixes else 1
    interfaces = instance.interfaces - 1 if custom_networking else instance.interfaces
    pods = interfaces * (instance.addresses - 1) * each + _HOST_NETWORK_PODS
    return min(pods, pods_cap(instance)) if capped else pods


def addresses_of_full_node(
    instance: InstanceType, *, prefix_delegation: bool = False, custom_networking: bool = False
) -> int:
    """IPv4 addresses of the pods' subnet that a node takes when it has `max_pods`.

    Each interface has its addresses attached, used or not; with prefix delegation whole /28s, as many as its pods need,
    and one address an interface.
    """
    if not (prefix_delegation and instance.delegates_prefixes):
        return (instance.interfaces - 1 if custom_networking else instance.interfaces) * instance.addresses
    pods = max_pods(instance, prefix_delegation=True, custom_networking=custom_networking) - _HOST_NETWORK_PODS
    prefixes = -(-pods // _PREFIX_ADDRESSES)
    return prefixes * _PREFIX_ADDRESSES + -(-prefixes // (instance.addresses - 1))


def pods_cap(instance: InstanceType) -> int:
    return 110 if instance.vcpus < 30 else 250  # noqa: PLR2004


def _read(name: str, row: Sequence[Any]) -> InstanceType:
    vcpus, memory, architectures, interfaces, addresses, usage, words, accelerator, regions, partly = row
    traits = words.split()
    return InstanceType(
        name=name,
        vcpus=vcpus,
        memory=memory,
        architectures=tuple(architectures.split()),
        interfaces=interfaces,
        addresses=addresses,
        usage_classes=tuple(usage.split()),
        is_current_generation="current" in traits,
        is_bare_metal="metal" in traits,
        is_nitro="nitro" in traits,
        supports_efa="efa" in traits,
        is_listed="unlisted" not in traits,
        accelerator=Accelerator(*accelerator) if accelerator else None,
        regions=_regions(regions),
        partly_in=_regions(partly),
    )


def _regions(bits: str) -> tuple[str, ...]:
    number = int(bits, 16)
    return tuple(region for bit, region in enumerate(_head()["regions"]) if number >> bit & 1)


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace(".", "").replace("-", "").isalnum()


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


@cache
def _text() -> str:
    return _FILE.read_text(encoding="utf-8")


@cache
def _head() -> dict[str, Any]:
    """What stands above the types."""
    text = _text()
    head: dict[str, Any] = json.loads(text[: text.index(',\n  "types"')] + "}")
    return head
