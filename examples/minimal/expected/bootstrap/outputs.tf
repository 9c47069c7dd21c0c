# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "init_command" {
  description = "What initialises an environment, in its directory."
  value       = "terraform init -backend-config=bucket=${module.state_bucket.bucket_name}"
}

output "migrate_command" {
  description = "What brings the state of this directory into the bucket, once backend.tf is there."
  value       = "terraform init -migrate-state -backend-config=bucket=${module.state_bucket.bucket_name}"
}

output "state_bucket_name" {
  description = "The bucket that keeps the states."
  value       = module.state_bucket.bucket_name
}

output "state_key_arn" {
  description = "The key that encrypts the states."
  value       = module.state_bucket.key_arn
}
