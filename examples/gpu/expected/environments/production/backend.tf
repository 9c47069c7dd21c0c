# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

terraform {
  backend "s3" {
    bucket       = "inference-terraform-state"
    key          = "inference/production/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
