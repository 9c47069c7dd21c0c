# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "cluster_name_for_nodes" {
  description = "The name of the cluster, for whoever makes nodes: behind the add-ons without which a node never becomes Ready."
  value       = var.cluster_name
}
