# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

variable "cluster_name" {
  description = "The name of the cluster."
  type        = string
  nullable    = false
}

variable "node_group_arns" {
  description = "The node groups that must have joined before Deployments are installed."
  type        = list(string)
  nullable    = false
}
