# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

terraform {
  backend "s3" {
    bucket       = "checkout-terraform-state"
    key          = "checkout/bootstrap.tfstate"
    region       = "us-east-2"
    encrypt      = true
    use_lockfile = true
  }
}
