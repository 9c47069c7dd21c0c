"""What comes out is what real Terraform takes: formatted, valid, for every kind of answer."""

from __future__ import annotations

import random

import pytest
from batches import misplaced
from conftest import write_tree
from terracutter.questions import addons

GRAVITON = "{instance_types: [m7g.large], labels: {example.com/x: y}}"
SPOT = "{instance_types: [m7i.large, m6i.large], capacity_type: SPOT, min_size: 0, desired_size: 1}"
MIXED = (
    "{instance_types: [m7g.large, t4g.large], on_demand_base: 1, on_demand_percentage: 20, labels: {example.com/x: y}, "
    "taints: ['dedicated=a:NO_SCHEDULE']}"
)
TRAINING = (
    "{instance_types: [p5.48xlarge], capacity_type: CAPACITY_BLOCK, capacity_reservation_id: cr-0123456789abcdef0, "
    "availability_zones: us-east-1b, efa: true, min_size: 0, node_repair: false}"
)
KEPT = (
    "{instance_types: [m7i.large], disk_iops: 4000, disk_throughput: 500, monitoring: true, max_unavailable: 1, "
    "disk_key_arn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab', "
    "kube_reserved: {cpu: 100m}, system_reserved: {memory: 150Mi}, eviction_hard: {memory.available: 5%}, "
    "registry_mirrors: {docker.io: 'https://mirror.example.com'}, taints: ['a=b:NO_SCHEDULE', 'x/y:NO_EXECUTE']}"
)
BOTTLEROCKET = "{instance_types: [m7g.large], ami_type: BOTTLEROCKET_ARM_64, max_pods: 20}"
WINDOWS = "{instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64}"
OWN_IMAGE = "{instance_types: [m7i.large], ami_id: ami-0123456789abcdef0}"
OKTA = (
    "{issuer_url: https://acme.okta.com/oauth2/default, client_id: kubernetes, username_claim: email, "
    "username_prefix: 'okta:', groups_claim: groups, required_claims: {hd: example.com}}"
)
KEY = "secrets_key_arn=arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ENTRIES = (
    "{developers: {principal_arn: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x', "
    "policy: edit, namespaces: [shop, pay]}, "
    "ci: {principal_arn: 'arn:aws:iam::111122223333:user/ci', policy: none, kubernetes_groups: [deployers]}, "
    "auditor: {principal_arn: 'arn:aws:iam::111122223333:role/auditor'}}"
)
RULES = (
    "{node-exporter: {cidr: 192.168.7.0/24, from_port: 9100, description: 'Prometheus, ${x} (office)'}, "
    "scanner: {security_group_id: sg-0123456789abcdef0, from_port: 1, to_port: 1024, protocol: udp}}"
)

