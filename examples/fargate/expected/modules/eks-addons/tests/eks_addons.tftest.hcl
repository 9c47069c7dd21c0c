# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
}

variables {
  addon_versions = { vpc-cni = "v1.20.4-eksbuild.2" }
  cluster_name   = "example"
  compute_arns   = ["arn:aws:eks:us-east-1:111122223333:nodegroup/example/general/mock"]
}

run "addons" {
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
