# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

output "vpc_id" {
  description = "The id of the VPC."
  value       = module.vpc.vpc_id
}

output "private_subnet_ids" {
  description = "The subnets of nodes and pods, by zone name."
  value       = module.vpc.private_subnet_ids
}

output "public_subnet_ids" {
  description = "The subnets of NAT gateways and load balancers, by zone name."
  value       = module.vpc.public_subnet_ids
}

output "nat_public_ips" {
  description = "The addresses from which the nodes reach the internet, by zone name."
  value       = module.vpc.nat_public_ips
}

output "cluster_name" {
  description = "The name of the cluster."
  value       = module.eks_cluster.name
}

output "cluster_certificate_authority_data" {
  description = "The certificate of the cluster's authority, base64-encoded."
  value       = module.eks_cluster.certificate_authority_data
}

output "cluster_endpoint" {
  description = "The address of the Kubernetes API."
  value       = module.eks_cluster.endpoint
}

output "cluster_log_group_name" {
  description = "The CloudWatch log group of the control plane, as `aws logs tail` wants it."
  value       = module.eks_cluster.log_group_name
}

output "cluster_oidc_issuer_url" {
  description = "The issuer of Kubernetes service accounts' tokens, as an OIDC provider in IAM names it."
  value       = module.eks_cluster.oidc_issuer_url
}

output "cluster_security_group_id" {
  description = "The security group that the control plane and managed nodes share."
  value       = module.eks_cluster.security_group_id
}

output "administrator_role_arn" {
  description = "The role whose bearer administers the cluster."
  value       = module.eks_cluster.administrator_role_arn
}

output "kubeconfig_command" {
  description = "What an administrator runs to reach the cluster with kubectl."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${var.cluster_name} --role-arn ${module.eks_cluster.administrator_role_arn}"
}
