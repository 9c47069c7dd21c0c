# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: tofu init -backend=false && tofu test

mock_provider "aws" {
  mock_resource "aws_eks_cluster" {
    defaults = {
      certificate_authority = [{ data = "bW9jaw==" }]
      identity              = [{ oidc = [{ issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/MOCK" }] }]
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  account_id              = "111122223333"
  administrator_role_arns = ["arn:aws:iam::111122223333:role/platform"]
  api_access_cidrs        = ["10.0.0.0/16"]
  control_plane_logs      = ["api", "audit", "authenticator"]
  kubernetes_version      = "1.35"
  log_retention_days      = 365
  name                    = "example"
  region                  = "us-east-1"
  service_cidr            = "172.20.0.0/16"
  subnet_ids              = ["subnet-a", "subnet-b"]
  support_type            = "STANDARD"
  vpc_id                  = "vpc-0a1b2c3d4e5f60718"
  zonal_shift             = true
}

run "control_plane" {
  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API"
    error_message = "Access entries alone must let people in."
  }

  assert {
    condition     = !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "Having created the cluster must give no access."
  }

  assert {
    condition     = toset(keys(aws_eks_access_policy_association.administrator)) == toset(var.administrator_role_arns)
    error_message = "Every administrator must have the policy."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "The Kubernetes API must answer to the VPC."
  }

  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "The Kubernetes API must not answer to the internet."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].security_group_ids == toset([aws_security_group.control_plane.id])
    error_message = "The control plane must have the security group of its own."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.api : "${rule.cidr_ipv4} ${rule.from_port}-${rule.to_port}"] == ["10.0.0.0/16 443-443"]
    error_message = "The named networks must reach the Kubernetes API, and no other port."
  }

  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == aws_kms_key.this.arn
    error_message = "Secrets must be encrypted with the key."
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key must be rotated."
  }

  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(var.control_plane_logs)
    error_message = "The kinds of log that were asked for must be kept."
  }

  assert {
    condition     = aws_cloudwatch_log_group.cluster.name == "/aws/eks/example/cluster"
    error_message = "The log group must have the name under which EKS writes."
  }

  assert {
    condition     = aws_cloudwatch_log_group.cluster.kms_key_id == aws_kms_key.this.arn
    error_message = "The log must be encrypted with the key."
  }

  assert {
    condition     = !aws_eks_cluster.this.bootstrap_self_managed_addons
    error_message = "Add-ons must be EKS add-ons from the start."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    administrator_role_arns = []
    api_access_cidrs        = ["0.0.0.0/0"]
    control_plane_logs      = ["kubelet"]
    kubernetes_version      = "latest"
    log_retention_days      = 100
    service_cidr            = "172.20.0.0"
    subnet_ids              = ["subnet-a"]
    support_type            = "standard"
  }

  expect_failures = [
    var.administrator_role_arns,
    var.api_access_cidrs,
    var.control_plane_logs,
    var.kubernetes_version,
    var.log_retention_days,
    var.service_cidr,
    var.subnet_ids,
    var.support_type,
  ]
}
