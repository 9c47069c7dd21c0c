# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id              = "444455556666"
region                  = "eu-central-1"
state_bucket            = "acme-terraform-state-production"
noncurrent_version_days = 90
tags = {
  team        = "platform"
  cost-center = "4711"
}

# Everything: name a narrower policy once it is known what an apply needs.
apply_policy_arns    = ["arn:aws:iam::aws:policy/AdministratorAccess"]
create_oidc_provider = true
environments = {
  production = {
    apply_subjects = [
      "repo:acme/eks-platform:environment:production",
      "repo:acme@*/eks-platform@*:environment:production",
    ]
    plan_subjects = ["repo:acme/eks-platform:*", "repo:acme@*/eks-platform@*:*"]
    state_key     = "acme-platform/production/terraform.tfstate"
  }
}
