# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: tofu init -backend=false && tofu test

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  addon_versions = { vpc-cni = "v1.20.4-eksbuild.2" }
  cluster_name   = "example"
  compute_arns   = ["arn:aws:eks:us-east-1:111122223333:nodegroup/example/general/mock"]
}

run "addons" {
  assert {
    condition     = one(aws_eks_addon.vpc_cni.pod_identity_association).role_arn == aws_iam_role.vpc_cni.arn
    error_message = "The network add-on must have a role of its own."
  }

  assert {
    condition     = one(aws_eks_addon.aws_ebs_csi_driver.pod_identity_association).role_arn == aws_iam_role.aws_ebs_csi_driver.arn
    error_message = "The driver of EBS volumes must have a role of its own."
  }

  assert {
    condition     = jsondecode(aws_iam_role.vpc_cni.assume_role_policy).Statement[0].Principal.Service == "pods.eks.amazonaws.com"
    error_message = "EKS Pod Identity alone may hand out the roles."
  }

  assert {
    condition     = aws_eks_addon.vpc_cni.addon_version == "v1.20.4-eksbuild.2"
    error_message = "An add-on must have the version that is named for it."
  }

  assert {
    condition     = output.cluster_name_for_nodes == var.cluster_name
    error_message = "Nodes must join this cluster."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    addon_versions = { vpc-cni = "latest" }
  }

  expect_failures = [
    var.addon_versions,
  ]
}
