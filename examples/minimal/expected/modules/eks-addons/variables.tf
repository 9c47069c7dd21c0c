# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "addon_versions" {
  description = "The version of an add-on by its name, such as v1.12.1-eksbuild.2; where none is given, EKS chooses at installation."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for version in values(var.addon_versions) : can(regex("^v[0-9.]+-eksbuild\\.[0-9]+$", version))])
    error_message = "An add-on version looks like v1.20.4-eksbuild.2."
  }
}

variable "cluster_name" {
  description = "The name of the cluster."
  type        = string
  nullable    = false
}

variable "compute_arns" {
  description = "What runs pods and must be there before Deployments are installed, such as node groups."
  type        = list(string)
  nullable    = false
}
