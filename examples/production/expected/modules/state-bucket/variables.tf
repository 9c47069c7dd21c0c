# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account of the bucket, which administers the key."
  type        = string
  nullable    = false
}

variable "key_alias" {
  description = "The alias of the key, by which backends name it."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.key_alias, "alias/")
    error_message = "The key_alias must begin with alias/."
  }
}

variable "name" {
  description = "The name of the bucket."
  type        = string
  nullable    = false
}

variable "noncurrent_version_days" {
  description = "Days for which a version of a state is kept after a newer one."
  type        = number
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 1 && var.noncurrent_version_days == floor(var.noncurrent_version_days)
    error_message = "The noncurrent_version_days must be a whole number of 1 or more."
  }
}
