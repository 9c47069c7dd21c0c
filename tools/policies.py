"""Writes the IAM policies anew that add-ons and controllers need and AWS has no managed policy for.

    python tools/policies.py [--work DIRECTORY]

Two follow their upstream document word for word: the load balancer controller's and Karpenter's. The others are written
below, narrower where the permissions allow it; their actions must be those that upstream names, but for LEFT_OUT. The
prefix of each action is looked up in botocore's services, each managed policy of `addons.json` among those that moto
records from IAM. `<name>` stands for a value of the cluster at hand.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sources import CATALOG, Repository, Wheel, work_directory, write

BOTOCORE = "1.44.5"
MOTO = "5.2.5"
Statement = dict[str, Any]


def named(actions: str) -> list[str]:
    """From a service, a colon, and the names after it."""
    service, names = actions.split(":")
    return [f"{service}:{name}" for name in names.split()]


def allow(sid: str, actions: str, resource: str | list[str], condition: dict[str, Any] | None = None) -> Statement:
    statement = {"Sid": sid, "Effect": "Allow", "Action": named(actions), "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


# By name: the repository, its tag or commit, and the file.
UPSTREAM = {
    "aws-load-balancer-controller": (
        "kubernetes-sigs/aws-load-balancer-controller",
        "v3.5.0",
        "docs/install/iam_policy.json",
    ),
    "cert-manager": (
        "cert-manager/website",
        "776e5dba56510fc9de84206b806b568447077f25",
        "content/docs/configuration/acme/dns01/route53.md",
    ),
    "cluster-autoscaler": (
        "kubernetes/autoscaler",
        "cluster-autoscaler-1.36.1",
        "cluster-autoscaler/cloudprovider/aws/README.md",
    ),
    "ebs-csi-key": (
        "awsdocs/amazon-eks-user-guide",
        "4d52b4d05e3478582e7d10a73cbd9ba9194dd5f7",
        "latest/ug/storage/ebs-csi.adoc",
    ),
    "external-dns": ("kubernetes-sigs/external-dns", "v0.22.0", "docs/tutorials/aws.md"),
    "external-secrets-parameters": (
        "external-secrets/external-secrets",
        "helm-chart-2.9.0",
        "docs/provider/aws-parameter-store.md",
    ),
    "external-secrets-secrets": (
        "external-secrets/external-secrets",
        "helm-chart-2.9.0",
        "docs/provider/aws-secrets-manager.md",
    ),
    "fluent-bit": (
        "fluent/fluent-bit-docs",
        "f92ae08080ee108c2d1a2969f9d7e3d3b4c35950",
        "pipeline/outputs/cloudwatch.md",
    ),
    "gateway-api-controller": (
        "aws/aws-application-networking-k8s",
        "v2.1.3",
        "files/controller-installation/recommended-inline-policy.json",
    ),
    "karpenter": (
        "aws/karpenter-provider-aws",
        "v1.14.1",
        "website/content/en/docs/getting-started/getting-started-with-karpenter/cloudformation.yaml",
    ),
    "mountpoint-s3": ("awslabs/mountpoint-s3", "58817cab2fc3020a422d8aa14049a86b296f4498", "doc/CONFIGURATION.md"),
    "velero": ("vmware-tanzu/velero-plugin-for-aws", "v1.13.1", "README.md"),
    "vpc-cni-ipv6": ("aws/amazon-vpc-cni-k8s", "b52188387f2e2f10bf289ace929d6a63b176a4fa", "docs/iam-policy.md"),
}

# Written here, scoped to what they are for.
SCOPED: dict[str, list[Statement]] = {
    "cert-manager": [
        allow("WatchChanges", "route53:GetChange", "arn:<partition>:route53:::change/*"),
        allow(
            "AnswerChallenges",
            "route53:ChangeResourceRecordSets",
            "<hosted_zone_arns>",
            {"ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": ["TXT"]}},
        ),
        allow("ReadRecords", "route53:ListResourceRecordSets", "<hosted_zone_arns>"),
        allow("FindZones", "route53:ListHostedZonesByName", "*"),
    ],
    "cluster-autoscaler": [
        allow(
            "ReadGroups",
            "autoscaling:DescribeAutoScalingGroups DescribeAutoScalingInstances DescribeLaunchConfigurations "
            "DescribeScalingActivities",
            "*",
        ),
        allow(
            "ReadInstanceTypes",
            "ec2:DescribeImages DescribeInstanceTypes DescribeLaunchTemplateVersions "
            "GetInstanceTypesFromInstanceRequirements",
            "*",
        ),
        allow(
            "ReadNodeGroups",
            "eks:DescribeNodegroup",
            "arn:<partition>:eks:<region>:<account>:nodegroup/<cluster>/*/*",
        ),
        allow(
            "ScaleOwnGroups",
            "autoscaling:SetDesiredCapacity TerminateInstanceInAutoScalingGroup",
            "arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*:autoScalingGroupName/*",
            {"StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/<cluster>": "owned"}},
        ),
    ],
    "ebs-csi-key": [
        allow(
            "GrantToVolumes",
            "kms:CreateGrant ListGrants RevokeGrant",
            "<key_arn>",
            {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        allow("UseKey", "kms:Decrypt DescribeKey Encrypt GenerateDataKey* ReEncrypt*", "<key_arn>"),
    ],
    "external-dns": [
        allow(
            "ChangeRecords",
            "route53:ChangeResourceRecordSets ListResourceRecordSets ListTagsForResources",
            "<hosted_zone_arns>",
        ),
        allow("FindZones", "route53:ListHostedZones", "*"),
    ],
    "external-secrets-parameters": [allow("ReadParameters", "ssm:GetParameter*", "<parameter_arns>")],
    "external-secrets-secrets": [
        allow(
            "ReadSecrets",
            "secretsmanager:DescribeSecret GetResourcePolicy GetSecretValue ListSecretVersionIds",
            "<secret_arns>",
        ),
        allow("FindSecrets", "secretsmanager:BatchGetSecretValue ListSecrets", "*"),
    ],
    "fluent-bit": [
        allow(
            "WriteLogs",
            "logs:CreateLogGroup CreateLogStream PutLogEvents PutRetentionPolicy",
            [
                "arn:<partition>:logs:<region>:<account>:log-group:<log_group>",
                "arn:<partition>:logs:<region>:<account>:log-group:<log_group>:*",
            ],
        )
    ],
    "gateway-api-controller": [
        allow("ManageServiceNetworks", "vpc-lattice:*", "*"),
        allow("ReadNetwork", "ec2:DescribeSecurityGroups DescribeSubnets DescribeTags DescribeVpcs", "*"),
        allow(
            "DeliverAccessLogs",
            "logs:CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery "
            "ListLogDeliveries PutResourcePolicy UpdateLogDelivery",
            "*",
        ),
        allow(
            "DeliverAccessLogsToFirehose",
            "firehose:TagDeliveryStream",
            "arn:<partition>:firehose:<region>:<account>:deliverystream/*",
        ),
        allow("DeliverAccessLogsToBuckets", "s3:GetBucketPolicy PutBucketPolicy", "arn:<partition>:s3:::*"),
        allow("FindByTags", "tag:GetResources TagResources UntagResources", "*"),
        allow("FindCertificates", "acm:ListCertificates", "*"),
        allow(
            "CreateLatticeRole",
            "iam:CreateServiceLinkedRole",
            "arn:<partition>:iam::<account>:role/aws-service-role/vpc-lattice.amazonaws.com/"
            "AWSServiceRoleForVpcLattice",
            {"StringLike": {"iam:AWSServiceName": "vpc-lattice.amazonaws.com"}},
        ),
        allow(
            "CreateLogDeliveryRole",
            "iam:CreateServiceLinkedRole",
            "arn:<partition>:iam::<account>:role/aws-service-role/delivery.logs.amazonaws.com/"
            "AWSServiceRoleForLogDelivery",
            {"StringLike": {"iam:AWSServiceName": "delivery.logs.amazonaws.com"}},
        ),
    ],
    "mountpoint-s3": [
        allow("ListBuckets", "s3:ListBucket", "<bucket_arns>"),
        allow("ReadAndWriteObjects", "s3:AbortMultipartUpload DeleteObject GetObject PutObject", "<object_arns>"),
    ],
    "velero": [
        allow("ReadVolumes", "ec2:DescribeSnapshots DescribeVolumes", "*"),
        allow(
            "SnapshotAndRestoreVolumes",
            "ec2:CreateSnapshot CreateTags CreateVolume DeleteSnapshot",
            ["arn:<partition>:ec2:<region>:*:snapshot/*", "arn:<partition>:ec2:<region>:*:volume/*"],
        ),
        allow("ListBucket", "s3:ListBucket", "arn:<partition>:s3:::<bucket>"),
        allow(
            "ReadAndWriteBackups",
            "s3:AbortMultipartUpload DeleteObject GetObject ListMultipartUploadParts PutObject PutObjectTagging",
            "arn:<partition>:s3:::<bucket>/*",
        ),
    ],
    "vpc-cni-ipv6": [
        allow(
            "ReadNetwork",
            "ec2:DescribeInstanceTypes DescribeInstances DescribeNetworkInterfaces DescribeSecurityGroups "
            "DescribeSubnets DescribeTags",
            "*",
        ),
        allow(
            "AssignAndTagAddresses",
            "ec2:AssignIpv6Addresses CreateTags",
            "arn:<partition>:ec2:*:*:network-interface/*",
        ),
    ],
}

# Documented where there is no repository to compare with: where, the day on which it was read, and the statements.
DOCUMENTED = {
    "hyperpod-observability": (
        "Amazon SageMaker AI developer guide, Troubleshooting the Amazon SageMaker HyperPod observability add-on",
        "2026-11-22",
        [
            allow("WriteMetrics", "aps:RemoteWrite", "<prometheus_workspace_arn>"),
            allow(
                "WriteAndReadLogs",
                "logs:CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams FilterLogEvents "
                "GetLogEvents GetLogRecord GetQueryResults PutLogEvents StartQuery StopQuery",
                [
                    "arn:<partition>:logs:<region>:<account>:log-group:/aws/sagemaker/Clusters/*",
                    "arn:<partition>:logs:<region>:<account>:log-group:/aws/sagemaker/Clusters/*:log-stream:*",
                ],
            ),
        ],
    )
}

# What upstream's file names beyond the permissions that are asked for here.
PUSHED_SECRETS = named(
    "secretsmanager:CreateSecret DeleteResourcePolicy DeleteSecret PutResourcePolicy PutSecretValue "
    "RemoveRegionsFromReplication ReplicateSecretToRegions TagResource"
)
FOR_IPV4 = named(
    "ec2:AssignPrivateIpAddresses AttachNetworkInterface CreateNetworkInterface DeleteNetworkInterface "
    "DetachNetworkInterface ModifyNetworkInterfaceAttribute UnassignPrivateIpAddresses"
)
LEFT_OUT = {
    "external-secrets-parameters": {"ssm:PutParameter*", "ssm:AddTagsToResource", "ssm:ListTagsForResource"},
    "external-secrets-secrets": set(PUSHED_SECRETS),
    "mountpoint-s3": {"s3express:CreateSession"},
    "vpc-cni-ipv6": set(FOR_IPV4),
}

LISTS = "EC2, Auto Scaling, Route 53 and IAM check no resource for what lists and describes."
NO_NAME_YET = "What is made has no name yet; the tag of the cluster is the condition."
ANY = {  # why a statement names every resource
    "aws-load-balancer-controller": {
        "CreateServiceLinkedRole": "The service's name is the condition.",
        "ReadNetworkAndLoadBalancers": LISTS,
        "ReadAndAttachCertificatesAndFirewalls": "Ingresses name any certificate, user pool or web ACL of the account.",
        "OpenSecurityGroups": "Rules go to the security groups of nodes, which carry no tag of the controller.",
        "CreateSecurityGroups": "What is made has no name yet; the next statement ties its tags to the cluster.",
        "ManageOwnSecurityGroups": NO_NAME_YET,
        "CreateLoadBalancers": NO_NAME_YET,
        "ManageListeners": "Listeners and rules that older versions made carry no tag.",
        "ManageOwnLoadBalancers": NO_NAME_YET,
        "ManageListenerContents": "Listeners and rules that older versions made carry no tag.",
    },
    "cert-manager": {"FindZones": LISTS},
    "cluster-autoscaler": {"ReadGroups": LISTS, "ReadInstanceTypes": LISTS},
    "external-dns": {"FindZones": LISTS},
    "external-secrets-secrets": {"FindSecrets": "Secrets Manager checks no resource for what lists."},
    "gateway-api-controller": {
        "ManageServiceNetworks": "Upstream asks for all of VPC Lattice; services are shared between accounts.",
        "ReadNetwork": LISTS,
        "DeliverAccessLogs": "CloudWatch Logs checks no resource for deliveries.",
        "FindByTags": "The tagging API checks no resource.",
        "FindCertificates": "ACM checks no resource for what lists.",
    },
    "karpenter": {
        "AllowZonalShiftStatusReadOnly": "The cluster is the condition.",
        "AllowRegionalReadActions": "EC2 checks no resource for what describes; the region is the condition.",
        "AllowPricingReadActions": "The price list has no resources.",
        "AllowUnscopedInstanceProfileListAction": LISTS,
    },
    "velero": {"ReadVolumes": LISTS},
    "vpc-cni-ipv6": {"ReadNetwork": LISTS},
}

LOAD_BALANCER_SIDS = [
    "CreateServiceLinkedRole",
    "ReadNetworkAndLoadBalancers",
    "ReadAndAttachCertificatesAndFirewalls",
    "OpenSecurityGroups",
    "CreateSecurityGroups",
    "TagNewSecurityGroups",
    "TagOwnSecurityGroups",
    "ManageOwnSecurityGroups",
    "CreateLoadBalancers",
    "ManageListeners",
    "TagOwnLoadBalancers",
    "TagListeners",
    "ManageOwnLoadBalancers",
    "TagNewLoadBalancers",
    "RegisterTargets",
    "ManageListenerContents",
]
KARPENTER_VALUES = {
    "${AWS::Partition}": "<partition>",
    "${AWS::Region}": "<region>",
    "${AWS::AccountId}": "<account>",
    "${ClusterName}": "<cluster>",
    "${KarpenterNodeRole.Arn}": "<node_role_arn>",
    "${KarpenterInterruptionQueue.Arn}": "<queue_arn>",
}


def load_balancer_controller(text: str) -> list[Statement]:
    statements = json.loads(text.replace("arn:aws:", "arn:<partition>:"))["Statement"]
    return [{"Sid": sid, **statement} for sid, statement in zip(LOAD_BALANCER_SIDS, statements, strict=True)]


def karpenter(text: str) -> list[Statement]:
    """The documents that the template holds as JSON, one after the other."""
    for theirs, ours in KARPENTER_VALUES.items():
        text = text.replace(theirs, ours)
    documents = re.findall(r"PolicyDocument: !Sub \|\n(\s+\{.*?\n)(?=  \w)", text, re.DOTALL)
    return [
        {key: statement[key] for key in ("Sid", "Effect", "Action", "Resource", "Condition") if key in statement}
        for document in documents
        for statement in json.loads(document)["Statement"]
    ]


CONDITION_KEYS = {  # they look like actions
    "arc-zonal-shift:ResourceIdentifier",
    "ec2:CreateAction",
    "ec2:Vpc",
    "elasticloadbalancing:CreateAction",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "kms:GrantIsForAWSResource",
    "route53:ChangeResourceRecordSetsActions",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    "route53:ChangeResourceRecordSetsRecordTypes",
}
PARTS = {  # how many statements go into each
    "karpenter": {"karpenter-nodes": 6, "karpenter-instance-profiles": 4, "karpenter-cluster": 8}
}
FOLLOWED = {"aws-load-balancer-controller": load_balancer_controller, "karpenter": karpenter}


def actions(statements: list[Statement]) -> Iterator[str]:
    for statement in statements:
        given = statement["Action"]
        yield from [given] if isinstance(given, str) else given


def parts(name: str, statements: list[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    """Karpenter's would be longer than the 6,144 characters that a policy may have."""
    start = 0
    for part, count in PARTS.get(name, {name: len(statements)}).items():
        yield part, statements[start : start + count]
        start += count
    if start != len(statements):
        raise SystemExit(f"{name}: {len(statements)} statements, {start} in its parts")


