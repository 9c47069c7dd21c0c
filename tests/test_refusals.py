"""Every value that AWS refuses and `terraform validate` lets through is refused here, with limit, source and line."""

from __future__ import annotations

import json
import re

import pytest
from refusals import FILE, ROWS, rewritten, said
from terracutter import excerpts
from terracutter.catalog.limits import aws_limits
from terracutter.diagnostics import Diagnostic
from terracutter.evaluate import called, evaluate, instances, root_scope
from test_proof import parsed

# A valid resource of each type, for the rows to spoil.
RESOURCES = {
    "aws_autoscaling_group": {"launch_template": {"id": "lt-1"}, "max_size": 1, "min_size": 1},
    "aws_cloudwatch_log_group": {},
    "aws_ec2_transit_gateway_vpc_attachment": {
        "subnet_ids": ["subnet-1"],
        "transit_gateway_id": "tgw-1",
        "vpc_id": "vpc-1",
    },
    "aws_eks_access_entry": {"cluster_name": "c", "principal_arn": "arn:aws:iam::111122223333:role/r"},
    "aws_eks_access_policy_association": {
        "access_scope": {"type": "cluster"},
        "cluster_name": "c",
        "policy_arn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
        "principal_arn": "arn:aws:iam::111122223333:role/r",
    },
    "aws_eks_addon": {"cluster_name": "c", "addon_name": "vpc-cni"},
    "aws_eks_cluster": {
        "name": "c",
        "role_arn": "arn:aws:iam::111122223333:role/r",
        "vpc_config": {"subnet_ids": ["subnet-1", "subnet-2"]},
    },
    "aws_eks_fargate_profile": {
        "cluster_name": "c",
        "fargate_profile_name": "f",
        "pod_execution_role_arn": "arn:aws:iam::111122223333:role/r",
        "subnet_ids": ["subnet-1"],
    },
    "aws_eks_identity_provider_config": {"cluster_name": "c"},
    "aws_eks_node_group": {
        "cluster_name": "c",
        "node_role_arn": "arn:aws:iam::111122223333:role/r",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "scaling_config": {"min_size": 1, "desired_size": 1, "max_size": 2},
    },
    "aws_flow_log": {"log_destination_type": "s3", "traffic_type": "ALL", "vpc_id": "vpc-1"},
    "aws_iam_role": {"assume_role_policy": "{}"},
    "aws_launch_template": {},
    "aws_route": {"route_table_id": "rtb-1", "transit_gateway_id": "tgw-1"},
    "aws_s3_bucket": {},
    "aws_subnet": {"vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24"},
    "aws_vpc": {"cidr_block": "10.0.0.0/16"},
    "aws_vpc_endpoint": {"vpc_id": "vpc-1"},
    "aws_vpc_security_group_ingress_rule": {
        "from_port": 443,
        "ip_protocol": "tcp",
        "security_group_id": "sg-1",
        "to_port": 443,
    },
}
PROVIDERS = {"required_providers": {"aws": {"source": "hashicorp/aws", "version": ">= 5.100, < 7.0"}}}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_aws_would_refuse_is_refused_in_these_words(row):
    assert said(row) == row["says"], "`make golden` writes tests/refusals.yaml again"


def test_the_table_is_written_again_as_it_stands():
    assert rewritten() == FILE.read_text(encoding="utf-8")


def test_a_source_stands_beside_an_excerpt_and_in_json_too():
    one = Diagnostic("Invalid text", 'found "A".', hint='Did you mean "a"?', source="EKS API, ClusterName")
    detail = 'found "A". Did you mean "a"? Source: EKS API, ClusterName.'
    assert excerpts.as_text(one, None) == f"Error: Invalid text\n\n{detail}"
    assert json.loads(excerpts.as_json([one], {}))["diagnostics"] == [
        {"severity": "error", "summary": "Invalid text", "detail": detail}
    ]


def test_what_terraform_lets_through_is_refused_with_its_line_and_source():
    for row in ROWS:
        if "terraform" in row:
            assert ": terracutter.yaml:" in row["says"], row["id"]
            ours = "stands twice" in row["says"] or "Question not asked" in row["says"]
            assert ours or "\n  source: " in row["says"], row["id"]


def test_terraform_lets_every_such_value_through(terraform_with_aws, tmp_path):
    resources: dict[str, dict[str, object]] = {}
    for number, row in enumerate(ROWS):
        for kind, arguments in row.get("terraform", {}).items():
            resources.setdefault(kind, {})[f"row_{number}"] = {**RESOURCES[kind], **arguments}
    configuration = {"terraform": PROVIDERS, "resource": resources}
    file = tmp_path / "main.tf.json"
    file.write_text(json.dumps(configuration), encoding="utf-8")
    assert terraform_with_aws("init", "-backend=false", "-input=false", cwd=tmp_path).returncode == 0
    found = json.loads(terraform_with_aws("validate", "-json", cwd=tmp_path).stdout)
    assert [_told(one) for one in found["diagnostics"]] == []
    resources["aws_eks_node_group"]["caught"] = {**RESOURCES["aws_eks_node_group"], "ami_type": "AL2023"}
    file.write_text(json.dumps(configuration), encoding="utf-8")
    found = json.loads(terraform_with_aws("validate", "-json", cwd=tmp_path).stdout)
    assert [one["address"] for one in found["diagnostics"]] == ["aws_eks_node_group.caught"]


def _told(diagnostic):
    number = diagnostic.get("address", "").rpartition("_")[2]
    return (ROWS[int(number)]["id"] if number.isdigit() else "", diagnostic["summary"], diagnostic["detail"])


@pytest.mark.parametrize("profile", ["production", "private"])
def test_names_made_of_the_longest_answers_stay_within_their_limits(build, profile):
    repository, environment, group = "r" * 30, "e" * 16, "g" * 11
    files = build(
        f"profile={profile}",
        f"repository={repository}",
        f"environments={environment}",
        f"node_groups={{{group}: {{instance_types: [m7i.large]}}}}",
        "addons=aws-ebs-csi-driver,eks-node-monitoring-agent,metrics-server,snapshot-controller",
    ).files
    # AWS knows the id of a cluster, which is its name.
    known = {path: text.replace("aws_eks_cluster.this.id", "aws_eks_cluster.this.name") for path, text in files.items()}
    names = dict(_names(root_scope(parsed(known), f"environments/{environment}")))
    assert names["aws_iam_role.node", "name"] == f"{repository}-{environment}-{group}-node"
    assert len(names["aws_iam_role.node", "name"]) == 64
    for (address, argument), name in names.items():
        limit = aws_limits().arguments[address.partition(".")[0]][argument]
        shortest, longest = limit["length"]
        assert isinstance(name, str), (address, name)
        assert shortest <= len(name) <= longest, (address, name)
        assert re.fullmatch(limit.get("matches", [".*"])[0], name), (address, name)


def _names(scope):
    """By address and argument, what a resource in the configuration is named."""
    for block in scope.module.of_type("module"):
        for instance in (instances(block, scope) or {}).values():
            yield from _names(called(block, instance))
    for block in scope.module.of_type("resource"):
        kind, label = (one.value for one in block.labels)
        for argument in ("name", "name_prefix", "node_group_name", "description", "bucket"):
            attribute = block.body.attributes.get(argument)
            if attribute is not None and "length" in aws_limits().arguments.get(kind, {}).get(argument, {}):
                for instance in (instances(block, scope) or {}).values():
                    yield (f"{kind}.{label}", argument), evaluate(attribute.value, instance)
