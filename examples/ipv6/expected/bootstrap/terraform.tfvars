# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

account_id = "111122223333"
region     = "eu-north-1"

create_oidc_provider = true
environments = {
  production = {
    apply_subjects = ["project_path:studio/gameservers:ref_type:branch:ref:main"]
    plan_subjects  = ["project_path:studio/gameservers:*"]
  }
}
