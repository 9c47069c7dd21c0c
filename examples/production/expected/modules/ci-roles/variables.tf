# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account of the roles."
  type        = string
  nullable    = false
}

variable "apply_policy_arns" {
  description = "The policies of the roles that apply: what they allow, every approved change may do."
  type        = set(string)
  nullable    = false
}

variable "audience" {
  description = "The aud claim of the tokens that are taken."
  type        = string
  nullable    = false
}

variable "create_oidc_provider" {
  description = "Whether the issuer is made known to IAM here; an account can know it once."
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

  validation {
    condition     = alltrue([for one in var.environments : alltrue([for subject in one.apply_subjects : !endswith(subject, ":*")])])
    error_message = "Whoever may apply must be named to the end: a sub claim in apply_subjects must not end in :*."
  }
}

variable "issuer_url" {
  description = "The address of whoever issues the tokens."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.issuer_url, "https://")
    error_message = "The issuer_url must begin with https://."
  }
}

variable "name" {
  description = "The beginning of the names of the roles."
  type        = string
  nullable    = false
}

variable "state_bucket_arn" {
  description = "The ARN of the bucket that keeps the states."
  type        = string
  nullable    = false
}

variable "state_key_arn" {
  description = "The ARN of the key that encrypts the states; null where it is one of AWS."
  type        = string
  nullable    = true
}
