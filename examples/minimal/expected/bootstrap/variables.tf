# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "noncurrent_version_days" {
  description = "Days for which a version of a state is kept after a newer one."
  type        = number
  nullable    = false
}

variable "region" {
  description = "The AWS region of what stands here."
  type        = string
  nullable    = false
}
