# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "production"
cluster_name       = "inference-production"
region             = "us-east-1"
log_retention_days = 365

vpc_cidr = "10.0.0.0/16"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  us-east-1a = "10.0.0.0/19"
  us-east-1b = "10.0.32.0/19"
  us-east-1d = "10.0.96.0/19"
}

# NAT gateways and load balancers that the internet reaches.
public_subnets = {
  us-east-1a = "10.0.192.0/22"
  us-east-1b = "10.0.196.0/22"
  us-east-1d = "10.0.204.0/22"
}

# The control plane's network interfaces.
intra_subnets = {
  us-east-1a = "10.0.252.0/27"
  us-east-1b = "10.0.252.32/27"
  us-east-1d = "10.0.252.96/27"
}

nat_gateway_zones = ["us-east-1a", "us-east-1b", "us-east-1d"]

interface_endpoints = ["ecr.api", "ecr.dkr"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = true

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.0.0.0/16"]

administrator_role_arns = ["arn:aws:iam::111122223333:role/ml-platform"]

node_groups = {
  general = {
    instance_types = ["m7i.xlarge"]
    ami_type       = "AL2023_x86_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 2
    max_size       = 6
    desired_size   = 2
    disk_size      = 50
  }
  gpu = {
    instance_types  = ["g6.2xlarge"]
    ami_type        = "AL2023_x86_64_NVIDIA"
    capacity_type   = "ON_DEMAND"
    min_size        = 0
    max_size        = 8
    desired_size    = 0
    disk_size       = 200
    disk_throughput = 500
    labels = {
      "acme.example/accelerator" = "l4"
    }
    taints = [
      {
        effect = "NO_SCHEDULE"
        key    = "nvidia.com/gpu"
        value  = "present"
      },
    ]
  }
  gpu-spot = {
    instance_types  = ["g6.2xlarge", "g5.2xlarge", "g4dn.2xlarge"]
    ami_type        = "AL2023_x86_64_NVIDIA"
    capacity_type   = "SPOT"
    min_size        = 0
    max_size        = 16
    desired_size    = 0
    disk_size       = 200
    disk_throughput = 500
    labels = {
      "acme.example/accelerator" = "any"
    }
    taints = [
      {
        effect = "NO_SCHEDULE"
        key    = "nvidia.com/gpu"
        value  = "present"
      },
      {
        effect = "NO_SCHEDULE"
        key    = "acme.example/spot"
        value  = "true"
      },
    ]
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
