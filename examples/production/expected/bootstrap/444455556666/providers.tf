# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

provider "aws" {
  region = var.region

  allowed_account_ids = [var.account_id]

  default_tags {
    tags = merge(var.tags, { Repository = "acme-platform" })
  }
}
