# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "cluster_name_for_nodes" {
  description = "The name of the cluster, for whoever makes nodes: behind the add-ons without which a node never becomes Ready."
  value       = var.cluster_name

  depends_on = [
    aws_eks_addon.eks_pod_identity_agent,
    aws_eks_addon.kube_proxy,
    aws_eks_addon.vpc_cni,
  ]
}
