# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

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
