"""What is said of a network: how many addresses each tier has."""

from __future__ import annotations

from answer_sets import today  # noqa: F401
from terracutter import report


def test_a_network_is_shown_with_its_addresses(build):
    plan = build("environments=dev,prod", "environments.dev.profile=development", "vpc_cidr=10.0.0.0/20").plan
    assert report.network(plan) == (
        "Network of dev, 10.0.0.0/20:\n"
        "  private  2 of /23,    507 addresses each for nodes and pods: 14 t3.large with 35 pods each\n"
        "  public   2 of /26,     59 addresses each\n"
        "  intra    2 of /28,     11 addresses each\n"
        "Network of prod, 10.0.16.0/20:\n"
        "  private  3 of /23,    507 addresses each for nodes and pods: 16 m7i.large with 29 pods each\n"
        "  public   3 of /26,     59 addresses each\n"
        "  intra    3 of /28,     11 addresses each"
    )


def test_pods_of_their_own_range_are_counted_there(build):
    plan = build("pod_cidr=100.64.0.0/18", "database_subnets=true", "nat_gateways=none").plan
    assert report.network(plan) == (
        "Network of production, 10.0.0.0/16 and 100.64.0.0/18:\n"
        "  private  3 of /19,  8,187 addresses each for nodes\n"
        "  intra    3 of /27,     27 addresses each\n"
        "  database 3 of /22,  1,019 addresses each\n"
        "  pod      3 of /21,  2,043 addresses each for pods: 102 m7i.large with 20 pods each"
    )


def test_prefixes_make_room_for_more_pods_on_each_node(build):
    held = "  private  3 of /19,  8,187 addresses each for nodes and pods: 72 m7i.large with 110 pods each\n"
    assert held in report.network(build("prefix_delegation=true").plan)


def test_pods_with_ipv6_take_no_addresses_that_are_counted(build):
    assert "  private  3 of /19,  8,187 addresses each for nodes\n" in report.network(build("ip_family=ipv6").plan)


def test_nothing_is_said_of_an_existing_network(build):
    ids = "private_subnet_ids=subnet-0000000a,subnet-0000000b"
    assert report.network(build("network=existing", "vpc_id=vpc-0000000a", ids).plan) == ""
