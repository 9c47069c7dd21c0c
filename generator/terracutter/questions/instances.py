"""What EC2 and the names of instance types say of architecture and accelerator, and the EKS images that fit.

The catalogue knows the types of its day. The names of others are read: family letters, generation digits, then options,
among them `g` for Graviton processors. Source: Amazon EC2 user guide, instance type naming conventions (2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from terracutter.catalog import instances as catalogue

INSTANCE_TYPE = r"[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|xlarge|[0-9]+xlarge|metal(-[0-9]+xl)?)"

_NAME = re.compile(r"(?P<family>[a-z-]+?)(?P<generation>[0-9]+)(?P<options>[a-z0-9-]*)\.")
_POOL_NAME: Final = re.compile(r"(?P<category>[a-z]+)(-[0-9]+tb)?(?P<generation>[0-9]+)[a-z0-9-]*\.")
"""As node pools know a type. Source: Karpenter 1.14, pkg/providers/instancetype/types.go."""

_KUBERNETES_ARCHITECTURES: Final = {"arm64": "arm64", "x86_64": "amd64"}
_NVIDIA = frozenset({"p", "g", "gr"})
_NEURON = frozenset({"inf", "trn"})

_NEARLY: Final = 0.85
"""The likeness of `m7i.larg` and `m7i.large` is 0.94, that of `m7i.huge` 0.71."""

_NETWORK_CARDS: Final = {
    **dict.fromkeys(("hpc6id.32xlarge", "hpc7a.12xlarge", "hpc7a.24xlarge", "hpc7a.48xlarge", "hpc7a.96xlarge"), 2),
    **dict.fromkeys(("hpc8a.96xlarge", "g6e.24xlarge", "g7.48xlarge", "g7e.24xlarge"), 2),
    **dict.fromkeys((f"{family}.32xlarge" for family in ("c6in", "m6idn", "m6in", "r6idn", "r6in")), 2),
    **dict.fromkeys((f"{family}.metal" for family in ("c6in", "m6idn", "m6in", "r6idn", "r6in")), 2),
    **dict.fromkeys((f"{family}8g{kind}.48xlarge" for family in "cmr" for kind in "bn"), 2),
    **dict.fromkeys((f"{family}8g{kind}.metal-48xl" for family in "cmr" for kind in "bn"), 2),
    **dict.fromkeys(("u7in-16tb.224xlarge", "u7in-24tb.224xlarge", "u7in-32tb.224xlarge"), 2),
    **dict.fromkeys(("dl1.24xlarge", "g6e.48xlarge", "g7e.48xlarge", "p4d.24xlarge", "p4de.24xlarge"), 4),
    **dict.fromkeys(("p6-b200.48xlarge", "trn1.32xlarge"), 8),
    **dict.fromkeys(("p5en.48xlarge", "trn1n.32xlarge", "trn2.48xlarge"), 16),
    **dict.fromkeys(("p5.48xlarge", "p5e.48xlarge"), 32),
}
"""Those of more than one. Source: vpc_ip_resource_limit.go of amazon-vpc-cni-k8s, 2026-08-20."""

_FIRST_CARD_WITHOUT_EFA: Final = ("p6-b300.",)
"""Source: Amazon EC2 user guide, maximize network bandwidth on instances with multiple network cards (2026-11)."""


def alike(text: str) -> list[str]:
    """The known instance types that begin as the text does."""
    return [one for one in catalogue.instance_types() if one[:2] == text[:2].lower()]


def kin(text: str) -> tuple[str, ...]:
    """The known instance types of the family that the text names, where none is spelled nearly so."""
    import difflib

    family = family_of(text.lower())
    members = tuple(one for one in alike(text) if family_of(one) == family)
    if difflib.get_close_matches(text.lower(), members, 1, _NEARLY):
        return ()
    return tuple(sorted(members, key=_size))


def _size(instance_type: str) -> tuple[bool, int, int]:
    """By which sizes are sorted: `nano` first, `2xlarge` before `12xlarge`, bare metal last."""
    words, size = ("nano", "micro", "small", "medium", "large", "xlarge"), instance_type.partition(".")[2]
    number = re.search("[0-9]+", size)
    return size.startswith("metal"), int(number[0]) if number else 0, words.index(size) if size in words else 0


def unknown(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those that EC2 did not have on the catalogue's day."""
    return tuple(one for one in instance_types if not catalogue.is_instance_type(one))


def architecture_of(instance_type: str) -> str:
    """`arm64` or `x86_64`."""
    known = catalogue.instance_type(instance_type)
    if known is not None:
        return "arm64" if any(one.startswith("arm64") for one in known.architectures) else "x86_64"
    match = _NAME.match(instance_type)
    if match is None:
        return "x86_64"
    processor, _, further = match["options"].partition("-")
    # P6e-GB200 says Graviton nowhere: GB stands for NVIDIA's Grace processor with Blackwell.
    is_arm = match["family"] == "a" or "g" in processor or further.startswith("gb")
    return "arm64" if is_arm else "x86_64"


def family_of(instance_type: str) -> str:
    return instance_type.partition(".")[0]


def suits(
    instance_type: str,
    families: Collection[str],
    categories: Collection[str],
    minimum_generation: int | None,
    architectures: Collection[str],
) -> bool:
    """Whether a type is what a node pool asks for; where it names no families or categories, any will do."""
    parts = _POOL_NAME.match(instance_type)
    return (
        parts is not None
        and (not families or family_of(instance_type) in families)
        and (not categories or parts["category"] in categories)
        and int(parts["generation"]) >= (minimum_generation or 0)
        and _KUBERNETES_ARCHITECTURES[architecture_of(instance_type)] in architectures
    )


