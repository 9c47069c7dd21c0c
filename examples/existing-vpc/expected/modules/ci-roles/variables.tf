# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account of the roles."
  type        = string
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
  description = "By environment, the sub claims that may plan and apply, with * for anything."
  type = map(object({
    apply_subjects = list(string)
    plan_subjects  = list(string)
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

variable "policies" {
  description = "By environment and name, IAM policies as JSON: the one called plan is for the role that plans, all are for the one that applies."
  type        = map(map(string))
  nullable    = false

  validation {
    condition     = alltrue([for documents in values(var.policies) : contains(keys(documents), "plan")])
    error_message = "Each environment in policies must have one that is called plan."
  }
}

variable "repository" {
  description = "The repository of GitHub whose tokens are taken, as owner/name."
  type        = string
  nullable    = false
}
