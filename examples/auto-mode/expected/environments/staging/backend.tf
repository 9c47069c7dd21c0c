# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "storefront-state-staging"
    key          = "storefront/staging/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
