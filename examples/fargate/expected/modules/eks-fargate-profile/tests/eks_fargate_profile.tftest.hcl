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
  subnet_ids   = ["subnet-a", "subnet-b"]

  profiles = {
    apps = {
      selectors = {
        "team-*"    = {}
        kube-system = { k8s-app = "kube-dns" }
      }
    }
  }
}

run "profiles" {
  assert {
    condition     = [for one in aws_eks_fargate_profile.this["apps"].selector : one.namespace if one.labels == tomap({ k8s-app = "kube-dns" })] == ["kube-system"]
    error_message = "A selector must want the labels that stand beside its namespace."
  }

  assert {
    condition     = length(aws_eks_fargate_profile.this["apps"].selector) == 2
    error_message = "A profile must have all its selectors."
  }

  assert {
    condition     = aws_eks_fargate_profile.this["apps"].subnet_ids == toset(var.subnet_ids)
    error_message = "Pods must run in the subnets that were given."
  }

  assert {
    condition     = endswith(jsondecode(aws_iam_role.pod_execution.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"], ":eks:us-east-1:111122223333:fargateprofile/example/*")
    error_message = "Only the profiles of this cluster may have the role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.pod_execution.assume_role_policy).Statement[0].Principal.Service == "eks-fargate-pods.amazonaws.com"
    error_message = "Fargate alone may have the role."
  }

  assert {
    condition     = endswith(jsondecode(aws_iam_role_policy.logs.policy).Statement[0].Resource, ":log-group:/aws/eks/example/fargate:*")
    error_message = "Fargate must write to the cluster's own log group alone."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    profiles   = { apps = { selectors = {} } }
    subnet_ids = []
  }

  expect_failures = [
    var.profiles,
    var.subnet_ids,
  ]
}
