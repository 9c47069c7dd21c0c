# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

locals {
  # On every resource, and by name on what EKS and EC2 make for one: default_tags do not reach that.
  tags = merge(var.tags, {
    Environment = var.environment
    Repository  = "acme-platform"
  })
}

provider "aws" {
  region = var.region

  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}
