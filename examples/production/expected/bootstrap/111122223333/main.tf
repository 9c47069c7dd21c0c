# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

module "state_bucket" {
  source = "../../modules/state-bucket"

  account_id              = local.account_id
  key_alias               = "alias/acme-platform-terraform-state"
  name                    = var.state_bucket
  noncurrent_version_days = var.noncurrent_version_days
}

module "ci_roles" {
  source = "../../modules/ci-roles"

  account_id           = local.account_id
  audience             = "sts.amazonaws.com"
  create_oidc_provider = var.create_oidc_provider
  environments         = var.environments
  issuer_url           = "https://token.actions.githubusercontent.com"
  name                 = "acme-platform"
  repository           = "acme/eks-platform"

  policies = {
    for environment in keys(var.environments) : environment => {
      for file in fileset("${local.permissions}/${environment}", "*.json") :
      trimsuffix(file, ".json") => file("${local.permissions}/${environment}/${file}")
    }
  }
}

locals {
  # Made from the resources of each environment: docs/PERMISSIONS.md says why each is there.
  permissions = "${path.module}/../../permissions"
}
