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
  apply_policy_arns    = var.apply_policy_arns
  audience             = "sts.amazonaws.com"
  create_oidc_provider = var.create_oidc_provider
  environments         = var.environments
  issuer_url           = "https://token.actions.githubusercontent.com"
  name                 = "acme-platform"
  state_bucket_arn     = module.state_bucket.bucket_arn
  state_key_arn        = module.state_bucket.key_arn
}
