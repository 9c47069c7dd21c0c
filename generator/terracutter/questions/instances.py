"""What an EC2 instance type's name says: architecture and accelerator, and the EKS AMI that fits.

Source: Amazon EC2 user guide, instance type naming conventions (2026-11): family letters, generation digits, then
options, among them `g` for Graviton processors.
"""

from __future__ import annotations

import re

from terracutter.catalog import instances as catalogue

INSTANCE_TYPE = r"[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|xlarge|[0-9]+xlarge|metal(-[0-9]+xl)?)"

_NAME = re.compile(r"(?P<family>[a-z-]+?)(?P<generation>[0-9]+)(?P<options>[a-z0-9-]*)\.")
_NVIDIA = frozenset({"p", "g", "gr"})
_NEURON = frozenset({"inf", "trn"})


def alike(text: str) -> list[str]:
    """The known instance types that begin as the text does."""
    return [one for one in catalogue.instance_types() if one[:2] == text[:2].lower()]


def unknown(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those that EC2 did not have on the catalogue's day."""
    return tuple(one for one in instance_types if not catalogue.is_instance_type(one))


def architecture_of(instance_type: str) -> str:
    """`arm64` or `x86_64`."""
    match = _NAME.match(instance_type)
    if match is None:
        return "x86_64"
    processor, _, further = match["options"].partition("-")
    # P6e-GB200 says Graviton nowhere: GB stands for NVIDIA's Grace processor with Blackwell.
    is_arm = match["family"] == "a" or "g" in processor or further.startswith("gb")
    return "arm64" if is_arm else "x86_64"


def architectures(instance_types: tuple[str, ...]) -> frozenset[str]:
    return frozenset(architecture_of(instance_type) for instance_type in instance_types)


def fits(ami_type: str, instance_types: tuple[str, ...]) -> bool:
    """Whether the image runs on the processors of these instance types."""
    return ("ARM_64" in ami_type) == (architectures(instance_types) == {"arm64"})


def images(instance_types: tuple[str, ...]) -> frozenset[str]:
    """The AMI types that these instance types ask for, each for itself."""
    return frozenset(_image_of(instance_type) for instance_type in instance_types)


def without_amazon_linux(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those on which Amazon Linux 2023 does not run: Macs, and A1, whose processor is older than ARMv8.2."""
    return tuple(one for one in instance_types if one.startswith(("mac", "a1.")))


def without_nitro(instance_types: tuple[str, ...]) -> tuple[str, ...]:
    """Those on which pods get no IPv6 addresses. Source: Amazon EKS user guide, IPv6 addresses to clusters."""
    known = {one: catalogue.instance_type(one) for one in instance_types}
    return tuple(name for name, found in known.items() if found is not None and not found.delegates_prefixes)


def ami_type_of(instance_types: tuple[str, ...]) -> str:
    """The Amazon Linux 2023 AMI type of a node group; the first type decides, the rules see to it that all agree."""
    return _image_of(instance_types[0])


def _image_of(instance_type: str) -> str:
    match = _NAME.match(instance_type)
    family = match["family"] if match else ""
    arm = architecture_of(instance_type) == "arm64"
    if family in _NVIDIA and not instance_type.startswith("g4ad."):
        return "AL2023_ARM_64_NVIDIA" if arm else "AL2023_x86_64_NVIDIA"
    if family in _NEURON:
        return "AL2023_x86_64_NEURON"
    return "AL2023_ARM_64_STANDARD" if arm else "AL2023_x86_64_STANDARD"
