# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  issuer            = trimprefix(var.issuer_url, "https://")
  oidc_provider_arn = "arn:aws:iam::${var.account_id}:oidc-provider/${local.issuer}"

  trust = {
    for name, environment in var.environments : name => {
      for role, subjects in { apply = environment.apply_subjects, plan = environment.plan_subjects } : role => jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect    = "Allow"
            Principal = { Federated = local.oidc_provider_arn }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = {
              StringEquals = { "${local.issuer}:aud" = var.audience }
              StringLike   = { "${local.issuer}:sub" = subjects }
              # An owner's other repositories can make up a sub claim that matches a *, but not this.
              StringEqualsIfExists = { "${local.issuer}:repository" = var.repository }
            }
          },
        ]
      })
    }
  }
}

# An account has one for each issuer; where another repository made it, this one uses it.
resource "aws_iam_openid_connect_provider" "this" {
  count = var.create_oidc_provider ? 1 : 0

  url            = var.issuer_url
  client_id_list = [var.audience]
}

# Roles and policies have a path of their own: an apply may change roles that begin with the cluster's name, and not these.
resource "aws_iam_role" "plan" {
  for_each = var.environments

  name               = "${var.name}-${each.key}-ci-plan"
  path               = "/ci/"
  description        = "Takes the part of CI that plans ${each.key} of ${var.name}"
  assume_role_policy = local.trust[each.key].plan
}

resource "aws_iam_role" "apply" {
  for_each = var.environments

  name               = "${var.name}-${each.key}-ci-apply"
  path               = "/ci/"
  description        = "Takes the part of CI that applies ${each.key} of ${var.name}"
  assume_role_policy = local.trust[each.key].apply
}
