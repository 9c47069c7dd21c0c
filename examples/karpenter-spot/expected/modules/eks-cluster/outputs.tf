# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "arn" {
  description = "The ARN of the cluster."
  value       = aws_eks_cluster.this.arn
}

output "certificate_authority_data" {
  description = "The certificate of the cluster's authority, base64-encoded."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "endpoint" {
  description = "The address of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "key_arn" {
  description = "The KMS key of the Kubernetes secrets and the control plane's log."
  value       = aws_kms_key.this.arn
}

output "kubernetes_version" {
  description = "The Kubernetes minor version that the control plane runs."
  value       = aws_eks_cluster.this.version
}

output "log_group_name" {
  description = "The CloudWatch log group of the control plane."
  value       = aws_cloudwatch_log_group.cluster.name
}

output "name" {
  description = "The name of the cluster, known once the cluster exists."
  value       = aws_eks_cluster.this.id
}

output "oidc_issuer_url" {
  description = "The issuer of Kubernetes service accounts' tokens, as an OIDC provider in IAM names it."
  value       = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

output "platform_version" {
  description = "The version of EKS around Kubernetes, such as eks.7."
  value       = aws_eks_cluster.this.platform_version
}

output "role_name" {
  description = "The IAM role of the control plane."
  value       = aws_iam_role.cluster.name
}

output "security_group_id" {
  description = "The security group that the control plane and managed nodes share."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "service_cidr" {
  description = "The addresses of Kubernetes services; cluster DNS has the tenth."
  value       = aws_eks_cluster.this.kubernetes_network_config[0].service_ipv4_cidr
}
