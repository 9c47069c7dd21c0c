# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

terraform {
  backend "s3" {
    bucket       = "storefront-state-production"
    key          = "storefront/production/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
