# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "apply_role_arns" {
  description = "By environment, the role that applies."
  value       = { for name, role in aws_iam_role.apply : name => role.arn }
}

output "plan_role_arns" {
  description = "By environment, the role that plans."
  value       = { for name, role in aws_iam_role.plan : name => role.arn }
}
