# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

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
