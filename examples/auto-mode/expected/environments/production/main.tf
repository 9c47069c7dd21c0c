# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

module "vpc" {
  source = "../../modules/vpc"

  account_id         = local.account_id
  cidr_block         = var.vpc_cidr
  log_retention_days = var.log_retention_days
  name               = var.cluster_name
  nat_gateway_zones  = var.nat_gateway_zones
  private_subnets    = var.private_subnets
  public_subnets     = var.public_subnets
  region             = var.region
}

module "eks_cluster" {
  source = "../../modules/eks-cluster"

  account_id                   = local.account_id
  administrator_role_arns      = var.administrator_role_arns
  api_access_cidrs             = var.api_access_cidrs
  auto_mode_node_pools         = var.auto_mode_node_pools
  control_plane_logs           = var.control_plane_logs
  endpoint_public_access_cidrs = var.endpoint_public_access_cidrs
  kubernetes_version           = var.kubernetes_version
  log_retention_days           = var.log_retention_days
  name                         = var.cluster_name
  region                       = var.region
  service_cidr                 = var.service_cidr
  subnet_ids                   = values(module.vpc.private_subnet_ids)
  support_type                 = var.support_type
  vpc_id                       = module.vpc.vpc_id
  zonal_shift                  = var.zonal_shift
}

module "eks_addons" {
  source = "../../modules/eks-addons"

  addon_versions = var.addon_versions
  cluster_name   = module.eks_cluster.name
}
