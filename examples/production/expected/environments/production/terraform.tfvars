# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "444455556666"
environment        = "production"
cluster_name       = "acme-platform-production"
region             = "eu-central-1"
log_retention_days = 365

tags = {
  team        = "platform"
  cost-center = "4711"
}

vpc_cidr = "10.41.0.0/16"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  eu-central-1a = "10.41.0.0/19"
  eu-central-1b = "10.41.32.0/19"
  eu-central-1c = "10.41.64.0/19"
}

# NAT gateways and load balancers that the internet reaches.
public_subnets = {
  eu-central-1a = "10.41.192.0/22"
  eu-central-1b = "10.41.196.0/22"
  eu-central-1c = "10.41.200.0/22"
}

# The control plane's network interfaces.
intra_subnets = {
  eu-central-1a = "10.41.252.0/27"
  eu-central-1b = "10.41.252.32/27"
  eu-central-1c = "10.41.252.64/27"
}

nat_gateway_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = true

endpoint_public_access_cidrs = ["203.0.113.0/24"]

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.41.0.0/16"]

administrator_role_arns = ["arn:aws:iam::444455556666:role/platform-team", "arn:aws:iam::444455556666:role/on-call"]

node_groups = {
  general = {
    instance_types = ["m7g.xlarge"]
    ami_type       = "AL2023_ARM_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 3
    max_size       = 9
    desired_size   = 3
    disk_size      = 50
  }
  batch = {
    instance_types = ["m7g.2xlarge", "m6g.2xlarge", "m6gd.2xlarge"]
    ami_type       = "AL2023_ARM_64_STANDARD"
    capacity_type  = "SPOT"
    min_size       = 0
    max_size       = 20
    desired_size   = 0
    disk_size      = 100
    labels = {
      "acme.example/work" = "batch"
    }
  }
}

addon_versions = {
  aws-ebs-csi-driver        = "v1.64.0-eksbuild.1"
  coredns                   = "v1.13.2-eksbuild.11"
  eks-node-monitoring-agent = "v1.7.0-eksbuild.1"
  eks-pod-identity-agent    = "v1.3.10-eksbuild.3"
  kube-proxy                = "v1.35.3-eksbuild.18"
  metrics-server            = "v0.9.0-eksbuild.6"
  snapshot-controller       = "v8.6.0-eksbuild.5"
  vpc-cni                   = "v1.22.4-eksbuild.3"
}
