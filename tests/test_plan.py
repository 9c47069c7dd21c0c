"""The address plan is arithmetic: the same for every choice of zones, and never out of the VPC."""

from __future__ import annotations

import ipaddress
from itertools import combinations, pairwise

import pytest
from answer_sets import today  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter import pipeline
from terracutter.answers import complete, from_settings
from terracutter.plan import make_plan
from terracutter.plan.network import LONGEST_VPC_PREFIX, subnets

LETTERS = "abcdef"
ZONES = [f"eu-west-1{letter}" for letter in LETTERS]
CHOICES = [chosen for count in range(2, 7) for chosen in combinations(ZONES, count)]
PREFIXES = range(16, LONGEST_VPC_PREFIX + 1)


def networks(found):
    return [ipaddress.IPv4Network(one.cidr) for one in found]


def vpc_of(number, prefix):
    return ipaddress.IPv4Network((number, prefix), strict=False)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("public", [True, False])
def test_every_choice_of_zones_has_disjoint_subnets_inside_the_vpc(prefix, public):
    vpc = vpc_of(0x0A000000, prefix)
    for zones in CHOICES:
        found = subnets(str(vpc), zones, public=public)
        tiers = ["private", "public", "intra"] if public else ["private", "intra"]
        assert [(one.tier, one.zone) for one in found] == [(tier, zone) for tier in tiers for zone in zones]
        placed = sorted(networks(found))
        assert all(network.subnet_of(vpc) for network in placed)
        assert all(left.broadcast_address < right.network_address for left, right in pairwise(placed))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(PREFIXES), st.permutations(ZONES), st.integers(2, 6), st.booleans())
def test_a_zone_added_or_removed_moves_no_other_subnet(number, prefix, zones, count, public):
    vpc = str(vpc_of(number, prefix))
    all_of_them = {(one.tier, one.zone): one.cidr for one in subnets(vpc, ZONES, public=True)}
    for one in subnets(vpc, zones[:count], public=public):
        assert all_of_them[one.tier, one.zone] == one.cidr


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_subnet_is_as_large_as_aws_and_eks_want_it(prefix):
    for one in subnets(str(vpc_of(0x0A000000, prefix)), ZONES, public=True):
        network = ipaddress.IPv4Network(one.cidr)
        assert 16 <= network.prefixlen <= 28
        assert one.usable == network.num_addresses - 5
        # EKS places its network interfaces in the intra subnets and wants at least six addresses in each.
        assert one.usable >= 6


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_nodes_have_three_quarters_of_the_addresses(prefix):
    vpc = vpc_of(0x0A000000, prefix)
    private = [one for one in subnets(str(vpc), ZONES, public=True) if one.tier == "private"]
    assert sum(network.num_addresses for network in networks(private)) * 4 == vpc.num_addresses * 3


@pytest.mark.parametrize(
    ("vpc", "expected"),
    [
        (
            "10.0.0.0/16",
            [
                ("private", "a", "10.0.0.0/19", 8187),
                ("private", "f", "10.0.160.0/19", 8187),
                ("public", "a", "10.0.192.0/22", 1019),
                ("public", "f", "10.0.212.0/22", 1019),
                ("intra", "a", "10.0.252.0/27", 27),
                ("intra", "f", "10.0.252.160/27", 27),
            ],
        ),
        (
            "172.31.252.0/22",
            [
                ("private", "a", "172.31.252.0/25", 123),
                ("private", "f", "172.31.254.128/25", 123),
                ("public", "a", "172.31.255.0/28", 11),
                ("public", "f", "172.31.255.80/28", 11),
                ("intra", "a", "172.31.255.128/28", 11),
                ("intra", "f", "172.31.255.208/28", 11),
            ],
        ),
    ],
)
def test_the_first_and_the_last_subnet_of_each_tier(vpc, expected):
    found = subnets(vpc, [ZONES[0], ZONES[-1]], public=True)
    assert [(one.tier, one.zone[-1], one.cidr, one.usable) for one in found] == expected


def plan_of(*settings_given):
    questionnaire = pipeline.load_questionnaire()
    return make_plan(questionnaire, complete(questionnaire, *from_settings(settings_given, questionnaire)))


def test_names_and_states_of_the_environments():
    plan = plan_of("repository=acme", "environments=dev,prod")
    assert plan.repository == "acme"
    assert [(one.name, one.cluster_name, one.state_key) for one in plan.environments] == [
        ("dev", "acme-dev", "acme/dev/terraform.tfstate"),
        ("prod", "acme-prod", "acme/prod/terraform.tfstate"),
    ]
    first, second = (ipaddress.IPv4Network(one.answers["vpc_cidr"]) for one in plan.environments)
    assert not first.overlaps(second)
    assert all(network.subnet_of(second) for network in networks(plan.environments[1].subnets))


@pytest.mark.parametrize(
    ("nat_gateways", "zones", "has_internet"),
    [
        ("per_zone", ("us-east-1a", "us-east-1b", "us-east-1c"), True),
        ("single", ("us-east-1a",), True),
        ("none", (), False),
    ],
)
def test_nat_gateways_stand_in_these_zones(nat_gateways, zones, has_internet):
    plan = plan_of(f"nat_gateways={nat_gateways}")
    (environment,) = plan.environments
    assert environment.nat_gateway_zones == zones
    assert plan.has["internet"] is has_internet
    assert bool(environment.public_subnets) is has_internet
    assert (
        list(environment.private_subnets)
        == list(environment.intra_subnets)
        == ["us-east-1a", "us-east-1b", "us-east-1c"]
    )


def test_what_no_environment_asked_for_does_not_exist():
    plan = plan_of("flow_logs=none")
    has = {name for name, holds in plan.has.items() if holds}
    assert has == {
        "internet",
        "s3_endpoint",
        "vpc_region",
        "node_groups",
        "cluster_account_id",
        "cluster_key",
        "control_plane_logs",
        "every_control_plane_log",
        "secrets_key_own",
    }


def test_what_one_environment_asked_for_exists():
    plan = plan_of(
        "environments=dev,prod",
        "environments.prod.endpoint_public_access_cidrs=203.0.113.0/24",
        "environments.prod.node_groups={a: {instance_types: [m7i.large], labels: {team: x}}}",
        "administrator_role_arns=arn:aws:iam::111122223333:role/x",
        "account_id=111122223333",
        "tags={team: x}",
    )
    has = {name for name, holds in plan.has.items() if holds}
    assert has >= {
        "internet",
        "public_endpoint",
        "administrators",
        "labels",
        "account_ids",
        "flow_logs",
        "tags",
    }


def test_a_private_network_has_the_endpoints_that_its_nodes_need():
    (environment,) = plan_of("profile=private").environments
    assert environment.answers["interface_endpoints"] == (
        "ec2",
        "ecr.api",
        "ecr.dkr",
        "eks",
        "eks-auth",
        "elasticloadbalancing",
        "logs",
        "ssm",
        "ssmmessages",
        "sts",
    )
    (elsewhere,) = plan_of("profile=private", "region=ap-southeast-5").environments
    assert set(environment.answers["interface_endpoints"]) - set(elsewhere.answers["interface_endpoints"]) == {"eks"}
    (connected,) = plan_of().environments
    assert connected.answers["interface_endpoints"] == ()
