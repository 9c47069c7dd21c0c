# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  # On every resource, and by name on what EKS and EC2 make for one: default_tags do not reach that.
  tags = {
    Environment = var.environment
    Repository  = "inference"
  }
}

provider "aws" {
  region = var.region

  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}
