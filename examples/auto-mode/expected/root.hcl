# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# All environments, in order: terragrunt run --all plan. Each stays plain Terraform, like its backend.
# With apply it asks once for all of them, and Terraform no more.
terragrunt_version_constraint = ">= 0.80"
terraform_version_constraint  = ">= 1.11"
terraform_binary              = "terraform"

terraform {
  extra_arguments "wait_for_the_lock" {
    commands  = get_terraform_commands_that_need_locking()
    arguments = ["-lock-timeout=5m"]
  }
}