FARGATE = "{system: {selectors: {kube-system: {}}}, apps: {selectors: {'team-*': {compute: fargate}, default: {}}}}"
POOLS = (
    "auto_mode_pools={arm: {architectures: [arm64, amd64], capacity_types: [spot], weight: 5}, "
    "batch: {instance_types: [c7i.4xlarge], disk_size: 200, taints: [batch:NoSchedule], labels: {a.example/b: 'true'}}}"
)
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBjDCCATGgAwIBAgIUL9injtVT5KZOVxAWlnF9jWNR7OUwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQRXhhbXBsZSBtYWNoaW5lczAeFw0yNjExMjMwMjIxMDdaFw0z
NjExMjAwMjIxMDdaMBsxGTAXBgNVBAMMEEV4YW1wbGUgbWFjaGluZXMwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAQ+UO/nWgQwirlQxuetMVRZwi8jRbJgjK56RKGG
5EHeJr0+MJI1iOt4Ce5ExieQ+/NE7rQ8Xv4jSHeKJYwKmoxeo1MwUTAdBgNVHQ4E
FgQUpn/Vgqda4bSd75XOlMYRlt/dPI8wHwYDVR0jBBgwFoAUpn/Vgqda4bSd75XO
lMYRlt/dPI8wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAnotR
aJNvuDIC1gaJw4fesc1IshXAyIO3jJoMe1hXKMUCIQDGB3JqLBg6f508cX21LUH+
xho3rQGkbZg1rJlTizmkmA==
-----END CERTIFICATE-----"""
"""Of an authority whose key nobody has."""

KARPENTER_POOLS = (
    "{batch: {capacity_types: [spot], instance_families: [m7g, m7i, c7g], architectures: [amd64, arm64], weight: 10, "
    "memory_limit: 400, labels: {example.com/x: 'yes'}, taints: ['example.com/batch=on:NoSchedule'], "
    "expire_after: Never, termination_grace_period: 1h, quiet_times: {0 9 * * mon-fri: 8h}}, "
    "steady: {capacity_types: [on-demand], instance_types: [m7i.large], image: bottlerocket@v1.50.0, "
    "consolidation: WhenEmpty, consolidate_after: Never, disruption_budget: '1'}}"
)

EXISTING = (
    "network=existing",
    "vpc_id=vpc-0a1b2c3d4e5f60718",
    "private_subnet_ids=subnet-0a1b2c3d4e5f60718,subnet-1a1b2c3d4e5f60718",
)

CONTROLLERS = "argo-cd,aws-load-balancer-controller,external-secrets,gateway-api-controller,velero"
ENDPOINTS = (
    "autoscaling,ec2,ecr.api,ecr.dkr,eks,eks-auth,elasticloadbalancing,secretsmanager,ssm,sts,tagging,vpc-lattice"
)
SECRETS = "arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/*"
PARAMETERS = "arn:aws:ssm:us-east-1:111122223333:parameter/shop/*"

EVERY_ADDON = (
    f"addons={','.join(addons.choices())}",
    "hyperpod=true",
    "network_policy=true",
    "prefix_delegation=true",
    "ebs_key_arn=arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "mountpoint_bucket_arns=arn:aws:s3:::acme-data",
    "external_dns_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "cert_manager_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    "fluent_bit_log_group=/aws/eks/acme/workloads",
    "prometheus_workspace_arn=arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd-4567-89ef-0123-456789abcdef",
    (
        "addon_configuration={"
        "coredns: {replicaCount: 3, tolerations: [{key: CriticalAddonsOnly, operator: Exists}]}, "
        "vpc-cni: {env: {WARM_ENI_TARGET: '1'}}, "
        "adot: {collector: {prometheusMetrics: {}, otlpIngest: {}}}, "
        "amazon-sagemaker-hyperpod-observability: {ampWorkspace: {prometheusEndpoint: "
        "'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123abcd-4567-89ef-0123-456789abcdef'}}, "
        "amazon-sagemaker-hyperpod-inference: {executionRoleArn: 'arn:aws:iam::111122223333:role/hyperpod', "
        "tlsCertificateS3Bucket: acme-tls-bucket}}"
    ),
)

MATRIX = {
    "defaults": (),
    "development": ("profile=development",),
    "private": ("profile=private",),
    "existing network": EXISTING,
    "existing network with all its tiers": (
        *EXISTING,
        "intra_subnet_ids=subnet-0000000a,subnet-0000000b",
        "public_subnet_ids=subnet-0000000c",
        "api_access_cidrs=10.0.0.0/8",
        "autoscaler=karpenter",
        "account_id=111122223333",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
        "workload_identity=irsa",
        "ip_family=ipv6",
        "region=eu-west-1",
        "fargate_profiles={apps: {selectors: {shop: {}}}}",
    ),
    "IPv6": ("ip_family=ipv6", "database_subnets=true"),
    "IPv6 without a way out": ("ip_family=ipv6", "profile=private"),
    "pods in a range of their own": ("pod_cidr=100.64.0.0/16", "prefix_delegation=true"),
    "such pods without a way out": ("pod_cidr=100.64.0.0/16", "profile=private"),
    "database subnets": ("database_subnets=true", "region=eu-west-1", "prefix_delegation=true"),
    "private without flow logs": ("profile=private", "flow_logs=none", "addons=none"),
    "gateway endpoints": ("gateway_endpoints=dynamodb,s3", "account_id=111122223333"),
    "interface endpoints": ("interface_endpoints=ecr.api,ecr.dkr,sts", "gateway_endpoints=dynamodb,s3"),
    "no endpoints": ("gateway_endpoints=none", "flow_logs=none"),
    "flow logs in S3": ("flow_logs=s3", "flow_log_bucket_arn=arn:aws:s3:::acme-log-archive/vpc/"),
    "transit gateway": (
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=192.168.0.0/16,10.0.0.0/8",
    ),
    "central egress": (
        "profile=private",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=0.0.0.0/0",
        "fargate_profiles={apps: {selectors: {shop: {}}}}",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
        "secrets_encryption=aws_key",
        "control_plane_logs=none",
        "flow_logs=none",
    ),
    "Fargate alone": (
        "environments=staging,production",
        "node_groups=none",
        f"fargate_profiles={FARGATE}",
        "environments.staging.fargate_profiles={all: {selectors: {'*': {}}}}",
        "fargate_logs=true",
    ),
    "two environments": (
        "environments=staging,production",
        "environments.staging.profile=development",
        "environments.staging.region=eu-west-1",
        "environments.staging.interface_endpoints=ecr.api",
    ),
    "self-managed node groups": (
        "environments=dev,prod",
        f"self_managed_node_groups={{mixed: {MIXED}, pinned: {{instance_types: [m7i.large], image: v20261101}}}}",
        "environments.dev.self_managed_node_groups=none",
        "node_termination_handler=true",
        "autoscaler=cluster-autoscaler",
    ),
    "self-managed node groups, private": (
        "profile=private",
        "prefix_delegation=true",
        "node_groups=none",
        "self_managed_node_groups={own: {instance_types: [g5.xlarge], image: ami-0a1b2c3d4e5f60718, max_size: 1}}",
    ),
    "auto mode": ("auto_mode=true",),
    "auto mode, private, node pools of one's own": (
        "auto_mode=true",
        "profile=private",
        "auto_mode_node_pools=none",
        POOLS,
    ),
    "auto mode behind a transit gateway, IPv6": (
        "auto_mode=true",
        "ip_family=ipv6",
        "nat_gateways=none",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=0.0.0.0/0",
    ),
    "auto mode in an existing network": (*EXISTING, "auto_mode=true", "public_subnet_ids=subnet-0000000c"),
    "auto mode in two environments": (
        "auto_mode=true",
        "environments=staging,production",
        "environments.staging.profile=development",
        "environments.staging.auto_mode_node_pools=general-purpose",
        "addons=snapshot-controller",
        POOLS,
        "environments.staging.auto_mode_pools=none",
    ),
    "roles for service accounts, sign-in from outside": (
        "environments=dev,prod",
        "irsa=true",
        f"environments.prod.oidc_identity_provider={{okta: {OKTA}}}",
    ),
    "a little sign-in from outside": (
        "oidc_identity_provider={dex: {issuer_url: https://dex.example.com, client_id: kubernetes}}",
    ),
    "hybrid nodes": (
        "remote_node_cidrs=192.168.0.0/17,172.16.0.0/16",
        "remote_pod_cidrs=192.168.128.0/17",
    ),
    "every kind of node group": (
        "prefix_delegation=true",
        "environments=dev,staging,prod",
        f"environments.dev.node_groups={{spot: {SPOT}, win: {WINDOWS}}}",
        f"node_groups={{gpu: {TRAINING}, kept: {KEPT}, bottle: {BOTTLEROCKET}, win: {WINDOWS}, own: {OWN_IMAGE}}}",
        f"environments.staging.node_groups={{zonal: {GRAVITON[:-1]}, subnets: per_zone}}, win: {WINDOWS}}}",
    ),
    "Bottlerocket in an existing network": (
        *EXISTING,
        f"node_groups={{a: {BOTTLEROCKET.replace('max_pods: 20', 'subnet_ids: subnet-0a1b2c3d4e5f60718')}}}",
    ),
    "images of one's own": ("ip_family=ipv6", f"node_groups={{own: {OWN_IMAGE}}}"),
    "Windows": (
        f"node_groups={{a: {WINDOWS}, b: {KEPT}, c: {GRAVITON}}}",
        "transit_gateway_id=tgw-0123456789abcdef0",
        "transit_gateway_cidrs=0.0.0.0/0",
        "profile=private",
    ),
    "Karpenter without a way out": (
        "autoscaler=karpenter",
        "profile=private",
        "interface_endpoints=ec2,ecr.api,ecr.dkr,eks,eks-auth,sqs,ssm,sts",
        f"karpenter_node_pools={KARPENTER_POOLS}",
    ),
    "controllers by Argo CD": (
        "environments=staging,production",
        "account_id=111122223333",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
        "profile=private",
        f"interface_endpoints={ENDPOINTS}",
        "autoscaler=cluster-autoscaler",
        f"controllers={CONTROLLERS}",
        "gitops=argo-cd",
        "gitops_repository_url=https://github.com/acme/eks-platform.git",
        f"external_secrets_secret_arns={SECRETS}",
        f"external_secrets_parameter_arns={PARAMETERS}",
        "gateway_api_vpc_id=vpc-0a1b2c3d4e5f60718",
        "velero_bucket=acme-backups",
    ),
    "controllers by Flux in an existing network": (
        *EXISTING,
        "account_id=111122223333",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
        "workload_identity=irsa",
        "controllers=argo-cd,aws-load-balancer-controller,velero",
        "gitops=flux",
        "gitops_repository_url=ssh://git@github.com/acme/eks-platform.git",
        "velero_bucket=acme-backups",
    ),
    "controllers by Helm in Auto Mode": ("auto_mode=true", "controllers=argo-cd,external-secrets"),
    "every add-on at once": EVERY_ADDON,
    "the newest add-ons, by roles for service accounts": (
        "workload_identity=irsa",
        "addon_release=latest",
        "addon_conflicts=PRESERVE",
        "addon_versions={vpc-cni: v1.22.4-eksbuild.3}",
        "addons=amazon-cloudwatch-observability,aws-ebs-csi-driver,aws-fsx-csi-driver,aws-guardduty-agent",
    ),
    "add-ons on Fargate alone": (
        "node_groups=none",
        "fargate_profiles={pods: {selectors: {kube-system: {}, external-dns: {}, default: {}}}}",
        "workload_identity=irsa",
        "addons=external-dns,metrics-server",
        "external_dns_zone_arns=arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
    ),
    "hybrid nodes whose pods are not reached": ("remote_node_cidrs=192.168.0.0/16", "hybrid_nodes=none"),
    "the newest Kubernetes": ("kubernetes_version=1.36",),
    "two accounts, roles for GitHub": (
        "environments=staging,production",
        "environments.staging.account_id=111122223333",
        "environments.production.account_id=444455556666",
        "ci=github-actions",
        "ci_repository=acme/eks-platform",
        "engine=opentofu",
        "tags={team: platform}",
    ),
    "states in GitLab, roles for it": (
        "environments=staging,production",
        "state_backend=gitlab",
        "gitlab_project=acme/eks-platform",
        "ci=gitlab-ci",
        "ci_repository=acme/eks-platform",
        "gitlab_address=https://gitlab.example.com",
    ),
    "states in HCP Terraform": ("state_backend=hcp-terraform", "hcp_organization=acme"),
    "a state here": ("state_backend=local",),
    "roles beside an existing bucket": ("state_bucket=acme-state", "ci=github-actions", "ci_repository=acme/eks"),
    "a given key": ("secrets_encryption=given_key", KEY, "control_plane_logs=audit,api"),
    "a given key without logs": ("secrets_encryption=given_key", KEY, "control_plane_logs=none"),
    "no key of the cluster's own": (
        "secrets_encryption=aws_key",
        "control_plane_logs=none",
        "flow_logs=none",
        "administrator_role_arns=arn:aws:iam::111122223333:role/platform",
    ),
    "the AWS key with logs": (
        "secrets_encryption=aws_key",
        "environments=a,b",
        "environments.a.control_plane_logs=none",
    ),
    "an own key without logs": ("control_plane_logs=none", "flow_logs=none", "zonal_shift=false"),
    "access": (
        "autoscaler=karpenter",
        "environments=dev,prod",
        f"access_entries={ENTRIES}",
        "environments.dev.access_entries=none",
        "api_access_cidrs=10.0.0.0/16,192.168.0.0/24",
        "environments.dev.api_access_cidrs=none",
        f"cluster_security_group_rules={RULES}",
        "environments.dev.cluster_security_group_rules=none",
        "service_cidr=192.168.128.0/20",
    ),
    "everything answered": (
        "environments=a,b",
        "region=us-gov-west-1",
        "account_id=111122223333",
        "state_bucket=acme-state",
        'tags={team: platform, "cost center": "4711"}',
        "endpoint_public_access_cidrs=203.0.113.0/24",
        "environments.b.endpoint_public_access_cidrs=none",
        "administrator_role_arns=arn:aws-us-gov:iam::111122223333:role/team/platform",
        "addons=aws-ebs-csi-driver,eks-node-monitoring-agent,metrics-server,snapshot-controller",
        f"node_groups={{a: {GRAVITON}, b: {SPOT}}}",
        "addon_versions={vpc-cni: v1.20.4-eksbuild.2}",
        "environments.b.addon_versions={coredns: v1.12.4-eksbuild.1}",
    ),
}


@pytest.fixture(scope="module")
def rendered(build):
    return {variant: build(*settings).files for variant, settings in MATRIX.items()}


@pytest.fixture(scope="module")
def verdicts(judge, rendered):
    """What is wrong with each variant in Terraform's eyes; nothing where it is valid."""
    return judge("every variant", rendered)


