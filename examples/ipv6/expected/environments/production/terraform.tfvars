# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "production"
cluster_name       = "gameservers-production"
region             = "eu-north-1"
log_retention_days = 365

vpc_cidr = "10.99.0.0/20"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  eu-north-1a = "10.99.0.0/23"
  eu-north-1b = "10.99.2.0/23"
  eu-north-1c = "10.99.4.0/23"
}

# NAT gateways and load balancers that the internet reaches.
public_subnets = {
  eu-north-1a = "10.99.12.0/26"
  eu-north-1b = "10.99.12.64/26"
  eu-north-1c = "10.99.12.128/26"
}

# The control plane's network interfaces.
intra_subnets = {
  eu-north-1a = "10.99.14.0/28"
  eu-north-1b = "10.99.14.16/28"
  eu-north-1c = "10.99.14.32/28"
}

nat_gateway_zones = ["eu-north-1a", "eu-north-1b", "eu-north-1c"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = true

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.99.0.0/20"]

administrator_role_arns = ["arn:aws:iam::111122223333:role/platform-team"]

node_groups = {
  general = {
    instance_types = ["c7g.2xlarge"]
    ami_type       = "AL2023_ARM_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 3
    max_size       = 30
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
