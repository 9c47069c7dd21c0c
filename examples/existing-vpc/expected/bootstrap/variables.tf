# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account; Terraform refuses to run in any other."
  type        = string
  nullable    = false
}

variable "apply_policy_arns" {
  description = "The policies of the roles by which CI applies."
  type        = set(string)
  nullable    = false
}

variable "create_oidc_provider" {
  description = "Whether the issuer of CI's tokens is made known to IAM here; false where the account knows it already."
  type        = bool
  nullable    = false
}

variable "environments" {
  description = "By environment, the sub claims that may plan and apply, with * for anything, and the key of its state."
  type = map(object({
    apply_subjects = list(string)
    plan_subjects  = list(string)
    state_key      = string
  }))
  nullable = false
}

variable "region" {
  description = "The AWS region of what stands here."
  type        = string
  nullable    = false
}

variable "state_bucket" {
  description = "The name of the bucket, as every backend of this repository has it."
  type        = string
  nullable    = false
}

variable "state_key_arn" {
  description = "The ARN of the key that encrypts the states; null where it is one of AWS."
  type        = string
  default     = null
  nullable    = true
}