@pytest.mark.parametrize("variant", MATRIX)
def test_terraform_takes_it(verdicts, variant):
    assert verdicts[variant] == ""


def test_terraform_would_lay_it_out_the_same_way(terraform, tmp_path, rendered):
    assert misplaced(terraform, tmp_path, rendered.values()) == []


def test_nodes_wait_for_their_network_and_deployments_for_nodes(terraform_with_aws, tmp_path, build):
    """The order that keeps a first apply from hanging, as Terraform's own graph has it."""
    files = {path: text for path, text in build().files.items() if not path.endswith("backend.tf")}
    edges = graph_of(terraform_with_aws, tmp_path, files)
    group, addon = '"module.eks_node_group.aws_eks_node_group.this"', '"module.eks_addons.aws_eks_addon.{}"'
    for name in ("vpc_cni", "kube_proxy", "eks_pod_identity_agent"):
        assert addon.format(name) in reachable(edges, group)
    for name in ("coredns", "metrics_server", "aws_ebs_csi_driver"):
        assert group in reachable(edges, addon.format(name))


def test_self_managed_nodes_stand_between_network_and_deployments_too(terraform_with_aws, tmp_path, build):
    files = build("node_groups=none", "self_managed_node_groups={a: {instance_types: [m7g.large, t4g.large]}}").files
    edges = graph_of(
        terraform_with_aws, tmp_path, {path: text for path, text in files.items() if "backend" not in path}
    )
    module, addon = '"module.eks_self_managed_node_group.{}"', '"module.eks_addons.aws_eks_addon.{}"'
    before = reachable(edges, module.format("aws_autoscaling_group.this"))
    assert {addon.format(name) for name in ("vpc_cni", "kube_proxy", "eks_pod_identity_agent")} <= before
    assert module.format("aws_eks_access_entry.node") in before
    for name in ("coredns", "metrics_server", "aws_ebs_csi_driver"):
        assert module.format("aws_autoscaling_group.this") in reachable(edges, addon.format(name))


