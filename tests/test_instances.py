"""What the names of instance types and labels say, and the networks that follow one another."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terracutter.questions.expressions import is_private, network_after, reserved_labels
from terracutter.questions.instances import ami_type_of, architecture_of, fits, images, without_amazon_linux
from test_questions import read_value

INSTANCES = [
    ("m7i.large", "x86_64", "AL2023_x86_64_STANDARD"),
    ("m7i-flex.large", "x86_64", "AL2023_x86_64_STANDARD"),
    ("t3.micro", "x86_64", "AL2023_x86_64_STANDARD"),
    ("m5zn.metal", "x86_64", "AL2023_x86_64_STANDARD"),
    ("i7ie.metal-48xl", "x86_64", "AL2023_x86_64_STANDARD"),
    ("u-6tb1.112xlarge", "x86_64", "AL2023_x86_64_STANDARD"),
    ("u7in-24tb.224xlarge", "x86_64", "AL2023_x86_64_STANDARD"),
    ("hpc7a.96xlarge", "x86_64", "AL2023_x86_64_STANDARD"),
    ("g4ad.xlarge", "x86_64", "AL2023_x86_64_STANDARD"),
    ("m7g.large", "arm64", "AL2023_ARM_64_STANDARD"),
    ("m8g.metal-24xl", "arm64", "AL2023_ARM_64_STANDARD"),
    ("t4g.nano", "arm64", "AL2023_ARM_64_STANDARD"),
    ("c7gn.16xlarge", "arm64", "AL2023_ARM_64_STANDARD"),
    ("r6gd.4xlarge", "arm64", "AL2023_ARM_64_STANDARD"),
    ("im4gn.large", "arm64", "AL2023_ARM_64_STANDARD"),
    ("is4gen.medium", "arm64", "AL2023_ARM_64_STANDARD"),
    ("x2gd.metal", "arm64", "AL2023_ARM_64_STANDARD"),
    ("r8g.large", "arm64", "AL2023_ARM_64_STANDARD"),
    ("i8g.large", "arm64", "AL2023_ARM_64_STANDARD"),
    ("hpc7g.16xlarge", "arm64", "AL2023_ARM_64_STANDARD"),
    ("a1.large", "arm64", "AL2023_ARM_64_STANDARD"),
    ("g4dn.xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("g5.xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("g6.xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("gr6.4xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("p4d.24xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("p5.48xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("p6-b200.48xlarge", "x86_64", "AL2023_x86_64_NVIDIA"),
    ("p6e-gb200.36xlarge", "arm64", "AL2023_ARM_64_NVIDIA"),
    ("g5g.xlarge", "arm64", "AL2023_ARM_64_NVIDIA"),
    ("inf2.xlarge", "x86_64", "AL2023_x86_64_NEURON"),
    ("trn1.32xlarge", "x86_64", "AL2023_x86_64_NEURON"),
    ("trn1n.32xlarge", "x86_64", "AL2023_x86_64_NEURON"),
    ("trn2.48xlarge", "x86_64", "AL2023_x86_64_NEURON"),
]


@pytest.mark.parametrize(("instance_type", "architecture", "image"), INSTANCES)
def test_an_instance_type_tells_processor_and_image(questionnaire, instance_type, architecture, image):
    assert read_value(questionnaire, "node_groups", f"{{a: {{instance_types: {instance_type}}}}}")[1] == []
    assert architecture_of(instance_type) == architecture
    assert ami_type_of((instance_type,)) == image
    assert images((instance_type,)) == {image}
    assert fits(image, (instance_type,))


def test_amazon_linux_runs_on_neither_macs_nor_the_first_graviton():
    types = tuple(instance_type for instance_type, _, _ in INSTANCES)
    assert without_amazon_linux((*types, "mac1.metal", "mac2-m2pro.metal")) == (
        "a1.large",
        "mac1.metal",
        "mac2-m2pro.metal",
    )


@pytest.mark.parametrize(
    ("key", "is_reserved"),
    [
        ("team", False),
        ("example.com/team", False),
        ("mykubernetes.io/team", False),
        ("eks.amazonaws.com.example/team", False),
        ("node.kubernetes.io/role", False),
        ("kubelet.kubernetes.io/role", False),
        ("gpu.node.kubernetes.io/kind", False),
        ("node.kubernetes.io/instance-type", True),
        ("node-role.kubernetes.io/worker", True),
        ("kubernetes.io/hostname", True),
        ("kubernetes.io/arch", True),
        ("beta.kubernetes.io/os", True),
        ("topology.kubernetes.io/zone", True),
        ("failure-domain.beta.kubernetes.io/region", True),
        ("k8s.io/cloud-provider-aws", True),
        ("x.k8s.io/y", True),
        ("eks.amazonaws.com/nodegroup", True),
    ],
)
def test_labels_that_kubernetes_or_eks_keep_for_themselves(key, is_reserved):
    assert reserved_labels({key: "x"}) == ((key,) if is_reserved else ())


@given(st.integers(0, 2**32 - 1), st.integers(16, 22), st.integers(0, 9))
def test_the_networks_that_follow_are_distinct_and_stay_in_the_same_range(number, prefix, steps):
    first = ipaddress.IPv4Network((number, prefix), strict=False)
    try:
        found = ipaddress.IPv4Network(network_after(str(first), steps))
    except ValueError:
        assert steps > 0
        return
    assert int(found.network_address) == int(first.network_address) + steps * first.num_addresses
    assert found.prefixlen == prefix
    assert is_private(str(found)) or not is_private(str(first))
