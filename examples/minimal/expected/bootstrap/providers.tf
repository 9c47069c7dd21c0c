# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

provider "aws" {
  region = var.region

  default_tags {
    tags = { Repository = "sandbox" }
  }
}
