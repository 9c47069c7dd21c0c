# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "production"
cluster_name       = "backoffice-production"
region             = "eu-west-1"
log_retention_days = 365

vpc_cidr = "10.0.0.0/16"

# Nodes and pods. A zone added here takes the next free range of its tier.
private_subnets = {
  eu-west-1a = "10.0.0.0/19"
  eu-west-1b = "10.0.32.0/19"
  eu-west-1c = "10.0.64.0/19"
}

# NAT gateways and load balancers that the internet reaches.
public_subnets = {
  eu-west-1a = "10.0.192.0/22"
  eu-west-1b = "10.0.196.0/22"
  eu-west-1c = "10.0.200.0/22"
}

# The control plane's network interfaces.
intra_subnets = {
  eu-west-1a = "10.0.252.0/27"
  eu-west-1b = "10.0.252.32/27"
  eu-west-1c = "10.0.252.64/27"
}

nat_gateway_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = true

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.0.0.0/16"]

administrator_role_arns = ["arn:aws:iam::111122223333:role/platform-team"]

# By namespace, the labels of the pods that run on Fargate. A profile that is changed is replaced, and its pods with it.
fargate_profiles = {
  system = {
    selectors = {
      kube-system = {}
    }
  }
  applications = {
    selectors = {
      default = {}
      "app-*" = {}
    }
  }
}

addon_versions = {
  coredns        = "v1.13.2-eksbuild.11"
  metrics-server = "v0.9.0-eksbuild.6"
}
