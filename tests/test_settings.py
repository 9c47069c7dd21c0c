"""Answers without a person: what `--set` and environment variables take, and in which words they are refused."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from answer_sets import CERTIFICATE, QUESTIONNAIRE, answers, gather, refused, today  # noqa: F401
from terracutter.answers import dump, wholes
from terracutter.answers.parts import split
from terracutter.interview.draft import draft

GPU = "node_groups:\n  gpu:\n    instance_types: [g5.xlarge]\n    max_size: 2\n"


def group(found, name="general", environment=0):
    return found.environments[environment]["node_groups"][name]


def test_a_part_of_a_default_may_be_set_and_the_rest_is_kept():
    found = group(answers(settings=["node_groups.general.max_size=9"]))
    assert (found["instance_types"], found["min_size"], found["max_size"]) == (("m7i.large",), 3, 9)


def test_the_rest_is_the_default_of_each_environments_profile():
    text = "environments:\n  dev: {profile: development}\n  prod: {}\n"
    found = answers(text, ["node_groups.general.max_size=9"])
    assert [group(found, environment=number)["instance_types"] for number in (0, 1)] == [("t3.large",), ("m7i.large",)]
    assert [group(found, environment=number)["max_size"] for number in (0, 1)] == [9, 9]


def test_a_part_of_an_answer_in_a_file_may_be_set_and_others_added():
    found = answers(GPU, ["node_groups.gpu.max_size=4", "node_groups.web.instance_types=m7i.large,m7a.large"])
    assert list(found["node_groups"]) == ["gpu", "web"]
    assert group(found, "gpu")["instance_types"] == ("g5.xlarge",)
    assert group(found, "gpu")["max_size"] == 4
    assert group(found, "web")["instance_types"] == ("m7i.large", "m7a.large")


def test_a_part_in_one_environment_leaves_the_others():
    text = "environments: [dev, prod]\n"
    found = answers(text, ["environments.dev.node_groups.general.max_size=9"])
    assert [group(found, environment=number)["max_size"] for number in (0, 1)] == [9, 6]
    assert answers(dump(QUESTIONNAIRE, found))["node_groups"] == found["node_groups"]


def test_what_a_part_makes_of_an_answer_is_what_is_written():
    found = answers(GPU, ["node_groups.gpu.max_size=4"])
    assert "node_groups:\n  gpu:\n    instance_types:\n      - g5.xlarge\n    max_size: 4\n" in dump(
        QUESTIONNAIRE, found
    )


def test_a_whole_answer_takes_the_place_of_the_parts_before_it():
    whole = "node_groups={web: {instance_types: [m7i.large]}}"
    assert list(answers(settings=["node_groups.general.max_size=9", whole])["node_groups"]) == ["web"]
    found = answers(settings=[whole, "node_groups.web.max_size=9"])
    assert group(found, "web")["max_size"] == 9


def test_a_part_from_a_lower_layer_gives_way_to_a_whole_answer():
    variables = {"TERRACUTTER_NODE_GROUPS__WEB__MAX_SIZE": "9"}
    assert group(answers(GPU.replace("gpu", "web"), (), variables), "web")["max_size"] == 9
    found = answers("", ["node_groups={web: {instance_types: [m7i.large], max_size: 5}}"], variables)
    assert group(found, "web")["max_size"] == 5


@pytest.mark.parametrize(
    ("setting", "question", "value"),
    [
        ("zones=us-east-1a,us-east-1b", "zones", ("us-east-1a", "us-east-1b")),
        ("zones=[us-east-1a, 'us-east-1b']", "zones", ("us-east-1a", "us-east-1b")),
        ("account_id=none", "account_id", None),
        ("account_id=null", "account_id", None),
        ("account_id=", "account_id", None),
        ("tags.team=a=b", "tags", {"team": "a=b"}),
        ("tags.example.com/team=x", "tags", {"example.com/team": "x"}),
        ('tags."a=b.c"=x', "tags", {"a=b.c": "x"}),
        ("tags={at: '10:30', version: 1.30}", "tags", {"at": "10:30", "version": "1.30"}),
        ("auto_mode=true", "auto_mode", True),
        ("log_retention_days=7", "log_retention_days", 7),
        ("addon_configuration.coredns.replicaCount=3", "addon_configuration", {"coredns": {"replicaCount": 3}}),
        (
            'addon_configuration.coredns.podLabels."example.com/a"="3"',
            "addon_configuration",
            {"coredns": {"podLabels": {"example.com/a": "3"}}},
        ),
        (
            "addon_configuration.coredns.tolerations=[{key: a, operator: Exists}, {key: b}]",
            "addon_configuration",
            {"coredns": {"tolerations": ({"key": "a", "operator": "Exists"}, {"key": "b"})}},
        ),
    ],
)
def test_the_question_decides_what_the_text_is(setting, question, value):
    assert answers(settings=[setting]).shared[question].written == value


def test_environments_may_be_set_whole_or_one_by_one():
    whole = answers(settings=["environments={dev: {region: eu-west-1}, prod: }"])
    each = answers(settings=["environments=dev, prod", "environments.dev={region: us-west-2}"])
    last = answers(
        settings=["environments=[dev]", "environments.dev={region: us-west-2}", "environments.dev.region=eu-west-1"]
    )
    assert [(one.name, one["region"]) for one in whole.environments] == [("dev", "eu-west-1"), ("prod", "us-east-1")]
    assert [one["region"] for one in each.environments] == ["us-west-2", "us-east-1"]
    assert [one["region"] for one in last.environments] == ["eu-west-1"]


def test_a_value_may_be_the_content_of_a_file(tmp_path, monkeypatch):
    authority, groups = tmp_path / "authority.pem", tmp_path / "groups.yaml"
    authority.write_text(CERTIFICATE, encoding="utf-8")
    groups.write_text("web:\n  instance_types: [m7i.large]\n  max_size: 4\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"- us-east-1b\n- us-east-1c\n")))
    hybrid = "remote_node_cidrs: [10.9.0.0/16]\nhybrid_nodes: iam-roles-anywhere\naws_provider: '6'\n"
    files = [f"hybrid_nodes_certificate_authority=@{authority}", f"node_groups=@{groups}", "zones=@-"]
    found = answers(hybrid, files)
    assert found["hybrid_nodes_certificate_authority"] == CERTIFICATE.rstrip("\n")
    assert found["node_groups"]["web"]["max_size"] == 4
    assert found["zones"] == ("us-east-1b", "us-east-1c")
    text = f"node_groups=@{groups}"
    groups.write_text("web:\n  instance_types: [m7i.large]\n  max_sise: 4\n", encoding="utf-8")
    (message,) = refused(settings=[text])
    assert message.startswith('Error: groups.yaml:3: Unknown key\n  node_groups.web: "max_sise" is not one of ')
    assert message.endswith('\n  hint: Did you mean "max_size"?')


def test_two_at_signs_are_one():
    rule = "{oidc: {issuer_url: 'https://a.example', client_id: a}}"
    found = answers(settings=[f"oidc_identity_provider={rule}", "oidc_identity_provider.oidc.username_prefix=@@corp:"])
    assert found["oidc_identity_provider"]["oidc"]["username_prefix"] == "@corp:"


def test_a_variable_names_a_part_with_two_underscores():
    found = answers(
        variables={
            "TERRACUTTER_NODE_GROUPS__GENERAL__MAX_SIZE": "9",
            "TERRACUTTER_ENVIRONMENTS__PRODUCTION__VPC_CIDR": "10.9.0.0/16",
            "TERRACUTTER_TAGS": "{team: platform}",
            "TERRACUTTER_ZONES": "us-east-1a, us-east-1b",
        }
    )
    (production,) = found.environments
    assert (group(found)["max_size"], production["vpc_cidr"]) == (9, "10.9.0.0/16")
    assert (found["tags"], found["zones"]) == ({"team": "platform"}, ("us-east-1a", "us-east-1b"))


REFUSED = {
    "node_groups.general.max_size=nine": (
        "Error: --set node_groups.general.max_size: Invalid number\n"
        '  node_groups.general.max_size: found "nine"; allowed is a whole number from 1 to 450.\n'
        "  source: EKS API, NodegroupScalingConfig; Amazon EKS service quotas"
    ),
    "environments.production.node_groups.web.max_size=9": (
        "Error: --set environments.production.node_groups.web.max_size: Missing key\n"
        "  environments.production.node_groups.web: instance_types must be given."
    ),
    "node_groups.general.max_size=2": (
        "Error: --set node_groups.general.max_size: Sizes out of order\n"
        "  node_groups.general.max_size: found min_size 3 and max_size 2; allowed is min_size ≤ max_size.\n"
        "  hint: type max_size: 3 or more, or a smaller min_size\n"
        "  source: EKS API, NodegroupScalingConfig"
    ),
    "region.name=eu-west-1": (
        "Error: --set region.name: Nothing below\n"
        '  region: it is one value, and has no "name".\n'
        "  hint: type --set region=…"
    ),
    "environments.production.zones.1=us-east-1a": (
        "Error: --set environments.production.zones.1: Nothing below\n"
        '  environments.production.zones: it is a list, and has no "1".\n'
        "  hint: type --set environments.production.zones=[…]"
    ),
    "environments.production.vpc_cird=10.1.0.0/16": (
        "Error: --set environments.production.vpc_cird: Unknown question\n"
        '  "vpc_cird" is not a question; `terracutter questions` lists them.\n'
        '  hint: Did you mean "vpc_cidr"?'
    ),
    "environments.production={vpc_cird: 10.1.0.0/16}": (
        "Error: --set environments.production: Unknown question\n"
        '  "vpc_cird" is not a question; `terracutter questions` lists them.\n'
        '  hint: Did you mean "vpc_cidr"?'
    ),
    "environments.production.tags.team=x": (
        "Error: --set environments.production.tags.team: Shared question\n"
        "  tags is one answer for the whole repository.\n"
        "  hint: type --set tags.team=x"
    ),
    "environments.prodution.node_groups.general.max_size=9": (
        "Error: --set environments.prodution.node_groups.general.max_size: Unknown environment\n"
        '  "prodution" is not among the environments production.\n'
        '  hint: Did you mean "production"?'
    ),
    "auto_mode_pools.spot.weight=1": (
        "Error: --set auto_mode_pools.spot.weight: Question not asked\n"
        "  auto_mode_pools.spot.weight: it is asked only where auto_mode.\n"
        "  hint: delete this answer"
    ),
    "environments.production.auto_mode_pools.spot.weight=1": (
        "Error: --set environments.production.auto_mode_pools.spot.weight: Question not asked\n"
        "  environments.production.auto_mode_pools.spot.weight: it is asked only where auto_mode.\n"
        "  hint: delete this answer"
    ),
    "repository=@nowhere": (
        "Error: --set repository: Unreadable file\n"
        "  nowhere: No such file or directory.\n"
        "  hint: a value that begins with @ is the content of a file; type @@ for the character itself"
    ),
}


@pytest.mark.parametrize("setting", REFUSED)
def test_a_refusal_names_the_setting_as_it_was_typed(setting):
    assert refused(settings=[setting]) == [REFUSED[setting]]


def test_a_field_that_nobody_knows_is_refused_with_the_one_that_was_meant():
    (message,) = refused(settings=["node_groups.general.max_sise=9"])
    head, _, hint = message.partition('\n  node_groups.general: "max_sise" is not one of instance_types, ')
    assert head == "Error: --set node_groups.general.max_sise: Unknown key"
    assert hint.endswith('\n  hint: Did you mean "max_size"?')


def test_what_is_wrong_in_the_file_is_said_of_the_file():
    text = "node_groups:\n  gpu:\n    instance_types: [g5.xlarge]\n    min_size: many\n"
    (message,) = refused(text, ["node_groups.gpu.max_size=4"])
    assert message.startswith("Error: terracutter.yaml:4: Invalid number\n  node_groups.gpu.min_size: ")


def test_an_interview_that_is_left_keeps_parts_as_whole_answers():
    given, _ = gather(GPU, ["node_groups.gpu.max_size=4", "region=eu-west-1"])
    kept = draft(wholes(QUESTIONNAIRE, given), "kept.yaml")
    assert kept.splitlines()[1:] == [
        "region: eu-west-1",
        "node_groups: {gpu: {instance_types: [g5.xlarge], max_size: 4}}",
    ]


@pytest.mark.parametrize(
    ("key", "steps"),
    [
        ("region", ("region",)),
        ("a.b.c", ("a", "b", "c")),
        ('a."b.c".d', ("a", "b.c", "d")),
        ("a.'b.c'", ("a", "b.c")),
        ('a."b', ("a", '"b')),
        ("a..b", ("a", "", "b")),
        ("a.", ("a", "")),
        ("", ("",)),
    ],
)
def test_a_key_is_split_at_the_dots_outside_quotation_marks(key, steps):
    assert split(key) == steps
