# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "rendering-terraform-state"
    key          = "rendering/production/terraform.tfstate"
    region       = "us-west-2"
    encrypt      = true
    use_lockfile = true
  }
}
