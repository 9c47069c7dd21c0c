"""Environments share structure and differ in values: lists, mappings, networks and profiles of their own."""

from __future__ import annotations

import pytest
from answer_sets import QUESTIONNAIRE, answers, refused, today  # noqa: F401
from terracutter.answers import dump


def test_environments_as_a_list_share_everything_but_the_network():
    found = answers("environments: [dev, staging, prod]\nvpc_cidr: 10.8.0.0/16\n")
    assert [one.name for one in found.environments] == ["dev", "staging", "prod"]
    assert [one["vpc_cidr"] for one in found.environments] == ["10.8.0.0/16", "10.9.0.0/16", "10.10.0.0/16"]
    of_the_network = dict.fromkeys(("vpc_cidr", "api_access_cidrs"))
    first = found.environments[0].values
    for environment in found.environments:
        assert {**environment.values, **of_the_network} == {**first, **of_the_network}


def test_environments_as_a_mapping_keep_their_order_and_take_nothing_for_no_answers():
    found = answers("environments:\n  prod:\n  dev: {}\n  a: null\n")
    assert [one.name for one in found.environments] == ["prod", "dev", "a"]


def test_an_environments_profile_sets_its_defaults():
    found = answers("environments:\n  dev: {profile: development}\n  prod: {}\n")
    dev, prod = found.environments
    names = ("profile", "nat_gateways", "log_retention_days")
    assert [dev[name] for name in names] == ["development", "single", 30]
    assert [prod[name] for name in names] == ["production", "per_zone", 365]
    assert list(dev["zones"]) == ["us-east-1a", "us-east-1b"]
    assert list(prod["zones"]) == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert dev["node_groups"]["general"]["instance_types"] == ("t3.large",)


def test_the_vpc_of_an_environment_reaches_its_api():
    """Pods in a range of their own do by their security group, and of an existing VPC no range is known."""
    found = answers("environments: [a, b]\nvpc_cidr: 10.8.0.0/16\npod_cidr: 100.64.0.0/16\n")
    assert [one["api_access_cidrs"] for one in found.environments] == [("10.8.0.0/16",), ("10.9.0.0/16",)]
    existing = answers(
        "network: existing\nvpc_id: vpc-0000000a\nprivate_subnet_ids: [subnet-0000000a, subnet-0000000b]\n"
    )
    assert existing.environments[0]["api_access_cidrs"] == ()


def test_an_environments_region_sets_its_zones():
    found = answers("environments:\n  a: {region: ap-northeast-1}\n  b: {}\n")
    assert found.environments[0]["zones"] == ("ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d")
    assert found.environments[1]["zones"] == ("us-east-1a", "us-east-1b", "us-east-1c")


def test_a_network_of_its_own_does_not_move_the_others():
    found = answers("environments:\n  a:\n  b: {vpc_cidr: 172.16.0.0/16}\n  c:\nvpc_cidr: 10.0.0.0/20\n")
    assert [one["vpc_cidr"] for one in found.environments] == ["10.0.0.0/20", "172.16.0.0/16", "10.0.32.0/20"]


@pytest.mark.parametrize(
    ("base", "detail"),
    [
        ("10.255.0.0/16", "there is no network 2 counted from 10.255.0.0/16 within 10.0.0.0/8"),
        ("192.168.0.0/16", "there is no network 2 counted from 192.168.0.0/16 within 192.168.0.0/16"),
        ("172.31.252.0/22", "there is no network 2 counted from 172.31.252.0/22 within 172.16.0.0/12"),
        ("100.127.0.0/16", "there is no network 2 counted from 100.127.0.0/16 within 100.64.0.0/10"),
    ],
)
def test_a_range_that_is_used_up_is_refused_and_not_left(base, detail):
    assert refused(f"vpc_cidr: {base}\nenvironments: [a, b]\n") == [
        (
            "Error: terracutter.yaml:1: No value for a further environment\n"
            f"  environments.b.vpc_cidr: {detail}.\n"
            "  hint: answer environments.b.vpc_cidr, or change vpc_cidr"
        )
    ]


def test_the_end_of_ipv4_does_not_lead_back_to_its_beginning():
    assert refused("vpc_cidr: 255.255.0.0/16\nenvironments: [a, b]\n")[0] == (
        "Error: terracutter.yaml:1: No value for a further environment\n"
        "  environments.b.vpc_cidr: there is no network 2 counted from 255.255.0.0/16 within 0.0.0.0/0.\n"
        "  hint: answer environments.b.vpc_cidr, or change vpc_cidr"
    )


