# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account; Terraform refuses to run in any other."
  type        = string
  nullable    = false
}

variable "create_oidc_provider" {
  description = "Whether the issuer of CI's tokens is made known to IAM here; false where the account knows it already."
  type        = bool
  nullable    = false
}

variable "environments" {
  description = "By environment, the sub claims that may plan and apply, with * for anything."
  type = map(object({
    apply_subjects = list(string)
    plan_subjects  = list(string)
  }))
  nullable = false
}

variable "region" {
  description = "The AWS region of what stands here."
  type        = string
  nullable    = false
}
