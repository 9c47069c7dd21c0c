# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "arns" {
  description = "The ARNs of the Fargate profiles, known once pods can run on them."
  value       = [for profile in aws_eks_fargate_profile.this : profile.arn]
}

output "pod_execution_role_name" {
  description = "The IAM role of Fargate itself, for further policies such as those of a log destination."
  value       = aws_iam_role.pod_execution.name
}
