# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "apply_role_arns" {
  description = "By environment, the role by which CI applies."
  value       = module.ci_roles.apply_role_arns
}

output "init_command" {
  description = "What initialises an environment, in its directory."
  value       = "terraform init"
}

output "migrate_command" {
  description = "What brings the state of this directory into the bucket, once backend.tf is there."
  value       = "terraform init -migrate-state"
}

output "plan_role_arns" {
  description = "By environment, the role by which CI plans."
  value       = module.ci_roles.plan_role_arns
}

output "state_bucket_name" {
  description = "The bucket that keeps the states."
  value       = module.state_bucket.bucket_name
}

output "state_key_arn" {
  description = "The key that encrypts the states."
  value       = module.state_bucket.key_arn
}