def compare(name: str, ours: set[str], text: str) -> None:
    """Upstream's actions are what its file quotes; those of sts belong to trust policies."""
    theirs = set(re.findall(r'"([a-z0-9-]+:(?:[A-Za-z0-9]+\*?|\*))"', text)) - CONDITION_KEYS
    theirs = {action for action in theirs if not action.startswith(("sts:", "aws:"))}
    missing = theirs - ours - LEFT_OUT.get(name, set())
    if missing or ours - theirs:
        raise SystemExit(f"{name}: upstream has {sorted(missing)}; only here {sorted(ours - theirs)}")


def services(work: Path) -> set[str]:
    """The prefixes of actions that botocore's services have, and those that differ from the name of the service."""
    found = {"aps", "elasticloadbalancing", "tag"}
    with zipfile.ZipFile(Wheel("botocore", BOTOCORE, work).path()) as archive:
        found |= {match[1] for name in archive.namelist() if (match := re.match(r"botocore/data/([a-z0-9-]+)/", name))}
    return found


def check_managed(work: Path) -> None:
    """Each managed policy that an add-on names must be one of IAM's, below the same path."""
    with zipfile.ZipFile(Wheel("moto", MOTO, work).path()) as archive:
        source = archive.read("moto/iam/aws_managed_policies.py").decode()
    recorded = json.loads(max(re.findall(r'"""(.*?)"""', source, re.DOTALL), key=len))
    known = {entry["Path"].strip("/") + "/" + name for name, entry in recorded.items()}
    addons = json.loads((CATALOG / "addons.json").read_text(encoding="utf-8"))["addons"]
    named = {policy for addon in addons.values() for role in addon["roles"] for policy in role["managed"]}
    if unknown := {policy for policy in named if policy not in known and f"/{policy}" not in known}:
        raise SystemExit(f"IAM has no managed policy {sorted(unknown)}")


