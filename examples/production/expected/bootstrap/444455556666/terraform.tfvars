# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id              = "444455556666"
region                  = "eu-central-1"
state_bucket            = "acme-terraform-state-production"
noncurrent_version_days = 90
tags = {
  team        = "platform"
  cost-center = "4711"
}

create_oidc_provider = true
environments = {
  production = {
    apply_subjects = [
      "repo:acme/eks-platform:environment:production",
      "repo:acme@*/eks-platform@*:environment:production",
    ]
    plan_subjects = [
      "repo:acme/eks-platform:pull_request",
      "repo:acme/eks-platform:ref:refs/heads/main",
      "repo:acme@*/eks-platform@*:pull_request",
      "repo:acme@*/eks-platform@*:ref:refs/heads/main",
    ]
  }
}
