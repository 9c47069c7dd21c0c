# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "backoffice-terraform-state"
    key          = "backoffice/production/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
