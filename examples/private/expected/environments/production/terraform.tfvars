# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "production"
cluster_name       = "ledger-production"
region             = "eu-central-1"
log_retention_days = 365

vpc_cidr = "10.60.0.0/16"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  eu-central-1a = "10.60.0.0/19"
  eu-central-1b = "10.60.32.0/19"
  eu-central-1c = "10.60.64.0/19"
}

# The control plane's network interfaces.
intra_subnets = {
  eu-central-1a = "10.60.252.0/27"
  eu-central-1b = "10.60.252.32/27"
  eu-central-1c = "10.60.252.64/27"
}

interface_endpoints = [
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "kms",
  "logs",
  "ssm",
  "ssmmessages",
  "sts",
]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = true

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["192.168.0.0/16"]

administrator_role_arns = ["arn:aws:iam::111122223333:role/platform-team"]

node_groups = {
  general = {
    instance_types = ["m7i.xlarge"]
    ami_type       = "AL2023_x86_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 3
    max_size       = 6
    desired_size   = 3
    disk_size      = 50
  }
}

addon_versions = {
  aws-ebs-csi-driver        = "v1.64.0-eksbuild.1"
  coredns                   = "v1.13.2-eksbuild.11"
  eks-node-monitoring-agent = "v1.7.0-eksbuild.1"
  eks-pod-identity-agent    = "v1.3.10-eksbuild.3"
  kube-proxy                = "v1.35.3-eksbuild.18"
  metrics-server            = "v0.9.0-eksbuild.6"
  vpc-cni                   = "v1.22.4-eksbuild.3"
}

transit_gateway_id    = "tgw-0123456789abcdef0"
transit_gateway_cidrs = ["192.168.0.0/16"]
