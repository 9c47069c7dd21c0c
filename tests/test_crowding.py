"""Whether the subnets have as many addresses as full nodes take."""

from __future__ import annotations

import pytest
from terracutter.plan.network import subnets
from terracutter.questions.crowding import Crowd, crowded_zone
from terracutter.questions.interpreter import Undetermined

ZONES = ("eu-west-1a", "eu-west-1b")


def group(**fields):
    entry = {"instance_types": ("m7i.large",), "max_size": 6, "subnets": "all", "ami_type": "AL2023_x86_64_STANDARD"}
    return {**entry, "availability_zones": (), "max_pods": None, **fields}


def environment(*groups, **answers):
    return {
        "vpc_cidr": "10.0.0.0/22",
        "pod_cidr": None,
        "ip_family": "ipv4",
        "prefix_delegation": False,
        "zones": ZONES,
        "node_groups": {f"group{number}": one for number, one in enumerate(groups)},
        "self_managed_node_groups": None,
        **answers,
    }


def test_a_zone_is_crowded_from_the_first_address_that_is_missing():
    # Three interfaces of ten addresses a node, in a /25.
    assert crowded_zone(environment(group(max_size=8))) is None
    assert crowded_zone(environment(group(max_size=9))) == Crowd("eu-west-1a", 135, 123)


def test_all_groups_of_a_zone_count():
    few = group(max_size=4)
    assert crowded_zone(environment(few, few)) is None
    assert crowded_zone(environment(few, few, few)) == Crowd("eu-west-1a", 180, 123)
    assert crowded_zone(environment(few, few, self_managed_node_groups={"own": few})) == Crowd("eu-west-1a", 180, 123)


def test_a_group_of_one_zone_crowds_that_one():
    assert crowded_zone(environment(group(availability_zones=("eu-west-1b",)))) == Crowd("eu-west-1b", 180, 123)
    assert crowded_zone(environment(group(subnets="per_zone"))) == Crowd("eu-west-1a", 180, 123)


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"ami_type": "WINDOWS_CORE_2022_x86_64"}, 10),
        ({"instance_types": ("m99.large", "m7i.large")}, 30),
        # 15 interfaces of 50 addresses; for 29 pods, one of them and one that is kept ready.
        ({"instance_types": ("m7i.24xlarge",)}, 750),
        ({"instance_types": ("m7i.24xlarge",), "max_pods": 29}, 100),
        ({"max_pods": 250}, 30),
    ],
)
def test_a_full_node_takes_its_interfaces_whole(fields, taken):
    found = crowded_zone(environment(group(max_size=200, **fields)))
    assert found == Crowd("eu-west-1a", 100 * taken, 123)


@pytest.mark.parametrize(
    "answers",
    [
        {"vpc_cidr": None},
        {"ip_family": "ipv6"},
        {"node_groups": None},
        {"node_groups": {"unknown": group(instance_types=("m99.large",))}},
        {"vpc_cidr": "10.0.0.0/16"},
        {"pod_cidr": "100.64.0.0/16"},
    ],
    ids=str,
)
def test_what_has_room_or_is_not_known_is_not_crowded(answers):
    assert crowded_zone(environment(group(max_size=100), **answers)) is None


def test_an_answer_that_was_refused_leaves_it_open():
    answers = environment(group())
    del answers["zones"]
    with pytest.raises(Undetermined, match="zones is not known"):
        crowded_zone(answers)


@pytest.mark.parametrize("length", range(16, 23))
@pytest.mark.parametrize("prefixes", [False, True])
@pytest.mark.parametrize("pods", [None, "100.64.0.0/20"])
def test_subnets_are_as_large_as_the_plan_makes_them(length, prefixes, pods):
    cidr = f"10.0.0.0/{length}"
    tier = "pod" if pods else "private"
    subnet = next(one for one in subnets(cidr, ZONES, public=True, pod_cidr=pods) if one.tier == tier)
    answers = {"vpc_cidr": cidr, "pod_cidr": pods, "prefix_delegation": prefixes}
    found = crowded_zone(environment(group(max_size=100_000), **answers))
    assert found.usable == (subnet.usable_in_prefixes if prefixes else subnet.usable)
