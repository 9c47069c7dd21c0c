"""Every kind of cluster is really applied, byte for byte as shipped, and then stays as it is.

A case is an entry in the table: what was answered, what is answered later, and what then stands in the account.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from account import listing, remains, what_is_lost
from allowed import Statement, actions, refused, statements
from asked import Call
from conftest import note
from hand_made import make_network, make_role
from loopback import Loopback
from runs import Ground, Steps, register, result  # noqa: F401
from stacks import Stack, access_key, initialised, write
from terracutter.catalog.addons import addons
from terracutter.catalog.permissions import permissions
from terracutter.pipeline import Repository
from terracutter.questions.expressions import default_kubernetes_version

Settings = tuple[str, ...]
VERSION = default_kubernetes_version()
NOT_ALWAYS_USED = {"eks:DescribePodIdentityAssociation", "kms:Decrypt", "kms:GenerateDataKey"}
"""By an add-on that has such an association, and for a state that is encrypted with a key of its own."""


@dataclass(frozen=True, slots=True)
class Case:
    """`built` and `changed` say, by environment, in what the account differs from the defaults.

    `settings` and `change` are as `--set` takes them; a function makes first what the answers name.
    """

    name: str
    settings: Settings | Callable[[Loopback], Settings]
    change: Settings
    built: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"production": {}})
    changed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    takes_away: frozenset[str] = frozenset()
    """What the change deletes or replaces, by address."""
    regions: Mapping[str, str] = field(default_factory=dict)
    is_destroyed: bool = False
    meanwhile: Callable[[Loopback], None] = lambda _: None
    """What somebody else does between the two applies."""

    @property
    def repository(self) -> str:
        return self.name.replace(" ", "-").lower()


DEFAULTS = {
    "version": VERSION,
    "support": "STANDARD",
    "private endpoint": True,
    "public endpoint": [],
    "authentication": {"bootstrapClusterCreatorAdminPermissions": False, "authenticationMode": "API"},
    "entries": {
        "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
        "own-general-node": ["EC2_LINUX"],
    },
    "logs": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    "encrypted": [["secrets"]],
    "family": "ipv4",
    "auto mode": [],
    "zonal shift": True,
    "sign-in": [],
    "remote networks": [],
    "add-ons": {
        "aws-ebs-csi-driver": ["ebs-csi-controller-sa"],
        "coredns": [],
        "eks-node-monitoring-agent": [],
        "eks-pod-identity-agent": [],
        "kube-proxy": [],
        "metrics-server": [],
        "vpc-cni": ["aws-node"],
    },
    "controllers": {},
    "other versions": {},
    "configured": {},
    "Fargate": {},
    "node groups": {"general": f"{VERSION} ON_DEMAND m7i.large AL2023_x86_64_STANDARD 3 3 6"},
    "self-managed groups": {},
    "control plane": ["us-east-1a", "us-east-1b", "us-east-1c"],
    "subnets": 9,
    "NAT gateways": ["us-east-1a", "us-east-1b", "us-east-1c"],
    "endpoints": ["s3"],
}

WITH_BATCH = "node_groups={general: {instance_types: [m7i.large], min_size: 3}, batch: {instance_types: [m7g.large]}}"
BATCH = {
    "entries": {
        "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
        "own-batch-node": ["EC2_LINUX"],
        "own-general-node": ["EC2_LINUX"],
    },
    "node groups": {
        "batch": f"{VERSION} ON_DEMAND m7g.large AL2023_ARM_64_STANDARD 1 1 2",
        "general": f"{VERSION} ON_DEMAND m7i.large AL2023_x86_64_STANDARD 3 3 6",
    },
}
SELF_MANAGED = (
    "{instance_types: [m7i.large, m6i.large], on_demand_base: 1, on_demand_percentage: 50, "
    "labels: {example.com/team: data}, %s}"
)
HPC = (
    "{general: {instance_types: [m7i.large], min_size: 3}, "
    "hpc: {instance_types: [p5.48xlarge], efa: true, availability_zones: us-east-1b, min_size: 0}}"
)
ON_FARGATE = "{selectors: {kube-system: {}, shop: {tier: web}}}"
SYSTEM = [{"namespace": "kube-system"}, {"namespace": "shop", "labels": {"tier": "web"}}]
KINDS = (
    "zones=us-east-1a,us-east-1b",
    "prefix_delegation=true",
    (
        "node_groups={{block: {{instance_types: [p5.48xlarge], capacity_type: CAPACITY_BLOCK, min_size: 0, "
        "capacity_reservation_id: cr-0123456789abcdef0, availability_zones: us-east-1b}}, "
        "bottle: {{instance_types: [m7g.large], ami_type: BOTTLEROCKET_ARM_64, max_pods: {max_pods}, "
        "eviction_hard: {{memory.available: 5%}}, registry_mirrors: {{docker.io: 'https://mirror.example.com'}}}}, "
        "image: {{instance_types: [m7i.large], ami_id: ami-0123456789abcdef0}}, "
        "windows: {{instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64, max_unavailable: 1}}, "
        "zonal: {{instance_types: [m7i.large, m6i.large], capacity_type: SPOT, subnets: per_zone, "
        "kube_reserved: {{cpu: 100m}}, registry_mirrors: {{docker.io: 'https://mirror.example.com'}}, "
        "taints: ['a=b:{effect}', 'x.example/y:NO_EXECUTE'], labels: {{team: x}}}}}}"
    ),
)
OF_KINDS = {
    "configured": {
        "vpc-cni": {
            "enableWindowsIpam": "true",
            "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"},
        }
    },
    "control plane": ["us-east-1a", "us-east-1b"],
    "subnets": 6,
    "NAT gateways": ["us-east-1a", "us-east-1b"],
    "entries": {
        "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
        "own-block-node": ["EC2_LINUX"],
        "own-bottle-node": ["EC2_LINUX"],
        "own-image-node": ["EC2_LINUX"],
        "own-windows-node": ["EC2_WINDOWS"],
        "own-zonal-us-east-1a-node": ["EC2_LINUX"],
        "own-zonal-us-east-1b-node": ["EC2_LINUX"],
    },
    "node groups": {
        "block": f"{VERSION} CAPACITY_BLOCK - AL2023_x86_64_NVIDIA 0 0 1",
        "bottle": f"{VERSION} ON_DEMAND m7g.large BOTTLEROCKET_ARM_64 1 1 2",
        "image": f"{VERSION} ON_DEMAND m7i.large CUSTOM 1 1 2",
        "windows": f"{VERSION} ON_DEMAND m7i.large WINDOWS_CORE_2022_x86_64 1 1 2",
        "zonal-us-east-1a": f"{VERSION} SPOT m7i.large,m6i.large AL2023_x86_64_STANDARD 1 1 2",
        "zonal-us-east-1b": f"{VERSION} SPOT m7i.large,m6i.large AL2023_x86_64_STANDARD 1 1 2",
    },
}
PRIVATE_ENDPOINTS = [
    *("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing"),
    *("logs", "s3", "ssm", "ssmmessages", "sts"),
]


WORKSPACE = "ws-0123abcd-4567-89ef-0123-456789abcdef"
HYPERPOD = {
    "amazon-sagemaker-hyperpod-inference": {
        "executionRoleArn": "arn:aws:iam::123456789012:role/inference",
        "tlsCertificateS3Bucket": "acme-tls-certificates",
    },
    "amazon-sagemaker-hyperpod-observability": {
        "ampWorkspace": {"prometheusEndpoint": f"https://aps-workspaces.us-east-1.amazonaws.com/workspaces/{WORKSPACE}"}
    },
    "amazon-sagemaker-hyperpod-taskgovernance": {},
    "amazon-sagemaker-hyperpod-training-operator": {},
}
ON_HYPERPOD = {
    "amazon-sagemaker-hyperpod-inference": ["hyperpod-inference-controller-manager"],
    "amazon-sagemaker-hyperpod-observability": ["hyperpod-observability-operator-otel-collector"],
    "amazon-sagemaker-hyperpod-taskgovernance": [],
    "amazon-sagemaker-hyperpod-training-operator": ["hp-training-operator-controller-manager"],
}
ADD_ONS = {
    "adot": [],
    "amazon-cloudwatch-observability": ["cloudwatch-agent"],
    "amazon-sagemaker-spaces": ["jupyter-k8s-authmiddleware", "jupyter-k8s-controller-manager"],
    "aws-ebs-csi-driver": ["ebs-csi-controller-sa"],
    "aws-ec2-local-instance-store-csi-driver": [],
    "aws-efs-csi-driver": ["efs-csi-controller-sa"],
    "aws-fsx-csi-driver": ["fsx-csi-controller-sa"],
    "aws-guardduty-agent": [],
    "aws-mountpoint-s3-csi-driver": ["s3-csi-driver-sa"],
    "aws-network-flow-monitoring-agent": ["aws-network-flow-monitor-agent-service-account"],
    "aws-privateca-connector-for-kubernetes": ["aws-privateca-issuer"],
    "aws-secrets-store-csi-driver-provider": [],
    "cert-manager": ["cert-manager"],
    "eks-node-monitoring-agent": [],
    "external-dns": ["external-dns"],
    "fluent-bit": ["fluent-bit"],
    "kube-state-metrics": [],
    "metrics-server": [],
    "prometheus-node-exporter": [],
    "snapshot-controller": [],
    "sriov-network-metrics-exporter": [],
}
SECRETS = "arn:aws:secretsmanager:us-east-1:123456789012:secret:{}/*"
CONTROLLERS = {
    "external-secrets/external-secrets": "own-external-secrets",
    "kube-system/aws-load-balancer-controller": "own-load-balancers",
    "kube-system/cluster-autoscaler": "own-autoscaler",
    "velero/velero-server": "own-velero",
}
CORE = {"coredns": [], "eks-pod-identity-agent": [], "kube-proxy": [], "vpc-cni": ["aws-node"]}
ZONE = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"
OF_ADD_ONS = (
    f"cert_manager_zone_arns={ZONE}",
    f"external_dns_zone_arns={ZONE}",
    "fluent_bit_log_group=/acme/workloads",
    "mountpoint_bucket_arns=arn:aws:s3:::acme-data",
)


def _join_hyperpod(aws: Loopback) -> None:
    """As SageMaker does when a HyperPod cluster joins."""
    nodes = make_role(aws, "hyperpod", "sagemaker.amazonaws.com")
    aws.client("eks").create_access_entry(
        clusterName="all-add-ons-production", principalArn=nodes, type="HYPERPOD_LINUX"
    )


def _existing_network(aws: Loopback) -> Settings:
    network = make_network(aws)
    return (
        "network=existing",
        f"vpc_id={network.vpc}",
        f"private_subnet_ids={','.join(network.private)}",
        f"intra_subnet_ids={','.join(network.intra)}",
    )


def _surroundings(aws: Loopback) -> Settings:
    """What is there before a cluster that uses much of what is offered."""
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    gateway = aws.client("ec2").create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    aws.client("s3").create_bucket(Bucket="flow-logs-of-tests")
    return (
        "access_entries={viewers: {principal_arn: arn:aws:iam::111122223333:role/viewers, policy: view}}",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
        "api_access_cidrs=192.168.0.0/20",
        "control_plane_logs=audit,authenticator",
        "flow_log_bucket_arn=arn:aws:s3:::flow-logs-of-tests",
        "flow_logs=s3",
        "gateway_endpoints=s3,dynamodb",
        "interface_endpoints=ecr.api",
        "irsa=true",
        f"node_groups={HPC}",
        "oidc_identity_provider={okta: {issuer_url: https://login.example.com, client_id: eks}}",
        "pod_cidr=100.64.0.0/16",
        "remote_node_cidrs=192.168.16.0/20",
        "remote_pod_cidrs=192.168.32.0/20",
        "secrets_encryption=given_key",
        f"secrets_key_arn={key}",
        "service_cidr=172.30.0.0/16",
        "transit_gateway_cidrs=192.168.0.0/16",
        f"transit_gateway_id={gateway}",
    )


CASES = (
    Case(
        "private",
        ("profile=private",),
        ("administrator_role_arns=arn:aws:iam::111122223333:role/platform",),
        built={"production": {"subnets": 6, "NAT gateways": [], "endpoints": PRIVATE_ENDPOINTS}},
        changed={
            "production": {
                "entries": {
                    "own-general-node": ["EC2_LINUX"],
                    "platform": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                }
            }
        },
        # The role that nobody named is no longer the way in.
        takes_away=frozenset(
            {
                "module.eks_cluster.aws_eks_access_entry.administrator",
                "module.eks_cluster.aws_eks_access_policy_association.administrator",
                "module.eks_cluster.aws_iam_role.administrator",
            }
        ),
    ),
    Case(
        "two environments",
        (
            "environments=staging,production",
            "environments.staging.profile=development",
            "environments.staging.region=eu-west-1",
        ),
        ("environments.staging.endpoint_public_access_cidrs=203.0.113.0/24",),
        built={
            "staging": {
                "zonal shift": False,
                "node groups": {"general": f"{VERSION} ON_DEMAND t3.large AL2023_x86_64_STANDARD 1 1 3"},
                "control plane": ["eu-west-1a", "eu-west-1b"],
                "subnets": 6,
                "NAT gateways": ["eu-west-1a"],
            },
            "production": {},
        },
        changed={"staging": {"public endpoint": ["203.0.113.0/24"]}},
        regions={"staging": "eu-west-1"},
    ),
    Case(
        "many answers",
        _surroundings,
        ("zonal_shift=false", "control_plane_logs=audit"),
        built={
            "production": {
                "entries": {
                    "own-general-node": ["EC2_LINUX"],
                    "own-hpc-node": ["EC2_LINUX"],
                    "own-hybrid-node": ["HYBRID_LINUX"],
                    "platform": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "viewers": ["STANDARD", "AmazonEKSViewPolicy"],
                },
                "logs": ["audit", "authenticator"],
                "sign-in": ["okta"],
                "remote networks": ["192.168.16.0/20", "192.168.32.0/20"],
                "endpoints": ["dynamodb", "ecr.api", "s3"],
                "subnets": 12,
                "node groups": {
                    "general": DEFAULTS["node groups"]["general"],
                    "hpc": f"{VERSION} ON_DEMAND p5.48xlarge AL2023_x86_64_NVIDIA 0 0 1",
                },
                "configured": {
                    "vpc-cni": {
                        "eniConfig": {
                            "create": True,
                            "region": "us-east-1",
                            "subnets": {
                                f"us-east-1{zone}": {"id": "subnet", "securityGroups": ["sg"]} for zone in "abc"
                            },
                        },
                        "env": {
                            "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true",
                            "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone",
                        },
                    }
                },
            }
        },
        changed={"production": {"zonal shift": False, "logs": ["audit"]}},
        is_destroyed=True,
    ),
    Case("default", (), (WITH_BATCH,), changed={"production": BATCH}),
    Case(
        "all add-ons",
        (f"addons={','.join(ADD_ONS)}", *OF_ADD_ONS),
        (
            f"addons={','.join((*ADD_ONS, *HYPERPOD))}",
            f"addon_configuration={json.dumps({name: one for name, one in HYPERPOD.items() if one})}",
            "addon_release=newest",
            "hyperpod=true",
            f"prometheus_workspace_arn=arn:aws:aps:us-east-1:123456789012:workspace/{WORKSPACE}",
        ),
        built={"production": {"add-ons": ADD_ONS | CORE, "endpoints": ["guardduty-data", "s3"]}},
        changed={
            "production": {
                "entries": {
                    "hyperpod": ["HYPERPOD_LINUX"],
                    "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "own-general-node": ["EC2_LINUX"],
                },
                "add-ons": ADD_ONS | CORE | ON_HYPERPOD,
                "configured": {name: one for name, one in HYPERPOD.items() if one},
                "other versions": {name: addons()[name].version(VERSION, newest=True) for name in CORE},
            }
        },
        is_destroyed=True,
        meanwhile=_join_hyperpod,
    ),
    Case(
        "controllers",
        (
            "account_id=123456789012",
            "autoscaler=cluster-autoscaler",
            "state_bucket=controllers-123456789012-terraform-state",
            "controllers=aws-load-balancer-controller,external-secrets,gateway-api-controller,velero",
            f"external_secrets_secret_arns={SECRETS.format('shop')}",
            "velero_bucket=acme-backups",
        ),
        (
            "controllers=argo-cd,aws-load-balancer-controller,external-secrets,velero",
            f"external_secrets_secret_arns={SECRETS.format('shop')},{SECRETS.format('bank')}",
            "gitops=argo-cd",
        ),
        built={
            "production": {
                "controllers": {
                    **CONTROLLERS,
                    "aws-application-networking-system/gateway-api-controller": "own-gateway-api",
                }
            }
        },
        changed={"production": {"controllers": CONTROLLERS}},
        takes_away=frozenset(
            f"module.eks_controllers.{one}.gateway_api_controller"
            for one in ("aws_eks_pod_identity_association", "aws_iam_role", "aws_iam_role_policy")
        ),
    ),
    Case(
        "IRSA",
        ("addons=aws-efs-csi-driver,external-dns", f"external_dns_zone_arns={ZONE}", "workload_identity=irsa"),
        ("addons=aws-efs-csi-driver,aws-ebs-csi-driver,external-dns",),
        built={
            "production": {
                "add-ons": {
                    "aws-efs-csi-driver": ["IRSA own-efs-csi"],
                    "coredns": [],
                    "external-dns": ["IRSA own-external-dns"],
                    "kube-proxy": [],
                    "vpc-cni": ["IRSA own-vpc-cni"],
                }
            }
        },
        changed={
            "production": {
                "add-ons": {
                    "aws-ebs-csi-driver": ["IRSA own-ebs-csi"],
                    "aws-efs-csi-driver": ["IRSA own-efs-csi"],
                    "coredns": [],
                    "external-dns": ["IRSA own-external-dns"],
                    "kube-proxy": [],
                    "vpc-cni": ["IRSA own-vpc-cni"],
                }
            }
        },
    ),
    Case(
        "Fargate only",
        ("node_groups=none", f"fargate_profiles={{system: {ON_FARGATE}}}"),
        (f"fargate_profiles={{system: {ON_FARGATE}, apps: {{selectors: {{'a-*': {{}}}}}}}}",),
        built={
            "production": {
                "entries": {
                    "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "own-fargate": ["FARGATE_LINUX"],
                },
                "add-ons": {"coredns": [], "metrics-server": []},
                "configured": {"coredns": {"computeType": "Fargate"}},
                "Fargate": {"system": SYSTEM},
                "node groups": {},
            }
        },
        changed={"production": {"Fargate": {"apps": [{"namespace": "a-*"}], "system": SYSTEM}}},
    ),
    Case(
        "kinds of nodes",
        tuple(one.format(max_pods=20, effect="NO_SCHEDULE") for one in KINDS),
        (KINDS[-1].format(max_pods=110, effect="NO_EXECUTE"),),
        built={"production": OF_KINDS},
    ),
    Case(
        "existing VPC",
        _existing_network,
        (WITH_BATCH,),
        built={
            "production": {
                "control plane": ["us-east-1a", "us-east-1b"],
                "subnets": 6,
                "NAT gateways": ["us-east-1a"],
                "endpoints": [],
            }
        },
        changed={"production": BATCH},
    ),
    Case(
        "spot with Karpenter",
        ("autoscaler=karpenter", "karpenter_node_pools={default: {capacity_types: [spot]}}"),
        (WITH_BATCH,),
        built={
            "production": {
                "entries": {
                    "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "own-general-node": ["EC2_LINUX"],
                    "own-karpenter-nodes": ["EC2_LINUX"],
                },
                "controllers": {"kube-system/karpenter": "own-karpenter"},
            }
        },
        changed={
            "production": {
                **BATCH,
                "entries": {**BATCH["entries"], "own-karpenter-nodes": ["EC2_LINUX"]},
            }
        },
        is_destroyed=True,
    ),
    Case(
        "IPv6",
        ("ip_family=ipv6",),
        (WITH_BATCH,),
        built={"production": {"family": "ipv6"}},
        changed={"production": BATCH},
    ),
    Case(
        "self-managed",
        (
            "node_groups=none",
            "node_termination_handler=true",
            f"self_managed_node_groups={{batch: {SELF_MANAGED % 'min_size: 2'}}}",
        ),
        (f"self_managed_node_groups={{batch: {SELF_MANAGED % 'min_size: 1, max_size: 5, disk_size: 80'}}}",),
        built={
            "production": {
                "entries": {
                    "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "own-batch-node": ["EC2_LINUX"],
                },
                "controllers": {"kube-system/aws-node-termination-handler": "own-termination"},
                "node groups": {},
                "self-managed groups": {"own-batch": "m7i.large,m6i.large 1+50% 2 2 4 50 GiB, drain, refreshed 0"},
            }
        },
        changed={
            "production": {
                "self-managed groups": {"own-batch": "m7i.large,m6i.large 1+50% 1 1 5 80 GiB, drain, refreshed 1"}
            }
        },
    ),
    Case(
        "Auto Mode",
        ("auto_mode=true",),
        ("auto_mode_node_pools=general-purpose",),
        built={
            "production": {
                "entries": {
                    "own-administrator": ["STANDARD", "AmazonEKSClusterAdminPolicy"],
                    "own-auto-node": ["EC2", "AmazonEKSAutoNodePolicy"],
                },
                "subnets": 6,
                "auto mode": ["general-purpose", "system"],
                "add-ons": {"metrics-server": []},
                "node groups": {},
            }
        },
        changed={"production": {"auto mode": ["general-purpose"]}},
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, by environment."""

    built: dict[str, dict[str, Any]]
    changed: dict[str, dict[str, Any]]
    taken_away: set[str]
    lost: list[str]
    left: list[str]
    calls: dict[str, list[Call]]
    """What was asked of AWS by phase: build, plan, change, rest."""
    policies: dict[str, list[Statement]]
    """Those of the files, by phase."""


