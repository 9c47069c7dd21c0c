# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

terraform {
  # The bucket is named at initialisation: terraform init -backend-config=bucket=NAME
  backend "s3" {
    key          = "sandbox/dev/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}
