# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

output "administrator_role_arn" {
  description = "The role whose bearer administers the cluster."
  value       = aws_iam_role.administrator.arn
}

output "certificate_authority_data" {
  description = "The certificate of the cluster's authority, base64-encoded."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "endpoint" {
  description = "The address of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "name" {
  description = "The name of the cluster, known once the cluster exists."
  value       = aws_eks_cluster.this.id
}

output "security_group_id" {
  description = "The security group that the control plane and managed nodes share."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
