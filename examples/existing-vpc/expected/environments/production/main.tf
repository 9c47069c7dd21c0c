# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

# The VPC is somebody else's. It is read so that a plan stops where what was named does not fit together.
data "aws_vpc" "this" {
  id = var.vpc_id

  lifecycle {
    postcondition {
      condition     = self.enable_dns_hostnames && self.enable_dns_support
      error_message = "${var.vpc_id} must have DNS resolution and DNS hostnames, or nodes do not find the control plane."
    }
  }
}

data "aws_subnet" "private" {
  for_each = toset(var.private_subnet_ids)

  id = each.key

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "${each.key} is not a subnet of ${var.vpc_id}."
    }
  }
}

data "aws_subnet" "intra" {
  for_each = toset(var.intra_subnet_ids)

  id = each.key

  lifecycle {
    postcondition {
      condition     = self.vpc_id == var.vpc_id
      error_message = "${each.key} is not a subnet of ${var.vpc_id}."
    }
  }
}

module "eks_cluster" {
  source = "../../modules/eks-cluster"

  account_id              = local.account_id
  administrator_role_arns = var.administrator_role_arns
  api_access_cidrs        = var.api_access_cidrs
  control_plane_logs      = var.control_plane_logs
  kubernetes_version      = var.kubernetes_version
  log_retention_days      = var.log_retention_days
  name                    = var.cluster_name
  region                  = var.region
  service_cidr            = var.service_cidr
  subnet_ids              = var.intra_subnet_ids
  support_type            = var.support_type
  vpc_id                  = var.vpc_id
  zonal_shift             = var.zonal_shift
}

module "eks_node_group" {
  source   = "../../modules/eks-node-group"
  for_each = var.node_groups

  ami_type           = each.value.ami_type
  capacity_type      = each.value.capacity_type
  cluster_name       = module.eks_addons.cluster_name_for_nodes
  desired_size       = each.value.desired_size
  disk_size          = each.value.disk_size
  instance_types     = each.value.instance_types
  kubernetes_version = var.kubernetes_version
  max_size           = each.value.max_size
  min_size           = each.value.min_size
  name               = each.key
  subnet_ids         = var.private_subnet_ids
  tags               = local.tags
}

module "eks_addons" {
  source = "../../modules/eks-addons"

  addon_versions = var.addon_versions
  cluster_name   = module.eks_cluster.name
  compute_arns   = [for group in module.eks_node_group : group.arn]
}
