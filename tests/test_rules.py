"""Each rule of the question files refuses in its own words, and raises no false alarm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from answer_sets import messages, today  # noqa: F401
from terracutter.questions import expressions

GATEWAY = "transit_gateway_id: tgw-0123456789abcdef0"

# Every rule of the question files, in their order: answers that break it, and all that is then said.
RULES = [
    (
        "tags: {team: x, ENVIRONMENT: y}",
        (
            "Error: terracutter.yaml:1: Reserved tag\n"
            "  tags: Repository and Environment are set on every resource already; "
            "delete them, however they are written."
        ),
    ),
    (
        "tags: {team: x, owner: z, Team: y}",
        (
            "Error: terracutter.yaml:1: Tags that differ by case alone\n"
            "  tags: to IAM team and Team are the same tag.\n"
            "  hint: keep one of them"
        ),
    ),
    (
        "region: us-east-1\nstate_bucket: a..b",
        (
            "Error: terracutter.yaml:2: Invalid bucket name\n"
            '  state_bucket: "a..b" has a dot beside a dot or a hyphen, which S3 refuses.'
        ),
    ),
    (
        "environments:\n  dev:\n  prod:\n    account_id: '111122223333'",
        (
            "Error: terracutter.yaml:4: Account named for one environment only\n"
            "  environments.prod.account_id: one of prod and dev names its AWS account and the other does not.\n"
            "  hint: name it for every environment, or for none"
        ),
    ),
    (
        "region: eu-west-1\nzones: [us-east-1a, eu-west-1b]",
        (
            "Error: terracutter.yaml:2: Zone of another region\n"
            "  zones: us-east-1a, eu-west-1b are not all zones of eu-west-1.\n"
            "  hint: type for example: eu-west-1a, eu-west-1b, eu-west-1c"
        ),
    ),
    (
        "region: us-west-1\nzones: [us-west-1a, us-west-1c]",
        (
            "Warning: terracutter.yaml:2: Unusual zone\n"
            "  zones: a new account sees us-west-1a, us-west-1b in us-west-1; "
            "check that yours sees us-west-1a, us-west-1c."
        ),
    ),
    (
        "environments:\n  dev: {region: us-gov-west-1}\n  prod: {region: us-west-2}",
        (
            "Error: terracutter.yaml:3: Two partitions\n"
            "  environments.prod.region: us-west-2 and us-gov-west-1 are in different AWS partitions, "
            "which share no policies.\n"
            "  hint: give each partition a repository of its own"
        ),
    ),
    (
        "environments:\n  dev: {}\n  prod: {vpc_cidr: 10.0.8.0/21}",
        (
            "Warning: terracutter.yaml:3: Overlapping address ranges\n"
            "  environments.prod.vpc_cidr: 10.0.8.0/21 of prod overlaps another environment; "
            "the two can never be connected."
        ),
    ),
    (
        "vpc_cidr: 169.254.0.0/16",
        (
            "Error: terracutter.yaml:1: Unusable address range\n"
            "  vpc_cidr: 169.254.0.0/16 has addresses that no host can have.\n"
            "  hint: choose one within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
        ),
    ),
    (
        "vpc_cidr: 11.0.0.0/16",
        (
            "Warning: terracutter.yaml:1: Public address range\n"
            "  vpc_cidr: 11.0.0.0/16 is not within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10."
        ),
    ),
    (
        "environments:\n  dev: {}\n  prod: {nat_gateways: none}",
        (
            "Error: terracutter.yaml:3: Mixed NAT gateways\n"
            "  environments.prod.nat_gateways: per_zone in dev, none in prod; "
            "the module they share has either public subnets or none.\n"
            "  hint: give environments without internet access a repository of their own"
        ),
    ),
    (
        "profile: private\ngateway_endpoints: [dynamodb]",
        (
            "Error: terracutter.yaml:2: Images out of reach\n"
            "  gateway_endpoints: without NAT gateways and without s3 no node of production gets an image: "
            "its layers come from S3.\n"
            "  hint: add s3, which is free"
        ),
    ),
    (
        "profile: private\ninterface_endpoints: [ec2, ecr.api, ecr.dkr, eks-auth, logs]",
        (
            "Error: terracutter.yaml:2: Nodes without a way to AWS\n"
            "  interface_endpoints: without NAT gateways nodes reach AWS through endpoints alone, "
            "and need eks, sts too.\n"
            "  hint: add what is missing, or delete the answer"
        ),
    ),
    (
        "interface_endpoints: [sts, s3]",
        (
            "Error: terracutter.yaml:1: Gateway endpoint asked for as an interface\n"
            "  interface_endpoints: s3 and dynamodb have gateway endpoints, which are free.\n"
            "  hint: name them in gateway_endpoints instead"
        ),
    ),
    (
        "region: mx-central-1\ninterface_endpoints: [sts, eks]",
        (
            "Warning: terracutter.yaml:2: Endpoint that the region lacks\n"
            "  interface_endpoints: mx-central-1 is not known to have eks.\n"
            '  hint: see "aws ec2 describe-vpc-endpoint-services --region mx-central-1"'
        ),
    ),
    (
        "interface_endpoints: [sts, ec2mesages]",
        (
            "Warning: terracutter.yaml:1: Unknown endpoint\n"
            "  interface_endpoints: no endpoint service is known by the name ec2mesages.\n"
            '  hint: Did you mean "ec2messages"?'
        ),
    ),
    (
        "region: ap-southeast-7\nnat_gateways: none",
        (
            "Warning: terracutter.yaml:2: Region without an endpoint for Pod Identity\n"
            "  nat_gateways: ap-southeast-7 is not known to have the endpoint eks-auth, "
            "without which the pods of production get no credentials.\n"
            "  hint: choose per_zone or single, or another region"
        ),
    ),
    (
        "flow_logs: s3",
        (
            "Error: Bucket of the flow logs missing\n"
            "  flow_log_bucket_arn: flow_logs is s3, and no bucket of production takes them.\n"
            "  hint: type for example: arn:aws:s3:::acme-log-archive"
        ),
    ),
    (
        "flow_logs: s3\nregion: us-gov-west-1\nflow_log_bucket_arn: arn:aws:s3:::acme-logs",
        (
            "Error: terracutter.yaml:3: Bucket of another partition\n"
            '  flow_log_bucket_arn: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".'
        ),
    ),
    (
        (
            f"profile: private\n{GATEWAY}\ntransit_gateway_cidrs: [10.64.0.0/12]\n"
            "interface_endpoints: [ec2, ecr.api, ecr.dkr]"
        ),
        (
            "Warning: terracutter.yaml:4: Endpoints of another network\n"
            "  interface_endpoints: nodes need eks, eks-auth, sts too: behind tgw-0123456789abcdef0, "
            "by the names that AWS gives them.\n"
            "  hint: share private hosted zones of the endpoints there with this VPC, or add what is missing"
        ),
    ),
    (
        f"environments:\n  dev: {{}}\n  prod:\n    {GATEWAY}\n    transit_gateway_cidrs: [10.64.0.0/12]",
        (
            "Error: terracutter.yaml:4: Transit gateway in one environment only\n"
            "  environments.prod.transit_gateway_id: one of prod and dev is connected to a transit gateway "
            "and the other is not.\n"
            "  hint: connect every environment, or none; else give them repositories of their own"
        ),
    ),
    (
        f"{GATEWAY}",
        (
            "Error: Transit gateway without networks\n"
            "  transit_gateway_cidrs: no network of production is behind tgw-0123456789abcdef0.\n"
            "  hint: type for example: transit_gateway_cidrs: [10.64.0.0/12]"
        ),
    ),
    (
        f"{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]",
        (
            "Error: terracutter.yaml:2: Two ways out\n"
            "  transit_gateway_cidrs: 0.0.0.0/0 leads to the NAT gateways already.\n"
            "  hint: set nat_gateways: none, or name the networks behind the transit gateway"
        ),
    ),
    (
        f"{GATEWAY}\ntransit_gateway_cidrs: [10.0.0.0/8, 10.0.0.0/16, 10.0.128.0/17, 10.1.0.0/16]",
        (
            "Error: terracutter.yaml:2: Network within the VPC\n"
            "  transit_gateway_cidrs: the VPC of production, 10.0.0.0/16, has 10.0.0.0/16, 10.0.128.0/17 itself.\n"
            "  hint: a network that holds the VPC's and more may stand there, for what is nearer goes first"
        ),
    ),
    (
        "nat_gateways: single",
        (
            "Warning: terracutter.yaml:1: Single NAT gateway in production\n"
            "  nat_gateways: when zone us-east-1a is lost, no node of production reaches the internet."
        ),
    ),
    (
        "environments:\n  dev:\n  prod: {administrator_role_arns: 'arn:aws:iam::111122223333:role/a'}",
        (
            "Error: terracutter.yaml:3: Administrators missing in one environment\n"
            "  environments.prod.administrator_role_arns: one of prod and dev names administrators "
            "and the other does not.\n"
            "  hint: name them for every environment, or for none"
        ),
    ),
    (
        "region: us-gov-west-1\nadministrator_role_arns: ['arn:aws:iam::111122223333:role/a']",
        (
            "Error: terracutter.yaml:2: Role of another partition\n"
            '  administrator_role_arns: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".'
        ),
    ),
    (
        "endpoint_public_access_cidrs: [10.1.0.0/16, 203.0.113.0/24]",
        (
            "Error: terracutter.yaml:1: Network that is not on the internet\n"
            "  endpoint_public_access_cidrs: nobody reaches the public endpoint from 10.1.0.0/16, "
            "and EKS refuses reserved addresses.\n"
            "  hint: name the public addresses behind which your people and pipelines are"
        ),
    ),
    (
        "profile: private\nendpoint_public_access_cidrs: [203.0.113.0/24]",
        (
            "Warning: terracutter.yaml:2: Public endpoint of a private cluster\n"
            "  endpoint_public_access_cidrs: the Kubernetes API answers to 203.0.113.0/24 over the internet."
        ),
    ),
    (
        "kubernetes_version: 1.31\nsupport_type: EXTENDED",
        (
            "Error: terracutter.yaml:1: Kubernetes version no longer offered\n"
            "  kubernetes_version: EKS has stopped offering 1.31.\n"
            "  hint: type for example: 1.35"
        ),
    ),
    (
        "kubernetes_version: 1.32\nsupport_type: EXTENDED",
        (
            "Warning: terracutter.yaml:1: Kubernetes version in extended support\n"
            "  kubernetes_version: 1.32 left standard support on 2026-03-23; its control plane costs six times as much."
        ),
    ),
    (
        "kubernetes_version: 1.32\nsupport_type: STANDARD",
        (
            "Warning: terracutter.yaml:1: Kubernetes version in extended support\n"
            "  kubernetes_version: 1.32 left standard support on 2026-03-23; "
            "its control plane costs six times as much.\n"
            "Error: terracutter.yaml:2: Version outside standard support\n"
            "  support_type: EKS upgrades a cluster of 1.32 at once under support_type STANDARD.\n"
            '  hint: set kubernetes_version: "1.35", or support_type: EXTENDED'
        ),
    ),
    (
        "node_groups:\n  a:\n    instance_types: [m7i.large]\n    min_size: 3\n    max_size: 2",
        (
            "Error: terracutter.yaml:2: Sizes out of order\n"
            "  node_groups.a: found min_size 3, desired_size 3, max_size 2; "
            "allowed is min_size ≤ desired_size ≤ max_size."
        ),
    ),
    (
        "node_groups:\n  b: {instance_types: [m7i.large]}\n  a: {instance_types: [m7i.large, m7g.large]}",
        (
            "Error: terracutter.yaml:3: Two architectures in one node group\n"
            "  node_groups.a: m7i.large, m7g.large are both arm64 and x86_64, and a group has one image.\n"
            "  hint: make two node groups"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [g5.xlarge, m7i.large]}",
        (
            "Error: terracutter.yaml:2: Two kinds of accelerator in one node group\n"
            "  node_groups.a: g5.xlarge, m7i.large need the images AL2023_x86_64_NVIDIA and AL2023_x86_64_STANDARD, "
            "and a group has one.\n"
            "  hint: make a node group for each image"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [mac2.metal]}",
        (
            "Error: terracutter.yaml:2: Instance type without Amazon Linux 2023\n"
            "  node_groups.a: Amazon Linux 2023 does not run on mac2.metal.\n"
            "  hint: m7i.large is a general instance type with Intel processors, m7g.large one with Graviton"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7g.large], ami_type: AL2023_x86_64_STANDARD}",
        (
            "Error: terracutter.yaml:2: Image of another architecture\n"
            "  node_groups.a: AL2023_x86_64_STANDARD does not run on m7g.large.\n"
            "  hint: delete ami_type, or type AL2023_ARM_64_STANDARD"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7i.large], capacity_type: SPOT}",
        (
            "Error: terracutter.yaml:2: One instance type for SPOT\n"
            "  node_groups.a: with m7i.large alone, one shortage takes all its nodes.\n"
            "  hint: add instance types of the same size, such as m7i.large, m6i.large, m7a.large"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7i.large], labels: {kubernetes.io/arch: arm64}}",
        (
            "Error: terracutter.yaml:2: Reserved label\n"
            "  node_groups.a: only Kubernetes and EKS set kubernetes.io/arch.\n"
            "  hint: use a prefix of your own, such as example.com/team"
        ),
    ),
    (
        (
            "repository: abcdefghij-abcdefghij-abcdefgh\n"
            "environments: [production-abcde]\n"
            "node_groups:\n"
            "  general-purpose: {instance_types: [m7i.large]}"
        ),
        (
            "Error: terracutter.yaml:4: Name too long\n"
            "  node_groups.general-purpose: the IAM role "
            "abcdefghij-abcdefghij-abcdefgh-production-abcde-general-purpose-node has 68 characters, AWS allows 64.\n"
            "  hint: shorten the name of the repository, the environment or the node group"
        ),
    ),
    (
        (
            "addons: [metrics-server]\n"
            "addon_versions: {vpc-cni: v1.20.4-eksbuild.2, snapshot-controller: v8.0.0-eksbuild.1}"
        ),
        (
            "Error: terracutter.yaml:2: Version of an add-on that is not installed\n"
            "  addon_versions: vpc-cni, snapshot-controller are not all among vpc-cni, kube-proxy, coredns, "
            "eks-pod-identity-agent, metrics-server.\n"
            "  hint: name it in addons as well, or delete its version"
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), RULES, ids=[expected.split("\n")[0] for _, expected in RULES])
def test_a_broken_rule_is_told_in_these_words(monkeypatch, text, expected):
    if "no longer offered" in expected:
        monkeypatch.setattr(expressions, "datetime", _LaterClock)
    assert "\n".join(messages(text)) == expected


class _LaterClock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 12, 1, tzinfo=tz or UTC)


def test_each_rule_has_its_refusing_example(questionnaire):
    summaries = {line.rpartition(": ")[2] for _, expected in RULES for line in expected.split("\n") if line[0] != " "}
    assert {rule.summary for rule in questionnaire.rules} == summaries


@pytest.mark.parametrize(
    "text",
    [
        "",
        "profile: production",
        "profile: development",
        "profile: private",
        "environments: [dev, staging, production]",
        "tags: {team: x, owner: y, aws-team: z, Name: n}",
        "state_bucket: a.b-c.d--e",
        "account_id: 000000000000\nenvironments: [a, b]",
        "environments:\n  a: {account_id: '111122223333'}\n  b: {account_id: 444455556666}",
        "region: us-gov-east-1\nadministrator_role_arns: arn:aws-us-gov:iam::111122223333:role/path/x",
        "region: us-west-1",
        "region: ap-northeast-1\nzones: ap-northeast-1d, ap-northeast-1a",
        "vpc_cidr: 10.255.0.0/16",
        "vpc_cidr: 100.64.0.0/16\nenvironments: [a, b]",
        "vpc_cidr: 172.31.252.0/22",
        "endpoint_public_access_cidrs: [203.0.113.7/32, 11.0.0.0/8, 172.32.0.0/16]",
        "environments: {a: {nat_gateways: single, profile: development}, b: {}}",
        "environments: {a: {nat_gateways: none}, b: {profile: private}}",
        "flow_logs: s3\nflow_log_bucket_arn: arn:aws:s3:::acme-logs",
        f"{GATEWAY}\ntransit_gateway_cidrs: [10.0.0.0/8, 192.168.0.0/16]",
        f"nat_gateways: none\n{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]\ngateway_endpoints: none",
        f"nat_gateways: none\nregion: ap-east-2\n{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]",
        "gateway_endpoints: none",
        "interface_endpoints: [ecr.api, ecr.dkr, guardduty-data]",
        "profile: private\ninterface_endpoints: ec2, ecr.api, ecr.dkr, eks, eks-auth, sts",
        "profile: private\nregion: ap-southeast-5\ninterface_endpoints: ec2, ecr.api, ecr.dkr, eks-auth, sts",
        "profile: private\ngateway_endpoints: [dynamodb, s3]",
        "kubernetes_version: 1.34",
        "node_groups: {a: {instance_types: [m7i.large], min_size: 0}}",
        "node_groups: {a: {instance_types: [m7i.large], min_size: 300}}",
        "node_groups: {a: {instance_types: [m7g.large, t4g.large], ami_type: AL2023_ARM_64_STANDARD}}",
        "node_groups: {a: {instance_types: [m7i.large], labels: {team: x, node.kubernetes.io/role: y}}}",
        (
            "repository: abcdefghij-abcdefghij-abcdefgh\nenvironments: [production-abcde]\n"
            "node_groups: {general-abc: {instance_types: [m7i.large]}}"
        ),
    ],
)
def test_valid_answers_raise_no_alarm(text):
    assert messages(text) == []
