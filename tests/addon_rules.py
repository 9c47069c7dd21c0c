"""What is said of add-ons that do not fit the other answers: answers, and every message about them."""

ADDON_RULES = [
    (
        ("auto_mode: true\naddons: [metrics-server, aws-ebs-csi-driver]"),
        (
            "Error: terracutter.yaml:2: Add-on that Auto Mode brings\n"
            "  addons: EKS Auto Mode has aws-ebs-csi-driver built in; another one would work on no node.\n"
            "  hint: delete them from addons\n"
            "  source: Amazon EKS user guide, available add-ons"
        ),
    ),
    (
        ("auto_mode: true\nauto_mode_node_pools: []\naddons: [metrics-server]"),
        (
            "Error: terracutter.yaml:3: Add-on before there are nodes\n"
            "  addons: without a built-in node pool metrics-server would wait for nodes until Terraform "
            "gives up.\n"
            "  hint: set addons: [], or name general-purpose in auto_mode_node_pools\n"
            "  source: EKS API, AddonStatus"
        ),
    ),
    (
        ("auto_mode: true\nauto_mode_node_pools: [system]\naddons: [metrics-server]"),
        (
            "Warning: terracutter.yaml:3: Add-on without general nodes\n"
            "  addons: nodes of the system pool take only what tolerates CriticalAddonsOnly, which "
            "metrics-server may not.\n"
            "  source: Amazon EKS user guide, built-in node pools"
        ),
    ),
    (
        "addons: [adot, aws-privateca-connector-for-kubernetes]",
        (
            "Error: terracutter.yaml:1: Add-on that another one needs\n"
            "  addons: adot and aws-privateca-connector-for-kubernetes need cert-manager, which is not there.\n"
            "  hint: add cert-manager to addons\n"
            "  source: Amazon EKS user guide, available add-ons"
        ),
    ),
    (
        "addons: [amazon-sagemaker-hyperpod-taskgovernance]",
        (
            "Error: terracutter.yaml:1: Add-on of HyperPod\n"
            "  addons: amazon-sagemaker-hyperpod-taskgovernance runs on SageMaker HyperPod alone.\n"
            "  hint: set hyperpod: true once a HyperPod cluster has joined this one\n"
            "  source: Amazon SageMaker AI developer guide, HyperPod with EKS"
        ),
    ),
    (
        ("auto_mode: true\naddons: [sriov-network-metrics-exporter]"),
        (
            "Error: terracutter.yaml:2: Add-on that nothing runs\n"
            "  addons: sriov-network-metrics-exporter runs on EC2 nodes, of which production has none.\n"
            "  hint: delete it from addons\n"
            "  source: EKS API, DescribeAddonVersions, computeTypes"
        ),
    ),
    (
        ("addons: [sriov-network-metrics-exporter]\nnode_groups: {a: {instance_types: [m7g.large]}}"),
        (
            "Error: terracutter.yaml:1: Add-on without arm64\n"
            "  addons: sriov-network-metrics-exporter has no image for arm64, and no node of production has "
            "another processor.\n"
            "  hint: add a node group with instances such as m7i.large, or delete it from addons\n"
            "  source: EKS API, DescribeAddonVersions, architecture"
        ),
    ),
    (
        (
            "addons: [amazon-sagemaker-hyperpod-observability]\n"
            "hyperpod: true\n"
            "prometheus_workspace_arn: arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd"
        ),
        (
            "Error: terracutter.yaml:1: Add-on without its configuration\n"
            "  addons: EKS installs amazon-sagemaker-hyperpod-observability with a configuration alone.\n"
            "  hint: name what it needs in addon_configuration; see: aws eks describe-addon-configuration "
            "--addon-name amazon-sagemaker-hyperpod-observability\n"
            "  source: EKS API, DescribeAddonVersions, requiresConfiguration"
        ),
    ),
    (
        (
            "network: existing\n"
            "vpc_id: vpc-0123456789abcdef0\n"
            "private_subnet_ids: [subnet-0123456789abcdef0, subnet-0123456789abcdef1]\n"
            "peer_cidrs: [10.9.0.0/16]\n"
            "addons: [aws-guardduty-agent]"
        ),
        (
            "Warning: terracutter.yaml:5: Endpoint of GuardDuty in a network that is not managed here\n"
            "  addons: unless the VPC has the interface endpoint guardduty-data, GuardDuty makes one, which "
            "then keeps the VPC from being destroyed.\n"
            "  hint: make com.amazonaws.<region>.guardduty-data where the VPC is made\n"
            "  source: Amazon GuardDuty user guide, Runtime Monitoring, managing the agent manually"
        ),
    ),
    (
        ("auto_mode: true\naddon_versions: {coredns: v1.12.4-eksbuild.1}"),
        (
            "Error: terracutter.yaml:2: Version of an add-on that is not installed\n"
            "  addon_versions: found coredns; installed are metrics-server.\n"
            "  hint: name it in addons as well, or delete its version\n"
            "  source: EKS API, CreateAddon addonName"
        ),
    ),
    (
        ("auto_mode: true\nauto_mode_node_pools: []\naddon_versions: {coredns: v1.12.4-eksbuild.1}"),
        (
            "Error: terracutter.yaml:3: Version of an add-on that is not installed\n"
            "  addon_versions: found coredns; no add-on is installed, since EKS keeps up to date what comes "
            "with Auto Mode.\n"
            "  hint: name it in addons as well, or delete its version\n"
            "  source: EKS API, CreateAddon addonName"
        ),
    ),
    (
        (
            "addons: [metrics-server]\n"
            "addon_versions: {vpc-cni: v1.22.4-eksbuild.3, snapshot-controler: v8.0.0-eksbuild.1}"
        ),
        (
            "Error: terracutter.yaml:2: Version of an add-on that is not installed\n"
            "  addon_versions: found snapshot-controler; installed are eks-pod-identity-agent, kube-proxy, "
            "vpc-cni, coredns, metrics-server.\n"
            "  hint: name it in addons as well, or delete its version\n"
            "  source: EKS API, CreateAddon addonName"
        ),
    ),
    (
        "addon_versions: {coredns: v1.12.3-eksbuild.1}",
        (
            "Warning: terracutter.yaml:1: Version that the catalogue does not have\n"
            "  addon_versions.coredns: v1.12.3-eksbuild.1 is not among what is known for Kubernetes 1.35: "
            "v1.13.2-eksbuild.11 and v1.14.3-eksbuild.14. EKS has more, and may refuse this one.\n"
            "  hint: see: aws eks describe-addon-versions --addon-name coredns --kubernetes-version 1.35\n"
            "  source: EKS API, DescribeAddonVersions, as recorded on 2026-08-22"
        ),
    ),
    (
        ("kubernetes_version: 1.32\nsupport_type: EXTENDED\naddons: [aws-ec2-local-instance-store-csi-driver]"),
        (
            "Warning: terracutter.yaml:1: Kubernetes version in extended support\n"
            "  kubernetes_version: 1.32 left standard support on 2026-03-23 and is offered until 2027-03-23; "
            "its control plane costs six times as much.\n"
            "  source: Amazon EKS user guide, Kubernetes release calendar\n"
            "Warning: Version that is left to EKS\n"
            "  addon_release: no version for Kubernetes 1.32 is known of "
            "aws-ec2-local-instance-store-csi-driver: EKS chooses one at installation, if it offers any.\n"
            "  hint: name one in addon_versions\n"
            "  source: EKS API, DescribeAddonVersions, as recorded on 2026-08-22"
        ),
    ),
    (
        "addon_configuration: {core-dns: {replicaCount: 3}}",
        (
            "Error: terracutter.yaml:1: Configuration of an add-on that is not installed\n"
            "  addon_configuration: found core-dns; installed are eks-pod-identity-agent, kube-proxy, "
            "vpc-cni, coredns, aws-ebs-csi-driver, eks-node-monitoring-agent, metrics-server.\n"
            '  hint: Did you mean "coredns"?\n'
            "  source: EKS API, CreateAddon addonName"
        ),
    ),
    (
        ("addon_configuration:\n  coredns:\n    replicaCont: 3\n    tolerations:\n      - key: a\n      - 7"),
        (
            "Error: terracutter.yaml:3: Invalid add-on configuration\n"
            "  addon_configuration.coredns.replicaCont: replicaCont is unknown; known are affinity, "
            "annotationTopologyMode, autoScaling, computeType, corefile, nodeSelector, podAnnotations, "
            "podDisruptionBudget, …, in production.\n"
            '  hint: Did you mean "replicaCount"?\n'
            "  source: EKS API, DescribeAddonConfiguration, as recorded on 2026-08-22\n"
            "Error: terracutter.yaml:6: Invalid add-on configuration\n"
            "  addon_configuration.coredns.tolerations.1: 7 is not an object, in production.\n"
            "  source: EKS API, DescribeAddonConfiguration, as recorded on 2026-08-22"
        ),
    ),
    (
        ("prefix_delegation: true\naddon_configuration: {vpc-cni: {env: {ENABLE_PREFIX_DELEGATION: 'false'}}}"),
        (
            "Error: terracutter.yaml:2: Configuration that another answer sets\n"
            "  addon_configuration.vpc-cni.env.ENABLE_PREFIX_DELEGATION: the answer prefix_delegation "
            "decides that, and it says something else.\n"
            "  hint: delete it here, or change prefix_delegation\n"
            "  source: our limit, one answer says one thing"
        ),
    ),
    (
        ("addon_versions: {coredns: v1.12.3-eksbuild.1}\naddon_configuration: {coredns: {replicaCount: 3}}"),
        (
            "Warning: terracutter.yaml:1: Version that the catalogue does not have\n"
            "  addon_versions.coredns: v1.12.3-eksbuild.1 is not among what is known for Kubernetes 1.35: "
            "v1.13.2-eksbuild.11 and v1.14.3-eksbuild.14. EKS has more, and may refuse this one.\n"
            "  hint: see: aws eks describe-addon-versions --addon-name coredns --kubernetes-version 1.35\n"
            "  source: EKS API, DescribeAddonVersions, as recorded on 2026-08-22\n"
            "Warning: terracutter.yaml:2: Configuration that is not checked\n"
            "  addon_configuration: nothing is known of what coredns may be configured with in production; "
            "EKS judges it at installation.\n"
            "  source: EKS API, DescribeAddonConfiguration, as recorded on 2026-08-22"
        ),
    ),
    (
        "addons: [aws-mountpoint-s3-csi-driver]",
        (
            "Error: Buckets missing\n"
            "  mountpoint_bucket_arns: aws-mountpoint-s3-csi-driver may reach the buckets that are named "
            "alone, and production names none.\n"
            "  hint: type for example: mountpoint_bucket_arns: [arn:aws:s3:::acme-data]\n"
            "  source: Mountpoint for Amazon S3, CONFIGURATION.md, IAM permissions"
        ),
    ),
    (
        "addons: [external-dns]",
        (
            "Error: Hosted zones missing\n"
            "  external_dns_zone_arns: external-dns keeps the records of the zones that are named alone, and "
            "production names none.\n"
            "  hint: type for example: external_dns_zone_arns: "
            "[arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ]\n"
            "  source: external-dns, tutorial for AWS, IAM policy"
        ),
    ),
    (
        (
            "addons: [amazon-sagemaker-hyperpod-observability]\n"
            "hyperpod: true\n"
            "addon_configuration: {amazon-sagemaker-hyperpod-observability: {ampWorkspace: "
            "{prometheusEndpoint: "
            "'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123abcd-4567-89ef-0123-456789abcd"
            "ef'}}}"
        ),
        (
            "Error: Prometheus workspace missing\n"
            "  prometheus_workspace_arn: amazon-sagemaker-hyperpod-observability sends its metrics to a "
            "workspace, and production names none.\n"
            "  hint: type for example: prometheus_workspace_arn: "
            "arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd-4567-89ef-0123-456789abcdef\n"
            "  source: Amazon SageMaker AI developer guide, HyperPod observability"
        ),
    ),
    (
        (
            "addons: [cert-manager]\n"
            "environments: {a: {cert_manager_zone_arns: "
            "['arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ']}, b: }"
        ),
        (
            "Error: Hosted zones for cert-manager in one environment only\n"
            "  cert_manager_zone_arns: one of b and a names hosted zones for cert-manager and the other does "
            "not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        ("addons: [fluent-bit]\nenvironments: {a: {fluent_bit_log_group: /aws/eks/a/workloads}, b: }"),
        (
            "Error: A log group for fluent-bit in one environment only\n"
            "  fluent_bit_log_group: one of b and a names a log group for fluent-bit and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        (
            "environments: {a: {ebs_key_arn: "
            "'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'}, b: }"
        ),
        (
            "Error: A key for volumes in one environment only\n"
            "  ebs_key_arn: one of b and a names a key for volumes and the other does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        ("addons: [aws-mountpoint-s3-csi-driver]\nmountpoint_bucket_arns: arn:aws-us-gov:s3:::acme"),
        (
            "Error: terracutter.yaml:2: ARN of another partition\n"
            '  mountpoint_bucket_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        ("addons: [external-dns]\nexternal_dns_zone_arns: arn:aws-us-gov:route53:::hostedzone/Z1"),
        (
            "Error: terracutter.yaml:2: ARN of another partition\n"
            '  external_dns_zone_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        ("addons: [cert-manager]\ncert_manager_zone_arns: arn:aws-us-gov:route53:::hostedzone/Z1"),
        (
            "Error: terracutter.yaml:2: ARN of another partition\n"
            '  cert_manager_zone_arns: in us-east-1 an ARN begins with "arn:aws:".\n'
            "  source: IAM user guide, Amazon Resource Names"
        ),
    ),
    (
        ("region: eu-west-1\nebs_key_arn: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        (
            "Error: terracutter.yaml:2: ARN of another region\n"
            "  ebs_key_arn: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab does "
            'not begin with "arn:aws:kms:eu-west-1:", where the cluster is.\n'
            "  hint: name one of eu-west-1\n"
            "  source: EBS user guide, encryption"
        ),
    ),
    (
        (
            "region: eu-west-1\n"
            "addons: [amazon-sagemaker-hyperpod-observability]\n"
            "hyperpod: true\n"
            "addon_configuration: {amazon-sagemaker-hyperpod-observability: {ampWorkspace: "
            "{prometheusEndpoint: "
            "'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-0123abcd-4567-89ef-0123-456789abcd"
            "ef'}}}\n"
            "prometheus_workspace_arn: arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd"
        ),
        (
            "Error: terracutter.yaml:5: ARN of another region\n"
            "  prometheus_workspace_arn: arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd does not "
            'begin with "arn:aws:aps:eu-west-1:", where the cluster is.\n'
            "  hint: name one of eu-west-1\n"
            "  source: Amazon SageMaker AI developer guide, HyperPod observability"
        ),
    ),
    (
        (
            "node_groups: {}\n"
            "fargate_profiles: {a: {selectors: {kube-system: {}, external-dns: {}}}}\n"
            "addons: [external-dns]\n"
            "external_dns_zone_arns: 'arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ'"
        ),
        (
            "Error: Add-on without credentials\n"
            "  workload_identity: external-dns would run on Fargate in production, where EKS Pod Identity "
            "gives no pod its role.\n"
            "  hint: set workload_identity: irsa\n"
            "  source: Amazon EKS user guide, EKS Pod Identity restrictions"
        ),
    ),
    (
        (
            "node_groups: {}\n"
            "fargate_profiles: {a: {selectors: {kube-system: {}}}}\n"
            "workload_identity: irsa\n"
            "prefix_delegation: true\n"
            "pod_cidr: 100.64.0.0/16"
        ),
        (
            "Error: terracutter.yaml:2: Network of nodes without nodes\n"
            "  fargate_profiles: pod_cidr and prefix_delegation configure vpc-cni, which runs on nodes "
            "alone, and production has none.\n"
            "  hint: delete the answer, or name a node group\n"
            "  source: Amazon EKS user guide, AWS Fargate considerations"
        ),
    ),
    (
        (
            "node_groups: {}\n"
            "workload_identity: irsa\n"
            "addons: []\n"
            "environments: {a: {fargate_profiles: {a: {selectors: {kube-system: {}}}}}, b: "
            "{remote_node_cidrs: [192.168.0.0/16], fargate_profiles: {a: {selectors: {kube-system: {}}}}}}"
        ),
        (
            "Error: terracutter.yaml:4: Hybrid nodes in one environment only\n"
            "  environments.b.remote_node_cidrs: one of b and a has networks of hybrid nodes and the other "
            "does not.\n"
            "  hint: name them for every environment, or for none\n"
            "  source: our limit, environments share their modules\n"
            "Error: terracutter.yaml:4: Fargate alone in one environment only\n"
            "  environments.b.fargate_profiles: in one of b and a Fargate alone runs pods, and in the other "
            "something else does.\n"
            "  hint: let the same kinds of compute run pods in every environment\n"
            "  source: our limit, environments share their modules"
        ),
    ),
    (
        ("workload_identity: irsa\nirsa: false"),
        (
            "Error: terracutter.yaml:2: Roles for service accounts without their provider\n"
            "  irsa: workload_identity is irsa, so that roles need the OIDC provider that irsa makes.\n"
            "  hint: delete the answer, or set workload_identity: pod-identity\n"
            "  source: Amazon EKS user guide, IAM roles for service accounts"
        ),
    ),
    (
        ("aws_provider: 6\naddon_namespaces: {cert-manager: pki}"),
        (
            "Error: terracutter.yaml:2: Namespace of an add-on that is not installed\n"
            "  addon_namespaces: found cert-manager; installed are eks-pod-identity-agent, kube-proxy, "
            "vpc-cni, coredns, aws-ebs-csi-driver, eks-node-monitoring-agent, metrics-server.\n"
            "  hint: name it in addons as well, or delete its namespace\n"
            "  source: EKS API, CreateAddon addonName"
        ),
    ),
    (
        ("aws_provider: 6\naddon_namespaces: {metrics-server: metrics}"),
        (
            "Error: terracutter.yaml:2: Add-on that stays in kube-system\n"
            "  addon_namespaces: metrics-server stands in kube-system, where nodes and other add-ons look "
            "for it.\n"
            "  hint: delete it from addon_namespaces\n"
            "  source: our limit, what other parts expect in kube-system is not moved"
        ),
    ),
]
