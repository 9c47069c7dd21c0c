"""What a self-managed node is told at its start, as the launch template has it."""

from __future__ import annotations

from collections.abc import Mapping

from terracutter.questions.instances import has_blocks, most_pods

_FEWEST_PODS = 8  # of a small instance without its first interface; only for types that the catalogue does not have


def node_image(image: str, ami_type: str, kubernetes_version: str) -> str:
    """The `image_id` of a launch template: the id given, or the parameter of AWS that names the image.

    Source: Amazon EKS user guide, retrieve recommended Amazon Linux AMI IDs (2026-11).
    """
    if image.startswith("ami-"):
        return image
    architecture = "arm64" if "ARM_64" in ami_type else "x86_64"
    variant = ami_type.rpartition("_")[2].lower()
    release = image
    if image != "recommended":
        release = f"amazon-eks-node-al2023-{architecture}-{variant}-{kubernetes_version}-{image}"
    images = f"/aws/service/eks/optimized-ami/{kubernetes_version}/amazon-linux-2023"
    return f"resolve:ssm:{images}/{architecture}/{variant}/{release}/image_id"


def kubelet_flags(labels: Mapping[str, str]) -> tuple[str, ...]:
    """The flags of the kubelet that give a node its labels, in Terraform's order."""
    return (f"--node-labels={','.join(f'{key}={labels[key]}' for key in sorted(labels))}",) if labels else ()


def pods_to_tell(
    instance_types: tuple[str, ...], prefix_delegation: object, ip_family: str, pod_cidr: str | None
) -> int | None:
    """The most pods on a node of any of these types; None where nodeadm counts them right by itself.

    It counts single addresses, also those of the first interface. Source: Amazon EKS user guide, how maxPods is
    determined (2026-11).
    """
    in_blocks = has_blocks(prefix_delegation, ip_family)
    if not in_blocks and pod_cidr is None:
        return None
    return most_pods(instance_types, in_blocks, pod_cidr) or _FEWEST_PODS
