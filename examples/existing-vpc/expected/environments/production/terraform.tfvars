# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "production"
cluster_name       = "checkout-production"
region             = "us-east-2"
log_retention_days = 365

vpc_id = "vpc-0a1b2c3d4e5f60718"

# Nodes and pods.
private_subnet_ids = ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712", "subnet-0a1b2c3d4e5f60713"]

# The control plane's network interfaces.
intra_subnet_ids = ["subnet-0a1b2c3d4e5f60721", "subnet-0a1b2c3d4e5f60722", "subnet-0a1b2c3d4e5f60723"]

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
    instance_types = ["m7g.large"]
    ami_type       = "AL2023_ARM_64_STANDARD"
    capacity_type  = "ON_DEMAND"
    min_size       = 3
    max_size       = 9
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
