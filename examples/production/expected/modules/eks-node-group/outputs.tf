# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

output "arn" {
  description = "The ARN of the node group, known once its nodes have joined."
  value       = aws_eks_node_group.this.arn
}

output "role_arn" {
  description = "The IAM role of the nodes."
  value       = aws_iam_role.node.arn
}
