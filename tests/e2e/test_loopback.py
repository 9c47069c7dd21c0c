"""The loopback AWS refuses what AWS refuses, keeps what it was told, and lets no cluster live that AWS would not.

Without this a green apply would mean nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hand_made import (
    NODE_POLICIES,
    Network,
    cluster_request,
    make_network,
    make_nodes,
    make_role,
    make_role_of_pods,
    make_template,
    user_data,
)
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

    def make_addon(self, name: str, *accounts: str, **more: Any) -> dict[str, Any]:
        """An add-on, its service accounts with a role that may something."""
        may = make_role(
            self.aws,
            "pods",
            "pods.eks.amazonaws.com",
            "AmazonEKS_CNI_Policy",
            actions=("sts:AssumeRole", "sts:TagSession"),
        )
        associations = [{"serviceAccount": account, "roleArn": may} for account in accounts]
        request = {"clusterName": "demo", "addonName": name, "podIdentityAssociations": associations, **more}
        return self.eks.create_addon(**request)["addon"]

    def make_profile(self, *selectors: dict[str, Any]) -> None:
        may = make_role(self.aws, "fargate", "eks-fargate-pods.amazonaws.com", "AmazonEKSFargatePodExecutionRolePolicy")
        self.eks.create_fargate_profile(
            clusterName="demo",
            fargateProfileName="all",
            podExecutionRoleArn=may,
            subnets=list(self.network.private),
            selectors=list(selectors),
        )

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
    site.make(version="1.35")
    return site


@pytest.fixture
def connected(cluster):
    """A cluster with all that its nodes need."""
    cluster.make_addon("eks-pod-identity-agent")
    cluster.make_addon("kube-proxy")
    cluster.make_addon("vpc-cni", "aws-node")
    return cluster


def role(site, service="pods.eks.amazonaws.com", *actions):
    """A role that the service may assume and that may do nothing."""
    return make_role(site.aws, f"of-{service}-{len(actions)}", service, actions=("sts:AssumeRole", *actions))


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
    "image without the accelerator": (
        lambda site: site.make_group(amiType="AL2023_x86_64_NVIDIA"),
        "InvalidParameter",
        "is not a valid instance type for requested amiType",
    ),
    "reserved label": (
        lambda site: site.make_group(labels={"eks.amazonaws.com/team": "x"}),
        "InvalidParameter",
        "Label cannot contain reserved prefixes",
    ),
    "taint": (
        lambda site: site.make_group(taints=[{"key": "a", "value": "b c", "effect": "NO_SCHEDULE"}]),
        "InvalidParameter",
        "is not a Kubernetes taint",
    ),
    "number and percentage of nodes to update": (
        lambda site: site.make_group(updateConfig={"maxUnavailable": 1, "maxUnavailablePercentage": 33}),
        "InvalidParameter",
        "only specify one of",
    ),
    "image in the template and by its type": (
        lambda site: site.make_group(
            amiType="AL2023_x86_64_STANDARD",
            launchTemplate=make_template(site.aws, {"ImageId": "ami-0123456789abcdef0"}),
        ),
        "InvalidParameter",
        "AMI Type other than CUSTOM",
    ),
    "version of an image of one's own": (
        lambda site: site.make_group(
            version="1.35", launchTemplate=make_template(site.aws, {"ImageId": "ami-0123456789abcdef0"})
        ),
        "InvalidParameter",
        "You cannot specify a version",
    ),
    "user data that is a script": (
        lambda site: site.make_group(launchTemplate=make_template(site.aws, {"UserData": "ZWNobyAx"})),
        "InvalidParameter",
        "not in the MIME multipart format",
    ),
    "user data that is not TOML": (
        lambda site: site.make_group(
            amiType="BOTTLEROCKET_x86_64", launchTemplate=make_template(site.aws, {"UserData": "ZWNobyAx"})
        ),
        "InvalidParameter",
        "not in the TOML format",
    ),
    "market of the template": (
        lambda site: site.make_group(
            launchTemplate=make_template(site.aws, {"InstanceMarketOptions": {"MarketType": "spot"}})
        ),
        "InvalidParameter",
        "should not specify instance market options",
    ),
    "capacity block without its reservation": (
        lambda site: site.make_group(
            capacityType="CAPACITY_BLOCK",
            launchTemplate=make_template(site.aws, {"InstanceMarketOptions": {"MarketType": "capacity-block"}}),
        ),
        "InvalidParameter",
        "needs its market type, reservation and instance type in the launch template",
    ),
    "capacity block in two zones": (
        lambda site: site.make_group(
            capacityType="CAPACITY_BLOCK",
            instanceTypes=[],
            launchTemplate=make_template(
                site.aws,
                {
                    "InstanceMarketOptions": {"MarketType": "capacity-block"},
                    "InstanceType": "p5.48xlarge",
                    "CapacityReservationSpecification": {
                        "CapacityReservationTarget": {"CapacityReservationId": "cr-1"}
                    },
                },
            ),
        ),
        "InvalidParameter",
        "lies in one Availability Zone",
    ),
    "adapter that the instance does not have": (
        lambda site: site.make_group(
            launchTemplate=make_template(
                site.aws, {"NetworkInterfaces": [{"DeviceIndex": 0, "InterfaceType": "efa", "Groups": ["sg-1"]}]}
            )
        ),
        "InvalidParameter",
        "has no Elastic Fabric Adapter",
    ),
    "group of an access entry of nodes": (
        lambda site: site.eks.create_access_entry(
            clusterName="demo", principalArn=role(site), type="HYBRID_LINUX", kubernetesGroups=["nodes"]
        ),
        "InvalidParameter",
        "cannot be given for an access entry of type HYBRID_LINUX",
    ),
    "policy of an access entry of nodes": (
        lambda site: [
            site.eks.create_access_entry(clusterName="demo", principalArn=role(site), type="EC2_LINUX"),
            site.eks.associate_access_policy(
                clusterName="demo",
                principalArn=role(site),
                policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy",
                accessScope={"type": "cluster"},
            ),
        ],
        "InvalidRequest",
        "takes no access policies",
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
    "unknown word in the configuration of an add-on": (
        lambda site: site.make_addon("coredns", configurationValues='{"replicaCounts": 2}'),
        "InvalidParameter",
        "'replicaCounts' was unexpected",
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


def why(thing):
    """Why a node group or an add-on never becomes healthy."""
    assert thing["status"] == "CREATE_FAILED"
    return thing["health"]["issues"][0]["message"]


def test_nodes_join_only_when_their_network_is_there(cluster):
    assert why(cluster.make_group(nodegroupName="first")).endswith("the cluster has only the add-ons []")
    cluster.make_addon("kube-proxy")
    cluster.make_addon("vpc-cni", "aws-node")
    without = "kube-system/aws-node has a Pod Identity association, and eks-pod-identity-agent is not installed"
    assert why(cluster.make_group(nodegroupName="second")).endswith(without)
    cluster.make_addon("eks-pod-identity-agent")
    assert cluster.make_group()["status"] == "ACTIVE"


def test_nodes_join_only_with_the_policies_of_their_role(connected):
    assert "the node role has only the policies []" in why(
        connected.make_group(nodeRole=role(connected, "ec2.amazonaws.com"))
    )


TEMPLATES = {
    "image without a word of the cluster": (
        lambda: {"ImageId": "ami-0123456789abcdef0"},
        {},
        "the user data does not have the cluster's name, apiServerEndpoint, certificateAuthority, cidr",
    ),
    "security groups without the cluster's": (
        lambda: {"SecurityGroupIds": ["sg-0123456789abcdef0"]},
        {},
        "the launch template leaves out sg-",
    ),
    "unknown placement group": (
        lambda: {"Placement": {"GroupName": "none"}},
        {},
        "the placement group none is unknown",
    ),
    "word that nodeadm does not know": (
        lambda: {"UserData": user_data({"kubelet": {"maxPods": 110}})},
        {},
        "nodeadm does not know maxPods in kubelet",
    ),
}


@pytest.mark.parametrize(("data", "more", "message"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_nodes_join_only_from_a_template_that_lets_them(connected, data, more, message):
    template = make_template(connected.aws, data())
    assert message in why(connected.make_group(launchTemplate=template, **more))


def test_a_placement_group_of_a_cluster_lies_in_one_zone(connected):
    connected.aws.client("ec2").create_placement_group(GroupName="close", Strategy="cluster")
    template = make_template(connected.aws, {"Placement": {"GroupName": "close"}})
    assert "lies in one zone" in why(connected.make_group(nodegroupName="first", launchTemplate=template))
    group = connected.make_group(launchTemplate=template, subnets=[connected.network.private[0]])
    assert group["status"] == "ACTIVE"


def test_self_managed_nodes_join_only_with_an_access_entry_and_word_of_the_cluster(connected):
    shown = connected.eks.describe_cluster(name="demo")["cluster"]
    nodes = make_role(connected.aws, "self-managed", "ec2.amazonaws.com", *NODE_POLICIES)
    make_nodes(connected.aws, connected.network, shown, nodes)
    assert "has no access entry of the type EC2_LINUX" in why(connected.make_addon("coredns"))
    connected.eks.delete_addon(clusterName="demo", addonName="coredns")
    connected.eks.create_access_entry(clusterName="demo", principalArn=nodes, type="EC2_LINUX")
    assert connected.make_addon("coredns")["status"] == "ACTIVE"


def test_self_managed_nodes_do_not_join_a_cluster_of_another_name(connected):
    shown = connected.eks.describe_cluster(name="demo")["cluster"]
    nodes = make_role(connected.aws, "misled", "ec2.amazonaws.com", *NODE_POLICIES)
    connected.eks.create_access_entry(clusterName="demo", principalArn=nodes, type="EC2_LINUX")
    make_nodes(connected.aws, connected.network, shown, nodes, name="other", cidr="10.100.0.0/16")
    assert "the user data does not have the cluster's name, cidr" in why(connected.make_addon("coredns"))


def test_a_deployment_fails_without_nodes(connected):
    assert why(connected.make_addon("coredns")) == "The add-on is unhealthy: no node runs them, of none"
    connected.make_group(amiType="WINDOWS_CORE_2022_x86_64")
    assert "no node runs them" in why(connected.make_addon("metrics-server"))


def test_a_deployment_fails_on_nodes_whose_taint_it_does_not_tolerate(connected):
    taint = {"key": "nvidia.com/gpu", "value": "true", "effect": "NO_SCHEDULE"}
    connected.make_group(taints=[taint])
    assert "nvidia.com/gpu" in why(connected.make_addon("coredns"))
    values = json.dumps({"tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}]})
    assert connected.make_addon("metrics-server", configurationValues=values)["status"] == "ACTIVE"


def test_coredns_runs_on_fargate_when_it_is_told_to(connected):
    connected.make_profile({"namespace": "kube-*", "labels": {"k8s-app": "kube-dns"}})
    assert "no node runs them" in why(connected.make_addon("coredns"))
    assert "no node runs them" in why(connected.make_addon("metrics-server"))
    connected.eks.delete_addon(clusterName="demo", addonName="coredns")
    told = json.dumps({"computeType": "Fargate"})
    assert connected.make_addon("coredns", configurationValues=told)["status"] == "ACTIVE"


def test_an_add_on_fails_without_what_it_requires(connected):
    connected.make_group()
    assert why(connected.make_addon("adot")) == "adot needs cert-manager"
    connected.eks.delete_addon(clusterName="demo", addonName="adot")
    connected.add_ons("cert-manager")
    assert connected.make_addon("adot")["status"] == "ACTIVE"


def test_an_add_on_that_calls_aws_fails_without_a_role_that_may(connected):
    connected.make_group()
    bare = why(connected.make_addon("aws-ebs-csi-driver"))
    assert bare == "kube-system/ebs-csi-controller-sa has neither a Pod Identity association nor a role by IRSA"
    powerless = role(connected, "pods.eks.amazonaws.com", "sts:TagSession")
    association = {"serviceAccount": "external-dns", "roleArn": powerless}
    refused = why(connected.make_addon("external-dns", podIdentityAssociations=[association]))
    assert refused == f"{powerless} has no policy yet"


def test_a_role_by_irsa_serves_the_service_account_of_this_cluster(connected):
    connected.make_group()
    issuer = connected.eks.describe_cluster(name="demo")["cluster"]["identity"]["oidc"]["issuer"]
    account, policy = "kube-system:ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"

    def found(name, by, of=account):
        given = make_role_of_pods(connected.aws, f"{name}-{connected.aws.url[-4:]}{issuer[-4:]}", by, of, policy)
        addon = connected.make_addon("aws-ebs-csi-driver", serviceAccountRoleArn=given)
        connected.eks.delete_addon(clusterName="demo", addonName="aws-ebs-csi-driver")
        return addon

    assert "has no OIDC provider" in why(found("early", issuer))
    connected.aws.client("iam").create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"])
    assert "does not let" in why(found("other-cluster", issuer[:-4] + "0000"))
    assert "does not let" in why(found("other-account", issuer, "kube-system:default"))
    assert found("right", issuer)["status"] == "ACTIVE"


def test_the_network_of_nodes_goes_after_them(connected):
    connected.make_group()
    with pytest.raises(ClientError, match="vpc-cni is in use by general"):
        connected.eks.delete_addon(clusterName="demo", addonName="vpc-cni")


def test_the_role_of_nodes_goes_after_them(connected):
    name = "leaving"
    connected.make_group(nodeRole=make_role(connected.aws, name, "ec2.amazonaws.com", *NODE_POLICIES))
    for policy in NODE_POLICIES:
        connected.aws.client("iam").detach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    with pytest.raises(ClientError, match="cannot drain its nodes"):
        connected.eks.delete_nodegroup(clusterName="demo", nodegroupName="general")


def test_it_is_said_what_will_never_work(cluster):
    may = make_role(cluster.aws, "powerless", "pods.eks.amazonaws.com", actions=("sts:AssumeRole", "sts:TagSession"))
    cluster.eks.create_pod_identity_association(
        clusterName="demo", namespace="velero", serviceAccount="velero", roleArn=may
    )
    nodes = make_role(cluster.aws, "weak", "ec2.amazonaws.com")
    cluster.eks.create_access_entry(clusterName="demo", principalArn=nodes, type="EC2_LINUX")
    gone = make_role(cluster.aws, "gone", "ec2.amazonaws.com")
    cluster.eks.create_access_entry(clusterName="demo", principalArn=gone)
    cluster.aws.client("iam").delete_role(RoleName="gone")
    assert cluster.aws.cluster("demo")["lost"] == [
        "velero/velero has a Pod Identity association, and eks-pod-identity-agent is not installed",
        f"nodes of {nodes}: the node role has only the policies []",
        f"the access entry of {gone} is of a role that is gone",
    ]
    cluster.make_addon("eks-pod-identity-agent")
    assert f"{may} has no policy yet" in cluster.aws.cluster("demo")["lost"]


def test_a_role_has_limits(site):
    iam = site.aws.client("iam")
    make_role(site.aws, "full", "ec2.amazonaws.com")

    def policy(resources):
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::x"] * resources}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    iam.put_role_policy(RoleName="full", PolicyName="first", PolicyDocument=policy(300))
    iam.put_role_policy(RoleName="full", PolicyName="first", PolicyDocument=policy(400))
    with pytest.raises(ClientError, match="Maximum policy size of 10240 bytes exceeded for role full"):
        iam.put_role_policy(RoleName="full", PolicyName="second", PolicyDocument=policy(300))
    names = [one["Arn"] for one in iam.list_policies(Scope="AWS", MaxItems=11)["Policies"]]
    for arn in names[:10]:
        iam.attach_role_policy(RoleName="full", PolicyArn=arn)
    with pytest.raises(ClientError, match="PoliciesPerRole: 10"):
        iam.attach_role_policy(RoleName="full", PolicyArn=names[10])


def test_versions_of_an_add_on_are_those_of_the_minor_version(cluster):
    found = cluster.eks.describe_addon_versions(addonName="kube-proxy", kubernetesVersion="1.35")["addons"][0]
    versions = [one["addonVersion"] for one in found["addonVersions"]]
    assert versions == sorted(versions, reverse=True)
    assert all(version.startswith("v1.35.") for version in versions)
    assert sum(one["compatibilities"][0]["defaultVersion"] for one in found["addonVersions"]) == 1


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
        cluster.eks.list_eks_anywhere_subscriptions()
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert refusal.value.response["Error"]["Message"] == "the loopback EKS does not know ListEksAnywhereSubscriptions"


def test_insights_are_about_later_versions(cluster):
    about = [one["kubernetesVersion"] for one in cluster.eks.list_insights(clusterName="demo")["insights"]]
    assert about == ["1.36"]


def test_a_group_is_moved_to_a_newer_image_of_its_version(cluster):
    before = cluster.make_group()
    cluster.eks.update_nodegroup_version(clusterName="demo", nodegroupName="general")
    after = cluster.eks.describe_nodegroup(clusterName="demo", nodegroupName="general")["nodegroup"]
    assert after["version"] == before["version"]
    assert after["releaseVersion"] > before["releaseVersion"]


def test_a_subnet_stays_while_the_interface_of_a_node_is_in_it(site):
    ec2 = site.aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.99.0.0/24")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.99.0.0/24")["Subnet"]["SubnetId"]
    left = ec2.create_network_interface(SubnetId=subnet, Description="aws-K8S-i-0123456789abcdef0")
    with pytest.raises(ClientError) as refusal:
        ec2.delete_subnet(SubnetId=subnet)
    assert refusal.value.response["Error"]["Code"] == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=left["NetworkInterface"]["NetworkInterfaceId"])
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)


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
