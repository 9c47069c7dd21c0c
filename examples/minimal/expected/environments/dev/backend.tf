# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

terraform {
  # The bucket is named at initialisation, with the command that bootstrap's output `init_command` is.
  backend "s3" {
    key          = "sandbox/dev/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    kms_key_id   = "alias/sandbox-terraform-state"
    use_lockfile = true
  }
}
