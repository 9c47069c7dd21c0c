# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id   = "111122223333"
region       = "us-east-2"
state_bucket = "checkout-terraform-state"

# Everything: name a narrower policy once it is known what an apply needs.
apply_policy_arns    = ["arn:aws:iam::aws:policy/AdministratorAccess"]
create_oidc_provider = true
environments = {
  production = {
    apply_subjects = [
      "repo:acme/checkout:environment:production",
      "repo:acme@*/checkout@*:environment:production",
    ]
    plan_subjects = ["repo:acme/checkout:*", "repo:acme@*/checkout@*:*"]
    state_key     = "checkout/production/terraform.tfstate"
  }
}