def test_an_environment_with_its_own_network_needs_no_room_behind_the_others():
    text = "vpc_cidr: 10.255.0.0/16\nenvironments:\n  a:\n  b: {vpc_cidr: 10.0.0.0/16}\n"
    found = answers(text)
    assert [one["vpc_cidr"] for one in found.environments] == ["10.255.0.0/16", "10.0.0.0/16"]
    again = answers(dump(QUESTIONNAIRE, found))
    assert [one.values for one in again.environments] == [one.values for one in found.environments]


@pytest.mark.parametrize(
    "text",
    [
        "environments:\n  a: {vpc_cidr: 10.7.0.0/16}\n  b: {vpc_cidr: 10.7.0.0/16}\n",
        "environments:\n  a: {vpc_cidr: 10.7.0.0/16}\n  b: {vpc_cidr: 10.7.16.0/20}\n",
        "vpc_cidr: 10.7.0.0/16\nenvironments:\n  a:\n  b: {vpc_cidr: 10.7.0.0/22}\n",
        "vpc_cidr: 10.6.0.0/16\nenvironments:\n  a: {vpc_cidr: 10.7.0.0/16}\n  b:\n",
    ],
)
def test_overlapping_networks_are_told(text):
    (warning,) = answers(text).warnings
    assert warning.summary == "Overlapping address ranges"
    assert warning.severity == "warning"


def test_all_that_is_wrong_with_environments_is_told_at_once():
    text = (
        "environments:\n  dev:\n    repository: x\n    regin: y\n    region: mars\n  prod: [a]\n  Test: {}\nzone: a\n"
    )
    assert refused(text) == [
        (
            "Error: terracutter.yaml:3: Shared question\n"
            "  environments.dev.repository: repository is one answer for the whole repository.\n"
            "  hint: move it to the top level: repository: …"
        ),
        (
            "Error: terracutter.yaml:4: Unknown question\n"
            '  "regin" is not a question; `terracutter questions` lists them.\n'
            '  hint: Did you mean "region"?'
        ),
        (
            "Error: terracutter.yaml:6: Invalid environment\n"
            "  environments.prod: found a list of 1; allowed is a mapping of question to answer."
        ),
        (
            "Error: terracutter.yaml:8: Unknown question\n"
            '  "zone" is not a question; `terracutter questions` lists them.\n'
            '  hint: Did you mean "zones"?'
        ),
        (
            "Error: terracutter.yaml:7: Invalid text\n"
            '  environments.3: found "Test"; allowed is a name of 1 to 16 lower-case letters, digits and hyphens, '
            "beginning with a letter, not ending in a hyphen.\n"
            '  hint: Did you mean "test"?\n'
            "  source: IAM role names have at most 64 characters; how many environments there may be is our limit"
        ),
    ]


def test_an_invalid_answer_of_an_environment_is_named_with_it():
    text = "environments:\n  dev:\n    region: mars\n  prod:\n    vpc_cidr: 10.0.0.0/8\n"
    assert [one.split("\n")[0] for one in refused(text)] == [
        "Error: terracutter.yaml:3: Invalid choice",
        "Error: terracutter.yaml:5: Invalid CIDR block",
    ]


@pytest.mark.parametrize(
    ("text", "question", "asked_where"),
    [
        ("ip_family: ipv6\npod_cidr: 100.64.0.0/16\n", "pod_cidr", "network == 'new' and ip_family == 'ipv4'"),
        ("ip_family: ipv6\nservice_cidr: 10.100.0.0/16\n", "service_cidr", "ip_family == 'ipv4'"),
        ("auto_mode: true\nprefix_delegation: true\n", "prefix_delegation", "ip_family == 'ipv4' and not auto_mode"),
        ("ip_family: ipv6\nprefix_delegation: true\n", "prefix_delegation", "ip_family == 'ipv4' and not auto_mode"),
        ("vpc_id: vpc-0000000a\n", "vpc_id", "network == 'existing'"),
    ],
)
def test_networks_refuse_what_does_not_go_with_them(text, question, asked_where):
    assert refused(text) == [
        (
            f"Error: terracutter.yaml:{text.count(chr(10))}: Question not asked\n"
            f"  {question}: it is asked only where {asked_where}.\n"
            "  hint: delete this answer"
        )
    ]


OF_A_NEW_VPC = {
    "zones": "[us-east-1a, us-east-1b]",
    "vpc_cidr": "10.0.0.0/16",
    "pod_cidr": "100.64.0.0/16",
    "database_subnets": "true",
    "nat_gateways": "single",
    "transit_gateway_id": "tgw-0123456789abcdef0",
    "transit_gateway_cidrs": "[10.64.0.0/12]",
    "gateway_endpoints": "[s3]",
    "interface_endpoints": "[sts]",
    "flow_logs": "s3",
    "flow_log_bucket_arn": "arn:aws:s3:::acme-logs",
}


