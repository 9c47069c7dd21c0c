"""What a self-managed node is told at its start, as the launch template has it."""

from __future__ import annotations

from collections.abc import Mapping


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
