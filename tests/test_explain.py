"""One question in full, at a terminal."""

from __future__ import annotations

import pytest
from terracutter import pipeline
from terracutter.errors import UsageError
from terracutter.questions.explain import explain

QUESTIONNAIRE = pipeline.load_questionnaire()


def test_a_question_is_explained_from_what_it_decides_to_where_it_stands():
    assert explain(QUESTIONNAIRE, "nat_gateways") == (
        "nat_gateways: NAT gateways\n"
        "  How nodes reach the internet.\n"
        "  Without a gateway in its zone, a node reaches the internet through another zone, pays for\n"
        "  crossing, and is cut off when that zone is lost.\n"
        "\n"
        "  Allowed   per_zone, single, regional or none\n"
        "            per_zone: a gateway in each zone, so that the loss of a zone leaves the others connected\n"
        "            single: one gateway for all zones, cheaper, lost with its zone\n"
        "            regional: one gateway that AWS spreads over the zones by itself; with aws_provider 6\n"
        "            none: no way to the internet, AWS reached through VPC endpoints or a transit gateway\n"
        "  Default   per_zone\n"
        "            development: single\n"
        "            private: none\n"
        "  Because   the loss of a zone must not cut off the nodes in the others\n"
        "            development: one gateway is enough where an hour without internet hurts nobody\n"
        "            private: the profile has no way to the internet\n"
        "  Cost      by the hour: each NAT gateway, one in every zone with per_zone, and its public IPv4\n"
        "              addresses\n"
        "            by use: each gigabyte that passes a NAT gateway, and each that crosses zones to reach\n"
        "              one\n"
        "  Asked     only where network == 'new'\n"
        "  Scope     each environment may have its own\n"
        "  Refused   Mixed NAT gateways\n"
        "            Mixed kinds of NAT gateway\n"
        "            Regional NAT gateway without AWS provider 6\n"
        "  Warned of Region without an endpoint for Pod Identity\n"
        "            Single NAT gateway in production\n"
        "  Stands at keys(module.vpc.aws_nat_gateway.this)\n"
        "            module.vpc.aws_nat_gateway.this.availability_mode\n"
        "  Source    Amazon VPC user guide, NAT gateways\n"
        "  Read more https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html\n"
    )


def test_what_another_answer_replaces_is_told_with_the_flag_that_lets_it():
    assert (
        "  Change    replaces module.vpc.aws_vpc.this\n"
        "            cannot be made in module.eks_cluster.aws_eks_cluster.this\n"
        "            is refused without --replace ENVIRONMENT.vpc_cidr\n"
    ) in explain(QUESTIONNAIRE, "vpc_cidr")
    assert (
        "  Change    may replace module.eks_cluster.aws_eks_cluster.this\n"
        "            cannot be made in module.eks_cluster.aws_eks_cluster.this\n"
        "            is refused without --replace ENVIRONMENT.secrets_encryption\n"
    ) in explain(QUESTIONNAIRE, "secrets_encryption")
    assert "  Change " not in explain(QUESTIONNAIRE, "log_retention_days")


def test_a_field_is_explained_alone():
    assert explain(QUESTIONNAIRE, "access_entries.principal_arn").startswith("access_entries.principal_arn: ")
    assert "  Default   none, it must be answered\n" in explain(QUESTIONNAIRE, "access_entries.principal_arn")


@pytest.mark.parametrize("name", [question.name for question in QUESTIONNAIRE])
def test_every_question_is_explained_within_the_width(name):
    text = explain(QUESTIONNAIRE, name)
    assert text.startswith(f"{name}: {QUESTIONNAIRE.by_name[name].title}")
    long = [line for line in text.splitlines() if len(line) > 100 and " " in line.strip().partition(" ")[2]]
    assert [line for line in long if "module." not in line and "https://" not in line] == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nat_gateway", 'There is no question "nat_gateway".\n  hint: Did you mean "nat_gateways"?'),
        ("xyz", 'There is no question "xyz".\n  hint: `terracutter questions` lists them all'),
        ("node_groups.lables", 'node_groups has no field "lables".\n  hint: Did you mean "labels"?'),
        ("region.x", 'region has no field "x".\n  hint: it has none'),
    ],
)
def test_an_unknown_name_is_refused_with_what_may_have_been_meant(name, message):
    with pytest.raises(UsageError) as refused:
        explain(QUESTIONNAIRE, name)
    assert str(refused.value) == message
