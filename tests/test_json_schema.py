"""The JSON Schema takes what the questions take and, as far as a schema can, refuses what they refuse."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import pytest
import yaml
from answer_sets import QUESTIONNAIRE, answer_sets, answers, as_yaml, given_in, today  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st
from terracutter.answers import dump
from terracutter.questions import Place
from terracutter.questions.formats import FORMATS
from test_questions import REFUSED, TAKEN

SCHEMA = json.loads(FORMATS["json-schema"](QUESTIONNAIRE))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it."""


_Loader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def as_an_editor_reads(text):
    return yaml.load(text, Loader=_Loader) or {}


def test_it_is_a_valid_schema_of_draft_2020_12():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_describes_every_question():
    assert list(SCHEMA["properties"]) == [question.name for question in QUESTIONNAIRE]
    for question in QUESTIONNAIRE:
        assert SCHEMA["properties"][question.name]["title"] == question.title


@pytest.mark.parametrize("text", ["", "profile: private", "kubernetes_version: 1.35", 'kubernetes_version: "1.35"'])
def test_small_files_pass(text):
    VALIDATOR.validate(as_an_editor_reads(text))


@settings(max_examples=60, deadline=None)
@given(answer_sets(QUESTIONNAIRE))
def test_valid_answers_pass_as_given_and_as_written(document):
    VALIDATOR.validate(document)
    VALIDATOR.validate(as_an_editor_reads(dump(QUESTIONNAIRE, answers(as_yaml(document)))))


# An editor takes these for numbers or leaves the quotation marks to the reader, and says so; the reader takes them.
_STRICTER_THAN_THE_READER = {
    ("account_id", "012345678901"),
    ("log_retention_days", "'365'"),
    ("node_groups", "'{a: {instance_types: [m7i.large]}}'"),
}


@pytest.mark.parametrize(("name", "text", "value"), TAKEN)
def test_what_a_question_takes_passes(name, text, value):
    passes = VALIDATOR.is_valid(as_an_editor_reads(f"{name}: {text}"))
    assert passes is ((name, text) not in _STRICTER_THAN_THE_READER)


def test_an_environments_list_of_words_that_yaml_1_1_takes_for_switches_passes():
    VALIDATOR.validate({"environments": ["on", "no"]})


# What a schema cannot say: the bits behind a prefix, and how a number was written.
_BEYOND_A_SCHEMA = {
    ("vpc_cidr", "10.0.1.0/16"),
    ("endpoint_public_access_cidrs", "[203.0.113.7/24]"),
    ("log_retention_days", "0365"),
    ("log_retention_days", "365.0"),
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, text, *_ in REFUSED])
def test_what_a_question_refuses_is_refused(name, text):
    if (name, text) not in _BEYOND_A_SCHEMA:
        assert not VALIDATOR.is_valid(as_an_editor_reads(f"{name}: {text}"))
        if QUESTIONNAIRE.by_name[name].per_environment:
            assert not VALIDATOR.is_valid({"environments": {"a": as_an_editor_reads(f"{name}: {text}")}})


@pytest.mark.parametrize(
    "document",
    [
        [],
        "region",
        {"regoin": "eu-west-1"},
        {"environments": {}},
        {"environments": {"Dev": {}}},
        {"environments": {"dev": {"repository": "x"}}},
        {"environments": {"dev": {"regoin": "x"}}},
        {"environments": {"dev": []}},
        {"environments": {f"e{number}": None for number in range(11)}},
        {"environments": "a,b,"},
        {"environments": ["a", "a"]},
        {"kubernetes_version": 1.3},
        {"kubernetes_version": 1},
        {"zones": "us-east-1a"},
        {"zones": "us-east-1a, us-east-1z"},
        {"interface_endpoints": "x" * 257},
        {"interface_endpoints": "ec2, " + "x" * 257},
        {"addons": ["aws-ebs-csi"]},
        {"addons": "metrics-server, nothing-server"},
        {"flow_logs": "yes"},
        {"node_groups": {"a": {}}},
        {"node_groups": {"a": {"instance_types": ["m7i.large"], "tolerations": []}}},
        {"node_groups": {"a": {"instance_types": ["m7i.large"], "taints": ["a=b:NoSchedule"]}}},
        {"node_groups": {"a": None}},
        {"region": None},
        {"vpc_cidr": "10.0.0.0/23"},
        {"vpc_cidr": "10.0.0.999/16"},
    ],
)
def test_other_documents_are_refused(document):
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("text", ["{backup: true}", "{cost-center: 4711}", "{version: 1.30}", "{team: platform}"])
def test_an_editor_does_not_complain_of_unquoted_tags(text):
    VALIDATOR.validate(as_an_editor_reads(f"tags: {text}"))
    assert answers(f"tags: {text}")["tags"]


_SPOILED = st.sampled_from([[], {}, -1, 10**6, "?", True, None, "x" * 400, ["?"], {"?": "?"}])


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_schema_that_is_content_leaves_nothing_for_the_types_to_refuse(data):
    """Spoil one value of valid answers: unless the reader takes it too, the schema refuses it."""
    document = copy.deepcopy(data.draw(answer_sets(QUESTIONNAIRE)))
    name = data.draw(st.sampled_from(sorted(document)))
    document[name] = data.draw(_SPOILED)
    if not VALIDATOR.is_valid(document):
        return
    given_there, problems = given_in(as_yaml({name: document[name]}))
    assert problems == []
    for one in given_there:
        report = []
        QUESTIONNAIRE.by_name[one.question].type.read(one.node, Place(one.question, "f", report))
        assert report == [], document[name]
