"""The JSON Schema takes what the questions take and, as far as a schema can, refuses what they refuse."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from itertools import islice

import golden
import jsonschema
import pytest
import yaml
from answer_sets import QUESTIONNAIRE, answer_sets, answers, as_yaml, given_in, today  # noqa: F401
from hypothesis import given, settings
from schema_documents import Documents
from terracutter import pipeline, resources
from terracutter.answers import dump, resolve
from terracutter.questions.conditions import Translator, schema_of
from terracutter.questions.formats import FORMATS
from terracutter.questions.schema_rules import rules_of_document, rules_of_entries
from test_questions import REFUSED, TAKEN
from test_rules import RULES

TEXT = FORMATS["json-schema"](QUESTIONNAIRE)
SCHEMA = json.loads(TEXT)


def _pattern(_, pattern, instance, __):
    """As ECMA 262 has it: the end is not before a last line break."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


VALIDATOR = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})(SCHEMA)


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


@pytest.mark.parametrize(("name", "text", "value"), TAKEN)
def test_what_a_question_takes_passes(name, text, value):
    document = as_an_editor_reads(f"{CONDITIONS.get(name, '')}{name}: {text}")
    refused = any(one.summary in SUMMARIES for one in broken(document))
    assert VALIDATOR.is_valid(document) is not refused


# What has to be answered for a question to be asked.
CONDITIONS = {
    "transit_gateway_cidrs": "transit_gateway_id: tgw-0123456789abcdef0\n",
    "flow_log_bucket_arn": "flow_logs: s3\n",
    "secrets_key_arn": "secrets_encryption: given_key\n",
}


def test_an_environments_list_of_words_that_yaml_1_1_takes_for_switches_passes():
    VALIDATOR.validate({"environments": ["on", "no"]})


