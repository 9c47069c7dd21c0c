# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "node_role_name" {
  description = "The IAM role of the nodes, as an EC2NodeClass names it."
  value       = aws_iam_role.node.name
}

output "queue_name" {
  description = "The queue of interruptions, as Karpenter's settings name it."
  value       = aws_sqs_queue.interruption.name
}
