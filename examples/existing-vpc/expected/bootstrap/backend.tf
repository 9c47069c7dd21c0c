# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "checkout-terraform-state"
    key          = "checkout/bootstrap.tfstate"
    region       = "us-east-2"
    encrypt      = true
    use_lockfile = true
  }
}