# What a schema cannot say: how a number was written.
_BEYOND_A_SCHEMA = {
    ("account_id", "12345678901"),
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


# What the schema leaves to the validator: what comes of each environment's number, and rules that it cannot say.
_NOT_CLAIMED = {"No value for a further environment"}
WITHOUT_RULES = replace(QUESTIONNAIRE, rules=())
SAID = tuple(rule for of in (rules_of_document, rules_of_entries) for rule, _ in of(QUESTIONNAIRE))
WITH_THESE = replace(QUESTIONNAIRE, rules=SAID)
SUMMARIES = {rule.summary for rule in SAID}


def errors(document, questionnaire=WITHOUT_RULES):
    """What types, keys and conditions refuse, and the rules of the questionnaire."""
    given_there, problems = given_in(as_yaml(document))
    found = (*problems, *resolve(questionnaire, given_there).diagnostics)
    return [one for one in found if one.severity == "error" and one.summary not in _NOT_CLAIMED]


def broken(document):
    return errors(document, WITH_THESE)


def is_written_otherwise(document):
    """A schema does not see what stands in braces in a text, and how many digits a number was written with."""
    match document:
        case str():
            return document.lstrip().startswith("{")
        case dict():
            account = document.get("account_id")
            is_short = isinstance(account, int) and len(str(account)) < 12
            return is_short or any(is_written_otherwise(one) for one in document.values())
        case list():
            return any(is_written_otherwise(one) for one in document)
    return isinstance(document, float)


_KINDS = {
    *("Duplicate list item", "Invalid CIDR block", "Invalid choice", "Invalid environment", "Invalid list length"),
    *("Invalid mapping", "Invalid number", "Invalid switch", "Invalid text", "Missing key", "Question not asked"),
    *("Invalid list", "Invalid number of entries", "Too many keys", "Unknown key", "Unknown question"),
}


@pytest.mark.parametrize("seed", [1, 2])
def test_schema_and_validator_agree_on_random_answers(seed):
    """What the schema refuses is refused, by a rule that it says too; what all but rules refuse, the schema refuses."""
    kinds, taken = Counter(), 0
    for document in islice(Documents(QUESTIONNAIRE, seed, broken), 1500):
        refused = errors(document)
        passes = VALIDATOR.is_valid(document)
        if passes and refused and is_written_otherwise(document):
            continue
        known = refused or (not passes and broken(document))
        assert passes is not bool(known), f"{json.dumps(document)}\n" + "\n".join(map(str, known or ()))
        taken += passes
        kinds.update(one.summary for one in refused)
    assert taken > 100
    assert sum(kinds.values()) > 1000
    assert set(kinds) <= _KINDS
    assert len(_KINDS - set(kinds)) <= 2, _KINDS - set(kinds)


def test_a_rule_never_takes_what_the_schema_refuses():
    """Schema and whole validator: what is refused by the schema alone would be a false alarm in an editor."""
    for document in islice(Documents(QUESTIONNAIRE, 3, broken), 250):
        given_there, problems = given_in(as_yaml(document))
        found = [*problems, *resolve(QUESTIONNAIRE, given_there).diagnostics]
        if not any(one.severity == "error" for one in found):
            VALIDATOR.validate(document)


@pytest.mark.parametrize("rule", SAID, ids=lambda rule: f"{rule.question}: {rule.summary}")
def test_a_rule_that_the_schema_says_is_refused_by_it(rule):
    """By its example in test_rules.py; the answers stand in an environment's own place as well."""
    shown = [text for text, expected in RULES if f": {rule.summary}\n" in expected]
    refused = [as_an_editor_reads(text) for text in shown]
    refused = [one for one in refused if any(rule.summary == found.summary for found in broken(one))]
    assert refused
    assert not any(VALIDATOR.is_valid(one) for one in refused)


def test_the_rules_that_the_schema_says_are_known():
    assert [f"{rule.question}: {rule.summary}" for rule in SAID] == KNOWN
    refusing = [rule for rule in QUESTIONNAIRE.rules if rule.severity == "error"]
    assert len(refusing) > 4 * len(KNOWN)


KNOWN = [
    "ci: State out of reach",
    "ci_repository: Repository in CI missing",
    "hcp_organization: HCP Terraform organization missing",
    "gitlab_project: GitLab project missing",
    "dependency_updates: Dependabot outside GitHub",
    "engine: OpenTofu with HCP Terraform",
    "vpc_id: VPC missing",
    "private_subnet_ids: Private subnets missing",
    "intra_subnet_ids: Intra subnets with Auto Mode",
    "flow_log_bucket_arn: Bucket of the flow logs missing",
    "transit_gateway_cidrs: Transit gateway without networks",
    "nat_gateways: Regional NAT gateway without AWS provider 6",
    "pod_cidr: Pod range with Auto Mode",
    "remote_node_cidrs: Hybrid nodes beside Auto Mode",
    "remote_node_cidrs: Hybrid nodes of an IPv6 cluster",
    "irsa: Roles for service accounts without their provider",
    "secrets_key_arn: Key missing",
    "argocd_identity_center_arn: Identity Center missing",
    "hybrid_nodes: IAM Roles Anywhere without provider 6",
    "addons: Add-on before there are nodes",
    "mountpoint_bucket_arns: Buckets missing",
    "external_dns_zone_arns: Hosted zones missing",
    "prometheus_workspace_arn: Prometheus workspace missing",
    "account_id: Account of Karpenter's role missing",
    "controllers: Account of the Gateway API controller missing",
    "autoscaler: Nothing for the Cluster Autoscaler",
    "velero_bucket: Bucket of Velero missing",
    "gitops: No Argo CD",
    "oidc_identity_provider: Issuer of the cluster's own tokens",
    "oidc_identity_provider: Prefix without groups",
    "oidc_identity_provider: Groups without a prefix",
    "access_entries: Access entry that grants nothing",
    "access_entries: Namespaces without a policy",
    "fargate_profiles: Fargate profile without selectors",
    "node_groups: Image missing",
    "node_groups: Two images",
    "node_groups: One instance type for SPOT",
    "node_groups: Capacity block without its reservation",
    "node_groups: Reservation for spot nodes",
    "node_groups: Reservation for several instance types",
    "node_groups: EFA on several instance types",
    "node_groups: EFA on Windows",
    "node_groups: Disk smaller than the image",
    "self_managed_node_groups: One instance type for spot nodes",
]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("vpc_id: vpc-0a1b2c3d4e5f60718", "vpc_id"),
        ("network: existing\nvpc_cidr: 10.0.0.0/16", "vpc_cidr"),
        ("auto_mode: true\nnode_groups: {}", "node_groups"),
        ('auto_mode: "true"\nenvironments: {a: {node_groups: {}}}', "node_groups"),
        ("capabilities: [ack]", "capabilities"),
        ("aws_provider: 6\ncapabilities: kro\nack_policy_arns: []", "ack_policy_arns"),
        ("flow_log_bucket_arn: arn:aws:s3:::acme-log-archive", "flow_log_bucket_arn"),
        ("profile: development\nflow_log_bucket_arn: none", "flow_log_bucket_arn"),
        ("transit_gateway_id: none\ntransit_gateway_cidrs: []", "transit_gateway_cidrs"),
        ("ebs_key_arn: none\naddons: [metrics-server]", "ebs_key_arn"),
        ("cert_manager_zone_arns: []", "cert_manager_zone_arns"),
        ("environments: {a: {remote_node_cidrs: [10.9.0.0/16]}, b: {hybrid_nodes: ssm}}", "hybrid_nodes"),
        ("environments: {a: {remote_node_cidrs: []}}\nhybrid_nodes: ssm", "hybrid_nodes"),
    ],
)
def test_an_answer_that_is_not_asked_for_is_refused_and_the_message_says_when_it_is(text, wrong):
    document = as_an_editor_reads(text)
    assert not VALIDATOR.is_valid(document)
    assert [one.summary for one in errors(document)] == ["Question not asked"]
    conditions = [one for one in SCHEMA["allOf"] if ": only where " in one["$comment"]]
    (condition,) = [one for one in conditions if wrong in one["$comment"].partition(":")[0].split(", ")]
    assert condition["$comment"].endswith(f": only where {QUESTIONNAIRE.by_name[wrong].when}")