def test_auto_mode_has_its_rights_and_its_way_out_before_and_after_the_cluster(terraform_with_aws, tmp_path, build):
    files = {path: text for path, text in build("auto_mode=true").files.items() if not path.endswith("backend.tf")}
    edges = graph_of(terraform_with_aws, tmp_path, files)
    needed = reachable(edges, '"module.eks_cluster.aws_eks_cluster.this"')
    attachment = '"module.eks_cluster.aws_iam_role_policy_attachment.{}"'
    assert {attachment.format(name) for name in ("cluster", "auto_mode", "auto_mode_node")} <= needed
    assert {'"module.vpc.aws_route.nat"', '"module.vpc.aws_subnet.private"'} <= needed
    cluster = '"module.eks_cluster.aws_eks_cluster.this"'
    assert cluster in reachable(edges, '"module.eks_addons.aws_eks_addon.metrics_server"')


@pytest.mark.parametrize(
    ("variant", "makes_nodes"),
    [
        ("central egress", '"module.eks_node_group.aws_eks_node_group.this"'),
        ("auto mode behind a transit gateway, IPv6", '"module.eks_cluster.aws_eks_cluster.this"'),
    ],
)
def test_nodes_without_nat_gateways_wait_for_the_transit_gateway(
    terraform_with_aws, tmp_path, build, variant, makes_nodes
):
    files = build(*MATRIX[variant]).files
    edges = graph_of(
        terraform_with_aws, tmp_path, {path: text for path, text in files.items() if not path.endswith("backend.tf")}
    )
    before_nodes = reachable(edges, makes_nodes)
    assert '"module.transit_gateway.aws_route.private"' in before_nodes
    assert '"module.transit_gateway.aws_ec2_transit_gateway_vpc_attachment.this"' in before_nodes


