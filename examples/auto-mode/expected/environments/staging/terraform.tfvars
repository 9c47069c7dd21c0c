# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id         = "111122223333"
environment        = "staging"
cluster_name       = "storefront-staging"
region             = "eu-west-1"
log_retention_days = 30

tags = {
  team = "storefront"
}

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

nat_gateway_zones = ["eu-west-1a"]

kubernetes_version = "1.35"
support_type       = "STANDARD"
service_cidr       = "172.20.0.0/16"
control_plane_logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
zonal_shift        = false

endpoint_public_access_cidrs = ["203.0.113.0/24"]

# Who reaches the Kubernetes API inside the VPC, beside the nodes and their pods.
api_access_cidrs = ["10.0.0.0/16"]

administrator_role_arns = ["arn:aws:iam::111122223333:role/developers"]

auto_mode_node_pools = ["general-purpose", "system"]

addon_versions = {
  metrics-server = "v0.9.0-eksbuild.6"
}
