# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  account_id   = "111122223333"
  cluster_name = "example"
  region       = "us-east-1"
}

run "controllers" {
  assert {
    condition     = jsondecode(local.trust).Statement[0].Principal.Service == "pods.eks.amazonaws.com"
    error_message = "EKS Pod Identity alone may hand out the roles."
  }

  assert {
    condition     = aws_eks_pod_identity_association.cluster_autoscaler.role_arn == aws_iam_role.cluster_autoscaler.arn
    error_message = "A controller must have a role of its own."
  }

  assert {
    condition     = aws_eks_pod_identity_association.aws_load_balancer_controller.role_arn == aws_iam_role.aws_load_balancer_controller.arn
    error_message = "A controller must have a role of its own."
  }

  assert {
    condition     = aws_iam_role_policy.cluster_autoscaler.role == aws_iam_role.cluster_autoscaler.id
    error_message = "A controller must have its own rights."
  }

  assert {
    condition     = aws_iam_role_policy.aws_load_balancer_controller.role == aws_iam_role.aws_load_balancer_controller.id
    error_message = "A controller must have its own rights."
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.cluster_autoscaler.policy, "k8s.io/cluster-autoscaler/example\"")
    error_message = "The Cluster Autoscaler may change groups of this cluster alone."
  }

  assert {
    condition = alltrue([
      for one in jsondecode(aws_iam_role_policy.aws_load_balancer_controller.policy).Statement :
      contains(keys(one), "Condition") if contains(flatten([one.Action]), "elasticloadbalancing:DeleteLoadBalancer")
    ])
    error_message = "The controller may delete its own load balancers alone."
  }
}
