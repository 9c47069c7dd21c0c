"""What each question takes and refuses, in which words, and which question files are wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from answer_sets import DAY
from terracutter import catalog
from terracutter.diagnostics import Refused
from terracutter.document import plain, read_document
from terracutter.questions import Place
from terracutter.questions.questionnaire import QuestionFileError, load
from terracutter.questions.types import INVALID, node_of_text


def read_value(questionnaire, name, text):
    """One question's value of a text in an answers file, and the messages."""
    report = []
    mapping = read_document(f"{name}: {text}", "terracutter.yaml")
    kind = questionnaire.by_name[name].type
    found = kind.read(mapping.get(name), Place(name, "terracutter.yaml", report))
    assert (found is INVALID) == bool(report)
    return found, [str(one) for one in report]


TAKEN = [
    ("repository", "a", "a"),
    ("repository", "a" * 30, "a" * 30),
    ("environments", "[a, b]", ("a", "b")),
    ("environments", "[a, b, c, d, e, f, g, h, i, j]", tuple("abcdefghij")),
    ("environments", f"[{'a' * 16}]", ("a" * 16,)),
    ("environments", "dev, prod", ("dev", "prod")),
    ("environments", "[on, no, 'y']", ("on", "no", "y")),
    ("account_id", "012345678901", "012345678901"),
    ("account_id", "none", None),
    ("account_id", "", None),
    ("account_id", "~", None),
    ("log_retention_days", "1", 1),
    ("log_retention_days", "3653", 3653),
    ("log_retention_days", "'365'", 365),
    ("state_bucket", "abc", "abc"),
    ("state_bucket", "a" * 63, "a" * 63),
    ("state_bucket", "1.2.3.4.5", "1.2.3.4.5"),
    ("tags", "{cost-center: 0755, flag: NO, version: 1.30, at: 10:30, empty: ''}",
     {"cost-center": "0755", "flag": "NO", "version": "1.30", "at": "10:30", "empty": ""}),
    ("tags", "{" + "k" * 127 + ": " + "v" * 256 + "}", {"k" * 127: "v" * 256}),
    ("tags", "{" + ", ".join(f"k{n}: v" for n in range(40)) + "}", {f"k{n}": "v" for n in range(40)}),
    ("tags", "none", {}),
    ("tags", "", {}),
    ("region", "eu-west-1", "eu-west-1"),
    ("zones", "[us-east-1a, us-east-1b]", ("us-east-1a", "us-east-1b")),
    ("zones", "[xx-a-1a, xx-a-1b, xx-a-1c, xx-a-1d, xx-a-1e, xx-a-1f]", tuple(f"xx-a-1{one}" for one in "abcdef")),
    ("vpc_cidr", "10.0.0.0/16", "10.0.0.0/16"),
    ("vpc_cidr", "10.0.252.0/22", "10.0.252.0/22"),
    ("interface_endpoints", "[]", ()),
    ("interface_endpoints", "ec2, ecr.api", ("ec2", "ecr.api")),
    ("gateway_endpoints", "none", ()),
    ("gateway_endpoints", "dynamodb, s3", ("dynamodb", "s3")),
    ("flow_logs", "none", "none"),
    ("transit_gateway_id", "tgw-0123456789abcdef0", "tgw-0123456789abcdef0"),
    ("transit_gateway_cidrs", "0.0.0.0/0, 10.0.0.0/8", ("0.0.0.0/0", "10.0.0.0/8")),
    ("flow_log_bucket_arn", "arn:aws:s3:::abc", "arn:aws:s3:::abc"),
    ("flow_log_bucket_arn", "arn:aws-us-gov:s3:::a.b-c/x/AWSLogs.d/", "arn:aws-us-gov:s3:::a.b-c/x/AWSLogs.d/"),
    ("kubernetes_version", "1.35", "1.35"),
    ("endpoint_public_access_cidrs", "none", ()),
    ("endpoint_public_access_cidrs", "", ()),
    ("endpoint_public_access_cidrs", "[0.0.0.0/8, 1.2.3.4/32]", ("0.0.0.0/8", "1.2.3.4/32")),
    ("administrator_role_arns", "[]", ()),
    ("service_cidr", "10.0.0.0/12", "10.0.0.0/12"),
    ("service_cidr", "192.168.255.0/24", "192.168.255.0/24"),
    ("secrets_key_arn", "arn:aws:kms:us-east-1:111122223333:key/mrk-" + "0a" * 16,
     "arn:aws:kms:us-east-1:111122223333:key/mrk-" + "0a" * 16),
    ("secrets_key_arn", "none", None),
    ("control_plane_logs", "none", ()),
    ("control_plane_logs", "scheduler, audit", ("scheduler", "audit")),
    ("api_access_cidrs", "10.0.0.0/8, 192.168.0.1/32", ("10.0.0.0/8", "192.168.0.1/32")),
    ("cluster_security_group_rules", "none", {}),
    ("cluster_security_group_rules", "", {}),
    ("cluster_security_group_rules", "{" + "a" * 40 + ": {security_group_id: sg-0123456789abcdef0, from_port: 0, "
     "to_port: 65535, description: " + "d" * 255 + "}}",
     {"a" * 40: {"security_group_id": "sg-0123456789abcdef0", "from_port": 0, "to_port": 65535,
                 "description": "d" * 255}}),
    ("access_entries", "{}", {}),
    ("access_entries", "none", {}),
    ("access_entries", ("{a: {principal_arn: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
     "AWSReservedSSO_Dev_0123456789abcdef', kubernetes_groups: 'team:a'}}"),
     {"a": {"principal_arn": "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
            "AWSReservedSSO_Dev_0123456789abcdef", "kubernetes_groups": ("team:a",)}}),
    ("node_groups", "{a: {instance_types: m7i.large, min_size: 0, max_size: 450, desired_size: 0, disk_size: 65536}}",
     {"a": {"instance_types": ("m7i.large",), "min_size": 0, "max_size": 450, "desired_size": 0, "disk_size": 65536}}),
    ("node_groups", "'{a: {instance_types: [m7i.large]}}'", {"a": {"instance_types": ("m7i.large",)}}),
    ("node_groups", "{" + "a" * 20 + ": {instance_types: [m7i.large], disk_size: 20}}",
     {"a" * 20: {"instance_types": ("m7i.large",), "disk_size": 20}}),
    ("node_groups", ("{a: {instance_types: m7i.large, taints: 'a=:NO_EXECUTE, " + "k" * 63 + "=" + "v" * 63 +
     ":PREFER_NO_SCHEDULE, x.y/z:NO_SCHEDULE', eviction_hard: {memory.available: 5%}, kube_reserved: {cpu: 250m}}}"),
     {"a": {"instance_types": ("m7i.large",),
            "taints": ("a=:NO_EXECUTE", "k" * 63 + "=" + "v" * 63 + ":PREFER_NO_SCHEDULE", "x.y/z:NO_SCHEDULE"),
            "eviction_hard": {"memory.available": "5%"}, "kube_reserved": {"cpu": "250m"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), TAKEN)
def test_just_inside_a_limit_is_taken(questionnaire, name, text, expected):
    assert read_value(questionnaire, name, text) == (expected, [])


_NAME = "a name of 1 to 30 lower-case letters, digits and hyphens, beginning with a letter, not ending in a hyphen"
_ENVIRONMENT = (
    "a name of 1 to 16 lower-case letters, digits and hyphens, beginning with a letter, not ending in a hyphen"
)
_BUCKET = "an S3 bucket name of 3 to 63 lower-case letters, digits, dots and hyphens, not written like an IP address"
_RETENTION = (
    "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653"
)
_TAG_KEY = 'a tag key of at most 127 letters, digits, spaces and _ . : / = + - @, not beginning with "aws:"'
_REGIONS = (
    f"one of {len(catalog.regions())}, among them {', '.join(list(catalog.regions())[:: len(catalog.regions()) // 6])}"
)
_LOGS = "the ARN of an S3 bucket, or of a folder in it other than AWSLogs, such as arn:aws:s3:::acme-log-archive"
_VPC = "an IPv4 network from /16 to /22 such as 10.0.0.0/16"
_GROUP = (
    "instance_types, capacity_type, capacity_reservation_id, min_size, max_size, desired_size, ami_id, ami_type, "
    "disk_size, disk_iops, disk_throughput, disk_key_arn, labels, taints, subnets, availability_zones, subnet_ids, "
    "max_unavailable, max_unavailable_percentage, node_repair, monitoring, efa, max_pods, kube_reserved, "
    "system_reserved, eviction_hard, registry_mirrors"
)
_SERVICES = "an IPv4 network from /12 to /24 such as 172.20.0.0/16"
_KEY = "the ARN of a KMS key such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_PRINCIPAL = "the ARN of an IAM role or user, with its path, such as arn:aws:iam::111122223333:role/developers"
_KUBERNETES_GROUP = (
    "a Kubernetes group such as platform:deployers, not beginning with system:, eks:, aws:, amazon: or iam:"
)

REFUSED = [
    ("repository", "Acme", "Invalid text", f'repository: found "Acme"; allowed is {_NAME}.', 'Did you mean "acme"?'),
    ("repository", "a" * 31, "Invalid text",
     f'repository: "{"a" * 31}" has 31 characters; allowed are 1 to 30 characters.', ""),
    ("repository", "a-", "Invalid text", f'repository: found "a-"; allowed is {_NAME}.', ""),
    ("repository", "'a\n\n  b'", "Invalid text", f'repository: found "a\\nb"; allowed is {_NAME}.', ""),
    ("repository", "", "Invalid text", f"repository: found nothing; allowed is {_NAME}.", ""),
    ("repository", "[a]", "Invalid text", f"repository: found a list of 1; allowed is {_NAME}.", ""),
    ("repository", "{a: b}", "Invalid text", f"repository: found a mapping; allowed is {_NAME}.", ""),
    ("repository", "x" * 300, "Invalid text",
     f'repository: "{"x" * 57}..." has 300 characters; allowed are 1 to 30 characters.', ""),
    ("environments", "[]", "Invalid list length", "environments: found 0; allowed are 1 to 10.", ""),
    ("environments", "[a, b, c, d, e, f, g, h, i, j, k]", "Invalid list length",
     "environments: found 11; allowed are 1 to 10.", ""),
    ("environments", "[a, b, a]", "Duplicate list item", 'environments: "a" stands twice.',
     "delete one of the two"),
    ("environments", f"[{'a' * 17}]", "Invalid text",
     f'environments.1: "{"a" * 17}" has 17 characters; allowed are 1 to 16 characters.', ""),
    ("environments", "a,,b", "Invalid text",
     'environments.2: "" has 0 characters; allowed are 1 to 16 characters.', ""),
    ("account_id", "12345678901", "Invalid text",
     'account_id: found "12345678901"; allowed is the 12 digits of an AWS account.', ""),
    ("account_id", "1234567890123", "Invalid text",
     'account_id: found "1234567890123"; allowed is the 12 digits of an AWS account.', ""),
    ("account_id", "１２３４５６７８９０１２", "Invalid text",  # noqa: RUF001
     'account_id: found "１２３４５６７８９０１２"; allowed is the 12 digits of an AWS account.', ""),  # noqa: RUF001
    ("log_retention_days", "2", "Invalid number", f'log_retention_days: found "2"; allowed is {_RETENTION}.', ""),
    ("log_retention_days", "0365", "Invalid number",
     f'log_retention_days: found "0365"; allowed is {_RETENTION}.', "type 365"),
    ("log_retention_days", "365.0", "Invalid number",
     f'log_retention_days: found "365.0"; allowed is {_RETENTION}.', "type 365"),
    ("state_bucket", "ab", "Invalid text", 'state_bucket: "ab" has 2 characters; allowed are 3 to 63 characters.', ""),
    ("state_bucket", "192.168.0.1", "Invalid text", f'state_bucket: found "192.168.0.1"; allowed is {_BUCKET}.', ""),
    ("tags", "{AWS:x: y}", "Invalid text", f'tags: found "AWS:x"; allowed is {_TAG_KEY}.', ""),
    ("tags", "{'': y}", "Invalid text", 'tags: "" has 0 characters; allowed are 1 to 127 characters.', ""),
    ("tags", "{" + "k" * 128 + ": y}", "Invalid text",
     f'tags: "{"k" * 57}..." has 128 characters; allowed are 1 to 127 characters.', ""),
    ("tags", "{a: " + "v" * 257 + "}", "Invalid text",
     f'tags.a: "{"v" * 57}..." has 257 characters; allowed are 0 to 256 characters.', ""),
    ("tags", "{" + ", ".join(f"k{n}: v" for n in range(41)) + "}", "Too many keys",
     "tags: found 41; allowed are at most 40.", ""),
    ("tags", "[a]", "Invalid mapping",
     ("tags: found a list of 1; allowed is a mapping of at most 40 keys, each to a tag value of at most 256 letters, "
     'digits, spaces and _ . : / = + - @, not beginning with "aws:".'), ""),
    ("region", "eu-west1", "Invalid choice",
     f'region: found "eu-west1"; allowed is {_REGIONS}.', 'Did you mean "eu-west-1"?'),
    ("zones", "[us-east-1a]", "Invalid list length", "zones: found 1; allowed are 2 to 6.", ""),
    ("zones", "[us-east-1a, us-east-1g]", "Invalid text",
     'zones.2: found "us-east-1g"; allowed is an availability zone such as us-east-1a.', ""),
    ("vpc_cidr", "10.0.0.0/15", "Invalid CIDR block", f'vpc_cidr: found "10.0.0.0/15"; allowed is {_VPC}.', ""),
    ("vpc_cidr", "10.0.0.0/23", "Invalid CIDR block", f'vpc_cidr: found "10.0.0.0/23"; allowed is {_VPC}.', ""),
    ("vpc_cidr", "10.0.1.0/16", "Invalid CIDR block",
     'vpc_cidr: "10.0.1.0/16" has host bits set.', "The network is 10.0.0.0/16."),
    ("vpc_cidr", "10.0.0.256/16", "Invalid CIDR block", f'vpc_cidr: found "10.0.0.256/16"; allowed is {_VPC}.', ""),
    ("vpc_cidr", "10.0.0.0", "Invalid CIDR block", f'vpc_cidr: found "10.0.0.0"; allowed is {_VPC}.', ""),
    ("vpc_cidr", "fd00::/16", "Invalid CIDR block",
     f'vpc_cidr: found "fd00::/16"; allowed is {_VPC}.', "type an IPv4 network"),
    ("gateway_endpoints", "[s3, sqs]", "Invalid choice",
     'gateway_endpoints.2: found "sqs"; allowed is s3 or dynamodb.', ""),
    ("interface_endpoints", "[com.amazonaws.eu-west-1.ec2]", "Invalid text",
     ('interface_endpoints.1: found "com.amazonaws.eu-west-1.ec2"; '
     "allowed is the end of a VPC endpoint service's name such as ecr.api."),
     "type only what follows the region, such as ecr.api"),
    ("flow_logs", "true", "Invalid choice", 'flow_logs: found "true"; allowed is cloudwatch, s3 or none.', ""),
    ("transit_gateway_id", "tgw-0123456789abcdef", "Invalid text",
     ('transit_gateway_id: found "tgw-0123456789abcdef"; '
     "allowed is the id of a transit gateway such as tgw-0123456789abcdef0."), ""),
    ("transit_gateway_cidrs", "[10.64.0.0/33]", "Invalid CIDR block",
     ('transit_gateway_cidrs.1: found "10.64.0.0/33"; '
     "allowed is an IPv4 network from /0 to /32 such as 10.64.0.0/12."), ""),
    ("flow_log_bucket_arn", "acme-logs", "Invalid text",
     f'flow_log_bucket_arn: found "acme-logs"; allowed is {_LOGS}.', ""),
    ("flow_log_bucket_arn", "arn:aws:s3:::acme-logs/AWSLogs/", "Invalid text",
     f'flow_log_bucket_arn: found "arn:aws:s3:::acme-logs/AWSLogs/"; allowed is {_LOGS}.', ""),
    ("kubernetes_version", "1.3", "Invalid choice",
     'kubernetes_version: found "1.3"; allowed is 1.36, 1.35, 1.34, 1.33, 1.32 or 1.31.', 'Did you mean "1.36"?'),
    ("endpoint_public_access_cidrs", "[0.0.0.0/0]", "Invalid CIDR block",
     ('endpoint_public_access_cidrs.1: found "0.0.0.0/0"; '
     "allowed is an IPv4 network from /8 to /32 such as 203.0.113.0/24."), ""),
    ("endpoint_public_access_cidrs", "[" + ", ".join(f"1.1.1.{n}/32" for n in range(41)) + "]", "Invalid list length",
     "endpoint_public_access_cidrs: found 41; allowed are 0 to 40.", ""),
    ("endpoint_public_access_cidrs", "[2001:db8::/32]", "Invalid CIDR block",
     ('endpoint_public_access_cidrs.1: found "2001:db8::/32"; '
     "allowed is an IPv4 network from /8 to /32 such as 203.0.113.0/24."), "type an IPv4 network"),
    ("endpoint_public_access_cidrs", "[203.0.113.7/24]", "Invalid CIDR block",
     'endpoint_public_access_cidrs.1: "203.0.113.7/24" has host bits set.', "The network is 203.0.113.0/24."),
    ("service_cidr", "10.0.0.0/11", "Invalid CIDR block", f'service_cidr: found "10.0.0.0/11"; allowed is {_SERVICES}.',
     ""),
    ("service_cidr", "10.0.0.0/25", "Invalid CIDR block", f'service_cidr: found "10.0.0.0/25"; allowed is {_SERVICES}.',
     ""),
    ("secrets_key_arn", "arn:aws:kms:us-east-1:111122223333:alias/secrets", "Invalid text",
     f'secrets_key_arn: found "arn:aws:kms:us-east-1:111122223333:alias/secrets"; allowed is {_KEY}.', ""),
    ("control_plane_logs", "audit, kubelet", "Invalid choice",
     ('control_plane_logs.2: found "kubelet"; '
     "allowed is api, audit, authenticator, controllerManager or scheduler."), ""),
    ("api_access_cidrs", "0.0.0.0/0", "Invalid CIDR block",
     ('api_access_cidrs.1: found "0.0.0.0/0"; '
     "allowed is an IPv4 network from /8 to /32 such as 192.168.0.0/24."), ""),
    ("cluster_security_group_rules", "{a: {cidr: 0.0.0.0/0, from_port: 1}}", "Invalid CIDR block",
     ('cluster_security_group_rules.a.cidr: found "0.0.0.0/0"; '
     "allowed is an IPv4 network from /8 to /32 such as 192.168.0.0/24."), ""),
    ("cluster_security_group_rules", "{a: {cidr: 10.0.0.0/8, from_port: 65536}}", "Invalid number",
     'cluster_security_group_rules.a.from_port: found "65536"; allowed is a whole number from 0 to 65535.', ""),
    ("cluster_security_group_rules", "{a: {cidr: 10.0.0.0/8, from_port: 1, description: Prüfer}}", "Invalid text",
     ('cluster_security_group_rules.a.description: found "Prüfer"; allowed is 1 to 255 letters without accents, '
     "digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *."), ""),
    ("access_entries", "{a: {policy: view}}", "Missing key", "access_entries.a: principal_arn must be given.", ""),
    ("access_entries", "{a: {principal_arn: 'arn:aws:sts::111122223333:assumed-role/x/y'}}", "Invalid text",
     f'access_entries.a.principal_arn: found "arn:aws:sts::111122223333:assumed-role/x/y"; allowed is {_PRINCIPAL}.',
     "that is a session, which EKS refuses; type the role behind it, arn:aws:iam::ACCOUNT:role/NAME"),
    ("access_entries", "{a: {principal_arn: 'arn:aws:iam::111122223333:root'}}", "Invalid text",
     f'access_entries.a.principal_arn: found "arn:aws:iam::111122223333:root"; allowed is {_PRINCIPAL}.',
     "let people assume a role, and type that"),
    ("access_entries", "{a: {principal_arn: 'arn:aws:iam::111122223333:role/x', policy: root}}", "Invalid choice",
     ('access_entries.a.policy: found "root"; '
     "allowed is view, edit, admin, admin-view, cluster-admin or none."), ""),
    ("access_entries",
     "{a: {principal_arn: 'arn:aws:iam::111122223333:role/x', policy: none, kubernetes_groups: 'system:masters'}}",
     "Invalid text", f'access_entries.a.kubernetes_groups.1: found "system:masters"; allowed is {_KUBERNETES_GROUP}.',
     ""),
    ("access_entries", "{a: {principal_arn: 'arn:aws:iam::111122223333:role/x', namespaces: Shop}}", "Invalid text",
     'access_entries.a.namespaces.1: found "Shop"; allowed is a Kubernetes namespace such as payments.',
     'Did you mean "shop"?'),
    ("administrator_role_arns", "arn:aws:iam::111122223333:user/x", "Invalid text",
     ('administrator_role_arns.1: found "arn:aws:iam::111122223333:user/x"; '
     "allowed is the ARN of an IAM role such as arn:aws:iam::111122223333:role/platform-team."),
     "let people assume a role, and type that"),
    ("node_groups", "m7i.large", "Invalid mapping",
     f'node_groups: found "m7i.large"; allowed is a mapping of 0 to 30 names, each with {_GROUP}.',
     "{NAME: {instance_types: …}}"),
    ("node_groups", "{a: m7i.large}", "Invalid mapping",
     f'node_groups.a: found "m7i.large"; its keys are {_GROUP}.', ""),
    ("node_groups", "{a: {min_size: 1}}", "Missing key", "node_groups.a: instance_types must be given.", ""),
    ("node_groups", "{a: {instance_type: m7i.large, instance_types: [m7i.large]}}", "Unknown key",
     f'node_groups.a: "instance_type" is not one of {_GROUP}.', 'Did you mean "instance_types"?'),
    ("node_groups", "{a: {instance_types: [m7i.huge]}}", "Invalid text",
     'node_groups.a.instance_types.1: found "m7i.huge"; allowed is an EC2 instance type such as m7i.large.',
     ("EC2 has m7i.large, m7i.xlarge, m7i.2xlarge, m7i.4xlarge, m7i.8xlarge, m7i.12xlarge, m7i.16xlarge, "
      "m7i.24xlarge, m7i.48xlarge, m7i.metal-24xl, m7i.metal-48xl")),
    ("node_groups", "{a: {instance_types: [m7i.large], min_size: -1}}", "Invalid number",
     'node_groups.a.min_size: found "-1"; allowed is a whole number from 0 to 450.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], max_size: 0}}", "Invalid number",
     'node_groups.a.max_size: found "0"; allowed is a whole number from 1 to 450.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], max_size: 451}}", "Invalid number",
     'node_groups.a.max_size: found "451"; allowed is a whole number from 1 to 450.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], disk_size: 19}}", "Invalid number",
     'node_groups.a.disk_size: found "19"; allowed is a whole number from 20 to 65536.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], disk_size: 65537}}", "Invalid number",
     'node_groups.a.disk_size: found "65537"; allowed is a whole number from 20 to 65536.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], disk_size: 99999999999999999999}}", "Invalid number",
     'node_groups.a.disk_size: found "99999999999999999999"; allowed is a whole number from 20 to 65536.', ""),
    ("node_groups", "{a: {instance_types: [m7i.large], labels: {-x: y}}}", "Invalid text",
     ('node_groups.a.labels: found "-x"; allowed is a Kubernetes label key such as example.com/team, '
     "a name of at most 63 letters, digits and - _ . behind a domain of at most 253."), ""),
    ("node_groups", "{a: {instance_types: [m7i.large], labels: {x: " + "y" * 64 + "}}}", "Invalid text",
     f'node_groups.a.labels.x: "{"y" * 57}..." has 64 characters; allowed are 0 to 63 characters.', ""),
    ("node_groups", "'{a: {instance_types: [m7i.large'", "Invalid YAML",
     "node_groups: This is not YAML: did not find expected ',' or ']'.",
     "look for a missing comma or bracket, and for a comment, which begins with #"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "summary", "detail", "hint"), REFUSED)
def test_just_outside_a_limit_is_refused(questionnaire, name, text, summary, detail, hint):
    found, messages = read_value(questionnaire, name, text)
    assert found is INVALID
    tail = f"\n  hint: {hint}" if hint else ""
    without_sources = [message.partition("\n  source: ")[0] for message in messages]
    assert [message.replace("yaml:3:", "yaml:1:") for message in without_sources] == [
        f"Error: terracutter.yaml:1: {summary}\n  {detail}{tail}"
    ]


def test_every_version_and_region_of_the_catalogue_may_be_chosen(questionnaire):
    assert list(questionnaire.by_name["region"].type.choices) == list(catalog.regions())
    assert catalog.kubernetes_versions()[catalog.default_kubernetes_version(DAY)].phase(DAY) == "standard"


def test_a_recommended_version_that_has_left_standard_support_is_no_longer_the_default():
    assert catalog.default_kubernetes_version(date(2027, 3, 27)) == "1.35"
    assert catalog.default_kubernetes_version(date(2027, 3, 28)) == "1.36"


def test_the_catalogue_says_where_its_facts_come_from():
    for name in ("instances", "kubernetes", "regions"):
        facts = json.loads((Path(catalog.__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
        assert facts["source"]
        assert date.fromisoformat(facts["date"]) <= datetime.now(tz=UTC).date()


_REPOSITORY = "interview: []\nsections: {s: S}\nsection: s\nquestions:\n  a: {type: text, title: A}\n"


@pytest.mark.parametrize(
    ("repository", "module", "expected"),
    [
        (_REPOSITORY + "extra: 1\n", "", "repository.yaml: unknown key 'extra'"),
        (_REPOSITORY, "questions: {b: {type: text, title: B, tittle: C}}", "module.yaml: b: unknown key 'tittle'"),
        (_REPOSITORY, "questions: {b: {type: txt, title: B}}", "module.yaml: b: unknown type 'txt'"),
        (
            _REPOSITORY,
            "questions: {b: {type: text, title: B, cost: {day: a thing}}}",
            "b: cost 'day' is none of none, hour, instances, usage, rate",
        ),
        (
            _REPOSITORY,
            "questions: {b: {type: text, title: B, link: 'http://kubernetes.io/docs/'}}",
            "b: link 'http://kubernetes.io/docs/' is no https address of a page",
        ),
        (_REPOSITORY, "questions: {a: {type: text, title: B}}", "two question files ask a question of the same name"),
        (_REPOSITORY, "needs: [nowhere]", "modules mine need each other, or a module that is missing"),
        (
            "questions:\n  a: {type: text, title: A, section: t}\n",
            "",
            "a is in section 't', which is not among the sections of",
        ),
        ("interview: [b]\nquestions: {}\n", "", "repository.yaml: interview names 'b', which no file asks"),
        (
            _REPOSITORY,
            "rules: [{question: a, if: x}]",
            "module.yaml: rule 1: Rule.__init__() got an unexpected keyword",
        ),
        (_REPOSITORY, "[]", "module.yaml: expected a mapping"),
        (_REPOSITORY, "when: a ** 2", "module.yaml: when: Pow is not part of the language of question files"),
        (_REPOSITORY, "has: {b: open('x')}", "module.yaml: has b: open is no function of question files"),
        (
            _REPOSITORY,
            "rules: [{question: a, summary: S, detail: '{{ a'}]",
            "module.yaml: rule 1: {{ a: unexpected end",
        ),
    ],
)
def test_a_wrong_question_file_is_named(tmp_path, repository, module, expected):
    (tmp_path / "modules" / "mine").mkdir(parents=True)
    (tmp_path / "modules" / "mine" / "module.yaml").write_text(module)
    (tmp_path / "repository.yaml").write_text(repository)
    with pytest.raises(QuestionFileError) as error:
        load(tmp_path / "modules", tmp_path)
    assert expected in str(error.value)


def test_a_list_with_a_broken_line_is_refused_where_it_was_typed():
    with pytest.raises(Refused) as refused:
        node_of_text("[a, b", "--set zones")
    assert str(refused.value) == (
        "Error: --set zones: Invalid YAML\n  This is not YAML: did not find expected ',' or ']'.\n"
        "  hint: look for a missing comma or bracket, and for a comment, which begins with #"
    )


def test_question_files_hold_no_yaml_that_our_reader_takes_differently(questionnaire):
    """`plain` follows YAML 1.2; nothing in the files may mean something else to YAML 1.1."""
    for feature in questionnaire.features:
        path = feature.directory / "module.yaml"
        assert plain(read_document(path.read_bytes(), path.name)) == yaml.safe_load(path.read_text())
