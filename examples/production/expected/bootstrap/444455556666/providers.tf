# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

provider "aws" {
  region = var.region

  allowed_account_ids = [var.account_id]

  default_tags {
    tags = merge(var.tags, { Repository = "acme-platform" })
  }
}
