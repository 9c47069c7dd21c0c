# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

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