def main() -> None:
    with work_directory(__doc__) as work:
        known = services(work)
        policies = {}
        dates = []
        for name, (repository, commit, path) in UPSTREAM.items():
            upstream = Repository(repository, commit, work)
            text = upstream.text(path)
            statements = FOLLOWED[name](text) if name in FOLLOWED else SCOPED[name]
            compare(name, set(actions(statements)), text)
            if unknown := {action.split(":")[0] for action in actions(statements)} - known:
                raise SystemExit(f"{name}: botocore has no service {sorted(unknown)}")
            dates.append(upstream.date())
            for part, chosen in parts(name, statements):
                sids = {statement["Sid"] for statement in chosen}
                policies[part] = {
                    "source": f"{repository} {commit[:12]} {path}",
                    "date": dates[-1].isoformat(),
                    "any": {sid: reason for sid, reason in ANY.get(name, {}).items() if sid in sids},
                    "statements": chosen,
                }
        for name, (source, day, statements) in DOCUMENTED.items():
            policies[name] = {"source": source, "date": day, "any": {}, "statements": statements}
        check_managed(work)
        head = {
            "date": max(dates).isoformat(),
            "source": "the documents of each project, named with each policy; a change of theirs ends the run",
        }
        write("policies.json", head, "policies", policies)


if __name__ == "__main__":
    main()