def prepare(case: Case, ground: Ground) -> Steps:
    settings = case.settings(ground.aws) if callable(case.settings) else case.settings
    settings = (f"repository={case.repository}", *settings)
    before, after = ground.build(*settings), ground.build(*settings, *case.change)

    def steps() -> Outcome:
        write(ground.directory, before)
        with initialised(ground.directory, before, ground.terraform, ground.aws) as stacks:
            return _exercise(case, ground, stacks, before, after)

    return steps


def _exercise(
    case: Case, ground: Ground, stacks: Mapping[str, Stack], before: Repository, after: Repository
) -> Outcome:
    calls: dict[str, list[Call]] = {}

    def done(phase: str) -> None:
        earlier = sum(map(len, calls.values()))
        calls[phase] = ground.aws.calls(access_key(before))[earlier:]

    for stack in stacks.values():
        stack.apply()
    done("build")
    for stack in stacks.values():
        stack.plan_nothing()
    done("plan")
    built = _listings(case, ground, stacks)
    case.meanwhile(ground.aws)
    write(ground.directory, after)
    taken_away: set[str] = set()
    for stack in stacks.values():
        taken_away |= stack.apply("-refresh=false").destructive
    done("change")
    for stack in stacks.values():
        stack.plan_nothing()
    changed = _listings(case, ground, stacks)
    lost = [one for name in stacks for one in what_is_lost(ground.aws, *_place(case, name))]
    left = _end(case, ground, stacks)
    done("rest")
    return Outcome(built, changed, taken_away, lost, left, calls, _policies(before, after))


