# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  backend "s3" {
    bucket       = "acme-terraform-state-staging"
    key          = "acme-platform/staging/terraform.tfstate"
    region       = "eu-central-1"
    encrypt      = true
    kms_key_id   = "alias/acme-platform-terraform-state"
    use_lockfile = true
  }
}
