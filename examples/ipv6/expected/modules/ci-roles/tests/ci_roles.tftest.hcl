# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

# What the module promises, checked without credentials: terraform init -backend=false && terraform test

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mock" }
  }
}

variables {
  account_id           = "111122223333"
  apply_policy_arns    = ["arn:aws:iam::aws:policy/AdministratorAccess"]
  audience             = "sts.amazonaws.com"
  create_oidc_provider = true
  environments = {
    example = {
      apply_subjects = ["repo:acme/example:environment:example"]
      plan_subjects  = ["repo:acme/example:*"]
      state_key      = "example/example/terraform.tfstate"
    }
  }
  issuer_url = "https://token.actions.githubusercontent.com"
  name       = "example"
}

run "roles" {
  assert {
    condition     = jsondecode(aws_iam_role.apply["example"].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"] == ["repo:acme/example:environment:example"]
    error_message = "Nobody but the environment's own jobs may apply."
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan["example"].assume_role_policy).Statement[0].Condition.StringLike["token.actions.githubusercontent.com:sub"] == ["repo:acme/example:*"]
    error_message = "Every run of the repository may plan, and no other."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.apply["example"], aws_iam_role.plan["example"]] : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "Tokens for somebody else must not be taken."
  }

  assert {
    condition     = toset([for one in aws_iam_role_policy_attachment.apply : one.policy_arn]) == var.apply_policy_arns
    error_message = "The role that applies must have the policies that are named, and no others."
  }

  assert {
    condition     = one(aws_iam_openid_connect_provider.this[0].client_id_list) == var.audience
    error_message = "IAM must know the audience of the tokens."
  }
}

run "what_cannot_work_is_refused" {
  command = plan

  variables {
    environments = {
      example = {
        apply_subjects = ["repo:acme/example:*"]
        plan_subjects  = ["repo:acme/example:*"]
        state_key      = "example/example/terraform.tfstate"
      }
    }
    issuer_url = "http://example.com"
  }

  expect_failures = [var.environments, var.issuer_url]
}
