"""What each question says beside what it asks: what it costs, why its default is the default, where to read more."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import pytest
from terracutter import pipeline
from terracutter.questions.explain import default_reason, long_help
from terracutter.questions.formats import FORMATS
from terracutter.questions.questionnaire import COSTS

QUESTIONNAIRE = pipeline.load_questionnaire()
PROFILES = tuple(QUESTIONNAIRE.by_name["profile"].type.choices)
BASIC = [QUESTIONNAIRE.by_name[name] for name in QUESTIONNAIRE.interview]
DECIDED = [question for question in QUESTIONNAIRE if question.profiles or question.compute]
HOSTS = {
    "argo-cd.readthedocs.io",
    "cert-manager.io",
    "developer.hashicorp.com",
    "docs.aws.amazon.com",
    "docs.fluentbit.io",
    "docs.github.com",
    "docs.renovatebot.com",
    "docs.terragrunt.com",
    "external-secrets.io",
    "github.com",
    "karpenter.sh",
    "kubernetes-sigs.github.io",
    "www.gateway-api-controller.eks.aws.dev",
}
"""Public documentation, read without an account."""


@pytest.mark.parametrize("question", BASIC, ids=lambda question: question.name)
def test_a_basic_question_says_what_it_costs_why_its_default_is_one_and_where_to_read_more(question):
    assert question.cost
    assert question.link
    assert all(default_reason(question, profile) for profile in PROFILES)


@pytest.mark.parametrize("question", DECIDED, ids=lambda question: question.name)
def test_a_default_that_a_profile_or_a_computation_decides_has_its_reason(question):
    assert "default" in question.default_because
    assert set(question.profiles) <= set(question.default_because) <= {"default", *PROFILES}


def test_a_profile_has_its_own_reason():
    question = QUESTIONNAIRE.by_name["nat_gateways"]
    assert default_reason(question, "private") == "the profile has no way to the internet"
    assert default_reason(question, "production") == question.default_because["default"]
    assert default_reason(QUESTIONNAIRE.by_name["peer_cidrs"], "production") == ""


def test_costs_are_of_known_classes_and_nothing_is_free_and_paid():
    for question in QUESTIONNAIRE:
        assert set(question.cost) <= set(COSTS), question.name
        assert "none" not in question.cost or len(question.cost) == 1, question.name


def test_every_class_of_cost_is_used():
    assert {name for question in QUESTIONNAIRE for name in question.cost} == set(COSTS)


def test_clauses_are_short_and_say_no_prices():
    """A price has no date here, and is wrong on the day that AWS changes it."""
    clauses = [
        clause for question in QUESTIONNAIRE for clause in (*question.cost.values(), *question.default_because.values())
    ]
    assert [clause for clause in clauses if clause.endswith(".") or len(clause) > 140] == []
    assert [clause for clause in clauses if re.search(r"[$€]|\bUSD\b|\bdollars?\b|\bcents?\b", clause)] == []


def test_links_lead_to_public_documentation():
    found = {question.name: urlsplit(question.link) for question in QUESTIONNAIRE if question.link}
    assert {name: link.netloc for name, link in found.items() if link.netloc not in HOSTS} == {}
    assert {name for name, link in found.items() if link.scheme != "https" or link.path in {"", "/"}} == set()
    assert {link.netloc for link in found.values()} == HOSTS


def test_the_long_help_of_a_question():
    assert list(long_help(QUESTIONNAIRE.by_name["gateway_endpoints"])) == [
        "They are free, and every gigabyte that they carry would be paid at a NAT gateway.",
        "Allowed is a list of 0 to 50, each s3 or dynamodb.",
        "Costs nothing: gateway endpoints are free, and spare what a NAT gateway takes by the gigabyte.",
        "Read more: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
        "All about it: terracutter explain gateway_endpoints",
    ]


def test_an_editor_shows_what_an_answer_costs_and_where_to_read_more():
    schema = json.loads(FORMATS["json-schema"](QUESTIONNAIRE))
    question = QUESTIONNAIRE.by_name["flow_logs"]
    assert schema["properties"]["flow_logs"]["description"] == (
        f"{question.help} {question.why} Cost: by the hour: with cloudwatch a KMS key. "
        "Cost: by use: each gigabyte that is recorded, and every month that it is kept. "
        "Read more: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html "
        "Default: cloudwatch; development: none."
    )
