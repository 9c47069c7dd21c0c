"""The loopback AWS refuses what AWS refuses, keeps what it was told, and lets no cluster live that AWS would not.

Without this a green apply would mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hand_made import NODE_POLICIES, Network, cluster_request, make_network, make_role
from loopback import Loopback, started

pytestmark = pytest.mark.e2e("loopback")

AUTO = {
    "computeConfig": {"enabled": True},
    "kubernetesNetworkConfig": {"elasticLoadBalancing": {"enabled": True}},
    "storageConfig": {"blockStorage": {"enabled": True}},
}


@dataclass(frozen=True, slots=True)
class Site:
    aws: Loopback
    network: Network
    eks: Any

    def make(self, **more: Any) -> dict[str, Any]:
        return self.eks.create_cluster(**cluster_request(self.aws, self.network, **more))["cluster"]

    def make_group(self, **more: Any) -> dict[str, Any]:
        role = more.pop("nodeRole", None) or make_role(self.aws, "nodes", "ec2.amazonaws.com", *NODE_POLICIES)
        request = {
            "clusterName": "demo",
            "nodegroupName": "general",
            "nodeRole": role,
            "subnets": list(self.network.private),
            "scalingConfig": {"minSize": 1, "desiredSize": 1, "maxSize": 2},
            "instanceTypes": ["m7i.large"],
            **more,
        }
        return self.eks.create_nodegroup(**request)["nodegroup"]

    def add_ons(self, *names: str) -> None:
        for name in names:
            self.eks.create_addon(clusterName="demo", addonName=name)


@pytest.fixture(scope="module")
def ground():
    with started() as aws:
        yield Site(aws, make_network(aws), aws.client("eks"))


@pytest.fixture
def site(ground):
    ground.aws.forget_clusters()
    return ground


@pytest.fixture
def cluster(site):
    site.make()
    return site


def role(site, service="pods.eks.amazonaws.com", *actions):
    """A role that the service may assume and that may do nothing."""
    return make_role(site.aws, f"of-{service}", service, actions=("sts:AssumeRole", *actions))


CLUSTERS = {
    "version": (lambda site: {"version": "9.99"}, "unsupported Kubernetes version 9.99"),
    "trust": (
        lambda site: {"roleArn": role(site, "ec2.amazonaws.com")},
        "eks.amazonaws.com needs sts:AssumeRole",
    ),
    "no such role": (lambda site: {"roleArn": "arn:aws:iam::123456789012:role/none"}, "because it does not exist"),
    "one zone": (
        lambda site: {"resourcesVpcConfig": {"subnetIds": [site.network.intra[0], site.network.private[0]]}},
        "Subnets specified must be in at least two different AZs",
    ),
    "no such subnet": (
        lambda site: {"resourcesVpcConfig": {"subnetIds": ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]}},
        "The subnet ID 'subnet-0a1b2c3d' does not exist",
    ),
    "no endpoint": (
        lambda site: {
            "resourcesVpcConfig": {
                "subnetIds": list(site.network.intra),
                "endpointPublicAccess": False,
                "endpointPrivateAccess": False,
            }
        },
        "Private and public endpoint access cannot be false",
    ),
    "private network at the public endpoint": (
        lambda site: {
            "resourcesVpcConfig": {"subnetIds": list(site.network.intra), "publicAccessCidrs": ["10.0.0.0/8"]}
        },
        "invalid in publicAccessCidrs: [10.0.0.0/8]",
    ),
    "service range of the VPC": (
        lambda site: {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.64.0.0/20"}},
        "overlaps the VPC's CIDR",
    ),
    "IPv6 without IPv6 subnets": (
        lambda site: {"kubernetesNetworkConfig": {"ipFamily": "ipv6"}},
        "has no IPv6 CIDR block",
    ),
    "one switch of Auto Mode": (
        lambda site: {"computeConfig": {"enabled": True}},
        "are all either fully enabled or fully disabled",
    ),
    "node pools without a role": (
        lambda site: {**AUTO, "computeConfig": {"enabled": True, "nodePools": ["system"]}},
        "nodePool value(s) must be provided",
    ),
    "no such key": (
        lambda site: {
            "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:::key/none"}}]
        },
        "the key does not exist",
    ),
    "no such log type": (
        lambda site: {"logging": {"clusterLogging": [{"types": ["everything"], "enabled": True}]}},
        "failed to satisfy enum value set",
    ),
    "remote network of the VPC": (
        lambda site: {"remoteNetworkConfig": {"remoteNodeNetworks": [{"cidrs": ["10.64.8.0/24"]}]}},
        "overlaps the VPC",
    ),
}


@pytest.mark.parametrize(("more", "message"), CLUSTERS.values(), ids=CLUSTERS.keys())
def test_a_cluster_is_refused(site, more, message):
    with pytest.raises(ClientError) as refusal:
        site.make(**more(site))
    assert refusal.value.response["Error"]["Code"] == "InvalidParameterException"
    assert message in refusal.value.response["Error"]["Message"]
    assert site.aws.state()["clusters"].get("us-east-1", {}) == {}


BELONGINGS = {
    "version of nodes": (
        lambda site: site.make_group(version="1.36"),
        "InvalidParameter",
        "is newer than the cluster's",
    ),
    "more nodes wanted than allowed": (
        lambda site: site.make_group(scalingConfig={"minSize": 1, "desiredSize": 5, "maxSize": 2}),
        "InvalidParameter",
        "desired capacity 5 can't be greater than max size 2",
    ),
    "image of another architecture": (
        lambda site: site.make_group(instanceTypes=["m7g.large"]),
        "InvalidParameter",
        "is not a valid instance type for requested amiType",
    ),
    "no such instance type": (
        lambda site: site.make_group(instanceTypes=["m7i.enormous"]),
        "InvalidParameter",
        "do not exist",
    ),
    "Amazon Linux 2": (
        lambda site: site.make_group(amiType="AL2_x86_64"),
        "InvalidParameter",
        "only supported for kubernetes versions 1.32 or earlier",
    ),
    "label": (lambda site: site.make_group(labels={"-x": "y"}), "InvalidParameter", "is not a Kubernetes label"),
    "trust of nodes": (
        lambda site: site.make_group(nodeRole=role(site, "eks.amazonaws.com")),
        "InvalidParameter",
        "ec2.amazonaws.com needs sts:AssumeRole",
    ),
    "no such add-on": (
        lambda site: site.add_ons("kube-proxies"),
        "InvalidParameter",
        "Addon kube-proxies specified is not supported",
    ),
    "version of an add-on": (
        lambda site: site.eks.create_addon(clusterName="demo", addonName="coredns", addonVersion="v9.9.9-eksbuild.9"),
        "InvalidParameter",
        "Addon version specified is not supported",
    ),
    "configuration of an add-on": (
        lambda site: site.eks.create_addon(clusterName="demo", addonName="vpc-cni", configurationValues="prefixes"),
        "InvalidParameter",
        "ConfigurationValue is not in JSON or YAML format",
    ),
    "an add-on twice": (lambda site: site.add_ons("vpc-cni", "vpc-cni"), "ResourceInUse", "Addon already exists"),
    "service account of an add-on": (
        lambda site: site.eks.create_addon(
            clusterName="demo",
            addonName="vpc-cni",
            podIdentityAssociations=[{"serviceAccount": "default", "roleArn": role(site)}],
        ),
        "InvalidParameter",
        "is not one of the addon vpc-cni",
    ),
    "trust of a pod identity": (
        lambda site: site.eks.create_pod_identity_association(
            clusterName="demo", namespace="default", serviceAccount="app", roleArn=role(site)
        ),
        "InvalidParameter",
        "pods.eks.amazonaws.com needs sts:AssumeRole and sts:TagSession",
    ),
    "group of the system": (
        lambda site: site.eks.create_access_entry(
            clusterName="demo", principalArn=role(site), kubernetesGroups=["system:masters"]
        ),
        "InvalidParameter",
        "it cannot start with system:",
    ),
    "principal that is not there": (
        lambda site: site.eks.create_access_entry(
            clusterName="demo", principalArn="arn:aws:iam::123456789012:role/none"
        ),
        "InvalidParameter",
        "invalid principal",
    ),
    "two minor versions at once": (
        lambda site: [
            site.make(name="old", version="1.33"),
            site.eks.update_cluster_version(name="old", version="1.35"),
        ],
        "InvalidParameter",
        "Unsupported Kubernetes minor version update from 1.33 to 1.35",
    ),
    "deletion with nodes": (
        lambda site: [site.make_group(), site.eks.delete_cluster(name="demo")],
        "ResourceInUse",
        "Cluster has nodegroups attached",
    ),
    "six Fargate selectors": (
        lambda site: site.eks.create_fargate_profile(
            clusterName="demo",
            fargateProfileName="all",
            podExecutionRoleArn=role(site, "eks-fargate-pods.amazonaws.com"),
            selectors=[{"namespace": str(number)} for number in range(6)],
        ),
        "InvalidParameter",
        "1 to 5 selectors",
    ),
    "identity provider without https": (
        lambda site: site.eks.associate_identity_provider_config(
            clusterName="demo",
            oidc={"identityProviderConfigName": "x", "issuerUrl": "http://login.example.com", "clientId": "eks"},
        ),
        "InvalidParameter",
        "must begin with https://",
    ),
}


@pytest.mark.parametrize(("call", "kind", "message"), BELONGINGS.values(), ids=BELONGINGS.keys())
def test_what_does_not_fit_a_cluster_is_refused(site, call, kind, message):
    site.make(version="1.35")
    with pytest.raises(ClientError) as refusal:
        call(site)
    assert refusal.value.response["Error"]["Code"] == f"{kind}Exception"
    assert message in refusal.value.response["Error"]["Message"]


def test_the_role_of_a_node_group_has_its_entry_already(cluster):
    group = cluster.make_group()
    with pytest.raises(ClientError) as refusal:
        cluster.eks.create_access_entry(clusterName="demo", principalArn=group["nodeRole"], type="EC2_LINUX")
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_nodes_join_only_when_their_network_is_there(cluster):
    assert cluster.make_group()["health"]["issues"][0]["code"] == "NodeCreationFailure"
    cluster.eks.delete_nodegroup(clusterName="demo", nodegroupName="general")
    cluster.add_ons("vpc-cni", "kube-proxy")
    assert cluster.make_group()["status"] == "ACTIVE"


def test_nodes_join_only_with_the_policies_of_their_role(cluster):
    cluster.add_ons("vpc-cni", "kube-proxy")
    group = cluster.make_group(nodeRole=role(cluster, "ec2.amazonaws.com"))
    assert group["status"] == "CREATE_FAILED"


def test_a_deployment_fails_without_nodes(cluster):
    assert cluster.eks.create_addon(clusterName="demo", addonName="coredns")["addon"]["status"] == "CREATE_FAILED"


def test_auto_mode_lets_the_role_of_its_pools_in(site):
    nodes = make_role(site.aws, "auto", "ec2.amazonaws.com")
    compute = {"enabled": True, "nodePools": ["general-purpose", "system"], "nodeRoleArn": nodes}
    shown = site.make(**{**AUTO, "computeConfig": compute})
    assert shown["computeConfig"] == compute
    found = site.aws.cluster("demo")
    assert {arn: entry["type"] for arn, entry in found["entries"].items()} == {nodes: "EC2"}
    assert [one.rsplit("/", 1)[1] for one in found["policies"][nodes]] == ["AmazonEKSAutoNodePolicy"]


def test_the_security_group_of_a_cluster_comes_and_goes_with_it(cluster):
    ec2 = cluster.aws.client("ec2")
    group = cluster.eks.describe_cluster(name="demo")["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["VpcId"] == cluster.network.vpc
    cluster.eks.delete_cluster(name="demo")
    with pytest.raises(ClientError):
        ec2.describe_security_groups(GroupIds=[group])


def test_a_request_is_done_once_for_its_token(site):
    request = cluster_request(site.aws, site.network, clientRequestToken="once")
    assert site.eks.create_cluster(**request)["cluster"] == site.eks.create_cluster(**request)["cluster"]


def test_what_is_not_known_is_said_to_be_not_known(cluster):
    with pytest.raises(ClientError) as refusal:
        cluster.eks.list_insights(clusterName="demo")
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert refusal.value.response["Error"]["Message"] == "the loopback EKS does not know ListInsights"


def test_tags_are_kept_and_taken_back(cluster):
    arn = cluster.eks.describe_cluster(name="demo")["cluster"]["arn"]
    cluster.eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    cluster.eks.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert cluster.eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "2"}


def test_what_was_asked_is_remembered_until_a_reset():
    with started() as aws:
        eks = aws.client("eks")
        eks.list_clusters()
        with pytest.raises(ClientError):
            eks.describe_cluster(name="none")
        asked = [(one["operation"], one["status"]) for one in aws.state()["asked"]]
        assert asked == [("ListClusters", 200), ("DescribeCluster", 404)]
        aws.reset()
        assert aws.state() == {"clusters": {}, "asked": []}
