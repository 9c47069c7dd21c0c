# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

data "aws_caller_identity" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
}

module "state_bucket" {
  source = "../modules/state-bucket"

  account_id              = local.account_id
  key_alias               = "alias/sandbox-terraform-state"
  name                    = "sandbox-${local.account_id}-terraform-state"
  noncurrent_version_days = var.noncurrent_version_days
}
