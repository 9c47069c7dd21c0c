# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "bucket_arn" {
  description = "The ARN of the bucket."
  value       = local.bucket_arn
}

output "bucket_name" {
  description = "The name of the bucket."
  value       = aws_s3_bucket.this.bucket
}

output "key_arn" {
  description = "The ARN of the key that encrypts the states."
  value       = aws_kms_key.this.arn
}