@pytest.mark.parametrize(
    "text",
    [
        "{network: existing, vpc_id: vpc-0a1b2c3d, private_subnet_ids: [subnet-0a1b2c3d, subnet-0a1b2c3e]}",
        "auto_mode: true\nauto_mode_node_pools: [system]",
        "aws_provider: 6\ncapabilities: kro, ack\nack_policy_arns: []",
        "flow_logs: s3\nflow_log_bucket_arn: arn:aws:s3:::acme-log-archive",
        "ebs_key_arn: none",
        "addons: cert-manager\ncert_manager_zone_arns: []",
        "environments: {a: {remote_node_cidrs: [10.9.0.0/16], hybrid_nodes: ssm}, b: }",
        "environments: {a: {remote_node_cidrs: [10.9.0.0/16]}, b: }\nhybrid_nodes: ssm",
        "remote_node_cidrs: 10.9.0.0/16\nenvironments: {a: {hybrid_nodes: ssm}, b: {remote_node_cidrs: none}}",
    ],
)
def test_an_answer_that_is_asked_for_passes(text):
    document = as_an_editor_reads(text)
    assert errors(document) == []
    VALIDATOR.validate(document)


def test_what_cannot_be_told_lets_the_document_pass():
    translator = Translator(QUESTIONNAIRE)

    def asked(expression):
        return schema_of(translator.formula(expression, "repository", doubt=True))

    new = {"properties": {"network": {"enum": ["new"]}}}
    assert asked("network == 'new'") == asked("network == 'new' and zones_of(region)") == new
    assert asked("network == 'new' and not zones_of(region)") == new
    assert asked("network == 'new' or zones_of(region)") is True
    assert asked("not (network == 'new' and zones_of(region))") is True
    assert asked("region == kubernetes_version") is True


