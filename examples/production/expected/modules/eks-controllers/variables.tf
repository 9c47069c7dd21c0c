# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

variable "account_id" {
  description = "The AWS account of the cluster."
  type        = string
  nullable    = false
}

variable "cluster_name" {
  description = "The name of the cluster."
  type        = string
  nullable    = false
}

variable "region" {
  description = "The region of the cluster."
  type        = string
  nullable    = false
}