def accelerator_of(instance_type: str) -> str:
    """`NVIDIA`, `NEURON`, or nothing where EKS has no image for what there is."""
    known = catalogue.instance_type(instance_type)
    if known is not None:
        return known.accelerator.kind.upper() if known.accelerator and known.accelerator.kind != "other" else ""
    match = _NAME.match(instance_type)
    family = match["family"] if match else ""
    if family in _NVIDIA and not instance_type.startswith("g4ad."):
        return "NVIDIA"
    return "NEURON" if family in _NEURON else ""


def architectures(instance_types: tuple[str, ...]) -> frozenset[str]:
    return frozenset(architecture_of(instance_type) for instance_type in instance_types)


def fits(ami_type: str, instance_types: tuple[str, ...]) -> bool:
    """Whether the image runs on the processors of these instance types; what is in one's own, nobody knows."""
    return ami_type == "CUSTOM" or ("ARM_64" in ami_type) == (architectures(instance_types) == {"arm64"})


def images(instance_types: tuple[str, ...]) -> frozenset[str]:
    """The AMI types that these instance types ask for, each for itself."""
    return frozenset(_image_of(instance_type) for instance_type in instance_types)


def accelerated(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those for whose accelerator EKS has an image."""
    return tuple(one for one in instance_types if accelerator_of(one))


def without_accelerator_for(ami_type: str, instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those that lack the accelerator whose drivers the image brings."""
    wanted = next((kind for kind in ("NVIDIA", "NEURON") if kind in ami_type), "")
    return tuple(one for one in instance_types if wanted and accelerator_of(one) != wanted)


def without_drivers(ami_type: str, instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those whose accelerator the image, one of EKS, has no drivers for."""
    kinds = {one: accelerator_of(one) for one in instance_types}
    return tuple(one for one, kind in kinds.items() if kind and kind not in ami_type and ami_type != "CUSTOM")


def image_like(ami_type: str, instance_types: tuple[str, ...]) -> str:
    """The image of the same family that the first instance type wants; Amazon Linux 2023 where there is none."""
    first = instance_types[0]
    if ami_type.startswith("BOTTLEROCKET") and accelerator_of(first) != "NEURON":
        parts = ("BOTTLEROCKET", "ARM_64" if architecture_of(first) == "arm64" else "x86_64", accelerator_of(first))
        return "_".join([*filter(None, parts), *(["FIPS"] if ami_type.endswith("FIPS") else [])])
    return _image_of(first)


def without_amazon_linux(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those on which Amazon Linux 2023 does not run: Macs, and A1, whose processor is older than ARMv8.2."""
    return tuple(one for one in instance_types if one.startswith(("mac", "a1.")))


def without_nitro(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those on which pods get no IPv6 addresses. Source: Amazon EKS user guide, IPv6 addresses to clusters."""
    known = {one: catalogue.instance_type(one) for one in instance_types}
    return tuple(name for name, found in known.items() if found is not None and not found.delegates_prefixes)


def not_sold_as(instance_types: tuple[str, ...], usage_class: str) -> tuple[str, ...]:
    """Those that EC2 is known not to sell as `spot` or `capacity-block`."""
    return tuple(one.name for one in _known(instance_types) if usage_class not in one.usage_classes)


def not_offered(instance_types: tuple[str, ...], region: str) -> tuple[str, ...]:
    """Those that the region is known not to have had."""
    return tuple(one.name for one in _known(instance_types) if catalogue.is_offered(one, region) is False)


def without_efa(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those that have no Elastic Fabric Adapter, or none on the network card that a node begins with."""
    lacking = {one.name for one in _known(instance_types) if not one.supports_efa}
    return tuple(one for one in instance_types if one in lacking or one.startswith(_FIRST_CARD_WITHOUT_EFA))


def efa_cards(instance_types: tuple[str, ...]) -> tuple[int, ...]:
    """The indexes of the first instance type's network cards."""
    return tuple(range(_NETWORK_CARDS.get(instance_types[0], 1)))


def has_blocks(prefix_delegation: object, ip_family: str) -> bool:
    """Whether pods have addresses out of blocks that an interface is given."""
    return bool(prefix_delegation) or ip_family == "ipv6"


def most_pods(
    instance_types: tuple[str, ...], prefix_delegation: object = None, pod_cidr: str | None = None
) -> int | None:
    """Pods that each of the known types has IPv4 addresses for; None where none is known."""
    each = (
        catalogue.max_pods(one, prefix_delegation=bool(prefix_delegation), custom_networking=pod_cidr is not None)
        for one in _known(instance_types)
    )
    return min(each, default=None)


def shapes(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """The different sizes of the known types, each as `2 vCPU with 8 GiB`."""
    found = dict.fromkeys(one.shape for one in _known(instance_types))
    return tuple(f"{vcpus} vCPU with {memory / 1024:g} GiB" for vcpus, memory in found)


def ami_type_of(instance_types: tuple[str, ...]) -> str:
    """The Amazon Linux 2023 AMI type of a node group; the first type decides, the rules see to it that all agree."""
    return _image_of(instance_types[0])


def _image_of(instance_type: str) -> str:
    is_arm = architecture_of(instance_type) == "arm64"
    match accelerator_of(instance_type):
        case "NVIDIA":
            return "AL2023_ARM_64_NVIDIA" if is_arm else "AL2023_x86_64_NVIDIA"
        case "NEURON":
            return "AL2023_x86_64_NEURON"
    return "AL2023_ARM_64_STANDARD" if is_arm else "AL2023_x86_64_STANDARD"


def _known(instance_types: Iterable[str]) -> list[catalogue.InstanceType]:
    return [found for one in instance_types if (found := catalogue.instance_type(one)) is not None]
