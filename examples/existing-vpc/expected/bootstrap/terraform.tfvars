# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id = "111122223333"
region     = "us-east-2"

create_oidc_provider = true
environments = {
  production = {
    apply_subjects = [
      "repo:acme/checkout:environment:production",
      "repo:acme@*/checkout@*:environment:production",
    ]
    plan_subjects = [
      "repo:acme/checkout:pull_request",
      "repo:acme/checkout:ref:refs/heads/main",
      "repo:acme@*/checkout@*:pull_request",
      "repo:acme@*/checkout@*:ref:refs/heads/main",
    ]
  }
}
