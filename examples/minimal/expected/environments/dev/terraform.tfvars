# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

environment        = "dev"
cluster_name       = "sandbox-dev"
region             = "eu-west-1"
log_retention_days = 30

vpc_cidr = "10.0.0.0/16"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  eu-west-1a = "10.0.0.0/19"
  eu-west-1b = "10.0.32.0/19"
}

# NAT gateways and load balancers that the internet reaches.
public_subnets = {
  eu-west-1a = "10.0.192.0/22"
  eu-west-1b = "10.0.196.0/22"
}

# The control plane's network interfaces.
intra_subnets = {
  eu-west-1a = "10.0.252.0/27"
  eu-west-1b = "10.0.252.32/27"
}

nat_gateway_zones = ["eu-west-1a"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = false

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.0.0.0/16"]

node_groups = {
  general = {
    instance_types = ["t3.large"]
    ami_type       = "AL2023_x86_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 1
    max_size       = 3
    desired_size   = 1
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
