# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "storefront-state-production"
    key          = "storefront/production/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