def _policies(before: Repository, after: Repository) -> dict[str, list[Statement]]:
    """What may be done in each phase; while a change is applied, both the old files and the new ones say it."""

    def of(repository: Repository, name: str = "*") -> list[Statement]:
        names = [one.name for one in repository.plan.environments]
        return [one for environment in names for one in statements(repository.files, environment, name)]

    return {"build": of(before), "plan": of(before, "plan"), "change": of(before) + of(after), "rest": of(after)}


def _place(case: Case, environment: str) -> tuple[str, str]:
    return f"{case.repository}-{environment}", case.regions.get(environment, "us-east-1")


def _listings(case: Case, ground: Ground, stacks: Mapping[str, Stack]) -> dict[str, dict[str, Any]]:
    return {name: listing(ground.aws, *_place(case, name)) for name in stacks}


def _end(case: Case, ground: Ground, stacks: Mapping[str, Stack]) -> list[str]:
    """What still bears the cluster's name when everything is destroyed."""
    left = []
    for name, stack in stacks.items() if case.is_destroyed else ():
        stack.destroy()
        left += remains(ground.aws, *_place(case, name))
    return left


for _case in CASES:
    register(_case.name, lambda ground, case=_case: prepare(case, ground))


def _new(found: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    assert found.keys() == before.keys()
    return {key: value for key, value in found.items() if value != before[key]}


@pytest.mark.parametrize("case", [pytest.param(one, id=one.name, marks=pytest.mark.e2e(one.name)) for one in CASES])
@pytest.mark.timeout(1800)
def test_what_was_answered_stands_and_stays(case, result):  # noqa: F811
    assert {name: _new(found, DEFAULTS) for name, found in result.built.items()} == case.built
    after = {name: _new(found, result.built[name]) for name, found in result.changed.items()}
    assert {name: found for name, found in after.items() if found} == case.changed
    assert result.taken_away == case.takes_away
    assert result.lost == []
    assert result.left == []


@pytest.mark.parametrize("case", [pytest.param(one, id=one.name, marks=pytest.mark.e2e(one.name)) for one in CASES])
@pytest.mark.timeout(1800)
def test_the_policies_allow_what_was_asked_of_aws(case, result):  # noqa: F811
    for phase, calls in result.calls.items():
        assert refused(calls, result.policies[phase]) == [], phase
    # Not one statement could be left out, but for those that the loopback AWS has no use for.
    asked = {call.action for calls in result.calls.values() for call in calls}
    allowed = set(actions(result.policies["change"]))
    for statement in result.policies["build"]:
        others = [one for one in result.policies["build"] if one != statement]
        if asked & set(actions([statement])) - set(actions(others)):
            every = [call for calls in result.calls.values() for call in calls]
            assert refused(every, others), statement["Sid"]
    note(f"{case.name}: {len(asked)} of the {len(allowed)} actions that its policies allow were asked for")
    justified = {one for needs in permissions().types.values() for one in (*needs.update, *needs.unseen)}
    deleting = set() if case.is_destroyed else {one for needs in permissions().types.values() for one in needs.delete}
    assert allowed - asked - justified - deleting <= NOT_ALWAYS_USED
