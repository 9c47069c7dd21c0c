# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  account_id = var.account_id
}

module "ci_roles" {
  source = "../modules/ci-roles"

  account_id           = local.account_id
  apply_policy_arns    = var.apply_policy_arns
  audience             = "sts.amazonaws.com"
  create_oidc_provider = var.create_oidc_provider
  environments         = var.environments
  issuer_url           = "https://token.actions.githubusercontent.com"
  name                 = "checkout"
  state_bucket_arn     = "arn:aws:s3:::${var.state_bucket}"
  state_key_arn        = var.state_key_arn
}
