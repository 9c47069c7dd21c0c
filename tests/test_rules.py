"""Each rule of the question files refuses in its own words, and raises no false alarm."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from addon_rules import ADDON_RULES
from answer_sets import CERTIFICATE, messages, today  # noqa: F401
from terracutter.questions import expressions
from terracutter.questions.types import Boolean

SIX = (
    "aws_provider: 6\n"
    "capabilities: [argocd]\n"
    "argocd_identity_center_arn: arn:aws:sso:::instance/ssoins-1234567890abcdef\n"
    "argocd_roles: {ADMIN: {groups: [686103e0-f051-7068-b225-e6392b959d9e]}}\n"
)
GATEWAY = "transit_gateway_id: tgw-0123456789abcdef0"

EXISTING = (
    "network: existing\nvpc_id: vpc-00000001\nprivate_subnet_ids: [subnet-00000001, subnet-00000002]\n"
    "peer_cidrs: 10.9.0.0/16\n"
)

LONG = ", ".join(f"arn:aws:ssm:us-east-1:111122223333:parameter/{one}{'a' * 1000}" for one in "abcdefghi")

AUTHORITY = f"hybrid_nodes_certificate_authority: {CERTIFICATE!r}".replace("'", '"')

# Every rule of the question files: answers that break it, and all that is then said.
RULES = [
    (
        "tags: {team: x, ENVIRONMENT: y}",
        (
            "Error: terracutter.yaml:1: Reserved tag\n"
            "  tags: Repository and Environment are set on every resource already; "
            "delete them, however they are written.\n"
            "  source: our limit, the provider sets them by default_tags"
        ),
    ),
    (
        "tags: {team: x, owner: z, Team: y}",
        (
            "Error: terracutter.yaml:1: Tags that differ by case alone\n"
            "  tags: to IAM team and Team are the same tag.\n"
            "  hint: keep one of them\n"
            "  source: IAM user guide, tagging rules"
        ),
    ),
    (
        "tags: {a: b, karpenter.sh/discovery: acme}",
        (
            "Error: terracutter.yaml:1: Tag that controllers read\n"
            "  tags: with karpenter.sh/discovery on every resource, controllers in the cluster take all subnets and "
            "security groups for theirs.\n"
            "  hint: delete it; what needs such a tag has it\n"
            "  source: our limit; AWS Load Balancer Controller documentation, subnet discovery; Karpenter "
            "documentation, NodeClasses"
        ),
    ),
    (
        (
            "repository: acme\nenvironments: [prod]\naccess_entries:\n"
            "  a: {principal_arn: 'arn:aws:iam::111122223333:role/acme-prod-general-node'}"
        ),
        (
            "Error: terracutter.yaml:4: Role of a node group\n"
            "  access_entries.a.principal_arn: EKS itself lets in the role of the managed node group general, and "
            "refuses a second entry for it.\n"
            "  hint: delete this entry\n"
            "  source: Amazon EKS user guide, create access entries; EKS API, CreateAccessEntry"
        ),
    ),
    (
        "state_backend: local",
        (
            "Warning: terracutter.yaml:1: State on one machine\n"
            "  state_backend: nobody else can plan or apply, nothing keeps two runs apart, and a lost disk loses the "
            "state.\n"
            "  hint: answer s3, hcp-terraform or gitlab once there is more than one of you"
        ),
    ),
    (
        "ci: atlantis\nstate_backend: local",
        (
            "Error: terracutter.yaml:1: State out of reach\n"
            "  ci: what atlantis runs cannot reach a state that is a file on one machine.\n"
            "  hint: answer state_backend with s3, hcp-terraform or gitlab\n"
            "  source: our limit\n"
            "Warning: terracutter.yaml:2: State on one machine\n"
            "  state_backend: nobody else can plan or apply, nothing keeps two runs apart, and a lost disk loses the "
            "state.\n"
            "  hint: answer s3, hcp-terraform or gitlab once there is more than one of you"
        ),
    ),
    (
        "ci: gitlab-ci\nci_repository: acme/eks\ndependency_updates: dependabot",
        (
            "Error: terracutter.yaml:3: Dependabot outside GitHub\n"
            "  dependency_updates: Dependabot proposes updates on GitHub alone.\n"
            "  hint: answer renovate\n"
            "  source: GitHub documentation, Dependabot"
        ),
    ),
    (
        "ci: github-actions\nstate_backend: gitlab",
        (
            "Error: Repository in CI missing\n"
            "  ci_repository: the roles that CI uses trust a repository by its path.\n"
            "  hint: type for example: acme/eks-platform\n"
            "  source: IAM user guide, roles for OpenID Connect federation\n"
            "Error: GitLab project missing\n"
            "  gitlab_project: GitLab keeps states by project.\n"
            "  hint: type for example: acme/eks-platform\n"
            "  source: GitLab documentation, Terraform state"
        ),
    ),
    (
        "state_backend: hcp-terraform",
        (
            "Error: HCP Terraform organization missing\n"
            "  hcp_organization: a workspace is found by organization and name.\n"
            "  hint: type for example: acme\n"
            "  source: HCP Terraform documentation, CLI settings"
        ),
    ),
    (
        "engine: opentofu\nstate_backend: hcp-terraform\nhcp_organization: acme",
        (
            "Error: terracutter.yaml:1: OpenTofu with HCP Terraform\n"
            "  engine: HCP Terraform runs Terraform alone.\n"
            "  hint: answer engine with terraform, or state_backend with another\n"
            "  source: HCP Terraform documentation, Terraform versions of workspaces"
        ),
    ),
    (
        "environments: {dev: {state_bucket: acme-a}, prod: {state_bucket: acme-b}}\nbootstrap: true",
        "\n".join(
            "Error: terracutter.yaml:1: Two state buckets in one account\n"
            f"  environments.{name}.state_bucket: bootstrap/ knows one bucket for each account, and here are acme-a, "
            "acme-b.\n"
            "  hint: name one of them everywhere, or answer bootstrap with false where a bucket is there already\n"
            "  source: our limit, bootstrap is applied once for each account"
            for name in ("dev", "prod")
        ),
    ),
    (
        "bootstrap: false\nci: github-actions\nci_repository: acme/eks",
        (
            "Error: State bucket not named\n"
            "  ci_roles: the roles of CI may read and write one bucket alone, which is not known.\n"
            "  hint: answer state_bucket, or bootstrap with true\n"
            "  source: our limit, roles have no more rights than they need"
        ),
    ),
    (
        "state_bucket: acme-a\nci: github-actions\nci_repository: acme/team/eks",
        (
            "Error: terracutter.yaml:3: Not a repository of GitHub\n"
            '  ci_repository: "acme/team/eks" has more than an owner and a name.\n'
            "  hint: type it as owner/name\n"
            "  source: GitHub documentation, names of repositories"
        ),
    ),
    (
        "region: us-east-1\nstate_bucket: a..b",
        (
            "Error: terracutter.yaml:2: Invalid bucket name\n"
            '  state_bucket: "a..b" has a dot beside a dot or a hyphen, which S3 refuses.\n'
            "  hint: type a hyphen in the place of the two\n"
            "  source: Amazon S3 user guide, general purpose bucket naming rules"
        ),
    ),
    (
        "environments:\n  dev:\n  prod:\n    account_id: '111122223333'",
        (
            "Error: terracutter.yaml:4: Account named for one environment only\n"
            "  environments.prod.account_id: one of prod and dev names its AWS account and the other does not.\n"
            "  hint: name it for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "region: eu-west-1\nzones: [us-east-1a, eu-west-1b]",
        (
            "Error: terracutter.yaml:2: Zone of another region\n"
            "  zones: us-east-1a is not in eu-west-1.\n"
            "  hint: type for example: eu-west-1a, eu-west-1b, eu-west-1c\n"
            "  source: EKS API, VpcConfigRequest subnetIds"
        ),
    ),
    (
        "auto_mode: true\ncontrollers: [aws-load-balancer-controller]",
        (
            "Warning: terracutter.yaml:2: Controller that Auto Mode brings\n"
            "  controllers: EKS Auto Mode makes load balancers itself. Beside it the chart's webhook claims each "
            "new Service of type LoadBalancer.\n"
            "  hint: delete aws-load-balancer-controller from controllers, unless you need what Auto Mode cannot do\n"
            "  source: Amazon EKS user guide, EKS Auto Mode load balancing"
        ),
    ),
    (
        "controllers: [gateway-api-controller]",
        (
            "Error: terracutter.yaml:1: Account of the Gateway API controller missing\n"
            "  controllers: it cannot learn the account of production from its node, whose metadata pods do not "
            "reach.\n"
            "  hint: set account_id, the 12 digits of the AWS account\n"
            "  source: Gateway API controller 2.1, configuration; Amazon EKS best practices, instance metadata"
        ),
    ),
    (
        "controllers: [gateway-api-controller]\naccount_id: '111122223333'\nip_family: ipv6",
        (
            "Warning: terracutter.yaml:1: Lattice over IPv6\n"
            "  controllers: VPC Lattice reaches pods with IPv6 addresses only through target groups of that "
            "family: set it in a TargetGroupPolicy."
        ),
    ),
    (
        "profile: private\ncontrollers: [velero, argo-cd]\nvelero_bucket: acme-backups",
        (
            "Warning: terracutter.yaml:2: Images from the internet\n"
            "  controllers: nodes of production do not reach the registries of velero, argo-cd.\n"
            "  hint: copy the images into a registry of yours, such as Amazon ECR, and name it in the Helm values\n"
            "  source: Amazon EKS user guide, private clusters"
        ),
    ),
    (
        "controllers: [external-secrets]",
        (
            "Warning: External Secrets without secrets\n"
            "  external_secrets_secret_arns: it may read nothing until external_secrets_secret_arns or "
            "external_secrets_parameter_arns name something."
        ),
    ),
    (
        (
            "controllers: [external-secrets]\n"
            "external_secrets_secret_arns: [arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:a]"
        ),
        (
            "Error: terracutter.yaml:2: Secret of another partition\n"
            '  external_secrets_secret_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        (
            "controllers: [external-secrets]\nenvironments:\n  a:\n"
            "    external_secrets_secret_arns: [arn:aws:secretsmanager:us-east-1:111122223333:secret:a/x]\n"
            "    external_secrets_parameter_arns: [arn:aws:ssm:us-east-1:111122223333:parameter/a/x]\n  b: {}"
        ),
        (
            "Error: Secrets named for one environment only\n"
            "  external_secrets_secret_arns: one of b and a names secrets and the other does not.\n"
            "  hint: name some for every environment, or for none\n"
            "  source: our limit, environments share their modules\n"
            "Error: Parameters named for one environment only\n"
            "  external_secrets_parameter_arns: one of b and a names parameters and the other does not.\n"
            "  hint: name some for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        (
            "region: eu-west-1\ncontrollers: [external-secrets]\n"
            "external_secrets_secret_arns: ['arn:aws:secretsmanager:*:*:secret:*']"
        ),
        (
            "Warning: terracutter.yaml:3: Every secret of the account\n"
            "  external_secrets_secret_arns: in production whoever may write an ExternalSecret reads every "
            "secret of Secrets Manager.\n"
            "  hint: name a path, such as arn:aws:secretsmanager:eu-west-1:111122223333:secret:production/*\n"
            "  source: IAM user guide, least privilege"
        ),
    ),
    (
        (
            "region: eu-west-1\ncontrollers: [external-secrets]\n"
            "external_secrets_parameter_arns: ['arn:aws:ssm:*:*:parameter/*']"
        ),
        (
            "Warning: terracutter.yaml:3: Every parameter of the account\n"
            "  external_secrets_parameter_arns: in production whoever may write an ExternalSecret reads every "
            "parameter of Parameter Store.\n"
            "  hint: name a path, such as arn:aws:ssm:eu-west-1:111122223333:parameter/production/*\n"
            "  source: IAM user guide, least privilege"
        ),
    ),
    (
        "controllers: [external-secrets]\nexternal_secrets_parameter_arns: ['arn:aws-us-gov:ssm:*:*:parameter/a']",
        (
            "Error: terracutter.yaml:2: Parameter of another partition\n"
            '  external_secrets_parameter_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        "account_id: '111122223333'\ncontrollers: [gateway-api-controller]\ngitops: flux",
        (
            "Warning: VPC of the Gateway API controller missing\n"
            "  gateway_api_vpc_id: in production the controller does not start without it.\n"
            "  hint: after the first apply set gateway_api_vpc_id to what terraform output vpc_id tells, and "
            "render again\n"
            "  source: Gateway API controller 2.1, configuration"
        ),
    ),
    (
        "controllers: [velero]",
        (
            "Error: Bucket of Velero missing\n"
            "  velero_bucket: Velero has no place for the backups of production.\n"
            "  hint: name an S3 bucket that is not made here\n"
            "  source: Velero, BackupStorageLocation bucket"
        ),
    ),
    (
        "state_bucket: a-b\ncontrollers: [velero]\nvelero_bucket: a-b",
        (
            "Warning: terracutter.yaml:3: Backups beside the state\n"
            "  velero_bucket: a-b also holds the state of Terraform, which Velero could then delete.\n"
            "  hint: give the backups a bucket of their own"
        ),
    ),
    (
        "controllers: [velero]\nvelero_bucket: a..b",
        (
            "Error: terracutter.yaml:2: Invalid bucket name\n"
            '  velero_bucket: "a..b" has a dot beside a dot or a hyphen, which S3 refuses.\n'
            "  hint: type a hyphen in the place of the two\n"
            "  source: Amazon S3 user guide, general purpose bucket naming rules"
        ),
    ),
    (
        "controllers: [aws-load-balancer-controller]\ngitops: argo-cd",
        (
            "Error: terracutter.yaml:2: No Argo CD\n"
            "  gitops: nothing would read the Applications.\n"
            "  hint: add argo-cd to controllers, or set aws_provider: 6 and capabilities: [argocd]\n"
            "  source: our limit, the Applications are for this cluster"
        ),
    ),
    (
        "controllers: [argo-cd]\ngitops: argo-cd",
        (
            "Error: terracutter.yaml:2: Nothing for Argo CD\n"
            "  gitops: it does not install itself, and controllers names nothing else.\n"
            "  hint: set gitops: none, or name what it is to install\n"
            "  source: our limit, Helm installs Argo CD"
        ),
    ),
    (
        SIX + "controllers: [velero]\nvelero_bucket: a-b\ngitops: argo-cd",
        (
            "Warning: terracutter.yaml:7: Argo CD without rights\n"
            "  gitops: the capability may install no chart in this cluster until its role is let in.\n"
            "  hint: set capability_administrators: [argocd], or bind its role in Kubernetes\n"
            "  source: Amazon EKS user guide, register target clusters"
        ),
    ),
    (
        SIX + "controllers: [argo-cd]",
        (
            "Warning: Argo CD twice\n"
            "  gitops: the chart and the capability would both read Applications of the namespace argocd.\n"
            "  hint: delete one of the two"
        ),
    ),
    (
        "controllers: [external-secrets]\nexternal_secrets_parameter_arns: [" + LONG + "]",
        (
            "Error: Too many secrets for a policy\n"
            "  external_secrets_secret_arns: the ARNs in external_secrets_secret_arns and "
            "external_secrets_parameter_arns of production have 9414 characters; allowed are 9000.\n"
            "  hint: name a path that holds several, such as shop/*\n"
            "  source: IAM quotas, 10,240 characters in the inline policies of a role"
        ),
    ),
    (
        (
            "profile: private\ncontrollers: [external-secrets]\n"
            "external_secrets_secret_arns: [arn:aws:secretsmanager:us-east-1:111122223333:secret:a]"
        ),
        (
            "Error: Controller without a way to AWS\n"
            "  interface_endpoints: without NAT gateways the controllers of production reach AWS through "
            "endpoints alone, and lack secretsmanager.\n"
            "  hint: type interface_endpoints: [ec2, ecr.api, ecr.dkr, eks, eks-auth, elasticloadbalancing, "
            "logs, ssm, ssmmessages, sts, secretsmanager]\n"
            "  source: Amazon EKS user guide, private clusters\n"
            "Warning: terracutter.yaml:2: Images from the internet\n"
            "  controllers: nodes of production do not reach the registries of external-secrets.\n"
            "  hint: copy the images into a registry of yours, such as Amazon ECR, and name it in the Helm values\n"
            "  source: Amazon EKS user guide, private clusters"
        ),
    ),
    (
        (
            "profile: private\nautoscaler: cluster-autoscaler\n"
            "interface_endpoints: [autoscaling, ec2, ecr.api, ecr.dkr, eks, eks-auth, sts]"
        ),
        (
            "Warning: terracutter.yaml:2: Cluster Autoscaler's image out of reach\n"
            "  autoscaler: it comes from registry.k8s.io, which no VPC endpoint of production leads to.\n"
            "  hint: copy the image into a registry of yours, and name it in the Helm values\n"
            "  source: Amazon EKS user guide, private clusters"
        ),
    ),
    (
        (
            "autoscaler: cluster-autoscaler\nworkload_identity: irsa\naccount_id: '111122223333'\n"
            "node_groups: none\nfargate_profiles: {a: {selectors: {kube-system: {}}}}"
        ),
        (
            "Error: terracutter.yaml:1: Nothing for the Cluster Autoscaler\n"
            "  autoscaler: it changes the size of groups, and production has none.\n"
            "  hint: name node_groups, or set autoscaler: none\n"
            "  source: Cluster Autoscaler, AWS provider, auto-discovery"
        ),
    ),
    (
        "controllers: [velero]\nvelero_bucket: abc\nworkload_identity: irsa",
        (
            "Error: Account of the controllers' roles missing\n"
            "  account_id: the service accounts of velero name their roles by ARN, in which the account of "
            "production stands.\n"
            "  hint: set account_id, the 12 digits of the AWS account, or workload_identity: pod-identity\n"
            "  source: Amazon EKS user guide, IAM roles for service accounts"
        ),
    ),
    (
        (
            "node_groups: none\nfargate_profiles: {a: {selectors: {kube-system: {}}}}\n"
            "controllers: [aws-load-balancer-controller, argo-cd]"
        ),
        (
            "Error: Controller without credentials\n"
            "  workload_identity: aws-load-balancer-controller would run on Fargate in production, where EKS Pod "
            "Identity gives no pod its role.\n"
            "  hint: set workload_identity: irsa\n"
            "  source: Amazon EKS user guide, EKS Pod Identity restrictions\n"
            "Error: terracutter.yaml:2: No place for controllers\n"
            "  fargate_profiles: in production there are no nodes, and no Fargate profile takes the pods of argo-cd.\n"
            "  hint: add to a profile's selectors: {argocd: {}}\n"
            "  source: Amazon EKS user guide, Fargate profiles"
        ),
    ),
    (
        "region: us-west-1\nzones: [us-west-1a, us-west-1c]",
        (
            "Warning: terracutter.yaml:2: Unusual zone\n"
            "  zones: a new account sees us-west-1a, us-west-1b in us-west-1; check that yours sees us-west-1a, "
            "us-west-1c.\n"
            "  source: EC2 API, DescribeAvailabilityZones, as recorded on 2026-11-22"
        ),
    ),
    (
        "environments:\n  dev: {region: us-gov-west-1}\n  prod: {region: us-west-2}",
        (
            "Error: terracutter.yaml:3: Two partitions\n"
            "  environments.prod.region: us-west-2 and us-gov-west-1 are in different AWS partitions, "
            "which share no policies.\n"
            "  hint: give each partition a repository of its own\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "environments:\n  dev: {}\n  prod: {vpc_cidr: 10.0.8.0/21}",
        (
            "Warning: terracutter.yaml:3: Overlapping address ranges\n"
            "  environments.prod.vpc_cidr: 10.0.8.0/21 of prod overlaps another environment; the two can never be "
            "connected.\n"
            "  source: Amazon VPC peering guide, limitations"
        ),
    ),
    (
        "vpc_cidr: 169.254.0.0/16",
        (
            "Error: terracutter.yaml:1: Unusable address range\n"
            "  vpc_cidr: 169.254.0.0/16 has addresses that no host can have.\n"
            "  hint: choose one within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16\n"
            "  source: RFC 6890, special-purpose addresses"
        ),
    ),
    (
        "vpc_cidr: 11.0.0.0/16",
        (
            "Warning: terracutter.yaml:1: Public address range\n"
            "  vpc_cidr: 11.0.0.0/16 is not within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.\n"
            "  source: RFC 1918 and RFC 6598"
        ),
    ),
    (
        "node_groups: none",
        (
            "Error: terracutter.yaml:1: Cluster without nodes\n"
            "  node_groups: nothing runs pods in production: there is no node group, no Fargate profile and no "
            "Auto Mode.\n"
            "  hint: type for example: node_groups: {general: {instance_types: [m7i.large]}}\n"
            "  source: our limit, coredns would wait for nodes until Terraform gives up"
        ),
    ),
    (
        "region: us-gov-west-1\nfargate_profiles: {a: {selectors: {shop: {}}}}",
        (
            "Error: terracutter.yaml:2: Region without Fargate\n"
            "  fargate_profiles: EKS has no Fargate in us-gov-west-1.\n"
            "  hint: delete fargate_profiles there\n"
            "  source: AWS GovCloud (US) user guide, Amazon EKS"
        ),
    ),
    (
        "node_groups: none\nfargate_profiles: {a: {selectors: {kube-system: {k8s-app: metrics-*}}}}",
        (
            "Error: terracutter.yaml:2: No place for coredns\n"
            "  fargate_profiles: in production there are no nodes, and no Fargate profile takes the pods of "
            "coredns.\n"
            "  hint: add to a profile's selectors: {kube-system: {}}, or with their label: {kube-system: "
            "{k8s-app: kube-dns}}\n"
            "  source: Amazon EKS user guide, get started with AWS Fargate"
        ),
    ),
    (
        "environments: {a: {}, b: {node_groups: none}}\nfargate_profiles: {all: {selectors: {'*': {}}}}\naddons: none",
        (
            "Error: terracutter.yaml:2: Nodes in one environment only\n"
            "  fargate_profiles: one of b and a has nodes and the other has Fargate alone.\n"
            "  hint: name node groups for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        (
            "node_groups: none\nfargate_profiles: {all: {selectors: {'*': {}}}}\n"
            "addons: [eks-node-monitoring-agent, snapshot-controller]"
        ),
        (
            "Error: terracutter.yaml:3: Add-on without nodes\n"
            "  addons: eks-node-monitoring-agent cannot run on Fargate, and production has no nodes.\n"
            "  hint: delete it from addons, or name a node group\n"
            "  source: Amazon EKS user guide, available add-ons"
        ),
    ),
    (
        "node_groups:\nfargate_profiles: {a: {selectors: {kube-system: {k8s-app: kube-dn?}}}}\naddons: metrics-server",
        (
            "Error: terracutter.yaml:3: Add-on that no Fargate profile takes\n"
            "  addons: metrics-server would wait for nodes until Terraform gives up.\n"
            "  hint: add its namespace to a profile's selectors, such as {kube-system: {}}\n"
            "  source: EKS API, AddonStatus"
        ),
    ),
    (
        "fargate_profiles: {system: {selectors: {kube-system: {}}}}",
        (
            "Warning: terracutter.yaml:1: Add-on without credentials on Fargate\n"
            "  fargate_profiles: in production Fargate takes pods of aws-ebs-csi-driver, and EKS Pod Identity gives "
            "no pod there its role.\n"
            "  hint: name labels in the selector, such as {kube-system: {k8s-app: kube-dns}}\n"
            "  source: Amazon EKS user guide, EKS Pod Identity restrictions"
        ),
    ),
    (
        "fargate_profiles: {a: {selectors: {shop: {}, pay: {a: b}}}, b: {selectors: {shop: {}, pay: {a: c}}}}",
        (
            "Warning: terracutter.yaml:1: Selector in two Fargate profiles\n"
            "  fargate_profiles: shop is in several profiles of production; pods go to the one whose name is "
            "first in the alphabet.\n"
            "  source: Amazon EKS user guide, Fargate profile wildcards"
        ),
    ),
    (
        "fargate_profiles: {a: {selectors: }, b: {selectors: {shop: }}}",
        (
            "Error: terracutter.yaml:1: Fargate profile without selectors\n"
            "  fargate_profiles.a.selectors: found none; allowed are 1 to 5 namespaces.\n"
            "  hint: type for example: selectors: {default: {}}\n"
            "  source: EKS API, CreateFargateProfile selectors"
        ),
    ),
    (
        "fargate_logs: true",
        (
            "Error: terracutter.yaml:1: Logs of Fargate without Fargate\n"
            "  fargate_logs: no environment has a Fargate profile.\n"
            "  hint: set fargate_logs: false, or name profiles in fargate_profiles\n"
            "  source: our limit, the logs would be nobody's"
        ),
    ),
    (
        "environments: {a: {}, b: {hybrid_nodes: none}}\nremote_node_cidrs: 192.168.0.0/24",
        (
            "Error: terracutter.yaml:1: Two kinds of credentials of hybrid nodes\n"
            "  environments.b.hybrid_nodes: ssm in a, none in b.\n"
            "  hint: give all environments the same answer\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "remote_node_cidrs: 192.168.0.0/24\nhybrid_nodes: iam-roles-anywhere\naws_provider: 6",
        (
            "Error: Certificate authority missing\n"
            "  hybrid_nodes_certificate_authority: hybrid_nodes is iam-roles-anywhere, and production names no "
            "certificate authority.\n"
            "  hint: type its certificate as lines below hybrid_nodes_certificate_authority: |\n"
            "  source: IAM Roles Anywhere API, SourceData"
        ),
    ),
    (
        f"remote_node_cidrs: 192.168.0.0/24\nhybrid_nodes: iam-roles-anywhere\n{AUTHORITY}",
        (
            "Error: terracutter.yaml:2: IAM Roles Anywhere without provider 6\n"
            "  hybrid_nodes: a machine must name itself to be a node, and version 5 of the AWS provider cannot "
            "make a profile that lets it.\n"
            '  hint: set aws_provider: "6", or hybrid_nodes: ssm\n'
            "  source: IAM Roles Anywhere API, CreateProfile acceptRoleSessionName"
        ),
    ),
    (
        "region: us-gov-east-1\nremote_node_cidrs: 192.168.0.0/24",
        (
            "Error: terracutter.yaml:2: Region without hybrid nodes\n"
            "  remote_node_cidrs: EKS has no hybrid nodes in us-gov-east-1.\n"
            "  hint: delete the remote networks there\n"
            "  source: AWS GovCloud (US) user guide, Amazon EKS"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools:\n  a: {taints: ['a=b:NoSchedule', 'a=c:NoSchedule']}",
        (
            "Error: terracutter.yaml:3: Taint named twice\n"
            "  auto_mode_pools.a.taints: a:NoSchedule has two values, and Kubernetes keeps one.\n"
            "  hint: keep one of them\n"
            "  source: Kubernetes documentation, taints and tolerations"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools:\n  a: {instance_types: [m5.6xlarge]}",
        (
            "Warning: terracutter.yaml:3: Unknown instance type\n"
            "  auto_mode_pools.a.instance_types: EC2 had no m5.6xlarge on 2026-10-27; "
            "`terracutter catalogue refresh` asks it again.\n"
            '  hint: Did you mean "m5.16xlarge"?\n'
            "  source: EC2 API, InstanceType"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools:\n  a: {instance_types: [t3.small, m7g.medium], architectures: [amd64]}",
        (
            "Error: terracutter.yaml:3: Instance type too small for Auto Mode\n"
            "  auto_mode_pools.a.instance_types: EKS Auto Mode makes no t3.small, m7g.medium; allowed are "
            "instances of 2 vCPUs or more, and no nano, micro or small ones.\n"
            "  hint: delete them\n"
            "  source: Amazon EKS user guide, EKS Auto Mode supported instance reference"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools:\n  a: {instance_families: [m7i, f1]}",
        (
            "Warning: terracutter.yaml:3: Instance family without Auto Mode\n"
            "  auto_mode_pools.a: EKS Auto Mode had no instances of f1 on 2026-11-23.\n"
            "  source: Amazon EKS user guide, EKS Auto Mode supported instance reference"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools:\n  a: {instance_families: m7i, architectures: arm64, minimum_generation: 5}",
        (
            "Error: terracutter.yaml:3: Pool that no instance type fits\n"
            "  auto_mode_pools.a: EKS Auto Mode has no instance type of family m7i, generation 5 or "
            "newer, architecture arm64.\n"
            "  hint: leave out what the others say already\n"
            "  source: Amazon EKS user guide, EKS Auto Mode supported instance reference"
        ),
    ),
    (
        "auto_mode: true\nauto_mode_pools: {a: {labels: {karpenter.sh/x: y, kubernetes.io/arch: arm64, x: y}}}",
        (
            "Error: terracutter.yaml:2: Reserved label\n"
            "  auto_mode_pools.a.labels: only Kubernetes, Karpenter and EKS set karpenter.sh/x, kubernetes.io/arch.\n"
            "  hint: use a prefix of your own, such as example.com/team\n"
            "  source: Kubernetes documentation, NodeRestriction; Karpenter CRD, NodePool"
        ),
    ),
    (
        "environments:\n  dev: {}\n  prod: {nat_gateways: none}",
        (
            "Error: terracutter.yaml:3: Mixed NAT gateways\n"
            "  environments.prod.nat_gateways: per_zone in dev, none in prod; "
            "the module they share has either public subnets or none.\n"
            "  hint: give environments without internet access a repository of their own\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "profile: private\ngateway_endpoints: [dynamodb]",
        (
            "Error: terracutter.yaml:2: Images out of reach\n"
            "  gateway_endpoints: without NAT gateways and without s3 no node of production gets an image: "
            "its layers come from S3.\n"
            "  hint: add s3, which is free\n"
            "  source: Amazon ECR user guide, interface VPC endpoints"
        ),
    ),
    (
        "profile: private\ninterface_endpoints: [ec2, ecr.api, ecr.dkr, eks-auth, logs]",
        (
            "Error: terracutter.yaml:2: Nodes without a way to AWS\n"
            "  interface_endpoints: without NAT gateways nodes reach AWS through endpoints alone, "
            "and need eks, sts too.\n"
            "  hint: add what is missing, or delete the answer\n"
            "  source: Amazon EKS user guide, private clusters"
        ),
    ),
    (
        "interface_endpoints: [sts, s3]",
        (
            "Error: terracutter.yaml:1: Gateway endpoint asked for as an interface\n"
            "  interface_endpoints: s3 and dynamodb have gateway endpoints, which are free.\n"
            "  hint: name them in gateway_endpoints instead\n"
            "  source: our limit, Amazon VPC user guide, gateway endpoints"
        ),
    ),
    (
        (
            "profile: private\nautoscaler: karpenter\n"
            "interface_endpoints: [ec2, ecr.api, ecr.dkr, eks, eks-auth, ssm, sts]"
        ),
        (
            "Error: terracutter.yaml:2: Karpenter without a way to AWS\n"
            "  autoscaler: without NAT gateways Karpenter reaches AWS through endpoints alone, "
            "and production lacks sqs.\n"
            "  hint: type interface_endpoints: [ec2, ecr.api, ecr.dkr, eks, eks-auth, ssm, sts, sqs]\n"
            "  source: Karpenter documentation, getting started, private clusters\n"
            "Warning: terracutter.yaml:2: Karpenter's image out of reach\n"
            "  autoscaler: Karpenter comes from public.ecr.aws, which no VPC endpoint leads to.\n"
            "  hint: copy chart and image into a registry of yours, and name it in the Helm values\n"
            "  source: Karpenter documentation, getting started, private clusters"
        ),
    ),
    (
        "autoscaler: karpenter\nnode_groups: {a: {instance_types: [m7i.large, m6i.large], capacity_type: SPOT}}",
        (
            "Warning: terracutter.yaml:1: Karpenter on spot nodes alone\n"
            "  autoscaler: where Karpenter can run in production, all nodes are spot: when AWS takes them back, "
            "nothing starts others.\n"
            "  hint: give Karpenter a small group of on-demand nodes\n"
            "  source: Amazon EKS best practices, Karpenter"
        ),
    ),
    (
        "autoscaler: karpenter\nenvironments: {dev: {profile: development}, prod: {}}",
        (
            "Warning: terracutter.yaml:1: Karpenter on a single node\n"
            "  autoscaler: Karpenter runs twice, on different nodes, and dev has 1 for certain.\n"
            "  hint: set min_size: 2 or more in the node group general\n"
            "  source: Karpenter 1.14 chart, replicas and podAntiAffinity"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {instance_types: [m7g.large], architectures: [amd64]}}",
        (
            "Error: terracutter.yaml:2: Pool that no instance type fits\n"
            "  karpenter_node_pools.a: no EC2 instance type has all of this: type m7g.large, architecture amd64.\n"
            "  hint: leave out what the others say already\n"
            "  source: EC2 API, DescribeInstanceTypes; Karpenter documentation, NodePools"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {instance_types: [m7i.large, m7i.9xlarge]}}",
        (
            "Warning: terracutter.yaml:2: Unknown instance type\n"
            "  karpenter_node_pools.a.instance_types: EC2 had no m7i.9xlarge on 2026-10-27; "
            "`terracutter catalogue refresh` asks it again.\n"
            '  hint: Did you mean "m7i.xlarge"?\n'
            "  source: EC2 API, InstanceType"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {instance_families: [m7i, m77i]}}",
        (
            "Warning: terracutter.yaml:2: Unknown instance family\n"
            "  karpenter_node_pools.a.instance_families: EC2 had no m77i on 2026-10-27.\n"
            "  hint: a family is what stands before the dot of an instance type, such as m7i\n"
            "  source: EC2 API, InstanceType"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {instance_types: [m7i.large], capacity_types: [spot]}}",
        (
            "Warning: terracutter.yaml:2: Few instance types for spot\n"
            "  karpenter_node_pools.a.capacity_types: no type fits but m7i.large, "
            "and one shortage can take all nodes of the pool.\n"
            "  hint: admit more types or families, or on-demand\n"
            "  source: Amazon EKS best practices, Karpenter"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {taints: ['a=b:NoSchedule', 'a:NoSchedule', 'a:NoExecute']}}",
        (
            "Error: terracutter.yaml:2: Taint that stands twice\n"
            "  karpenter_node_pools.a.taints: a:NoSchedule has two values, and Karpenter refuses the pool.\n"
            "  hint: keep one of them\n"
            "  source: Karpenter, validation of NodePool taints"
        ),
    ),
    (
        (
            "autoscaler: karpenter\n"
            "node_groups: {a: {instance_types: [m7i.large], min_size: 2, taints: ['team=a:NO_SCHEDULE']}}\n"
            "addons: []\naddon_configuration: {coredns: {tolerations: [{operator: Exists}]}}"
        ),
        (
            "Warning: terracutter.yaml:1: No node for Karpenter\n"
            "  autoscaler: every node group of production has a taint or runs Windows, "
            "and Karpenter tolerates CriticalAddonsOnly alone.\n"
            "  hint: name a group without taints, or name tolerations in the Helm values\n"
            "  source: Karpenter 1.14 chart, tolerations and nodeSelector"
        ),
    ),
    (
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {labels: {karpenter.sh/nodepool: b, example.com/c: d}}}",
        (
            "Error: terracutter.yaml:2: Reserved label\n"
            "  karpenter_node_pools.a.labels: only Kubernetes, EKS and Karpenter set karpenter.sh/nodepool.\n"
            "  hint: use a prefix of your own, such as example.com/team\n"
            "  source: Karpenter CRD, NodePool labels; Kubernetes documentation, NodeRestriction"
        ),
    ),
    (
        "autoscaler: karpenter\nworkload_identity: irsa",
        (
            "Error: Account of Karpenter's role missing\n"
            "  account_id: Karpenter's service account names its role by ARN, "
            "and the account of production is not known.\n"
            "  hint: set account_id, the 12 digits of the AWS account, or workload_identity: pod-identity\n"
            "  source: Amazon EKS user guide, IAM roles for service accounts"
        ),
    ),
    (
        (
            "autoscaler: karpenter\nfargate_profiles: {all: {selectors: {kube-system: {}}}}\n"
            "workload_identity: pod-identity\naddons: none"
        ),
        (
            "Error: terracutter.yaml:3: Karpenter on Fargate without its rights\n"
            "  workload_identity: in production Fargate takes the pods of Karpenter, "
            "and Pod Identity gives no pod on Fargate its role.\n"
            "  hint: set workload_identity: irsa, or name labels in the selector, such as "
            "{kube-system: {k8s-app: kube-dns}}\n"
            "  source: Amazon EKS user guide, EKS Pod Identity restrictions"
        ),
    ),
    (
        (
            "autoscaler: karpenter\nnode_groups: {}\naddons: none\n"
            "fargate_profiles: {a: {selectors: {kube-system: {k8s-app: kube-dns}}}}"
        ),
        (
            "Error: terracutter.yaml:1: Karpenter without a home\n"
            "  autoscaler: Karpenter runs on nodes that it did not make, and production has no node group, "
            "and no Fargate profile that takes its pods.\n"
            "  hint: name a group in node_groups, such as {general: {instance_types: [m7i.large], min_size: 2}}\n"
            "  source: Karpenter 1.14 chart, affinity"
        ),
    ),
    (
        "region: mx-central-1\ninterface_endpoints: [sts, eks]",
        (
            "Warning: terracutter.yaml:2: Endpoint that the region lacks\n"
            "  interface_endpoints: mx-central-1 is not known to have eks.\n"
            '  hint: see "aws ec2 describe-vpc-endpoint-services --region mx-central-1"\n'
            "  source: EC2 API, DescribeVpcEndpointServices, as recorded on 2026-11-22"
        ),
    ),
    (
        "interface_endpoints: [sts, ec2mesages]",
        (
            "Warning: terracutter.yaml:1: Unknown endpoint\n"
            "  interface_endpoints: no endpoint service is known by the name ec2mesages.\n"
            '  hint: Did you mean "ec2messages"?\n'
            "  source: EC2 API, DescribeVpcEndpointServices, as recorded on 2026-11-22"
        ),
    ),
    (
        "region: ap-southeast-7\nnat_gateways: none",
        (
            "Warning: terracutter.yaml:2: Region without an endpoint for Pod Identity\n"
            "  nat_gateways: ap-southeast-7 is not known to have the endpoint eks-auth, "
            "without which the pods of production get no credentials.\n"
            "  hint: choose per_zone or single, or another region\n"
            "  source: EC2 API, DescribeVpcEndpointServices, as recorded on 2026-11-22"
        ),
    ),
    (
        "flow_logs: s3",
        (
            "Error: Bucket of the flow logs missing\n"
            "  flow_log_bucket_arn: flow_logs is s3, and no bucket of production takes them.\n"
            "  hint: type for example: arn:aws:s3:::acme-log-archive\n"
            "  source: EC2 API, CreateFlowLogs LogDestination"
        ),
    ),
    (
        "flow_logs: s3\nregion: us-gov-west-1\nflow_log_bucket_arn: arn:aws:s3:::acme-logs",
        (
            "Error: terracutter.yaml:3: Bucket of another partition\n"
            '  flow_log_bucket_arn: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".\n'
            "  source: IAM user guide, Amazon Resource Names"
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
            "  hint: share private hosted zones of the endpoints there with this VPC, or add what is missing\n"
            "  source: Amazon EKS user guide, private clusters"
        ),
    ),
    (
        f"environments:\n  dev: {{}}\n  prod:\n    {GATEWAY}\n    transit_gateway_cidrs: [10.64.0.0/12]",
        (
            "Error: terracutter.yaml:4: Transit gateway in one environment only\n"
            "  environments.prod.transit_gateway_id: one of prod and dev is connected to a transit gateway "
            "and the other is not.\n"
            "  hint: connect every environment, or none; else give them repositories of their own\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        f"{GATEWAY}",
        (
            "Error: Transit gateway without networks\n"
            "  transit_gateway_cidrs: no network of production is behind tgw-0123456789abcdef0.\n"
            "  hint: type for example: transit_gateway_cidrs: [10.64.0.0/12]\n"
            "  source: our limit, an attachment without a route carries nothing"
        ),
    ),
    (
        f"{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]",
        (
            "Error: terracutter.yaml:2: Two ways out\n"
            "  transit_gateway_cidrs: 0.0.0.0/0 leads to the NAT gateways already.\n"
            "  hint: set nat_gateways: none, or name the networks behind the transit gateway\n"
            "  source: Amazon VPC user guide, a route table has one route to a destination"
        ),
    ),
    (
        f"{GATEWAY}\ntransit_gateway_cidrs: [10.0.0.0/8, 10.0.0.0/16, 10.0.128.0/17, 10.1.0.0/16]",
        (
            "Error: terracutter.yaml:2: Network within the cluster's own\n"
            "  transit_gateway_cidrs: in production 10.0.0.0/16 lies in 10.0.0.0/16 of vpc_cidr, 10.0.128.0/17 "
            "lies in 10.0.0.0/16 of vpc_cidr.\n"
            "  hint: a network that holds those and more may stand there, for what is nearer goes first\n"
            "  source: Amazon VPC user guide, route priority"
        ),
    ),
    (
        "vpc_cidr: 10.0.0.0/22\nnode_groups:\n  a: {instance_types: [m7i.large], max_size: 13}",
        (
            "Warning: terracutter.yaml:1: Fewer addresses than full nodes take\n"
            "  vpc_cidr: in us-east-1a the nodes of production, at max_size and full of pods, take 130 addresses; "
            "their subnet has 123, and pods beyond them wait.\n"
            "  hint: choose a larger vpc_cidr, a pod_cidr, or smaller node groups\n"
            "  source: Amazon EKS best practices, VPC and subnet considerations; Amazon VPC user guide, subnet sizing"
        ),
    ),
    (
        "pod_cidr: 100.64.0.0/22\nnode_groups:\n  a: {instance_types: [m7i.large], max_size: 19}",
        (
            "Warning: terracutter.yaml:1: Fewer addresses than full nodes take\n"
            "  pod_cidr: in us-east-1a the nodes of production, at max_size and full of pods, take 126 addresses; "
            "the subnet of their pods has 123, and pods beyond them wait.\n"
            "  hint: choose a larger pod_cidr, or smaller node groups\n"
            "  source: Amazon EKS best practices, custom networking; Amazon VPC user guide, subnet sizing"
        ),
    ),
    (
        "nat_gateways: single",
        (
            "Warning: terracutter.yaml:1: Single NAT gateway in production\n"
            "  nat_gateways: when zone us-east-1a is lost, no node of production reaches the internet.\n"
            "  source: Amazon VPC user guide, NAT gateway basics"
        ),
    ),
    (
        "environments:\n  dev:\n  prod: {administrator_role_arns: 'arn:aws:iam::111122223333:role/a'}",
        (
            "Error: terracutter.yaml:3: Administrators missing in one environment\n"
            "  environments.prod.administrator_role_arns: one of prod and dev names administrators "
            "and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "region: us-gov-west-1\nadministrator_role_arns: ['arn:aws:iam::111122223333:role/a']",
        (
            "Error: terracutter.yaml:2: Role of another partition\n"
            '  administrator_role_arns: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".\n'
            "  source: AWS IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        "endpoint_public_access_cidrs: [10.1.0.0/16, 203.0.113.0/24]",
        (
            "Error: terracutter.yaml:1: Network that is not on the internet\n"
            "  endpoint_public_access_cidrs: nobody reaches the public endpoint from 10.1.0.0/16, and EKS refuses "
            "reserved addresses.\n"
            "  hint: name the public addresses behind which your people and pipelines are\n"
            "  source: Amazon EKS user guide, cluster endpoint access control"
        ),
    ),
    (
        "profile: private\nendpoint_public_access_cidrs: [203.0.113.0/24]",
        (
            "Warning: terracutter.yaml:2: Public endpoint\n"
            "  endpoint_public_access_cidrs: the Kubernetes API of production answers to 203.0.113.0/24 over the "
            "internet.\n"
            "  hint: none keeps it within the VPC and the networks of api_access_cidrs\n"
            "  source: Amazon EKS user guide, cluster endpoint access control"
        ),
    ),
    (
        "api_access_cidrs: [127.0.0.0/8, 10.0.0.0/16]",
        (
            "Error: terracutter.yaml:1: Addresses that no host can have\n"
            "  api_access_cidrs: nothing comes from 127.0.0.0/8.\n"
            "  source: RFC 6890, special-purpose addresses"
        ),
    ),
    (
        "api_access_cidrs: [203.0.113.0/24, 10.0.0.0/16]",
        (
            "Warning: terracutter.yaml:1: Private access from public addresses\n"
            "  api_access_cidrs: traffic from 203.0.113.0/24 arrives only through a connection of your own; "
            "from the internet it needs endpoint_public_access_cidrs.\n"
            "  source: Amazon EKS user guide, cluster endpoint access control"
        ),
    ),
    (
        (
            "cluster_security_group_rules:\n  a: {from_port: 1}\n"
            "  b: {cidr: 10.0.0.0/8, security_group_id: sg-0123abcd, from_port: 1}"
        ),
        (
            "Error: terracutter.yaml:2: Rule without one source\n"
            "  cluster_security_group_rules.a: neither cidr nor security_group_id is given; allowed is one of them.\n"
            "  source: EC2 API, AuthorizeSecurityGroupIngress\n"
            "Error: terracutter.yaml:3: Rule without one source\n"
            "  cluster_security_group_rules.b: both cidr and security_group_id are given; allowed is one of them.\n"
            "  source: EC2 API, AuthorizeSecurityGroupIngress"
        ),
    ),
    (
        "cluster_security_group_rules:\n  a: {cidr: 10.0.0.0/8, from_port: 2, to_port: 1}",
        (
            "Error: terracutter.yaml:2: Ports out of order\n"
            "  cluster_security_group_rules.a: found from_port 2, to_port 1; allowed is from_port ≤ to_port.\n"
            "  source: EC2 API, IpPermission"
        ),
    ),
    (
        "cluster_security_group_rules:\n  a: {cidr: 224.0.0.0/8, from_port: 2}",
        (
            "Error: terracutter.yaml:2: Addresses that no host can have\n"
            "  cluster_security_group_rules.a: nothing comes from 224.0.0.0/8.\n"
            "  source: RFC 6890, special-purpose addresses"
        ),
    ),
    (
        (
            "cluster_security_group_rules:\n  a: {cidr: 10.0.0.0/8, from_port: 1}\n"
            "  b: {cidr: 10.0.0.0/8, from_port: 1, to_port: 1, description: x}\n  c: {cidr: 10.0.0.0/8, from_port: 2}"
        ),
        (
            "Error: terracutter.yaml:2: Rules that let the same in\n"
            "  cluster_security_group_rules: a, b have the same source, protocol and ports, "
            "and EC2 refuses the second.\n"
            "  hint: keep one of them\n"
            "  source: EC2 API, AuthorizeSecurityGroupIngress"
        ),
    ),
    (
        "region: us-gov-west-1\naccess_entries:\n  ci: {principal_arn: 'arn:aws:iam::111122223333:user/ci'}",
        (
            "Error: terracutter.yaml:3: Principal of another partition\n"
            '  access_entries.ci: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        "access_entries:\n  ci: {principal_arn: 'arn:aws:iam::111122223333:user/ci', policy: none}",
        (
            "Error: terracutter.yaml:2: Access entry that grants nothing\n"
            "  access_entries.ci: with policy none its rights come from kubernetes_groups, and it names none.\n"
            "  hint: name a group that a role binding of the cluster names, or another policy\n"
            "  source: our limit, the entry would only let in"
        ),
    ),
    (
        (
            "access_entries:\n  ci:\n    principal_arn: arn:aws:iam::111122223333:user/ci\n"
            "    policy: none\n    kubernetes_groups: ci\n    namespaces: shop"
        ),
        (
            "Error: terracutter.yaml:2: Namespaces without a policy\n"
            "  access_entries.ci: namespaces limit a policy, and policy is none; "
            "the role bindings of the cluster limit its groups.\n"
            "  hint: delete namespaces\n"
            "  source: EKS API, AssociateAccessPolicy accessScope"
        ),
    ),
    (
        (
            "access_entries:\n  ci:\n    principal_arn: arn:aws:iam::111122223333:user/ci\n"
            "    policy: cluster-admin\n    namespaces: [shop, pay]"
        ),
        (
            "Warning: terracutter.yaml:2: Cluster administrator of namespaces\n"
            "  access_entries.ci: cluster-admin within shop, pay may do anything there, its quotas and limits too, "
            "and nothing elsewhere.\n"
            "  hint: admin is the policy for those who run a namespace\n"
            "  source: Amazon EKS user guide, access policy permissions"
        ),
    ),
    (
        (
            "administrator_role_arns: arn:aws:iam::111122223333:role/a\n"
            "access_entries:\n  a: {principal_arn: 'arn:aws:iam::111122223333:role/a'}"
        ),
        (
            "Error: terracutter.yaml:3: Administrator with a second access entry\n"
            "  access_entries.a: arn:aws:iam::111122223333:role/a is among administrator_role_arns, "
            "and a principal has one entry.\n"
            "  hint: delete one of them\n"
            "  source: EKS API, CreateAccessEntry"
        ),
    ),
    (
        (
            "access_entries:\n  a: {principal_arn: 'arn:aws:iam::111122223333:role/a'}\n"
            "  b: {principal_arn: 'arn:aws:iam::111122223333:role/a', policy: edit}"
        ),
        (
            "Error: terracutter.yaml:2: Principal with two access entries\n"
            "  access_entries: a, b name the same principal, and a principal has one entry.\n"
            "  hint: keep one of them; kubernetes_groups may grant what one policy does not\n"
            "  source: EKS API, CreateAccessEntry"
        ),
    ),
    (
        "service_cidr: 100.64.0.0/16",
        (
            "Error: terracutter.yaml:1: Service addresses that EKS refuses\n"
            "  service_cidr: 100.64.0.0/16 is not within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.\n"
            "  hint: type for example: 172.20.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest"
        ),
    ),
    (
        "vpc_cidr: 172.20.0.0/16\nservice_cidr: 172.20.128.0/20",
        (
            "Error: terracutter.yaml:2: Overlapping networks\n"
            "  service_cidr: in production 172.20.128.0/20 overlaps 172.20.0.0/16 of vpc_cidr.\n"
            "  hint: type for example: 10.100.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest and RemoteNodeNetwork; Amazon EKS user guide, "
            "network requirements"
        ),
    ),
    (
        "api_access_cidrs: [172.16.0.0/12, 192.168.0.0/16]",
        (
            "Warning: Service addresses of a connected network\n"
            "  service_cidr: 172.20.0.0/16 overlaps 172.16.0.0/12; pods reach no machine there.\n"
            "  hint: choose a range that nothing else uses\n"
            "  source: Amazon EKS user guide, network requirements"
        ),
    ),
    (
        (
            "environments:\n  dev:\n"
            "    secrets_key_arn: arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab\n"
            "  prod: {}\nsecrets_encryption: given_key"
        ),
        (
            "Error: Key missing\n"
            "  secrets_key_arn: secrets_encryption is given_key, and prod names no key.\n"
            "  hint: type for example: secrets_key_arn: "
            "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n"
            "  source: EKS API, Provider keyArn"
        ),
    ),
    (
        (
            "secrets_encryption: given_key\nregion: eu-west-1\n"
            "secrets_key_arn: arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab"
        ),
        (
            "Error: terracutter.yaml:3: Key of another region\n"
            "  secrets_key_arn: arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab "
            'does not begin with "arn:aws:kms:eu-west-1:", where the cluster is.\n'
            "  hint: name a key of eu-west-1, such as a replica of a multi-Region key\n"
            "  source: EKS API, Provider keyArn, in the same region as the cluster"
        ),
    ),
    (
        "kubernetes_version: 1.34",
        (
            "Warning: terracutter.yaml:1: Kubernetes version near the end of standard support\n"
            "  kubernetes_version: standard support of 1.34 ends on 2026-12-02; "
            "EKS then upgrades the control plane by itself.\n"
            "  hint: type for example: 1.35\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar"
        ),
    ),
    (
        "kubernetes_version: 1.34\nsupport_type: EXTENDED",
        (
            "Warning: terracutter.yaml:1: Kubernetes version near the end of standard support\n"
            "  kubernetes_version: standard support of 1.34 ends on 2026-12-02; "
            "its control plane then costs six times as much.\n"
            "  hint: type for example: 1.35\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar"
        ),
    ),
    (
        "kubernetes_version: 1.31\nsupport_type: EXTENDED",
        (
            "Error: terracutter.yaml:1: Kubernetes version no longer offered\n"
            "  kubernetes_version: EKS has stopped offering 1.31, whose extended support ended on 2026-11-26.\n"
            "  hint: type for example: 1.35\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar"
        ),
    ),
    (
        "kubernetes_version: 1.32\nsupport_type: EXTENDED",
        (
            "Warning: terracutter.yaml:1: Kubernetes version in extended support\n"
            "  kubernetes_version: 1.32 left standard support on 2026-03-23 and is offered until 2027-03-23; "
            "its control plane costs six times as much.\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar"
        ),
    ),
    (
        "kubernetes_version: 1.32\nsupport_type: STANDARD",
        (
            "Warning: terracutter.yaml:1: Kubernetes version in extended support\n"
            "  kubernetes_version: 1.32 left standard support on 2026-03-23 and is offered until 2027-03-23; "
            "its control plane costs six times as much.\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar\n"
            "Error: terracutter.yaml:1: Version outside standard support\n"
            "  kubernetes_version: EKS upgrades a cluster of 1.32 at once under support_type STANDARD.\n"
            '  hint: set kubernetes_version: "1.35", or support_type: EXTENDED\n'
            "  source: EKS API, UpgradePolicyRequest"
        ),
    ),
    (
        (
            "oidc_identity_provider:\n"
            "  okta: {issuer_url: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE, client_id: x}"
        ),
        (
            "Error: terracutter.yaml:2: Issuer of the cluster's own tokens\n"
            "  oidc_identity_provider.okta: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE issues tokens to "
            "service accounts of a cluster; people do not sign in there.\n"
            "  hint: for IAM roles of service accounts set irsa: true\n"
            "  source: Amazon EKS user guide, external OIDC provider"
        ),
    ),
    (
        (
            "oidc_identity_provider:\n"
            "  okta: {issuer_url: https://a.example, client_id: x, username_prefix: 'x-system:'}"
        ),
        (
            "Error: terracutter.yaml:2: Reserved prefix\n"
            '  oidc_identity_provider.okta: Kubernetes keeps "system:" for itself, '
            "and EKS refuses a prefix that has it.\n"
            "  hint: type for example: okta:\n"
            "  source: Amazon EKS user guide, external OIDC provider"
        ),
    ),
    (
        "oidc_identity_provider:\n  okta: {issuer_url: https://a.example, client_id: x, groups_prefix: 'a:'}",
        (
            "Error: terracutter.yaml:2: Prefix without groups\n"
            "  oidc_identity_provider.okta: groups_prefix is put before groups, "
            "and no groups_claim says where they are.\n"
            "  hint: set groups_claim, for example: groups\n"
            "  source: our limit, the prefix would be read by nobody"
        ),
    ),
    (
        (
            "oidc_identity_provider:\n"
            "  okta: {issuer_url: https://a.example, client_id: x, groups_claim: groups, groups_prefix: null}"
        ),
        (
            "Error: terracutter.yaml:2: Groups without a prefix\n"
            "  oidc_identity_provider.okta: whoever names groups at the provider could make somebody a member of "
            "system:masters, who may do everything.\n"
            "  hint: type for example: groups_prefix: 'okta:'\n"
            "  source: Kubernetes documentation, authenticating, --oidc-groups-prefix"
        ),
    ),
    (
        "environments:\n  dev: {}\n  prod: {remote_node_cidrs: [10.80.0.0/16]}",
        (
            "Error: terracutter.yaml:3: Hybrid nodes in one environment only\n"
            "  environments.prod.remote_node_cidrs: one of prod and dev has networks of hybrid nodes "
            "and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        (
            "remote_node_cidrs: [10.80.0.0/16]\n"
            "environments:\n"
            "  dev: {remote_pod_cidrs: [10.90.0.0/16]}\n"
            "  prod: {remote_pod_cidrs: []}"
        ),
        (
            "Error: terracutter.yaml:4: Networks of pods in one environment only\n"
            "  environments.prod.remote_pod_cidrs: one of prod and dev has networks of pods on hybrid nodes "
            "and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "remote_node_cidrs: [10.80.0.0/16, 198.18.0.0/15]\nremote_pod_cidrs: [11.0.0.0/8]",
        (
            "Error: terracutter.yaml:1: Remote network outside RFC 1918\n"
            "  remote_node_cidrs: found 198.18.0.0/15; allowed are networks within 10.0.0.0/8, 172.16.0.0/12 and "
            "192.168.0.0/16.\n"
            "  source: EKS API, RemoteNodeNetwork\n"
            "Error: terracutter.yaml:2: Remote network outside RFC 1918\n"
            "  remote_pod_cidrs: found 11.0.0.0/8; allowed are networks within 10.0.0.0/8, 172.16.0.0/12 and "
            "192.168.0.0/16.\n"
            "  source: EKS API, RemotePodNetwork"
        ),
    ),
    (
        (
            "environments:\n"
            "  dev:\n"
            "  prod:\n"
            "remote_node_cidrs: [10.1.128.0/17]\n"
            "remote_pod_cidrs: [192.168.0.0/16, 10.0.0.0/16]"
        ),
        (
            "Error: terracutter.yaml:4: Overlapping networks\n"
            "  remote_node_cidrs: in prod 10.1.128.0/17 overlaps 10.1.0.0/16 of vpc_cidr.\n"
            "  hint: the machines of hybrid nodes need addresses that the VPC does not have\n"
            "  source: EKS API, RemoteNodeNetwork\n"
            "Error: terracutter.yaml:5: Overlapping networks\n"
            "  remote_pod_cidrs: in dev 10.0.0.0/16 overlaps 10.0.0.0/16 of vpc_cidr.\n"
            "  hint: the pods of hybrid nodes need addresses that the VPC does not have\n"
            "  source: EKS API, RemotePodNetwork"
        ),
    ),
    (
        "remote_node_cidrs: [10.80.0.0/16, 10.81.0.0/16]\nremote_pod_cidrs: [10.80.128.0/17]",
        (
            "Error: terracutter.yaml:1: Remote networks that overlap\n"
            "  remote_node_cidrs: an address would stand in two of 10.80.0.0/16, 10.80.128.0/17.\n"
            "  hint: give nodes and pods networks of their own\n"
            "  source: Amazon EKS user guide, prepare networking for hybrid nodes"
        ),
    ),
    (
        "auto_mode: true\nremote_node_cidrs: [10.80.0.0/16]",
        (
            "Error: terracutter.yaml:2: Hybrid nodes beside Auto Mode\n"
            "  remote_node_cidrs: hybrid nodes need the add-ons kube-proxy and coredns, "
            "which are not installed beside Auto Mode here.\n"
            "  hint: set auto_mode: false, or delete the remote networks\n"
            "  source: our limit, Auto Mode is rendered without these add-ons"
        ),
    ),
    (
        "endpoint_public_access_cidrs: [203.0.113.0/24]\nremote_node_cidrs: [10.80.0.0/16]\nprofile: development",
        (
            "Warning: terracutter.yaml:2: Hybrid nodes beside a public endpoint\n"
            "  remote_node_cidrs: outside the VPC the name of the Kubernetes API then leads to its public addresses; "
            "hybrid nodes get in only from 203.0.113.0/24.\n"
            "  source: Amazon EKS user guide, prepare networking for hybrid nodes"
        ),
    ),
    (
        SIX + "capability_administrators: [kro, ack]",
        (
            "Error: terracutter.yaml:5: Capability that is not installed\n"
            "  capability_administrators: kro, ack are not all among argocd.\n"
            "  hint: name it in capabilities as well, or delete it here\n"
            "  source: our limit, it names one of the capabilities\n"
            "Warning: terracutter.yaml:5: Capability that may do everything\n"
            "  capability_administrators: in production kro, ack may do everything in Kubernetes, "
            "and so may whoever writes what it reads.\n"
            "  hint: for production AWS advises role bindings that give less\n"
            "  source: Amazon EKS user guide, capability IAM role"
        ),
    ),
    (
        "aws_provider: 6\ncapabilities: [ack]\nack_policy_arns: [arn:aws-us-gov:iam::aws:policy/AmazonS3FullAccess]",
        (
            "Error: terracutter.yaml:3: Policy of another partition\n"
            '  ack_policy_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        "aws_provider: 6\ncapabilities: [ack]\nack_policy_arns: [arn:aws:iam::aws:policy/AdministratorAccess]",
        (
            "Error: terracutter.yaml:3: ACK as administrator of the account\n"
            "  ack_policy_arns: whoever may write an object in Kubernetes would have every right in AWS.\n"
            "  hint: name policies for what ACK is to make\n"
            "  source: our limit; IAM user guide, least privilege"
        ),
    ),
    (
        "aws_provider: 6\ncapabilities: [ack]",
        (
            "Warning: ACK without permissions\n"
            "  ack_policy_arns: in production ACK can make nothing in AWS until its role has a policy."
        ),
    ),
    (
        "aws_provider: 6\ncapabilities: [argocd]",
        (
            "Error: Identity Center missing\n"
            "  argocd_identity_center_arn: nobody can sign in to Argo CD without one.\n"
            "  hint: aws sso-admin list-instances tells its ARN, such as "
            "arn:aws:sso:::instance/ssoins-1234567890abcdef\n"
            "  source: EKS API, ArgoCdConfigRequest awsIdc\n"
            "Error: Nobody administers Argo CD\n"
            "  argocd_roles: no group has the role ADMIN; allowed are ADMIN, EDITOR and VIEWER, "
            "and ADMIN is needed to name repositories and clusters.\n"
            "  hint: type for example: {ADMIN: {groups: [686103e0-f051-7068-b225-e6392b959d9e]}}\n"
            "  source: our limit; Amazon EKS user guide, Argo CD permissions"
        ),
    ),
    (
        SIX + "region: us-gov-west-1",
        (
            "Error: terracutter.yaml:3: Identity Center of another partition\n"
            '  argocd_identity_center_arn: in us-gov-west-1 an ARN begins with "arn:aws-us-gov:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        SIX + "nat_gateways: none",
        (
            "Warning: terracutter.yaml:2: Argo CD on the internet\n"
            "  capabilities: the address of Argo CD's interface is public, "
            "though only people of the Identity Center get in."
        ),
    ),
    (
        "node_groups:\n  a:\n    instance_types: [m7i.large]\n    min_size: 3\n    max_size: 2",
        (
            "Error: terracutter.yaml:5: Sizes out of order\n"
            "  node_groups.a.max_size: found min_size 3 and max_size 2; allowed is min_size ≤ max_size.\n"
            "  hint: type max_size: 3 or more, or a smaller min_size\n"
            "  source: EKS API, NodegroupScalingConfig"
        ),
    ),
    (
        "node_groups:\n  a:\n    instance_types: [m7i.large]\n    min_size: 3\n    desired_size: 2",
        (
            "Error: terracutter.yaml:5: Sizes out of order\n"
            "  node_groups.a.desired_size: found desired_size 2; allowed is from min_size 3 to max_size 6.\n"
            "  source: EKS API, NodegroupScalingConfig"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m5.6xlarge]}",
        (
            "Warning: terracutter.yaml:2: Unknown instance type\n"
            "  node_groups.a.instance_types: EC2 had no m5.6xlarge on 2026-10-27; "
            "`terracutter catalogue refresh` asks it again.\n"
            '  hint: Did you mean "m5.16xlarge"?\n'
            "  source: EC2 API, InstanceType"
        ),
    ),
    (
        "node_groups:\n  b: {instance_types: [m7i.large]}\n  a: {instance_types: [m7i.large, m7g.large]}",
        (
            "Error: terracutter.yaml:3: Two architectures in one node group\n"
            "  node_groups.a.instance_types: m7i.large, m7g.large are both arm64 and x86_64, and a group has one "
            "image.\n"
            "  hint: make two node groups\n"
            "  source: EKS API, CreateNodegroup amiType"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [g5.xlarge, m7i.large]}",
        (
            "Error: terracutter.yaml:2: Two kinds of accelerator in one node group\n"
            "  node_groups.a.instance_types: g5.xlarge, m7i.large need the images AL2023_x86_64_NVIDIA and "
            "AL2023_x86_64_STANDARD, and a group has one.\n"
            "  hint: make a node group for each image\n"
            "  source: EKS API, CreateNodegroup amiType"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [mac2.metal]}",
        (
            "Error: terracutter.yaml:2: Instance type without Amazon Linux 2023\n"
            "  node_groups.a.instance_types: Amazon Linux 2023 does not run on mac2.metal.\n"
            "  hint: m7i.large is a general instance type with Intel processors, m7g.large one with Graviton\n"
            "  source: Amazon Linux 2023 user guide, system requirements"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7g.large], ami_type: BOTTLEROCKET_x86_64_FIPS}"),
        (
            "Error: terracutter.yaml:2: Image of another architecture\n"
            "  node_groups.a.ami_type: BOTTLEROCKET_x86_64_FIPS does not run on m7g.large.\n"
            "  hint: delete ami_type, or type BOTTLEROCKET_ARM_64_FIPS\n"
            "  source: EKS API, CreateNodegroup amiType"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], ami_type: BOTTLEROCKET_x86_64_NVIDIA}"),
        (
            "Error: terracutter.yaml:2: Image for an accelerator that is not there\n"
            "  node_groups.a.ami_type: BOTTLEROCKET_x86_64_NVIDIA starts on no m7i.large.\n"
            "  hint: delete ami_type, or type BOTTLEROCKET_x86_64\n"
            "  source: Amazon EKS user guide, choose an optimal node instance type"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [g5.xlarge], ami_type: BOTTLEROCKET_x86_64}"),
        (
            "Warning: terracutter.yaml:2: Image without the drivers\n"
            "  node_groups.a.ami_type: BOTTLEROCKET_x86_64 has no drivers for the accelerator of g5.xlarge.\n"
            "  hint: delete ami_type to have AL2023_x86_64_NVIDIA\n"
            "  source: Amazon EKS user guide, choose an optimal node instance type"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  b: {instance_types: [m7i.large]}\n"
            "  a: {instance_types: [g5.xlarge], ami_type: WINDOWS_FULL_2022_x86_64, disk_size: 49, max_pods: 20, "
            "efa: true}"
        ),
        (
            "Error: terracutter.yaml:3: Windows on an accelerator\n"
            "  node_groups.a.ami_type: EKS takes g5.xlarge with Linux alone.\n"
            "  hint: delete ami_type, or name another instance type\n"
            "  source: Amazon EKS user guide, choose an optimal node instance type\n"
            "Error: terracutter.yaml:3: More than one zone\n"
            "  node_groups.a: the nodes of EFA stand close together in one zone, and this group has us-east-1a, "
            "us-east-1b, us-east-1c.\n"
            "  hint: type for example: availability_zones: [us-east-1a]\n"
            "  source: EC2 API, CreateCapacityReservation; Amazon EC2 user guide, placement groups\n"
            "Error: terracutter.yaml:3: Instance type without Elastic Fabric Adapter\n"
            "  node_groups.a.efa: g5.xlarge cannot have one on the network card that a node begins with.\n"
            "  hint: p5.48xlarge, trn1.32xlarge and c7gn.16xlarge can\n"
            "  source: EC2 API, DescribeInstanceTypes efaSupported; Amazon EC2 user guide, multiple network "
            "cards\n"
            "Error: terracutter.yaml:3: EFA on Windows\n"
            "  node_groups.a.efa: no Windows image has its driver.\n"
            "  hint: delete efa, or ami_type\n"
            "  source: Amazon EC2 user guide, Elastic Fabric Adapter limitations\n"
            "Error: terracutter.yaml:3: Disk smaller than the image\n"
            "  node_groups.a.disk_size: the images of Windows have 50 GiB, and disk_size is 49.\n"
            "  hint: type disk_size: 100\n"
            "  source: EC2 API, EbsBlockDevice volumeSize\n"
            "Error: terracutter.yaml:3: Settings that Windows nodes do not take\n"
            "  node_groups.a.ami_type: max_pods, kube_reserved, system_reserved, eviction_hard and "
            "registry_mirrors are for Linux.\n"
            "  hint: delete them\n"
            "  source: our limit; Amazon EKS user guide, launch templates"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  b: {instance_types: [m7i.large]}\n"
            "  a: {instance_types: [m7i.large], ami_type: WINDOWS_CORE_2025_x86_64}"
        ),
        (
            "Error: terracutter.yaml:3: Image that the provider does not know\n"
            "  node_groups.a.ami_type: WINDOWS_CORE_2025_x86_64 came with version 6 of the AWS provider.\n"
            '  hint: type aws_provider: "6", or another image\n'
            "  source: EKS API, AMITypes; Terraform AWS provider 5.100"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], ami_type: CUSTOM}"),
        (
            "Error: terracutter.yaml:2: Image missing\n"
            "  node_groups.a.ami_type: ami_type is CUSTOM, and ami_id names no image.\n"
            "  hint: type for example: ami_id: ami-0123456789abcdef0\n"
            "  source: EKS API, AMITypes"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], ami_type: AL2023_x86_64_STANDARD, ami_id: ami-12345678}"),
        (
            "Error: terracutter.yaml:2: Two images\n"
            "  node_groups.a.ami_type: ami_id names an image of your own, and ami_type AL2023_x86_64_STANDARD is "
            "one of EKS.\n"
            "  hint: delete one of the two\n"
            "  source: EKS API, CreateNodegroup amiType"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  a: {instance_types: [p6-b300.48xlarge, i3.8xlarge, u7i-12tb.224xlarge], capacity_type: SPOT}"
        ),
        (
            "Error: terracutter.yaml:2: Two kinds of accelerator in one node group\n"
            "  node_groups.a.instance_types: p6-b300.48xlarge, i3.8xlarge, u7i-12tb.224xlarge need the images "
            "AL2023_x86_64_NVIDIA and AL2023_x86_64_STANDARD, and a group has one.\n"
            "  hint: make a node group for each image\n"
            "  source: EKS API, CreateNodegroup amiType\n"
            "Error: terracutter.yaml:2: Instance type that is not sold as spot\n"
            "  node_groups.a.instance_types: EC2 does not sell u7i-12tb.224xlarge as spot.\n"
            "  hint: type capacity_type: ON_DEMAND, or name another instance type\n"
            "  source: EC2 API, DescribeInstanceTypes supportedUsageClasses"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], capacity_type: CAPACITY_BLOCK}"),
        (
            "Error: terracutter.yaml:2: Instance type without capacity blocks\n"
            "  node_groups.a.instance_types: EC2 reserves no capacity block of m7i.large.\n"
            "  hint: p5.48xlarge is one that it does\n"
            "  source: EC2 API, DescribeInstanceTypes supportedUsageClasses\n"
            "Error: terracutter.yaml:2: Capacity block without its reservation\n"
            "  node_groups.a.capacity_type: a capacity block is a reservation, and capacity_reservation_id names "
            "none.\n"
            "  hint: type for example: capacity_reservation_id: cr-0123456789abcdef0\n"
            "  source: Amazon EKS user guide, managed node group with capacity blocks"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  a: {instance_types: [m7i.large, m6i.large], capacity_type: SPOT, capacity_reservation_id: "
            "cr-12345678, subnets: per_zone}"
        ),
        (
            "Error: terracutter.yaml:2: Reservation for spot nodes\n"
            "  node_groups.a.capacity_reservation_id: spot instances take no reserved capacity.\n"
            "  hint: delete capacity_reservation_id, or type capacity_type: ON_DEMAND\n"
            "  source: EC2 API, CapacityReservationTarget\n"
            "Error: terracutter.yaml:2: Reservation for several instance types\n"
            "  node_groups.a.instance_types: a reservation is of one instance type, and m7i.large, m6i.large are "
            "2.\n"
            "  hint: keep the one that was reserved\n"
            "  source: EC2 API, CreateCapacityReservation\n"
            "Error: terracutter.yaml:2: More than one zone\n"
            "  node_groups.a: a reservation is in one zone, and this group has us-east-1a, us-east-1b, "
            "us-east-1c.\n"
            "  hint: type for example: availability_zones: [us-east-1a]\n"
            "  source: EC2 API, CreateCapacityReservation; Amazon EC2 user guide, placement groups"
        ),
    ),
    (
        (
            EXISTING + "node_groups:\n"
            "  a: {instance_types: [c7gn.16xlarge, c6gn.16xlarge], efa: true, subnet_ids: [subnet-00000001, "
            "subnet-00000003]}"
        ),
        (
            "Error: terracutter.yaml:6: More than one zone\n"
            "  node_groups.a.subnet_ids: the nodes of EFA stand close together in one zone, and this group has 2 "
            "subnets.\n"
            "  hint: name the subnet of that zone in subnet_ids\n"
            "  source: EC2 API, CreateCapacityReservation; Amazon EC2 user guide, placement groups\n"
            "Error: terracutter.yaml:6: Subnet that the environment does not have\n"
            "  node_groups.a.subnet_ids: subnet-00000003 is not in private_subnet_ids.\n"
            "  hint: add it there\n"
            "  source: our limit, what is read of a VPC stands in one list\n"
            "Error: terracutter.yaml:6: EFA on several instance types\n"
            "  node_groups.a.instance_types: how many network cards there are depends on the type, and "
            "c7gn.16xlarge, c6gn.16xlarge are 2.\n"
            "  hint: make a node group for each\n"
            "  source: our limit"
        ),
    ),
    (
        (
            EXISTING + "node_groups:\n"
            "  a: {instance_types: [m7i.large], subnets: per_zone, availability_zones: [us-east-1a]}"
        ),
        (
            "Error: terracutter.yaml:6: Zones of an existing VPC not known\n"
            "  node_groups.a.subnets: which zone a subnet of an existing VPC is in is not known here.\n"
            "  hint: make a node group for each zone, and name its subnet in subnet_ids\n"
            "  source: our limit, nothing is asked of AWS\n"
            "Error: terracutter.yaml:6: Zones of an existing VPC not known\n"
            "  node_groups.a.availability_zones: which zone a subnet of an existing VPC is in is not known here.\n"
            "  hint: name the subnets of these zones in subnet_ids\n"
            "  source: our limit, nothing is asked of AWS"
        ),
    ),
    (
        (
            "zones: [us-east-1a, us-east-1b]\n"
            "node_groups:\n"
            "  a: {instance_types: [m7i.large], efa: true, availability_zones: [us-east-1b, us-east-1c], "
            "subnet_ids: [subnet-00000001]}"
        ),
        (
            "Error: terracutter.yaml:3: More than one zone\n"
            "  node_groups.a.availability_zones: the nodes of EFA stand close together in one zone, and this "
            "group has us-east-1b, us-east-1c.\n"
            "  hint: type for example: availability_zones: [us-east-1b]\n"
            "  source: EC2 API, CreateCapacityReservation; Amazon EC2 user guide, placement groups\n"
            "Error: terracutter.yaml:3: Zone that the environment does not have\n"
            "  node_groups.a.availability_zones: us-east-1c is not among its zones us-east-1a, us-east-1b.\n"
            "  source: EKS API, CreateNodegroup subnets\n"
            "Error: terracutter.yaml:3: Subnets of a VPC that is not yet there\n"
            "  node_groups.a.subnet_ids: the VPC is made here, and nobody knows the IDs of its subnets.\n"
            "  hint: name zones in availability_zones\n"
            "  source: our limit\n"
            "Error: terracutter.yaml:3: Instance type without Elastic Fabric Adapter\n"
            "  node_groups.a.efa: m7i.large cannot have one on the network card that a node begins with.\n"
            "  hint: p5.48xlarge, trn1.32xlarge and c7gn.16xlarge can\n"
            "  source: EC2 API, DescribeInstanceTypes efaSupported; Amazon EC2 user guide, multiple network cards"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], disk_size: 20, disk_iops: 10001, disk_throughput: 1500}"),
        (
            "Error: terracutter.yaml:2: More operations than the volume may have\n"
            "  node_groups.a.disk_iops: gp3 has at most 500 operations a second for each GiB, so 10000 for 20 "
            "GiB.\n"
            "  source: Amazon EBS user guide, general purpose SSD volumes\n"
            "Error: terracutter.yaml:2: Throughput that the provider does not know\n"
            "  node_groups.a.disk_throughput: version 5 of the AWS provider takes at most 1000.\n"
            '  hint: type aws_provider: "6", or 1000\n'
            "  source: Terraform AWS provider 5.100"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], disk_throughput: 800}"),
        (
            "Error: terracutter.yaml:2: More throughput than the operations give\n"
            "  node_groups.a.disk_throughput: gp3 has at most 0.25 MiB a second for each operation, and "
            "disk_iops is 3000.\n"
            "  hint: type disk_iops: 3200 or more\n"
            "  source: Amazon EBS user guide, general purpose SSD volumes"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  a: {instance_types: [m7i.large], disk_key_arn: "
            "'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'}"
        ),
        (
            "Error: terracutter.yaml:2: Key of another region\n"
            "  node_groups.a.disk_key_arn: "
            "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab does not begin with "
            '"arn:aws:kms:us-east-1:", where the nodes are.\n'
            "  source: EC2 API, EbsBlockDevice kmsKeyId"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  a: {instance_types: [m7i.large], taints: ['a=b:NO_SCHEDULE', 'a:NO_SCHEDULE', 'a=c:NO_EXECUTE']}\n"
            "  b: {instance_types: [m7i.large]}"
        ),
        (
            "Error: terracutter.yaml:2: Taint that stands twice\n"
            "  node_groups.a.taints: a:NO_SCHEDULE has two values, and Kubernetes keeps one.\n"
            "  hint: keep one of them\n"
            "  source: Kubernetes API, Taint"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], max_unavailable: 2, max_unavailable_percentage: 50}"),
        (
            "Error: terracutter.yaml:2: Two ways to update\n"
            "  node_groups.a.max_unavailable: found max_unavailable 2 and max_unavailable_percentage 50; EKS "
            "takes one of them.\n"
            "  hint: delete one of them\n"
            "  source: EKS API, NodegroupUpdateConfig"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], max_pods: 20}"),
        (
            "Error: terracutter.yaml:2: Number of pods that EKS sets\n"
            "  node_groups.a.max_pods: on the nodes of its own Amazon Linux 2023 EKS works the number out, and "
            "what else says it is not heard.\n"
            "  hint: delete max_pods; with prefix_delegation a node has more\n"
            "  source: Amazon EKS user guide, how maxPods is determined"
        ),
    ),
    (
        ("node_groups:\n  a: {instance_types: [m7i.large], ami_id: ami-12345678, max_pods: 110}"),
        (
            "Warning: terracutter.yaml:2: More pods than addresses\n"
            "  node_groups.a.max_pods: a node of m7i.large has addresses for 29 pods.\n"
            "  source: Amazon EKS user guide, maximum pods for each instance type"
        ),
    ),
    (
        (
            "ip_family: ipv6\n"
            "node_groups:\n"
            "  b: {instance_types: [m7i.large]}\n"
            "  a: {instance_types: [m7i.large], ami_type: WINDOWS_FULL_2022_x86_64}"
        ),
        (
            "Error: terracutter.yaml:4: Windows without IPv6\n"
            "  node_groups.a.ami_type: Windows nodes do not join an IPv6 cluster.\n"
            "  hint: type ip_family: ipv4, or delete ami_type\n"
            "  source: Amazon EKS user guide, deploy Windows nodes"
        ),
    ),
    (
        (
            "pod_cidr: 100.64.0.0/16\n"
            "node_groups:\n"
            "  a: {instance_types: [m7i.large], ami_type: WINDOWS_FULL_2022_x86_64}"
        ),
        (
            "Error: terracutter.yaml:3: Windows without custom networking\n"
            "  node_groups.a.ami_type: pods on Windows nodes take addresses of the nodes, never of pod_cidr.\n"
            "  hint: delete pod_cidr, or ami_type\n"
            "  source: Amazon EKS user guide, deploy Windows nodes\n"
            "Error: terracutter.yaml:3: Windows nodes alone\n"
            "  node_groups: in production no node runs Linux, which coredns and the other add-ons need.\n"
            "  hint: make a node group with Linux beside them\n"
            "  source: Amazon EKS user guide, deploy Windows nodes"
        ),
    ),
    (
        (
            "node_groups:\n  a: {instance_types: [m7i.large], min_size: 0}\n"
            "  b: {instance_types: [m7i.large], taints: 'gpu:NO_SCHEDULE'}"
        ),
        (
            "Error: terracutter.yaml:2: Add-ons that wait for a node\n"
            "  node_groups: in production every group with Linux has a taint that coredns does not tolerate: Terraform "
            "waits 20 minutes for coredns and fails.\n"
            "  hint: let one group with Linux and without taints begin with a node or two, or name tolerations of "
            "coredns in addon_configuration\n"
            "  source: EKS API, AddonStatus; Kubernetes documentation, taints and tolerations"
        ),
    ),
    (
        (
            "node_groups: {a: {instance_types: [m7i.large], taints: 'team=a:NO_SCHEDULE'}}\n"
            "addon_configuration: {coredns: {tolerations: [{key: team, operator: Exists}]}}"
        ),
        (
            "Warning: terracutter.yaml:1: Add-ons that a taint may keep out\n"
            "  node_groups: every group with Linux in production has a taint that aws-ebs-csi-driver and "
            "metrics-server may not tolerate: Terraform would wait 20 minutes for what finds no node, and fail.\n"
            "  hint: name tolerations in addon_configuration, or let a group without taints begin with a node\n"
            "  source: EKS API, AddonStatus; Kubernetes documentation, taints and tolerations"
        ),
    ),
    (
        (
            "node_groups:\n  a: {instance_types: [m7i.large]}\n"
            "  w: {instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64}\n"
            "environments:\n  a:\n  b: {node_groups: {a: {instance_types: [m7i.large]}}}"
        ),
        (
            "Error: terracutter.yaml:6: Windows nodes in one environment only\n"
            "  environments.b.node_groups: b has no Windows nodes and another environment has; vpc-cni gives addresses "
            "to their pods in all of them, or in none.\n"
            "  hint: give every environment a group of them, with min_size: 0 where none is wanted\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "autoscaler: cluster-autoscaler\nnode_groups:\n  a: {instance_types: [m7i.large, m6i.xlarge, m7a.large]}",
        (
            "Warning: terracutter.yaml:3: Instance types of different sizes\n"
            "  node_groups.a.instance_types: the Cluster Autoscaler takes every node of a group for the first, and "
            "m7i.large, m6i.xlarge, m7a.large have 2 vCPU with 8 GiB, 4 vCPU with 16 GiB.\n"
            "  hint: make a node group for each size\n"
            "  source: Cluster Autoscaler on AWS, using mixed instances policies and spot instances"
        ),
    ),
    (
        (
            "node_groups:\n"
            "  a: {instance_types: [m7i.large], subnets: per_zone}\n"
            "  a-us-east-1b: {instance_types: [m7i.large]}"
        ),
        (
            "Error: terracutter.yaml:2: Two node groups of one name\n"
            "  node_groups: a-us-east-1b is also what the group of that zone is named.\n"
            "  hint: name it otherwise\n"
            "  source: EKS API, CreateNodegroup"
        ),
    ),
    (
        (
            "node_groups: {g0: {instance_types: [m7i.large], subnets: per_zone}, g1: {instance_types: "
            "[m7i.large], subnets: per_zone}, g2: {instance_types: [m7i.large], subnets: per_zone}, g3: "
            "{instance_types: [m7i.large], subnets: per_zone}, g4: {instance_types: [m7i.large], subnets: "
            "per_zone}, g5: {instance_types: [m7i.large], subnets: per_zone}, g6: {instance_types: [m7i.large], "
            "subnets: per_zone}, g7: {instance_types: [m7i.large], subnets: per_zone}, g8: {instance_types: "
            "[m7i.large], subnets: per_zone}, g9: {instance_types: [m7i.large], subnets: per_zone}, g10: "
            "{instance_types: [m7i.large], subnets: per_zone}}"
        ),
        (
            "Error: terracutter.yaml:1: Too many node groups\n"
            "  node_groups: with a group per zone production has 33; allowed are at most 30.\n"
            "  hint: type subnets: all where no zone matters\n"
            "  source: Amazon EKS service quotas"
        ),
    ),
    (
        ("region: eu-central-1\nnode_groups:\n  a: {instance_types: [p5.48xlarge]}"),
        (
            "Warning: terracutter.yaml:3: Instance type that the region may not have\n"
            "  node_groups.a.instance_types: eu-central-1 did not offer p5.48xlarge on 2026-10-27.\n"
            "  source: EC2 API, DescribeInstanceTypeOfferings"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7g.large], ami_type: AL2023_x86_64_STANDARD}",
        (
            "Error: terracutter.yaml:2: Image of another architecture\n"
            "  node_groups.a.ami_type: AL2023_x86_64_STANDARD does not run on m7g.large.\n"
            "  hint: delete ami_type, or type AL2023_ARM_64_STANDARD\n"
            "  source: EKS API, CreateNodegroup amiType"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7i.large], capacity_type: SPOT}",
        (
            "Error: terracutter.yaml:2: One instance type for SPOT\n"
            "  node_groups.a.instance_types: with m7i.large alone, one shortage takes all its nodes.\n"
            "  hint: add instance types of the same size, such as m7i.large, m6i.large, m7a.large\n"
            "  source: EKS API, CreateNodegroup instanceTypes"
        ),
    ),
    (
        (
            "node_groups: {a: {instance_types: [m7i.large]}}\n"
            "self_managed_node_groups: {a: {instance_types: [m7i.large]}}"
        ),
        (
            "Error: terracutter.yaml:2: Two node groups of one name\n"
            "  self_managed_node_groups: a is also a managed node group; roles and launch templates are named "
            "after the group.\n"
            "  hint: give one of the two another name\n"
            "  source: IAM API, CreateRole; EC2 API, CreateLaunchTemplate"
        ),
    ),
    (
        (
            "self_managed_node_groups:\n"
            "  a: {instance_types: [m7i.large], min_size: 5, max_size: 2}\n"
            "  b: {instance_types: [m7i.large], desired_size: 3}"
        ),
        (
            "Error: terracutter.yaml:2: Sizes out of order\n"
            "  self_managed_node_groups.a.max_size: found min_size 5 and max_size 2; allowed is min_size ≤ "
            "max_size.\n"
            "  hint: type max_size: 5 or more, or a smaller min_size\n"
            "  source: EC2 Auto Scaling API, CreateAutoScalingGroup\n"
            "Error: terracutter.yaml:3: Sizes out of order\n"
            "  self_managed_node_groups.b.desired_size: found desired_size 3; allowed is from min_size 1 to "
            "max_size 2.\n"
            "  source: EC2 Auto Scaling API, CreateAutoScalingGroup"
        ),
    ),
    (
        (
            "self_managed_node_groups:\n"
            "  a: {instance_types: [m7i.large, m6i.large], on_demand_base: 9, on_demand_percentage: 0, max_size: 3}\n"
            "  b: {instance_types: [m7i.large], on_demand_percentage: 50}"
        ),
        (
            "Warning: terracutter.yaml:2: On-demand nodes beyond the group\n"
            "  self_managed_node_groups.a.on_demand_base: on_demand_base is 9 and the group has at most 3 nodes, "
            "so none is ever spot.\n"
            "  source: EC2 Auto Scaling API, InstancesDistribution\n"
            "Error: terracutter.yaml:3: One instance type for spot nodes\n"
            "  self_managed_node_groups.b.instance_types: with m7i.large alone, one shortage takes all its spot "
            "nodes.\n"
            "  hint: add instance types of the same size, such as m7i.large, m6i.large, m7a.large\n"
            "  source: Amazon EC2 Auto Scaling user guide, mixed instances groups"
        ),
    ),
    (
        (
            "self_managed_node_groups:\n"
            "  a: {instance_types: [m7i.6xlarge]}\n"
            "  b: {instance_types: [m7i.large, m7g.large]}\n"
            "  c: {instance_types: [g5.xlarge, m7i.large]}\n"
            "  d: {instance_types: [mac2.metal]}"
        ),
        (
            "Warning: terracutter.yaml:2: Unknown instance type\n"
            "  self_managed_node_groups.a.instance_types: EC2 had no m7i.6xlarge on 2026-10-27; "
            "`terracutter catalogue refresh` asks it again.\n"
            '  hint: Did you mean "m7i.16xlarge"?\n'
            "  source: EC2 API, InstanceType\n"
            "Error: terracutter.yaml:3: Two architectures in one node group\n"
            "  self_managed_node_groups.b.instance_types: m7i.large, m7g.large are both arm64 and x86_64, and a "
            "group has one image.\n"
            "  hint: make two node groups\n"
            "  source: EC2 API, LaunchTemplateData ImageId\n"
            "Error: terracutter.yaml:4: Two kinds of accelerator in one node group\n"
            "  self_managed_node_groups.c.instance_types: g5.xlarge, m7i.large need the images "
            "AL2023_x86_64_NVIDIA and AL2023_x86_64_STANDARD, and a group has one.\n"
            "  hint: make a node group for each image\n"
            "  source: EC2 API, LaunchTemplateData ImageId\n"
            "Error: terracutter.yaml:5: Instance type without Amazon Linux 2023\n"
            "  self_managed_node_groups.d.instance_types: Amazon Linux 2023 does not run on mac2.metal.\n"
            "  hint: m7i.large is a general instance type with Intel processors, m7g.large one with Graviton\n"
            "  source: Amazon Linux 2023 user guide, system requirements"
        ),
    ),
    (
        ("ip_family: ipv6\nself_managed_node_groups:\n  a: {instance_types: [m4.large]}"),
        (
            "Error: terracutter.yaml:3: Instance type without IPv6\n"
            "  self_managed_node_groups.a.instance_types: pods get no IPv6 addresses on m4.large, which are not "
            "built on the Nitro System.\n"
            "  hint: choose a newer generation, such as m7i.large\n"
            "  source: Amazon EKS user guide, IPv6 addresses to clusters, pods and services"
        ),
    ),
    (
        (
            "self_managed_node_groups:\n"
            "  a: {instance_types: [m7g.large], ami_type: AL2023_x86_64_STANDARD}\n"
            "  b: {instance_types: [p5.48xlarge], ami_type: AL2023_x86_64_STANDARD}"
        ),
        (
            "Error: terracutter.yaml:2: Image of another architecture\n"
            "  self_managed_node_groups.a.ami_type: AL2023_x86_64_STANDARD does not run on m7g.large.\n"
            "  hint: delete ami_type, or type AL2023_ARM_64_STANDARD\n"
            "  source: EC2 API, LaunchTemplateData ImageId\n"
            "Warning: terracutter.yaml:3: Image for other instance types\n"
            "  self_managed_node_groups.b.ami_type: p5.48xlarge is for AL2023_x86_64_NVIDIA; "
            "AL2023_x86_64_STANDARD does not have the same drivers.\n"
            "  hint: delete ami_type to have the one that fits\n"
            "  source: Amazon EKS user guide, retrieve recommended Amazon Linux AMI IDs"
        ),
    ),
    (
        "node_termination_handler: true",
        (
            "Error: terracutter.yaml:1: Termination handler without self-managed nodes\n"
            "  node_termination_handler: no environment has self_managed_node_groups, and EKS drains the nodes of "
            "managed ones by itself.\n"
            "  hint: set node_termination_handler: false\n"
            "  source: our limit, the queue would stay empty"
        ),
    ),
    (
        (
            "profile: private\ninterface_endpoints: [ec2, ecr.api, ecr.dkr, eks, eks-auth, sts, sqs]\n"
            "self_managed_node_groups: {a: {instance_types: [m7i.large]}}\nnode_termination_handler: true"
        ),
        (
            "Error: terracutter.yaml:4: Termination handler without a way to AWS\n"
            "  node_termination_handler: without NAT gateways it reaches AWS through endpoints alone, and production "
            "lacks autoscaling.\n"
            "  hint: type interface_endpoints: [ec2, ecr.api, ecr.dkr, eks, eks-auth, sts, sqs, autoscaling]\n"
            "  source: AWS Node Termination Handler documentation, queue processor"
        ),
    ),
    (
        "self_managed_node_groups:\n  a: {instance_types: [m7i.large], taints: ['a=b:NO_EXECUTE', 'a:NO_EXECUTE']}",
        (
            "Error: terracutter.yaml:2: Taint that stands twice\n"
            "  self_managed_node_groups.a.taints: a:NO_EXECUTE has two values, and Kubernetes keeps one.\n"
            "  hint: keep one of them\n"
            "  source: Kubernetes API, Taint"
        ),
    ),
    (
        ("self_managed_node_groups:\n  a: {instance_types: [m7i.large], labels: {kubernetes.io/role: x}}"),
        (
            "Error: terracutter.yaml:2: Reserved label\n"
            "  self_managed_node_groups.a.labels: only Kubernetes and EKS set kubernetes.io/role.\n"
            "  hint: use a prefix of your own, such as example.com/team\n"
            "  source: Kubernetes documentation, NodeRestriction"
        ),
    ),
    (
        (
            "repository: abcdefghij-abcdefghij-abcdefgh\n"
            "environments: [production-abcd]\n"
            "self_managed_node_groups:\n"
            "  general-purposes: {instance_types: [m7i.large]}"
        ),
        (
            "Error: terracutter.yaml:4: Name too long\n"
            "  self_managed_node_groups.general-purposes: the IAM role "
            "abcdefghij-abcdefghij-abcdefgh-production-abcd-general-purposes-node has 68 characters, AWS allows 64.\n"
            "  hint: shorten the name of the repository, the environment or the node group\n"
            "  source: IAM API, roleNameType"
        ),
    ),
    (
        "node_groups:\n  a: {instance_types: [m7i.large], labels: {kubernetes.io/arch: arm64}}",
        (
            "Error: terracutter.yaml:2: Reserved label\n"
            "  node_groups.a.labels: only Kubernetes and EKS set kubernetes.io/arch.\n"
            "  hint: use a prefix of your own, such as example.com/team\n"
            "  source: Kubernetes documentation, NodeRestriction"
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
            "  hint: shorten the name of the repository, the environment or the node group\n"
            "  source: IAM API, roleNameType"
        ),
    ),
    (
        (
            "auto_mode: true\n"
            "environments:\n"
            "  dev: {auto_mode_node_pools: []}\n"
            "  prod: {auto_mode_node_pools: [system]}\n"
            "addons: []"
        ),
        (
            "Error: terracutter.yaml:4: Built-in node pools missing in one environment\n"
            "  environments.prod.auto_mode_node_pools: one of prod and dev has built-in node pools "
            "and the other does not.\n"
            "  hint: name some for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    *ADDON_RULES,
    (
        "network: existing\nenvironments: [a]",
        (
            "Error: VPC missing\n"
            "  vpc_id: an existing network is known by its id.\n"
            "  hint: type for example: vpc-0a1b2c3d4e5f60718\n"
            "  source: EKS API, VpcConfigRequest\n"
            "Error: Private subnets missing\n"
            "  private_subnet_ids: nodes need at least two subnets of the existing VPC, in different zones.\n"
            "  hint: type for example: subnet-0a1b2c3d4e5f60718, subnet-1a1b2c3d4e5f60718\n"
            "  source: Amazon EKS user guide, network requirements\n"
            "Warning: Ranges of the existing VPC not known\n"
            "  service_cidr: nothing here tells whether 172.20.0.0/16 overlaps the existing VPC or what it is "
            "connected to; EKS refuses the first.\n"
            "  hint: name their ranges in peer_cidrs, and they are compared\n"
            "  source: EKS API, KubernetesNetworkConfigRequest"
        ),
    ),
    (
        f"{EXISTING}intra_subnet_ids: [subnet-0000000a]",
        (
            "Error: terracutter.yaml:5: One intra subnet\n"
            "  intra_subnet_ids: EKS wants the network interfaces of the control plane in at least two zones.\n"
            "  hint: name a subnet of a second zone, or none at all\n"
            "  source: Amazon EKS user guide, network requirements"
        ),
    ),
    (
        f"{EXISTING}environments:\n  a: {{intra_subnet_ids: [subnet-0000000a, subnet-0000000b]}}\n  b:\n",
        (
            "Error: Intra subnets in one environment only\n"
            "  intra_subnet_ids: one of b and a names intra subnets and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        f"{EXISTING}public_subnet_ids: [subnet-0000000a, subnet-00000002]",
        (
            "Error: terracutter.yaml:3: Subnet of two kinds\n"
            "  private_subnet_ids: subnet-00000002 stands in two of private_subnet_ids, intra_subnet_ids and "
            "public_subnet_ids.\n"
            "  hint: a subnet has one route table, and so one kind\n"
            "  source: Amazon VPC user guide, a subnet has one route table"
        ),
    ),
    (
        "aws_provider: 6\nenvironments:\n  a:\n  b: {nat_gateways: regional}",
        (
            "Error: terracutter.yaml:4: Mixed kinds of NAT gateway\n"
            "  environments.b.nat_gateways: per_zone in a, regional in b; the module they share has either a regional "
            "gateway or one in a zone.\n"
            "  hint: choose regional for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "nat_gateways: regional",
        (
            "Error: terracutter.yaml:1: Regional NAT gateway without AWS provider 6\n"
            "  nat_gateways: version 5 of the AWS provider does not know regional NAT gateways.\n"
            '  hint: set aws_provider: "6", or nat_gateways: per_zone\n'
            "  source: Terraform AWS provider 6.69, aws_nat_gateway"
        ),
    ),
    (
        "peer_cidrs: [10.128.0.0/9, 10.0.128.0/20]\nvpc_cidr: 10.0.0.0/16",
        (
            "Error: terracutter.yaml:2: Overlapping networks\n"
            "  vpc_cidr: in production 10.0.0.0/16 overlaps 10.0.128.0/20 of peer_cidrs.\n"
            "  hint: choose a range that nothing else uses\n"
            "  source: Amazon VPC peering guide, overlapping CIDR blocks"
        ),
    ),
    (
        "pod_cidr: 198.19.0.0/16",
        (
            "Error: terracutter.yaml:1: Pod range outside 100.64.0.0/10\n"
            "  pod_cidr: 198.19.0.0/16 is not within 100.64.0.0/10, "
            "the one range that AWS adds to a VPC of any other.\n"
            "  hint: type for example: 100.64.0.0/16\n"
            "  source: Amazon VPC user guide, IPv4 CIDR block association restrictions"
        ),
    ),
    (
        "vpc_cidr: 100.64.0.0/16\npod_cidr: 100.64.128.0/17",
        (
            "Error: terracutter.yaml:2: Overlapping networks\n"
            "  pod_cidr: in production 100.64.128.0/17 overlaps 100.64.0.0/16 of vpc_cidr.\n"
            "  hint: choose another network of 100.64.0.0/10, such as 100.65.0.0/16\n"
            "  source: EC2 API, AssociateVpcCidrBlock; Amazon VPC peering guide, overlapping CIDR blocks"
        ),
    ),
    (
        "pod_cidr: 100.64.0.0/16\npeer_cidrs: [100.64.0.0/10]",
        (
            "Error: terracutter.yaml:1: Overlapping networks\n"
            "  pod_cidr: in production 100.64.0.0/16 overlaps 100.64.0.0/10 of peer_cidrs.\n"
            "  hint: choose another network of 100.64.0.0/10, such as 100.65.0.0/16\n"
            "  source: EC2 API, AssociateVpcCidrBlock; Amazon VPC peering guide, overlapping CIDR blocks"
        ),
    ),
    (
        "environments:\n  a: {pod_cidr: 100.64.0.0/16}\n  b:\n",
        (
            "Error: Pod range in one environment only\n"
            "  pod_cidr: one of b and a gives pods a range of their own and the other does not.\n"
            "  hint: answer pod_cidr for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        "vpc_cidr: 10.0.0.0/22\ndatabase_subnets: true",
        (
            "Error: terracutter.yaml:2: VPC too small for database subnets\n"
            "  database_subnets: 10.0.0.0/22 of production has no addresses left for them; allowed are /16 to /21.\n"
            "  hint: choose a larger vpc_cidr, or database_subnets: false\n"
            "  source: Amazon VPC user guide, a subnet has at least /28"
        ),
    ),
    (
        f"{EXISTING}intra_subnet_ids: [subnet-0000000a, subnet-0000000b]\nauto_mode: true",
        (
            "Error: terracutter.yaml:5: Intra subnets with Auto Mode\n"
            "  intra_subnet_ids: Auto Mode puts nodes into the subnets of the control plane, "
            "and from subnet-0000000a, subnet-0000000b they would find no way to AWS.\n"
            "  hint: delete intra_subnet_ids\n"
            "  source: Amazon EKS user guide, Auto Mode, default NodeClass"
        ),
    ),
    (
        "pod_cidr: 100.64.0.0/16\nauto_mode: true",
        (
            "Error: terracutter.yaml:1: Pod range with Auto Mode\n"
            "  pod_cidr: Auto Mode has no vpc-cni that could put pods into subnets of their own; "
            "there a NodeClass names them.\n"
            "  hint: set auto_mode: false, or delete pod_cidr\n"
            "  source: Amazon EKS user guide, Auto Mode, networking"
        ),
    ),
    (
        "ip_family: ipv6\nremote_node_cidrs: [10.128.0.0/16]",
        (
            "Error: terracutter.yaml:2: Hybrid nodes of an IPv6 cluster\n"
            "  remote_node_cidrs: hybrid nodes work with IPv4 alone.\n"
            "  hint: set ip_family: ipv4, or delete the remote networks\n"
            "  source: Amazon EKS user guide, hybrid nodes, networking"
        ),
    ),
    (
        "service_cidr: 172.20.0.0/16\npeer_cidrs: [172.16.0.0/12]",
        (
            "Error: terracutter.yaml:1: Overlapping networks\n"
            "  service_cidr: in production 172.20.0.0/16 overlaps 172.16.0.0/12 of peer_cidrs.\n"
            "  hint: type for example: 10.100.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest and RemoteNodeNetwork; Amazon EKS user guide, "
            "network requirements"
        ),
    ),
    (
        f"{GATEWAY}\npod_cidr: 100.64.0.0/16\ntransit_gateway_cidrs: [100.64.128.0/17, 172.20.4.0/24, 100.64.0.0/10]",
        (
            "Error: terracutter.yaml:3: Network within the cluster's own\n"
            "  transit_gateway_cidrs: in production 100.64.128.0/17 lies in 100.64.0.0/16 of pod_cidr, "
            "172.20.4.0/24 lies in 172.20.0.0/16 of service_cidr.\n"
            "  hint: a network that holds those and more may stand there, for what is nearer goes first\n"
            "  source: Amazon VPC user guide, route priority"
        ),
    ),
    (
        f"{GATEWAY}\nvpc_cidr: 172.16.0.0/16\ntransit_gateway_cidrs: [10.0.0.0/8]",
        (
            "Warning: Services hide what is behind the transit gateway\n"
            "  service_cidr: in production 10.100.0.0/16 lies in 10.0.0.0/8; pods reach no machine that has an "
            "address of it there.\n"
            "  hint: choose a range that nothing there uses\n"
            "  source: Amazon EKS user guide, network requirements"
        ),
    ),
    (
        f"{EXISTING}environments: [a, b]".replace("peer_cidrs: 10.9.0.0/16", ""),
        (
            "Warning: Ranges of the existing VPC not known\n"
            "  service_cidr: nothing here tells whether 172.20.0.0/16 overlaps the existing VPC or what it is "
            "connected to; EKS refuses the first.\n"
            "  hint: name their ranges in peer_cidrs, and they are compared\n"
            "  source: EKS API, KubernetesNetworkConfigRequest"
        ),
    ),
    (
        (
            "vpc_cidr: 172.16.0.0/16\nservice_cidr: 10.100.0.0/16\n"
            "remote_node_cidrs: [172.16.4.0/22]\nremote_pod_cidrs: [10.64.0.0/10, 100.66.0.0/20]"
        ),
        (
            "Error: terracutter.yaml:4: Remote network outside RFC 1918\n"
            "  remote_pod_cidrs: found 100.66.0.0/20; allowed are networks within 10.0.0.0/8, 172.16.0.0/12 and "
            "192.168.0.0/16.\n"
            "  source: EKS API, RemotePodNetwork\n"
            "Error: terracutter.yaml:3: Overlapping networks\n"
            "  remote_node_cidrs: in production 172.16.4.0/22 overlaps 172.16.0.0/16 of vpc_cidr.\n"
            "  hint: the machines of hybrid nodes need addresses that the VPC does not have\n"
            "  source: EKS API, RemoteNodeNetwork\n"
            "Error: terracutter.yaml:2: Overlapping networks\n"
            "  service_cidr: in production 10.100.0.0/16 overlaps 10.64.0.0/10 of remote_pod_cidrs.\n"
            "  hint: type for example: 172.20.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest and RemoteNodeNetwork; Amazon EKS user guide, "
            "network requirements"
        ),
    ),
    (
        (
            "service_cidr: 10.64.0.0/12\nremote_node_cidrs: [10.64.8.0/24]\nremote_pod_cidrs: [10.79.0.0/16]\n"
            "peer_cidrs: [10.64.0.0/16, 172.16.0.0/12]"
        ),
        (
            "Error: terracutter.yaml:1: Overlapping networks\n"
            "  service_cidr: in production 10.64.0.0/12 overlaps 10.64.0.0/16 of peer_cidrs, 10.64.0.0/12 "
            "overlaps 10.64.8.0/24 of remote_node_cidrs, 10.64.0.0/12 overlaps 10.79.0.0/16 of remote_pod_cidrs.\n"
            "  hint: type for example: 10.100.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest and RemoteNodeNetwork; Amazon EKS user guide, "
            "network requirements"
        ),
    ),
    (
        f"{EXISTING}service_cidr: 10.9.128.0/17",
        (
            "Error: terracutter.yaml:5: Overlapping networks\n"
            "  service_cidr: in production 10.9.128.0/17 overlaps 10.9.0.0/16 of peer_cidrs.\n"
            "  hint: type for example: 172.20.0.0/16\n"
            "  source: EKS API, KubernetesNetworkConfigRequest and RemoteNodeNetwork; Amazon EKS user guide, "
            "network requirements"
        ),
    ),
    (
        "ip_family: ipv6\nnode_groups:\n  a: {instance_types: [m4.large, m7i.large, t2.large]}",
        (
            "Error: terracutter.yaml:3: Instance type without IPv6\n"
            "  node_groups.a.instance_types: pods get no IPv6 addresses on m4.large, t2.large, which are not "
            "built on the Nitro System.\n"
            "  hint: choose a newer generation, such as m7i.large\n"
            "  source: Amazon EKS user guide, IPv6 addresses to clusters, pods and services"
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
    told = {pair for _, expected in RULES for pair in _told(expected, questionnaire)}
    assert {(rule.question, rule.summary) for rule in questionnaire.rules} == told


def _told(expected, questionnaire):
    """Question and summary of each message."""
    lines = expected.split("\n")
    for first, second in pairwise(lines):
        if first[0] != " ":
            key = second.split(":")[0].strip().split(".")
            question = next(part for part in key if part in questionnaire.by_name and part != "environments")
            yield question, first.rpartition(": ")[2]


def test_each_refusal_says_who_set_the_limit(questionnaire):
    # A source is somebody's document, or begins with "our limit".
    refusals = [rule for rule in questionnaire.rules if rule.severity == "error"]
    assert [(rule.question, rule.summary) for rule in refusals if not rule.source] == []


def test_each_question_with_a_limit_says_who_set_it(questionnaire):
    limited = [one for one in questionnaire if not one.sets_defaults and not isinstance(one.type, Boolean)]
    assert [one.name for one in limited if not one.source] == []


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
        "endpoint_public_access_cidrs: [203.0.113.7/32, 11.0.0.0/8, 172.32.0.0/16]\nprofile: development",
        "environments: {a: {nat_gateways: single, profile: development}, b: {}}",
        "environments: {a: {nat_gateways: none}, b: {profile: private}}",
        EXISTING,
        f"{EXISTING}profile: private\nenvironments: {{a: {{}}, b: {{public_subnet_ids: subnet-00000003}}}}",
        f"{EXISTING}intra_subnet_ids: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]\nip_family: ipv6",
        "nat_gateways: regional\naws_provider: 6\nenvironments: [a, b]",
        "pod_cidr: 100.127.252.0/22\nenvironments: [a, b]\npeer_cidrs: [10.2.0.0/15, 100.64.0.0/11]",
        "vpc_cidr: 10.0.0.0/21\ndatabase_subnets: true\nip_family: ipv6",
        "auto_mode: true\nip_family: ipv6",
        (
            f"{GATEWAY}\ntransit_gateway_cidrs: [10.80.0.0/16, 10.0.0.0/9]\npeer_cidrs: [10.80.0.0/16]\n"
            "remote_node_cidrs: [10.80.0.0/17]"
        ),
        "auto_mode: true",
        "irsa: true",
        "autoscaler: karpenter\nnode_groups: {a: {instance_types: [m7g.large]}, b: {instance_types: [m7i.large]}}",
        f"autoscaler: karpenter\nnat_gateways: none\n{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]",
        f"{EXISTING}autoscaler: karpenter",
        "autoscaler: karpenter\nkarpenter_node_pools: {}",
        (
            "autoscaler: karpenter\nnode_groups: {a: {instance_types: [m7i.large], min_size: 2, "
            "taints: ['CriticalAddonsOnly:NO_SCHEDULE', 'b:PREFER_NO_SCHEDULE']}}"
        ),
        (
            "autoscaler: karpenter\nnode_groups: {}\nfargate_profiles: {all: {selectors: {kube-system: {}}}}\n"
            "addons: none\nworkload_identity: irsa\naccount_id: 111122223333"
        ),
        "autoscaler: karpenter\nkarpenter_node_pools: {a: {instance_families: [inf2]}, b: {architectures: [arm64]}}",
        (
            "autoscaler: karpenter\n"
            "self_managed_node_groups: {a: {instance_types: [m7i.large], min_size: 2}}\n"
            "node_groups: {b: {instance_types: [m7i.large, m6i.large], capacity_type: SPOT}}"
        ),
        SIX,
        SIX + "argocd_identity_center_region: eu-west-1\nenvironments: [a, b]",
        "aws_provider: 6\ncapabilities: [kro]\nprofile: development\ncapability_administrators: [kro]",
        "aws_provider: 6\ncapabilities: [ack]\nack_policy_arns: ['arn:aws:iam::111122223333:policy/ack']",
        "oidc_identity_provider: {okta: {issuer_url: https://a.example, client_id: x, groups_claim: groups}}",
        "environments: {a: {}, b: {oidc_identity_provider: {okta: {issuer_url: 'https://a.b:8443/c', client_id: x}}}}",
        "remote_node_cidrs: [192.168.4.0/22]\nremote_pod_cidrs: [10.85.0.0/16]",
        "auto_mode: true\nauto_mode_node_pools: []",
        "auto_mode: true\nauto_mode_pools: {a: {}, b: {taints: [a/b:NoSchedule], disk_size: 20, labels: {a.b/c: ''}}}",
        "auto_mode: true\nauto_mode_node_pools: []\nauto_mode_pools: {a: {instance_types: [g6e.xlarge, p5.48xlarge]}}",
        "auto_mode: true\naddons: [metrics-server, snapshot-controller]\nenvironments: [a, b]",
        "kubernetes_version: 1.36",
        "node_groups:\nfargate_profiles: {a: {selectors: {kube-*: {k8s-*: '*'}, shop: {c/d: e}}}}\nfargate_logs: true",
        f"remote_node_cidrs: 192.168.0.0/24\nhybrid_nodes: iam-roles-anywhere\naws_provider: 6\n{AUTHORITY}",
        "remote_node_cidrs: 192.168.0.0/24\nhybrid_nodes: none\nenvironments: [a, b]",
        "node_groups: none\nfargate_profiles: {a: {selectors: {kube-system: {k8s-app: kube-dns}}}}",
        "fargate_profiles: {b: {selectors: {shop: {}}}, a: {selectors: {shop: {a: b}}}}\nip_family: ipv6",
        "service_cidr: 192.168.0.0/24",
        "service_cidr: 172.16.0.0/12\nvpc_cidr: 10.0.0.0/16",
        "vpc_cidr: 172.20.0.0/16",
        "vpc_cidr: 10.100.0.0/16",
        "secrets_encryption: aws_key\ncontrol_plane_logs: none",
        (
            "region: us-gov-west-1\nsecrets_encryption: given_key\n"
            "secrets_key_arn: arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234567890abcdef1234567890abcdef"
        ),
        "api_access_cidrs: [10.0.0.0/16, 192.168.0.0/24, 100.64.0.0/10]",
        "environments: {a: {api_access_cidrs: 10.0.0.0/8, access_entries: none}, b: {cluster_security_group_rules: }}",
        (
            "api_access_cidrs: 192.168.0.0/24\n"
            "cluster_security_group_rules: {a: {cidr: 192.168.0.0/24, from_port: 443, to_port: 443}, "
            "b: {cidr: 192.168.0.0/24, from_port: 443, protocol: udp}, "
            "c: {security_group_id: sg-0123abcd, from_port: 443}}"
        ),
        (
            "administrator_role_arns: arn:aws:iam::111122223333:role/a\n"
            "access_entries: {a: {principal_arn: 'arn:aws:iam::111122223333:user/a'}, "
            "b: {principal_arn: 'arn:aws:iam::111122223333:role/b', policy: none, kubernetes_groups: x}, "
            "c: {principal_arn: 'arn:aws:iam::111122223333:role/c', policy: cluster-admin}}"
        ),
        "flow_logs: s3\nflow_log_bucket_arn: arn:aws:s3:::acme-logs",
        f"{GATEWAY}\ntransit_gateway_cidrs: [10.0.0.0/8, 192.168.0.0/16]",
        f"nat_gateways: none\n{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]\ngateway_endpoints: none",
        f"nat_gateways: none\nregion: ap-east-2\n{GATEWAY}\ntransit_gateway_cidrs: [0.0.0.0/0]",
        (
            "controllers: [argo-cd, aws-load-balancer-controller, gateway-api-controller]\naccount_id: '111122223333'\n"
            "gitops: flux\ngateway_api_vpc_id: vpc-0a1b2c3d4e5f60718\ngitops_repository_url: https://example.com/a.git"
        ),
        (
            "controllers: [external-secrets, velero]\nvelero_bucket: acme\n"
            "external_secrets_parameter_arns: ['arn:aws:ssm:*:*:parameter/shop/*']"
        ),
        SIX + "controllers: [velero]\nvelero_bucket: a-b\ngitops: argo-cd\ncapability_administrators: [argocd]\n"
        "profile: development",
        "gateway_endpoints: none",
        "interface_endpoints: [ecr.api, ecr.dkr, guardduty-data]",
        "profile: private\ninterface_endpoints: ec2, ecr.api, ecr.dkr, eks, eks-auth, sts",
        "profile: private\nregion: ap-southeast-5\ninterface_endpoints: ec2, ecr.api, ecr.dkr, eks-auth, sts",
        "profile: private\ngateway_endpoints: [dynamodb, s3]",
        "node_groups: {a: {instance_types: [m7i.large], min_size: 0, desired_size: 1}}",
        "node_groups: {a: {instance_types: [m7i.large], min_size: 300}}",
        (
            "region: us-west-2\nnode_groups: {b: {instance_types: [m7g.large], ami_type: BOTTLEROCKET_ARM_64_FIPS, "
            "max_pods: 29, disk_throughput: 750, taints: ['a=b:NO_SCHEDULE', 'a=b:NO_EXECUTE', 'x.y/a:NO_SCHEDULE']}, "
            "w: {instance_types: [m7i.large], ami_type: WINDOWS_CORE_2019_x86_64}, "
            "g: {instance_types: [p5.48xlarge], capacity_type: CAPACITY_BLOCK, capacity_reservation_id: cr-01234567, "
            "availability_zones: us-west-2b, efa: true}, e: {instance_types: [c7gn.16xlarge], efa: true, "
            "subnets: per_zone}, s: {instance_types: [m7i.large, m6i.large], capacity_type: SPOT, subnets: per_zone}}"
        ),
        (
            "aws_provider: 6\nnode_groups: {a: {instance_types: [m7i.large]}, b: {instance_types: [m7i.large], "
            "ami_type: WINDOWS_FULL_2025_x86_64, disk_iops: 8000, disk_throughput: 2000}}"
        ),
        f"{EXISTING}node_groups: {{a: {{instance_types: [c7gn.16xlarge], efa: true, subnet_ids: subnet-00000002}}}}",
        (
            "node_groups: {a: {instance_types: [m7i.large]}, g: {instance_types: [p5.48xlarge], subnets: per_zone, "
            "capacity_type: CAPACITY_BLOCK, capacity_reservation_id: cr-01234567, availability_zones: us-east-1a}}"
        ),
        (
            "node_groups: {w: {instance_types: [m7i.large], ami_type: WINDOWS_CORE_2022_x86_64}}\n"
            "fargate_profiles: {a: {selectors: {kube-system: {k8s-app: kube-dns}}}}"
        ),
        (
            "self_managed_node_groups: {a: {instance_types: [m7g.large, t4g.large], on_demand_base: 3, "
            "image: v20261101, on_demand_percentage: 0, min_size: 0, max_size: 3}}"
        ),
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
