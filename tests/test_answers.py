"""From what was given to answers: which layer wins, what is filled in, and what is refused."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from answer_sets import QUESTIONNAIRE, answers, as_yaml, given_in, refused, today  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.answers import Layer, complete, from_file, from_settings, from_variables
from terracutter.diagnostics import Refused
from terracutter.document import MAXIMUM_BYTES, NO_LINE, Scalar
from terracutter.errors import TerracutterError


def test_each_layer_wins_over_the_ones_below():
    text = "profile: development\nlog_retention_days: 3\n"
    given = {"settings": ["log_retention_days=1"], "variables": {"TERRACUTTER_LOG_RETENTION_DAYS": "5"}}
    asked = [("log_retention_days", "7")]
    order = [
        answers(text, given["settings"], given["variables"], asked),
        answers(text, (), given["variables"], asked),
        answers(text, (), None, asked),
        answers(text),
        answers("profile: development\n"),
        answers(),
    ]
    found = [(one["log_retention_days"], one.shared["log_retention_days"].layer) for one in order]
    assert found == [
        (1, Layer.SET),
        (5, Layer.VARIABLE),
        (7, Layer.ASKED),
        (3, Layer.FILE),
        (30, Layer.PROFILE),
        (365, Layer.DEFAULT),
    ]


def test_an_answer_knows_where_it_was_given():
    found = answers(
        "region: eu-west-1\nenvironments:\n  dev:\n    log_retention_days: 7\n",
        ["flow_logs=none", "environments.dev.support_type=EXTENDED"],
        {"TERRACUTTER_VPC_CIDR": "10.9.0.0/16"},
    )
    (dev,) = found.environments
    subjects = {name: str(one.given.subject) for name, one in dev.answers.items() if one.given is not None}
    assert subjects == {
        "region": "terracutter.yaml:1",
        "environments": "terracutter.yaml:3",
        "log_retention_days": "terracutter.yaml:4",
        "flow_logs": "--set flow_logs",
        "support_type": "--set environments.dev.support_type",
        "vpc_cidr": "TERRACUTTER_VPC_CIDR",
    }


def test_within_a_layer_an_environment_wins_over_all():
    text = "log_retention_days: 3\nenvironments:\n  dev: {log_retention_days: 1}\n  prod: {}\n"
    assert [one["log_retention_days"] for one in answers(text).environments] == [1, 3]
    both = ["log_retention_days=5", "environments.prod.log_retention_days=7"]
    assert [one["log_retention_days"] for one in answers(text, both).environments] == [5, 7]


def test_a_higher_layer_for_all_wins_over_a_lower_one_for_an_environment():
    text = "environments:\n  dev: {log_retention_days: 1}\n  prod: {}\n"
    assert [one["log_retention_days"] for one in answers(text, ["log_retention_days=5"]).environments] == [5, 5]


def test_the_last_setting_of_a_name_wins():
    assert answers(settings=["region=eu-west-1", "region=eu-west-2"])["region"] == "eu-west-2"


def test_a_setting_may_be_a_list_or_a_mapping():
    found = answers(settings=["environments=[dev, prod]", "tags={team: x, cost: 0755}", "addons=none"])
    assert found["environments"] == ("dev", "prod")
    assert found["tags"] == {"team": "x", "cost": "0755"}
    assert found["addons"] == ()


def test_a_setting_has_the_form_in_which_terraform_compares_it():
    (given,), _ = from_settings(["repository=e\u0301 "], QUESTIONNAIRE)
    assert given.node == Scalar("\u00e9", NO_LINE)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (
            "region",
            'Error: --set: Invalid setting\n  found "region"; allowed is NAME=VALUE, such as region=eu-west-1.',
        ),
        (
            "regoin=eu-west-1",
            (
                "Error: --set regoin: Unknown question\n"
                '  "regoin" is not a question; `terracutter questions` lists them.\n'
                '  hint: Did you mean "region"?'
            ),
        ),
        (
            "environments.production.repository=x",
            (
                "Error: --set environments.production.repository: Shared question\n"
                "  repository is one answer for the whole repository.\n"
                "  hint: type --set repository=x"
            ),
        ),
        (
            "environments.produktion.region=eu-west-1",
            (
                "Error: --set environments.produktion.region: Unknown environment\n"
                '  "produktion" is not among the environments production.\n'
                '  hint: Did you mean "production"?'
            ),
        ),
        (
            "zones=[a",
            (
                "Error: --set zones: Invalid YAML\n  This is not YAML: did not find expected ',' or ']'.\n"
                "  hint: look for a missing comma or bracket, and for a comment, which begins with #"
            ),
        ),
        (
            "tags={a: b, a: c}",
            'Error: --set tags: Duplicate key\n  "a" stands already; keep one of the two.',
        ),
        (
            "flow_logs=maybe\x1b[31m",
            (
                "Error: --set flow_logs: Invalid choice\n"
                '  flow_logs: found "maybe\\U0000001B[31m"; allowed is cloudwatch, s3 or none.\n'
                "  source: EC2 API, CreateFlowLogs LogDestinationType"
            ),
        ),
    ],
)
def test_a_wrong_setting_is_refused(setting, expected):
    assert refused(settings=[setting]) == [expected]


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        (
            "TERRACUTTER_REGOIN",
            "x",
            (
                "Error: TERRACUTTER_REGOIN: Unknown question\n"
                '  "REGOIN" is not a question in upper case; `terracutter questions` lists them.\n'
                '  hint: Did you mean "TERRACUTTER_REGION"?'
            ),
        ),
        (
            "TERRACUTTER_region",
            "x",
            (
                "Error: TERRACUTTER_region: Unknown question\n"
                '  "region" is not a question in upper case; `terracutter questions` lists them.\n'
                '  hint: Did you mean "TERRACUTTER_REGION"?'
            ),
        ),
        (
            "TERRACUTTER_FLOW_LOGS",
            "\udcff",
            (
                "Error: TERRACUTTER_FLOW_LOGS: Invalid choice\n"
                '  flow_logs: found "\\U0000DCFF"; allowed is cloudwatch, s3 or none.\n'
                "  source: EC2 API, CreateFlowLogs LogDestinationType"
            ),
        ),
        (
            "TERRACUTTER_TAGS",
            "{a: \udcff}",
            "Error: TERRACUTTER_TAGS: Unreadable text\n  It has the character U+DCFF, which answers cannot hold.",
        ),
    ],
)
def test_a_wrong_environment_variable_is_refused(variable, value, expected):
    assert refused(variables={variable: value, "PATH": "/bin"}) == [expected]


@pytest.mark.parametrize("profile", ["production", "development", "private"])
def test_a_profile_alone_is_a_valid_set_of_answers(profile):
    assert answers(f"profile: {profile}\n").warnings == ()


def test_a_node_group_is_filled_in():
    found = answers("node_groups: {a: {instance_types: [m7g.large], min_size: 4}, b: {instance_types: [g5.xlarge]}}\n")
    nothing = dict.fromkeys(
        ["capacity_reservation_id", "ami_id", "disk_iops", "disk_throughput", "disk_key_arn", "max_unavailable"]
    )
    empty = {key: {} for key in ["labels", "kube_reserved", "system_reserved", "eviction_hard", "registry_mirrors"]}
    both = {
        **nothing,
        **empty,
        **dict.fromkeys(["taints", "availability_zones", "subnet_ids"], ()),
        "capacity_type": "ON_DEMAND",
        "disk_size": 50,
        "efa": False,
        "max_pods": None,
        "max_unavailable_percentage": 33,
        "monitoring": False,
        "node_repair": True,
        "subnets": "all",
    }
    assert found["node_groups"] == {
        "a": {
            **both,
            "instance_types": ("m7g.large",),
            "min_size": 4,
            "max_size": 8,
            "desired_size": 4,
            "ami_type": "AL2023_ARM_64_STANDARD",
        },
        "b": {
            **both,
            "instance_types": ("g5.xlarge",),
            "min_size": 1,
            "max_size": 2,
            "desired_size": 1,
            "ami_type": "AL2023_x86_64_NVIDIA",
        },
    }


@pytest.mark.parametrize(("fewest", "most"), [(0, 1), (1, 2), (225, 450), (226, 450), (450, 450)])
def test_twice_the_fewest_nodes_are_never_more_than_a_group_may_have(fewest, most):
    group = f"{{instance_types: [m7i.large], min_size: {fewest}}}"
    found = answers(f"node_groups: {{a: {group}, b: {{instance_types: [m7i.large]}}}}\n")
    assert found["node_groups"]["a"]["max_size"] == most


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "terracutter.yaml").mkdir()
    for path, reason in (
        (tmp_path / "terracutter.yaml", "Is a directory."),
        (tmp_path / "missing.yaml", "No such file or directory."),
        (tmp_path / "a\0b", "embedded null byte."),
    ):
        with pytest.raises(Refused) as error:
            from_file(path, QUESTIONNAIRE)
        name = path.name
        assert str(error.value) == f"Error: {name}: Unreadable answers file\n  {path}: {reason}"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_an_endless_file_is_not_read_to_its_end():
    with pytest.raises(Refused) as error:
        from_file(Path("/dev/zero"), QUESTIONNAIRE)
    assert str(error.value) == (
        "Error: zero: Unreadable text\n  It has more than 250,000 bytes; no answers need as many."
    )


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "{}\n", "~\n"])
def test_an_empty_file_leaves_every_question_to_its_default(text):
    assert answers(text).environments[0].values == answers().environments[0].values


@pytest.mark.parametrize(
    ("text", "found", "hint"),
    [
        ("- region\n", "a list of 1", ""),
        ("region\n", '"region"', ""),
        ("''\n", '""', ""),
        (
            "region = 'eu-west-1'\n",
            "\"region = 'eu-west-1'\"",
            "type a colon and a blank in the place of the equals sign",
        ),
        ("region:eu-west-1\n", '"region:eu-west-1"', "type a blank behind the colon"),
        ('variable "a" {}\n', '"variable "a" {}"', "this looks like Terraform; answers are YAML"),
        ("<html></html>\n", '"<html></html>"', "this looks like a page of a website; download the file itself"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(text, found, hint):
    assert refused(text) == [
        (
            "Error: terracutter.yaml:1: Invalid answers file\n"
            f"  found {found}; allowed is a mapping of question to answer, such as `region: eu-west-1`."
        )
        + (f"\n  hint: {hint}" if hint else "")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"k{n}: x\n" for n in range(22_000)),
        "environments:\n" + "".join(f" k{n}:\n  regoin: x\n" for n in range(10_000)),
        "environments: [" + "a, " * 80_000 + "b]",
        "node_groups:\n a:\n" + "".join(f"  k{n}: x\n" for n in range(20_000)),
        "zones: [" + ", ".join(f"k{n}" for n in range(30_000)) + "]",
        "region: " + "x" * (MAXIMUM_BYTES - 100),
        "x" * 1000 + ": y",
        "zones: " + "a," * 120_000,
        "tags: {" + ", ".join(f"k{n}: v" for n in range(20_000)) + "}",
        "node_groups: '" + "{a: " * 60_000 + "'",
    ],
    ids=["questions", "environments", "list", "keys", "zones", "word", "key", "commas", "tags", "braces"],
)  # fmt: skip
def test_hostile_answers_are_refused_quickly_and_briefly(text):
    start = time.process_time()
    found = refused(text)
    assert time.process_time() - start < 1
    assert all(len(one) < 600 for one in found)


_TEXTS = st.sampled_from(
    [*QUESTIONNAIRE.by_name, "general", "instance_types", "labels", "m7i.large", "us-east-1a", "10.0.0.0/16", "none",
     "1.35", "0", "true", "private", "production", "prod", "{}", "[]", "~", "a"]
) | st.text(max_size=8)  # fmt: skip
_TREES = st.recursive(
    _TEXTS | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=5),
    max_leaves=15,
)


def _never_fails(make_given):
    try:
        complete(QUESTIONNAIRE, *make_given())
    except TerracutterError as error:
        assert str(error)  # noqa: PT017
        str(error).encode("utf-8", "backslashreplace")


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(st.sampled_from([*QUESTIONNAIRE.by_name]), _TREES, max_size=6))
def test_any_answers_are_taken_or_refused(document):
    _never_fails(lambda: given_in(as_yaml(document).encode("utf-8", "replace")))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(_TEXTS, st.dictionaries(st.sampled_from([*QUESTIONNAIRE.by_name]), _TREES, max_size=4), max_size=3)
)
def test_any_answers_of_environments_are_taken_or_refused(environments):
    _never_fails(lambda: given_in(as_yaml({"environments": environments}).encode("utf-8", "replace")))


_NAMES = st.sampled_from([*QUESTIONNAIRE.by_name]) | st.text(max_size=12)
_ANYTHING = st.text(st.characters(), max_size=30) | _TREES.map(json.dumps)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.builds("{}={}".format, _NAMES | _NAMES.map("environments.production.{}".format), _ANYTHING), max_size=4)
)
def test_any_setting_is_taken_or_refused(settings_given):
    _never_fails(lambda: from_settings(settings_given, QUESTIONNAIRE))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_NAMES.map(lambda name: f"TERRACUTTER_{name.upper()}"), _ANYTHING, max_size=4))
def test_any_environment_variable_is_taken_or_refused(variables):
    _never_fails(lambda: from_variables(variables, QUESTIONNAIRE))


def test_a_mapping_on_one_line_that_is_no_yaml_is_refused_by_its_name():
    (message,) = refused("region: eu-west-1\naccess_entries: '{}x'\n")
    assert message.startswith("Error: terracutter.yaml:2: Invalid YAML\n  access_entries: This is not YAML: ")
