# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

module "ci_roles" {
  source = "../modules/ci-roles"

  account_id           = local.account_id
  apply_policy_arns    = var.apply_policy_arns
  audience             = "https://gitlab.com"
  create_oidc_provider = var.create_oidc_provider
  environments         = var.environments
  issuer_url           = "https://gitlab.com"
  name                 = "gameservers"
}
