# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "arn" {
  description = "The ARN of the node group, known once its nodes have joined."
  value       = aws_eks_node_group.this.arn
}

output "role_arn" {
  description = "The IAM role of the nodes."
  value       = aws_iam_role.node.arn
}
