# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

module "vpc" {
  source = "../../modules/vpc"

  account_id         = local.account_id
  cidr_block         = var.vpc_cidr
  intra_subnets      = var.intra_subnets
  log_retention_days = var.log_retention_days
  name               = var.cluster_name
  nat_gateway_zones  = var.nat_gateway_zones
  private_subnets    = var.private_subnets
  public_subnets     = var.public_subnets
  region             = var.region
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
  subnet_ids              = values(module.vpc.intra_subnet_ids)
  support_type            = var.support_type
  vpc_id                  = module.vpc.vpc_id
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
  subnet_ids         = values(module.vpc.private_subnet_ids)
  tags               = local.tags
  taints             = each.value.taints
}

module "eks_addons" {
  source = "../../modules/eks-addons"

  addon_versions = var.addon_versions
  cluster_name   = module.eks_cluster.name
  compute_arns   = [for group in module.eks_node_group : group.arn]
}
