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

variable "profiles" {
  description = "The Fargate profiles by name; a selector is a namespace with the labels that a pod must have, {} for every pod."
  type        = map(object({ selectors = map(map(string)) }))
  nullable    = false

  validation {
    condition = alltrue([
      for profile in values(var.profiles) :
      length(profile.selectors) >= 1 && length(profile.selectors) <= 5
    ])
    error_message = "A Fargate profile has 1 to 5 selectors."
  }
}

variable "region" {
  description = "The AWS region of the cluster."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "The subnets of the pods, none of them with a route to an internet gateway."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "A Fargate profile needs at least one subnet."
  }
}