@pytest.mark.parametrize("question", OF_A_NEW_VPC)
def test_an_existing_network_refuses_answers_about_a_new_one(question):
    existing = "network: existing\nvpc_id: vpc-0000000a\nprivate_subnet_ids: [subnet-0000000a, subnet-0000000b]\n"
    (message,) = refused(f"{existing}{question}: {OF_A_NEW_VPC[question]}\npeer_cidrs: 10.9.0.0/16\n")
    assert message.startswith("Error: terracutter.yaml:4: Question not asked\n")


def test_these_are_all_that_a_new_vpc_is_asked_for():
    asked = [one.name for one in QUESTIONNAIRE if one.feature == "vpc" and not one.checks_only]
    assert asked == list(OF_A_NEW_VPC)


def test_each_environment_has_its_own_existing_network():
    text = (
        "network: existing\nenvironments:\n"
        "  a: {vpc_id: vpc-0000000a, private_subnet_ids: [subnet-0000000a, subnet-0000000b]}\n"
        "  b: {vpc_id: vpc-0000000b, private_subnet_ids: [subnet-0000000c, subnet-0000000d]}\n"
    )
    found = answers(text)
    assert [one["vpc_id"] for one in found.environments] == ["vpc-0000000a", "vpc-0000000b"]
    again = answers(dump(QUESTIONNAIRE, found))
    assert [one.values for one in again.environments] == [one.values for one in found.environments]


def test_a_refused_answer_does_not_bring_others_into_question():
    """The rule about NAT gateways speaks of zones, which were refused."""
    assert [one.split("\n")[0] for one in refused("nat_gateways: single\nzones: [x]\n")] == [
        "Error: terracutter.yaml:2: Invalid list length"
    ]


GATEWAY = "transit_gateway_id: tgw-0123456789abcdef0"


def test_a_question_that_is_not_asked_is_refused_where_an_environment_answers_it():
    assert refused("environments:\n  prod:\n    transit_gateway_cidrs: [10.64.0.0/12]\n") == [
        (
            "Error: terracutter.yaml:3: Question not asked\n"
            "  environments.prod.transit_gateway_cidrs: it is asked only where transit_gateway_id is not none.\n"
            "  hint: delete this answer"
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "transit_gateway_cidrs: [10.64.0.0/12]\n",
        f"transit_gateway_cidrs: [10.64.0.0/12]\n{GATEWAY}\nenvironments:\n  a: {{transit_gateway_id: none}}\n",
    ],
)
def test_an_answer_that_no_environment_asks_for_is_refused(text):
    assert refused(text) == [
        (
            "Error: terracutter.yaml:1: Question not asked\n"
            "  transit_gateway_cidrs: it is asked only where transit_gateway_id is not none.\n"
            "  hint: delete this answer"
        )
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("deletion_protection: true\n", "aws_provider == '6'"),
        ("control_plane_scaling_tier: standard\n", "aws_provider == '6'"),
        ("capabilities: [kro]\n", "aws_provider == '6'"),
        ("ack_policy_arns: []\naws_provider: 6\ncapabilities: [kro]\n", "capabilities and 'ack' in capabilities"),
        ("argocd_roles: {}\naws_provider: 6\n", "capabilities and 'argocd' in capabilities"),
    ],
)
def test_what_only_version_6_of_the_provider_knows_is_not_asked_without_it(text, when):
    name = text.partition(":")[0]
    assert refused(text) == [
        (
            "Error: terracutter.yaml:1: Question not asked\n"
            f"  {name}: it is asked only where {when}.\n"
            "  hint: delete this answer"
        )
    ]


def test_node_groups_beside_auto_mode_are_refused():
    text = "auto_mode: true\nnode_groups:\n  a: {instance_types: [m7i.large]}\n"
    assert refused(text) == [
        (
            "Error: terracutter.yaml:3: Question not asked\n"
            "  node_groups: it is asked only where not auto_mode.\n"
            "  hint: delete this answer"
        )
    ]


def test_an_answer_for_all_is_taken_where_an_environment_asks_for_it():
    text = f"transit_gateway_cidrs: [10.64.0.0/12]\nenvironments:\n  a: {{{GATEWAY}}}\n  b: {{{GATEWAY}}}\n"
    found = answers(text)
    assert [one["transit_gateway_cidrs"] for one in found.environments] == [("10.64.0.0/12",), ("10.64.0.0/12",)]
    again = answers(dump(QUESTIONNAIRE, found))
    assert [one.values for one in again.environments] == [one.values for one in found.environments]
