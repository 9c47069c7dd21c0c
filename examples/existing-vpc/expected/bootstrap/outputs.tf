# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "apply_role_arns" {
  description = "By environment, the role by which CI applies."
  value       = module.ci_roles.apply_role_arns
}

output "plan_role_arns" {
  description = "By environment, the role by which CI plans."
  value       = module.ci_roles.plan_role_arns
}