def graph_of(terraform, directory, files):
    """The edges of Terraform's own graph, from what waits to what it waits for."""
    write_tree(directory, files)
    root = directory / "environments" / "production"
    assert terraform("init", cwd=root).returncode == 0
    graph = terraform("graph", cwd=root).stdout
    return {tuple(line.strip().rstrip(";").split(" -> ")) for line in graph.splitlines() if " -> " in line}


def reachable(edges, start):
    found, waiting = set(), [start]
    while waiting:
        node = waiting.pop()
        for source, target in edges:
            if source == node and target not in found:
                found.add(target)
                waiting.append(target)
    return found


def test_random_answers_render_to_what_fmt_leaves_alone(terraform, tmp_path, build):
    """Forty seeded answer sets, one call of the real formatter over all of them."""
    source = random.Random(2)
    assert misplaced(terraform, tmp_path, [build(*random_settings(source)).files for _ in range(40)]) == []


def random_settings(source: random.Random) -> list[str]:
    zones = source.sample("abcdef", source.randrange(2, 7))
    settings = [
        f"profile={source.choice(['production', 'development', 'private'])}",
        f"repository=r{'x' * source.randrange(20)}",
        f"zones={','.join(f'us-east-1{zone}' for zone in zones)}",
        f"vpc_cidr=10.{source.randrange(200)}.0.0/{source.randrange(16, 23)}",
        f"environments={','.join(source.sample(['dev', 'test', 'prod', 'a', 'b-c'], source.randrange(1, 4)))}",
        f"log_retention_days={source.choice([1, 30, 365])}",
        f"flow_logs={source.choice(['cloudwatch', 'none'])}",
    ]
    groups = []
    for index in range(source.randrange(1, 4)):
        labels = source.choice(["", ", labels: {a.b/c: d, e: f}"])
        least = source.randrange(index == 0, 4)
        groups.append(f"g{index}: {{instance_types: [m7i.large, c7i.xlarge], min_size: {least}{labels}}}")
    settings.append("node_groups={" + ", ".join(groups) + "}")
    optional = [
        "account_id=111122223333",
        "state_bucket=acme-state",
        "tags={k: 'v w', 'key with space': x}",
        "endpoint_public_access_cidrs=198.51.100.7/32,203.0.113.0/24",
        "administrator_role_arns=arn:aws:iam::111122223333:role/a",
        "support_type=EXTENDED",
        "pod_cidr=100.64.0.0/18",
        "prefix_delegation=true",
        "peer_cidrs=192.168.0.0/16",
    ]
    return settings + [setting for setting in optional if source.random() < 0.5]
