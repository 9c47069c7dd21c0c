# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

terraform {
  backend "s3" {
    bucket       = "backoffice-terraform-state"
    key          = "backoffice/production/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
