# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "inference-terraform-state"
    key          = "inference/production/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