def test_a_condition_knows_the_defaults_of_each_profile():
    translator = Translator(QUESTIONNAIRE)
    found = translator.formula("flow_logs == 'none'", "repository", doubt=True)
    validator = jsonschema.Draft202012Validator(schema_of(found))
    holds = [{"flow_logs": "none"}, {"profile": "development"}, {"profile": "development", "network": "new"}]
    fails = [{}, {"profile": "private"}, {"flow_logs": "s3", "profile": "development"}]
    fails += [{"network": "existing", "profile": "development"}, {"network": "existing"}]
    assert [validator.is_valid(one) for one in (*holds, *fails)] == [True] * len(holds) + [False] * len(fails)


def _properties(schema):
    yield from schema.get("properties", {}).items()
    for inner in (*schema.get("anyOf", ()), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from _properties(inner)


def test_an_editor_has_something_to_say_of_everything():
    for question in QUESTIONNAIRE:
        found = SCHEMA["properties"][question.name]
        assert found["description"].startswith(question.help)
        assert ("default" in found) is (question.compute is None), question.name
        for name, inner in _properties(found):
            assert "$ref" in inner or inner.get("description"), f"{question.name}.{name}"
    assert SCHEMA["properties"]["flow_logs"]["enum"] == ["cloudwatch", "s3", "none"]
    assert SCHEMA["properties"]["flow_logs"]["enumDescriptions"][1].startswith("a bucket that is there already")
    assert SCHEMA["properties"]["zones"]["description"].endswith("Default: depends on other answers.")
    assert VALIDATOR.is_valid({name: one["default"] for name, one in SCHEMA["properties"].items() if name in ALWAYS})


ALWAYS = [one.name for one in QUESTIONNAIRE if one.when is None and one.compute is None]


def test_patterns_mean_the_same_wherever_a_schema_is_read():
    """ECMA 262 with its flag u knows no other escapes than these, and no other groups."""
    found = [json.loads(one) for one in re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', TEXT)]
    assert len(found) > 100
    for pattern in found:
        assert set(re.findall(r"\\(.)", pattern)) <= set("dwsSnrtux1^$.*+?()[]{}|/\\"), pattern
        assert set(re.findall(r"\(\?(.)", pattern)) <= {":", "=", "!"}, pattern


def test_the_text_has_short_lines_and_says_nothing_twice():
    assert len(TEXT.encode()) < 280_000
    references = set(re.findall(r'"#/\$defs/([^"]+)"', TEXT))
    assert references == set(SCHEMA["$defs"])


@pytest.mark.parametrize("name", golden.examples())
def test_an_editor_finds_the_schema_of_a_repository_and_has_nothing_to_say(name):
    """A relative path is relative to the file that names it."""
    answers_file = golden.EXAMPLES / name / "expected" / "terracutter.yaml"
    text = answers_file.read_text(encoding="utf-8")
    path = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)[1]
    schema = (answers_file.parent / path).read_text(encoding="utf-8")
    assert schema == TEXT
    VALIDATOR.validate(as_an_editor_reads(text))


def test_the_schema_that_ships_is_read_where_it_is_of_the_same_questions(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "answers_schema", lambda: tmp_path / "shipped.json")
    assert pipeline.answers_schema(QUESTIONNAIRE) == TEXT
    (tmp_path / "shipped.json").write_text(TEXT.replace("Answers of", "Shipped answers of"), encoding="utf-8")
    assert '"Shipped answers of Terracutter"' in pipeline.answers_schema(QUESTIONNAIRE)
    others = tuple(rule for rule in QUESTIONNAIRE.rules if "velero_bucket" not in (rule.question, *rule.when.split()))
    assert '"Shipped' not in pipeline.answers_schema(replace(QUESTIONNAIRE, rules=others))
    fewer = replace(
        QUESTIONNAIRE,
        questions=tuple(one for one in QUESTIONNAIRE if one.name != "velero_bucket"),
        rules=others,
    )
    made = pipeline.answers_schema(fewer)
    assert '"velero_bucket"' in TEXT
    assert '"velero_bucket"' not in made
    assert '"Shipped' not in made
