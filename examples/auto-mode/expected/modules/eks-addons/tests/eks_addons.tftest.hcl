# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
}

variables {
  addon_versions = { metrics-server = "v0.8.0-eksbuild.3" }
  cluster_name   = "example"
}

run "addons" {
  assert {
    condition     = aws_eks_addon.metrics_server.cluster_name == var.cluster_name
    error_message = "The add-on metrics-server must be installed in this cluster."
  }

  assert {
    condition     = aws_eks_addon.metrics_server.addon_version == "v0.8.0-eksbuild.3"
    error_message = "The metrics server must have the version that is named for it."
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
