"""What the names of instance types and labels say, and the networks that follow one another."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terracutter.questions.expressions import is_private, network_after, reserved_labels
from terracutter.questions.instances import (
    ami_type_of,
    architecture_of,
    efa_cards,
    fits,
    image_like,
    images,
    most_pods,
    not_offered,
    not_sold_as,
    without_accelerator_for,
    without_amazon_linux,
    without_drivers,
    without_efa,
)
from terracutter.questions.node_groups import groups_of, longest_name
from terracutter.questions.taints import repeated_taints, taints_of
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
    ("image", "instance_type", "expected"),
    [
        ("BOTTLEROCKET_x86_64", "m7g.large", "BOTTLEROCKET_ARM_64"),
        ("BOTTLEROCKET_ARM_64_FIPS", "m7i.large", "BOTTLEROCKET_x86_64_FIPS"),
        ("BOTTLEROCKET_x86_64", "g5g.xlarge", "BOTTLEROCKET_ARM_64_NVIDIA"),
        ("BOTTLEROCKET_x86_64", "inf2.xlarge", "AL2023_x86_64_NEURON"),
        ("WINDOWS_FULL_2022_x86_64", "g5.xlarge", "AL2023_x86_64_NVIDIA"),
    ],
)
def test_the_image_that_was_probably_meant(image, instance_type, expected):
    assert image_like(image, (instance_type,)) == expected


def test_an_image_brings_drivers_or_wants_an_accelerator():
    types = ("m7i.large", "g5.xlarge", "inf2.xlarge", "g4ad.xlarge")
    assert without_accelerator_for("AL2023_x86_64_NVIDIA", types) == ("m7i.large", "inf2.xlarge", "g4ad.xlarge")
    assert without_accelerator_for("CUSTOM", types) == without_accelerator_for("BOTTLEROCKET_x86_64", types) == ()
    assert without_drivers("BOTTLEROCKET_x86_64", types) == ("g5.xlarge", "inf2.xlarge")
    assert without_drivers("AL2023_x86_64_NEURON", types) == ("g5.xlarge",)
    assert without_drivers("CUSTOM", types) == ()


def test_how_ec2_sells_an_instance_type_and_where():
    assert not_sold_as(("m7i.large", "u-6tb1.112xlarge", "x99.large"), "spot") == ("u-6tb1.112xlarge",)
    assert not_sold_as(("p5.48xlarge", "m7i.large", "x99.large"), "capacity-block") == ("m7i.large",)
    assert not_offered(("p5.48xlarge", "m7i.large", "x99.large"), "eu-central-1") == ("p5.48xlarge",)
    assert not_offered(("p5.48xlarge",), "xx-north-1") == ()


def test_network_cards_that_have_an_elastic_fabric_adapter():
    counts = {"c7gn.16xlarge": 1, "hpc7a.96xlarge": 2, "p4d.24xlarge": 4, "trn1.32xlarge": 8, "p5.48xlarge": 32}
    assert {one: len(efa_cards((one,))) for one in counts} == counts
    assert without_efa((*counts, "m7i.large", "p6-b300.48xlarge")) == ("m7i.large", "p6-b300.48xlarge")


def test_pods_for_which_every_type_has_addresses():
    assert most_pods(("m7i.large", "m7i.4xlarge")) == 29
    assert (
        most_pods(("m7i.large",), prefix_delegation=True) == most_pods(("m7i.4xlarge",), prefix_delegation=True) == 110
    )
    assert most_pods(("m7i.large",), None, "100.64.0.0/16") == 20
    assert most_pods(("x99.large",)) is None


def test_a_group_per_zone_is_named_after_it():
    asked = {"a": {"subnets": "all", "availability_zones": ()}, "b": {"subnets": "per_zone", "availability_zones": ()}}
    zones = ("us-east-1a", "us-east-1c")
    found = groups_of(asked, zones)
    assert {name: group["availability_zones"] for name, group in found.items()} == {
        "a": (),
        "b-us-east-1a": ("us-east-1a",),
        "b-us-east-1c": ("us-east-1c",),
    }
    assert longest_name("b", "per_zone", zones) == "b-us-east-1a"
    assert longest_name("a", "all", zones) == "a"


def test_taints_in_parts():
    taints = ("a=b:NO_SCHEDULE", "x.y/a=:NO_EXECUTE", "a:NO_SCHEDULE")
    assert taints_of(taints) == (
        {"effect": "NO_SCHEDULE", "key": "a", "value": "b"},
        {"effect": "NO_EXECUTE", "key": "x.y/a", "value": ""},
        {"effect": "NO_SCHEDULE", "key": "a"},
    )
    assert repeated_taints(taints) == ("a:NO_SCHEDULE",)


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
