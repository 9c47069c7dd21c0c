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
from terracutter.plan.network import LONGEST_VPC_PREFIX, Subnet, subnets
from terracutter.questions.expressions import has_room_for_databases

LETTERS = "abcdef"
ZONES = [f"eu-west-1{letter}" for letter in LETTERS]
CHOICES = [chosen for count in range(2, 7) for chosen in combinations(ZONES, count)]
PREFIXES = range(16, LONGEST_VPC_PREFIX + 1)
PODS = "100.64.0.0/22"


def subnets_of(vpc, zones, *, public=True, database=None, pods=PODS):
    """All tiers that have room; a /22 has none for databases."""
    if database is None:
        database = has_room_for_databases(vpc)
    return subnets(vpc, zones, public=public, database=database, pod_cidr=pods)


def networks(found):
    return [ipaddress.IPv4Network(one.cidr) for one in found]


def vpc_of(number, prefix):
    return ipaddress.IPv4Network((number, prefix), strict=False)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("public", [True, False])
def test_every_choice_of_zones_has_disjoint_subnets_inside_the_vpc(prefix, public):
    vpc = vpc_of(0x0A000000, prefix)
    for zones in CHOICES:
        found = subnets_of(str(vpc), zones, public=public)
        chosen = {"public": public, "database": prefix < LONGEST_VPC_PREFIX}
        tiers = [one for one in ("private", "public", "intra", "database", "pod") if chosen.get(one, True)]
        assert [(one.tier, one.zone) for one in found] == [(tier, zone) for tier in tiers for zone in zones]
        placed = sorted(networks(found))
        assert all(network.subnet_of(vpc) for network in networks(one for one in found if one.tier != "pod"))
        assert all(one.subnet_of(ipaddress.IPv4Network(PODS)) for one in networks(found[-len(zones) :]))
        assert all(left.broadcast_address < right.network_address for left, right in pairwise(placed))


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(PREFIXES),
    st.permutations(ZONES),
    st.integers(2, 6),
    *[st.booleans()] * 3,
)
def test_a_zone_or_tier_added_or_removed_moves_no_other_subnet(number, prefix, zones, count, public, database, pods):
    vpc = str(vpc_of(number, prefix))
    all_of_them = {(one.tier, one.zone): one.cidr for one in subnets_of(vpc, ZONES)}
    database = database and has_room_for_databases(vpc)
    for one in subnets_of(vpc, zones[:count], public=public, database=database, pods=PODS if pods else None):
        assert all_of_them[one.tier, one.zone] == one.cidr


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_subnet_is_as_large_as_aws_and_eks_want_it(prefix):
    for one in subnets_of(str(vpc_of(0x0A000000, prefix)), ZONES):
        network = ipaddress.IPv4Network(one.cidr)
        assert 16 <= network.prefixlen <= 28
        assert one.usable == network.num_addresses - 5
        # EKS places its network interfaces in the intra subnets and wants at least six addresses in each.
        assert one.usable >= 6


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_nodes_have_three_quarters_of_the_addresses(prefix):
    vpc = vpc_of(0x0A000000, prefix)
    private = [one for one in subnets_of(str(vpc), ZONES) if one.tier == "private"]
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
                ("database", "a", "10.0.224.0/22", 1019),
                ("database", "f", "10.0.244.0/22", 1019),
            ],
        ),
        (
            "10.0.0.0/21",
            [
                ("private", "a", "10.0.0.0/24", 251),
                ("private", "f", "10.0.5.0/24", 251),
                ("public", "a", "10.0.6.0/27", 27),
                ("public", "f", "10.0.6.160/27", 27),
                ("intra", "a", "10.0.7.0/28", 11),
                ("intra", "f", "10.0.7.80/28", 11),
                ("database", "a", "10.0.7.128/28", 11),
                ("database", "f", "10.0.7.208/28", 11),
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
    found = subnets_of(vpc, [ZONES[0], ZONES[-1]], pods=None)
    assert [(one.tier, one.zone[-1], one.cidr, one.usable) for one in found] == expected


@pytest.mark.parametrize(
    ("cidr", "usable", "usable_in_prefixes"),
    [
        ("10.0.0.0/19", 8187, 8160),
        ("10.0.0.0/24", 251, 224),
        ("10.0.0.0/26", 59, 32),
        ("10.0.0.0/27", 27, 0),
        ("10.0.0.0/28", 11, 0),
    ],
)
def test_addresses_that_network_interfaces_can_have(cidr, usable, usable_in_prefixes):
    subnet = Subnet("private", "eu-west-1a", cidr)
    assert (subnet.usable, subnet.usable_in_prefixes) == (usable, usable_in_prefixes)


@given(st.integers(16, 28))
def test_a_block_for_prefix_delegation_has_no_address_that_aws_keeps(length):
    network = ipaddress.IPv4Network(("10.0.0.0", length))
    kept = {network[0], network[1], network[2], network[3], network[-1]}
    whole = [block for block in network.subnets(new_prefix=28) if not any(address in block for address in kept)]
    assert Subnet("private", "eu-west-1a", str(network)).usable_in_prefixes == 16 * len(whole)


def plan_of(*settings_given):
    questionnaire = pipeline.load_questionnaire()
    return make_plan(questionnaire, complete(questionnaire, *from_settings(settings_given, questionnaire)))


def test_names_and_states_of_the_environments():
    plan = plan_of("repository=acme", "environments=dev,prod")
    assert plan.repository == "acme"
    assert [(one.name, one.cluster_name, one.state.key) for one in plan.environments] == [
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
        ("regional", (), True),
        ("none", (), False),
    ],
)
def test_nat_gateways_stand_in_these_zones(nat_gateways, zones, has_internet):
    plan = plan_of(f"nat_gateways={nat_gateways}", "aws_provider=6")
    (environment,) = plan.environments
    assert environment.nat_gateway_zones == zones
    assert plan.has["internet"] is has_internet
    assert bool(environment.public_subnets) is has_internet
    assert (
        list(environment.private_subnets)
        == list(environment.intra_subnets)
        == ["us-east-1a", "us-east-1b", "us-east-1c"]
    )


def test_with_auto_mode_only_a_transit_gateway_has_intra_subnets():
    (alone,) = plan_of("auto_mode=true").environments
    gateway = ("transit_gateway_id=tgw-0123456789abcdef0", "transit_gateway_cidrs=10.64.0.0/12")
    (connected,) = plan_of("auto_mode=true", *gateway).environments
    (managed,) = plan_of().environments
    assert alone.intra_subnets == {}
    assert connected.intra_subnets == managed.intra_subnets != {}
    assert (alone.private_subnets, alone.public_subnets) == (managed.private_subnets, managed.public_subnets)


def test_an_existing_network_is_not_planned():
    ids = "private_subnet_ids=subnet-0a1b2c3d,subnet-1a1b2c3d"
    plan = plan_of("network=existing", "vpc_id=vpc-0a1b2c3d", ids, "region=eu-west-1")
    (environment,) = plan.environments
    assert (environment.subnets, environment.nat_gateway_zones) == ((), ())
    has = {name for name, holds in plan.has.items() if holds}
    assert has.isdisjoint({"vpc", "internet", "flow_logs", "vpc_region", "s3_endpoint", "refused_zones", "ipv6"})
    assert [feature.name for feature in plan.features if "vpc" in feature.name] == ["existing-vpc"]


def test_pods_have_the_same_range_in_every_environment_and_the_vpc_has_not():
    plan = plan_of("environments=dev,prod", "pod_cidr=100.64.0.0/20", "zones=us-east-1b,us-east-1f")
    assert [one.pod_subnets for one in plan.environments] == [
        {"us-east-1b": "100.64.2.0/23", "us-east-1f": "100.64.10.0/23"}
    ] * 2
    assert [one.answers["vpc_cidr"] for one in plan.environments] == ["10.0.0.0/16", "10.1.0.0/16"]


def test_what_no_environment_asked_for_does_not_exist():
    plan = plan_of("flow_logs=none", "api_access_cidrs=none")
    has = {name for name, holds in plan.has.items() if holds}
    assert has == {
        "addon_versions",
        "core_on_nodes",
        "internet",
        "intra_subnets",
        "refused_zones",
        "vpc",
        "zonal_nat",
        "s3_endpoint",
        "vpc_region",
        "node_groups",
        "node_repair",
        "nodeadm",
        "pod_identity",
        "cluster_account_id",
        "cluster_key",
        "control_plane_logs",
        "every_control_plane_log",
        "secrets_key_own",
        "state_bucket_made",
        "state_s3",
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
